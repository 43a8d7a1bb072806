"""Durations, and sets: how long, and how often."""

from sstimeline.extract import builders
from sstimeline.extract.grammar import Words, rule
from sstimeline.extract.meanings import Meaning, NoTime, Repeat


@rule(
    (
        "{BOUND:b}? {EXACT:n} (more | additional | full | consecutive | straight | long | trading "
        "| business | working)? {unit:u}"
    ),
    "the {EXACT:n} {units:u}",
    "(over | {BOUND:b}) {article:n} {unit:u}",
    "{BOUND:b}? {article:n} (full | whole | further | additional)? {unit:u}",
    "{BOUND:b}? {half:n} {article}? {unit:u}",
    "{article} {unit:u} or (two | so):o",
    "a quarter (of a | -)? {unit:u}",
    "{article:n}? {half} - {unit:u}",
    "{BOUND:b}? {EXACT:n} and a {half} {unit:u}",
    "{BOUND:b}? {article:n} {unit:u} and a {half}",
    "(an entire | all | the (whole | entire | full)) {unit:u} !long",
)
def lasting(m: Words) -> Meaning | None:
    """'six months', 'more than four hours', 'a year', 'a minute and a {half}'."""
    unit = m.one("unit", "u")
    words = m.list()
    if words[:2] == ["a", "quarter"] and len(words) > 2:
        return builders.length([("25", "Y")]) if unit == "C" else None
    if "o" in m:  # "a day or two"
        return builders.length([("X" if words[-1] == "two" else "1", unit)], "APPROX")
    if m.after() == "old" or (m.after() == "-" and m.after(2) in ("long", "old", "earlier", "ago")):
        return None
    if builders.is_title(m):
        return NoTime()
    if "n" in m and not builders.adds_up(m):
        return None
    if unit == "Q" and (m.one("year", "n") or m.after() == "of"):
        return None  # "three quarters of the voters"
    if m.one("article", "n") and (m.is_a(m.before(), "rate") or m.before()[:1].isdecimal()) and len(words) == 2:
        return Repeat(builders.length([("1", unit)]).length.value)
    if words[0] == "the" and "n" not in m and unit not in ("D", "W", "TH", "WE"):
        return None
    if words[0] in ("all", "an", "the") and "n" not in m:
        return builders.length([("1", unit)]) if not m.one("units", "u") else None
    if m.one("article", "n") and len(m.list("n")) == 1 and m.one("units", "u"):
        return None
    if m.list("u")[0] in ("second", "quarter") and ("n" in m and m.one("article", "n")):
        return None
    if "half" in words and "half" not in m.list("n"):
        base = builders.quantity(m) if "n" in m and not m.one("article", "n") else ("1" if words[-1] == "half" else "0")
        amount = builders.plain(float(base) + 0.5) if base != "X" else "X"
    else:
        amount = builders.quantity(m)
    if unit == "WE" and amount == "1":
        return None
    return builders.length(builders.with_halves(amount, unit), builders.bound(m))


@rule(
    (
        "({digits:n1} | {NUMBER:n1} | {article:n1}) {unit:u1} (,? and | ,)? ({digits:n2} "
        "| {NUMBER:n2}) {unit:u2} ((,? and | ,)? ({digits:n3} | {NUMBER:n3}) {unit:u3})?"
    ),
)
def lasting_in_parts(m: Words) -> Meaning | None:
    """'two hours, three minutes and 38 seconds', 'one year and six months': each unit smaller than the last."""
    parts = [(builders.quantity(m, f"n{i}"), m.one("unit", f"u{i}")) for i in "123" if f"n{i}" in m]
    orders = [builders.ORDER.index(unit) for _, unit in parts]
    return builders.length(parts) if orders == sorted(set(orders)) else None


@rule(
    "{BOUND:b}? ({EXACT:n} | {article:n}) - ({unit:u}) (- long)?",
    "(a | an | the) {EXACT:n} - {unit:u} (period | span)",
    "{unit:u} - long",
    "{units:u} - old",
)
def lasting_adjective(m: Words) -> Meaning | None:
    """'two-year', '30-day', 'a three-month period', 'years-old'."""
    if (m.after() == "-" and m.after(2) in ("old", "olds")) or m.list("u")[0] in ("quarters", "second"):
        return None
    return builders.length(
        [(builders.quantity(m) if "n" in m else ("X" if m.one("units", "u") else "1"), m.one("unit", "u"))],
        builders.bound(m),
    )


@rule("{unitlong:u}")
def lasting_word(m: Words) -> Meaning | None:
    """'yearlong', 'monthlong'."""
    return builders.length([("1", m.one("unitlong", "u"))])


@rule(
    (
        "(each of)? (the)? ({direction:dir} | first | final | latest | recent)"
        " ({EXACT:n} | {collective:n} of) {unit:u} (or so)?"
    ),
    "{EXACT} (to | or) {EXACT:n} {unit:u}",
    "between {NUMBER} and {NUMBER:n} {unit:u}",
    "the {direction} {unit:u} and a {half:more}",
    "the {direction} {EXACT} (to | or) {EXACT:n} {unit:u}",
    "(the)? ({direction:dir} | first | early | recent | latest) {units:u}",
)
def span_of_units(m: Words) -> Meaning | None:
    """'the past three months', 'the next few days', 'recent weeks'."""
    unit = m.one("unit", "u")
    if m.after() == "old" or (m.after() == "-" and m.after(2) in ("long", "old")):
        return None
    if m.list()[0] == "last" and m.is_a(m.before(), "beforeverb"):
        return None  # "is expected to last six weeks"
    if "more" in m:
        return builders.length(builders.with_halves("1.5", unit))
    if "early" in m.list() and m.one("unit", "u") == "TH":
        return NoTime()
    if m.one("article", "n") and len(m.list("n")) == 1 and m.one("units", "u"):
        return None
    if m.list("u")[0] in ("second", "quarter") and "n" in m and m.one("article", "n"):
        return None
    return builders.length(builders.with_halves(builders.quantity(m) if "n" in m else "X", unit), builders.bound(m))


@rule("{units:u}", "the {units:u}", "{units:u} or {units}")
def units_alone(m: Words) -> Meaning | None:
    """'weeks', 'months': nobody says how many."""
    if m.is_a(m.after(), "year"):
        return None  # "the years 2007 and 2008"
    beside = m.is_a(m.before(), "beforelength") or m.after() in ("after", "before", "of") or m.opens_sentence
    if m.list()[0] != "the" and not beside:
        return None  # "the old days", "her school years"
    if (
        m.one("unit", "u") in ("TS", "TM", "Q", "H", "WE")
        or m.before() in ("of", "small", "wee")
        or m.after() in ("old", "-")
    ):
        return None
    return builders.length([("X", m.one("unit", "u"))])


@rule("{often}", "on a {often} basis")
def often(m: Words) -> Meaning | None:
    """'daily', 'annually'; "the Daily Mirror" is a name."""
    if m.capital and len(m.list()) == 1 and (m.after_capital or not m.opens_sentence):
        return None
    if m.list() == ["quarterly"] and m.after().isalpha():
        return None
    return Repeat(m.one("often"))


@rule("(once | twice) -? {often:o}")
def twice_often(m: Words) -> Meaning | None:
    """'twice weekly'."""
    return Repeat(m.one("often", "o"))


@rule("{weekends}")
def weekends(m: Words) -> Meaning | None:
    """'on weekends', 'at weekends'."""
    return Repeat("XXXX-WXX-WE") if m.before() in ("on", "at") else None


@rule("(once | twice | {NUMBER} times) (a | an | per | each | every) {unit:u}")
def times_a_unit(m: Words) -> Meaning | None:
    """'twice a year', 'three times a day'."""
    return None if m.one("units", "u") else Repeat(builders.length([("1", m.one("unit", "u"))]).length.value)


@rule("(every | each) {EXACT:n}? {unit:u}", "every other {unit:u}")
def every_unit(m: Words) -> Meaning | None:
    """'every day', 'each month', 'every two years'."""
    amount = "2" if "other" in m.list() else builders.quantity(m) if "n" in m else "1"
    return Repeat(builders.length([(amount, m.one("unit", "u"))]).length.value)


@rule(
    "(every other? | each) {weekday:w} {daypart:p}?",
    "{weekdays:w} {daypart:p}?",
    "{weekday:w} {dayparts:q}",
    "(every | each) {MONTH:m}",
    "(every | each) {season:s}",
    "(every | each) {daypart:p}",
)
def every_named(m: Words) -> Meaning | None:
    """'every Monday', 'Tuesday nights', 'each July'."""
    part = m.one("daypart", "p") or m.one("dayparts", "q") or ""
    if "m" in m:
        return Repeat(f"XXXX-{builders.month_of(m, 'm'):02}")
    if "s" in m:
        return Repeat(f"XXXX-{m.one('season', 's')}")
    day = m.one("weekday", "w") or m.one("weekdays", "w")
    return Repeat(f"XXXX-WXX-{day}{part}" if day else f"XXXX-XX-XX{part}")
