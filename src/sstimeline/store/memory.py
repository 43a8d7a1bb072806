"""A store that forgets: real in every promise but durability. Tests and `verify` fold into it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sstimeline.model.entries import Change, Entry, Folded, Occurrence, Source
from sstimeline.model.errors import Conflict, StreamMoved
from sstimeline.model.events import Envelope, Event, Head, HomeConfigured
from sstimeline.store import codec
from sstimeline.store.base import (
    Answer,
    Fold,
    Log,
    Query,
    Token,
    by_date,
    by_position,
    fingerprint,
    matches,
    settles,
    stood,
    waits,
    whole_positions,
)


async def open(address: str) -> "Memory":
    """Return an empty store; *address* is not looked at."""
    return Memory()


class Memory:
    """Log, views and desk in this process alone."""

    def __init__(self) -> None:
        self.desk = MemoryDesk()
        self.log = MemoryLog(self.desk)
        self.views = MemoryViews(self.log)

    async def close(self) -> None:
        """Do nothing."""


class MemoryLog:
    """The log as a list of records."""

    def __init__(self, desk: "MemoryDesk") -> None:
        self._records: list[codec.Record] = []
        self._streams: dict[str, list[codec.Record]] = defaultdict(list)
        self._ids: dict[str, codec.Record] = {}
        self._desk = desk

    async def append(
        self, stream: str, events: Sequence[Event], *, expect: int, at: datetime, key: str | None = None
    ) -> tuple[Envelope, ...]:
        """See `Log.append`."""
        if not events:
            return ()
        head = await self.head()
        last = codec.moment(self._records[-1].recorded_at) if self._records else None
        records = codec.seal(head, last, stream, expect, events, at)
        known = [self._ids[record.id] for record in records if record.id in self._ids]
        if len(known) == len(records):
            return tuple(map(codec.unseal, known))
        if len(self._streams[stream]) != expect:
            raise StreamMoved(stream, expect, len(self._streams[stream]))
        if known:
            raise Conflict(f"an event of {stream} is stored already in another place")
        if key is not None and not self._desk.take(key):
            raise Conflict(f"{key} is taken: someone else has done this")
        self._records.extend(records)
        self._streams[stream].extend(records)
        self._ids.update((record.id, record) for record in records)
        return tuple(map(codec.unseal, records))

    async def read(self, stream: str) -> tuple[Envelope, ...]:
        """See `Log.read`."""
        return tuple(map(codec.unseal, self._streams.get(stream, ())))

    async def after(self, position: int, limit: int = 500) -> tuple[Envelope, ...]:
        """See `Log.after`."""
        return tuple(map(codec.unseal, self._records[position : position + limit]))

    async def head(self) -> Head:
        """See `Log.head`."""
        if not self._records:
            return Head()
        return Head(position=self._records[-1].position, hash=self._records[-1].hash)

    async def verify(self) -> Head:
        """See `Log.verify`."""
        head = Head()
        for record in self._records:
            head = codec.check(record, head)
        return head


class MemoryViews:
    """The views as dictionaries; *log* may be any store's, which is how `verify` folds a log a second time."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._clear()

    def _clear(self) -> None:
        self._checkpoint = 0
        self._moments: list[datetime] = []
        self._occurrences: dict[UUID, Occurrence] = {}
        self._sources: dict[UUID, Source] = {}
        self._revisions: dict[UUID, list[Change]] = defaultdict(list)
        self._unlinked: dict[UUID, int] = {}
        self._linked = 0
        self._settings = HomeConfigured()

    async def advance(self, fold: Fold, limit: int = 500) -> tuple[int, tuple[Change, ...]]:
        """See `Views.advance`."""
        changes: list[Change] = []
        for envelope in await self._log.after(self._checkpoint, limit):
            folded = fold(envelope, _Shelf(self))
            self._apply(envelope, folded)
            changes.extend(folded.changes)
        return self._checkpoint, tuple(changes)

    def _apply(self, envelope: Envelope, folded: Folded) -> None:
        self._occurrences.update((occurrence.id, occurrence) for occurrence in folded.occurrences)
        if folded.source is not None:
            self._sources[folded.source.id] = folded.source
        self._settings = folded.settings or self._settings
        for change in folded.changes:
            self._revisions[change.entry.id].append(change)
        article = waits(envelope)
        if article is not None:
            self._unlinked.setdefault(article, envelope.position)
        linked = settles(envelope)
        if linked is not None:
            self._unlinked.pop(linked, None)
            self._linked = envelope.position
        self._checkpoint = envelope.position
        self._moments.append(envelope.recorded_at)

    async def checkpoint(self) -> int:
        """See `Views.checkpoint`."""
        return self._checkpoint

    async def reset(self) -> None:
        """See `Views.reset`."""
        self._clear()

    async def fingerprint(self) -> str:
        """See `Views.fingerprint`."""
        revisions = sorted((str(id), [change.entry for change in self._revisions[id]]) for id in self._revisions)
        standing = {(slug, id) for id, entries in revisions for entry in entries for slug in entry.timelines}
        newest = {id: entries[-1] for id, entries in revisions}
        return fingerprint(
            [self._checkpoint, self._linked, self._settings],
            (self._occurrences[id] for id in sorted(self._occurrences)),
            (self._sources[id] for id in sorted(self._sources)),
            ([entry, entry is newest[id]] for id, entries in revisions for entry in entries),
            ([slug, id, newest[id].is_public and slug in newest[id].timelines] for slug, id in sorted(standing)),
            sorted([position, article] for article, position in self._unlinked.items()),
        )

    async def unlinked(self) -> tuple[UUID, ...]:
        """See `Views.unlinked`."""
        return tuple(sorted(self._unlinked, key=self._unlinked.__getitem__))

    async def linked(self) -> int:
        """See `Views.linked`."""
        return self._linked

    async def occurrence(self, id: UUID) -> Occurrence | None:
        """See `Views.occurrence`."""
        return self._occurrences.get(id)

    async def told_by(self, article: UUID) -> tuple[Occurrence, ...]:
        """See `Views.told_by`."""
        return _Shelf(self).told_by(article)

    async def candidates(self, occurrence: Occurrence) -> tuple[Occurrence, ...]:
        """See `Views.candidates`."""
        telling = (occurrence.pending or occurrence.told)[0]
        found = []
        for other in self._occurrences.values():
            theirs = (other.told or other.pending)[:1]
            if other.article == occurrence.article or not theirs or theirs[0].kind != telling.kind:
                continue
            found.append(other)
        return tuple(sorted(found, key=lambda other: other.first))

    async def entry(self, id: UUID) -> Entry | None:
        """See `Views.entry`."""
        return self._revisions[id][-1].entry if id in self._revisions else None

    async def entries(self, query: Query, *, as_of: int | None = None) -> tuple[Entry, ...]:
        """See `Views.entries`."""
        found = []
        for revisions in self._revisions.values():
            standing = [change.entry for change in revisions if as_of is None or change.entry.position <= as_of]
            if standing and matches(standing[-1], query):
                found.append(standing[-1])
        return tuple(sorted(found, key=by_date))

    async def changed(self, query: Query, since: int, limit: int) -> tuple[Entry, ...]:
        """See `Views.changed`."""
        found = []
        for revisions in self._revisions.values():
            entry = stood(tuple(change.entry for change in revisions), query)
            if entry is not None and entry.position > since:
                found.append(entry)
        return whole_positions(sorted(found, key=by_position), limit)

    async def revisions(self, id: UUID) -> tuple[Change, ...]:
        """See `Views.revisions`."""
        return tuple(self._revisions.get(id, ()))

    async def changes(self, slug: str) -> tuple[Change, ...]:
        """See `Views.changes`."""
        found = [
            change
            for revisions in self._revisions.values()
            if any(slug in change.entry.timelines for change in revisions)
            for change in revisions
        ]
        return tuple(sorted(found, key=lambda change: (change.entry.position, change.entry.id)))

    async def slugs(self) -> dict[str, int]:
        """See `Views.slugs`."""
        counts: dict[str, int] = {}
        for revisions in self._revisions.values():
            for change in revisions:
                for slug in change.entry.timelines:
                    counts.setdefault(slug, 0)
            if revisions[-1].entry.is_public:
                for slug in revisions[-1].entry.timelines:
                    counts[slug] += 1
        return counts

    async def source(self, article: UUID) -> Source | None:
        """See `Views.source`."""
        return self._sources.get(article)

    async def settings(self) -> HomeConfigured:
        """See `Views.settings`."""
        return self._settings

    async def position_at(self, moment: datetime) -> int:
        """See `Views.position_at`."""
        return sum(recorded <= moment for recorded in self._moments)


class _Shelf:
    """What the fold may ask, answered from the dictionaries."""

    def __init__(self, views: MemoryViews) -> None:
        self._views = views

    def occurrence(self, id: UUID) -> Occurrence | None:
        return self._views._occurrences.get(id)

    def told_by(self, article: UUID) -> tuple[Occurrence, ...]:
        found = (one for one in self._views._occurrences.values() if one.article == article)
        return tuple(sorted(found, key=lambda one: (one.first, one.id)))

    def group(self, root: UUID) -> tuple[Occurrence, ...]:
        members, new = {root}, {root}
        while new:
            new = {one.id for one in self._views._occurrences.values() if one.into in new} - members
            members |= new
        found = (self._views._occurrences[id] for id in members if id in self._views._occurrences)
        return tuple(sorted(found, key=lambda one: (one.id != root, one.first, one.id)))

    def entry(self, id: UUID) -> Entry | None:
        return self._views._revisions[id][-1].entry if id in self._views._revisions else None

    def entries(self) -> Iterator[UUID]:
        return iter(sorted(self._views._revisions))

    def source(self, article: UUID) -> Source | None:
        return self._views._sources.get(article)

    def settings(self) -> HomeConfigured:
        return self._views._settings


class MemoryDesk:
    """The desk as dictionaries."""

    def __init__(self) -> None:
        self._notes: dict[str, str] = {}
        self._tokens: dict[str, Token] = {}
        self._answers: dict[str, Answer] = {}
        self._items: dict[str, bytes] = {}

    def take(self, key: str) -> bool:
        """Take *key* for good; False where it is taken."""
        if key in self._notes:
            return False
        self._notes[key] = ""
        return True

    async def keep(self, name: str, value: str) -> None:
        """See `Desk.keep`."""
        self._notes[name] = value

    async def recall(self, name: str) -> str | None:
        """See `Desk.recall`."""
        return self._notes.get(name)

    async def issue_token(self, digest: str, token: Token) -> None:
        """See `Desk.issue_token`."""
        if any(other.name == token.name for other in self._tokens.values()):
            raise Conflict(f"there is a token named {token.name!r} already: revoke it first, or choose another name")
        self._tokens[digest] = token

    async def token(self, digest: str) -> Token | None:
        """See `Desk.token`."""
        return self._tokens.get(digest)

    async def tokens(self) -> tuple[Token, ...]:
        """See `Desk.tokens`."""
        return tuple(sorted(self._tokens.values(), key=lambda token: (token.created, token.name)))

    async def revoke_token(self, name: str) -> bool:
        """See `Desk.revoke_token`."""
        kept = {digest: token for digest, token in self._tokens.items() if token.name != name}
        gone = len(kept) < len(self._tokens)
        self._tokens = kept
        return gone

    async def answer(self, key: str) -> Answer | None:
        """See `Desk.answer`."""
        return self._answers.get(key)

    async def keep_answer(self, key: str, answer: Answer) -> None:
        """See `Desk.keep_answer`."""
        self._answers.setdefault(key, answer)

    async def items(self, keys: Iterable[str]) -> dict[str, bytes]:
        """See `Desk.items`."""
        return {key: self._items[key] for key in keys if key in self._items}

    async def keep_items(self, items: dict[str, bytes]) -> None:
        """See `Desk.keep_items`."""
        self._items.update(items)
