"""How English says when. Each rule is a pattern, an example, and what the words mean."""

# ruff: noqa: E501  a pattern is read as one line

from dataclasses import replace

from sstimeline.extract import builders
from sstimeline.extract.builders import calendar, direction, several
from sstimeline.extract.grammar import Words, rule
from sstimeline.extract.meanings import Calendar, Feast, Meaning, Repeat, Several, Shift, Vague
from sstimeline.extract.moments import is_clock

#: Patterns that several rules share.
PHRASES = {
    "MONTH": "({monthabbr} . | {month} | {monthabbr})",
    "WEEKDAY": "({weekdayabbr} . | {weekday})",
    "DAY": "({daynumber} | {ordinal})",
    "YEAR": "({year} | nineteen {number} (-? {number})? | (the year)? two thousand (and? {number})?)",
    "NUMBER": "({number} ((- | and)? {number})*)",
    "COUNT": "({fraction} | {decimal} | {thousands} | {dotted} | ({digits} | {number} ((- | and)? {number})* (and a {half})?) | (a | an) {collective} of? | {vague} | a few | {article} | {half} an?)",
    "EXACT": "({fraction} | {decimal} | {thousands} | {dotted} | {digits} | {number} ((- | and)? {number})* (and a {half})? | {vague} | a few | a {collective} of?)",
    "EDGE": "({edge} -? | the? very? {edgenoun} of | {approx})",
    "BOUND": "(more than | less than | fewer than | at least | at most | up to | under | nearly | almost | about | around | approximately | roughly)",
    "FEAST": "({feast} (eve | day | sunday | monday)? | (international | martin luther | (saint | st) .?)? {feastday} (jr .?)? ('s | ' | ’)? day | new year 's {feastend} | good friday | palm sunday | ash wednesday | may day | (lunar | chinese) new year | eid al - (fitr | adha) | rosh hashanah | yom kippur)",
}


# --- dates of the calendar -----------------------------------------------------------------------------------


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
    """'September', 'late November': the year is left open."""
    name = m.list("m")[0]
    if not m.text("m")[0].isupper() or (name in ("may", "march", "august") and _is_no_month(m)):
        return None
    if m.is_a(name, "monthabbr") and not m.is_a(name, "month") and m.list("m")[-1] != ".":
        return None
    return calendar(m)


@rule("{MONTH:m} (of | ,)? (this | {direction:dir}) year", "{direction:dir} year 's {MONTH:m}")
def month_of_named_year(m: Words) -> Meaning | None:
    """'January this year', 'June last year'."""
    return calendar(m, year_shift=direction(m))


@rule("{direction:dir} {MONTH:m} {DAY:d}?", "this past {MONTH:m} {DAY:d}?")
def last_month_named(m: Words) -> Meaning | None:
    """'last April', 'next September', 'this September'."""
    if not m.text("m")[0].isupper():
        return None
    side = direction(m) if "dir" in m else -1
    return calendar(m, direction=side, same="this" if not side else "")


@rule(
    "(between | from)? (the? {DAY:d1}):t1 (and | to | - | – | through | until | till | or) (the? {DAY:d2} of? {MONTH:m} (,? {YEAR:y})?):t2",
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


def _days(m: Words) -> Several | None:
    indexes = [index for index in ("1", "2", "3") if f"t{index}" in m]
    lists = any(word in ("and", "or") for word in m.list())
    return several(m, *indexes, interval=not lists or m.list()[0] in ("between", "from"))


@rule(
    "{EDGE:pre}? {YEAR:y} !(% | {unit})",
    "the {YEAR:y} period",
    "{EDGE:pre}? (the year | year) {YEAR:y}",
    "(fiscal | fy) year? {YEAR:y}",
    "the end of (fiscal | the year) {YEAR:y}",
)
def year_alone(m: Words) -> Meaning | None:
    """'1988', 'the year 2000', 'fiscal 1989', 'the end of 1990'."""
    year = builders.year_of(m, "y")
    if year is None or (m.list("y")[0][0] in "0123456789" and not 1500 <= year <= 2100):
        return None
    if m.list() == m.list("y") and builders.is_a_name(m.written_before()) and m.before() not in _BEFORE_A_YEAR:
        return None
    if _counts_things(m):
        return None
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
    things = m.is_a(after, "counted") or (after[-1:] == "s" and "pre" in m and m.one("approx", "pre") is not None)
    return things and not m.after_capital and (m.before() not in _BEFORE_A_YEAR or "pre" in m)


#: Words that may begin a sentence before a year; after any other word with a capital, a year is part of a name.
_BEFORE_A_YEAR = frozenset(
    [
        "in",
        "since",
        "by",
        "from",
        "until",
        "of",
        "and",
        "or",
        "to",
        "between",
        "during",
        "for",
        "after",
        "before",
        "through",
        "the",
        "early",
        "late",
        "mid",
        "about",
        "around",
        "fiscal",
        "year",
        "both",
        "with",
        "as",
        "but",
        "on",
        "at",
        "a",
        "an",
        "that",
        "this",
        "its",
        "his",
        "her",
        "their",
        "our",
    ]
)


@rule(
    "{EDGE:pre}? the? {decade}",
    "{EDGE:pre}? the {decadeword}",
    "the? {edge:pre} -? {decade}",
    "the {edge:pre} {decadeword}",
)
def decade(m: Words) -> Meaning | None:
    """'the 1990s', "the late '70s", 'the nineties'."""
    if m.before() in _POSSESSIVES:
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


#: "in his 20s" is an age.
_POSSESSIVES = frozenset({"his", "her", "their", "my", "our", "your", "its"})


@rule("the? {EDGE:pre}? {ordinal:n} -? century", "the {edge:pre} {ordinal:n} -? century")
def century(m: Words) -> Meaning | None:
    """'the 20th century'."""
    number = m.one("ordinal", "n")
    return Calendar((number - 1) * 100, scale="century", mod=builders.mod(m)) if 1 <= number <= 30 else None


# --- parts of a year -----------------------------------------------------------------------------------------


@rule(
    "the? fiscal? -? {ordinal:n} fiscal? quarter ((of | ,)? {YEAR:y})?",
    "fiscal? -? {ordinal:n} - quarter ((of | ,)? {YEAR:y})?",
    "the {YEAR:y} {ordinal:n} -? quarter",
    "{YEAR:y} 's {ordinal:n} quarter",
    "{quartername:n} (of | ,)? ({YEAR:y})?",
)
def quarter(m: Words) -> Meaning | None:
    """'the third quarter', 'third-quarter', 'the third quarter of 1984'."""
    number = m.one("ordinal", "n") or m.one("quartername", "n")
    return calendar(m, part=f"Q{number}") if number <= 4 else None


@rule(
    "the? {ordinal:n} {half} of ({YEAR:y} | (the | {direction:dir}) year)",
    "the {ordinal:n} {half}",
    "the? {ordinal:n} semester (of {YEAR:y})?",
)
def half_year(m: Words) -> Meaning | None:
    """'the first half of 2019', 'the second semester'."""
    number = m.one("ordinal", "n")
    if number > 2 or ("y" not in m and m.list()[-1] == "half"):
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
    """'the winter of 1994', 'summer 2019'."""
    return calendar(m, part=m.one("season", "s"))


@rule("{EDGE:pre}? {direction:dir} {season:s}", "this past {season:s}", "{EDGE:pre}? the {season:s} !(of | in | -)")
def season_named(m: Words) -> Meaning | None:
    """'this summer', 'last fall', 'this past spring'."""
    if "the" in m.list():
        return calendar(m, part=m.one("season", "s")) if m.list()[-1] != "fall" else None
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


# --- weekdays and days ---------------------------------------------------------------------------------------


@rule(
    "{early:pre}? {weekday:w}",
    "{EDGE:pre}? (this | {direction:dir} | the {direction:dir}) {weekday:w}",
    "{weekday:w} of? (this | {direction:dir}) week",
)
def weekday(m: Words) -> Meaning | None:
    """'Friday', 'last Monday', 'early Tuesday'; "Bloody Sunday" and "the Sunday Times" are names."""
    if len(m.list()) == 1 and (m.is_a(m.before(), "beforeday") or (m.after_capital and m.is_a(m.after(), "afterday"))):
        return None
    if m.list()[-1] == "week":
        return calendar(m, direction=direction(m)) if direction(m) else calendar(m, same="this")
    return calendar(m, direction=direction(m))


@rule(
    "{EDGE:pre}? {direction:dir}? {weekday:w} {daypart:p}",
    "{daypart:p} (on | ,)? {direction:dir}? {weekday:w}",
    "(the | {edge:pre}) {daypart:p} of {weekday:w} !,",
    "(the | {edge:pre} | the {edge:pre})? {daypart:p} (of | on) ({weekday:w} ,?)? ({MONTH:m} {DAY:d} | the? {DAY:d} of? {MONTH:m}) (,? {YEAR:y})?",
    "{MONTH:m} {DAY:d} in the {daypart:p}",
)
def weekday_part(m: Words) -> Meaning | None:
    """'Saturday night', 'noon Thursday'."""
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
    if m.capital and not m.opens_sentence and builders.is_a_name(m.written_before()):
        return None
    part = m.one("daypart", "p") or ("TNI" if word in ("tonight", "overnight") else "")
    return Shift("D", m.one("deictic", "n"), clock=part, mod=builders.mod(m))


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


@rule("(the | that) {unit:u} (before | earlier)")
def unit_before(m: Words) -> Meaning | None:
    """'the year before'; no date where what it came before is told."""
    unit = m.one("unit", "u")
    if unit not in ("Y", "M", "W") or m.one("units", "u") or m.after().isalnum() or not m.after():
        return None
    return Shift(unit, -1, origin="text")


@rule("the very? same day", "that (same | very)? day")
def same_day(m: Words) -> Meaning | None:
    """'the same day', 'that day'."""
    return Shift("D", 0, origin="text")


@rule("the {ordinal:d} !({unit} | {month})")
def day_alone(m: Words) -> Meaning | None:
    """'the 17th': the month is left open."""
    number = m.list("d")[0][0] in "0123456789"
    return (
        calendar(m) if number and m.after() != "-" and (not m.after().isalpha() or m.after() in _AFTER_A_DAY) else None
    )


_AFTER_A_DAY = frozenset(
    {"and", "at", "was", "is", "were", "will", "to", "in", "for", "when", "by", "with", "or", "but"}
)


# --- clock times ---------------------------------------------------------------------------------------------


@rule(
    "{EDGE:pre}? ({clock:h} | {dotted:h} | {hour:h} | {number:h}) {halfday:p} ({zone:z} | local time)? (,? (on | {edge:e})? {weekday:w} | ,? {deictic:n} | ,? (on)? {MONTH:m} {DAY:d} (,? {YEAR:y})?)?",
    "{EDGE:pre}? {clock:h} {zone:z}? (,? on? {weekday:w} | ,? {deictic:n})?",
    "({digits:h} | {clock:h}) {utc:z} (,? on? {weekday:w} | ,? {deictic:n})?",
    "{EDGE:pre}? {hour:h} o (' | ’) clock (in the {daypart:q})? ({weekday:w} | {deictic:n})?",
    "{hour:h} in the {daypart:q}",
    "{number:h} in the {daypart:q}",
    "({weekday:w} | {deictic:n}) at ({clock:h} | {hour:h} | {number:h}) {halfday:p} {zone:z}?",
    "({weekday:w} | {deictic:n}) at {clock:h} {zone:z}?",
)
def clock(m: Words) -> Meaning | None:
    """'10:35 a.m.', '5 p.m. EST Friday', '4 in the morning'."""
    time = builders.hour_minute(m)
    if time is None or (m.list("h")[0].isdigit() and len(m.list("h")[0]) == 3):
        return None
    half = m.one("halfday", "p")
    if "q" in m:
        half = 0 if m.one("daypart", "q") == "TMO" else 12
    said = builders.clock(*time, half=half, zone=(m.one("zone", "z") or "") if m.one("zone", "z") == "Z" else "")
    if said is None:
        return None
    if "n" in m:
        return Shift("D", m.one("deictic", "n"), clock=said, mod=builders.mod(m))
    return calendar(m, clock=said)


# --- shifts --------------------------------------------------------------------------------------------------


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
    if m.one("units", "u") or is_clock(unit) or _is_title(m) or (unit == "D" and "in" in m.list()):
        return None
    side = direction(m)
    if side and m.list("dir")[0] in ("past", "coming", "previous", "preceding", "following") and unit == "D":
        return None
    if m.list("dir") and m.list("dir")[0] in ("following", "previous", "preceding"):
        return Shift(unit, side, origin="text", mod=builders.mod(m))
    return Shift(unit, side, mod=builders.mod(m))


@rule("{BOUND:b}? {COUNT:n} -? {unit:u} (or so)? ago", "{half:n} {article} {unit:u} ago", "{units:u} ago", "long ago")
def ago(m: Words) -> Meaning | None:
    """'two weeks ago', 'a year ago', 'several years ago'."""
    if "u" not in m:
        return Vague("PAST_REF")
    unit = m.one("unit", "u")
    amount = builders.quantity(m) if "n" in m else "X"
    if amount == "X":
        return Vague("PAST_REF")
    if is_clock(unit):
        return builders.length([(amount, unit)], _bound(m))
    unit, count = builders.whole_units(amount, unit)
    return Shift(unit, -count, mod="APPROX" if "so" in m.list() else _bound(m))


@rule("{units} (earlier | later)")
def some_time_from_named(m: Words) -> Meaning | None:
    """'hours later', 'years earlier': nobody says how many."""
    return Vague("FUTURE_REF" if m.list()[-1] == "later" else "PAST_REF")


@rule("{BOUND:b}? {COUNT:n} {unit:u} (earlier | later | before !{weekday} !{month} !the)")
def from_named(m: Words) -> Meaning | None:
    """'a year earlier', 'two days later': counted from the date named before."""
    unit, amount = m.one("unit", "u"), builders.quantity(m)
    later = m.list()[-1] == "later"
    if m.list()[-1] == "before" and m.after().isalpha():
        return None
    if amount == "X":
        return Vague("FUTURE_REF" if later else "PAST_REF")
    if is_clock(unit):
        return builders.length([(amount, unit)])
    unit, count = builders.whole_units(amount, unit)
    return Shift(unit, count if later else -count, origin="text")


@rule(
    "year - (earlier | ago)",
    "the? year - (earlier | ago) {ordinal:n}? -? (quarter | period)",
    "the? (corresponding | comparable | same) (year - (earlier | ago))? (period | quarter) ((of | ,)? last year | a year (earlier | ago))?",
)
def year_earlier(m: Words) -> Meaning | None:
    """'year-earlier', 'the year-ago quarter', 'the same period last year'."""
    number = m.one("ordinal", "n")
    if number and number <= 4:
        return calendar(m, part=f"Q{number}", year_shift=-1)
    if not any(word in ("earlier", "ago", "last") for word in m.list()):
        return None
    return Shift("Q", -4, origin="quarter") if "quarter" in m.list() else Shift("Y", -1)


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
    if unit == "Y" and m.after() in ("ended", "ending"):
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


@rule(
    "the week of ({MONTH:m} {DAY:d} | {DAY:d} {MONTH:m}) (,? {YEAR:y})?",
    "the week of (the {DAY:d} (of? {MONTH:m} (,? {YEAR:y})?)?)",
)
def week_of(m: Words) -> Meaning | None:
    """'the week of March 6', 'the week of the 16th'."""
    return calendar(m, week=True)


@rule(
    "(the week):t1 (ended | ending | to | through) ((({WEEKDAY:w} ,?)? ({MONTH:m} {DAY:d} | {DAY:d} {MONTH:m}) (,? {YEAR:y})?)):t2"
)
def week_ended(m: Words) -> Meaning | Several | None:
    """'the week ended March 9': the week in which that day lies."""
    said = calendar(m)
    if not isinstance(said, Calendar):
        return said
    return Several((("t1", replace(said, week=True)), ("t2", said)))


@rule(
    "({EDGE:pre}? ({clock:h} | {dotted:h} | {hour:h}) {halfday:p}? {zone}?):t1 {opening} (({digits:h2} | {clock:h2}) {utc}):t2 {closing} on? ({weekday:w}):t3"
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


@rule("from ({weekday:w1}):t1 (to | through | until) ({weekday:w2}):t2")
def weekdays_span(m: Words) -> Meaning | Several | None:
    """'from Monday to Friday'."""
    return several(m, "1", "2", interval=True)


# --- durations -----------------------------------------------------------------------------------------------


@rule(
    "{BOUND:b}? {EXACT:n} (more | additional | full | consecutive | straight | long | trading | business | working)? {unit:u}",
    "the {EXACT:n} {units:u}",
    "(over | {BOUND:b}) {article:n} {unit:u}",
    "{BOUND:b}? {article:n} (full | whole | further | additional)? {unit:u}",
    "{BOUND:b}? {half:n} {article}? {unit:u}",
    "{BOUND:b}? {EXACT:n} and a {half} {unit:u}",
    "{BOUND:b}? {article:n} {unit:u} and a {half}",
    "an {article:n} {unit:u}",
    "(an entire | all | the (whole | entire | full)) {unit:u} !long",
)
def lasting(m: Words) -> Meaning | None:
    """'six months', 'more than four hours', 'a year', 'a minute and a {half}'."""
    unit = m.one("unit", "u")
    words = m.list()
    if m.after() == "old" or (m.after() == "-" and m.after(2) in ("long", "old", "earlier", "ago")):
        return None
    if (unit == "Q" and m.one("year", "n")) or _is_title(m):
        return None
    if m.one("article", "n") and (m.is_a(m.before(), "rate") or m.before()[:1].isdigit()) and len(words) == 2:
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
    return builders.length(builders.with_halves(amount, unit), _bound(m))


@rule(
    "({digits:n1} | {NUMBER:n1} | {article:n1}) {unit:u1} (,? and | ,) ({digits:n2} | {NUMBER:n2}) {unit:u2} ((,? and | ,) ({digits:n3} | {NUMBER:n3}) {unit:u3})?",
)
def lasting_in_parts(m: Words) -> Meaning | None:
    """'two hours, three minutes and 38 seconds', 'one year and six months': each unit smaller than the last."""
    parts = [(builders.quantity(m, f"n{i}"), m.one("unit", f"u{i}")) for i in "123" if f"n{i}" in m]
    orders = [builders.ORDER.index(unit) for _, unit in parts]
    return builders.length(parts) if orders == sorted(set(orders)) else None


@rule("{BOUND:b}? ({EXACT:n} | {article:n}) - ({unit:u}) (- long)?", "{unit:u} - long", "{units:u} - old")
def lasting_adjective(m: Words) -> Meaning | None:
    """'two-year', '30-day', '8-month-old'."""
    if (m.after() == "-" and m.after(2) in ("old", "olds")) or m.list("u")[0] in ("quarters", "second"):
        return None
    return builders.length(
        [(builders.quantity(m) if "n" in m else ("X" if m.one("units", "u") else "1"), m.one("unit", "u"))], _bound(m)
    )


@rule("{unitlong:u}")
def lasting_word(m: Words) -> Meaning | None:
    """'yearlong', 'monthlong'."""
    return builders.length([("1", m.one("unitlong", "u"))])


@rule(
    "(each of)? (the)? ({direction:dir} | first | final | latest | recent) {EXACT:n} {unit:u} (or so)?",
    "{EXACT} (to | or) {EXACT:n} {unit:u}",
    "the {direction} {EXACT} (to | or) {EXACT:n} {unit:u}",
    "(the)? ({direction:dir} | first | early | recent | latest) {units:u}",
)
def span_of_units(m: Words) -> Meaning | None:
    """'the past three months', 'the next few days', 'recent weeks'."""
    unit = m.one("unit", "u")
    if m.after() == "old" or (m.after() == "-" and m.after(2) in ("long", "old")):
        return None
    if m.one("article", "n") and len(m.list("n")) == 1 and m.one("units", "u"):
        return None
    if m.list("u")[0] in ("second", "quarter") and "n" in m and m.one("article", "n"):
        return None
    return builders.length(builders.with_halves(builders.quantity(m) if "n" in m else "X", unit), _bound(m))


@rule("{units:u}", "the {units:u}", "{units:u} or {units}")
def units_alone(m: Words) -> Meaning | None:
    """'weeks', 'months': nobody says how many."""
    if m.one("unit", "u") in ("TS", "TM", "Q", "H", "WE") or m.before() == "of" or m.after() in ("old", "-"):
        return None
    return builders.length([("X", m.one("unit", "u"))])


def _is_title(m: Words) -> bool:
    """Tell whether they open a quoted title: "48 Hours", "Next Week With Ann Lee"."""
    return m.text("u")[0].isupper() and not m.written_before().isalnum() and m.before() in _QUOTES


_QUOTES = frozenset({'"', "'", "`", "“", "‘"})


def _bound(m: Words) -> str | None:
    if "b" not in m:
        return None
    found: str | None = m.one("bound", "b") or m.one("approx", "b")
    return found


# --- sets and references -------------------------------------------------------------------------------------


@rule("{often}", "on a {often} basis")
def often(m: Words) -> Meaning | None:
    """'daily', 'annually'; "the Daily Mirror" is a name."""
    if m.capital and len(m.list()) == 1 and (m.after_capital or not m.opens_sentence):
        return None
    if m.list() == ["quarterly"] and m.after().isalpha():
        return None
    return Repeat(m.one("often"))


@rule("(every | each) {EXACT:n}? {unit:u}", "every other {unit:u}", "(a | per) {unit:u}")
def every_unit(m: Words) -> Meaning | None:
    """'every day', 'each month', 'every two years'."""
    if m.list()[0] in ("a", "per"):
        return None
    amount = "2" if "other" in m.list() else builders.quantity(m) if "n" in m else "1"
    return Repeat(builders.length([(amount, m.one("unit", "u"))]).length.value)


@rule(
    "(every | each) {weekday:w} {daypart:p}?",
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


@rule(
    "right? {reference}",
    "more {reference}",
    "the {reference}",
    "the (near | foreseeable | not too distant) future",
    "these days",
    "the (moment | present)",
    "the (near | short | long) term",
    "at present",
    "coming {units}",
    "then current",
    "past {units}",
)
def reference(m: Words) -> Meaning | None:
    """'now', 'recently', 'the future', 'these days'."""
    words = m.list()
    found = m.one("reference")
    if words == ["soon"] and m.after() == "after":
        return None
    if words[-1] == "soon" and "as" in (m.before(), m.after()):
        return None
    if words[-1] == "days" and words[0] == "these":
        return Vague("PRESENT_REF")
    if "then" in words:
        return Vague("PAST_REF")
    if "term" in words or "coming" in words:
        return Vague("FUTURE_REF")
    if words in (["past"], ["present"], ["future"]) or words == ["the", "current"] or words == ["the", "recent"]:
        return None
    if words == ["the", "present"] and m.after().isalpha():
        return None
    if words == ["the", "moment"] and m.before() not in ("at", "for"):
        return None
    if found is None:
        return Vague("PRESENT_REF")
    return Vague(found)


@rule(
    "{EXACT:n} - year span",
    "the {YEAR:y1} (- | – | /) {YEAR:y2} ({yearly} | period | {season})",
    "{YEAR:y1} (- | – | to) {YEAR:y2}",
)
def years_span(m: Words) -> Meaning | Several | None:
    """'the 2020-2022 triennium', '1980-1999'."""
    if "y1" not in m:
        return None
    first, last = builders.year_of(m, "y1"), builders.year_of(m, "y2")
    if first is None or last is None or not 1500 <= first < last <= 2100:
        return None
    return Several((("y1", Calendar(first)), ("y2", Calendar(last))), interval=True)


def _is_no_month(m: Words) -> bool:
    """Tell 'May I' and 'March on' from the months: they open a sentence, or no word of dates stands before."""
    return m.opens_sentence and "pre" not in m
