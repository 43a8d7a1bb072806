"""Durations, and sets: what comes again and again."""

# ruff: noqa: E501  a pattern is read as one line

from sstimeline.extract import builders
from sstimeline.extract.grammar import Words, rule
from sstimeline.extract.languages.es.dates.amounts import bound, length
from sstimeline.extract.meanings import Meaning, Repeat, Several, Vague


@rule(
    "{BOUND:b}? ({THE} | los | las | estos | estas | esos | esas | unos | unas)? {direction}? {COUNT:n} {direction}? {UNIT:u} (y (media | medio | {ordinal:q}))? (más | seguidos | seguidas | consecutivos | consecutivas)?",
    "{BOUND:b}? {COUNT:n} {unit:u} (, {COUNT:n2} {unit:u2})? (y | e | ,) {COUNT:n3} {unit:u3} (y {COUNT:n4} {unit:u4})?",
    "{BOUND:b}? {COUNT:n} {unit:u} (antes | después | más tarde) !(de | del)",
    "(hacía) {COUNT:n} {unit:u}",
    "(la | las | los | el) {direction} media {unit:u}",
    "media {unit:u}",
    "medio {unit:u}",
    "un cuarto de {unit:u}",
    "tres cuartos de {unit:u}",
    "{unit:u} y media",
    "(los | las) {ordinal} {COUNT:n} {unit:u}",
    "(los | las) {COUNT:n} {ordinal} {unit:u}",
    "(los | las) {COUNT:n} {edge} {unit:u}",
)
def lasting(m: Words) -> Meaning | None:
    """'dos años', 'más de un año', 'los últimos dos meses', 'dos años y tres meses'."""
    amounts = []
    for index in ("", "2", "3", "4"):
        if f"u{index}" in m:
            unit = "WE" if m.list(f"u{index}")[0] in ("fin", "fines") else m.one("unit", f"u{index}")
            amount = builders.quantity(m, f"n{index}") if f"n{index}" in m else "0.5"
            if m.list()[1:] == ["y", "media"]:
                amount = "1"
            if "de" in m.list() and m.list()[-3] in ("cuarto", "cuartos") and "n" not in m:
                amount = "0.25" if m.list()[0] == "un" else "0.75"
            if m.list(f"n{index}") in (["media"],):
                amount = "0.5"
            if m.list(f"n{index}")[:2] == ["un", "par"]:
                amount = "2"
            amounts.append((amount, unit))
    if "q" in m and (m.list("q") != ["cuarto"] or amounts[0][0] == "X"):
        return None
    if "q" in m:
        amounts = [(builders.plain(float(amounts[0][0]) + 0.25), amounts[0][1])]
    if not amounts or len({unit for _, unit in amounts}) < len(amounts):
        return None
    if len(amounts) == 1 and m.list()[-1] in ("media", "medio") and amounts[0][0] != "X":
        amounts = [(builders.plain(float(amounts[0][0]) + 0.5), amounts[0][1])]
    if amounts[0][0] == "0.5" and m.list()[0] == "medio" and amounts[0][1] not in ("Y", "C", "D", "M", "E"):
        return None
    if amounts == [("1", "TS")] and m.list("u")[0] == "segundo" and m.list()[0] != "un":
        return None
    return length(amounts, bound(m))


@rule("{COUNT:n} (o | a) ({COUNT:n2} {unit:u}):t2")
def two_lengths(m: Words) -> Meaning | Several | None:
    """'tres o cuatro semanas': each is a duration of its own."""
    first, last = (length([(builders.quantity(m, group), m.one("unit", "u"))]) for group in ("n", "n2"))
    if builders.quantity(m) == "X" or m.one("number", "n") in (100, 1000) or m.before() in ("mil", "y"):
        return None
    return Several((("n", first), ("t2", last)))


@rule(
    "(los | las | estos | estas)? {direction:dir} {units:u}",
    "(los | las) {units:u} {direction:dir}",
    "(los | las) (primeros | primeras) {units:u}",
    "{units:u} (antes | después | atrás) !(de | del)",
    "{units:u}",
    "{vague} {units:u}",
)
def units_alone(m: Words) -> Meaning | None:
    """'los últimos meses', 'años': nobody says how many."""
    if m.list()[0] in ("estos", "estas") and len(m.list()) == 2:
        return Vague("PRESENT_REF")
    if len(m.list()) == 1 and (m.before() in ("los", "las", "por", "x") or m.one("unit", "u") in ("TS", "TM", "C")):
        return None
    return length([("X", m.one("unit", "u"))])


@rule("{THE} {ordinal} {unit:u}", "(la | una | un | su) {ordinal} {unit:u}", "todo el {unit:u}", "toda la {unit:u}")
def ordinal_unit(m: Words) -> Meaning | None:
    """'el tercer día', 'toda la semana', 'un segundo año'."""
    unit = m.one("unit", "u")
    return None if m.one("units", "u") or unit in ("Q", "H", "T") else length([("1", unit)])


@rule("(un | mucho | poco | algún | cierto | largo) tiempo", "un rato", "todo el (tiempo | rato)")
def some_time(m: Words) -> Meaning | None:
    """'un tiempo', 'mucho tiempo'."""
    return length([("X", "TH" if m.list()[-1] == "rato" else "M")])


@rule("{often}")
def often(m: Words) -> Meaning | None:
    """'anual', 'diariamente'."""
    if m.list() == ["diario"] and m.before() in ("el", "del", "este", "un", "al", "su"):
        return None
    return Repeat(m.one("often"))


@rule(
    "cada {COUNT:n}? {UNIT:u}",
    "(todos los | todas las) {units:u}",
    "al (día | mes | año)",
    "({COUNT} | una) (vez | veces) (al | a la | por | cada) {unit:u}",
    "a la semana",
    "por {unit:u}",
    "({COUNT} {unit}) (cada | al | a la) {COUNT:n}? {UNIT:u}",
)
def every_unit(m: Words) -> Meaning | None:
    """'cada día', 'todos los meses', 'cada dos años', 'al año', 'tres veces a la semana'."""
    words = m.list()
    if words[0] == "por":
        return None
    if words[0] == "al" and m.after() == "de":
        return None
    unit = "WE" if m.list("u")[:1] in (["fin"], ["fines"]) else m.one("unit", "u") or m.one("unit")
    amount = builders.quantity(m) if "n" in m else "1"
    return Repeat(length([(amount, unit)]).length.value)


@rule("de {weekday:w1} a {weekday:w2}")
def weekdays_span(m: Words) -> Meaning | Several | None:
    """'de lunes a viernes': what happens every week."""
    return Several(tuple((f"w{i}", Repeat(f"XXXX-WXX-{m.one('weekday', f'w{i}')}")) for i in (1, 2)))


@rule(
    "cada {weekday:w} (a las {hour:h})?",
    "(todos)? los {weekdays:w}",
    "cada {daypart:p}",
    "todas las {daypart:p}",
    "los fines de semana",
    "cada {MONTH:m}",
    "{weekday:w} (y | a) {weekday:v}",
)
def every_named(m: Words) -> Meaning | None:
    """'cada lunes', 'los jueves', 'los fines de semana'."""
    if "v" in m:
        return None
    if "m" in m:
        return Repeat(f"XXXX-{builders.month_of(m, 'm'):02}")
    if "p" in m:
        return Repeat("P" + m.one("daypart", "p"))
    day = m.one("weekday", "w") or m.one("weekdays", "w")
    hour = m.one("hour", "h")
    return Repeat((f"XXXX-WXX-{day}" if day else "XXXX-WXX-WE") + (f"T{hour:02}:00" if hour is not None else ""))
