"""Typed values of time: a place on the calendar, a length, a repetition, a vague reference.

Each says itself as TIMEX3 (`value`) and, where it is a place on the calendar, as EDTF (`date`). Nothing here
parses either: both are written from the same fields.
"""

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass
from typing import Literal

from sstimeline.model.dates import Date, Point
from sstimeline.model.errors import BadInput
from sstimeline.model.values import replace

TimexType = Literal["DATE", "TIME", "DURATION", "SET"]

#: Parts of a year: their first month and how many months they take. WI begins in December and ends in February.
PARTS = {
    "Q1": (1, 3), "Q2": (4, 3), "Q3": (7, 3), "Q4": (10, 3),
    "H1": (1, 6), "H2": (7, 6),
    "T1": (1, 4), "T2": (5, 4), "T3": (9, 4),
    "SP": (3, 3), "SU": (6, 3), "FA": (9, 3), "WI": (12, 3),
}  # fmt: skip

#: The same as EDTF sub-year groupings (ISO 8601-2, 4.8); thirds of a year have none and become intervals.
_GROUPINGS = {"Q1": 33, "Q2": 34, "Q3": 35, "Q4": 36, "H1": 40, "H2": 41, "SP": 21, "SU": 22, "FA": 23, "WI": 24}

#: TIMEX3 mods that leave a calendar date approximate.
_SOFT = frozenset({"START", "MID", "END", "APPROX"})


@dataclass(frozen=True, slots=True)
class Moment:
    """A place on the calendar; a field is None or empty where it is coarser than that, or where nobody knows it.

    A day without a month never stands alone: `policies` gives it one, or leaves it a `Moment` that is not `dated`.
    """

    year: int | None = None  #: 1 to 9999; before Christ where `era` is "BCE"; a decade's or century's first year
    month: int | None = None
    day: int | None = None
    part: str = ""  #: a key of `PARTS`
    week: int | None = None  #: ISO 8601 week of the ISO year `year`
    weekend: bool = False  #: of `week`
    scale: Literal["", "decade", "century"] = ""
    clock: str = ""  #: what follows the day: "T22:00", "TMO"
    era: Literal["", "BCE"] = ""
    mod: str | None = None  #: TIMEX3 `mod`

    @classmethod
    def of(cls, day: dt.date, clock: str = "") -> "Moment":
        """Return the moment that is that day."""
        return cls(day.year, day.month, day.day, clock=clock)

    @classmethod
    def week_of(cls, day: dt.date, *, weekend: bool = False) -> "Moment":
        """Return the ISO week in which *day* lies."""
        year, week, _ = day.isocalendar()
        return cls(year, week=week, weekend=weekend)

    @property
    def type(self) -> TimexType:
        """TIMEX3 `type`: TIME where the words say a time of day."""
        return "TIME" if self.clock else "DATE"

    @property
    def value(self) -> str:
        """TIMEX3 `value`, for instance "2018-09-17", "1989-Q3", "199", "XXXX-09"."""
        if self.era:
            return self._bce()
        if self.scale == "decade":
            return f"{(self.year or 0) // 10:03}"
        if self.scale == "century":
            return f"{(self.year or 0) // 100:02}"
        head = "XXXX" if self.year is None else f"{self.year:04}"
        if self.week is not None:
            return f"{head}-W{self.week:02}" + ("-WE" if self.weekend else "") + self.clock
        if self.part:
            return f"{head}-{self.part}"
        if self.month is None and self.day is None:
            return (f"{head}-XX-XX" if self.clock else head) + self.clock
        month = "XX" if self.month is None else f"{self.month:02}"
        return f"{head}-{month}" + ("" if self.day is None else f"-{self.day:02}") + self.clock

    @property
    def date(self) -> Date | None:
        """EDTF (ISO 8601-2); None before Christ, and for a day whose month nobody can know."""
        if self.era or (self.day is not None and self.month is None):
            return None
        try:
            return self._date()
        except (BadInput, ValueError, OverflowError):
            return None

    @property
    def is_day(self) -> bool:
        """Whether it is one known day."""
        return None not in (self.year, self.month, self.day) and not self.era

    def day_date(self) -> dt.date:
        """Return the day it is; only where `is_day`."""
        assert self.year is not None
        assert self.month is not None
        assert self.day is not None
        return dt.date(self.year, self.month, self.day)

    def with_clock(self, clock: str) -> "Moment":
        """Return the same day with a time of day."""
        return replace(self, clock=clock)

    def _bce(self) -> str:
        if self.scale == "century":
            return f"BCE{(self.year or 0) // 100:02}"
        return f"BCE{self.year or 0:04}"

    def _date(self) -> Date | None:
        mark = "~" if self.mod in _SOFT else ""
        if self.scale and self.year is not None:
            point = Point(f"{self.year // 10:03}X" if self.scale == "decade" else f"{self.year // 100:02}XX", mark=mark)
            return Date(point, point)
        year = "XXXX" if self.year is None else f"{self.year:04}"
        if self.week is not None:
            return self._week(mark)
        if self.part in _GROUPINGS:
            point = Point(year, _GROUPINGS[self.part], mark=mark)
            return Date(point, point)
        if self.part:
            first, months = PARTS[self.part]
            return Date(Point(year, first, mark=mark), Point(year, first + months - 1, mark=mark))
        if self.month is None and self.year is None:
            return None
        point = Point(year, self.month, self.day, mark)
        if self.mod == "ON_OR_AFTER" or self.mod == "AFTER":
            return Date(point, None)
        if self.mod == "ON_OR_BEFORE" or self.mod == "BEFORE":
            return Date(None, point)
        return Date(point, point)

    def _week(self, mark: str) -> Date | None:
        if self.year is None or self.week is None:
            return None
        first = dt.date.fromisocalendar(self.year, self.week, 6 if self.weekend else 1)
        last = dt.date.fromisocalendar(self.year, self.week, 7)
        return Date.between(Date.of(first, mark), Date.of(last, mark))


@dataclass(frozen=True, slots=True)
class Length:
    """A duration: amounts by TIMEX3 unit, largest first; the amount "X" is one nobody says."""

    amounts: tuple[tuple[str, str], ...]  #: ("2", "Y"), ("3", "M"); clock units are "TH", "TM", "TS"
    mod: str | None = None

    @property
    def value(self) -> str:
        """TIMEX3 `value`, for instance "P2Y3M", "PT0.5H", "PXD"."""
        days = "".join(f"{amount}{unit}" for amount, unit in self.amounts if not is_clock(unit))
        clock = "".join(f"{amount}{unit[1:]}" for amount, unit in self.amounts if is_clock(unit))
        return "P" + days + (f"T{clock}" if clock else "")


def is_clock(unit: str) -> bool:
    """Tell whether *unit* is shorter than a day: "TH", "TM", "TS"."""
    return len(unit) == 2 and unit[0] == "T"


def is_day_of(month: int | None, day: int, year: int | None = None) -> bool:
    """Tell whether *month* (of *year*, of any year) has a day *day*; any month has 31 where it is not known."""
    if month is None:
        return 1 <= day <= 31
    return 1 <= month <= 12 and 1 <= day <= monthrange(year if year and 1 <= year <= 9999 else 2000, month)[1]


def add_months(year: int, month: int, months: int) -> tuple[int, int]:
    """Return the year and month that lie *months* later.

    >>> add_months(2019, 11, 3)
    (2020, 2)
    """
    years, rest = divmod(year * 12 + month - 1 + months, 12)
    return years, rest + 1
