"""How Portuguese says when, the usual forms. Each rule is a pattern, an example, and what the words mean."""

from sstimeline.extract import builders
from sstimeline.extract.builders import calendar, direction
from sstimeline.extract.grammar import Words, rule
from sstimeline.extract.meanings import Calendar, Feast, Meaning, NoTime, Repeat, Several, Shift, Vague
from sstimeline.extract.moments import is_clock

#: Patterns that several rules share.
PHRASES = {
    "DAY": "({daynumber} | {ordinal})",
    "WEEKDAY": "({weekday} - feira | {weekday})",
    "COUNT": "({decimal} | {thousands} | {digits} | {number} (e? {number})* | {vague})",
    "EDGE": "({edge} (de | do | da))",
    "BOUND": "((mais | menos) de | quase)",
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


@rule("({WEEKDAY:w} ,?)? {direction:dir}? (dia)? {DAY:d} de {month:m} {direction:dir}?")
def day_of_month(m: Words) -> Meaning | None:
    """'17 de setembro', 'próximo dia 3 de março': the year is left open."""
    return calendar(m, direction=direction(m))


@rule("{direction:dir}? dia {DAY:d}", "{direction}? {WEEKDAY:w} ,? dia {DAY:d}")
def day_alone(m: Words) -> Meaning | None:
    """'dia 17', 'próximo dia 3', 'terça-feira (5)': the month is left open."""
    return calendar(m, direction=direction(m, "dir"))


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


@rule("{EDGE:pre}? {month:m} (do ano {direction:dir} | deste ano | do {direction:dir} ano)")
def month_of_named_year(m: Words) -> Meaning | None:
    """'março do ano passado', 'outubro deste ano'."""
    return calendar(m, year_shift=direction(m))


@rule("{EDGE:pre}? {month:m} (desse | daquele | do mesmo) ano")
def month_of_that_year(m: Words) -> Meaning | None:
    """'maio desse ano': the year that the text last named."""
    return calendar(m, that_year=True)


@rule("({digits} | {thousands}) / {year:y} , de ({DAY:d} de {month:m}):t1")
def day_of_law(m: Words) -> Meaning | Several | None:
    """'a Lei 13.467/2017, de 13 de julho': laws are numbered by the year."""
    said = calendar(m)
    return said if isinstance(said, NoTime) else Several((("t1", said),))


@rule("{EDGE:pre}? {month:m} {direction:dir}?")
def month_alone(m: Words) -> Meaning | None:
    """'setembro', 'outubro passado': the year is left open."""
    return calendar(m, direction=direction(m))


@rule("{EDGE:pre}? {year:y}")
def year_alone(m: Words) -> Meaning | None:
    """'1988', 'finais de 2020'."""
    if "pre" not in m and builders.is_a_name(m.written_before()) and m.before() not in _BEFORE_YEAR:
        return None
    return calendar(m) if 1500 <= (builders.year_of(m, "y") or 0) <= 2100 and m.after() != "%" else None


@rule("anos ({shortyear:s} | {year:s})", "década de ({shortyear:s} | {year:s})")
def decade(m: Words) -> Meaning | None:
    """'anos 80', 'década de 1980'."""
    year = m.one("year", "s") or 1900 + m.one("shortyear", "s")
    return Calendar(year, scale="decade") if year % 10 == 0 and year >= 1920 else None


@rule("século {roman:n}")
def century(m: Words) -> Meaning | None:
    """'século XX'."""
    return Calendar((m.one("roman", "n") - 1) * 100, scale="century")


@rule("{ordinal:n} {unit:u} ((de | do) {year:y} | deste ano | do ano {direction:dir})?")
def part_of_year(m: Words) -> Meaning | None:
    """'terceiro trimestre de 2020', 'primeiro semestre deste ano'."""
    unit, number = m.one("unit", "u"), m.one("ordinal", "n")
    if number > {"Q": 4, "H": 2}.get(unit, 0):
        return None
    return calendar(m, part=f"{unit}{number}", year_shift=direction(m) if m.list()[-1] == "ano" or "dir" in m else None)


@rule("{season:s} de {year:y}")
def season_of_year(m: Words) -> Meaning | None:
    """'verão de 2018'."""
    return calendar(m, part=m.one("season", "s"))


@rule("de {weekday:t1} (- feira)? a ({weekday} (- feira)?):t2")
def weekdays_on_end(m: Words) -> Several | None:
    """'de segunda a sexta-feira': each week."""
    days = [(group, m.one("weekday", group)) for group in ("t1", "t2")]
    return Several(tuple((group, Repeat(f"XXXX-WXX-{day}")) for group, day in days))


@rule("{weekday:w} - feira {direction:dir}?", "{direction:dir} {weekday:w} (- feira)?")
def weekday(m: Words) -> Meaning | None:
    """'sexta-feira', 'próxima terça-feira', 'último sábado'."""
    return calendar(m, direction=direction(m))


@rule("{direction:dir}? {feast:f} ((de | do) {year:y})?")
def feast(m: Words) -> Meaning | None:
    """'Páscoa', 'Natal de 2019'; not the city: 'em Natal'."""
    if m.list("f") == ["natal"] and m.before() not in ("o", "no", "do", "de", "neste", "pelo"):
        return None
    return Feast(m.one("feast", "f"), builders.year_of(m, "y") if "y" in m else None, direction(m))


@rule("{direction:dir} {daypart:p}")
def this_part(m: Words) -> Meaning | None:
    """'nesta manhã', 'esta noite'."""
    return None if direction(m) else Shift("D", 0, clock=m.one("daypart", "p"))


@rule("hoje em dia")
def nowadays(m: Words) -> Meaning | None:
    """'hoje em dia'."""
    return Vague("PRESENT_REF")


@rule("{deictic:n} ((à | de) {daypart:p})?")
def deictic(m: Words) -> Meaning | None:
    """'hoje', 'ontem à noite'."""
    return Shift("D", m.one("deictic", "n"), clock=m.one("daypart", "p") or "")


@rule("({clock:h} | {hclock:h})", "({hour:h} | {number:h}) horas (da {daypart:p})?", "{hour:h} {hourword}")
def clock(m: Words) -> Meaning | None:
    """'19h30', '10 horas da manhã'."""
    time = builders.hour_minute(m)
    if time is None or ("p" not in m and m.list()[-1] == "horas" and m.before() != "às"):
        return None
    part = m.one("daypart", "p")
    said = builders.clock(*time, half=None if part is None else 0 if part == "TMO" else 12)
    return Calendar(clock=said) if said else None


@rule("{direction:dir}? fim de semana {direction:dir}?")
def weekend(m: Words) -> Meaning | None:
    """'neste fim de semana', 'fim de semana passado'."""
    return Shift("WE", direction(m)) if "dir" in m else None


@rule("véspera !de", "dia (seguinte | anterior)")
def next_day(m: Words) -> Meaning | None:
    """'na véspera', 'no dia seguinte'."""
    return Shift("D", 1 if m.list()[-1] == "seguinte" else -1, origin="text")


@rule("{EDGE:pre}? {unit:u} {direction:dir}", "{EDGE:pre}? {direction:dir} {unit:u}", "{unit:u} que vem")
def shifted_unit(m: Words) -> Meaning | None:
    """'ano passado', 'próxima semana', 'este mês', 'ano que vem', 'fim do ano passado'."""
    unit, side = m.one("unit", "u"), 1 if m.list()[-1] == "vem" else direction(m)
    return None if m.one("units", "u") or unit == "D" or is_clock(unit) else Shift(unit, side, mod=builders.mod(m))


@rule("{edge:pre} (de | do | deste) (ano | mês):u")
def edge_of_unit(m: Words) -> Meaning | None:
    """'fim do ano', 'início deste mês'."""
    return Shift(m.one("unit", "u"), 0, mod=builders.mod(m))


@rule("há {BOUND:b}? {COUNT:n} {unit:u}", "dentro de {COUNT:n} {unit:u}", "{COUNT:n} {unit:u} atrás")
def counted(m: Words) -> Meaning | None:
    """'há dois anos', 'há mais de dez anos', 'dentro de três meses', 'dois dias atrás'."""
    unit, amount = m.one("unit", "u"), builders.quantity(m)
    if amount == "X" or "." in amount or is_clock(unit):
        return builders.length([(amount, unit)])
    unit, count = ("Y", 10 * int(amount)) if unit == "E" else (unit, int(amount))
    return Shift(unit, count if m.list()[0] == "dentro" else -count, mod=m.one("bound", "b"))


@rule("{BOUND:b}? {COUNT:n} {unit:u} (e (meio | meia):half)?")
def lasting(m: Words) -> Meaning | None:
    """'mais de duas horas', '35 anos', 'um ano e meio'."""
    if not builders.adds_up(m):
        return None
    count = builders.quantity(m)
    if "half" in m and count != "X":
        count = builders.plain(float(count) + 0.5)
    return builders.length([(count, m.one("unit", "u"))], m.one("bound", "b"))


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


@rule("toda {WEEKDAY:w}", "às {weekdays:w} (- feiras)?", "aos {weekdays:w}")
def every_weekday(m: Words) -> Meaning | None:
    """'toda segunda-feira', 'às quintas-feiras', 'aos domingos'."""
    return Repeat(f"XXXX-WXX-{m.one('weekday', 'w') or m.one('weekdays', 'w')}")


@rule("({COUNT} (vez | vezes))? (por | ao | à) (dia | semana | mês | ano):u")
def times_per_unit(m: Words) -> Meaning | None:
    """'duas vezes por semana', 'ao ano'."""
    if m.list()[0] == "à" or m.after() == "de":
        return None
    return Repeat(f"P1{m.one('unit', 'u')}")


@rule("{reference}", "o {reference}")
def reference(m: Words) -> Meaning | None:
    """'atualmente', 'recentemente'."""
    return Vague(m.one("reference"))


#: May begin a sentence before a year; after any other word with a capital, a year is part of a name.
_BEFORE_YEAR = frozenset({"em", "de", "desde", "até", "entre", "durante", "após", "antes", "para", "e", "a", "o"})
