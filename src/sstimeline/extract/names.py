"""Institutions and places in a text: longest match in the gazetteer, and the names of those it does not know."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sstimeline import leaves
from sstimeline.extract.strangers import Heads, Stranger, heads, strangers
from sstimeline.model.articles import Span
from sstimeline.model.events import Place
from sstimeline.model.values import replace

#: A word that may begin a name.
CAPITAL = re.compile(r"(?<![\w+])[^\W\d_a-zà-ÿ][\w+]*")
#: Of the institutions of one text, those that short forms are tried on: the first of so many.
MOST_KNOWN = 100


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

    @property
    def key(self) -> str:
        """What two names of one institution or place have in common."""
        return self.id or self.short.casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """All names known, by their first word, and by what names an institution is recognised that is not."""

    institutions: dict[str, Institution]
    places: dict[str, dict[str, Any]]
    index: dict[str, tuple[tuple[str, str, str], ...]]  #: first word -> (whole name, type, id), longest first
    heads: dict[str, Heads]  #: by language

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
        known = _joined(text, list(self._known(text, language)))
        at = {name.span.start: (name.span.end, name.type == "institution") for name in known}
        words = {name.words for name in known if name.type == "institution"}
        unknown = (_name(text, one) for one in strangers(text, at, words, self.heads[language]))
        ordered = sorted([*known, *unknown], key=lambda name: (name.span.start, -len(name.span)))
        found: list[Name] = []
        for name in ordered:
            if not found or name.span.start >= found[-1].span.end:
                found.append(name)
        return tuple(found)

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
    return Gazetteer(institutions=institutions, places=places, index=ordered, heads=heads())


@dataclass(frozen=True, slots=True)
class ShortForms:
    """What "the Institute" and "Social Security" stand for in one text."""

    names: tuple[Name, ...]  #: one for each institution of the text, named most often first

    @classmethod
    def of(cls, names: Sequence[Name]) -> "ShortForms":
        """Return those of a text with these *names*."""
        institutions = [name for name in names if name.type == "institution"]
        counts = Counter(name.key for name in institutions)
        fullest: dict[str, Name] = {}
        for name in institutions:
            if name.key not in fullest and len(fullest) == MOST_KNOWN:
                continue
            if len(name.words) > len(fullest.setdefault(name.key, name).words):
                fullest[name.key] = replace(name, span=fullest[name.key].span)
        return cls(tuple(sorted(fullest.values(), key=lambda name: (-counts[name.key], name.span.start))))

    def meant(self, phrase: str, before: int) -> Name | None:
        """Return the institution that *phrase* stands for where it was named before the offset *before*.

        All the longer words of the phrase are among those of its full name as the text gives it; of several, the
        one named most often, then first. None where no institution fits.
        """
        words = {word.casefold() for word in re.findall(r"\w{4,}", phrase)}
        if not words:
            return None
        fitting = (
            name
            for name in self.names
            if name.span.start < before and words < {word.casefold() for word in re.findall(r"\w{4,}", name.words)}
        )
        return next(fitting, None)


def _stands(text: str, start: int, name: str) -> bool:
    end = start + len(name)
    return text.startswith(name, start) and not (end < len(text) and (text[end].isalnum() or text[end] == "_"))


def _name(text: str, one: Stranger) -> Name:
    return Name(span=one.span, type="institution", id=None, short=one.short, country="", words=one.span.of(text))


def _joined(text: str, names: Sequence[Name]) -> list[Name]:
    """Return the names with "Full Name (ACRONYM)" as one, where the gazetteer knew both."""
    kept: list[Name] = []
    for name in names:
        last = kept[-1] if kept else None
        between = text[last.span.end : name.span.start][:9] if last is not None else ""
        if last is not None and last.id == name.id and re.fullmatch(r"\s*\(", between):
            end = name.span.end + text[name.span.end : name.span.end + 1].startswith(")")
            span = Span(last.span.start, end)
            kept[-1] = replace(last, span=span, words=span.of(text))
            continue
        kept.append(name)
    return kept
