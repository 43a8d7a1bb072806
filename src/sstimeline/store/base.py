"""The three protocols every store keeps: Log, Views and Desk."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple, Protocol
from unicodedata import combining, normalize
from uuid import UUID

from sstimeline.model.articles import article_of
from sstimeline.model.entries import Change, Entry, Folded, Occurrence, Shelf, Source
from sstimeline.model.errors import Tampered
from sstimeline.model.events import (
    ArticleErased,
    ArticleLinked,
    ArticleReceived,
    Dated,
    Envelope,
    Event,
    Head,
    HomeConfigured,
    OccurrenceRetracted,
)
from sstimeline.model.values import replace
from sstimeline.store.codec import Record, dumps

#: The desk's name for the newest erasure whose words may still lie on the disk; its value is the position.
SCRUB = "scrub"

#: Occurrences that last longer are looked up by themselves, so that the others need a short look back.
LONG = timedelta(days=40)

#: What `project` hands to `Views.advance`: one envelope and what may be asked, to what changes.
Fold = Callable[[Envelope, Shelf], Folded]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which entries of the views are wanted; everything given must hold."""

    slug: str | None = None  #: in this timeline
    kind: str | None = None
    actor: str | None = None  #: a gazetteer id
    place: str | None = None  #: a place slug
    language: str | None = None
    earliest: date | None = None  #: the event's date can overlap what comes after, this day included
    latest: date | None = None
    words: str | None = None  #: every word occurs in title, quote, actor or place, case and accents aside
    statuses: tuple[str, ...] = ("published", "amended")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A bearer token as the desk knows it: never the token itself."""

    name: str
    scope: str  #: "read", "write" or "admin"; each includes the ones before
    created: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was answered under an idempotency key, in facts from which the same bytes are made again."""

    digest: str = ""  #: hex SHA-256 of the request
    status: int = 0
    id: str = ""  #: of the article or the entry
    stream: str = ""
    version: int = 0
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A key that an append takes in its own transaction, so that what it stands for is done once (STORE.md, 8)."""

    key: str
    #: What to remember under the key, made of what was appended.
    answer: Callable[[Sequence[Record]], Answer] = lambda records: Answer()


class Changed(NamedTuple):
    """What a poller hears: entries as they now stand, and where to ask on."""

    entries: tuple[Entry, ...]  #: by position, then id; all those of the last position
    position: int  #: up to which this is complete: of the last entry where there is more, else the checkpoint
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An article that waits to be linked, and what decides how, all as the views stood at one moment."""

    article: UUID
    version: int  #: of its stream: what the views hold of it, which the append must still find
    linked: int  #: the position of the last `article.linked` of all, 0 where there is none
    told: tuple[Occurrence, ...]  #: by this article
    candidates: dict[UUID, tuple[Occurrence, ...]]  #: see `Views.candidates`, for each of *told* that waits


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a job for one slot of its schedule."""

    slot: str
    owner: str
    until: datetime  #: when its lease ends
    done: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """What the views know of one timeline without looking at its entries."""

    public: int  #: entries that stand in it
    first: int  #: the position at which it first held an entry
    changed: int  #: the last position at which an entry that stands or once stood in it changed


def matches(entry: Entry, query: Query) -> bool:
    """Tell whether *entry* belongs to the answer of *query*."""
    slugs = [query.slug, query.actor, query.place and f"place-{query.place}", query.kind and f"kind-{query.kind}"]
    return (
        entry.status in query.statuses
        and all(slug in entry.timelines for slug in slugs if slug)
        and query.language in (None, entry.language)
        and (entry.date is None or entry.date.overlaps(query.earliest, query.latest))
        and (query.words is None or all(word in _words(entry) for word in folded(query.words).split()))
    )


def stood(revisions: Sequence[Entry], query: Query) -> Entry | None:
    """Return the newest of *revisions* as a poller of *query* must hear of it; None where it never stood there.

    One that no longer belongs to the answer comes with the status `left`, unless it was retracted or merged away.
    """
    newest = revisions[-1]
    if matches(newest, query):
        return newest
    if not any(matches(revision, query) for revision in revisions):
        return None
    return newest if newest.status in ("retracted", "left") else replace(newest, status="left")


def whole_positions(entries: Sequence[Entry], limit: int) -> tuple[Entry, ...]:
    """Return the first *limit* of *entries*, and the rest of the last one's position with them."""
    if len(entries) <= limit:
        return tuple(entries)
    last = entries[limit - 1].position
    return tuple(entry for index, entry in enumerate(entries) if index < limit or entry.position == last)


def by_date(entry: Entry) -> tuple[date, date, UUID]:
    """Order entries as timelines do: earliest possible day, then latest, then id; those without a date last."""
    when = entry.date
    return (date.max, date.max, entry.id) if when is None else (when.earliest, when.latest, entry.id)


def by_position(entry: Entry) -> tuple[int, UUID]:
    """Order entries as pollers get them: by position, then id."""
    return entry.position, entry.id


def fingerprint(*parts: Iterable[object]) -> str:
    """Return a hex digest over all values of all *parts*, in order."""
    digest = sha256()
    for part in parts:
        for value in part:
            digest.update(dumps(value) + b"\n")
        digest.update(b"\n")
    return digest.hexdigest()


def one_step(fold: Fold, envelope: Envelope, shelf: Shelf) -> Folded:
    """Return what *fold* makes of one envelope; raise `Tampered` where it can't follow what stands before it."""
    try:
        return fold(envelope, shelf)
    except (ValueError, LookupError) as error:  # no program of ours appends such a thing
        raise Tampered(envelope.position, f"it can't follow what stands before it: {error}") from error


def waits(envelope: Envelope) -> UUID | None:
    """Return the article that this event makes wait for linking, if any."""
    event = envelope.event
    if isinstance(event, ArticleReceived):
        return event.article
    if isinstance(event, Dated) or (isinstance(event, OccurrenceRetracted) and event.by == "extractor"):
        return article_of(envelope.stream)
    return None


def settles(envelope: Envelope) -> UUID | None:
    """Return the article that this event says was linked, if any."""
    return envelope.event.article if isinstance(envelope.event, (ArticleLinked, ArticleErased)) else None


def parts_of(occurrence: Occurrence) -> tuple[str, tuple[str, ...], date, date] | None:
    """Return kind, actors' ids and days of an occurrence by which others are compared; None where it has none."""
    telling = occurrence.told or occurrence.pending
    if not telling or telling[0].when is None or not telling[0].when.is_usable:
        return None
    actors = tuple(sorted({actor.id for actor in telling[0].actors if actor.id}))
    return (telling[0].kind, actors, telling[0].when.earliest, telling[0].when.latest) if actors else None


def may_be_one(one: Occurrence, other: Occurrence, within: timedelta) -> bool:
    """Tell whether two occurrences share kind and an actor, and their days come within *within* of each other."""
    ours = parts_of(replace(one, told=()) if one.pending else one)
    theirs = parts_of(other)
    if ours is None or theirs is None or ours[0] != theirs[0] or set(ours[1]).isdisjoint(theirs[1]):
        return False
    return near(ours[2], -within) <= theirs[3] and theirs[2] <= near(ours[3], within)


def near(day: date, by: timedelta) -> date:
    """Return *day* moved *by*, stopped at the ends of the calendar."""
    try:
        return day + by
    except OverflowError:
        return date.max if by > timedelta() else date.min


def folded(text: str) -> str:
    """Return *text* for searching: without case and accents."""
    return "".join(char for char in normalize("NFKD", text.casefold()) if not combining(char))


def _words(entry: Entry) -> str:
    names = [actor.name for actor in entry.actors] + [place.name for place in entry.places]
    return folded(" ".join([entry.title, *names, *(evidence.quote for evidence in entry.evidence)]))


class Log(Protocol):
    """The append-only log (STORE.md, promises 1 to 4)."""

    async def append(
        self, stream: str, events: Sequence[Event], *, expect: int, at: datetime, guard: Guard | None = None
    ) -> tuple[Envelope, ...]:
        """Append *events* to *stream* and return them as history, once they are durable.

        Where all are stored already, the stored ones come back. Raises `StreamMoved` where the stream is
        not at version *expect*, and `Conflict` where one of the ids, or the key of *guard*, is taken.
        """

    async def take(self, records: Sequence[Record]) -> None:
        """Store *records* just as they are, hashes and all; raise `Tampered` where they don't follow the head."""

    async def erase(self, stream: str, event: ArticleErased, *, expect: int, at: datetime) -> Envelope:
        """Append *event* to *stream* and blank the data of all that stands before it there, in one step.

        The desk's item bytes go with it. Raises `StreamMoved` where the stream is not at version *expect*.
        """

    async def read(self, stream: str) -> tuple[Envelope, ...]:
        """Return all of a stream, oldest first; empty where nothing was appended to it."""

    async def after(self, position: int, limit: int = 500) -> tuple[Envelope, ...]:
        """Return what comes right after *position*, in order and without gaps."""

    def records(self, position: int = 0) -> AsyncIterator[Record]:
        """Give what comes after *position* as it is stored, a page at a time; never all of it at once."""

    async def head(self) -> Head:
        """Return the position and hash at which the log stands."""

    async def verify(self) -> Head:
        """Recompute the chain from the first event on; raise `Tampered` where it does not hold."""


class Views(Protocol):
    """What the log was folded into; may be deleted always."""

    async def advance(self, fold: Fold, limit: int = 500) -> tuple[int, tuple[Change, ...]]:
        """Fold up to *limit* envelopes and return the new checkpoint and what changed.

        Envelopes, what they change and the checkpoint move in one transaction (STORE.md, 5). Where another
        process is folding just now, nothing is done.
        """

    async def checkpoint(self) -> int:
        """Return the position up to which the log is folded."""

    async def generation(self) -> int:
        """Return the number of the rebuild that made these views; what was made of an earlier one is out of date."""

    async def is_stale(self) -> bool:
        """Tell whether the views may show words that were erased since, and must be rebuilt."""

    async def rebuild(
        self, fold: Fold, each: Callable[[int], None] = lambda position: None, *, join: bool = False
    ) -> int:
        """Fold the whole log anew beside what stands, take its place in one step, and return the checkpoint.

        Readers see the old views until then. *each* is told every position reached. All who rebuild at once do it
        together; one that is to *join* goes on with what others, or one that was killed, have begun.
        """

    async def clear(self) -> None:
        """Empty what a rebuild left behind that was killed; one that goes on just now begins again."""

    async def fingerprint(self) -> str:
        """Return a hex digest over all rows and the checkpoint: equal for equal views."""

    async def unlinked(self) -> tuple[UUID, ...]:
        """Return articles with an extractor's event after their last `article.linked`, oldest first."""

    async def waiting(self, within: timedelta) -> Waiting | None:
        """Return the first of `unlinked` with what linking it asks for, all as it stood at one moment."""

    async def linked(self) -> int:
        """Return the position of the last `article.linked`, 0 where there is none: the linkers' ticket."""

    async def occurrence(self, id: UUID) -> Occurrence | None:
        """Return the occurrence of that id."""

    async def told_by(self, article: UUID) -> tuple[Occurrence, ...]:
        """Return the occurrences first recorded in that article's stream."""

    async def candidates(self, occurrence: Occurrence, within: timedelta) -> tuple[Occurrence, ...]:
        """Return the occurrences of other articles for which `may_be_one` holds, oldest first.

        With them come those that stand in one entry with them, or with *occurrence* itself.
        """

    async def entry(self, id: UUID) -> Entry | None:
        """Return the newest revision of that entry."""

    async def entries(self, query: Query, *, as_of: int | None = None) -> tuple[Entry, ...]:
        """Return what matches, by earliest possible day, then latest, then id; as it stood at a position."""

    async def changed(self, query: Query, since: int, limit: int) -> Changed:
        """Return each entry that changed after *since* and stands or once stood in the query's answer.

        As it now stands; the checkpoint is read in one transaction with the entries, so that no change falls
        between two answers.
        """

    async def revisions(self, id: UUID) -> tuple[Change, ...]:
        """Return every revision of that entry, oldest first."""

    async def changes(self, slug: str) -> tuple[Change, ...]:
        """Return every revision of every entry that stands or once stood in that timeline, oldest first."""

    async def slugs(self) -> dict[str, int]:
        """Return each timeline that holds or once held an entry, with the number of public ones."""

    async def shelved(self, since: int = 0) -> dict[str, Shelved]:
        """Return what is known of each timeline in which something changed after *since*."""

    async def source(self, article: UUID) -> Source | None:
        """Return that article as its newest revision names it."""

    async def settings(self) -> HomeConfigured:
        """Return the settings as last configured."""

    async def position_at(self, moment: datetime) -> int:
        """Return the last folded position recorded at or before *moment*."""


class Desk(Protocol):
    """Working state that survives `rebuild` and is no part of the log."""

    async def keep(self, name: str, value: str) -> None:
        """Remember *value* under *name*, in place of what was there."""

    async def recall(self, name: str) -> str | None:
        """Return what is remembered under *name*."""

    async def forget(self, name: str, value: str) -> None:
        """Forget what is remembered under *name*, where that is still *value*."""

    async def issue_token(self, digest: str, token: Token) -> None:
        """Remember a token by the hex SHA-256 of it."""

    async def token(self, digest: str) -> Token | None:
        """Return the token of that digest; None where it was never issued or was revoked."""

    async def tokens(self) -> tuple[Token, ...]:
        """Return all tokens, oldest first."""

    async def revoke_token(self, name: str) -> bool:
        """Forget the token of that name; False where there is none."""

    async def answer(self, key: str) -> Answer | None:
        """Return what is remembered under a key that an append took, or `keep_answer`."""

    async def keep_answer(self, key: str, answer: Answer, *, at: datetime) -> None:
        """Remember what was answered under a key without an append; the first answer stays."""

    async def items(self, keys: Iterable[str]) -> dict[str, bytes]:
        """Return the item bytes kept under those of *keys* that are known."""

    async def keep_items(self, items: dict[str, bytes], *, generation: int) -> None:
        """Remember item bytes, made of views of that generation, unless they may show words that were erased since."""

    async def start_run(self, job: str, slot: str, *, owner: str, at: datetime, lease: timedelta) -> bool:
        """Take the one run of *job* for *slot*, and tell whether *owner* has it now (STORE.md, 6).

        A run that was started and not finished is given away again once its lease has run out.
        """

    async def finish_run(self, job: str, slot: str, *, owner: str, at: datetime) -> bool:
        """Mark the run as done; False where *owner* no longer has it."""

    async def runs(self, job: str) -> tuple[Run, ...]:
        """Return the runs of *job* that are remembered, by slot."""

    async def tidy(self, before: datetime, prefix: str) -> int:
        """Forget done runs, and keys that begin with *prefix*, from before that moment; return how many."""

    async def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return what a backup keeps of the desk: notes, tokens and keys, as rows by table."""

    async def load(self, rows: dict[str, list[tuple[Any, ...]]]) -> None:
        """Put back what `dump` returned."""


class Store(Protocol):
    """One backend: a log, its views and its desk; `store/<scheme>.py` has `open(address)` for it."""

    log: Log
    views: Views
    desk: Desk

    async def close(self) -> None:
        """Let go of what it holds; a second call does nothing."""

    async def scrub(self) -> bool:
        """Give up the pages on which erased words still lie; False where others who read them are in the way."""
