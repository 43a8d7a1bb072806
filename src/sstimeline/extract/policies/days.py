"""A day of a month, a weekday, a time of day, each alone."""

from datetime import date, timedelta

from sstimeline.extract.meanings import Calendar
from sstimeline.extract.moments import Moment, add_months, is_day_of
from sstimeline.extract.policies.context import WEEKDAYS, Context, Found, found_at, has_weekday, say
from sstimeline.model.values import replace


def day_alone(said: Calendar, context: Context) -> Found:
    """'the 17th': of the month last named, or of the month in which it lies nearest to publication.

    A weekday beside it chooses among the months, 'Monday the 15th'; where none near fits, the day is in doubt.
    """
    day = said.day
    assert day is not None
    anchor, reference = context.anchor, context.day
    if anchor is not None and reference is not None and not _fits(said, anchor.year, anchor.month):
        anchor = None
    if anchor is not None and anchor.month is not None and is_day_of(anchor.month, day, anchor.year):
        moment = Moment(anchor.year, anchor.month, day, clock=said.clock, mod=said.mod)
        why = f"The words name a day; the month and year are those of {say(anchor)}, which the text names before."
        if anchor.year is None:
            why = "The words name a day; the month is the one the text names before, and the year is nowhere."
        return found_at(moment, "none" if anchor.year is None else "anchored", "day-of-named-month", why)
    if reference is None:
        if (month := context.year_month()) is not None and is_day_of(month[1], day, month[0]):
            why = f"The words name a day; the article was published in {say(context.published)}."
            moment = Moment(*month, day, clock=said.clock, mod=said.mod)
            return found_at(moment, "relative", "day-of-publication-month", why)
        why = "The words name a day, and nothing in the article says of which month."
        return found_at(Moment(None, None, day, clock=said.clock, mod=said.mod), "none", "month-open", why)
    chosen = _nearest_month(day, said, context, reference)
    moment = Moment(*chosen, day, clock=said.clock, mod=said.mod)
    why = f"The words name only a day; this is the nearest such day to the publication on {say(context.published)}."
    found = found_at(moment, "relative", "nearest-day-to-publication", why)
    if not _fits(said, *chosen) and found.date is not None:
        name = WEEKDAYS[(said.weekday or 1) - 1]
        doubt = f"Near the publication on {say(context.published)}, no {day} of a month is a {name}."
        return replace(found, date=found.date.marked("~"), because=doubt)
    return found


def _fits(said: Calendar, year: int | None, month: int | None) -> bool:
    """Tell whether the day falls on the weekday named beside it in that month; also where none is named."""
    if said.weekday is None or said.day is None or year is None or month is None:
        return True
    return has_weekday(year, month, said.day, said.weekday)


def _nearest_month(day: int, said: Calendar, context: Context, reference: date) -> tuple[int, int]:
    here = (reference.year, reference.month)
    candidates = [
        month for shift in (0, -1, 1, -2, 2, -3, 3) if is_day_of((month := add_months(*here, shift))[1], day, month[0])
    ]
    candidates = [month for month in candidates if _fits(said, *month)] or candidates
    days = {month: (date(*month, day) - reference).days for month in candidates if 1 <= month[0] <= 9999}
    if said.direction < 0 or (not said.direction and context.past_first and not context.future_first):
        days = {month: gap for month, gap in days.items() if gap <= 0} or days
    elif said.direction > 0 or (context.future_first and not context.past_first):
        days = {month: gap for month, gap in days.items() if gap >= 0} or days
    if said.direction == 0 and here in days:
        return here if abs(days[here]) <= 20 else min(days, key=lambda month: abs(days[month]))
    return min(days, key=lambda month: abs(days[month]))


def weekday_alone(said: Calendar, context: Context) -> Found:
    """'Friday': the latest past one including the day itself, or the side that the words or the tense name."""
    weekday, reference = said.weekday, context.day
    assert weekday is not None
    if said.same == "text" and context.anchor is not None and context.anchor.is_day:
        return _beside(said, weekday, context.anchor)
    name = WEEKDAYS[weekday - 1]
    if reference is None:
        why = f"The words name a {name}, and nothing in the article says of which week."
        found = Found("TIME" if said.clock else "DATE", f"XXXX-WXX-{weekday}{said.clock}", said.mod, because=why)
        return replace(found, policy="week-open")
    back = (reference.isoweekday() - weekday) % 7
    ahead = (weekday - reference.isoweekday()) % 7
    published = say(context.published)
    if said.same == "near":
        looks_back = context.past_first and not context.future_first
        day = reference - timedelta(days=back) if looks_back else reference + timedelta(days=ahead)
        policy = "nearest-weekday-by-tense"
        why = f"The words mean the {name} nearest to the publication on {published}, on the side the verbs look."
    elif said.same == "this":
        monday = reference - timedelta(days=reference.isoweekday() - 1)
        day, policy = monday + timedelta(weeks=said.direction, days=weekday - 1), "weekday-of-named-week"
        week = {-1: "the week before that", 1: "the week after that"}.get(said.direction, "the week")
        why = f"The words mean the {name} of {week} of the publication on {published}."
    elif said.direction > 0 or (not said.direction and context.weekday_rule == "tense" and context.future_first):
        day, policy = reference + timedelta(days=ahead or (7 if said.direction else 0)), "next-weekday"
        first = "the next" if ahead else "that"
        why = f"The words look ahead: this is {first} {name}, counted from the publication on {published}."
    elif said.direction < 0:
        day, policy = reference - timedelta(days=back or 7), "last-weekday"
        why = f"The words look back: this is the last {name} before the publication on {published}."
    elif context.weekday_rule == "latest" and context.future_first and not context.past_first and back:
        day, policy = reference + timedelta(days=ahead), "weekday-ahead-by-tense"
        why = f"The sentence looks ahead: this is the next {name} after the publication on {published}."
    else:
        day, policy = reference - timedelta(days=back), "latest-weekday"
        why = f"This is the latest {name} up to the publication on {published}."
    return found_at(replace(Moment.of(day, said.clock), mod=said.mod), "relative", policy, why)


def _beside(said: Calendar, weekday: int, anchor: Moment) -> Found:
    """'the following Monday': counted from the day that the text names before."""
    start = anchor.day_date()
    back, ahead = (start.isoweekday() - weekday) % 7 or 7, (weekday - start.isoweekday()) % 7 or 7
    day = start + timedelta(days=ahead if said.direction > 0 else -back)
    side, name = "first" if said.direction > 0 else "last", WEEKDAYS[weekday - 1]
    where = "after" if said.direction > 0 else "before"
    why = f"This is the {side} {name} {where} {say(anchor)}, which the text names."
    return found_at(replace(Moment.of(day, said.clock), mod=said.mod), "anchored", "weekday-beside-named-day", why)


def time_alone(said: Calendar, context: Context) -> Found:
    """'at 10:35', 'the morning': of the day last named, or of the day of publication."""
    anchor = context.anchor if context.anchor is not None and context.anchor.is_day else None
    if anchor is not None:
        why = f"The words name a time; the day is {say(anchor)}, which the text names before."
        return found_at(replace(anchor, clock=said.clock, mod=said.mod), "anchored", "time-of-named-day", why)
    if context.day is not None:
        why = f"The words name a time; the day is that of the publication, {say(context.published)}."
        moment = replace(Moment.of(context.day, said.clock), mod=said.mod)
        return found_at(moment, "relative", "time-of-publication-day", why)
    return Found("TIME", said.clock, said.mod, because="The words name a time, and nothing says of which day.")
