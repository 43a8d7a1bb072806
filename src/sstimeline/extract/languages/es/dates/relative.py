"""Weekdays and days, and what counts from the publication or from a date in the text."""

# ruff: noqa: E501  a pattern is read as one line

from sstimeline.extract import builders
from sstimeline.extract.builders import calendar, direction
from sstimeline.extract.grammar import Words, rule
from sstimeline.extract.languages.es.dates.amounts import bound, length
from sstimeline.extract.meanings import Calendar, Meaning, Shift, Vague
from sstimeline.extract.moments import is_clock


@rule(
    "{THE}? {weekday:w} {direction:dir}?",
    "{THE} {direction:dir} {weekday:w}",
    "este {direction:dir}? {weekday:w}",
    "{direction:dir} {weekday:w}",
    "{THE} {weekday:w} de (esta | la {direction:dir}) semana",
    "{THE} {weekday:w} que viene",
)
def weekday(m: Words) -> Meaning | None:
    """'el lunes', 'el pasado domingo', 'el jueves venidero'."""
    side = direction(m)
    if m.before() in ("los", "cada", "todos", "santo"):
        return None
    if m.list()[-1] == "viene":
        side = 1
    return calendar(m, direction=side, same="near" if "este" in m.list() or ("dir" in m and not side) else "")


@rule(
    "{deictic:n} ,? {weekday:w} ({DAY:d} de {MONTH:m})?",
    "{deictic:n} , ({DAY:d} de {MONTH:m} ((de | del) {YEAR:y})?)",
    "{deictic:n} (mismo)?",
    "(al | el) día de {deictic:n}",
    "pasado mañana",
    "antes de ayer",
    "{deictic:n} (por | en | a) la {daypart:p}",
    "ayer {daypart:p}",
    "hoy en día",
    "hoy por hoy",
    "{deictic:n} ,? día {DAY:d}",
)
def deictic(m: Words) -> Meaning | None:
    """'hoy', 'ayer, miércoles', 'pasado mañana', 'anoche'."""
    words = m.list()
    if words in (["hoy", "en", "día"], ["hoy", "por", "hoy"]):
        return Vague("PRESENT_REF")
    if words[0] == "pasado":
        return Shift("D", 2)
    if words[0] == "antes":
        return Shift("D", -2)
    if (
        words == ["mañana"]
        and m.before() in ("la", "esta", "el", "cada", "de", "misma", "mañanas", "buena")
        and m.before() != "de"
    ):
        return None
    if words == ["al", "día", "de", "mañana"] or words == ["el", "día", "de", "mañana"]:
        return Vague("FUTURE_REF")
    night = "TNI" if words[0] in ("anoche", "anteanoche") else ""
    return Shift("D", m.one("deictic", "n") if "n" in m else -1, clock=m.one("daypart", "p") or night)


@rule(
    "(la | esta | aquella | esa)? {daypart:p} (del | de) ({direction:dir})? {weekday:w} {direction:dir}?",
    "(la)? {daypart:p} de {deictic:n} ,? {weekday}?",
    "{weekday:w} (por | en) la {daypart:p}",
    "{THE} {direction:dir}? {weekday:w} (por | en) la {daypart:p}",
    "{THE} {weekday:w} {direction:dir} (por | en) la {daypart:p}",
    "la {daypart:p} del (día)? {DAY:d} (de {MONTH:m} ((de | del) {YEAR:y})?)?",
)
def part_of_day(m: Words) -> Meaning | None:
    """'la mañana del miércoles', 'la madrugada de hoy'."""
    part = m.one("daypart", "p")
    if "n" in m:
        return Shift("D", m.one("deictic", "n"), clock=part)
    return calendar(m, clock=part, direction=direction(m))


@rule("(esta | este) (misma)? {daypart:p} (mismo)?")
def this_part(m: Words) -> Meaning | None:
    """'esta noche', 'este mediodía'."""
    return Shift("D", 0, clock=m.one("daypart", "p"))


@rule(
    "(la | el | del | aquella | esa | al) {daypart:p}",
    "{midpart}",
    "las? (primeras | últimas | altas) horas (de la | del) {daypart:p}",
)
def part_alone(m: Words) -> Meaning | None:
    """'la tarde', 'esa mañana', 'del mediodía'."""
    if m.before() in ("por",) and m.before(2) in ("hoy", "ayer"):
        return None
    return Calendar(clock=m.one("daypart") or m.one("midpart"))


@rule(
    "{THE} {direction:dir}? día {daynumber:d}",
    "los {direction:dir}? días {daynumber:d}",
    "{THE} {weekday:w} ,? (día)? {daynumber:d}",
    "{THE} {direction:dir} {daynumber:d}",
)
def day_alone(m: Words) -> Meaning | None:
    """'el día 13', 'el pasado día 19', 'lunes 16': the month is left open."""
    if m.after() in ("%", "años", "horas") or (m.one("weekday", "w") and _counts(m.after())):
        return None
    return calendar(m, direction=direction(m))


def _counts(after: str) -> bool:
    """Tell whether the number in front of that word counts it: "el lunes 5 funcionarios" is a Monday, not the 5th."""
    return after.isalpha() and after not in _AFTER_A_DAY and after not in _SMALL


@rule("{THE} {daynumber:d}")
def day_number(m: Words) -> Meaning | None:
    """'el 9': only where nothing else follows that it could count."""
    if m.after() == "por" and m.after(2) == "ciento":
        return None
    if (
        (m.after() in ("%", ",", "-") and m.after() != ",")
        or (m.after().isalpha() and m.after() not in _AFTER_A_DAY)
        or m.after()[:1].isdigit()
    ):
        return None
    if m.before() in ("por", "artículo"):
        return None
    return calendar(m)


_SMALL = frozenset(
    "de del el la los las un una su sus o u por ante tras durante entre sobre desde que como cuando no ha han es".split()  # noqa: SIM905
)
_AFTER_A_DAY = frozenset({"y", "a", "en", "con", "se", "para", "al", "fue", "hasta"})


@rule(
    "{THE} día {DAY:d} (del | de) {direction:dir} mes",
    "{THE} {DAY:d} (del | de) {direction:dir} mes",
    "{THE} (día)? {DAY:d} del mes {direction:dir}",
)
def day_of_named_month(m: Words) -> Meaning | None:
    """'el día 1 del próximo mes'."""
    return calendar(m, month_shift=direction(m))


@rule("(ese | aquel) (mismo)? día", "{THE} mismo día", "este mismo día (por la {daypart:p})?")
def same_day(m: Words) -> Meaning | None:
    """'ese mismo día'."""
    if m.list()[0] == "este":
        return Shift("D", 0, clock=m.one("daypart", "p") or "")
    return Shift("D", 0, origin="text")


@rule("la víspera !de", "{THE} día siguiente", "al siguiente", "(la | el) (día | jornada) (anterior | siguiente)")
def next_day(m: Words) -> Meaning | None:
    """'al día siguiente'."""
    return Shift("D", -1 if m.list()[-1] in ("anterior", "víspera", "vispera") else 1, origin="text")


@rule(
    "{EDGE:pre}? ({THE} | la)? {direction:dir} {UNIT:u}",
    "{EDGE:pre}? ({THE} | la) {UNIT:u} {direction:dir}",
    "{UNIT:u} {direction:dir}",
    "{edge:pre} (de | del) {direction:dir}? {unit:u} {direction:dir}?",
    "al {edge:pre} (de | del) {unit:u} {direction:dir}?",
    "({THE} | la) {unit:u} en curso",
    "{EDGE:pre}? ({THE} | la) {UNIT:u} que viene",
    "{edge:pre} del {unit:u}",
    "{edge:pre} (de | del) {direction:dir} {unit:u}",
    "{THE} {direction} {direction:dir} {unit:u}",
)
def shifted_unit(m: Words) -> Meaning | None:
    """'este año', 'la semana pasada', 'el próximo mes', 'el año que viene'."""
    unit = "WE" if "fin" in m.list("u") else m.one("unit", "u")
    if unit is None or m.one("units", "u") or is_clock(unit) or (len(unit) > 1 and unit != "WE"):
        return None
    side = 1 if m.list()[-1] == "viene" else direction(m)
    if m.list("dir")[:1] in (["anterior"], ["siguiente"]):
        return Shift(unit, side, origin="text")
    if unit == "D":
        return Vague("PRESENT_REF") if not side and m.list("dir")[:1] != ["este"] else None
    return Shift(unit, side, mod=builders.mod(m))


@rule(
    "(no)? hace (ya | sólo | solo | escasamente | poco)* {BOUND:b}? {COUNT:n} {UNIT:u} (y (media | medio))?",
    "hace (ya | sólo | solo | escasamente)* {BOUND:b}? un par de {unit:u}",
    "hace {units:u}",
    "hace {COUNT:n} {unit:u} y {COUNT:n2} {unit:u2}",
    "{BOUND:b}? {COUNT:n} {unit:u} atrás",
)
def ago(m: Words) -> Meaning | None:
    """'hace dos años', 'hace más de 30 años', 'hace unos días'."""
    unit = "WE" if "fin" in m.list("u") else m.one("unit", "u")
    amount = "2" if "par" in m.list() else builders.quantity(m) if "n" in m else "X"
    if amount != "X" and m.list()[-1] in ("media", "medio"):
        amount = builders.plain(float(amount) + 0.5)
    if "u2" in m:
        return length([(amount, unit), (builders.quantity(m, "n2"), m.one("unit", "u2"))])
    if (
        amount == "X"
        or "." in amount
        or is_clock(unit)
        or (len(unit) > 1 and unit != "WE")
        or m.list()[-1] in ("media", "medio")
    ):
        return length([(amount, unit)])
    unit, count = ("Y", 10 * int(amount)) if unit == "E" else (unit, int(amount))
    return Shift(unit, -count, mod=bound(m))


@rule("dentro de {BOUND:b}? {COUNT:n} {UNIT:u}")
def ahead(m: Words) -> Meaning | None:
    """'dentro de dos años'."""
    unit = "WE" if "fin" in m.list("u") else m.one("unit", "u")
    amount = builders.quantity(m)
    if amount == "X" or "." in amount or is_clock(unit) or (len(unit) > 1 and unit != "WE"):
        return length([(amount, unit)])
    return Shift(unit, int(amount), mod=bound(m))


@rule("hace poco", "hace (mucho | poco | algún | un)? tiempo", "(no)? hace (mucho | poco)", "hacía (mucho)? tiempo")
def long_ago(m: Words) -> Meaning | None:
    """'hace tiempo', 'no hace mucho'."""
    return Vague("PAST_REF")


@rule("(ese | aquel | aquella | esa) (mismo | misma)? {unit:u}", "{THE} mismo {unit:u}", "la misma {unit:u}")
def same_unit(m: Words) -> Meaning | None:
    """'ese año'."""
    unit = m.one("unit", "u")
    return None if is_clock(unit) or len(unit) > 1 or m.one("units", "u") else Shift(unit, 0, origin="text")


@rule("(el | del | al) {unit:u}")
def the_unit(m: Words) -> Meaning | None:
    """'del año': the one of the publication."""
    return (
        Shift("Y", 0)
        if m.list()[-1] == "año"
        and m.before() not in ("partido", "mejor", "jugador", "millones", "pesetas", "euros", "veces", "vez")
        and m.list()[0] in ("el", "del")
        else None
    )


@rule("fin de año", "final de año", "fines de año", "finales de año")
def end_of_year(m: Words) -> Meaning | None:
    """'fin de año'."""
    return Calendar(month=12, day=31) if m.list()[0] == "fin" else Shift("Y", 0, mod="END")
