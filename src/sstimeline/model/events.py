"""Events: what is appended to the log, and what it becomes once it is history (CONTRACT.md, "event")."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from sstimeline.model.articles import Evidence
from sstimeline.model.dates import Date, Dating
from sstimeline.model.values import Value

Bound = Literal["start", "end", "point"]


class Actor(Value, frozen=True, kw_only=True):
    """An institution or group that took part."""

    id: str | None  #: the gazetteer's id, which is its timeline's slug; None for one it does not know
    name: str  #: as a reader should see it: "INSS"
    role: str  #: "visitor", "host", "organiser", "recipient", "granter" ...


class Place(Value, frozen=True, kw_only=True):
    """Where it was."""

    name: str  #: "Madrid", "Spain"
    country: str  #: ISO 3166-1 alpha-2, upper case; empty where unknown
    slug: str = ""  #: "es-madrid", "mx": what follows `place-` in a timeline's slug


class Quantity(Value, frozen=True, kw_only=True):
    """How many of what."""

    value: float | int
    unit: str  #: plural noun in the article's language: "officials", "awards", "EUR"


class Dated(Value, frozen=True, kw_only=True):
    """Something happened: one phase of one occurrence, with all a reader needs to be shown."""

    schema: ClassVar[int] = 1
    type: str  #: `<kind>.<phase>`, "visit.began"
    occurrence: UUID  #: shared by all phases of one occurrence, kept for ever
    phases: tuple[str, ...]  #: all types of this telling; what an earlier telling said beyond them no longer holds
    date: Date | None  #: of this phase
    bound: Bound  #: which side of the occurrence this phase fixes
    when: Date | None  #: of the whole occurrence
    title: str
    language: str  #: BCP 47 tag of `title` and of the quotes
    actors: tuple[Actor, ...]
    places: tuple[Place, ...]
    quantity: Quantity | None
    evidence: tuple[Evidence, ...]
    dating: Dating
    confidence: float  #: 0 to 1

    @property
    def kind(self) -> str:
        """The part of the type before the dot."""
        return self.type.partition(".")[0]


class ArticleReceived(Value, frozen=True, kw_only=True):
    """An article the log had not heard of."""

    type: ClassVar[str] = "article.received"
    schema: ClassVar[int] = 1
    article: UUID
    text: str
    digest: str  #: hex SHA-256 of the text
    language: str
    title: str
    url: str | None
    source: str | None
    published: Date | None  #: the publication day believed
    received: date  #: the UTC day on which this text first arrived: every later reading's *today*


class ArticleRevised(ArticleReceived, frozen=True, kw_only=True):
    """The same article with another text."""

    type: ClassVar[str] = "article.revised"


class ArticleLinked(Value, frozen=True, kw_only=True):
    """Everything before this in its stream was matched with what other articles tell, and takes effect."""

    type: ClassVar[str] = "article.linked"
    schema: ClassVar[int] = 1
    article: UUID


class ArticleErased(Value, frozen=True, kw_only=True):
    """One article's words were blanked on lawful demand; its ids and days stay (STORE.md, 4)."""

    type: ClassVar[str] = "article.erased"
    schema: ClassVar[int] = 1
    article: UUID
    reason: str  #: a person's; it stays, and names nobody
    occurrences: tuple[UUID, ...]  #: every one that the article told of


class OccurrenceMerged(Value, frozen=True, kw_only=True):
    """Two articles tell of one occurrence: *occurrence* now stands within *into*, the earlier recorded."""

    type: ClassVar[str] = "occurrence.merged"
    schema: ClassVar[int] = 1
    occurrence: UUID
    into: UUID
    because: str  #: one sentence


class OccurrenceAmended(Value, frozen=True, kw_only=True):
    """A person's correction; it outranks the extractor for ever. None leaves a field as it stands."""

    type: ClassVar[str] = "occurrence.amended"
    schema: ClassVar[int] = 1
    occurrence: UUID
    reason: str
    date: Date | None = None
    title: str | None = None
    kind: str | None = None
    actors: tuple[Actor, ...] | None = None
    places: tuple[Place, ...] | None = None


class OccurrenceRetracted(Value, frozen=True, kw_only=True):
    """The occurrence is taken back."""

    type: ClassVar[str] = "occurrence.retracted"
    schema: ClassVar[int] = 1
    occurrence: UUID
    reason: str
    by: Literal["person", "extractor"]  #: an extractor's stands only until it tells the occurrence again


class Filter(Value, frozen=True, kw_only=True):
    """A timeline of the home's own: the entries that match every field given."""

    slug: str
    title: str
    kind: tuple[str, ...] = ()  #: any of these; empty for every kind
    actor: tuple[str, ...] = ()  #: any of these gazetteer ids
    place: tuple[str, ...] = ()  #: any of these place slugs
    language: tuple[str, ...] = ()


class HomeConfigured(Value, frozen=True, kw_only=True):
    """The settings that change what timelines hold."""

    type: ClassVar[str] = "home.configured"
    schema: ClassVar[int] = 1
    threshold: float = 0.8  #: the confidence below which an occurrence waits in review
    timelines: tuple[Filter, ...] = ()


Bookkeeping = (
    ArticleReceived
    | ArticleRevised
    | ArticleLinked
    | ArticleErased
    | OccurrenceMerged
    | OccurrenceAmended
    | OccurrenceRetracted
    | HomeConfigured
)
Event = Dated | Bookkeeping


class Envelope(Value, frozen=True, kw_only=True):
    """An event once it is history."""

    id: UUID  #: UUIDv5 of stream, ordinal and data digest (STORE.md, 2)
    stream: str
    version: int  #: its place in the stream, from 1
    position: int  #: its place in the log, from 1, without gaps
    recorded_at: datetime  #: UTC, never earlier than the one before
    type: str
    schema: int  #: the form in which it was stored; `event` is always the newest
    event: Event
    previous: str  #: hex hash of the event before it in the log
    hash: str  #: hex SHA-256 (STORE.md, 4)


class Head(Value, frozen=True, kw_only=True):
    """Where the log stands."""

    position: int = 0
    hash: str = "0" * 64
