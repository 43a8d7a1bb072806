"""Weekdays, today and its neighbours, parts of a day, and weeks told by a day."""

from dataclasses import replace

from sstimeline.extract import builders
from sstimeline.extract.builders import calendar, direction, several
from sstimeline.extract.grammar import Words, rule
from sstimeline.extract.meanings import Calendar, Meaning, Several, Shift


@rule(
    "{early:pre}? {weekday:w}",
    "{EDGE:pre}? (this | this? {direction:dir} | the {direction:dir}) {weekday:w}",
    "{weekday:w} of? (this | {direction:dir}) week",
)
def weekday(m: Words) -> Meaning | None:
    """'Friday', 'last Monday', 'early Tuesday'; "Bloody Sunday" and "the Sunday Times" are names."""
    if len(m.list()) == 1 and (m.is_a(m.before(), "beforeday") or (m.after_capital and m.is_a(m.after(), "afterday"))):
        return None
    if len(m.list()) == 1 and m.is_a(m.before(), "anyday"):
        return None  # "on a Monday" is no day of the calendar
    if "dir" in m and m.list("dir")[0] in ("previous", "preceding", "following"):
        return calendar(m, direction=direction(m), same="text")
    if m.list()[-1] == "week":
        return calendar(m, direction=direction(m)) if direction(m) else calendar(m, same="this")
    return calendar(m, direction=direction(m))


@rule(
    "{EDGE:pre}? {direction:dir}? {weekday:w} {daypart:p}",
    "{daypart:p} (on | ,)? {direction:dir}? {weekday:w}",
    "(the | {edge:pre}) {daypart:p} of {weekday:w} !,",
    (
        "(the | {edge:pre} | the {edge:pre})? {daypart:p} (of | on) ({weekday:w} ,?)? ({MONTH:m} {DAY:d} "
        "| the? {DAY:d} of? {MONTH:m}) (,? {YEAR:y})?"
    ),
    "{MONTH:m} {DAY:d} in the {daypart:p}",
)
def weekday_part(m: Words) -> Meaning | None:
    """'Saturday night', 'noon Thursday'."""
    if m.list("w") == m.list()[:1] and m.is_a(m.before(), "anyday"):
        return None
    return calendar(m, clock=m.one("daypart", "p"), direction=direction(m))


@rule(
    "{EDGE:pre}? {deictic:n}",
    "{EDGE:pre}? {deictic:n} {daypart:p}",
    "{edge:pre} -? {daypart:p} {deictic:n}",
    "{daypart:p} {deictic:n}",
)
def deictic(m: Words) -> Meaning | None:
    """'today', 'late yesterday', 'tomorrow morning', 'tonight'."""
    word = m.list("n")[0]
    if m.capital and not m.opens_sentence and (builders.is_a_name(m.written_before()) or m.before() == "the"):
        return None
    part = m.one("daypart", "p") or ("TNI" if word in ("tonight", "overnight") else "")
    return Shift("D", m.one("deictic", "n"), clock=part, mod=builders.mod(m))


@rule("the {unit:u} (before last | after next)")
def unit_but_one(m: Words) -> Meaning | None:
    """'the week before last', 'the year after next'."""
    unit = m.one("unit", "u")
    return Shift(unit, -2 if m.list()[-1] == "last" else 2) if unit in ("W", "WE", "M", "Y") else None


@rule("the day after tomorrow", "the day before yesterday")
def day_but_one(m: Words) -> Meaning | None:
    """'the day after tomorrow'."""
    return Shift("D", 2 if m.list()[-1] == "tomorrow" else -2)


@rule("{EDGE:pre}? this {daypart:p}", "{EDGE:pre}? last night", "earlier this {daypart:p}")
def this_part(m: Words) -> Meaning | None:
    """'this morning', 'last night'."""
    if m.list()[-1] == "night" and "last" in m.list():
        return Shift("D", -1, clock="TNI", mod=builders.mod(m))
    return Shift("D", 0, clock=m.one("daypart", "p"), mod=builders.mod(m))


@rule("(the | that | {edge:pre} -? | the {edge:pre}) {daypart:p}", "midday", "noon", "midnight")
def part_alone(m: Words) -> Meaning | None:
    """'the morning', 'that night', 'midnight'."""
    if m.before() == "high":
        return None
    return Calendar(clock=m.one("daypart"), mod=m.one("edge", "pre"))


@rule("the (following | next) {daypart:p}", "the (following | next) day")
def next_day(m: Words) -> Meaning | None:
    """'the next morning', 'the following day'."""
    return Shift("D", 1, origin="text", clock=m.one("daypart", "p") or "")


@rule("the (previous | preceding) (day | {daypart:p})", "the (day | {daypart:p}) (before | earlier)")
def day_before(m: Words) -> Meaning | None:
    """'the previous day', 'the night before'; no date where what it came before is told."""
    if m.list()[-1] == "before" and (m.after().isalnum() or not m.after()):
        return None
    return Shift("D", -1, origin="text", clock=m.one("daypart", "p") or "")


@rule("the very? same day", "that (same | very)? day")
def same_day(m: Words) -> Meaning | None:
    """'the same day', 'that day'."""
    return Shift("D", 0, origin="text")


@rule("the {ordinal:d} !({unit} | {month})", "{weekday:w} ,? the? {ordinal:d} !({unit} | {month} | of)")
def day_alone(m: Words) -> Meaning | None:
    """'the 17th', 'Monday the 17th': the month is left open."""
    number = m.list("d")[0][0] in "0123456789"
    return (
        calendar(m)
        if number and m.after() != "-" and ("w" in m or not m.after().isalpha() or m.is_a(m.after(), "afternumber"))
        else None
    )


@rule(
    "the week of ({MONTH:m} {DAY:d} | {DAY:d} {MONTH:m}) (,? {YEAR:y})?",
    "the week of (the {DAY:d} (of? {MONTH:m} (,? {YEAR:y})?)?)",
)
def week_of(m: Words) -> Meaning | None:
    """'the week of March 6', 'the week of the 16th'."""
    return calendar(m, week=True)


@rule(
    "(the week):t1 {ofweek} ({weekday:w}):t2",
    "(the week):t1 {ofweek} (({WEEKDAY:w} ,?)? {MONTH:m} {DAY:d} (,? {YEAR:y})?):t2",
    "(the week):t1 {ofweek} (({WEEKDAY:w} ,?)? {DAY:d} {MONTH:m} (,? {YEAR:y})?):t2",
)
def week_ended(m: Words) -> Meaning | Several | None:
    """'the week ended March 9', 'the week beginning 2 September': the week in which that day lies."""
    said = calendar(m)
    if not isinstance(said, Calendar):
        return said
    return Several((("t1", replace(said, week=True)), ("t2", said)))


@rule(
    "from ({weekday:w1}):t1 (to | through | until) ({weekday:w2}):t2",
    "({weekday:w1}):t1 (through | - | –) ({weekday:w2}):t2",
)
def weekdays_span(m: Words) -> Meaning | Several | None:
    """'from Monday to Friday'."""
    return several(m, "1", "2", interval=True)
