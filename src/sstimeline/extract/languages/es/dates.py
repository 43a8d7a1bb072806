"""How Spanish says when. Each rule is a pattern, an example, and what the words mean."""

# ruff: noqa: E501  a pattern is read as one line

from typing import Any

from sstimeline.extract import builders
from sstimeline.extract.builders import calendar, direction
from sstimeline.extract.grammar import Words, rule
from sstimeline.extract.meanings import Calendar, Feast, Meaning, NoTime, Repeat, Several, Shift, Vague
from sstimeline.extract.moments import is_clock, is_day_of

#: Patterns that several rules share.
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


# --- dates of the calendar -----------------------------------------------------------------------------------


@rule("el? {iso}")
def iso_date(m: Words) -> Meaning | None:
    """'2018-09-17'."""
    return builders.iso(next(w for w in m.list() if "-" in w))


@rule("({THE}? {weekday:w} ,?)? (el | al | del)? {numeric:n}")
def numeric_date(m: Words) -> Meaning | None:
    """'17/09/2018': the day leads, unless it cannot."""
    return builders.numeric(m.list("n")[0], month_first=False, weekday=m.one("weekday", "w"))


@rule(
    "({THE}? {weekday:w} ,?)? ({THE}? día?)? {DAY:d} de? {MONTH:m} (de | del | ,)? (año)? {YEAR:y}",
    "{THE} {direction} (día)? {DAY:d} de {MONTH:m} (de | del | ,)? (año)? {YEAR:y}",
    "({THE}? {weekday:w} ,?)? {DAY:d} - {MONTH:m} - {YEAR:y}",
)
def full_date(m: Words) -> Meaning | None:
    """'el 17 de septiembre de 2018', 'lunes, 17 de septiembre de 2018'."""
    return calendar(m)


@rule(
    "({THE}? {weekday:w} ,? )? ({THE}? día?)? {DAY:d} de {MONTH:m} ({direction:dir})?",
    "{THE}? {direction:dir} ({weekday:w} ,?)? (día)? {DAY:d} de {MONTH:m}",
    "{THE} {direction:dir}? {DAY:d} {MONTH:m}",
)
def day_of_month(m: Words) -> Meaning | None:
    """'el 21 de septiembre', 'el próximo 3 de marzo', 'el 25 de abril pasado': the year is left open."""
    if m.is_a(m.before(), "street") and m.text("m")[0].isupper():
        return None
    return calendar(m, direction=direction(m))


@rule(
    "({THE}? {weekday:w} ,?)? ({THE}? día?)? {DAY:d} de {MONTH:m} (de | del) (este | {direction:dir}) año",
    "({THE}? {weekday:w} ,?)? ({THE}? día?)? {DAY:d} de {MONTH:m} del año {direction:dir}",
    "({THE}? {weekday:w} ,?)? ({THE}? día?)? {DAY:d} de {MONTH:m} (de | del) {direction:dir} año",
)
def day_of_named_year(m: Words) -> Meaning | None:
    """'el 3 de mayo del año pasado'."""
    return calendar(m, year_shift=direction(m))


@rule(
    "{EDGE:pre}? (el mes de | del mes de)? {MONTH:m} (de | del | ,)? (año)? {YEAR:y}",
    "{edge:pre} del mes de {MONTH:m} (de | del | ,)? (año)? {YEAR:y}",
)
def month_of_year(m: Words) -> Meaning | None:
    """'septiembre de 2018', 'finales de septiembre de 1998'."""
    return calendar(m)


@rule(
    "{EDGE:pre}? {MONTH:m} {direction:dir}?",
    "{EDGE:pre}? ({THE} mes de) {MONTH:m} {direction:dir}?",
    "{EDGE:pre}? ({THE} | este)? {direction:dir} (mes de)? {MONTH:m}",
    "{edge:pre} (de | del) {direction:dir}? (mes de)? {MONTH:m} {direction:dir}?",
    "{edge:pre} del {direction:dir}? (mes de)? {MONTH:m} {direction:dir}?",
)
def month_alone(m: Words) -> Meaning | None:
    """'septiembre', 'finales del pasado mes de mayo', 'marzo próximo': the year is left open."""
    if m.text("m")[0].isupper() and m.after_capital and len(m.list()) == 1:
        return None
    if m.is_a(m.before(), "street") or (m.text("m")[0].isupper() and m.is_a(m.before(3), "street")):
        return None
    if m.text("m")[0].isupper() and len(m.list()) == 1 and m.before() not in _BEFORE_A_MONTH:
        return None
    side = direction(m)
    return calendar(m, direction=side, same="this" if "dir" in m and not side else "")


@rule(
    "{EDGE:pre}? {MONTH:m} (de este año | del presente año | del {direction:dir} año | del año {direction:dir} | de {direction:dir} año)"
)
def month_of_named_year(m: Words) -> Meaning | None:
    """'noviembre de este año', 'octubre del pasado año'."""
    return calendar(m, year_shift=direction(m))


@rule(
    "(entre | desde)? {RANGEDAY:t1} (- | – | a | hasta | y | e) {RANGEEND:t2}",
    "{RANGEDAY:t1} (al (día)? ({weekday} ,?)? {DAY:d2} de {MONTH:m} ((de | del) (año)? {YEAR:y} | {direction:dir})?):t2",
)
def days_of_one_month(m: Words) -> Meaning | Several | None:
    """'del 17 al 21 de septiembre': the year is left open."""
    return _days(
        m,
        interval=m.list()[0] in ("entre", "desde", "del", "de")
        or any(w in ("al", "a", "hasta", "-", "–") for w in m.list()),
    )


@rule(
    "{RANGEDAY:t1} , {RANGEDAY:t2} (y | e) {RANGEEND:t3}",
    "{RANGEDAY:t1} , {RANGEDAY:t2} , {RANGEDAY:t3} (y | e) {RANGEEND:t4}",
)
def list_of_days(m: Words) -> Meaning | Several | None:
    """'los días 3, 4 y 5 de mayo'."""
    return _days(m, interval=False)


def _days(m: Words, *, interval: bool) -> Several | None:
    parts = []
    side = direction(m)
    for group in ("t1", "t2", "t3", "t4"):
        if group not in m:
            continue
        day = builders.day_of(m, group)
        month = builders.month_of(m, group) or builders.month_of(m, "m")
        said = calendar(m, day=day, month=month, direction=side, weekday=m.one("weekday", group))
        if isinstance(said, NoTime) or day is None or not is_day_of(said.month, day, said.year):
            return None
        parts.append((group, said))
    return Several(tuple(parts), interval)


@rule(
    "{EDGE:pre}? {THE}? (año | ejercicio) {YEAR:y}",
    "{EDGE:pre}? {YEAR:y}",
    "(el | del) {YEAR:y}",
    "los años {YEAR:y}",
    "{edge:pre} (de | del) {YEAR:y}",
    "{edge:pre} (de | del) año {YEAR:y}",
    "el año {NUMBERS:y}",
)
def year_alone(m: Words) -> Meaning | None:
    """'1999', 'el 2000', 'el año 2006', 'mitad del 2003'."""
    year = builders.year_of(m, "y")
    digits = m.list("y")[0][0] in "0123456789"
    if year is None or (digits and "año" not in m.list() and not 1500 <= year <= 2100):
        return None
    if not digits and "año" not in m.list():
        return None
    if _counts_things(m):
        return None
    if m.list() == m.list("y") and builders.is_a_name(m.written_before()) and m.before() not in _BEFORE_A_YEAR:
        return None
    if m.before() in ("$", "£", "€", "#", "nº", "/", ".") or m.after() in (
        "%",
        "pesetas",
        "euros",
        "millones",
        "/",
        "personas",
        "metros",
        "kilómetros",
        "pts",
    ):
        return None
    return calendar(m)


def _counts_things(m: Words) -> bool:
    """Tell whether a bare year counts what follows it: 'costó 1998 euros', 'más de 2000 personas'."""
    after = m.after()
    if m.list() != m.list("y") or len(after) < 4 or not after.isalpha() or after[-1] != "s" or m.after_capital:
        return False
    if m.before() == "de":
        return m.before(2) in ("más", "menos", "cerca", "alrededor", "total")
    return m.before() not in _BEFORE_A_YEAR and m.before().isalpha()


@rule(
    "{YEAR:y1} (- | – | /) {YEAR:y2}",
    "(el trienio | el bienio | el periodo | el período | el cuatrienio | el quinquenio | el sexenio | el curso) ({YEAR:y1}) (- | – | /) ({YEAR:y2})",
)
def years_span(m: Words) -> Meaning | Several | None:
    """'1998-2000', 'el trienio 2020-2022'."""
    first, last = builders.year_of(m, "y1"), builders.year_of(m, "y2")
    if first is None or last is None or not 1500 <= first < last <= 2100:
        return None
    return Several((("y1", Calendar(first)), ("y2", Calendar(last))), interval=True)


@rule("(el | del) año? {digits:y} ({era:e} | (antes | después) de cristo)")
def year_of_era(m: Words) -> Meaning | None:
    """'el 999 a. C.'."""
    year = m.one("digits", "y")
    bce = m.one("era", "e") == "BCE" or "antes" in m.list()
    return Calendar(year, era="BCE" if bce else "") if 0 < year < 3000 else None


@rule(
    "la? (década | decenio) de (los | los años)? {decadeword:n}",
    "los (locos)? años {decadeword:n}",
    "los (locos)? años {shortyear:s}",
    "los {shortyear:s}",
    "(la)? (década) de (los | los años)? ({shortyear:s} | {year:y})",
    "los {decadeword:n}",
    "{edge:pre} de (los | los años | la década de los) ({decadeword:n} | {shortyear:s})",
)
def decade(m: Words) -> Meaning | None:
    """'los años 30', 'la década de los noventa', 'los 80'."""
    year = m.one("decadeword", "n") or (m.one("shortyear", "s") or 0) + 1900 if "y" not in m else m.one("year", "y")
    if year % 10 or (
        m.list()[0] == "los" and len(m.list()) == 2 and (m.is_a(m.after(), "unit") or m.after().isalpha())
    ):
        return None
    return Calendar(year, scale="decade", mod=builders.mod(m)) if year % 100 >= 10 else None


@rule(
    "{EDGE:pre}? ({THE} | este)? siglo ({roman:n} | {ordinal:n} | {daynumber:n}) ({era:e} | antes de cristo | después de cristo)?"
)
def century(m: Words) -> Meaning | None:
    """'el siglo XIX', 'el siglo II a. C.'."""
    number = m.one("roman", "n") or m.one("ordinal", "n") or m.one("daynumber", "n")
    if not number or number < 1:
        return None
    bce = m.one("era", "e") == "BCE" or "antes" in m.list()
    return Calendar((number - 1) * 100, scale="century", era="BCE" if bce else "", mod=builders.mod(m))


# --- parts of a year -----------------------------------------------------------------------------------------


@rule(
    "{EDGE:pre}? {THE} {ordinal:n} {unit:u} ((de | del) (año | ejercicio)? {YEAR:y} | de este año | del año {direction:dir} | del {direction:dir} año | de {direction:dir} año | del año | del ejercicio)?",
    "{THE} {unit:u} {ordinal:n}",
    "{ordinal:n} {unit:u} ((de | del) (año)? {YEAR:y})",
)
def part_of_year(m: Words) -> Meaning | None:
    """'el tercer trimestre', 'el segundo semestre de este año', 'el último trimestre de 1999'."""
    unit, number = m.one("unit", "u"), m.one("ordinal", "n")
    most = {"Q": 4, "H": 2, "T": 3}.get(unit)
    if most is None or m.one("units", "u"):
        return None
    if number == -1 and len(m.list()) <= 3:
        return Shift(unit, -1)
    number = most if number == -1 else number
    if number > most:
        return None
    shift: dict[str, Any] = (
        {} if ("dir" not in m and "año" not in m.list()) or "y" in m else {"year_shift": direction(m)}
    )
    return calendar(m, part=f"{unit}{number}", **shift)


@rule("{EDGE:pre}? ({THE} | la | este | esta)? {season:s} (de | del) (año)? {YEAR:y}")
def season_of_year(m: Words) -> Meaning | None:
    """'la primavera de 1983'."""
    return calendar(m, part=m.one("season", "s"))


@rule(
    "{EDGE:pre}? ({THE} | la | todo el)? {direction:dir} {season:s}",
    "({THE} | la | todo el)? {season:s} {direction:dir}",
    "({THE} | la)? {season:s}",
    "{season:s}",
)
def season_named(m: Words) -> Meaning | None:
    """'este invierno', 'el verano pasado', 'otoño'."""
    if m.before() in ("san", "de") and "dir" not in m:
        return None
    side = direction(m)
    return calendar(m, part=m.one("season", "s"), direction=side, same="this" if "dir" in m and not side else "")


@rule(
    "{THE}? {direction:dir}? {FEAST:f} {direction:dir}? ((de | del) (año)? {YEAR:y})?", "la {direction:dir} {FEAST:f}"
)
def feast(m: Words) -> Meaning | None:
    """'Semana Santa', 'el día de Reyes', 'la Navidad de 2019'."""
    words = m.list("f")
    name = next((found for word in words if (found := m.value(word, "feast"))), None)
    if words == ["semana", "santa"]:
        name = "holy-week"
    if name is None or not any(letter.isupper() for letter in m.text("f")):
        return None
    return Feast(name, builders.year_of(m, "y") if "y" in m else None, direction(m))


# --- weekdays and days ---------------------------------------------------------------------------------------


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


# --- clock times ---------------------------------------------------------------------------------------------


@rule(
    "(la | las) {CLOCK:h} (y {number:q} | y (media | cuarto):f | menos {number:k} | menos {digits:k} | menos (cuarto):c)? ({hourword} | horas | hora)? (local | locales | {zone:z})? (de | por | en) la {daypart:p} ((de | del) ({weekday:w} | {deictic:n}))?",
    "(la | las) {CLOCK:h} del {daypart:p} ((de | del) ({weekday:w} | {deictic:n}))?",
    "(la | las) {CLOCK:h} (y {number:q} | menos {number:k} | menos {digits:k})? {halfday:a}?",
    "(la | las) ({clock:h} | {dotted:h}) ({hourword} | horas | hora)? (local | locales | {zone:z})?",
    "(la | las) {hour:h} ({hourword} | hora | horas (local | locales)) (local | locales | {zone:z})?",
    "({clock:h} | {dotted:h}) ({hourword} | horas | hora) (local | locales | {zone:z})?",
    "({clock:h} | {dotted:h}) {zone:z}",
    "{clock:h} {halfday:a}?",
    "{hclock:h}",
    "{hour:h} {hourword}",
    "{hour:h} {halfday:a}",
)
def clock(m: Words) -> Meaning | None:
    """'las 11 de la mañana', 'las 08.00 hora local', '21:30 horas'."""
    time = builders.hour_minute(m)
    if time is None:
        return None
    hour, minute = time
    if "q" in m:
        minute = builders.amount_of(m.all("number", "q"))
    if "f" in m:
        minute = 30 if m.list("f") == ["media"] else 15
    if "c" in m:
        hour, minute = hour - 1, 45
    if "k" in m:
        hour, minute = hour - 1, 60 - (m.one("digits", "k") or builders.amount_of(m.all("number", "k")))
    if m.list()[0] in ("la", "las") and m.list() == m.list()[:1] + m.list("h"):
        if m.after() and ((m.after().isalpha() and m.after() not in _AFTER_A_TIME) or m.after() in ("%",)):
            return None
        if not m.list("h")[0][0].isdigit() and m.after().isalpha():
            return None
        if not m.list("h")[0][0].isdigit() and m.before() not in ("a", "de", "desde", "hasta", "sobre"):
            return None
        if m.list()[0] == "la" and hour not in (1, 13):
            return None
    half = m.one("halfday", "a")
    if "p" in m:
        half = (
            12
            if m.one("daypart", "p") in ("TAF", "TEV", "TNI", "TMI")
            and not (hour == 12 and m.one("daypart", "p") == "TNI")
            else 0
        )
    said = builders.clock(hour, minute, half=half, zone=m.one("zone", "z") or "")
    if said is None:
        return None
    if "n" in m:
        return Shift("D", m.one("deictic", "n"), clock=said)
    return calendar(m, clock=said)


_AFTER_A_TIME = frozenset({"y", "en", "con", "se", "para", "por", "cuando", "hasta", "que", "a"})


# --- shifts --------------------------------------------------------------------------------------------------


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
        return _length([(amount, unit), (builders.quantity(m, "n2"), m.one("unit", "u2"))], None)
    if (
        amount == "X"
        or "." in amount
        or is_clock(unit)
        or (len(unit) > 1 and unit != "WE")
        or m.list()[-1] in ("media", "medio")
    ):
        return _length([(amount, unit)], None)
    unit, count = ("Y", 10 * int(amount)) if unit == "E" else (unit, int(amount))
    return Shift(unit, -count, mod=_bound(m))


@rule("dentro de {BOUND:b}? {COUNT:n} {UNIT:u}")
def ahead(m: Words) -> Meaning | None:
    """'dentro de dos años'."""
    unit = "WE" if "fin" in m.list("u") else m.one("unit", "u")
    amount = builders.quantity(m)
    if amount == "X" or "." in amount or is_clock(unit) or (len(unit) > 1 and unit != "WE"):
        return _length([(amount, unit)], None)
    return Shift(unit, int(amount), mod=_bound(m))


@rule("{COUNT:n} (o | a) ({COUNT:n2} {unit:u}):t2")
def two_lengths(m: Words) -> Meaning | Several | None:
    """'tres o cuatro semanas': each is a duration of its own."""
    first, last = (_length([(builders.quantity(m, group), m.one("unit", "u"))], None) for group in ("n", "n2"))
    if builders.quantity(m) == "X" or m.one("number", "n") in (100, 1000) or m.before() in ("mil", "y"):
        return None
    return Several((("n", first), ("t2", last)))


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


# --- durations -----------------------------------------------------------------------------------------------


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
    return _length(amounts, _bound(m))


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
    return _length([("X", m.one("unit", "u"))], None)


@rule("{THE} {ordinal} {unit:u}", "(la | una | un | su) {ordinal} {unit:u}", "todo el {unit:u}", "toda la {unit:u}")
def ordinal_unit(m: Words) -> Meaning | None:
    """'el tercer día', 'toda la semana', 'un segundo año'."""
    unit = m.one("unit", "u")
    return None if m.one("units", "u") or unit in ("Q", "H", "T") else _length([("1", unit)], None)


@rule("(un | mucho | poco | algún | cierto | largo) tiempo", "un rato", "todo el (tiempo | rato)")
def some_time(m: Words) -> Meaning | None:
    """'un tiempo', 'mucho tiempo'."""
    return _length([("X", "TH" if m.list()[-1] == "rato" else "M")], None)


def _length(amounts: list[tuple[str, str]], mod: str | None) -> Meaning:
    plain = []
    for amount, unit in amounts:
        if len(unit) == 2 and unit[1].isdigit():
            amount, unit = ("X" if amount == "X" else builders.plain(float(amount) * int(unit[1]))), unit[0]
        plain.append((amount, unit))
    return builders.length(plain, mod)


def _bound(m: Words) -> str | None:
    if "b" not in m:
        return None
    if m.list("b") in (["al", "menos"], ["por", "lo", "menos"]):
        return "EQUAL_OR_MORE"
    found: str | None = m.one("bound", "b") or m.one("approx", "b")
    return found


# --- sets and references -------------------------------------------------------------------------------------


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
    return Repeat(_length([(amount, unit)], None).length.value)  # type: ignore[union-attr]


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


@rule(
    "{reference}",
    "ahora mismo",
    "estos momentos",
    "la {direction} noche",
    "más {reference}",
    "(el | la | al | un | del) {reference}",
    "(este | el | aquel | ese) {reference}",
    "estos días",
    "(corto | medio | largo) plazo",
    "de momento",
    "algún día",
    "el otro día",
    "hasta la fecha",
    "la fecha",
)
def reference(m: Words) -> Meaning | None:
    """'ahora', 'la actualidad', 'recientemente', 'el futuro', 'largo plazo'."""
    words = m.list()
    found = m.one("reference")
    if words[-1] == "momentos":
        return Vague("PRESENT_REF")
    if words[-1] == "noche":
        return Shift("D", -1, clock="TNI") if m.one("direction") == -1 else None
    if words[-1] == "fecha":
        return Shift("D", 0) if m.before() == "hasta" else None
    led = len(words) == 2 and words[0] in ("el", "la", "al", "del")
    noun = words[-1] in ("futuro", "pasado", "presente") and (not m.after().isalpha() or m.after() in _AFTER_A_NOUN)
    if led and not noun and words[-1] not in ("actualidad", "momento"):
        return None
    if words == ["estos", "días"]:
        return Vague("PRESENT_REF")
    if words[-1] == "día":
        return Vague("FUTURE_REF" if words[0] == "algún" else "PAST_REF")
    if words[-1] == "momento":
        return (
            Vague("PRESENT_REF")
            if words[0] in ("este", "de", "el")
            else Vague("PAST_REF")
            if words[0] in ("ese", "aquel")
            else None
        )
    if words[-1] == "plazo":
        return (
            Vague("FUTURE_REF")
            if words[0] != "plazo" and len(words) > 1 and words[-2] in ("corto", "medio", "largo")
            else None
        )
    if found == "X" or found is None:
        return None
    if (
        words[-1] in ("pasado", "pasada", "pasados", "pasadas", "presente")
        and len(words) == 1
        and m.before() in ("ha", "había", "han", "haber")
    ):
        return None
    return Vague(found)


_AFTER_A_NOUN = frozenset(
    {"de", "del", "y", "o", "e", "se", "que", "es", "en", "con", "para", "por", "a", "ha", "no", "como"}
)
_BEFORE_A_MONTH = frozenset({"", "en", "de", "y", "hasta", "desde", "entre", "para", "a", ".", "\n\n"})
_BEFORE_A_YEAR = frozenset(
    [
        "en",
        "desde",
        "hasta",
        "de",
        "del",
        "y",
        "o",
        "a",
        "entre",
        "para",
        "año",
        "durante",
        "tras",
        "el",
        "hacia",
        "sobre",
    ]
)
