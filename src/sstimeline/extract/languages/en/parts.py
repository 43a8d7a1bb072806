"""Parts of a year: quarters, halves, seasons and named holidays."""

from sstimeline.extract import builders
from sstimeline.extract.builders import calendar, direction
from sstimeline.extract.grammar import Words, rule
from sstimeline.extract.meanings import Calendar, Feast, Meaning, Several
from sstimeline.extract.moments import PARTS


@rule(
    "the? fiscal? -? {ordinal:n} fiscal? quarter ((of | ,)? (fiscal year?)? {YEAR:y})?",
    "fiscal? -? {ordinal:n} - quarter ((of | ,)? {YEAR:y})?",
    "the {YEAR:y} {ordinal:n} -? quarter",
    "{YEAR:y} 's {ordinal:n} quarter",
    "{quartername:n} (of | ,)? ({YEAR:y})?",
    "{YEAR:y} {quartername:n}",
)
def quarter(m: Words) -> Meaning | None:
    """'the third quarter', 'third-quarter', 'the third quarter of 1984'."""
    number = m.one("ordinal", "n") or m.one("quartername", "n")
    return calendar(m, part=f"Q{number}") if number <= 4 else None


@rule(
    ("(the? ({ordinal:n} -?)? quarter):t1 (ended | ending | through | to) ({MONTH:m} {DAY:d} (,? {YEAR:y})?):t2"),
)
def quarter_ended(m: Words) -> Meaning | Several | None:
    """'the quarter ended July 31': the calendar's quarter that most of it lies in; a numbered one keeps its number."""
    said = calendar(m)
    if not isinstance(said, Calendar) or said.month is None:
        return None
    month, number = (said.month - 1) or 12, m.one("ordinal", "n")
    year = said.year - 1 if said.year and month == 12 and number in (None, 4) else said.year
    part = f"Q{number or (month + 2) // 3}"
    return Several((("t1", Calendar(year, part=part)), ("t2", said))) if part in PARTS else None


@rule("the ({ordinal:n} | last) {weekday:w} (of | in) {MONTH:m} (,? {YEAR:y})?")
def weekday_of_month(m: Words) -> Meaning | None:
    """'the second Tuesday of June', 'the last Friday in May 2019'."""
    return calendar(m, nth=m.one("ordinal", "n") if "n" in m else -1)


@rule(
    "the ({ordinal:n} | last) (week | half | fortnight):k of {MONTH:m} (,? {YEAR:y})?",
    "the ({ordinal:n} | last | early | closing | opening) (days | weeks):k of {MONTH:m} (,? {YEAR:y})?",
)
def part_of_month(m: Words) -> Meaning | None:
    """'the first week of March', 'the second half of May 2019': the month, at its start or its end."""
    number = m.one("ordinal", "n") if "n" in m else 1 if m.list()[1] in ("early", "opening") else -1
    ends = number == -1 or (number == 2 and m.list("k") != ["week"])
    return calendar(m, mod="START" if number == 1 else "END" if ends else None)


@rule(
    "the? {ordinal:n} {half} of ({YEAR:y} | (the | {direction:dir}) year)",
    "the? {ordinal:n} semester (of {YEAR:y})?",
)
def half_year(m: Words) -> Meaning | None:
    """'the first half of 2019', 'the second semester'."""
    number = m.one("ordinal", "n")
    if number > 2:
        return None
    return calendar(m, part=f"H{number}", year_shift=direction(m) if "dir" in m else None)


@rule(
    "{direction:dir} year 's {ordinal:n} quarter",
    "the {ordinal:n} quarter of {direction:dir} year",
    "{ordinal:n} -? quarter (of | ,)? {direction:dir} year",
)
def quarter_of_named_year(m: Words) -> Meaning | None:
    """ "next year's first quarter", 'the first quarter of next year'."""
    number = m.one("ordinal", "n")
    return calendar(m, part=f"Q{number}", year_shift=direction(m)) if number <= 4 else None


@rule("{EDGE:pre}? (the | this)? {season:s} (of | ,)? {YEAR:y}")
def season_of_year(m: Words) -> Meaning | None:
    """'the winter of 1994', 'summer 2019'; "the Prague Spring of 1968" is a name."""
    if m.capital and m.list()[0] == m.list("s")[0] and not m.opens_sentence and builders.is_a_name(m.written_before()):
        return None
    return calendar(m, part=m.one("season", "s"))


@rule("{EDGE:pre}? the? {season:s} of {direction:dir} year")
def season_of_named_year(m: Words) -> Meaning | None:
    """'the spring of last year'."""
    return calendar(m, part=m.one("season", "s"), year_shift=direction(m))


@rule(
    "{EDGE:pre}? {direction:dir} {season:s}",
    "this past {season:s}",
    "{EDGE:pre}? the {season:s} !(of | in | -)",
    "{edge:pre} -? {season:s} !(of | -)",
)
def season_named(m: Words) -> Meaning | None:
    """'this summer', 'last fall', 'this past spring'."""
    if "the" in m.list() or ("dir" not in m and "pre" in m):
        return calendar(m, part=m.one("season", "s")) if m.list()[-1] != "fall" or m.before() == "in" else None
    side = direction(m) if "dir" in m else -1
    return calendar(m, part=m.one("season", "s"), direction=side, same="this" if not side else "")


@rule("({direction:dir} | on)? {FEAST:f} (of? {YEAR:y} | of? {direction:dir} year)?")
def feast(m: Words) -> Meaning | None:
    """'Thanksgiving Day', 'last Christmas', 'Easter 2019'."""
    if not any(letter.isupper() for letter in m.text("f")) or "on" in m.list()[:1]:
        return None
    said = " ".join(m.list("f"))
    kinds = ("feast", "feastday", "feastend")
    name = m.value(said, "feastname") or next(one for kind in kinds if (one := m.one(kind, "f")) is not None)
    if m.list()[-1] == "year" and said != " ".join(m.list()):
        return Feast(name, year_shift=direction(m))
    return Feast(name, builders.year_of(m, "y") if "y" in m else None, direction(m))
