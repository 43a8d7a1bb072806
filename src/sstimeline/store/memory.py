"""A store that forgets: real in every promise but durability. Tests and `verify` fold into it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import replace as with_changes
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sstimeline.model.articles import stream_of
from sstimeline.model.entries import Change, Entry, Folded, Occurrence, Source
from sstimeline.model.errors import Conflict, StreamMoved
from sstimeline.model.events import ArticleErased, Envelope, Event, Head, HomeConfigured
from sstimeline.store import codec
from sstimeline.store.base import (
    SCRUB,
    Answer,
    Changed,
    Fold,
    Guard,
    Log,
    Query,
    Run,
    Shelved,
    Token,
    Waiting,
    by_date,
    by_position,
    fingerprint,
    matches,
    may_be_one,
    one_step,
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
        self.desk = MemoryDesk(lambda: self.views)
        self.log = MemoryLog(self.desk)
        self.views = MemoryViews(self.log)

    async def close(self) -> None:
        """Do nothing."""

    async def scrub(self) -> bool:
        """Do nothing: what is blanked is gone."""
        return True


class MemoryLog:
    """The log as a list of records."""

    def __init__(self, desk: "MemoryDesk") -> None:
        self._records: list[codec.Record] = []
        self._streams: dict[str, list[codec.Record]] = defaultdict(list)
        self._ids: dict[str, codec.Record] = {}
        self._desk = desk

    async def append(
        self, stream: str, events: Sequence[Event], *, expect: int, at: datetime, guard: Guard | None = None
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
        if guard is not None:
            self._desk.take(guard, records)
        self._put(records)
        return codec.unsealed(records)

    async def take(self, records: Sequence[codec.Record]) -> None:
        """See `Log.take`."""
        head = await self.head()
        if records and head.position and records[-1] == self._records[-1]:
            return  # stored already
        for record in records:
            head = codec.check(record, head)
        self._put(records)

    async def erase(self, stream: str, event: ArticleErased, *, expect: int, at: datetime) -> Envelope:
        """See `Log.erase`."""
        stored = self._streams[stream]
        if len(stored) != expect:
            if [one.id for one in stored[expect:]] == codec.event_ids(stream, expect, [event]):
                return codec.unseal(stored[expect])  # done already
            raise StreamMoved(stream, expect, len(stored))
        blanks = [one._replace(data=codec.dumps(codec.blank(codec.unseal(one).event)).decode()) for one in stored]
        last = codec.moment(self._records[-1].recorded_at) if self._records else None
        records = codec.seal(await self.head(), last, stream, expect, [event], at)
        for blank in blanks:
            self._records[blank.position - 1] = self._ids[blank.id] = blank
        self._streams[stream] = blanks
        self._put(records)
        self._desk.erased(records[0].position)
        return codec.unseal(records[0])

    def _put(self, records: Sequence[codec.Record]) -> None:
        self._records.extend(records)
        for record in records:
            self._streams[record.stream].append(record)
            self._ids[record.id] = record

    async def read(self, stream: str) -> tuple[Envelope, ...]:
        """See `Log.read`."""
        return tuple(map(codec.unseal, self._streams.get(stream, ())))

    async def after(self, position: int, limit: int = 500) -> tuple[Envelope, ...]:
        """See `Log.after`."""
        return codec.unsealed(self._records[position : position + limit])

    async def records(self, position: int = 0) -> AsyncIterator[codec.Record]:
        """See `Log.records`."""
        for record in self._records[position:]:
            yield record

    async def head(self) -> Head:
        """See `Log.head`."""
        if not self._records:
            return Head()
        return Head(position=self._records[-1].position, hash=self._records[-1].hash)

    async def verify(self) -> Head:
        """See `Log.verify`."""
        verification = codec.Verification()
        for record in self._records:
            verification.take(record)
        return verification.end()


class MemoryViews:
    """The views as dictionaries; *log* may be any store's, which is how `verify` folds a log a second time."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._generation = 0
        self._checkpoint = 0
        self._moments: list[datetime] = []
        self._occurrences: dict[UUID, Occurrence] = {}
        self._by_article: dict[UUID, dict[UUID, None]] = defaultdict(dict)
        self._by_root: dict[UUID, dict[UUID, None]] = defaultdict(dict)
        self._stale = False
        self._sources: dict[UUID, Source] = {}
        self._revisions: dict[UUID, list[Change]] = defaultdict(list)
        self._unlinked: dict[UUID, int] = {}
        self._linked = 0
        self._settings = HomeConfigured()

    async def advance(self, fold: Fold, limit: int = 500) -> tuple[int, tuple[Change, ...]]:
        """See `Views.advance`."""
        changes: list[Change] = []
        for envelope in await self._log.after(self._checkpoint, limit):
            folded = one_step(fold, envelope, _Shelf(self))
            self._apply(envelope, folded)
            changes.extend(folded.changes)
        return self._checkpoint, tuple(changes)

    def _apply(self, envelope: Envelope, folded: Folded) -> None:
        for occurrence in folded.occurrences:
            self._occurrences[occurrence.id] = occurrence
            self._by_article[occurrence.article][occurrence.id] = None
            if occurrence.into is not None:
                self._by_root[occurrence.into][occurrence.id] = None
        self._stale = self._stale or folded.stale
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

    async def generation(self) -> int:
        """See `Views.generation`."""
        return self._generation

    async def is_stale(self) -> bool:
        """See `Views.is_stale`."""
        return self._stale

    async def clear(self) -> None:
        """Do nothing: what was replaced is gone."""

    async def rebuild(
        self, fold: Fold, each: Callable[[int], None] = lambda position: None, *, join: bool = False
    ) -> int:
        """See `Views.rebuild`."""
        beside = MemoryViews(self._log)
        beside._generation = self._generation + 1
        while True:
            before = beside._checkpoint
            await beside.advance(fold)
            each(beside._checkpoint)
            if beside._checkpoint == before and before >= self._checkpoint:
                self.__dict__.update(beside.__dict__)
                return self._checkpoint

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

    async def waiting(self, within: timedelta) -> Waiting | None:
        """See `Views.waiting`."""
        article = next(iter(await self.unlinked()), None)
        if article is None:
            return None
        told = await self.told_by(article)
        return Waiting(
            article=article,
            version=sum(one.position <= self._checkpoint for one in await self._log.read(stream_of(article))),
            linked=self._linked,
            told=told,
            candidates={one.id: await self.candidates(one, within) for one in told if one.pending},
        )

    async def linked(self) -> int:
        """See `Views.linked`."""
        return self._linked

    async def occurrence(self, id: UUID) -> Occurrence | None:
        """See `Views.occurrence`."""
        return self._occurrences.get(id)

    async def told_by(self, article: UUID) -> tuple[Occurrence, ...]:
        """See `Views.told_by`."""
        return _Shelf(self).told_by(article)

    async def candidates(self, occurrence: Occurrence, within: timedelta) -> tuple[Occurrence, ...]:
        """See `Views.candidates`."""
        roots = {self._root(occurrence)}
        for other in self._occurrences.values():
            if other.article != occurrence.article and may_be_one(occurrence, other, within):
                roots.add(self._root(other))
        shelf = _Shelf(self)
        found = {one.id: one for root in roots for one in shelf.group(root) if one.article != occurrence.article}
        return tuple(sorted(found.values(), key=lambda one: (one.first, one.id)))

    def _root(self, occurrence: Occurrence) -> UUID:
        seen = {occurrence.id}
        while occurrence.into is not None and occurrence.into not in seen and occurrence.into in self._occurrences:
            occurrence = self._occurrences[occurrence.into]
            seen.add(occurrence.id)
        return occurrence.id

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

    async def changed(self, query: Query, since: int, limit: int) -> Changed:
        """See `Views.changed`."""
        found = []
        for revisions in self._revisions.values():
            entry = stood(tuple(change.entry for change in revisions), query)
            if entry is not None and entry.position > since:
                found.append(entry)
        page = whole_positions(sorted(found, key=by_position), limit)
        more = len(page) < len(found)
        return Changed(page, page[-1].position if more else self._checkpoint, more)

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
        return {slug: shelved.public for slug, shelved in (await self.shelved()).items()}

    async def shelved(self, since: int = 0) -> dict[str, Shelved]:
        """See `Views.shelved`."""
        found: dict[str, Shelved] = {}
        for revisions in self._revisions.values():
            newest, ever = revisions[-1].entry, dict[str, int]()
            for change in revisions:
                for slug in change.entry.timelines:
                    ever.setdefault(slug, change.entry.position)
            for slug, first in ever.items():
                public = int(newest.is_public and slug in newest.timelines)
                one = found.get(slug, Shelved(public=0, first=first, changed=newest.position))
                found[slug] = Shelved(
                    public=one.public + public, first=min(one.first, first), changed=max(one.changed, newest.position)
                )
        return {slug: found[slug] for slug in sorted(found) if found[slug].changed > since}

    async def source(self, article: UUID) -> Source | None:
        """See `Views.source`."""
        return self._sources.get(article)

    async def settings(self) -> HomeConfigured:
        """See `Views.settings`."""
        return self._settings

    async def position_at(self, moment: datetime) -> int:
        """See `Views.position_at`."""
        return bisect_right(self._moments, moment)


class _Shelf:
    """What the fold may ask, answered from the dictionaries."""

    def __init__(self, views: MemoryViews) -> None:
        self._views = views

    def occurrence(self, id: UUID) -> Occurrence | None:
        return self._views._occurrences.get(id)

    def told_by(self, article: UUID) -> tuple[Occurrence, ...]:
        found = (self._views._occurrences[id] for id in self._views._by_article.get(article, ()))
        return tuple(sorted(found, key=lambda one: (one.first, one.id)))

    def group(self, root: UUID) -> tuple[Occurrence, ...]:
        members, new = {root}, {root}
        while new:
            new = {id for above in new for id in self._views._by_root.get(above, ())} - members
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

    def __init__(self, views: "Callable[[], MemoryViews]") -> None:
        self._views = views
        self._notes: dict[str, str] = {}
        self._tokens: dict[str, Token] = {}
        self._keys: dict[str, tuple[Answer, datetime | None]] = {}
        self._items: dict[str, bytes] = {}
        self._erased = 0  #: position of the last erasure
        self._runs: dict[tuple[str, str], Run] = {}

    def take(self, guard: Guard, records: Sequence[codec.Record]) -> None:
        """Take the key of *guard* for good; raise `Conflict` where it is taken."""
        if guard.key in self._keys:
            raise Conflict(f"{guard.key} is taken: someone else has done this")
        self._keys[guard.key] = guard.answer(records), codec.moment(records[-1].recorded_at)

    def erased(self, position: int) -> None:
        """Forget all item bytes, and note that the rest is still to be done."""
        self._items.clear()
        self._erased = position
        self._notes[SCRUB] = str(position)

    async def keep(self, name: str, value: str) -> None:
        """See `Desk.keep`."""
        self._notes[name] = value

    async def recall(self, name: str) -> str | None:
        """See `Desk.recall`."""
        return self._notes.get(name)

    async def forget(self, name: str, value: str) -> None:
        """See `Desk.forget`."""
        if self._notes.get(name) == value:
            del self._notes[name]

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
        return self._keys[key][0] if key in self._keys else None

    async def keep_answer(self, key: str, answer: Answer, *, at: datetime) -> None:
        """See `Desk.keep_answer`."""
        self._keys.setdefault(key, (answer, at))

    async def items(self, keys: Iterable[str]) -> dict[str, bytes]:
        """See `Desk.items`."""
        return {key: self._items[key] for key in keys if key in self._items}

    async def keep_items(self, items: dict[str, bytes], *, generation: int) -> None:
        """See `Desk.keep_items`."""
        views = self._views()
        erased = self._erased > await views.checkpoint() or await views.is_stale()
        if generation == await views.generation() and not erased:
            self._items.update(items)

    async def start_run(self, job: str, slot: str, *, owner: str, at: datetime, lease: timedelta) -> bool:
        """See `Desk.start_run`."""
        run, ours = self._runs.get((job, slot)), Run(slot=slot, owner=owner, until=at + lease, done=None)
        if run is not None and (run.done is not None or run.until > at):
            return run == ours
        self._runs[job, slot] = ours
        return True

    async def finish_run(self, job: str, slot: str, *, owner: str, at: datetime) -> bool:
        """See `Desk.finish_run`."""
        run = self._runs.get((job, slot))
        if run is None or run.owner != owner or run.done is not None:
            return run is not None and (run.owner, run.done) == (owner, at)
        self._runs[job, slot] = with_changes(run, done=at)
        return True

    async def runs(self, job: str) -> tuple[Run, ...]:
        """See `Desk.runs`."""
        return tuple(run for (name, _), run in sorted(self._runs.items()) if name == job)

    async def tidy(self, before: datetime, prefix: str) -> int:
        """See `Desk.tidy`."""
        runs = [key for key, run in self._runs.items() if run.done is not None and run.done < before]
        keys = [key for key, (_, at) in self._keys.items() if key.startswith(prefix) and at is not None and at < before]
        for run in runs:
            del self._runs[run]
        for key in keys:
            del self._keys[key]
        return len(runs) + len(keys)

    async def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """See `Desk.dump`."""
        stamp = codec.stamp
        return {
            "notes": sorted(self._notes.items()),
            "tokens": [(digest, one.name, one.scope, stamp(one.created)) for digest, one in self._tokens.items()],
            "keys": [
                (key, one.digest, one.status, one.id, one.stream, one.version, one.position, stamp(at) if at else "")
                for key, (one, at) in self._keys.items()
            ],
        }

    async def load(self, rows: dict[str, list[tuple[Any, ...]]]) -> None:
        """See `Desk.load`."""
        self._notes = dict(rows.get("notes", ()))
        self._tokens = {
            digest: Token(name=name, scope=scope, created=codec.moment(created))
            for digest, name, scope, created in rows.get("tokens", ())
        }
        self._keys = {
            key: (
                Answer(digest=digest, status=status, id=id, stream=stream, version=version, position=position),
                codec.moment(at) if at else None,
            )
            for key, digest, status, id, stream, version, position, at in rows.get("keys", ())
        }
