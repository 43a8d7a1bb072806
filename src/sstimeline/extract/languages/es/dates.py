"""How Spanish says when: the chapters of its rules. Each rule is a pattern, an example, and what the words mean."""

# ruff: noqa: E501  a pattern is read as one line

from sstimeline.extract.languages.es import calendar, clocks, days, lengths, parts, references, shifts

#: Patterns that several rules share.
PHRASES = {
    "MONTH": "({monthabbr} . | {month})",
    "DAY": "({daynumber} | {ordinal} | {number} (y {number})?)",
    "NUMBERS": "({number} (y? {number})*)",
    "YEAR": "({year} | mil {number} ({number} (y {number})?)? | dos mil {number}? (y {number})?)",
    "OFYEAR": "(de | del | ,) (año)? {YEAR:y}",
    "THE": "(el | del | al)",
    "ANYTHE": "(el | del | al | la | las | los)",
    "COUNT": "({fraction} | {decimal} | {thousands} | {dotted} | {digits} | {number} (y? {number})* | (una | media | un | medio)? {collective} de | unos cuantos | unas cuantas | unos pocos | unas pocas | un par de | {vague} | media)",
    "EDGE": "({edge} (de | del) | hacia | alrededor de)",
    "BOUND": "(más de | algo más de | poco más de | algo menos de | poco menos de | menos de | casi | apenas | al menos | por lo menos | como mínimo | como máximo | cerca de | alrededor de | unos | unas | aproximadamente)",
    "UNIT": "(fin de semana | fines de semana | {unit})",
    "CLOCK": "({clock} | {dotted} | {hclock} | {hour} | {number})",
    "HOURS": "({hourword} | horas | hora)",
    "LOCAL": "({locally} | {zone:z})",
    "OFDAY": "(de | del) (este | esta)? ({direction:dir}? {weekday:w} | {weekday:w} {direction:dir} | {deictic:n})",
    "FEAST": "(semana {santa} | {weekday} {santa} | año nuevo | san valentín | (día | noche) de san juan | corpus christi | (día | noche) de {feast} | (día | días | noche | domingo | lunes | miércoles) (internacional | mundial)? (de | del) (la | las | los | todos los | santos | los santos | san)? {feastday} | todos los santos | {feast})",
    "RANGEDAY": "({THE} | los)? {direction:dir}? (día | días)? ({weekday} ,?)? {DAY} (de {MONTH})?",
    "RANGEEND": "({THE} | los)? (día | días)? ({weekday} ,?)? {DAY} de {MONTH:m} ((de | del) (año)? {YEAR:y} | {direction:dir})?",
    "WHICHYEAR": "((de | del) (año | ejercicio)? {YEAR:y} | de este año | del presente año | del año {direction:dir} | del {direction:dir} año | de {direction:dir} año | del año | del ejercicio)",
}

#: In this order: among matches of one length, the rule that is written first wins.
CHAPTERS = (calendar, parts, days, shifts, clocks, lengths, references)
