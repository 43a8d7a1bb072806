"""A date as written, and months, days of months and parts of years that lack their year."""

from sstimeline.extract.meanings import Calendar
from sstimeline.extract.moments import PARTS, Moment
from sstimeline.extract.policies.context import WEEKDAYS, Context, Found, day_name, found_at, has_weekday, name_of, say
from sstimeline.model.values import replace

#: Without a verb that looks ahead, no date lies more than so many months after the publication.
FAR_AHEAD = 3.5


def as_written(said: Calendar) -> Found:
    """'17 September 2018': nothing is open."""
    moment = Moment(
        said.year, said.month, said.day, said.part, scale=said.scale, era=said.era, clock=said.clock, mod=said.mod
    )
    because = "The words name the whole date."
    if said.month is None:
        because = "The words name the year." if not said.part else "The words name the part of the year and the year."
    elif said.day is None:
        because = "The words name the month and the year."
    found = found_at(moment, "explicit", "as-written", because)
    if moment.is_day and said.weekday is not None and moment.day_date().isoweekday() != said.weekday and found.date:
        named, real = WEEKDAYS[said.weekday - 1], WEEKDAYS[moment.day_date().weekday()]
        doubt = f"The words name the whole date, but that day was a {real} and not a {named}."
        return replace(found, date=found.date.marked("~"), because=doubt)
    return found


def of_that_year(said: Calendar, anchor: Moment) -> Found:
    """'May of that year': the year that the text last named."""
    moment = Moment(anchor.year, said.month, said.day, said.part, clock=said.clock, mod=said.mod)
    why = f"The words mean the year of {say(anchor)}, which the text names before."
    return found_at(moment, "anchored", "year-named-before", why)


def nearest(said: Calendar, context: Context) -> Found:
    """'17 September', 'September', 'the third quarter': the nearest to publication, unless the words say which side."""
    reference = context.year_month()
    if reference is None:
        return nearest_in_text(said, context)
    year = _nearest_year(said, reference, context)
    moment = Moment(year, said.month, said.day, said.part, clock=said.clock, mod=said.mod)
    if said.weekday is not None and said.day is not None and said.month is not None:
        for candidate in (year, year - 1, year + 1):
            if has_weekday(candidate, said.month, said.day, said.weekday):
                moment = replace(moment, year=candidate)
                why = f"Near the publication, {day_name(said)} is a {WEEKDAYS[said.weekday - 1]} in {candidate}."
                return found_at(moment, "relative", "nearest-with-weekday", why)
        found = found_at(moment, "relative", "weekday-contradicts", "")
        doubt = (
            f"Near the publication on {say(context.published)}, {day_name(said)} is no {WEEKDAYS[said.weekday - 1]}."
        )
        return replace(found, date=found.date.marked("~") if found.date is not None else None, because=doubt)
    what = name_of(said)
    side = {-1: "the last", 1: "the next"}.get(said.direction, "the nearest")
    policy = {-1: "last-before-publication", 1: "next-after-publication"}.get(said.direction, "nearest-to-publication")
    because = f"The words name no year; this is {side} {what} to the publication on {say(context.published)}."
    if year != _nearest_year(said, reference, Context(context.published)):
        because = (
            f"The words name no year; this is the {what} on the side that the verbs look, "
            f"counted from the publication on {say(context.published)}."
        )
    if said.direction:
        because = f"The words mean {side} {what}, counted from the publication on {say(context.published)}."
    return found_at(moment, "relative", policy, because)


def _nearest_year(said: Calendar, reference: tuple[int, int], context: Context) -> int:
    year, month = reference
    day = context.published.day if context.published is not None else None
    first, last = _months(said)
    here, there = (month, day or 15), (first, said.day or (day or 15))
    if said.same:
        return year
    if said.part:
        chosen = _part_year(said, year, month, first, last)
        looks_ahead = context.future_first and not context.past_first and not said.direction
        looks_back = context.past_first and not context.future_first and not said.direction
        season = said.part in ("SP", "SU", "FA", "WI")
        if looks_ahead and (season or month - last > 4):
            return year + 1 if last < month else year
        return chosen - 1 if looks_back and not season and chosen == year and first > month else chosen
    if said.direction < 0:
        return year if there < here and not (said.day is None and first == month) else year - 1
    if said.direction > 0:
        return year if there >= here and not (said.day is None and first == month) else year + 1
    distance = (first - month) + (there[1] - here[1]) / 31
    if said.day is None and context.future_first and not context.past_first:
        return year + 1 if distance < 0 else year
    chosen = year - 1 if distance > 6 else year + 1 if distance <= -6 else year
    ahead = (chosen - year) * 12 + distance
    if said.day is not None and ahead < -2 and context.future_first and not context.past_first:
        return chosen + 1
    if context.surely_past and ahead > 0:
        return chosen - 1
    if not context.future_first and ahead > FAR_AHEAD:
        return chosen - 1
    if said.day is None and first != month and ahead > 0 and context.past_first and not context.future_first:
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


def nearest_in_text(said: Calendar, context: Context) -> Found:
    """No publication date: the text's own last date fills the year, or it stays open."""
    anchor = context.anchor
    open_moment = Moment(None, said.month, said.day, said.part, clock=said.clock, mod=said.mod)
    if anchor is None or anchor.year is None or anchor.month is None:
        why = "The words name no year, and nothing in the article says which one it is."
        return found_at(open_moment, "none", "year-open", why)
    around = Context(anchor)
    year = _nearest_year(said, (anchor.year, anchor.month), around)
    why = f"The words name no year; this is the nearest {name_of(said)} to {say(anchor)}, which the text names."
    return found_at(replace(open_moment, year=year), "anchored", "nearest-to-named-date", why)
