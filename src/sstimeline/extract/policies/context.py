"""What policies are told, what they answer, and how they say it in English."""

from dataclasses import dataclass
from datetime import date

from sstimeline.extract.meanings import Calendar
from sstimeline.extract.moments import Moment, TimexType, is_day_of
from sstimeline.model.dates import Date, Method

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


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


def found_at(moment: Moment, method: Method, policy: str, because: str) -> Found:
    """Return what *moment* comes to, found by *policy*."""
    return Found(moment.type, moment.value, moment.mod, moment.date, method, policy, because, moment)


def say(moment: Moment | None) -> str:
    """'16 January 1998', 'January 1998', '1998'."""
    if moment is None:
        return "a day nobody knows"
    if moment.month is None or moment.year is None:
        return moment.value
    day = "" if moment.day is None else f"{moment.day} "
    return f"{day}{MONTHS[moment.month - 1]} {moment.year}"


def name_of(said: Calendar) -> str:
    """'17 September', 'September', 'winter'."""
    if said.part:
        return {"SP": "spring", "SU": "summer", "FA": "autumn", "WI": "winter"}.get(said.part, said.part)
    return day_name(said) if said.day is not None else MONTHS[(said.month or 1) - 1]


def day_name(said: Calendar) -> str:
    """'17 September'."""
    return f"{said.day} {MONTHS[(said.month or 1) - 1]}"


def has_weekday(year: int, month: int, day: int, weekday: int) -> bool:
    """Tell whether that day of that year falls on *weekday*."""
    return is_day_of(month, day, year) and 1 <= year <= 9999 and date(year, month, day).isoweekday() == weekday
