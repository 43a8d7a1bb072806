"""A timeline in years and months, newest first, and the rail of years that leads to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sstimeline.model.dates import Date, Point
from sstimeline.model.entries import Entry
from sstimeline.publish.format import Site
from sstimeline.publish.pages.names import bare
from sstimeline.publish.pages.render import words
from sstimeline.publish.pages.rows import Row

#: A rail of more years than this leaves out what is empty.
_LONG = 24
#: How many empty years in a row a long rail still shows.
_SHORT_GAP = 2


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of one month, or those that name none."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """The entries that begin in one year."""

    year: int
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """A year on the rail, or several without entries that are left out."""

    year: int | None  #: None where years are left out
    full: bool  #: whether there is a section to go to

    @property
    def century(self) -> str:
        """Its first digits, which a narrow rail does not show."""
        return f"{self.year:04}"[:2]

    @property
    def rest(self) -> str:
        """Its last two digits."""
        return f"{self.year:04}"[2:]


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return those entries that have a day to stand on and are no longer or not in review, newest first."""
    dated = [(entry.date, entry) for entry in entries if entry.date and entry.date.is_usable]
    shown = [(date, entry) for date, entry in dated if entry.status in ("published", "amended", "retracted")]
    shown.sort(key=lambda pair: (_first(pair[0]).earliest(), pair[0].latest, pair[1].id), reverse=True)
    return [entry for _, entry in shown]


def year_of(date: Date) -> int:
    """Return the year in whose section *date* stands: that of its first day, or of its last where that is open."""
    return _first(date).earliest().year


def years(rows: Sequence[Row], site: Site) -> tuple[Year, ...]:
    """Return *rows* in sections, the newest year first; the order of the rows is kept."""
    found: dict[int, dict[str, list[Row]]] = {}
    for one in rows:
        assert one.entry.date is not None
        groups = found.setdefault(year_of(one.entry.date), {})
        groups.setdefault(_heading(one.entry.date, site), []).append(one)
    return tuple(
        Year(year, tuple(Group(heading, tuple(group)) for heading, group in found[year].items()))
        for year in sorted(found, reverse=True)
    )


def rail(sections: Sequence[Year]) -> tuple[Stop, ...]:
    """Return the years from the first to the last, oldest first; none where there is only one."""
    full = {section.year for section in sections}
    if len(full) < 2:
        return ()
    first, last = min(full), max(full)
    keep_all = last - first < _LONG
    stops: list[Stop] = []
    before = first
    for year in sorted(full):
        empty = range(before + 1, year)
        if keep_all or len(empty) <= _SHORT_GAP:
            stops += (Stop(between, False) for between in empty)
        else:
            stops.append(Stop(None, False))
        stops.append(Stop(year, True))
        before = year
    return tuple(stops)


def _first(date: Date) -> Point:
    point = date.start or date.end
    assert point is not None
    return point


def _heading(date: Date, site: Site) -> str:
    point = _first(date)
    whole = Point(point.year, point.month)
    said = bare(Date(whole, whole), site.language)
    if point.month is None and point.year.isdigit():
        return str(words(site.language)["some_time"].format(said))
    return said
