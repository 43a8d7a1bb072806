"""Patterns that several rules of Spanish share, and the small words that they look out for."""

# ruff: noqa: E501  a pattern is read as one line

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
    "BOUND": "(más de | menos de | casi | apenas | al menos | por lo menos | como mínimo | como máximo | cerca de | alrededor de | unos | unas | aproximadamente)",
    "UNIT": "(fin de semana | fines de semana | {unit})",
    "CLOCK": "({clock} | {dotted} | {hclock} | {hour} | {number})",
    "HOURS": "({hourword} | horas | hora)",
    "LOCAL": "({locally} | {zone:z})",
    "OFDAY": "(de | del) (este | esta)? ({weekday:w} | {deictic:n})",
    "FEAST": "(semana {santa} | {weekday} {santa} | año nuevo | san valentín | (día | noche) de san juan | corpus christi | (día | días | noche | domingo | lunes | miércoles) (de | del) (la | las | los | todos los | santos | los santos | san)? {feastday} | todos los santos | {feast})",
    "RANGEDAY": "({THE} | los)? {direction:dir}? (día | días)? ({weekday} ,?)? {DAY} (de {MONTH})?",
    "RANGEEND": "({THE} | los)? (día | días)? ({weekday} ,?)? {DAY} de {MONTH:m} ((de | del) (año)? {YEAR:y} | {direction:dir})?",
    "WHICHYEAR": "((de | del) (año | ejercicio)? {YEAR:y} | de este año | del presente año | del año {direction:dir} | del {direction:dir} año | de {direction:dir} año | del año | del ejercicio)",
}

#: Words that follow a noun or a number without belonging to it.
SMALL = frozenset(
    [
        "a",
        "al",
        "ante",
        "antes",
        "aunque",
        "como",
        "con",
        "contra",
        "cuando",
        "de",
        "del",
        "desde",
        "donde",
        "durante",
        "e",
        "el",
        "en",
        "entre",
        "era",
        "es",
        "está",
        "fue",
        "ha",
        "han",
        "hasta",
        "la",
        "las",
        "le",
        "les",
        "lo",
        "los",
        "más",
        "mientras",
        "ni",
        "no",
        "o",
        "para",
        "pero",
        "por",
        "porque",
        "que",
        "se",
        "según",
        "si",
        "sin",
        "sino",
        "sobre",
        "son",
        "su",
        "sus",
        "tras",
        "u",
        "un",
        "una",
        "y",
        "ya",
    ]
)


def is_verb(word: str) -> bool:
    """Tell whether *word* ends as only a verb of the third person does: "será", "hubo", "acordaron"."""
    return word.endswith(("rá", "rán", "ó", "aron", "ieron", "aba", "aban", "ían")) or word in _VERBS


_VERBS = frozenset("fue era hubo había hay es está son están ha han será tuvo hizo dijo dio puso quedó sigue".split())  # noqa: SIM905
