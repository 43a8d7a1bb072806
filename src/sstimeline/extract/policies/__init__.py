"""How what the words leave open is filled: a list of small named policies, each with the reason it gives.

`resolve` asks the policy that fits what the words say. A policy invents nothing: without a publication date and
without a date in the text to hold on to, it leaves open what is open (method "none").
"""

from datetime import timedelta

from sstimeline.extract.meanings import Calendar, Feast, Lasting, Meaning, NoTime, Repeat, Shift, Vague
from sstimeline.extract.moments import Moment, is_day_of
from sstimeline.extract.policies.context import Context, Found, found_at, has_weekday, say
from sstimeline.extract.policies.days import day_alone, time_alone, weekday_alone
from sstimeline.extract.policies.holidays import feast
from sstimeline.extract.policies.months import as_written, nearest, of_that_year
from sstimeline.extract.policies.shifts import shift, within_shift
from sstimeline.extract.policies.years import is_telling, year_by_weekdays, years_by_weekdays
from sstimeline.model.values import replace

__all__ = ["Context", "Found", "after", "is_telling", "resolve", "year_by_weekdays", "years_by_weekdays"]


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
            return shift(meaning, context)
        case Feast():
            return feast(meaning, context)
        case Calendar():
            found = _calendar(meaning, context)
            return _whole_week(found) if meaning.week else _nth_weekday(found, meaning) if meaning.nth else found
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


def _nth_weekday(found: Found, said: Calendar) -> Found:
    """'the second Tuesday of June': that day, once the year is known; the month where it has no fifth one."""
    month = found.moment
    if month is None or month.year is None or month.month is None or said.weekday is None:
        return found
    days = [day for day in range(1, 32) if has_weekday(month.year, month.month, day, said.weekday)]
    place = said.nth if said.nth < 0 else said.nth - 1
    if place >= len(days):
        return found
    moment = replace(month, day=days[place])
    return replace(found, value=moment.value, date=moment.date, moment=moment)


def _that_part(said: Calendar, context: Context) -> Found:
    """'the same period of 1999': the month or the part of a year last named, in that year; else the year alone."""
    anchor = context.anchor
    if anchor is None or anchor.year is None or anchor.is_day:
        return as_written(said) if said.year_shift is None else shift(Shift("Y", said.year_shift), context)
    year = said.year if said.year_shift is None else anchor.year + said.year_shift
    moment = Moment(year, anchor.month, part=anchor.part)
    why = f"The words mean the same part of another year as {say(anchor)}, which the text names before."
    return found_at(moment, "anchored", "part-named-before", why)


def _calendar(said: Calendar, context: Context) -> Found:
    if said.that_part:
        return _that_part(said, context)
    if said.year_shift is not None or said.month_shift is not None:
        return within_shift(said, context)
    if said.year is not None:
        return as_written(said)
    if said.that_year and context.anchor is not None and context.anchor.year is not None:
        return of_that_year(said, context.anchor)
    if said.month is not None or said.part:
        return nearest(said, context)
    if said.day is not None:
        return day_alone(said, context)
    if said.weekday is not None:
        return weekday_alone(said, context)
    return time_alone(said, context)
