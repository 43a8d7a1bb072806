"""Patterns that several rules of Spanish share."""

# ruff: noqa: E501  a pattern is read as one line

PHRASES = {
    "MONTH": "({monthabbr} . | {month})",
    "DAY": "({daynumber} | {ordinal} | {number} (y {number})?)",
    "NUMBERS": "({number} (y? {number})*)",
    "YEAR": "({year} | mil {number} ({number} (y {number})?)? | dos mil {number}?)",
    "THE": "(el | del | al)",
    "COUNT": "({fraction} | {decimal} | {thousands} | {dotted} | {digits} | {number} (y? {number})* | unos cuantos | unas cuantas | unos pocos | unas pocas | un par de | {vague} | media)",
    "EDGE": "({edge} (de | del) | hacia | alrededor de)",
    "BOUND": "(más de | menos de | casi | apenas | al menos | por lo menos | como mínimo | como máximo | cerca de | alrededor de | unos | unas | aproximadamente)",
    "UNIT": "(fin de semana | fines de semana | {unit})",
    "CLOCK": "({clock} | {dotted} | {hclock} | {hour} | {number})",
    "FEAST": "(semana {santa} | {feast} | ({weekday} | día) (de)? (la)? {feast} | día de todos los {feast} | todos los {feast})",
    "RANGEDAY": "({THE} | los)? {direction:dir}? (día | días)? ({weekday} ,?)? {DAY} (de {MONTH})?",
    "RANGEEND": "({THE} | los)? (día | días)? ({weekday} ,?)? {DAY} de {MONTH:m} ((de | del) (año)? {YEAR:y} | {direction:dir})?",
}
