"""Dates as EDTF (ISO 8601-2, up to level 2, years of four digits), and how each was found."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Literal, get_args

from sstimeline.model.errors import BadInput
from sstimeline.model.values import Value

Method = Literal["explicit", "relative", "anchored", "inferred", "publication", "none"]
METHODS: tuple[Method, ...] = get_args(Method)

#: Sub-year groupings of ISO 8601-2, 4.8, as their first and last month; winter runs into the next year.
GROUPINGS = {
    21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 14),
    33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12),
    40: (1, 6), 41: (7, 12),
}  # fmt: skip

_POINT = re.compile(r"(?P<year>\d{4}|\d{3}X|\d{2}XX|XXXX)(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?P<mark>[?~%]?)")


@dataclass(frozen=True, slots=True)
class Point:
    """One side of a date: a day, a month, a grouping of months, a year, a decade or a century."""

    year: str  #: "2018", "199X", "19XX", "XXXX": unknown digits from the right
    month: int | None = None  #: 1 to 12, or a key of `GROUPINGS`
    day: int | None = None
    mark: str = ""  #: "?" uncertain, "~" approximate, "%" both

    def __post_init__(self) -> None:
        if self.month is not None and not 1 <= self.month <= 12 and self.month not in GROUPINGS:
            raise BadInput(f"{self} is not a date: there is no month {self.month:02}")
        if self.day is not None and not 1 <= self.day <= self._days():
            raise BadInput(f"{self} is not a date: that month has no day {self.day}")
        if "X" in self.year and self.year != "XXXX" and self.month is not None:
            raise BadInput(f"{self} is not a date: a month needs a whole year")
        if self.year == "0000":
            raise BadInput(f"{self} is not a date: there is no year 0000 on a timeline")

    def __str__(self) -> str:
        month = "" if self.month is None else f"-{self.month:02}"
        day = "" if self.day is None else f"-{self.day:02}"
        return f"{self.year}{month}{day}{self.mark}"

    def _days(self) -> int:
        assert self.month is not None
        if self.month > 12:
            return 0
        return monthrange(int(self.year) if self.year.isdigit() else 2000, self.month)[1]

    @property
    def has_year(self) -> bool:
        """Whether the year, or at least its decade or century, is known."""
        return self.year != "XXXX"

    def earliest(self) -> date:
        """Return the first day it may mean; the first of all days where the year is open."""
        if not self.has_year:
            return date.min
        year = max(1, int(self.year.replace("X", "0")))
        if self.month is None:
            return date(year, 1, 1)
        return date(year, GROUPINGS[self.month][0] if self.month > 12 else self.month, self.day or 1)

    def latest(self) -> date:
        """Return the last day it may mean; the last of all days where the year is open."""
        if not self.has_year:
            return date.max
        year = int(self.year.replace("X", "9"))
        if self.month is None:
            return date(year, 12, 31)
        if self.day is not None:
            return date(year, self.month, self.day)
        month = GROUPINGS[self.month][1] if self.month > 12 else self.month
        if month > 12:
            year, month = year + 1, month - 12
        return date.max if year > 9999 else date(year, month, monthrange(year, month)[1])


class Date:
    """A date as EDTF says it: a point, or an interval of two; either side may be open.

    Immutable, hashable, ordered by earliest possible day, then latest. Written out as its EDTF text
    wherever it leaves the program, which is why it is a class of its own and not a record of fields.

    >>> Date.parse("2018-09-17?/2018-09-21?").latest
    datetime.date(2018, 9, 21)
    """

    start: Point | None  #: None where the interval is open at its start
    end: Point | None  #: the same point as `start` unless an interval; None where open at its end

    def __init__(self, start: Point | None, end: Point | None) -> None:
        if start is None and end is None:
            raise BadInput("a date needs at least one side: '../..' says nothing")
        if start and end and start.has_year and end.has_year and end.latest() < start.earliest():
            raise BadInput(f"{start}/{end} is not a date: it ends before it starts")
        object.__setattr__(self, "start", start)
        object.__setattr__(self, "end", end)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a date never changes; {name} stays")

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Date.parse, (str(self),)

    @classmethod
    @lru_cache(maxsize=4096)
    def parse(cls, text: str) -> "Date":
        """Return the date that *text* says in EDTF; raise `BadInput` where it says none.

        >>> str(Date.parse("2024-03-01/.."))
        '2024-03-01/..'
        """
        first, slash, last = text.partition("/")
        if not slash:
            point = _point(first, text)
            return cls(point, point)
        return cls(None if first == ".." else _point(first, text), None if last == ".." else _point(last, text))

    @classmethod
    def of(cls, day: date, mark: str = "") -> "Date":
        """Return the date that is that one day."""
        point = Point(f"{day.year:04}", day.month, day.day, mark)
        return cls(point, point)

    @classmethod
    def between(cls, first: "Date", last: "Date") -> "Date":
        """Return the interval from the start of *first* to the end of *last*; one date where they are equal."""
        return cls(first.start, last.end)

    def __str__(self) -> str:
        return self._text

    # What is asked of a date is kept: it never changes, and one that many events share is asked a million times.
    @cached_property
    def _text(self) -> str:
        return f"{self.start or '..'}/{self.end or '..'}" if self.is_interval else str(self.start)

    @cached_property
    def _hash(self) -> int:
        return hash((self.start, self.end))

    def __repr__(self) -> str:
        return f"Date({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Date) and (self.start, self.end) == (other.start, other.end))

    def __hash__(self) -> int:
        return self._hash

    def __lt__(self, other: "Date") -> bool:
        return (self.earliest, self.latest) < (other.earliest, other.latest)

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """The sides it has: one for a point, up to two for an interval."""
        sides = (self.start, self.end) if self.is_interval else (self.start,)
        return tuple(side for side in sides if side is not None)

    @cached_property
    def is_interval(self) -> bool:
        """Whether it is written with a slash."""
        return self.start != self.end

    @cached_property
    def earliest(self) -> date:
        """The first day it may mean."""
        return date.min if self.start is None else self.start.earliest()

    @cached_property
    def latest(self) -> date:
        """The last day it may mean."""
        return date.max if self.end is None else self.end.latest()

    @cached_property
    def is_usable(self) -> bool:
        """Whether a timeline can hold it: every side that is there has a year."""
        return all(point.has_year for point in self.points)

    @cached_property
    def is_daily(self) -> bool:
        """Whether every side names its day, surely or not."""
        return all(point.day is not None for point in self.points) and None not in (self.start, self.end)

    @cached_property
    def mark(self) -> str:
        """The doubt over all sides: "", "?", "~" or "%" for both."""
        marks = {char for point in self.points for char in ("?~" if point.mark == "%" else point.mark)}
        return "%" if len(marks) == 2 else "".join(marks)

    @cached_property
    def is_soft(self) -> bool:
        """Whether it is doubtful, approximate, or less precise than a day (PAGES.md, "Hollow")."""
        return bool(self.mark) or not self.is_daily

    def marked(self, mark: str) -> "Date":
        """Return the same date with *mark* in place of its own on every side.

        >>> str(Date.parse("2018-09-17/2018-09-21").marked("?"))
        '2018-09-17?/2018-09-21?'
        """
        return Date(_with(self.start, mark), _with(self.end, mark))

    def overlaps(self, earliest: date | None, latest: date | None) -> bool:
        """Tell whether some day it may mean lies from *earliest* to *latest*; None leaves a side open."""
        return (latest is None or self.earliest <= latest) and (earliest is None or self.latest >= earliest)


class Dating(Value, frozen=True, kw_only=True):
    """How a date was found, in words a reader can check."""

    method: Method
    because: str  #: one or two sentences a stranger follows, without the method's name in front
    start: int | None = None  #: the words it rests on, code points of the article's text; None where there are none
    end: int | None = None
    text: str = ""  #: exactly those words
    rule: str = ""  #: "en#between-days": the rule that read the words
    policy: str = ""  #: "year-by-weekdays": the policy that filled what they leave open


def exclusive_end(day: date) -> date:
    """Return the DTEND of an all-day event whose last day is *day*.

    iCalendar's DTEND is the first day that is *not* part of the event (RFC 5545, 3.6.1).

    >>> exclusive_end(date(2018, 9, 21))
    datetime.date(2018, 9, 22)
    """
    return day + timedelta(days=1)


def _point(text: str, whole: str) -> Point:
    match = _POINT.fullmatch(text)
    if match is None or not text.isascii():
        raise BadInput(f"{whole!r} is not an EDTF date such as 2018-09-17, 2018-09, 2018? or 2018-09-17/2018-09-21")
    month, day = match["month"], match["day"]
    return Point(match["year"], int(month) if month else None, int(day) if day else None, match["mark"])


def _with(point: Point | None, mark: str) -> Point | None:
    return point and Point(point.year, point.month, point.day, mark)
