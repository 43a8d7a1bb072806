"""The three protocols every store keeps: Log, Views and Desk."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Protocol
from unicodedata import combining, normalize
from uuid import UUID

from sstimeline.model.entries import Change, Entry, Folded, Occurrence, Shelf, Source
from sstimeline.model.events import (
    ArticleLinked,
    ArticleReceived,
    Dated,
    Envelope,
    Event,
    Head,
    HomeConfigured,
    OccurrenceRetracted,
)
from sstimeline.store.codec import dumps

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
    """What was answered under an idempotency key."""

    digest: str  #: hex SHA-256 of the request's body
    status: int
    body: bytes


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


def waits(envelope: Envelope) -> UUID | None:
    """Return the article that this event makes wait for linking, if any."""
    event = envelope.event
    if isinstance(event, ArticleReceived):
        return event.article
    if isinstance(event, Dated) or (isinstance(event, OccurrenceRetracted) and event.by == "extractor"):
        return UUID(envelope.stream.removeprefix("article-"))
    return None


def settles(envelope: Envelope) -> UUID | None:
    """Return the article that this event says was linked, if any."""
    return envelope.event.article if isinstance(envelope.event, ArticleLinked) else None


def folded(text: str) -> str:
    """Return *text* for searching: without case and accents."""
    return "".join(char for char in normalize("NFKD", text.casefold()) if not combining(char))


def _words(entry: Entry) -> str:
    names = [actor.name for actor in entry.actors] + [place.name for place in entry.places]
    return folded(" ".join([entry.title, *names, *(evidence.quote for evidence in entry.evidence)]))


class Log(Protocol):
    """The append-only log (STORE.md, promises 1 to 4)."""

    async def append(
        self, stream: str, events: Sequence[Event], *, expect: int, at: datetime, key: str | None = None
    ) -> tuple[Envelope, ...]:
        """Append *events* to *stream* and return them as history, once they are durable.

        Where all are stored already, the stored ones come back. Raises `StreamMoved` where the stream is
        not at version *expect*, and `Conflict` where one of the ids, or the desk key *key*, is taken.
        """

    async def read(self, stream: str) -> tuple[Envelope, ...]:
        """Return all of a stream, oldest first; empty where nothing was appended to it."""

    async def after(self, position: int, limit: int = 500) -> tuple[Envelope, ...]:
        """Return what comes right after *position*, in order and without gaps."""

    async def head(self) -> Head:
        """Return the position and hash at which the log stands."""

    async def verify(self) -> Head:
        """Recompute the chain from the first event on; raise `Tampered` where it does not hold."""


class Views(Protocol):
    """What the log was folded into; may be deleted always."""

    async def advance(self, fold: Fold, limit: int = 500) -> tuple[int, tuple[Change, ...]]:
        """Fold up to *limit* envelopes and return the new checkpoint and what changed.

        Envelopes, what they change and the checkpoint move in one transaction (STORE.md, 5).
        """

    async def checkpoint(self) -> int:
        """Return the position up to which the log is folded."""

    async def reset(self) -> None:
        """Forget everything, the checkpoint too."""

    async def fingerprint(self) -> str:
        """Return a hex digest over all rows and the checkpoint: equal for equal views."""

    async def unlinked(self) -> tuple[UUID, ...]:
        """Return the articles with an extractor's event after their last `article.linked`, oldest first."""

    async def linked(self) -> int:
        """Return the position of the last `article.linked`, 0 where there is none: the linkers' ticket."""

    async def occurrence(self, id: UUID) -> Occurrence | None:
        """Return the occurrence of that id."""

    async def told_by(self, article: UUID) -> tuple[Occurrence, ...]:
        """Return the occurrences first recorded in that article's stream."""

    async def candidates(self, occurrence: Occurrence) -> tuple[Occurrence, ...]:
        """Return the occurrences of other articles that are of the same kind, oldest first."""

    async def entry(self, id: UUID) -> Entry | None:
        """Return the newest revision of that entry."""

    async def entries(self, query: Query, *, as_of: int | None = None) -> tuple[Entry, ...]:
        """Return what matches, by earliest possible day, then latest, then id; as it stood at a position."""

    async def changed(self, query: Query, since: int, limit: int) -> tuple[Entry, ...]:
        """Return each entry that changed after *since* and stands or once stood in the query's answer.

        As it now stands, by position, then id; all those of the last position are sent whole.
        """

    async def revisions(self, id: UUID) -> tuple[Change, ...]:
        """Return every revision of that entry, oldest first."""

    async def changes(self, slug: str) -> tuple[Change, ...]:
        """Return every revision of every entry that stands or once stood in that timeline, oldest first."""

    async def slugs(self) -> dict[str, int]:
        """Return each timeline that holds or once held an entry, with the number of public ones."""

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

    async def issue_token(self, digest: str, token: Token) -> None:
        """Remember a token by the hex SHA-256 of it."""

    async def token(self, digest: str) -> Token | None:
        """Return the token of that digest; None where it was never issued or was revoked."""

    async def tokens(self) -> tuple[Token, ...]:
        """Return all tokens, oldest first."""

    async def revoke_token(self, name: str) -> bool:
        """Forget the token of that name; False where there is none."""

    async def answer(self, key: str) -> Answer | None:
        """Return what was answered under an idempotency key."""

    async def keep_answer(self, key: str, answer: Answer) -> None:
        """Remember what was answered under an idempotency key; the first answer stays."""

    async def items(self, keys: Iterable[str]) -> dict[str, bytes]:
        """Return the item bytes kept under those of *keys* that are known."""

    async def keep_items(self, items: dict[str, bytes]) -> None:
        """Remember item bytes."""


class Store(Protocol):
    """One backend: a log, its views and its desk; `store/<scheme>.py` has `open(address)` for it."""

    log: Log
    views: Views
    desk: Desk

    async def close(self) -> None:
        """Let go of what it holds; a second call does nothing."""
