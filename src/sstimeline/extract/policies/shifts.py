"""So many units from the publication, or from a date that the text names."""

from datetime import timedelta

from sstimeline.extract.meanings import Calendar, Shift
from sstimeline.extract.moments import PARTS, Moment, TimexType, add_months, is_day_of
from sstimeline.extract.policies.context import Context, Found, found_at, say
from sstimeline.extract.policies.days import day_alone
from sstimeline.extract.policies.months import nearest_in_text
from sstimeline.model.values import replace


def shift(said: Shift, context: Context) -> Found:
    """'two days ago', 'next year', 'a year earlier': so many units from the publication or from a named date."""
    if said.unit == "L":
        why = "No date is as wide as a millennium."
        return Found("DATE", _unplaced(said), said.mod, policy="origin-open", because=why)
    base, method, where = context.published, "relative", "the publication on"
    if said.origin in ("text", "date") and context.anchor is not None and context.anchor.year is not None:
        base, method, where = context.anchor, "anchored", "a date the text names,"
    if said.origin == "quarter" and context.quarter is not None:
        base, method, where = context.quarter, "anchored", "the quarter the text names before,"
    elif said.origin == "quarter":
        said = replace(said, count=said.count - 1)
    if said.origin == "weekend" and context.day is not None:
        looks_ahead = context.future_first and not context.past_first
        said = replace(said, count=0 if looks_ahead or context.day.isoweekday() >= 6 else -1)
    if base is None or base.year is None:
        kind: TimexType = "TIME" if said.clock else "DATE"
        why = "The words count from a day that nothing in the article names."
        return Found(kind, _unplaced(said), said.mod, policy="origin-open", because=why)
    moment = base if said.origin == "date" and base is context.anchor else _moved(base, said)
    if moment is None:
        why = "The words count days from a date known only to the month or year."
        return Found("DATE", _unplaced(said), said.mod, policy="origin-open", because=why)
    counted = "The words point at the same" if not said.count else f"The words count {abs(said.count)}"
    step = _UNIT_NAMES[said.unit] + ("s" if abs(said.count) > 1 else "")
    way = "as" if not said.count else ("back from" if said.count < 0 else "on from")
    because = f"{counted} {step} {way} {where} {say(base)}."
    moment = replace(moment, clock=said.clock, mod=said.mod)
    return found_at(moment, "anchored" if method == "anchored" else "relative", "shift-from-" + said.origin, because)


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
    assert base.year is not None
    if base.era and said.unit in ("C", "E"):
        return None
    year, count = (1 - base.year if base.era else base.year), said.count
    match said.unit:
        case "C":
            return _era(year // 100 * 100 + 100 * count, "century")
        case "E":
            return _era((year // 10 + count) * 10, "decade")
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


def within_shift(said: Calendar, context: Context) -> Found:
    """'September of last year', 'the 3rd of next month': the words say which year or month."""
    reference = context.year_month()
    if reference is None:
        plain = replace(said, year_shift=None, month_shift=None)
        return nearest_in_text(plain, context) if said.month or said.part else day_alone(plain, Context(None))
    year, month = reference
    if said.year_shift is not None:
        year, month = year + said.year_shift, said.month or 0
    else:
        year, month = add_months(year, month, said.month_shift or 0)
    if said.day is not None and not is_day_of(month, said.day, year):
        return Found("DATE", "XXXX-XX-XX", said.mod, because="That month has no such day.")
    moment = Moment(year, month or None, said.day, said.part, clock=said.clock, mod=said.mod)
    what = "year" if said.year_shift is not None else "month"
    why = f"The words say which {what}, counted from the publication on {say(context.published)}."
    return found_at(moment, "relative", f"{what}-from-publication", why)
