"""So many units before or after: "last year", "two weeks ago", "a year earlier", "the quarter"."""

from sstimeline.extract import builders
from sstimeline.extract.builders import calendar, direction
from sstimeline.extract.grammar import Words, rule
from sstimeline.extract.meanings import Meaning, Shift, Vague
from sstimeline.extract.moments import is_clock


@rule(
    "{EDGE:pre}? (the | this)? {direction:dir} {unit:u}",
    "{EDGE:pre}? (this | the)? current (fiscal)? {unit:u}",
    "later this {unit:u}",
    "earlier this {unit:u}",
    "(earlier | later | early | late) in the {unit:u}",
    "sometime {direction:dir} {unit:u}",
)
def shifted_unit(m: Words) -> Meaning | None:
    """'last year', 'early next week', 'this month', 'the current quarter'."""
    unit = m.one("unit", "u")
    if m.one("units", "u") or is_clock(unit) or builders.is_title(m) or (unit == "D" and "in" in m.list()):
        return None
    if "the" in (m.list()[0], m.before()) and m.after() == "of" and "dir" in m:
        return None
    side = direction(m)
    if side and m.list("dir")[0] in ("past", "coming", "previous", "preceding", "following") and unit == "D":
        return None
    if m.list("dir") and m.list("dir")[0] in ("following", "previous", "preceding"):
        return Shift(unit, side, origin="text", mod=builders.mod(m))
    return Shift(unit, side, mod=builders.mod(m))


@rule(
    "({BOUND} | over):b? {COUNT:n} -? {unit:u} (or so)? ago",
    "{half:n} {article} {unit:u} ago",
    "({BOUND} | over):b? {article} {unit:u} and a {half:more} ago",
    "{units:u} ago",
    "(a long time | moments | long) ago",
)
def ago(m: Words) -> Meaning | None:
    """'two weeks ago', 'a year and a half ago', 'several years ago'."""
    if "u" not in m:
        return Vague("PAST_REF")
    unit = m.one("unit", "u")
    amount = "1.5" if "more" in m else builders.quantity(m) if "n" in m else "X"
    if amount == "X":
        return Vague("PAST_REF")
    if is_clock(unit):
        return builders.length(builders.with_halves(amount, unit), builders.bound(m))
    unit, count = builders.whole_units(amount, unit)
    return Shift(unit, -count, mod="APPROX" if "so" in m.list() else builders.bound(m))


@rule("{BOUND:b}? {COUNT:n} {unit:u} from (now | today)")
def from_now(m: Words) -> Meaning | None:
    """'six months from now', 'two weeks from today'."""
    unit, amount = m.one("unit", "u"), builders.quantity(m)
    if amount == "X":
        return Vague("FUTURE_REF")
    if is_clock(unit):
        return builders.length(builders.with_halves(amount, unit), builders.bound(m))
    unit, count = builders.whole_units(amount, unit)
    return Shift(unit, count, mod=builders.bound(m))


@rule("{units} (earlier | later)")
def some_time_from_named(m: Words) -> Meaning | None:
    """'hours later', 'years earlier': nobody says how many."""
    return Vague("FUTURE_REF" if m.list()[-1] == "later" else "PAST_REF")


@rule("{BOUND:b}? {COUNT:n} {unit:u} (earlier | later | before !{weekday} !{month} !the)")
def from_named(m: Words) -> Meaning | None:
    """'a year earlier', 'two days later': counted from the date named before."""
    unit, amount = m.one("unit", "u"), builders.quantity(m)
    later = m.list()[-1] == "later"
    if (m.list()[-1] == "before" and m.after().isalpha()) or m.after() == "than":
        return None  # "six months later than planned"
    if amount == "X":
        return Vague("FUTURE_REF" if later else "PAST_REF")
    if is_clock(unit):
        return builders.length(builders.with_halves(amount, unit))
    unit, count = builders.whole_units(amount, unit)
    return Shift(unit, count if later else -count, origin="text")


@rule(
    "year - (earlier | ago)",
    "the? year - (earlier | ago) {ordinal:n}? -? (quarter | period)",
    "the? same {unit:u} (last year | a year (earlier | ago))",
    (
        "the? (corresponding | comparable | same) (year - (earlier | ago))? (period | quarter) ((of "
        "| ,)? last year | a year (earlier | ago))?"
    ),
)
def year_earlier(m: Words) -> Meaning | None:
    """'year-earlier', 'the year-ago quarter', 'the same period last year'."""
    number = m.one("ordinal", "n")
    if number and number <= 4:
        return calendar(m, part=f"Q{number}", year_shift=-1)
    if not any(word in ("earlier", "ago", "last") for word in m.list()):
        return None
    if "u" in m and m.one("unit", "u") == "M":
        return Shift("M", -12, origin="text")
    if "quarter" in m.list():
        return Shift("Q", -4, origin="quarter")
    return Shift("Y", -1)


@rule("(that | the) same? {season:s}")
def same_season(m: Words) -> Meaning | None:
    """'that summer', 'the same winter': of the year that the text names."""
    return None if m.list()[0] == "the" and "same" not in m.list() else Shift(m.one("season", "s"), 0, origin="text")


@rule("(that same? | the same) {unit:u}", "later that {unit:u}", "earlier that {unit:u}")
def same_unit(m: Words) -> Meaning | None:
    """'that year', 'later that year'."""
    unit = m.one("unit", "u")
    return None if is_clock(unit) or m.one("units", "u") else Shift(unit, 0, origin="text")


@rule("the {unit:u}", "the (full | latest | whole | entire) ({unit:u} | period)", "the fiscal {unit:u}")
def the_unit(m: Words) -> Meaning | None:
    """'the week', 'the latest quarter': the one of the publication."""
    unit = m.one("unit", "u") if "u" in m else "Q"
    if m.after() == "-":
        return None
    if unit == "Y" and (m.after() in ("ended", "ending") or (m.after() == "to" and m.is_a(m.after(2), "month"))):
        return builders.length([("1", "Y")])
    if m.list()[-1] == "period" and "latest" not in m.list():
        return None
    if unit not in ("W", "WE", "Q", "Y", "M") or m.one("units", "u"):
        return None
    if unit in ("Y", "M", "Q") and m.before() in ("of", "each") and m.before(2) in ("time", "times", "part", "day"):
        return None
    if unit == "Q":
        return Shift("Q", 0, origin="quarter")
    return Shift(unit, -1 if unit == "WE" else 0, origin="weekend" if unit == "WE" else "publication")


@rule(
    "{EDGE:pre} (the | this | {direction:dir} | the {direction:dir}) {unit:u}",
    "{EDGE:pre} year -? end",
    "year - end",
    "the year -? end",
    "year end",
    "{unit:u} 's end",
)
def edge_of_unit(m: Words) -> Meaning | None:
    """'the end of the year', 'the end of this week', 'year-end'."""
    if "u" not in m:
        return Shift("Y", 0, mod="END")
    if "pre" not in m:
        unit = m.one("unit", "u")
        return Shift(unit, 0, mod="END") if unit in ("Y", "M", "Q", "C", "E") and not m.one("units", "u") else None
    unit = m.one("unit", "u")
    if m.one("units", "u") or is_clock(unit) or unit == "D":
        return None
    return Shift(unit, direction(m), mod=builders.mod(m))


@rule("(the | that) {unit:u} (before that? | earlier)")
def unit_before(m: Words) -> Meaning | None:
    """'the year before'; no date where what it came before is told."""
    unit = m.one("unit", "u")
    if unit not in ("Y", "M", "W") or m.one("units", "u") or m.after().isalnum() or not m.after():
        return None
    return Shift(unit, -1, origin="text")
