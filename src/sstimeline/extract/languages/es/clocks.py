"""Clock times."""

# ruff: noqa: E501  a pattern is read as one line

from sstimeline.extract import builders
from sstimeline.extract.builders import calendar
from sstimeline.extract.grammar import Words, rule
from sstimeline.extract.languages.es.around import is_verb
from sstimeline.extract.meanings import Meaning, Shift


@rule(
    "(la | las) {CLOCK:h} (y {number:q} | y (media | cuarto):f | menos {number:k} | menos {digits:k} | menos (cuarto):c)? {HOURS}? {LOCAL}? (de | por | en) la {daypart:p} {OFDAY}?",
    "(la | las) {CLOCK:h} del {daypart:p} {OFDAY}?",
    "(la | las) {CLOCK:h} (y {number:q} | y (media | cuarto):f | menos (cuarto):c | menos {number:k} | menos {digits:k})? {halfday:a}? {OFDAY}?",
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
)
def clock(m: Words) -> Meaning | None:
    """'las 11 de la mañana', 'las 08.00 hora local', '21:30 horas', '1500 GMT', 'las 10:00 del domingo'."""
    time = builders.hour_minute(m)
    if len(m.list("h")) == 1 and len(m.list("h")[0]) == 4 and m.list("h")[0].isdecimal():
        time = divmod(int(m.list("h")[0]), 100)
    if time is None:
        return None
    hour, minute = time
    if m.list()[-1] == "horas" and ":" not in m.list("h")[0] and not _is_moment(m, hour):
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
        hour, half = 24, None
    said = builders.clock(hour, minute, half=half, zone=m.one("zone", "z") or "")
    if said is None:
        return None
    if "n" in m:
        return Shift("D", m.one("deictic", "n"), clock=said)
    return calendar(m, clock=said)


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
    return m.before() in ("a", "desde", "hasta", "sobre") and 6 < hour < 24 and m.after() != "de"
