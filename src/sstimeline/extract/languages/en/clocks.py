"""Times of day."""

from dataclasses import replace

from sstimeline.extract import builders
from sstimeline.extract.builders import calendar
from sstimeline.extract.grammar import Words, rule
from sstimeline.extract.meanings import Calendar, Meaning, Several, Shift


@rule(
    (
        "{EDGE:pre}? ({clock:h} | {dotted:h} | {hour:h} | {number:h}) {halfday:p} ({zone:z} | local time)? "
        "(,? (on | {edge:e})? {weekday:w} | ,? {deictic:n} | ,? (on)? {MONTH:m} {DAY:d} (,? {YEAR:y})?)?"
    ),
    "{EDGE:pre}? {clock:h} {zone:z}? (,? on? {weekday:w} | ,? {deictic:n})?",
    "({digits:h} | {clock:h}) {utc:z} (,? on? {weekday:w} | ,? {deictic:n})?",
    "{EDGE:pre}? ({hour:h} | {number:h}) o (' | ’) clock (in the {daypart:q})? ({weekday:w} | {deictic:n})?",
    "{hour:h} in the {daypart:q}",
    "{number:h} in the {daypart:q}",
    "({weekday:w} | {deictic:n}) at ({clock:h} | {hour:h} | {number:h}) {halfday:p} {zone:z}?",
    "({weekday:w} | {deictic:n}) at {clock:h} {zone:z}?",
)
def clock(m: Words) -> Meaning | None:
    """'10:35 a.m.', '5 p.m. EST Friday', '4 in the morning'."""
    time = builders.hour_minute(m)
    if time is None or (m.list("h")[0].isdecimal() and len(m.list("h")[0]) == 3):
        return None
    half = m.one("halfday", "p")
    if m.list("h")[0].count(":") == 2 and half is None and "z" not in m:
        return None  # "ran it in 2:23:41"
    if "tonight" in m.list("n") and time[0] < 12:
        half = 12
    if "q" in m:
        half = 0 if m.one("daypart", "q") == "TMO" else 12
    said = builders.clock(*time, half=half, zone=(m.one("zone", "z") or "") if m.one("zone", "z") == "Z" else "")
    if said is None:
        return None
    if "n" in m:
        return Shift("D", m.one("deictic", "n"), clock=said, mod=builders.mod(m))
    return calendar(m, clock=said)


@rule(
    "({EDGE:pre}? ({clock:h} | {dotted:h} | {hour:h}) {halfday:p}? {zone}?):t1 "
    "{opening} (({digits:h2} | {clock:h2}) {utc}):t2 {closing} on? ({weekday:w}):t3",
)
def clock_twice(m: Words) -> Several | None:
    """'9:20 a.m. (0620 GMT) Monday': local time, universal time and the day of both."""
    local, universal = builders.hour_minute(m), builders.hour_minute(m, "h2")
    here = builders.clock(*local, half=m.one("halfday", "p")) if local else None
    there = builders.clock(*universal, zone="Z") if universal else None
    day = calendar(m)
    if here is None or there is None or not isinstance(day, Calendar):
        return None
    return Several(
        (("t1", replace(day, clock=here)), ("t2", replace(day, clock=there, mod=None)), ("t3", replace(day, mod=None)))
    )
