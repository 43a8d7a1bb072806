"""Institutions and places in a text: longest match in the gazetteer, and acronyms in brackets."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sstimeline import leaves
from sstimeline.model.articles import Span
from sstimeline.model.events import Place

#: A word that may begin a name.
CAPITAL = re.compile(r"(?<![\w+])[^\W\d_a-zà-ÿ][\w+]*")
BRACKETED = re.compile(r"\(([A-ZÁÉÍÓÚÑ][A-ZÁÉÍÓÚÑa-z+&-]{1,14})\)")
#: Small words inside a name, in the languages read.
INNER = frozenset("of the for and to de del la las los el y e para da do dos das".split())  # noqa: SIM905
ARTICLE = re.compile(r"(?:The|El|La|Los|Las|O|A) (?=[^\W\da-z])")
MAX_NAME = 20  #: words


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """A row of institutions.toml."""

    id: str
    short: str
    country: str  #: ISO 3166-1 alpha-2; empty for international ones
    url: str | None
    names: dict[str, tuple[str, ...]]  #: by language, the full name first

    def name(self, language: str) -> str:
        """Return its full name in *language*, else in English, else the short one."""
        return (self.names.get(language) or self.names.get("en") or (self.short,))[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name as it stands in a text."""

    span: Span
    type: Literal["institution", "place"]
    id: str | None  #: the institution's id or the place's slug; None for one the gazetteer does not know
    short: str  #: as a reader should see it
    country: str
    words: str  #: what the text says


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """All names known, by their first word."""

    institutions: dict[str, Institution]
    places: dict[str, dict[str, Any]]
    index: dict[str, tuple[tuple[str, str, str], ...]]  #: first word -> (whole name, type, id), longest first

    def institution(self, id: str) -> Institution | None:
        """Return the institution of that id."""
        return self.institutions.get(id)

    def place(self, slug: str, language: str) -> Place:
        """Return the place of that slug as *language* names it; a slug nobody knows names itself."""
        row = self.places.get(slug)
        if row is None:
            return Place(name=slug.rpartition("-")[2].capitalize(), country=slug[:2].upper(), slug=slug)
        names = row["names"].get(language) or row["names"]["en"]
        return Place(name=names[0], country=row["country"], slug=slug)

    def find(self, text: str, language: str) -> tuple[Name, ...]:
        """Return the names in *text* in order, none inside another."""
        known = list(self._known(text, language))
        bracketed = list(_bracketed(text, known))
        names = sorted([*known, *bracketed], key=lambda name: (name.span.start, -len(name.span)))
        found: list[Name] = []
        for name in names:
            if not found or name.span.start >= found[-1].span.end:
                found.append(name)
        return tuple(_joined(text, found))

    def _known(self, text: str, language: str) -> Iterator[Name]:
        end = 0
        matches: list[tuple[Span, list[tuple[str, str]]]] = []
        for word in CAPITAL.finditer(text):
            if word.start() < end:
                continue
            hits = [hit for hit in self.index.get(word[0], ()) if _stands(text, word.start(), hit[0])]
            if hits:
                longest = hits[0][0]
                end = word.start() + len(longest)
                same = [(type, id) for name, type, id in hits if name == longest]
                matches.append((Span(word.start(), end), same))
        votes = Counter(same[0] for _, same in matches if len(same) == 1)
        for span, same in matches:
            type, id = max(same, key=lambda one: (votes[one], -same.index(one)))
            yield self._name(text, span, type, id, language)

    def _name(self, text: str, span: Span, type: str, id: str, language: str) -> Name:
        if type == "place":
            place = self.place(id, language)
            return Name(span=span, type="place", id=id, short=place.name, country=place.country, words=span.of(text))
        one = self.institutions[id]
        return Name(span=span, type="institution", id=id, short=one.short, country=one.country, words=span.of(text))


def load() -> Gazetteer:
    """Return the gazetteer of `extract/gazetteer/`."""
    package = "sstimeline.extract.gazetteer"
    institutions: dict[str, Institution] = {}
    places: dict[str, dict[str, Any]] = {}
    index: dict[str, list[tuple[str, str, str]]] = {}

    def enter(name: str, type: str, id: str) -> None:
        word = CAPITAL.match(name)
        if word is not None and (name, type, id) not in index.setdefault(word[0], []):
            index[word[0]].append((name, type, id))

    for row in leaves.table(package, "institutions")["institution"]:
        names = {tag: tuple(found) for tag, found in row["names"].items()}
        one = Institution(id=row["id"], short=row["short"], country=row["country"], url=row.get("url"), names=names)
        institutions[one.id] = one
        for name in [one.short, *row.get("acronyms", ()), *(name for found in names.values() for name in found)]:
            enter(name, "institution", one.id)
    for row in leaves.table(package, "places")["place"]:
        places[row["slug"]] = row
        for name in (name for found in row["names"].values() for name in found):
            enter(name, "place", row["slug"])
    ordered = {word: tuple(sorted(hits, key=lambda hit: -len(hit[0]))) for word, hits in index.items()}
    return Gazetteer(institutions=institutions, places=places, index=ordered)


def short_form(phrase: str, names: Sequence[Name]) -> Name | None:
    """Return the institution that a short form such as "the Institute" or "Social Security" stands for.

    All its longer words are among those of the institution's full name as the text gives it; of several, the one
    named most often, then first. None where no institution fits.
    """
    words = {word.casefold() for word in re.findall(r"\w{4,}", phrase)}
    if not words:
        return None
    counts = Counter(name.id or name.short for name in names if name.type == "institution")
    fitting = [
        name
        for name in names
        if name.type == "institution" and words < {word.casefold() for word in re.findall(r"\w{4,}", name.words)}
    ]
    return max(fitting, key=lambda name: (counts[name.id or name.short], -name.span.start), default=None)


def _stands(text: str, start: int, name: str) -> bool:
    end = start + len(name)
    return text.startswith(name, start) and not (end < len(text) and (text[end].isalnum() or text[end] == "_"))


def _bracketed(text: str, known: Sequence[Name]) -> Iterator[Name]:
    """Give the names that an acronym in brackets ends: "Full Name (FN)", and later that acronym alone."""
    at = {name.span.start: name for name in known}
    for match in BRACKETED.finditer(text):
        inside = at.get(match.start(1))
        if inside and any(name.id == inside.id and text[name.span.end : match.start()].isspace() for name in known):
            continue
        start = _begin(text, match.start())
        if start is None or (inside is not None and inside.type == "place"):
            continue
        span = Span(start, match.end())
        if inside is not None:
            yield replace(inside, span=span, words=span.of(text))
        elif sum(char.isupper() for char in match[1]) >= 2 and not any(span.covers(name.span) for name in known):
            acronym = match[1]
            for again in re.finditer(rf"(?<![\w(]){re.escape(acronym)}(?!\w)", text):
                yield _unknown(text, Span(*again.span()), acronym)
            yield _unknown(text, span, acronym)


def _unknown(text: str, span: Span, short: str) -> Name:
    return Name(span=span, type="institution", id=None, short=short, country="", words=span.of(text))


def _begin(text: str, bracket: int) -> int | None:
    """Return where the capitalised name in front of the bracket at *bracket* begins; None where there is none."""
    head = text[max(0, bracket - 200) : bracket]
    words = list(re.finditer(r"[\w'’+&.-]+,?|[^\s\w]", head))
    start = None
    for word in reversed(words[-MAX_NAME:]):
        plain = word[0].rstrip(",")
        if plain[:1].isupper():
            start = word.start()
        elif plain not in INNER and not (plain.isdigit() and start is not None):
            break
    if start is None:
        return None
    article = ARTICLE.match(head, start)
    return max(0, bracket - 200) + (article.end() if article else start)


def _joined(text: str, names: Sequence[Name]) -> Iterator[Name]:
    """Give the names with "Full Name (ACRONYM)" as one, where the gazetteer knew both."""
    kept: Name | None = None
    for name in names:
        if kept is not None and kept.id == name.id and text[kept.span.end : name.span.start].strip() == "(":
            end = name.span.end + text[name.span.end : name.span.end + 1].startswith(")")
            span = Span(kept.span.start, end)
            kept = replace(kept, span=span, words=span.of(text))
            continue
        if kept is not None:
            yield kept
        kept = name
    if kept is not None:
        yield kept
