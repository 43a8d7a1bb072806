"""What the log is folded into: occurrences, the entries readers see, and the timelines that hold them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from sstimeline.model.articles import Evidence
from sstimeline.model.dates import Date, Dating
from sstimeline.model.events import (
    Actor,
    Dated,
    Envelope,
    Filter,
    HomeConfigured,
    OccurrenceAmended,
    Place,
    Quantity,
)
from sstimeline.model.values import Value

Status = Literal["published", "amended", "review", "retracted", "left"]


class Source(Value, frozen=True, kw_only=True):
    """An article as an entry names it."""

    id: UUID
    title: str
    url: str | None
    published: Date | None
    language: str
    source: str | None = None  #: `seeds/<path>`, a feed's URL, a sender's word
    digest: str = ""  #: of its newest revision
    received: datetime | None = None  #: when that revision was recorded


class Occurrence(Value, frozen=True, kw_only=True):
    """One occurrence folded from the events about it: what its article says, what a person decided."""

    id: UUID
    article: UUID  #: whose stream it was first recorded in
    first: int  #: position of its first event: the earlier of two that match is the one that stays
    told: tuple[Dated, ...] = ()  #: what readers may see: the telling covered by the last `article.linked`
    pending: tuple[Dated, ...] = ()  #: a telling that waits for linking; takes the place of `told` then
    dropped: bool = False  #: the article no longer tells it
    dropping: bool = False  #: the same, waiting for linking
    amended: tuple[OccurrenceAmended, ...] = ()  #: a person's corrections, oldest first
    amended_at: tuple[int, ...] = ()  #: their positions, beside `amended`
    retracted: str | None = None  #: a person's reason for taking it back
    into: UUID | None = None  #: the occurrence it is merged into
    erased: bool = False  #: its article was erased on lawful demand

    @property
    def is_live(self) -> bool:
        """Whether its article tells it now."""
        return bool(self.told) and not self.dropped


class Step(Value, frozen=True, kw_only=True):
    """One phase of an entry: the event's type and its date."""

    type: str
    date: Date | None


class Entry(Value, frozen=True, kw_only=True):
    """The line a reader sees: an occurrence and all those merged into it, as they stand."""

    id: UUID
    kind: str
    title: str
    language: str
    date: Date | None
    events: tuple[Step, ...]
    actors: tuple[Actor, ...]
    places: tuple[Place, ...]
    quantity: Quantity | None
    confidence: float
    status: Status
    reason: str  #: a person's, where amended or retracted; why it waits, where in review; else empty
    evidence: tuple[Evidence, ...]
    datings: tuple[Dating, ...]  #: one an article, beside `articles`; the entry's own date is by the first
    articles: tuple[Source, ...]
    sequence: int  #: the position at which it last changed; rises with every revision
    position: int  #: the same number, under the name pollers know
    published: datetime | None  #: when it was first public anywhere; None if never
    updated: datetime  #: when what a reader sees last changed
    into: UUID | None  #: where merged away
    timelines: tuple[str, ...]  #: the slugs that hold it, sorted; those it had last, where retracted

    @property
    def dating(self) -> Dating:
        """How its date was found."""
        return self.datings[0]

    @property
    def is_public(self) -> bool:
        """Whether ordinary answers hold it."""
        return self.status in ("published", "amended")

    @property
    def is_scheduled(self) -> bool:
        """Whether it is announced and not yet told as held; from its phases, never from the clock."""
        return bool(self.events) and all(step.type.endswith(".scheduled") for step in self.events)


class Change(Value, frozen=True, kw_only=True):
    """One revision of an entry: it, the one before, and the envelope that made it."""

    entry: Entry
    before: Entry | None  #: None at first
    envelope: Envelope
    #: Told as an item of its own, "Correction: ...", because readers leave a changed item marked as read.
    correction: bool = False

    @property
    def is_correction(self) -> bool:
        """Whether a person materially changed or took back what was public before."""
        return (
            self.before is not None
            and self.before.is_public
            and self.envelope.type in ("occurrence.amended", "occurrence.retracted")
            and self.entry.status in ("amended", "retracted")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a timeline is called."""

    slug: str
    title: str
    group: Literal["all", "yours", "institutions", "places", "kinds"]
    description: str = ""  #: an institution's full name, a place's country
    country: str = ""  #: ISO 3166-1 alpha-2
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """An ordered set of entries under a slug."""

    label: Label
    entries: tuple[Entry, ...]  #: public ones by earliest possible day, then latest, then id
    retracted: tuple[Entry, ...]  #: those taken back that once stood here, in the same order
    changes: tuple[Change, ...]  #: newest first: the last of every entry, then every correction as an item of its own
    updated: datetime  #: when its document last changed
    position: int  #: of the last event that changed it
    until: datetime | None = None  #: when the next retraction told here is told no longer; None where none is

    @property
    def slug(self) -> str:
        """The last part of its address."""
        return self.label.slug

    @property
    def title(self) -> str:
        """What it is called."""
        return self.label.title


class Shelf(Protocol):
    """What the fold may ask of the views, inside the transaction in which it runs."""

    def occurrence(self, id: UUID) -> Occurrence | None:
        """Return the occurrence of that id."""

    def told_by(self, article: UUID) -> Iterable[Occurrence]:
        """Return the occurrences first recorded in that article's stream, oldest first."""

    def group(self, root: UUID) -> tuple[Occurrence, ...]:
        """Return the occurrence and all those merged into it, directly or not, oldest first."""

    def entry(self, id: UUID) -> Entry | None:
        """Return the newest revision of that entry."""

    def entries(self) -> Iterable[UUID]:
        """Return the id of every entry."""

    def source(self, article: UUID) -> Source | None:
        """Return that article as its newest revision names it."""

    def settings(self) -> HomeConfigured:
        """Return the home's settings as last configured."""


class Folded(Value, frozen=True, kw_only=True):
    """What one envelope does to the views."""

    occurrences: tuple[Occurrence, ...] = ()
    source: Source | None = None
    settings: HomeConfigured | None = None
    changes: tuple[Change, ...] = ()
    #: What was folded before may show words that were erased since: the views must be rebuilt.
    stale: bool = False


__all__ = [
    "Change", "Entry", "Filter", "Folded", "Label", "Occurrence", "Shelf", "Source", "Status", "Step", "Timeline",
]  # fmt: skip
