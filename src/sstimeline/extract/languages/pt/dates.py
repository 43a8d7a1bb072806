"""How Portuguese says when, the usual forms. Each rule is a pattern, an example, and what the words mean."""

from sstimeline.extract import builders
from sstimeline.extract.builders import calendar, direction
from sstimeline.extract.grammar import Words, rule
from sstimeline.extract.meanings import Calendar, Meaning, NoTime, Repeat, Several, Shift, Vague
from sstimeline.extract.moments import is_clock

#: Patterns that several rules share.
PHRASES = {
    "DAY": "({daynumber} | {ordinal})",
    "WEEKDAY": "({weekday} - feira | {weekday})",
    "COUNT": "({decimal} | {thousands} | {digits} | {number} (e? {number})* | {vague})",
    "EDGE": "({edge} (de | do))",
}


@rule("{iso}")
def iso_date(m: Words) -> Meaning | None:
    """'2018-09-17'."""
    return builders.iso(m.list()[0])


@rule("{numeric}")
def numeric_date(m: Words) -> Meaning | None:
    """'17/09/2018': the day leads, unless it cannot."""
    return builders.numeric(m.list()[0], month_first=False)


@rule("({WEEKDAY:w} ,?)? (dia)? {DAY:d} de {month:m} (de | do)? {year:y}")
def full_date(m: Words) -> Meaning | None:
    """'17 de setembro de 2018', 'segunda-feira, 17 de setembro de 2018'."""
    return calendar(m)


@rule("({WEEKDAY:w} ,?)? (dia)? {DAY:d} de {month:m}")
def day_of_month(m: Words) -> Meaning | None:
    """'17 de setembro': the year is left open."""
    return calendar(m)


@rule("(de | entre) {DAY:t1} (a | e) ({DAY:d2} de {month:m} (de {year:y})?):t2")
def days_of_one_month(m: Words) -> Meaning | Several | None:
    """'de 17 a 21 de setembro': the year is left open."""
    first = calendar(m, day=builders.day_of(m, "t1"))
    last = calendar(m, "2")
    if isinstance(first, NoTime) or isinstance(last, NoTime):
        return NoTime()
    return Several((("t1", first), ("t2", last)), interval=True)


@rule("{EDGE:pre}? {month:m} (de | do) {year:y}")
def month_of_year(m: Words) -> Meaning | None:
    """'setembro de 2018', 'meados de março de 1996'."""
    return calendar(m)


@rule("{EDGE:pre}? {month:m} {direction:dir}?")
def month_alone(m: Words) -> Meaning | None:
    """'setembro', 'outubro passado': the year is left open."""
    return calendar(m, direction=direction(m))


@rule("{EDGE:pre}? {year:y}")
def year_alone(m: Words) -> Meaning | None:
    """'1988', 'finais de 2020'."""
    if builders.is_a_name(m.written_before()) and m.before() not in ("em", "de", "desde", "até"):
        return None
    return calendar(m) if 1500 <= (builders.year_of(m, "y") or 0) <= 2100 and m.after() != "%" else None


@rule("anos {shortyear:s}")
def decade(m: Words) -> Meaning | None:
    """'anos 80'."""
    year = 1900 + m.one("shortyear", "s")
    return Calendar(year, scale="decade") if year % 10 == 0 and year >= 1920 else None


@rule("século {roman:n}")
def century(m: Words) -> Meaning | None:
    """'século XX'."""
    return Calendar((m.one("roman", "n") - 1) * 100, scale="century")


@rule("{ordinal:n} {unit:u} (de | do) {year:y}")
def part_of_year(m: Words) -> Meaning | None:
    """'terceiro trimestre de 2020'."""
    unit, number = m.one("unit", "u"), m.one("ordinal", "n")
    most = {"Q": 4, "H": 2}.get(unit, 0)
    return calendar(m, part=f"{unit}{number}") if number <= most else None


@rule("{season:s} de {year:y}")
def season_of_year(m: Words) -> Meaning | None:
    """'verão de 2018'."""
    return calendar(m, part=m.one("season", "s"))


@rule("{weekday:w} - feira {direction:dir}?", "{direction:dir} {weekday:w} (- feira)?")
def weekday(m: Words) -> Meaning | None:
    """'sexta-feira', 'próxima terça-feira', 'último sábado'."""
    return calendar(m, direction=direction(m))


@rule("{deictic:n} (à {daypart:p})?")
def deictic(m: Words) -> Meaning | None:
    """'hoje', 'ontem à noite'."""
    return Shift("D", m.one("deictic", "n"), clock=m.one("daypart", "p") or "")


@rule("({clock:h} | {hclock:h})", "{hour:h} horas (da {daypart:p})?")
def clock(m: Words) -> Meaning | None:
    """'19h30', '10 horas da manhã'."""
    time = builders.hour_minute(m)
    if time is None or ("p" not in m and m.list()[-1] == "horas" and m.before() != "às"):
        return None
    part = m.one("daypart", "p")
    said = builders.clock(*time, half=None if part is None else 0 if part == "TMO" else 12)
    return Calendar(clock=said) if said else None


@rule("{unit:u} {direction:dir}", "{direction:dir} {unit:u}")
def shifted_unit(m: Words) -> Meaning | None:
    """'ano passado', 'próxima semana', 'este mês'."""
    unit = m.one("unit", "u")
    return None if m.one("units", "u") or unit == "D" or is_clock(unit) else Shift(unit, direction(m))


@rule("há {COUNT:n} {unit:u}", "dentro de {COUNT:n} {unit:u}")
def counted(m: Words) -> Meaning | None:
    """'há dois anos', 'dentro de três meses'."""
    unit, amount = m.one("unit", "u"), builders.quantity(m)
    if amount == "X" or "." in amount or is_clock(unit):
        return builders.length([(amount, unit)])
    return Shift(unit, int(amount) if m.list()[0] == "dentro" else -int(amount))


@rule("((mais | menos) de | quase):b? {COUNT:n} {unit:u}")
def lasting(m: Words) -> Meaning | None:
    """'mais de duas horas'."""
    return builders.length([(builders.quantity(m), m.one("unit", "u"))], m.one("bound", "b"))


@rule("(os | as) {direction:dir} {COUNT:n}? {units:u}")
def last_units(m: Words) -> Meaning | None:
    """'os últimos meses'."""
    return builders.length([(builders.quantity(m) if "n" in m else "X", m.one("unit", "u"))])


@rule("{often}")
def often(m: Words) -> Meaning | None:
    """'anual', 'mensalmente'."""
    return Repeat(m.one("often"))


@rule("todos os {units:u}", "todas as {units:u}", "a? cada {COUNT:n}? {unit:u}")
def every_unit(m: Words) -> Meaning | None:
    """'todos os dias', 'a cada dois anos'."""
    amount = builders.quantity(m) if "n" in m else "1"
    return Repeat(builders.length([(amount, m.one("unit", "u"))]).length.value)


@rule("{reference}", "o {reference}")
def reference(m: Words) -> Meaning | None:
    """'atualmente', 'recentemente'."""
    return Vague(m.one("reference"))
