"""Weekdays, "hoy" and its kin, parts of the day, days of the month that stand alone."""

# ruff: noqa: E501  a pattern is read as one line

from sstimeline.extract.builders import calendar, day_of, direction
from sstimeline.extract.grammar import Words, rule
from sstimeline.extract.languages.es.around import is_verb
from sstimeline.extract.meanings import Calendar, Meaning, NoTime, Several, Shift, Vague


@rule(
    "{THE}? {weekday:w} {direction:dir}?",
    "{THE} {direction:dir} {weekday:w}",
    "este {direction:dir}? {weekday:w}",
    "{direction:dir} {weekday:w}",
    "{THE} {weekday:w} de (esta semana | la {direction:dir} semana | la semana {direction:dir} | la semana que viene):week",
    "{THE} {weekday:w} que viene",
    "(ese | aquel) {weekday:w}",
)
def weekday(m: Words) -> Meaning | None:
    """'el lunes', 'el pasado domingo', 'el jueves venidero'."""
    side = direction(m)
    if m.before() in ("los", "cada", "todos", "santo") or (len(m.list()) == 1 and m.is_a(m.before(), "anyday")):
        return None
    if len(m.list()) == 1 and m.capital and m.after_capital:
        return None  # 'Domingo Pérez'
    if m.list()[-1] == "viene":
        side = 1
    if "week" in m:
        return calendar(m, direction=side, same="this")
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
    if words == ["ayer"] and m.before() in ("el", "del"):
        return Vague("PAST_REF")
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
    "(horas de)? (la | el | esta | aquella | esa)? {daypart:p} (del | de) ({direction:dir})? {weekday:w} {direction:dir}?",
    "(horas de)? (la | el | al | media)? {daypart:p} de {deictic:n} (,? {weekday})?",
    "(este):near {weekday:w} (por | en) la {daypart:p}",
    "la {direction:last} {daypart:p}",
    "{weekday:w} (por | en) la {daypart:p}",
    "{THE} {direction:dir}? {weekday:w} (por | en) la {daypart:p}",
    "{THE} {weekday:w} {direction:dir} (por | en) la {daypart:p}",
    "({THE}? {weekday:w} ,?)? ({THE}? día?)? {DAY:d} de {MONTH:m} ((de | del) {YEAR:y})? (por | en) la {daypart:p}",
    "(la | el) {daypart:p} del (día)? {DAY:d} (de {MONTH:m} ((de | del) {YEAR:y})?)?",
    "({THE} (día)? {daynumber:d} | {THE} {weekday:w} ,? {daynumber:d}) (por | en) la {daypart:p}",
)
def part_of_day(m: Words) -> Meaning | None:
    """'la mañana del miércoles', 'la madrugada de hoy', 'la pasada madrugada'."""
    part = m.one("daypart", "p")
    if "last" in m:
        return Shift("D", 0 if part == "TMO" else -1, clock=part) if direction(m, "last") < 0 else None
    if "n" in m:
        return Shift("D", m.one("deictic", "n"), clock=part)
    return calendar(m, clock=part, direction=direction(m), same="near" if "near" in m else "")


@rule("((la | el) {daypart:p} del {daynumber:d}):night (al {DAY:last} de {MONTH:m} ((de | del) {YEAR:y})?):day")
def night_between(m: Words) -> Several | None:
    """'la noche del 24 al 25 de diciembre': both days are of that month."""
    night = calendar(m, clock=m.one("daypart", "p"))
    day = calendar(m, day=day_of(m, "last"))
    if isinstance(night, NoTime) or isinstance(day, NoTime):
        return None
    return Several((("night", night), ("day", day)))


@rule(
    "(la | las)? {turn:turn} (hora | horas) de {deictic:n}",
    "(la | las)? {turn:turn} (hora | horas) (del | de este) {weekday:w}",
)
def turn_of_day(m: Words) -> Meaning | None:
    """'primera hora de ayer', 'las últimas horas del domingo': the day, at its start or end."""
    mod = m.one("turn", "turn")
    if "n" in m:
        return Shift("D", m.one("deictic", "n"), mod=mod)
    return calendar(m, mod=mod)


@rule("(esta | este) (misma)? {daypart:p} (mismo | misma)?")
def this_part(m: Words) -> Meaning | None:
    """'esta noche', 'este mediodía'."""
    return Shift("D", 0, clock=m.one("daypart", "p"))


@rule(
    "(la | el | del | aquel | aquella | ese | esa | al) (misma)? {daypart:p}",
    "toda la {daypart:p}",
    "de ({nightfall}):p",
    "(tempranas horas | horas tempranas):early",
    "{midpart}",
    "(la | las)? (primera | primeras | última | últimas | altas)? (hora | horas) (de la | del) {daypart:p}",
    "media {daypart:p}",
)
def part_alone(m: Words) -> Meaning | None:
    """'la tarde', 'esa mañana', 'del mediodía', 'de madrugada'; not 'de la noche a la mañana', 'la noche temática'."""
    if "early" in m:
        return Calendar(clock="TMO")
    if m.list() in (["el", "mañana"], ["del", "mañana"], ["al", "mañana"]):
        return Vague("FUTURE_REF")
    after = m.after()
    if (m.before() == "de" and after == "a") or (m.before() == "a" and m.is_a(m.before(2), "daypart")):
        return None
    if m.list()[0] == "la" and m.before() in ("", ",", ".", "y") and after.isalpha() and not _goes_on(m, after):
        return None
    if m.list()[0] == "media" and m.before() != "a":
        return None
    return Calendar(clock=m.one("daypart") or m.one("midpart"))


def _goes_on(m: Words, after: str) -> bool:
    """Tell whether that word goes on with the sentence, and is no adjective: 'la noche fue fría', 'la tarde del'."""
    return m.is_a(after, "small") or is_verb(m, after)


@rule(
    "{THE} {direction:dir}? día {daynumber:d}",
    "los {direction:dir}? días {daynumber:d}",
    "{THE} {direction:dir}? día {number:d} !{unit}",
    "{THE} {weekday:w} ,? (día)? {daynumber:d}",
    "{THE} {direction:dir} {daynumber:d}",
    "{THE} {direction:dir} {weekday:w} ,? (día)? {daynumber:d}",
)
def day_alone(m: Words) -> Meaning | None:
    """'el día 13', 'el pasado día 19', 'lunes 16': the month is left open."""
    if m.after() in ("%", "años", "horas") or (
        (m.one("weekday", "w") or m.one("number", "d")) and _counts(m, m.after())
    ):
        return None
    return calendar(m, direction=direction(m))


def _counts(m: Words, after: str) -> bool:
    """Tell whether the number in front of that word counts it: "el lunes 5 funcionarios" is a Monday, not the 5th."""
    return after.isalpha() and not _goes_on(m, after)


@rule("{THE} {daynumber:d}")
def day_number(m: Words) -> Meaning | None:
    """'el 9': only where nothing follows that it could count, and it is no share: 'entre el 3 y el 4 por ciento'."""
    after = m.after()
    if (
        m.before() in ("por", "con", "artículo", "generación")
        or after in ("de", "del")
        or (m.list()[0] == "al" and not m.before()[:1].isdecimal())
    ):
        return None
    if after in ("-", "que") or after[:1].isdecimal() or _counts(m, after) or _is_share(m):
        return None
    return calendar(m)


def _is_share(m: Words) -> bool:
    for place in range(1, 5):
        word = m.after(place)
        if word in ("%", "por"):
            return word == "%" or m.after(place + 1) in ("ciento", "cien", "mil")
        if word not in ("y", "o", "e", "a", "al", "el") and not word[:1].isdecimal():
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


@rule("(ese | aquel) (mismo)? día", "{THE} mismo día", "este (mismo)? día (por la {daypart:p})?")
def same_day(m: Words) -> Meaning | None:
    """'ese mismo día'."""
    if m.list()[0] == "este":
        return Shift("D", 0, clock=m.one("daypart", "p") or "")
    return Shift("D", 0, origin="text")


@rule("la víspera !de", "{THE} día siguiente", "al siguiente", "(la | el) (día | jornada) (anterior | siguiente)")
def next_day(m: Words) -> Meaning | None:
    """'al día siguiente'."""
    return Shift("D", -1 if m.list()[-1] in ("anterior", "víspera", "vispera") else 1, origin="text")
