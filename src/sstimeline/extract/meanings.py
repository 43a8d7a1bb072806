"""What the words of a time expression say, before anybody knows when they were written.

A rule returns one of these; `policies` makes a place on the calendar of it.
"""

from dataclasses import dataclass
from typing import Literal

from sstimeline.extract.moments import Length

Direction = Literal[-1, 0, 1]

#: Calendar units of a shift: year, quarter, month, week, day, weekend, season and half are named as in TIMEX3.
Unit = Literal["C", "E", "Y", "H", "T", "Q", "M", "W", "WE", "D", "TH", "TM", "TS"]

#: What a shift counts from: the publication, the date last named, the quarter last named or else last finished,
#: the weekend that ended last; "date" is the date last named itself, be it a day or a year.
Origin = Literal["publication", "text", "date", "quarter", "weekend"]


@dataclass(frozen=True, slots=True)
class Calendar:
    """A date as far as it is said; what is not said is None or empty."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None  #: 1 is Monday
    part: str = ""  #: a key of `moments.PARTS`
    scale: Literal["", "decade", "century"] = ""
    era: Literal["", "BCE"] = ""
    clock: str = ""  #: "T22:00", "TMO"
    mod: str | None = None
    direction: Direction = 0  #: -1 where the words say "last", 1 where they say "next"
    year_shift: int | None = None  #: "of last year" is -1; counts from the publication's year
    month_shift: int | None = None  #: "of next month" is 1
    #: The words point at the current one, at the nearest, or at the one beside the date last named.
    same: Literal["", "this", "near", "text"] = ""
    week: bool = False  #: the week in which that day lies
    nth: int = 0  #: "the second Tuesday of June" is the month, the weekday and 2; the last is -1
    that_year: bool = False  #: "of that year": the year last named
    that_part: bool = False  #: "the same period of 1999": the month or part of a year last named, in that year


@dataclass(frozen=True, slots=True)
class Shift:
    """A number of units from the publication or from a date in the text: "two days ago", "next year"."""

    unit: str
    count: int
    origin: Origin = "publication"
    clock: str = ""
    mod: str | None = None
    part: str = ""  #: "the first quarter of next year"


@dataclass(frozen=True, slots=True)
class Lasting:
    """A duration."""

    length: Length


@dataclass(frozen=True, slots=True)
class Repeat:
    """A set: "every Monday", "cada dos años"."""

    value: str


@dataclass(frozen=True, slots=True)
class Vague:
    """A reference without a date: "PAST_REF", "PRESENT_REF", "FUTURE_REF", or a bare time of day without one."""

    value: str
    type: Literal["DATE", "TIME"] = "DATE"


@dataclass(frozen=True, slots=True)
class Feast:
    """A named holiday."""

    name: str  #: a key of `feasts.FEASTS`
    year: int | None = None
    direction: Direction = 0
    clock: str = ""
    mod: str | None = None
    year_shift: int | None = None


@dataclass(frozen=True, slots=True)
class NoTime:
    """Words that look like a date and are none, all of them: "31 February 2019"."""


Meaning = Calendar | Shift | Lasting | Repeat | Vague | Feast | NoTime


@dataclass(frozen=True, slots=True)
class Several:
    """Times that share words: the ends of a range, or the members of a list."""

    parts: tuple[tuple[str, Meaning], ...]  #: the group of the pattern that names it, and what it says
    interval: bool = False  #: the first and the last are the ends of one interval
