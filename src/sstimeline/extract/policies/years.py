"""The year by its weekdays, where an article has no day of publication."""

from collections.abc import Iterable
from datetime import date

from sstimeline.extract.meanings import Calendar
from sstimeline.extract.moments import Moment, is_day_of
from sstimeline.extract.policies.context import MONTHS, WEEKDAYS, say


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
    asked = f"from then to the day it was read, {say(Moment.of(today))},"
    opening = "The article names days but no year. The latest year it names is"
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
