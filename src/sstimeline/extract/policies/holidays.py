"""Named holidays: the one of the year that is named, or the nearest."""

from datetime import timedelta

from sstimeline.extract.feasts import WHOLE_WEEKS, feast_day
from sstimeline.extract.meanings import Calendar, Feast
from sstimeline.extract.moments import Moment
from sstimeline.extract.policies.context import Context, Found, found_at, say
from sstimeline.extract.policies.months import nearest
from sstimeline.model.values import replace

#: A holiday so many days ahead may stand beside a verb that looks back: "said Christmas would be quiet".
SOON = 60


def feast(said: Feast, context: Context) -> Found:
    """'Thanksgiving Day', 'Navidad': the nearest to publication, or the one of the year that is named."""
    year, method, why = said.year, "explicit", "The words name the holiday and its year."
    if year is None:
        reference = context.day
        if reference is None:
            month_day = feast_day(said.name, 2001)
            fixed = month_day is not None and feast_day(said.name, 2002) == month_day.replace(year=2002)
            if not fixed or month_day is None:
                return Found("DATE", "XXXX-XX-XX", said.mod, because="The words name a holiday without a year.")
            return nearest(Calendar(month=month_day.month, day=month_day.day, clock=said.clock), context)
        method, why = "relative", f"This is the nearest such holiday to the publication on {say(context.published)}."
        days = [d for y in (-1, 0, 1) if (d := feast_day(said.name, reference.year + y)) is not None]
        nearest_one = min(days, key=lambda d: abs((d - reference).days), default=None)
        if said.year_shift is not None:
            days = [d for d in days if d.year == reference.year + said.year_shift]
        if said.direction < 0:
            days = [d for d in days if d < reference]
        elif said.direction > 0:
            days = [d for d in days if d > reference]
        elif context.past_first and not context.future_first:
            days = [d for d in days if (d - reference).days <= SOON]
        if not days:
            return Found("DATE", "XXXX-XX-XX", said.mod, because="No such day is known near the publication.")
        day = min(days, key=lambda d: abs((d - reference).days))
        if day != nearest_one:
            why = f"This is the holiday that the words or verbs mean, from the publication on {say(context.published)}."
    else:
        known = feast_day(said.name, year)
        if known is None:
            return Found("DATE", f"{year:04}-XX-XX", said.mod, because="No such day is known in that year.")
        day = known
    moment = replace(Moment.of(day, said.clock), mod=said.mod)
    if said.name in WHOLE_WEEKS:
        moment = Moment.week_of(day + timedelta(days=1))
    return found_at(moment, "relative" if method == "relative" else "explicit", "holiday", why)
