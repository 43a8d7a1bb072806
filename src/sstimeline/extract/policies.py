"""How what the words leave open is filled: a list of small named policies, each with the reason it gives.

`resolve` asks the policy that fits what the words say. A policy invents nothing: without a publication date and
without a date in the text to hold on to, it leaves open what is open (method "none").
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sstimeline.extract.feasts import WHOLE_WEEKS, feast_day
from sstimeline.extract.meanings import Calendar, Feast, Lasting, Meaning, NoTime, Repeat, Shift, Vague
from sstimeline.extract.moments import PARTS, Moment, TimexType, add_months, is_day_of
from sstimeline.model.dates import Date, Method

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


#: Without a verb that looks ahead, no date lies more than so many months after the publication.
FAR_AHEAD = 3.5


@dataclass(frozen=True, slots=True)
class Found:
    """What a time expression comes to, and how."""

    type: TimexType
    value: str  #: TIMEX3
    mod: str | None = None
    date: Date | None = None  #: EDTF
    method: Method = "none"
    policy: str = ""
    because: str = ""
    moment: Moment | None = None  #: what `value` and `date` are written from; None for lengths, sets, references


@dataclass(slots=True)
class Context:
    """What is known where an expression stands."""

    published: Moment | None  #: a day, or a month, or nothing
    future_first: bool = False  #: the words before speaks of what is to come
    past_first: bool = False
    surely_past: bool = False  #: the word right before the expression looks back: "ended", "since"
    weekday_rule: str = "latest"  #: "latest": a bare weekday looks back; "tense": as the sentence does
    quarter: Moment | None = None  #: the last quarter that the text named
    anchor: Moment | None = None  #: the last place on the calendar that the text named

    @property
    def day(self) -> date | None:
        """The day of publication, where it is known to the day."""
        return self.published.day_date() if self.published is not None and self.published.is_day else None

    def year_month(self) -> tuple[int, int] | None:
        """The month of publication, where it is known."""
        if self.published is None or self.published.year is None or self.published.month is None:
            return None
        return self.published.year, self.published.month


def resolve(meaning: Meaning, context: Context) -> Found:
    """Return what *meaning* comes to in *context*; open where it would leave the calendar's years 1 to 9999."""
    try:
        return _resolve(meaning, context)
    except (OverflowError, ValueError):
        return Found("DATE", "XXXX-XX-XX", policy="beyond-calendar")


def _resolve(meaning: Meaning, context: Context) -> Found:
    match meaning:
        case Lasting(length):
            return Found("DURATION", length.value, length.mod)
        case Repeat(value):
            return Found("SET", value)
        case Vague(value, kind):
            return Found(kind, value)
        case Shift():
            return _shift(meaning, context)
        case Feast():
            return _feast(meaning, context)
        case Calendar():
            found = _calendar(meaning, context)
            return _whole_week(found) if meaning.week else found
        case NoTime():
            return Found("DATE", "")


def after(first: Found, last: Found) -> Found:
    """Return *last*, the end of an interval, moved on to where it follows *first*: "from Monday to Friday"."""
    if first.moment is None or last.moment is None or last.method == "explicit" or last.moment.year is None:
        return last
    begin, end = first.date, last.date
    if begin is None or end is None or begin.earliest <= end.earliest:
        return last
    moved = replace(last.moment, year=last.moment.year + 1)
    if last.policy.endswith("weekday") and last.moment.is_day:
        weeks = ((begin.earliest - end.earliest).days + 6) // 7
        day = last.moment.day_date() + timedelta(weeks=weeks)
        moved = replace(Moment.of(day, last.moment.clock), mod=last.mod)
    if moved.year is None or not is_day_of(moved.month, moved.day or 1, moved.year):
        return last
    return replace(last, value=moved.value, date=moved.date, moment=moved)


def _whole_week(found: Found) -> Found:
    """'the week of the 16th': its seven days."""
    if found.moment is None or not found.moment.is_day:
        return found
    moment = Moment.week_of(found.moment.day_date())
    return replace(found, value=moment.value, date=moment.date, moment=moment)


def _calendar(said: Calendar, context: Context) -> Found:
    if said.year_shift is not None or said.month_shift is not None:
        return _within_shift(said, context)
    if said.year is not None:
        return _as_written(said)
    if said.month is not None or said.part:
        return _nearest(said, context)
    if said.day is not None:
        return _day_alone(said, context)
    if said.weekday is not None:
        return _weekday(said, context)
    return _time_alone(said, context)


# --- explicit ------------------------------------------------------------------------------------------------


def _as_written(said: Calendar) -> Found:
    """'17 September 2018': nothing is open."""
    moment = Moment(
        said.year, said.month, said.day, said.part, scale=said.scale, era=said.era, clock=said.clock, mod=said.mod
    )
    because = "The words name the whole date."
    if said.month is None:
        because = "The words name the year." if not said.part else "The words name the part of the year and the year."
    elif said.day is None:
        because = "The words name the month and the year."
    found = _found(moment, "explicit", "as-written", because)
    if moment.is_day and said.weekday is not None and moment.day_date().isoweekday() != said.weekday and found.date:
        named, real = WEEKDAYS[said.weekday - 1], WEEKDAYS[moment.day_date().weekday()]
        doubt = f"The words name the whole date, but that day was a {real} and not a {named}."
        return replace(found, date=found.date.marked("~"), because=doubt)
    return found


# --- month and day, month, or part of a year, without a year -------------------------------------------------


def _nearest(said: Calendar, context: Context) -> Found:
    """'17 September', 'September', 'the third quarter': the nearest to publication, unless the words say which side."""
    reference = context.year_month()
    if reference is None:
        return _nearest_in_text(said, context)
    year = _nearest_year(said, reference, context)
    moment = Moment(year, said.month, said.day, said.part, clock=said.clock, mod=said.mod)
    if said.weekday is not None and said.day is not None and said.month is not None:
        for candidate in (year, year - 1, year + 1):
            if _has_weekday(candidate, said.month, said.day, said.weekday):
                moment = replace(moment, year=candidate)
                why = f"Near the publication, {_day_name(said)} is a {WEEKDAYS[said.weekday - 1]} in {candidate}."
                return _found(moment, "relative", "nearest-with-weekday", why)
        found = _found(moment, "relative", "weekday-contradicts", "")
        doubt = (
            f"Near the publication on {_say(context.published)}, {_day_name(said)} is no {WEEKDAYS[said.weekday - 1]}."
        )
        return replace(found, date=found.date.marked("~") if found.date is not None else None, because=doubt)
    what = _name(said)
    side = {-1: "the last", 1: "the next"}.get(said.direction, "the nearest")
    policy = {-1: "last-before-publication", 1: "next-after-publication"}.get(said.direction, "nearest-to-publication")
    because = f"The words name no year; this is {side} {what} to the publication on {_say(context.published)}."
    if said.direction:
        because = f"The words mean {side} {what}, counted from the publication on {_say(context.published)}."
    return _found(moment, "relative", policy, because)


def _nearest_year(said: Calendar, reference: tuple[int, int], context: Context) -> int:
    year, month = reference
    day = context.published.day if context.published is not None else None
    first, last = _months(said)
    here, there = (month, day or 15), (first, said.day or (day or 15))
    if said.same:
        return year
    if said.part:
        return _part_year(said, year, month, first, last)
    if said.direction < 0:
        return year if there < here and not (said.day is None and first == month) else year - 1
    if said.direction > 0:
        return year if there >= here and not (said.day is None and first == month) else year + 1
    distance = (first - month) + (there[1] - here[1]) / 31
    if said.day is None and context.future_first and not context.past_first and distance < 0:
        return year + 1
    chosen = year - 1 if distance > 6 else year + 1 if distance <= -6 else year
    ahead = (chosen - year) * 12 + distance
    if context.surely_past and ahead > 0:
        return chosen - 1
    if not context.future_first and ahead > FAR_AHEAD:
        return chosen - 1
    if said.day is None and ahead > 1 and context.past_first and not context.future_first:
        return chosen - 1
    return chosen


def _part_year(said: Calendar, year: int, month: int, first: int, last: int) -> int:
    inside = first <= month <= last or (last > 12 and (month >= first or month <= last - 12))
    if said.direction < 0:
        return year - 1 if inside or month <= last else year
    if said.direction > 0:
        return year + 1 if inside or month >= first else year
    if month < first - 4:
        return year - 1
    return year


def _months(said: Calendar) -> tuple[int, int]:
    if said.part:
        first, months = PARTS[said.part]
        return first, first + months - 1
    assert said.month is not None
    return said.month, said.month


def _nearest_in_text(said: Calendar, context: Context) -> Found:
    """No publication date: the text's own last date fills the year, or it stays open."""
    anchor = context.anchor
    open_moment = Moment(None, said.month, said.day, said.part, clock=said.clock, mod=said.mod)
    if anchor is None or anchor.year is None or anchor.month is None:
        why = "The words name no year, and nothing in the article says which one it is."
        return _found(open_moment, "none", "year-open", why)
    around = Context(anchor)
    year = _nearest_year(said, (anchor.year, anchor.month), around)
    why = f"The words name no year; this is the nearest {_name(said)} to {_say(anchor)}, which the text names."
    return _found(replace(open_moment, year=year), "anchored", "nearest-to-named-date", why)


# --- a day of the month, a weekday, a time of day -----------------------------------------------------------


def _day_alone(said: Calendar, context: Context) -> Found:
    """'the 17th': of the month last named, or of the month in which it lies nearest to publication."""
    day = said.day
    assert day is not None
    anchor, reference = context.anchor, context.day
    if anchor is not None and anchor.month is not None and is_day_of(anchor.month, day, anchor.year):
        moment = Moment(anchor.year, anchor.month, day, clock=said.clock, mod=said.mod)
        why = f"The words name a day; the month and year are those of {_say(anchor)}, which the text names before."
        if anchor.year is None:
            why = "The words name a day; the month is the one the text names before, and the year is nowhere."
        return _found(moment, "none" if anchor.year is None else "anchored", "day-of-named-month", why)
    if reference is None:
        if (month := context.year_month()) is not None and is_day_of(month[1], day, month[0]):
            why = f"The words name a day; the article was published in {_say(context.published)}."
            moment = Moment(*month, day, clock=said.clock, mod=said.mod)
            return _found(moment, "relative", "day-of-publication-month", why)
        why = "The words name a day, and nothing in the article says of which month."
        return _found(Moment(None, None, day, clock=said.clock, mod=said.mod), "none", "month-open", why)
    chosen = _nearest_month(day, said, context, reference)
    moment = Moment(*chosen, day, clock=said.clock, mod=said.mod)
    why = f"The words name only a day; this is the nearest such day to the publication on {_say(context.published)}."
    return _found(moment, "relative", "nearest-day-to-publication", why)


def _nearest_month(day: int, said: Calendar, context: Context, reference: date) -> tuple[int, int]:
    here = (reference.year, reference.month)
    candidates = [
        month for shift in (0, -1, 1, -2, 2) if is_day_of((month := add_months(*here, shift))[1], day, month[0])
    ]
    days = {month: (date(*month, day) - reference).days for month in candidates if 1 <= month[0] <= 9999}
    if said.direction < 0 or (not said.direction and context.past_first and not context.future_first):
        days = {month: gap for month, gap in days.items() if gap <= 0} or days
    elif said.direction > 0 or (context.future_first and not context.past_first):
        days = {month: gap for month, gap in days.items() if gap >= 0} or days
    if said.direction == 0 and here in days:
        return here if abs(days[here]) <= 20 else min(days, key=lambda month: abs(days[month]))
    return min(days, key=lambda month: abs(days[month]))


def _weekday(said: Calendar, context: Context) -> Found:
    """'Friday': the latest past one including the day itself, or the side that the words or the tense name."""
    weekday, reference = said.weekday, context.day
    assert weekday is not None
    name = WEEKDAYS[weekday - 1]
    if reference is None:
        why = f"The words name a {name}, and nothing in the article says of which week."
        found = Found("TIME" if said.clock else "DATE", f"XXXX-WXX-{weekday}{said.clock}", said.mod, because=why)
        return replace(found, policy="week-open")
    back = (reference.isoweekday() - weekday) % 7
    ahead = (weekday - reference.isoweekday()) % 7
    published = _say(context.published)
    if said.same == "near":
        looks_back = context.past_first and not context.future_first
        day = reference - timedelta(days=back) if looks_back else reference + timedelta(days=ahead)
        policy = "nearest-weekday-by-tense"
        why = f"The words mean the {name} nearest to the publication on {published}, on the side the verbs look."
    elif said.same:
        monday = reference - timedelta(days=reference.isoweekday() - 1)
        day, policy = monday + timedelta(days=weekday - 1), "weekday-of-this-week"
        why = f"The words mean the {name} of the week of the publication on {published}."
    elif said.direction > 0 or (not said.direction and context.weekday_rule == "tense" and context.future_first):
        day, policy = reference + timedelta(days=ahead or 7), "next-weekday"
        why = f"The words look ahead: this is the next {name} after the publication on {published}."
    elif said.direction < 0:
        day, policy = reference - timedelta(days=back or 7), "last-weekday"
        why = f"The words look back: this is the last {name} before the publication on {published}."
    elif context.weekday_rule == "latest" and context.future_first and not context.past_first and back:
        day, policy = reference + timedelta(days=ahead), "weekday-ahead-by-tense"
        why = f"The sentence looks ahead: this is the next {name} after the publication on {published}."
    else:
        day, policy = reference - timedelta(days=back), "latest-weekday"
        why = f"This is the latest {name} up to the publication on {published}."
    return _found(replace(Moment.of(day, said.clock), mod=said.mod), "relative", policy, why)


def _time_alone(said: Calendar, context: Context) -> Found:
    """'at 10:35', 'the morning': of the day last named, or of the day of publication."""
    anchor = context.anchor if context.anchor is not None and context.anchor.is_day else None
    if anchor is not None:
        why = f"The words name a time; the day is {_say(anchor)}, which the text names before."
        return _found(replace(anchor, clock=said.clock, mod=said.mod), "anchored", "time-of-named-day", why)
    if context.day is not None:
        why = f"The words name a time; the day is that of the publication, {_say(context.published)}."
        moment = replace(Moment.of(context.day, said.clock), mod=said.mod)
        return _found(moment, "relative", "time-of-publication-day", why)
    return Found("TIME", said.clock, said.mod, because="The words name a time, and nothing says of which day.")


# --- shifts -------------------------------------------------------------------------------------------------


def _shift(said: Shift, context: Context) -> Found:
    """'two days ago', 'next year', 'a year earlier': so many units from the publication or from a named date."""
    base, method, where = context.published, "relative", "the publication on"
    if said.origin == "text" and context.anchor is not None and context.anchor.year is not None:
        base, method, where = context.anchor, "anchored", "a date the text names,"
    if said.origin == "quarter" and context.quarter is not None:
        base, method, where = context.quarter, "anchored", "the quarter the text names before,"
    elif said.origin == "quarter":
        said = replace(said, count=said.count - 1)
    if said.origin == "weekend" and context.day is not None and context.day.isoweekday() >= 5:
        said = replace(said, count=0)
    if base is None or base.year is None:
        kind: TimexType = "TIME" if said.clock else "DATE"
        why = "The words count from a day that nothing in the article names."
        return Found(kind, _unplaced(said), said.mod, policy="origin-open", because=why)
    moment = _moved(base, said)
    if moment is None:
        why = "The words count days from a date known only to the month or year."
        return Found("DATE", _unplaced(said), said.mod, policy="origin-open", because=why)
    counted = "The words point at the same" if not said.count else f"The words count {abs(said.count)}"
    step = _UNIT_NAMES[said.unit] + ("s" if abs(said.count) > 1 else "")
    way = "as" if not said.count else ("back from" if said.count < 0 else "on from")
    because = f"{counted} {step} {way} {where} {_say(base)}."
    moment = replace(moment, clock=said.clock, mod=said.mod)
    return _found(moment, "anchored" if method == "anchored" else "relative", "shift-from-" + said.origin, because)


_UNIT_NAMES = {
    "C": "century", "E": "decade", "Y": "year", "H": "half-year", "T": "term", "Q": "quarter", "M": "month",
    "W": "week", "WE": "weekend", "D": "day", "TH": "hour", "TM": "minute", "TS": "second",
    "SP": "spring", "SU": "summer", "FA": "autumn", "WI": "winter",
}  # fmt: skip


def _unplaced(said: Shift) -> str:
    if said.unit == "D":
        return "XXXX-XX-XX" + said.clock
    if said.count == 0:
        return "PRESENT_REF" if said.origin == "publication" else "PAST_REF"
    return "PAST_REF" if said.count < 0 else "FUTURE_REF"


def _moved(base: Moment, said: Shift) -> Moment | None:
    year, count = base.year, said.count
    assert year is not None
    match said.unit:
        case "C":
            return _era(year // 100 * 100 + 100 * count, "century")
        case "E":
            return _era(year + 10 * count, "") if count else _era(year // 10 * 10, "decade")
        case "Y":
            return replace(_era(year + count, ""), part=said.part)
        case "SP" | "SU" | "FA" | "WI":
            return replace(_era(year + count, ""), part=said.unit)
    if base.month is None and base.part in PARTS and said.unit in base.part:
        months = PARTS[base.part][0], PARTS[base.part][1]
        return _part_of(*add_months(year, months[0], count * months[1]), said.unit)
    if base.month is None:
        return None
    match said.unit:
        case "M":
            moved = add_months(year, base.month, count)
            return _era(moved[0], "") if moved[0] < 1 else Moment(*moved)
        case "Q" | "H" | "T":
            return _part_of(*add_months(year, base.month, count * {"Q": 3, "T": 4, "H": 6}[said.unit]), said.unit)
    if not base.is_day:
        return Moment(year, base.month) if said.unit == "D" and not count else None
    try:
        if said.unit in ("W", "WE"):
            return Moment.week_of(base.day_date() + timedelta(weeks=count), weekend=said.unit == "WE")
        if said.unit == "D":
            return Moment.of(base.day_date() + timedelta(days=count))
    except OverflowError:
        return None
    return Moment.of(base.day_date())


def _part_of(year: int, month: int, unit: str) -> Moment:
    size = {"Q": 3, "T": 4, "H": 6}[unit]
    return Moment(year, part=f"{unit}{(month - 1) // size + 1}")


def _era(year: int, scale: str) -> Moment:
    scale_ = "century" if scale == "century" else "decade" if scale == "decade" else ""
    if year < 1:
        return Moment(1 - year, era="BCE")
    return Moment(min(year, 9999), scale=scale_)  # type: ignore[arg-type]


def _within_shift(said: Calendar, context: Context) -> Found:
    """'September of last year', 'the 3rd of next month': the words say which year or month."""
    reference = context.year_month()
    if reference is None:
        plain = replace(said, year_shift=None, month_shift=None)
        return _nearest_in_text(plain, context) if said.month or said.part else _day_alone(plain, Context(None))
    year, month = reference
    if said.year_shift is not None:
        year, month = year + said.year_shift, said.month or 0
    else:
        year, month = add_months(year, month, said.month_shift or 0)
    if said.day is not None and not is_day_of(month, said.day, year):
        return Found("DATE", "XXXX-XX-XX", said.mod, because="That month has no such day.")
    moment = Moment(year, month or None, said.day, said.part, clock=said.clock, mod=said.mod)
    what = "year" if said.year_shift is not None else "month"
    why = f"The words say which {what}, counted from the publication on {_say(context.published)}."
    return _found(moment, "relative", f"{what}-from-publication", why)


def _feast(said: Feast, context: Context) -> Found:
    """'Thanksgiving Day', 'Navidad': the nearest to publication, or the one of the year that is named."""
    year, method, why = said.year, "explicit", "The words name the holiday and its year."
    if year is None:
        reference = context.day
        if reference is None:
            month_day = feast_day(said.name, 2001)
            fixed = month_day is not None and feast_day(said.name, 2002) == month_day.replace(year=2002)
            if not fixed or month_day is None:
                return Found("DATE", "XXXX-XX-XX", said.mod, because="The words name a holiday without a year.")
            return _calendar(Calendar(month=month_day.month, day=month_day.day, clock=said.clock), context)
        method, why = "relative", f"This is the nearest such holiday to the publication on {_say(context.published)}."
        days = [d for y in (-1, 0, 1) if (d := feast_day(said.name, reference.year + y)) is not None]
        if said.year_shift is not None:
            days = [d for d in days if d.year == reference.year + said.year_shift]
        if said.direction < 0:
            days = [d for d in days if d < reference]
        elif said.direction > 0:
            days = [d for d in days if d > reference]
        if not days:
            return Found("DATE", "XXXX-XX-XX", said.mod, because="No such day is known near the publication.")
        day = min(days, key=lambda d: abs((d - reference).days))
    else:
        known = feast_day(said.name, year)
        if known is None:
            return Found("DATE", f"{year:04}-XX-XX", said.mod, because="No such day is known in that year.")
        day = known
    moment = replace(Moment.of(day, said.clock), mod=said.mod)
    if said.name in WHOLE_WEEKS:
        moment = Moment.week_of(day + timedelta(days=1))
    return _found(moment, "relative" if method == "relative" else "explicit", "holiday", why)


# --- the year by its weekdays -------------------------------------------------------------------------------


def years_by_weekdays(first: Calendar, last: Calendar, *, after: int, today: date) -> list[int]:
    """Return the years from *after* to *today* in which *first* to *last* run as their weekdays say.

    A day fits where it falls on the weekday it names; five days on end without one fit where they run Monday to
    Friday. The days must be over before *today*.

    >>> september = Calendar(month=9, day=17), Calendar(month=9, day=21)
    >>> years_by_weekdays(*september, after=2017, today=date(2026, 11, 23))
    [2018]
    """
    return [year for year in range(max(after, 1), today.year + 1) if _runs(first, last, year, today)]


def is_telling(first: Calendar, last: Calendar) -> bool:
    """Tell whether weekdays can decide the year: a weekday is named, or it is an interval of exactly five days."""
    if None in (first.month, first.day, last.month, last.day) or first.year is not None or last.year is not None:
        return False
    if first.weekday is not None or last.weekday is not None:
        return True
    if not (is_day_of(first.month, first.day or 0, 2001) and is_day_of(last.month, last.day or 0, 2001)):
        return False
    return (date(2001, last.month or 1, last.day or 1) - date(2001, first.month or 1, first.day or 1)).days == 4


def _runs(first: Calendar, last: Calendar, year: int, today: date) -> bool:
    assert first.month is not None
    assert first.day is not None
    assert last.month is not None
    assert last.day is not None
    if not (is_day_of(first.month, first.day, year) and is_day_of(last.month, last.day, year)):
        return False
    begin, end = date(year, first.month, first.day), date(year, last.month, last.day)
    if end >= today:
        return False
    if first.weekday is None and last.weekday is None:
        return begin.isoweekday() == 1 and (end - begin).days == 4
    return first.weekday in (None, begin.isoweekday()) and last.weekday in (None, end.isoweekday())


def year_by_weekdays(first: Calendar, last: Calendar, *, named: Iterable[int], today: date) -> tuple[int | None, str]:
    """Return the one year that the weekdays allow, or None, and the sentence that says why.

    *named* are the whole years that the text names as plain dates.
    """
    past = [year for year in named if year <= today.year]
    if not past:
        return None, "The words name no year, and the article names none from which it could be told."
    years = years_by_weekdays(first, last, after=max(past), today=today)
    when, does = _running(first, last)
    asked = f"from then to the day it was read, {_say(Moment.of(today))},"
    opening = "The article names days but no year. It dates something to"
    if len(years) == 1:
        return years[0], f"{opening} {max(past)}, and {asked} only in {years[0]} {does.format(when)}."
    if not years:
        return None, f"{opening} {max(past)}, and {asked} in no year {does.format(when)}."
    listed = ", ".join(map(str, years[:-1])) + f" and {years[-1]}" if len(years) < 5 else f"{len(years)} years"
    return None, f"{opening} {max(past)}, and {asked} more than one year fits: in {listed} {does.format(when)}."


def _running(first: Calendar, last: Calendar) -> tuple[str, str]:
    month = MONTHS[(last.month or 1) - 1]
    if first == last or (first.month, first.day) == (last.month, last.day):
        return f"{first.day} {month}", "does {} fall on a " + WEEKDAYS[(first.weekday or 1) - 1]
    begin = f"{first.day}" if first.month == last.month else f"{first.day} {MONTHS[(first.month or 1) - 1]}"
    days = f"{begin} to {last.day} {month}"
    if first.weekday is None and last.weekday is None:
        return days, "do {} run from Monday to Friday"
    return days, "do {} fall on the weekdays it names"


# --- said in English ----------------------------------------------------------------------------------------


def _found(moment: Moment, method: Method, policy: str, because: str) -> Found:
    return Found(moment.type, moment.value, moment.mod, moment.date, method, policy, because, moment)


def _say(moment: Moment | None) -> str:
    """'16 January 1998', 'January 1998', '1998'."""
    if moment is None:
        return "a day nobody knows"
    if moment.month is None or moment.year is None:
        return moment.value
    day = "" if moment.day is None else f"{moment.day} "
    return f"{day}{MONTHS[moment.month - 1]} {moment.year}"


def _name(said: Calendar) -> str:
    if said.part:
        return {"SP": "spring", "SU": "summer", "FA": "autumn", "WI": "winter"}.get(said.part, said.part)
    return _day_name(said) if said.day is not None else MONTHS[(said.month or 1) - 1]


def _day_name(said: Calendar) -> str:
    return f"{said.day} {MONTHS[(said.month or 1) - 1]}"


def _has_weekday(year: int, month: int, day: int, weekday: int) -> bool:
    return is_day_of(month, day, year) and 1 <= year <= 9999 and date(year, month, day).isoweekday() == weekday
