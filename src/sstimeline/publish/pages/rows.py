"""One entry as a page shows it: its date in pieces, its links, its state, and what was corrected."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sstimeline.model.dates import Date
from sstimeline.model.entries import Change, Entry
from sstimeline.publish import content
from sstimeline.publish.dates import Said, parts
from sstimeline.publish.format import Site
from sstimeline.publish.pages.evidence import Cited, cited
from sstimeline.publish.pages.names import capital, day_of
from sstimeline.publish.pages.render import shapes, words
from sstimeline.publish.wording import wording

#: Phases after which the day once fixed no longer holds; each is also the tag that says so.
_OFF = ("postponed", "suspended", "cancelled")


@dataclass(frozen=True, slots=True)
class Link:
    """A name, and the timeline it leads to."""

    text: str
    slug: str = ""  #: empty where no timeline holds it: then it is text


@dataclass(frozen=True, slots=True)
class Tag:
    """A state in a word."""

    text: str
    fix: bool = False  #: whether something was put right


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A correction or retraction, as the line under a title says it."""

    word: str  #: "Corrected", "Retracted"
    on: str  #: the day in words; empty where it is not known
    iso: str  #: the same for `<time datetime>`
    changed: tuple[tuple[str, str, str], ...]  #: field, old and new value in words; "" for none
    reason: str  #: a sentence without its full stop; empty where none was given


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An entry, ready for a template."""

    entry: Entry
    title: str
    lang: str  #: BCP 47 tag of the title where it differs from the page's, else empty
    said: Said
    edtf: str
    soft: bool  #: doubtful, approximate, or less precise than a day
    hue: str  #: the kind's class, "k-visit"
    mark: str  #: the shape's name, "visit" or "other"
    kind: Link
    actors: tuple[Link, ...]
    places: tuple[Link, ...]
    tags: tuple[Tag, ...]
    was: dict[str, tuple[str, ...]]  #: by field, the old values in words, oldest first
    was_said: tuple[Said, ...]  #: old dates, in pieces
    fixes: tuple[Fix, ...]  #: oldest first
    cited: tuple[Cited, ...]
    by_person: bool  #: whether a person set the date

    @property
    def retracted(self) -> bool:
        """Whether it was taken back."""
        return self.entry.status == "retracted"


def row(entry: Entry, changes: Iterable[Change], site: Site) -> Row:
    """Return *entry* as a page shows it; of *changes*, those that corrected it tell what it was before."""
    language = site.language
    corrections = sorted(
        (one for one in changes if one.entry.id == entry.id and one.is_correction and one.before),
        key=lambda one: one.envelope.position,
    )
    amendments = [one for one in corrections if one.entry.status == "amended"]
    was: dict[str, tuple[str, ...]] = {}
    for change in amendments:
        for field, old, _ in content.differences(change, site):
            if old:
                was[field] = (*was.get(field, ()), old)
    tag = content.language_tag(entry.language)
    hue = css_name(entry.kind)
    return Row(
        entry=entry,
        title=content.line(entry.title) or kind_name(entry.kind),
        lang=tag if tag.partition("-")[0] != language.partition("-")[0] else "",
        said=content.said(entry, language),
        edtf=str(entry.date or ""),
        soft=entry.date is None or entry.date.is_soft,
        hue=f"k-{hue}",
        mark=hue if hue in shapes() else "other",
        kind=_link(kind_name(entry.kind), f"kind-{entry.kind}", entry),
        actors=tuple(_once(_link(content.line(one.name), one.id or "", entry) for one in entry.actors)),
        places=tuple(_once(_link(content.line(one.name), f"place-{one.slug}", entry) for one in entry.places)),
        tags=tuple(_tags(entry, site)),
        was=was,
        was_said=tuple(_old_dates(entry, amendments, language)),
        fixes=tuple(_fixes(entry, amendments, site)),
        cited=() if entry.status == "retracted" else cited(entry, language),
        by_person=bool(entry.datings) and entry.dating.policy == "amended",
    )


def css_name(kind: str) -> str:
    """Return *kind* as it may stand in a class or an id: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", kind.lower()).strip("-") or "other"


def kind_name(kind: str) -> str:
    """Return the word that a reader sees for *kind*.

    >>> kind_name("visit")
    'Visit'
    """
    return capital(content.line(kind).replace("-", " "))


def fix(word: str, change: Change, site: Site) -> Fix:
    """Return what *change* put right, under *word*."""
    moment = change.envelope.recorded_at
    return Fix(
        word=word,
        on=day_of(moment, site.language),
        iso=moment.date().isoformat(),
        changed=tuple(
            (wording(site.language).fields[field], old, new) for field, old, new in content.differences(change, site)
        ),
        reason=_clause(content.correction_reason(change)),
    )


def _link(text: str, slug: str, entry: Entry) -> Link:
    """Return a link where the entry stands in that timeline: a timeline that holds nothing may not be there."""
    return Link(text, slug if slug in entry.timelines else "")


def _once(items: Iterable[Link]) -> Iterator[Link]:
    return iter(dict.fromkeys(item for item in items if item.text))


def _tags(entry: Entry, site: Site) -> Iterator[Tag]:
    w = words(site.language)
    if len(entry.articles) > 1 and entry.is_public:
        yield Tag(w["sources_many"].format(len(entry.articles)))
    for phase in _OFF:
        if any(step.type.endswith(f".{phase}") for step in entry.events):
            yield Tag(capital(phase), fix=True)
    if entry.status == "amended":
        yield Tag(w["corrected"], fix=True)
    elif entry.status == "retracted":
        yield Tag(w["retracted"], fix=True)


def _old_dates(entry: Entry, amendments: Sequence[Change], language: str) -> Iterator[Said]:
    """Yield the dates that no longer hold, each once and never the one that does."""
    old: list[Said] = []
    for change in amendments:
        if change.before is not None and change.before.date != change.entry.date:
            old.append(content.said(change.before, language))
    if any(step.type.endswith(tuple(f".{phase}" for phase in _OFF)) for step in entry.events):
        old += [parts(step.date, language) for step in entry.events if step.date and step.type.endswith(".scheduled")]
    now = content.said(entry, language)
    yield from (said for said in dict.fromkeys(old) if said != now)


def _fixes(entry: Entry, amendments: Sequence[Change], site: Site) -> Iterator[Fix]:
    w = words(site.language)
    yield from (fix(w["corrected"], change, site) for change in amendments)
    if entry.status == "retracted":
        yield _plain_fix(w["retracted"], entry, site)
    elif entry.status == "amended" and not amendments:  # corrected before readers saw it: there is no public old value
        yield _plain_fix(w["corrected"], entry, site)


def _plain_fix(word: str, entry: Entry, site: Site) -> Fix:
    return Fix(
        word=word,
        on=day_of(entry.updated, site.language),
        iso=Date.of(entry.updated.date()).earliest.isoformat(),
        changed=(),
        reason=_clause(entry.reason),
    )


def _clause(text: str) -> str:
    return content.line(text).removesuffix(".")
