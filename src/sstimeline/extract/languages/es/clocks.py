"""Clock times."""

# ruff: noqa: E501  a pattern is read as one line

from sstimeline.extract import builders
from sstimeline.extract.builders import calendar, direction
from sstimeline.extract.grammar import Words, rule
from sstimeline.extract.languages.es.around import is_verb
from sstimeline.extract.meanings import Meaning, Several, Shift


@rule(
    "(la | las) {CLOCK:h} (y {number:q} | y (media | cuarto):f | menos {number:k} | menos {digits:k} | menos (cuarto):c)? {HOURS}? {LOCAL}? (de | por | en) la {daypart:p} {OFDAY}?",
    "(la | las) {CLOCK:h} del {daypart:p} {OFDAY}?",
    "(la | las) {CLOCK:h} (y {number:q} | y (media | cuarto):f | menos (cuarto):c | menos {number:k} | menos {digits:k})? {halfday:a}? {OFDAY}?",
    "(la | las) {decimal:h} {HOURS}? {LOCAL}? {OFDAY}?",
    "({hour:h} | {number:h}) de la {daypart:p}",
    "(la | las) ({hour:h} | {number:h}) horas (de la {daypart:p})? {OFDAY}?",
    "(la | las) ({clock:h} | {dotted:h} | {hclock:h}) {HOURS}? {LOCAL}? {OFDAY}?",
    "(la | las) {hour:h} ({hourword} | hora | horas {locally}) {LOCAL}? {OFDAY}?",
    "({clock:h} | {dotted:h}) {HOURS} {LOCAL}?",
    "(la | las)? ({clock:h} | {dotted:h} | {hclock:h} | {digits:h}) {zone:z}",
    "{clock:h} {halfday:a}?",
    "{hclock:h}",
    "{hour:h} {hourword}",
    "{hour:h} {halfday:a}",
    "(pasada | pasadas) (la | las) {CLOCK:h} (y {number:q} | y (media | cuarto):f)? ((de la | del) {daypart:p})? {OFDAY}?",
    "las cero horas {OFDAY}?",
)
def clock(m: Words) -> Meaning | None:
    """'las 11 de la mañana', 'las 08.00 hora local', '21:30 horas', '1500 GMT', 'las 10:00 del domingo'."""
    time = builders.hour_minute(m) if "h" in m else (0, 0)  # 'las cero horas'
    if "h" in m and len(m.list("h")) == 1 and len(m.list("h")[0]) == 4 and m.list("h")[0].isdecimal():
        time = divmod(int(m.list("h")[0]), 100)
    if any("," in word for word in m.list("h")):
        time = _of_comma(m.list("h")[-1])
    if time is None:
        return None
    hour, minute = time
    if "h" in m and m.list()[-1] == "horas" and not {":", ".", ","} & set(m.list("h")[0]) and not _is_moment(m, hour):
        return None
    if "q" in m:
        minute = builders.amount_of(m.all("number", "q"))
    if "f" in m:
        minute = 30 if m.list("f") == ["media"] else 15
    if "c" in m:
        hour, minute = hour - 1, 45
    if "k" in m:
        hour, minute = hour - 1, 60 - (m.one("digits", "k") or builders.amount_of(m.all("number", "k")))
    if m.list()[0] in ("la", "las") and m.list() == m.list()[:1] + m.list("h"):
        if m.list("h")[0][0].isdecimal():
            if m.after() == "%" or (m.after().isalpha() and not m.is_a(m.after(), "aftertime")):
                return None
        elif not _is_hour(m):
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
    if (hour, minute, half) == (12, 0, 0) and "p" in m:
        hour, half = (12 if m.list("p") == ["mañana"] else 24), None
    said = builders.clock(hour, minute, half=half, zone=m.one("zone", "z") or "")
    if said is None:
        return None
    if "n" in m:
        return Shift("D", m.one("deictic", "n"), clock=said)
    return calendar(m, clock=said, direction=direction(m))


@rule(
    "({hour} | {clock} | {dotted}):t1 (a | y) (({hour} | {clock} | {dotted}) (horas | h | hs | hrs)):t2",
    "((las)? ({hour} | {clock} | {dotted})):t1 (a | y) ((las)? ({hour} | {clock} | {dotted}) de la {daypart:p}):t2",
    "(las ({hour} | {clock} | {dotted})):t1 (a | y) (las ({hour} | {clock} | {dotted}) (horas | h | hs | hrs)):t2",
)
def opening_hours(m: Words) -> Several | None:
    """'de 9 a 14 horas', 'entre las 10.00 y las 12.00 horas', 'de 10 a 12 de la mañana'; not 'de 2 a 3 horas'."""
    if m.before() not in ("de", "entre", "desde"):
        return None
    first, last = builders.hour_minute(m, "t1"), builders.hour_minute(m, "t2")
    if first is None or last is None:
        return None
    exact = "p" in m or "las" in m.list() or any({":", "."} & set(word) for word in m.list())
    if not exact and not (first[0] >= 6 and last[0] > 12):
        return None
    after_noon = m.one("daypart", "p") in ("TAF", "TEV", "TNI")
    if after_noon and last[0] == 12:
        return None  # "de 10 a 12 de la noche"
    parts = []
    for group, (hour, minute) in (("t1", first), ("t2", last)):
        half = after_noon and hour < 12 and hour <= last[0]  # "de 10 a 1 de la tarde" begins in the morning
        time = builders.clock(hour, minute, half=12 if half else None)
        if time is None:
            return None
        parts.append((group, calendar(m, clock=time)))
    return Several(tuple(parts))


def _of_comma(number: str) -> tuple[int, int] | None:
    """Return the time of 'las 21,30', as some papers write it."""
    hour, _, minute = number.partition(",")
    return (int(hour), int(minute)) if len(hour) <= 2 and len(minute) == 2 else None


def _is_hour(m: Words) -> bool:
    """Tell whether 'las nueve' is a time: 'son las nueve', 'a eso de las nueve'; not 'las nueve hermanas', 'de las dos'."""
    told = m.is_a(m.before(), "beforehour") or (m.before() == "de" and m.is_a(m.before(2), "beforeof"))
    after = m.after()
    return told and (not after.isalpha() or (m.before() != "a" and (m.is_a(after, "small") or is_verb(m, after))))


def _is_moment(m: Words, hour: int) -> bool:
    """Tell whether 'las 20 horas' is a time of day: 'a las 20 horas', not 'a las 48 horas', 'a las 20 horas de salir'.

    'A las 3 horas' may be three hours later as well: small numbers are left to the durations.
    """
    if "las" not in m.list():
        return True
    return m.before() in ("a", "desde", "hasta", "sobre") and (hour == 0 or 6 < hour < 24) and m.after() != "de"
