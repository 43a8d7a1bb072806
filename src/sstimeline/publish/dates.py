"""How a date is said, in English and Spanish, in titles, feeds and pages alike.

Month names and their order are CLDR's (through Babel); the joining words are ours. "to", never a dash: a reader's
voice says it, and a minus cannot be heard. A date never sounds surer than it is, so what is not known is said in a
note behind it, and nothing is abbreviated or relative to today.
"""

from dataclasses import dataclass
from datetime import date as Day
from functools import lru_cache

from sstimeline.model.dates import Date, Point


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a date, as a page sets it: `<time datetime><b>bold</b> <span>rest</span></time>`."""

    datetime: str  #: what HTML's `<time datetime>` may hold: a day, a month or a year; empty where it has no such value
    bold: str  #: what the eye should land on: "17", "to 21", "September", "2017"; may be empty
    rest: str  #: what completes it: "September 2018"; may be empty

    def __str__(self) -> str:
        return " ".join(filter(None, (self.bold, self.rest)))


@dataclass(frozen=True, slots=True)
class Said:
    """A date in words, in the pieces a page needs; as a string, the whole sentence.

    >>> str(parts(Date.parse("2018-09-17?/2018-09-21?"), "en", inferred=True))
    '17 to 21 September 2018 (year inferred)'
    """

    lead: str  #: what stands before any side: "about", "from", "hacia el"; empty for most
    sides: tuple[Side, ...]  #: two for a range whose ends are both known, else one
    notes: tuple[str, ...]  #: "year inferred", "day unknown": without brackets, in reading order

    def __str__(self) -> str:
        words = " ".join(filter(None, (self.lead, *map(str, self.sides))))
        return f"{words} ({', '.join(self.notes)})" if self.notes else words


def say(date: Date | None, language: str, *, inferred: bool = False) -> str:
    """Return *date* in words; *inferred* says that its `?` stands for a year found by a rule.

    *language* is "en" or "es", with or without a region; any other is said in English.

    >>> say(Date.parse("2012-04~"), "en")
    'about April 2012 (day unknown)'
    """
    return str(parts(date, language, inferred=inferred))


@lru_cache(maxsize=4096)
def parts(date: Date | None, language: str, *, inferred: bool = False) -> Said:
    """Return *date* in words as the pieces a page sets; see `say`.

    >>> parts(Date.parse("2018-09-17"), "es").sides
    (Side(datetime='2018-09-17', bold='17', rest='de septiembre de 2018'),)
    """
    tongue = _TONGUES.get(language.partition("-")[0].lower(), _TONGUES["en"])
    if date is None:
        return Said("", (Side("", "", tongue.nothing),), ())
    lead, sides = _words(date, tongue)
    return Said(lead, sides, _notes(date, tongue, inferred))


@dataclass(frozen=True, slots=True)
class _Tongue:
    """The words that are ours, and which of CLDR's locales has the rest."""

    locale: str
    about: str
    about_range: str  #: before "17 to 21" or behind "from"
    since: str
    until: str
    of: str  #: before the first side of a range
    to: str  #: before the second
    year: str  #: "spring 2019", "primavera de 2019"
    grouping: str  #: "first quarter of 2019"
    groupings: dict[int, str]
    decade: str
    century: str
    #: The article that `about`, `since` and a range want before: a day, a quarter or half, a decade.
    articles: dict[str, str]
    day_unknown: str
    month_unknown: str
    year_unknown: str
    inferred: str
    uncertain: str
    nothing: str


_TONGUES = {
    "en": _Tongue(
        locale="en_GB", about="about", about_range="about", since="from", until="until", of="", to="to",
        year="{}", grouping="of {}",
        groupings={
            21: "spring", 22: "summer", 23: "autumn", 24: "winter",
            33: "first quarter", 34: "second quarter", 35: "third quarter", 36: "fourth quarter",
            40: "first half", 41: "second half",
        },
        decade="{}s", century="{} to {}",
        articles={"grouping": "the", "decade": "the"},
        day_unknown="day unknown", month_unknown="month unknown", year_unknown="year unknown",
        inferred="year inferred", uncertain="uncertain", nothing="No date found",
    ),
    "es": _Tongue(
        locale="es", about="hacia", about_range="aproximadamente", since="desde", until="hasta", of="de", to="a",
        year="de {}", grouping="de {}",
        groupings={
            21: "primavera", 22: "verano", 23: "otoño", 24: "invierno",
            33: "primer trimestre", 34: "segundo trimestre", 35: "tercer trimestre", 36: "cuarto trimestre",
            40: "primer semestre", 41: "segundo semestre",
        },
        decade="años {}", century="años {} a {}",
        articles={"day": "el", "grouping": "el", "decade": "los", "spring": "la", "season": "el"},
        day_unknown="sin día", month_unknown="sin mes", year_unknown="sin año",
        inferred="año deducido", uncertain="dudoso", nothing="Sin fecha",
    ),
}  # fmt: skip


def _words(date: Date, tongue: _Tongue) -> tuple[str, tuple[Side, ...]]:
    """Return what stands in front, and the sides."""
    about = date.mark in ("~", "%")
    first, last = date.start, date.end
    if first is not None and last is not None and date.is_interval:
        return (tongue.about_range if about else ""), _range(first, last, tongue)
    point = first or last
    assert point is not None
    side = Side(_datetime(point), *_phrase(point, tongue))
    lead = ""
    if first is None or last is None:
        word = tongue.until if first is None else tongue.since
        lead = _before(f"{word} {tongue.about_range}" if about else word, point, tongue)
    elif about:
        lead = _before(tongue.about, point, tongue)
    return lead, (side,)


def _range(first: Point, last: Point, tongue: _Tongue) -> tuple[Side, Side]:
    """Return both ends, what they share said once, at the end: "17 to 21 September 2018"."""
    plain = all(point.month is not None and point.month <= 12 for point in (first, last))
    year_shared = plain and first.year == last.year
    month_shared = year_shared and first.month == last.month and None not in (first.day, last.day)
    bold, rest = _phrase(first, tongue, year=not year_shared, month=not month_shared)
    of = _before(tongue.of, first, tongue) if tongue.of else ""
    opening = Side(_datetime(first), _spaced(of, bold, rest), "")
    bold, rest = _phrase(last, tongue)
    to = _before(tongue.to, last, tongue) if tongue.of else tongue.to
    if month_shared or (year_shared and first.day is None and last.day is None):
        return opening, Side(_datetime(last), _spaced(to, bold), rest)
    return opening, Side(_datetime(last), "", _spaced(to, bold, rest))


def _phrase(point: Point, tongue: _Tongue, *, year: bool = True, month: bool = True) -> tuple[str, str]:
    """Return the point's first word or words, and the rest."""
    if not point.year.isdigit() and point.has_year:
        low, high = point.year.replace("X", "0"), point.year.replace("X", "9")
        return (tongue.decade.format(low) if point.year.count("X") == 1 else tongue.century.format(low, high)), ""
    if point.month is None:
        return (point.year if point.has_year else tongue.year_unknown), ""
    if point.month > 12:
        return tongue.groupings[point.month], _of_year(point, tongue)
    if not month:
        return str(point.day), ""
    text = _cldr(point, tongue.locale, with_year=year and point.has_year)
    bold, _, rest = text.partition(" ")
    return bold, rest


def _of_year(point: Point, tongue: _Tongue) -> str:
    if not point.has_year:
        return ""
    if point.month == 24:  # a winter runs into the next year
        return tongue.year.format(f"{point.year} {tongue.to} {int(point.year) + 1}")
    return (tongue.year if point.month is not None and point.month < 33 else tongue.grouping).format(point.year)


def _cldr(point: Point, locale: str, *, with_year: bool) -> str:
    """Return a day or month in CLDR's own order: "17 September 2018", "septiembre de 2018"."""
    from babel.dates import format_date, format_skeleton

    assert point.month is not None
    day = Day(int(point.year) if point.has_year else 2000, point.month, point.day or 1)  # 2000 has a 29 February
    if point.day is not None:
        return format_date(day, "long", locale) if with_year else format_skeleton("MMMMd", day, locale=locale)
    return format_skeleton("yMMMM", day, locale=locale) if with_year else format_date(day, "LLLL", locale)


def _before(word: str, point: Point, tongue: _Tongue) -> str:
    """Return *word* with the article that the point wants behind it: "hacia el", "from the", "del"."""
    if "X" in point.year and point.has_year:
        what = "decade"
    elif point.day is not None:
        what = "day"
    elif point.month is None or point.month <= 12:
        what = ""
    elif point.month < 33:
        what = "spring" if point.month == 21 else "season"
    else:
        what = "grouping"
    article = tongue.articles.get(what, "")
    if word in ("de", "a") and article == "el":
        return "del" if word == "de" else "al"
    return _spaced(word, article)


def _notes(date: Date, tongue: _Tongue, inferred: bool) -> tuple[str, ...]:
    """Return what a reader must know about the date besides its words, each once."""
    notes = []
    for point in date.points:
        if point.year.isdigit() and point.month is None:
            notes.append(tongue.month_unknown)
        if point.month is not None and point.month <= 12 and point.day is None:
            notes.append(tongue.day_unknown)
        if not point.has_year and point.month is not None:
            notes.append(tongue.year_unknown)
    if date.mark in ("?", "%"):
        notes.append(tongue.inferred if inferred else tongue.uncertain)
    return tuple(dict.fromkeys(notes))


def _datetime(point: Point) -> str:
    grouped = point.month is not None and point.month > 12
    return "" if "X" in point.year or grouped else str(point).rstrip("?~%")


def _spaced(*words: str) -> str:
    return " ".join(filter(None, words))
