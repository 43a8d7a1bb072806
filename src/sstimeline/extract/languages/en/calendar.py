"""Dates of the calendar: days, months, years, decades and centuries, and ranges and lists of them."""

from dataclasses import replace

from sstimeline.extract import builders
from sstimeline.extract.builders import calendar, direction, several
from sstimeline.extract.grammar import Words, rule
from sstimeline.extract.meanings import Calendar, Meaning, Several


@rule("{iso}")
def iso_date(m: Words) -> Meaning | None:
    """'2018-09-17'."""
    return builders.iso(m.list()[0])


@rule("({WEEKDAY:w} ,?)? {numeric:n}")
def numeric_date(m: Words) -> Meaning | None:
    """'9/17/2018': the month leads, unless it cannot."""
    return builders.numeric(m.list("n")[0], month_first=True, weekday=m.one("weekday", "w"))


@rule(
    "({WEEKDAY:w} ,?)? {EDGE:pre}? {MONTH:m} {DAY:d} (, | of)? {YEAR:y}",
    "({WEEKDAY:w} ,? the?)? {EDGE:pre}? {DAY:d} (of | -)? {MONTH:m} (, | of | -)? {YEAR:y}",
    "the {DAY:d} (day? of)? {MONTH:m} ,? {YEAR:y}",
)
def full_date(m: Words) -> Meaning | None:
    """'17 September 2018', 'Monday, Sept. 17, 2018'."""
    return calendar(m)


@rule(
    "({WEEKDAY:w} ,?)? {EDGE:pre}? {MONTH:m} {DAY:d} !({year} | -)",
    "({WEEKDAY:w} ,? the?)? {EDGE:pre}? {DAY:d} of? {MONTH:m}",
    "({WEEKDAY:w} ,?)? the {DAY:d} (day? of)? {MONTH:m}",
)
def day_of_month(m: Words) -> Meaning | None:
    """'17 September', 'Friday, Oct. 23': the year is left open."""
    said = calendar(m)
    if isinstance(said, Calendar) and (said.month, said.day) == (9, 11) and m.is_a(m.after(), "attack"):
        return replace(said, year=2001)
    return said


@rule("{famousday:f}")
def famous_day(m: Words) -> Meaning | None:
    """'9/11'."""
    return Calendar(*m.one("famousday", "f"))


@rule("{EDGE:pre}? {MONTH:m} (of | ,)? {YEAR:y}", "the month of {MONTH:m} ,? {YEAR:y}")
def month_of_year(m: Words) -> Meaning | None:
    """'September 2018', 'early March 1996'."""
    return calendar(m)


@rule("{EDGE:pre}? {MONTH:m}", "the month of {MONTH:m}")
def month_alone(m: Words) -> Meaning | None:
    """'September', 'late November': the year is left open; crude "for October delivery" is that to come."""
    name = m.list("m")[0]
    if not m.text("m")[0].isupper() or (name in ("may", "march", "august") and _is_no_month(m)):
        return None
    if m.list() == [name] and m.is_a(name, "name") and _is_named(m):
        return None
    if m.is_a(m.after(), "traded"):
        return calendar(m, direction=1)
    if m.is_a(name, "monthabbr") and not m.is_a(name, "month") and m.list("m")[-1] != ".":
        return None
    return calendar(m)


@rule("{MONTH:m} (of | ,)? (this | {direction:dir}) year", "{direction:dir} year 's {MONTH:m}")
def month_of_named_year(m: Words) -> Meaning | None:
    """'January this year', 'June last year'."""
    return calendar(m, year_shift=direction(m))


@rule("{EDGE:pre}? {MONTH:m} of? (that | the same) year", "that {MONTH:m}")
def month_of_that_year(m: Words) -> Meaning | None:
    """'May of that year', 'signed that August': the year that the text last named."""
    if m.list()[0] == "that" and (not m.text("m")[0].isupper() or m.after().isalnum()):
        return None  # "said that May was cold"
    return calendar(m, that_year=True)


@rule("{direction:dir} {MONTH:m} {DAY:d}?", "this past {MONTH:m} {DAY:d}?")
def last_month_named(m: Words) -> Meaning | None:
    """'last April', 'next September', 'this September'."""
    if not m.text("m")[0].isupper():
        return None
    side = direction(m) if "dir" in m else -1
    return calendar(m, direction=side, same="this" if not side else "")


@rule(
    (
        "(between | from)? (the? {DAY:d1}):t1 (and | to | - | – | through | until | till "
        "| or) (the? {DAY:d2} of? {MONTH:m} (,? {YEAR:y})?):t2"
    ),
    "(the? {DAY:d1}):t1 , (the? {DAY:d2}):t2 ,? (and | or) (the? {DAY:d3} of? {MONTH:m} (,? {YEAR:y})?):t3",
)
def days_of_one_month(m: Words) -> Meaning | Several | None:
    """'between the 17th and 21st September': the year is left open."""
    return _days(m)


@rule(
    "({MONTH:m} {DAY:d1}):t1 (- | – | to | through | until | and | or) ({DAY:d2}):t2 !{month}",
    "({MONTH:m} {DAY:d1}):t1 (- | – | to | through | until | and) ({DAY:d2} ,? {YEAR:y}):t2",
)
def month_and_days(m: Words) -> Meaning | Several | None:
    """'September 17-21, 2018'."""
    return _days(m)


@rule(
    (
        "(between | from)? ({MONTH:m1} {DAY:d1}):t1 (and | to | - | – | through | until | till) "
        "({MONTH:m2} {DAY:d2} (,? {YEAR:y})?):t2"
    ),
    (
        "(between | from)? (the? {DAY:d1} of? {MONTH:m1}):t1 (and | to | - | – | through | until | till) "
        "(the? {DAY:d2} of? {MONTH:m2} (,? {YEAR:y})?):t2"
    ),
)
def days_of_two_months(m: Words) -> Meaning | Several | None:
    """'March 30 to April 5, 2018', 'between 30 March and 5 April': the year may be left open."""
    if "and" in m.list() and m.list()[0] != "between":
        return None
    return several(m, "1", "2", interval=True)


def _days(m: Words) -> Several | None:
    indexes = [index for index in ("1", "2", "3") if f"t{index}" in m]
    lists = any(word in ("and", "or") for word in m.list())
    return several(m, *indexes, interval=not lists or m.list()[0] in ("between", "from"))


@rule(
    "{EDGE:pre}? {YEAR:y} !(% | {unit})",
    "the {YEAR:y} period",
    "the {YEAR:y} (fiscal | financial) year",
    "{EDGE:pre}? (the year | year) {YEAR:y}",
    "(fiscal | fy) year? {YEAR:y}",
    "the end of (fiscal | the year) {YEAR:y}",
)
def year_alone(m: Words) -> Meaning | None:
    """'1988', 'the year 2000', 'fiscal 1989', 'the end of 1990'."""
    year = builders.year_of(m, "y")
    if year is None or (m.list("y")[0][0] in "0123456789" and not 1500 <= year <= 2100):
        return None
    if m.list() == m.list("y") and builders.is_a_name(m.written_before()) and not m.is_a(m.before(), "beforeyear"):
        return None
    if _counts_things(m):
        return None
    if m.before() == ":" and m.before(2).isdecimal():
        return None  # "ISO 9001:2015"
    if m.before() in ("$", "£", "€", "#", "no", "-", "/", ".") or m.after() in ("%", "percent", "percentage", "/"):
        return None
    return calendar(m)


@rule("(post | pre) - {year:y}")
def year_beyond(m: Words) -> Meaning | None:
    """'post-1989'."""
    return calendar(m, mod="AFTER" if m.list()[0] == "post" else "BEFORE")


def _counts_things(m: Words) -> bool:
    """Tell whether a bare year counts what follows it: "some 1500 people", "paid 1998 euros"."""
    if m.list()[-1:] != m.list("y") or m.text("y")[0] not in "12":
        return False
    after = m.after()
    if (
        m.is_a(after, "measure")
        or (after == "-" and m.is_a(m.after(2), "measure"))
        or (m.after_capital and any(m.is_a(m.after(n), "street") for n in (2, 3)))
    ):
        return True
    about = m.is_a(m.before(), "approx") or ("pre" in m and m.one("approx", "pre") is not None)
    things = m.is_a(after, "counted") or (after[-1:] == "s" and about)
    listed = m.before() in ("and", "or") and not m.is_a(m.before(2), "year")
    led = m.is_a(m.before(), "beforeyear") and not m.is_a(m.before(), "approx") and not listed
    return things and not m.after_capital and (not led or "pre" in m)


@rule(
    "{EDGE:pre}? the? {decade}",
    "{EDGE:pre}? the {decadeword}",
    "the? {edge:pre} -? {decade}",
    "the {edge:pre} {decadeword}",
)
def decade(m: Words) -> Meaning | None:
    """'the 1990s', "the late '70s", 'the nineties'."""
    if m.is_a(m.before(), "possessive") or (m.before() == "-" and m.is_a(m.before(2), "edge")):
        return None
    short = m.list()[-1][:2].isdecimal() and len(m.list()[-1]) == 3  # "60s": a decade only as "the 60s"
    if short and ("the" not in m.list() or any(m.is_a(m.before(n), "weather") for n in (2, 3, 4))):
        return None
    word = m.one("decadeword")
    said = (
        Calendar(word, scale="decade")
        if word
        else builders.decade(next(w for w in m.list() if w[-1] == "s" and any(c in "0123456789" for c in w)))
    )
    if said is None or said.year is None:
        return None
    return Calendar(said.year, scale=said.scale, mod=m.one("edge"))


@rule("the? {EDGE:pre}? {ordinal:n} -? century (bc | bce):e", "{digits:y} (bc | bce):e")
def before_christ(m: Words) -> Meaning | None:
    """'the third century BC', '44 BC'."""
    if not m.text("e").isupper():
        return None
    if "y" in m:
        return Calendar(m.one("digits", "y"), era="BCE") if 0 < m.one("digits", "y") < 10000 else None
    return Calendar((m.one("ordinal", "n") - 1) * 100, scale="century", era="BCE", mod=builders.mod(m))


@rule("the? {EDGE:pre}? {ordinal:n} -? century", "the {edge:pre} {ordinal:n} -? century")
def century(m: Words) -> Meaning | None:
    """'the 20th century'."""
    number = m.one("ordinal", "n")
    return Calendar((number - 1) * 100, scale="century", mod=builders.mod(m)) if 1 <= number <= 30 else None


@rule(
    "the {YEAR:y1} (- | – | /) {YEAR:y2} ({yearly} | period | {season})",
    "{YEAR:y1} (- | – | to) {YEAR:y2}",
    "{year:y1} (- | – | /) {shortyear:y2}",
)
def years_span(m: Words) -> Meaning | Several | None:
    """'the 2020-2022 triennium', '1980-1999'."""
    first, last = builders.year_of(m, "y1"), builders.year_of(m, "y2")
    if first is not None and m.one("year", "y2") is None and (short := m.one("shortyear", "y2")) is not None:
        last = first + 1 if (first + 1) % 100 == short else None  # '2012-13'; what else it may be, nobody knows
    if first is None or last is None or not 1500 <= first < last <= 2100:
        return None
    return Several((("y1", Calendar(first)), ("y2", Calendar(last))), interval=True)


def _is_named(m: Words) -> bool:
    """Tell whether a month is somebody's name: "Theresa May", "April Jones"; not "In April Spain voted"."""
    led = builders.is_a_name(m.written_before()) and not m.is_a(m.before(), "beforeyear")
    return led or (m.after_capital and m.opens_sentence)


def _is_no_month(m: Words) -> bool:
    """Tell 'May I' and 'March on' from the months: they open a sentence, or no word of dates stands before."""
    return m.opens_sentence and "pre" not in m and not (m.before() == "-" and m.before(2) not in ("", "-"))
