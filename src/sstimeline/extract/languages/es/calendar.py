"""Days, months, years, decades and centuries of the calendar."""

# ruff: noqa: E501  a pattern is read as one line

from sstimeline.extract import builders
from sstimeline.extract.builders import calendar, direction
from sstimeline.extract.grammar import Words, rule
from sstimeline.extract.languages.es.around import is_verb
from sstimeline.extract.meanings import Calendar, Meaning, NoTime, Several
from sstimeline.extract.moments import is_day_of
from sstimeline.extract.tokens import BREAK


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
    """'el 17 de septiembre de 2018', 'lunes, 17 de septiembre de 2018'; not '17 de marzo dos mil personas'."""
    if not m.one("year", "y") and m.list()[-len(m.list("y")) - 1] not in ("de", "del", "año"):
        return None
    return calendar(m)


@rule(
    "{daynumber:d} ({monthabbr:m} | {monthshort:m}) (. | ,)? {year:y}?",
    "{monthabbr:m} .? {daynumber:d}",
    "{month:m} {daynumber:d} (de | ,) {year:y}",
)
def dateline(m: Words) -> Meaning | None:
    """'12 nov (EFE)', 'nov. 11 (Reuters)', 'noviembre 11 de 2003'."""
    month = m.one("month", "m") or m.one("monthabbr", "m") or m.one("monthshort", "m")
    if "y" not in m and m.list()[-1] == ".":
        return calendar(m, month=month) if m.after() in ("-", "–", "—", "(") else None
    if "y" not in m and m.after() not in ("(", ".", ",", "/", "-", "–", "—", "|", "", "\n\n"):
        return None
    return calendar(m, month=month)


@rule("{digits} / {year:y} , de ({DAY:d} de {MONTH:m}):t1")
def day_of_law(m: Words) -> Several | None:
    """'la Ley 26/2015, de 28 de julio': laws are numbered by the year."""
    said = calendar(m)
    return None if isinstance(said, NoTime) else Several((("t1", said),))


@rule(
    "({THE}? {weekday:w} ,? )? ({THE}? día?)? {DAY:d} de {MONTH:m} ({direction:dir})?",
    "{THE}? {direction:dir} ({weekday:w} ,?)? (día)? {DAY:d} de {MONTH:m}",
    "{THE}? {direction:dir}? {daynumber:d} {MONTH:m}",
    "{THE} {direction:dir}? {DAY:d} {MONTH:m}",
)
def day_of_month(m: Words) -> Meaning | None:
    """'el 21 de septiembre', 'el próximo 3 de marzo', 'el 25 de abril pasado'; not 'la plaza del 2 de Mayo'."""
    if (m.is_a(m.before(), "street") or m.is_a(m.before(2), "street")) and m.text("m")[0].isupper():
        return NoTime()
    if m.list("d") == ["primeros"]:
        return Calendar(month=builders.month_of(m, "m"), mod="START")  # 'a primeros de abril'
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
    "{EDGE:pre}? {MONTH:m} del {shortyear:y}",
)
def month_of_year(m: Words) -> Meaning | None:
    """'septiembre de 2018', 'finales de septiembre de 1998', 'mayo del 68'; not 'marzo dos mil personas'."""
    words = m.list()
    if not m.one("year", "y") and words[-len(m.list("y")) - 1] not in ("de", "del", "año"):
        return None
    if m.one("shortyear", "y") and m.after() in ("%", "por"):
        return None
    return calendar(m)


@rule("(la | esta | de la) semana del {DAY:d} de {MONTH:m} {OFYEAR}?")
def week_of_day(m: Words) -> Meaning | None:
    """'la semana del 25 de junio'."""
    return calendar(m, week=True)


@rule(
    "{EDGE:pre}? {MONTH:m} {direction:dir}?",
    "{EDGE:pre}? (todo? {THE} mes de | todo) {MONTH:m} {direction:dir}?",
    "(los meses | un mes) de {MONTH:m}",
    "{EDGE:pre}? ({THE} | este)? {direction:dir} (mes de)? {MONTH:m}",
    "{edge:pre} (de | del) {direction:dir}? (mes de)? {MONTH:m} {direction:dir}?",
    "{edge:pre} del {direction:dir}? (mes de)? {MONTH:m} {direction:dir}?",
)
def month_alone(m: Words) -> Meaning | None:
    """'septiembre', 'finales del pasado mes de mayo', 'marzo próximo': the year is left open."""
    alone, capital = len(m.list()) == 1, m.text("m")[0].isupper()
    if alone and capital and (m.after_capital or (m.is_a(m.list()[0], "forename") and is_verb(m, m.after()))):
        return None  # 'Abril García', 'Julio es delantero'
    if m.is_a(m.before(), "street") or (capital and any(m.is_a(m.before(n), "street") for n in (2, 3))):
        return None
    if capital and alone and m.before() not in ("", ".", BREAK) and not m.is_a(m.before(), "beforemonth"):
        return None
    side = direction(m)
    return calendar(m, direction=side, same="this" if "dir" in m and not side else "")


@rule(
    "{EDGE:pre}? {MONTH:m} (de este año | del presente año | del {direction:dir} año | del año {direction:dir} | de {direction:dir} año)"
)
def month_of_named_year(m: Words) -> Meaning | None:
    """'noviembre de este año', 'octubre del pasado año'."""
    return calendar(m, year_shift=direction(m))


@rule("{EDGE:pre}? {MONTH:m} (de | del) (ese | aquel | dicho | mismo | ese mismo | aquel mismo) año")
def month_of_that_year(m: Words) -> Meaning | None:
    """'mayo de ese año': the year that the text last named."""
    return calendar(m, that_year=True)


@rule(
    "(entre | desde)? {RANGEDAY:t1} (- | – | a | hasta | y | e) {RANGEEND:t2}",
    "({DAY}):t1 (- | – | a | y) ({DAY} {MONTH:m} (de)? {year:y}):t2",
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
    "(los {direction}? días {daynumber}):t1 (y | e) {daynumber:t2}",
    "(los {direction}? días {daynumber}):t1 , {daynumber:t2} (y | e) {daynumber:t3}",
    "(los {direction}? días {daynumber}):t1 , {daynumber:t2} , {daynumber:t3} (y | e) {daynumber:t4}",
)
def list_of_open_days(m: Words) -> Several | None:
    """'los días 3, 4 y 5': the month is left open."""
    parts = [(t, calendar(m, day=m.one("daynumber", t), direction=direction(m, "t1"))) for t in _LISTED if t in m]
    return Several(tuple(parts))


@rule(
    "{RANGEDAY:t1} , {RANGEDAY:t2} (y | e) {RANGEEND:t3}",
    "{RANGEDAY:t1} , {RANGEDAY:t2} , {RANGEDAY:t3} (y | e) {RANGEEND:t4}",
)
def list_of_days(m: Words) -> Meaning | Several | None:
    """'los días 3, 4 y 5 de mayo'."""
    return _days(m, interval=False)


_LISTED = ("t1", "t2", "t3", "t4")


def _days(m: Words, *, interval: bool) -> Several | None:
    parts = []
    side = direction(m)
    for group in _LISTED:
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
    "{EDGE:pre}? {THE}? (año | ejercicio) (fiscal | económico | académico)? {YEAR:y}",
    "{EDGE:pre}? {YEAR:y}",
    "(el | del) {YEAR:y}",
    "los años {YEAR:y}",
    "{edge:pre} (de | del) {YEAR:y}",
    "{edge:pre} (de | del) año {YEAR:y}",
    "el año {NUMBERS:y}",
    "(el | del) {shortyear:s}",
    "este {YEAR:y}",
)
def year_alone(m: Words) -> Meaning | None:
    """'1999', 'el 2000', 'el año 2006', 'mitad del 2003'."""
    if "s" in m:
        return _short_year(m)
    year = builders.year_of(m, "y")
    digits = m.list("y")[0][0] in "0123456789"
    since = 1000 if m.before() in ("en", "desde") and not m.after().isalpha() else 1500
    if year is None or (digits and "año" not in m.list() and not since <= year <= 2100):
        return None
    if not digits and "año" not in m.list():
        return None
    if _counts_things(m):
        return None
    if m.list() == m.list("y") and builders.is_a_name(m.written_before()) and not m.is_a(m.before(), "beforeyear"):
        return None
    if m.before() == ":" and m.before(2).isdecimal():
        return None  # "ISO 9001:2015"
    if m.before() in ("$", "£", "€", "#", "nº", "/", ".") or m.after() in ("%", "/") or m.is_a(m.after(), "counted"):
        return None
    if m.list() == m.list("y") and m.is_a(m.before(), "numbered"):
        return None
    if m.before() in ("-", "'", "’") and m.before(2).isalpha() and not m.is_a(m.before(2), "month"):
        return None
    return calendar(m)


def _short_year(m: Words) -> Meaning | None:
    """'el 92', 'la generación del 98': no day of a month, and nothing that follows is counted."""
    year = m.one("shortyear", "s")
    if year < 32 or m.after() in ("%", "por", "y", "o", "a", "al", "-", "/") or m.after()[:1].isdecimal():
        return None
    led = m.list()[0] == "el" and m.before() in ("en", "desde", "hasta", "hacia", "para")
    if not led and not (m.list()[0] == "del" and m.before().isalpha() and not m.is_a(m.before(), "small")):
        return None
    return (
        Calendar(1900 + year)
        if m.is_a(m.after(), "small") or is_verb(m, m.after()) or not m.after().isalpha()
        else None
    )


def _counts_things(m: Words) -> bool:
    """Tell whether a bare year counts what follows it: 'costó 1998 euros', 'más de 2000 personas'."""
    after = m.after()
    if m.list() != m.list("y") or len(after) < 4 or not after.isalpha() or after[-1] != "s" or m.after_capital:
        return False
    if m.is_a(after, "uncounted"):
        return False
    if m.is_a(after, "thing") and m.before() in ("unos", "unas", ",", "casi", "otros", "otras"):
        return True
    if m.before() in ("y", "o") and not m.is_a(m.before(2), "year"):
        return True
    if m.before() == "de":
        return m.before(2) in ("más", "menos", "cerca", "alrededor", "total")
    return not m.is_a(m.before(), "beforeyear") and not m.is_a(after, "small")


@rule(
    "{YEAR:y1} (- | – | /) {YEAR:y2}",
    "{year:y1} (- | – | /) {shortyear:y2}",
    "(la)? (temporada | campaña | liga) {shortyear:y1} (- | – | /) {shortyear:y2}",
    "(el)? (curso | ejercicio) {shortyear:y1} (- | – | /) {shortyear:y2}",
    "(el año fiscal | el año académico | el ejercicio | los años) ({YEAR:y1}) (- | – | / | a) ({YEAR:y2})",
    "(el trienio | el bienio | el periodo | el período | el cuatrienio | el quinquenio | el sexenio | el curso) ({YEAR:y1}) (- | – | /) ({YEAR:y2})",
)
def years_span(m: Words) -> Meaning | Several | None:
    """'1998-2000', 'el trienio 2020-2022'."""
    first, last = builders.year_of(m, "y1"), builders.year_of(m, "y2")
    if first is not None and m.one("year", "y2") is None and (short := m.one("shortyear", "y2")) is not None:
        last = first // 100 * 100 + short + (100 if short < first % 100 else 0)
        if last - first > 9:
            return None
    if first is None or last is None or not 1500 <= first < last <= 2100:
        return None
    return Several((("y1", Calendar(first)), ("y2", Calendar(last))), interval=True)


@rule("(el | del) año? {digits:y} ({era:e} | (antes | después) de cristo)", "(el | del) año {digits:y}")
def year_of_era(m: Words) -> Meaning | None:
    """'el 999 a. C.', 'el año 711'."""
    year = m.one("digits", "y")
    if m.list()[-1] == m.list("y")[0] and not 100 <= year <= 999:
        return None
    bce = m.one("era", "e") == "BCE" or "antes" in m.list()
    return Calendar(year, era="BCE" if bce else "") if 0 < year < 3000 else None


@rule(
    "{EDGE:pre}? la? (década | decenio) (de | del) (los)? (años)? ({decadeword:n} | {shortyear:s} | {year:y})",
    "{EDGE:pre}? (los | de los)? (locos | felices | dorados)? años ({decadeword:n} | {shortyear:s})",
    "{edge:pre} de los ({decadeword:n} | {shortyear:s})",
    "la {ordinal:half} mitad de (la década de)? los (años)? ({decadeword:n} | {shortyear:s})",
    "los {shortyear:s}",
    "los {decadeword:n}",
)
def decade(m: Words) -> Meaning | None:
    """'los años 30', 'la década de los noventa', 'los 80', 'mediados de la década de 1970'."""
    words = m.list()
    if words[0] in ("años", "de"):
        return None
    year = _decade_of(m, "")
    alone = words[0] == "los" and len(words) == 2
    if year is None or (
        alone and (m.is_a(m.after(), "unit") or m.after().isalpha()) and not m.is_a(m.after(), "small")
    ):
        return None
    if alone and m.before() not in ("de", "en", "desde", "hasta", "durante", "y"):
        return None
    mod = {1: "START", 2: "END"}.get(m.one("ordinal", "half")) if "half" in m else builders.mod(m)
    return Calendar(year, scale="decade", mod=mod)


@rule("los (años)? ({decadeword:n1} | {shortyear:s1}):t1 (y (los)? ({decadeword:n2} | {shortyear:s2})):t2")
def two_decades(m: Words) -> Meaning | Several | None:
    """'los años setenta y ochenta'."""
    first, last = _decade_of(m, "1"), _decade_of(m, "2")
    counted = m.is_a(m.after(), "unit") or (
        m.after().isalpha() and not m.is_a(m.after(), "small") and "años" not in m.list()
    )
    if first is None or last is None or counted:
        return None
    return Several((("t1", Calendar(first, scale="decade")), ("t2", Calendar(last, scale="decade"))))


def _decade_of(m: Words, index: str) -> int | None:
    """Return the first year of the decade that a word or two digits name; None where it is no decade."""
    year: int | None = (
        m.one("decadeword", f"n{index}") if f"n{index}" in m else m.one("year", "y") if "y" in m else None
    )
    if year is None:
        year = (m.one("shortyear", f"s{index}") or 1) + 1900
    return year if year % 10 == 0 and year % 100 >= 10 else None


@rule(
    "{EDGE:pre}? ({THE} | este)? siglo ({roman:n} | {ordinal:n} | {daynumber:n}) ({era:e} | antes de cristo | después de cristo)?",
    "la {ordinal:half} mitad del siglo ({roman:n} | {ordinal:n})",
    "{edge:pre} del {roman:n}",
)
def century(m: Words) -> Meaning | None:
    """'el siglo XIX', 'el siglo II a. C.'."""
    number = m.one("roman", "n") or m.one("ordinal", "n") or m.one("daynumber", "n")
    if not number or number < 1 or ("siglo" not in m.list() and (number < 10 or m.after_capital)):
        return None
    bce = m.one("era", "e") == "BCE" or "antes" in m.list()
    mod = {1: "START", 2: "END"}.get(m.one("ordinal", "half")) if "half" in m else builders.mod(m)
    return Calendar((number - 1) * 100, scale="century", era="BCE" if bce else "", mod=mod)


@rule("((los)? siglos {roman}):t1 (y | a | al | -) {roman:t2}")
def two_centuries(m: Words) -> Meaning | Several | None:
    """'los siglos XV y XVI'."""
    parts = [(t, Calendar((m.one("roman", t) - 1) * 100, scale="century")) for t in ("t1", "t2")]
    return Several(tuple(parts), interval="y" not in m.list())


@rule("{THE}? ({daynumber:d} - {dayletter:l}):day")
def lettered_day(m: Words) -> Meaning | None:
    """'el 11-S', 'las elecciones del 16-N': a day that is known by its number and the letter of its month."""
    written = m.text("day")
    if " " in written or not written[-1].isupper():
        return None
    known = m.value(written.lower(), "famousday")
    if known is not None:
        return builders.iso(known)
    month = m.one("dayletter", "l")
    return calendar(m, month=month) if month and len(m.list()) == 4 else None
