"""Weekdays and days, and what counts from the publication or from a date in the text."""

from sstimeline.extract import builders
from sstimeline.extract.builders import calendar, direction
from sstimeline.extract.grammar import Words, rule
from sstimeline.extract.languages.es.dates.amounts import amount, bound, length
from sstimeline.extract.languages.es.dates.phrases import SMALL, is_verb
from sstimeline.extract.meanings import Calendar, Meaning, Several, Shift, Vague
from sstimeline.extract.moments import is_clock


@rule(
    "{THE}? {weekday:w} {direction:dir}?",
    "{THE} {direction:dir} {weekday:w}",
    "este {direction:dir}? {weekday:w}",
    "{direction:dir} {weekday:w}",
    "{THE} {weekday:w} de (esta | la {direction:dir}) semana",
    "{THE} {weekday:w} que viene",
    "(ese | aquel) {weekday:w}",
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
    "{deictic:n} ,? {weekday:w} ,? (día)? {daynumber:d}",
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
    if words in (["hoy", "en", "día"], ["hoy", "en", "dia"], ["hoy", "por", "hoy"]):
        return Vague("PRESENT_REF")
    if words == ["hoy"] and m.before() in ("el", "la", "los", "las"):
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
    "(horas de)? (la | esta | aquella | esa)? {daypart:p} (del | de) ({direction:dir})? {weekday:w} {direction:dir}?",
    "(horas de)? (la)? {daypart:p} de {deictic:n} ,? {weekday}?",
    "la {direction:last} {daypart:p}",
    "{weekday:w} (por | en) la {daypart:p}",
    "{THE} {direction:dir}? {weekday:w} (por | en) la {daypart:p}",
    "{THE} {weekday:w} {direction:dir} (por | en) la {daypart:p}",
    "la {daypart:p} del (día)? {DAY:d} (de {MONTH:m} ((de | del) {YEAR:y})?)?",
)
def part_of_day(m: Words) -> Meaning | None:
    """'la mañana del miércoles', 'la madrugada de hoy', 'la pasada madrugada'."""
    part = m.one("daypart", "p")
    if "last" in m:
        return Shift("D", 0 if part == "TMO" else -1, clock=part) if direction(m, "last") < 0 else None
    if "n" in m:
        return Shift("D", m.one("deictic", "n"), clock=part)
    return calendar(m, clock=part, direction=direction(m))


@rule("(esta | este) (misma)? {daypart:p} (mismo | misma)?")
def this_part(m: Words) -> Meaning | None:
    """'esta noche', 'este mediodía'."""
    return Shift("D", 0, clock=m.one("daypart", "p"))


@rule(
    "(la | el | del | aquella | esa | al) (misma)? {daypart:p}",
    "{midpart}",
    "(la | las)? (primera | primeras | última | últimas | altas)? (hora | horas) (de la | del) {daypart:p}",
    "media {daypart:p}",
)
def part_alone(m: Words) -> Meaning | None:
    """'la tarde', 'esa mañana', 'del mediodía'."""
    if m.before() in ("por",) and m.before(2) in ("hoy", "ayer"):
        return None
    if m.list()[0] == "media" and m.before() != "a":
        return None
    return Calendar(clock=m.one("daypart") or m.one("midpart"))


@rule(
    "{THE} {direction:dir}? día {daynumber:d}",
    "los {direction:dir}? días {daynumber:d}",
    "{THE} {weekday:w} ,? (día)? {daynumber:d}",
    "{THE} {direction:dir} {daynumber:d}",
    "{THE} {direction:dir} {weekday:w} ,? (día)? {daynumber:d}",
)
def day_alone(m: Words) -> Meaning | None:
    """'el día 13', 'el pasado día 19', 'lunes 16': the month is left open."""
    if m.after() in ("%", "años", "horas") or (m.one("weekday", "w") and _counts(m.after())):
        return None
    return calendar(m, direction=direction(m))


def _counts(after: str) -> bool:
    """Tell whether the number in front of that word counts it: "el lunes 5 funcionarios" is a Monday, not the 5th."""
    return after.isalpha() and after not in SMALL and not is_verb(after)


@rule("{THE} {daynumber:d}")
def day_number(m: Words) -> Meaning | None:
    """'el 9': only where nothing follows that it could count, and it is no share: 'entre el 3 y el 4 por ciento'."""
    after = m.after()
    if m.before() in ("por", "artículo") or (m.list()[0] == "al" and not m.before()[:1].isdigit()):
        return None
    if after in ("-", "que") or after[:1].isdigit() or _counts(after) or _is_share(m):
        return None
    return calendar(m)


def _is_share(m: Words) -> bool:
    for place in range(1, 5):
        word = m.after(place)
        if word in ("%", "por"):
            return word == "%" or m.after(place + 1) in ("ciento", "cien")
        if word not in ("y", "o", "e", "a", "al", "el") and not word[:1].isdigit():
            return False
    return False


@rule(
    "{THE} día {DAY:d} (del | de) {direction:dir} mes",
    "{THE} {DAY:d} (del | de) {direction:dir} mes",
    "{THE} (día)? {DAY:d} del mes {direction:dir}",
)
def day_of_named_month(m: Words) -> Meaning | None:
    """'el día 1 del próximo mes'."""
    return calendar(m, month_shift=direction(m))


@rule("{THE}? la? {daypart:p} (anterior | siguiente)")
def next_part(m: Words) -> Meaning | None:
    """'la noche anterior'."""
    return Shift(
        "D", direction(m) or (-1 if m.list()[-1] == "anterior" else 1), origin="text", clock=m.one("daypart", "p")
    )


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


@rule("fin de año", "final de año", "fines de año", "finales de año")
def end_of_year(m: Words) -> Meaning | None:
    """'fin de año'."""
    return Calendar(month=12, day=31) if m.list()[0] == "fin" else Shift("Y", 0, mod="END")


@rule(
    "{EDGE:pre}? ({THE} | la)? {direction:dir} {UNIT:u}",
    "{EDGE:pre}? ({THE} | la) {UNIT:u} {direction:dir}",
    "{UNIT:u} {direction:dir}",
    "{edge:pre} (de | del) {direction:dir}? {unit:u} {direction:dir}?",
    "al {edge:pre} (de | del) {unit:u} {direction:dir}?",
    "({THE} | la) {unit:u} en curso",
    "{EDGE:pre}? ({THE} | la) {UNIT:u} que viene",
    "{edge:pre} (del | de la) {unit:u} (que viene)?",
    "{edge:pre} (de | del) {direction:dir} {unit:u}",
    "{THE} {direction} {direction:dir} {unit:u}",
    "{THE} fin de semana",
)
def shifted_unit(m: Words) -> Meaning | None:
    """'este año', 'la semana pasada', 'el próximo mes', 'el año que viene'."""
    if m.list()[1:] == ["fin", "de", "semana"] and "u" not in m:
        return Shift("WE", -1, origin="weekend")
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
    count = "2" if "par" in m.list() else amount(m) if "n" in m else "X"
    if count != "X" and m.list()[-1] in ("media", "medio"):
        count = builders.plain(float(count) + 0.5)
    if "u2" in m:
        return length([(count, unit), (amount(m, "n2"), m.one("unit", "u2"))])
    if (
        count == "X"
        or "." in count
        or is_clock(unit)
        or (len(unit) > 1 and unit != "WE")
        or m.list()[-1] in ("media", "medio")
    ):
        return length([(count, unit)])
    unit, number = ("Y", 10 * int(count)) if unit == "E" else (unit, int(count))
    return Shift(unit, -number, mod=bound(m))


@rule("dentro de {BOUND:b}? {COUNT:n} {UNIT:u}")
def ahead(m: Words) -> Meaning | None:
    """'dentro de dos años'."""
    unit = "WE" if "fin" in m.list("u") else m.one("unit", "u")
    count = amount(m)
    if count == "X" or "." in count or is_clock(unit) or (len(unit) > 1 and unit != "WE"):
        return length([(count, unit)])
    return Shift(unit, int(count), mod=bound(m))


@rule("(no)? hace (mucho | poco | algún | un)? tiempo", "(no)? hace (mucho | poco)", "hacía (mucho)? tiempo")
def long_ago(m: Words) -> Meaning | None:
    """'hace tiempo', 'no hace mucho': nobody says how long; 'hace poco' is recently."""
    return Vague("PAST_REF") if "poco" in m.list() else length([("X", "M")])


@rule("(ese | aquel | aquella | esa) (mismo | misma)? {unit:u}", "{THE} mismo {unit:u}", "la misma {unit:u}")
def same_unit(m: Words) -> Meaning | None:
    """'ese año'."""
    unit = m.one("unit", "u")
    return None if is_clock(unit) or len(unit) > 1 or m.one("units", "u") else Shift(unit, 0, origin="text")


@rule("lo que va de {unit:u}", "lo que va (del {unit}):u", "lo que va de (este {unit}):u")
def so_far(m: Words) -> Several | None:
    """'en lo que va de año': the year of the publication."""
    unit = m.one("unit", "u")
    if unit not in ("Y", "M", "W", "C", "E", "Q", "H"):
        return None
    return Several((("u", Shift(unit, 0)),))


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
