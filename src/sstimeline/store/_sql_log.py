"""The log in SQL: one table that only grows, and group commit in front of it (STORE.md, promises 1 to 4)."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sstimeline.model.errors import BadInput, Conflict, Error, StreamMoved
from sstimeline.model.events import ArticleErased, Envelope, Event, Head
from sstimeline.store import codec
from sstimeline.store._sql import MANY, Row, Sql, Transaction, among
from sstimeline.store.base import SCRUB, Answer, Guard

COLUMNS = codec.Record._fields
KEY_COLUMNS = ("key", "digest", "status", "id", "stream", "version", "position", "at")
SELECT = f"SELECT {', '.join(COLUMNS)} FROM log"
PAGE = f"{SELECT} WHERE position > ? ORDER BY position LIMIT ?"

#: About how many events one group commits.
GROUP = 1000


@dataclass(eq=False, slots=True)
class _Request:
    """One append that waits for its commit."""

    stream: str
    events: Sequence[Event]
    expect: int
    at: datetime
    guard: Guard | None
    done: "asyncio.Future[tuple[Envelope, ...]]"
    records: list[codec.Record] = field(default_factory=list)  #: what its events became in the transaction


@dataclass(slots=True)
class _Group:
    """What one transaction is about to append."""

    head: Head
    last: datetime | None
    versions: dict[str, int]
    taken: set[str]
    accepted: list[_Request] = field(default_factory=list)  #: not yet put into the table
    keys: list[Row] = field(default_factory=list)


class SqlLog:
    """The log in its table."""

    def __init__(self, store: Sql) -> None:
        self._store = store
        self._waiting: list[_Request] = []
        self._committing: asyncio.Task[None] | None = None

    async def append(
        self, stream: str, events: Sequence[Event], *, expect: int, at: datetime, guard: Guard | None = None
    ) -> tuple[Envelope, ...]:
        """See `Log.append`. All who append while a commit is under way share the next one."""
        if not events:
            return ()
        loop = asyncio.get_running_loop()
        request = _Request(stream, events, expect, at, guard, loop.create_future())
        self._waiting.append(request)
        if self._committing is None or self._committing.done():
            self._committing = loop.create_task(self._commit())
        return await asyncio.shield(request.done)  # a caller who gives up leaves a whole append

    async def settle(self) -> None:
        """Wait until nothing waits for its commit."""
        if self._committing is not None:
            await asyncio.gather(self._committing, return_exceptions=True)

    async def _commit(self) -> None:
        while self._waiting:
            group, size = [self._waiting.pop(0)], 0
            while self._waiting and (size := size + len(group[-1].events)) < GROUP:
                group.append(self._waiting.pop(0))
            await self._together(group)

    async def _together(self, group: list[_Request]) -> None:
        try:
            outcomes = await self._store.write(lambda tx: _appended(tx, group))
        except (Conflict, BadInput) as error:
            if len(group) == 1:
                _told(group[0], error)
            for request in group if len(group) > 1 else ():
                await self._together([request])  # one of them is to blame: the others need not suffer
        except BaseException as error:
            for request in group:
                _told(request, error)
            if not isinstance(error, Exception):
                raise
        else:
            for request, outcome in zip(group, outcomes, strict=True):
                _told(request, outcome)

    async def take(self, records: Sequence[codec.Record]) -> None:
        """See `Log.take`."""

        def work(tx: Transaction) -> None:
            head, _ = tail(tx)
            if head == Head(position=records[-1].position, hash=records[-1].hash):
                return  # stored already: the answer to an earlier try was lost
            for record in records:
                head = codec.check(record, head)
            tx.append(COLUMNS, records)

        if records:
            await self._store.write(work)

    async def erase(self, stream: str, event: ArticleErased, *, expect: int, at: datetime) -> Envelope:
        """See `Log.erase`."""

        def work(tx: Transaction) -> Envelope:
            head, last = tail(tx)
            stored = list(_records(tx, "WHERE stream = ? ORDER BY version", stream))
            if len(stored) != expect:
                if [one.id for one in stored[expect:]] == codec.event_ids(stream, expect, [event]):
                    return codec.unseal(stored[expect])  # done already: the answer to an earlier try was lost
                raise StreamMoved(stream, expect, len(stored))
            [record] = codec.seal(head, last, stream, expect, [event], at)
            tx.append(COLUMNS, [record])
            blanks = [(codec.dumps(codec.blank(codec.unseal(one).event)).decode(), one.position) for one in stored]
            tx.executemany("UPDATE log SET data = ? WHERE position = ?", blanks)
            tx.empty("items")
            tx.execute(
                "INSERT INTO notes (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (SCRUB, str(record.position)),
            )
            return codec.unseal(record)

        return await self._store.write(work)

    async def read(self, stream: str) -> tuple[Envelope, ...]:
        """See `Log.read`."""
        statement = f"{SELECT} WHERE stream = ? ORDER BY version"
        return await self._store.read(lambda tx: codec.unsealed(tx.execute(statement, (stream,))))

    async def after(self, position: int, limit: int = 500) -> tuple[Envelope, ...]:
        """See `Log.after`."""
        return await self._store.read(lambda tx: after(tx, position, limit))

    async def records(self, position: int = 0) -> AsyncIterator[codec.Record]:
        """See `Log.records`."""
        while page := await self._store.read(partial(_page, position=position, limit=1000)):
            for record in page:
                yield record
            position = page[-1].position

    async def head(self) -> Head:
        """See `Log.head`."""
        return await self._store.read(lambda tx: newest(tx)[0])

    async def verify(self) -> Head:
        """See `Log.verify`."""
        verification = codec.Verification()
        async for record in self.records():
            verification.take(record)
        return verification.end()


def _told(request: _Request, outcome: "tuple[Envelope, ...] | BaseException") -> None:
    if request.done.done():
        return
    if isinstance(outcome, BaseException):
        request.done.set_exception(outcome)
        request.done.exception()  # looked at: a caller who gave up leaves no warning
    else:
        request.done.set_result(outcome)


def _appended(tx: Transaction, requests: Sequence[_Request]) -> list[tuple[Envelope, ...] | Error]:
    """Append what can be appended and return, for each of *requests*, its envelopes or what is in its way."""
    head, last = tail(tx)
    keys = {request.guard.key for request in requests if request.guard}
    group = _Group(
        head=head,
        last=last,
        versions=_versions(tx, sorted({request.stream for request in requests})),
        taken={key for (key,) in among(tx, "SELECT key FROM keys WHERE key IN (..)", keys)},
    )  # fmt: skip
    refusals = [_refusal(tx, group, request) for request in requests]
    _store(tx, group)
    if group.keys:
        tx.insert("keys", KEY_COLUMNS, group.keys)
    return [
        tuple(codec.enveloped(request.records, request.events)) if refusal is None else refusal
        for request, refusal in zip(requests, refusals, strict=True)
    ]


def _versions(tx: Transaction, streams: Sequence[str]) -> dict[str, int]:
    """Return at which version each of *streams* stands, by one look at the end of each."""
    found: dict[str, int] = {}
    for start in range(0, len(streams), MANY):
        some = streams[start : start + MANY]
        asked = [f"SELECT {index}, max(version) FROM log WHERE stream = ?" for index in range(len(some))]
        found.update((some[index], version or 0) for index, version in tx.execute(" UNION ALL ".join(asked), some))
    return found


def _refusal(tx: Transaction, group: _Group, request: _Request) -> tuple[Envelope, ...] | Error | None:
    """Take *request* into *group*; else return what is in its way, or its envelopes where they are stored already."""
    version = group.versions[request.stream]
    if version != request.expect:
        # Ids are made of stream, ordinal and data: only in a stream that went on can they be stored already.
        _store(tx, group)
        wanted = codec.event_ids(request.stream, request.expect, request.events)
        known = {record.id: record for record in _stored(tx, wanted)}
        if all(id in known for id in wanted):
            return codec.unsealed([known[id] for id in wanted])
        return StreamMoved(request.stream, request.expect, version)
    if request.guard is not None:
        if request.guard.key in group.taken:
            return Conflict(f"{request.guard.key} is taken: someone else has done this")
        group.taken.add(request.guard.key)
    group.accepted.append(request)
    group.versions[request.stream] = version + len(request.events)
    return None


def _store(tx: Transaction, group: _Group) -> None:
    """Put what the group has accepted into the table."""
    if group.accepted:
        tx.append(COLUMNS, _sealed(group))
        group.accepted.clear()


def _sealed(group: _Group) -> Iterator[codec.Record]:
    """Give what the group has accepted as records, each made when the database has taken the one before."""
    for request in group.accepted:
        request.records = []
        for record in codec.sealing(group.head, group.last, request.stream, request.expect, request.events, request.at):
            request.records.append(record)
            yield record
        group.head = Head(position=record.position, hash=record.hash)
        group.last = codec.moment(record.recorded_at)
        if request.guard is not None:
            answer = request.guard.answer(request.records)
            group.keys.append(key_row(request.guard.key, answer, record.recorded_at))


def key_row(key: str, answer: Answer, at: str) -> Row:
    """Return the row of *key*, with what is remembered under it."""
    return key, answer.digest, answer.status, answer.id, answer.stream, answer.version, answer.position, at


def tail(tx: Transaction) -> tuple[Head, datetime | None]:
    """Return the log's head and the time of its last event, and hold the head until the transaction ends."""
    row = tx.execute(f"SELECT position, hash, recorded_at FROM head{tx.for_update}").fetchone()
    return (Head(position=row[0], hash=row[1]), codec.moment(row[2])) if row and row[0] else (Head(), None)


def newest(tx: Transaction) -> tuple[Head, datetime | None]:
    """Return the log's head and the time of its last event, without holding it."""
    row = tx.execute("SELECT position, hash, recorded_at FROM head").fetchone()
    return (Head(position=row[0], hash=row[1]), codec.moment(row[2])) if row and row[0] else (Head(), None)


def _records(tx: Transaction, where: str, *values: str | int) -> Iterator[codec.Record]:
    return map(codec.Record._make, tx.execute(f"{SELECT} {where}", values))


def _stored(tx: Transaction, ids: Sequence[str]) -> Iterator[codec.Record]:
    return map(codec.Record._make, among(tx, f"{SELECT} WHERE id IN (..)", ids))


def at_positions(tx: Transaction, positions: Sequence[int]) -> dict[int, Envelope]:
    """Return the envelopes at *positions*."""
    found = among(tx, f"{SELECT} WHERE position IN (..)", positions)
    return {one.position: one for one in codec.unsealed(found)}


def _page(tx: Transaction, position: int, limit: int) -> list[codec.Record]:
    return list(map(codec.Record._make, tx.execute(PAGE, (position, limit))))


def after(tx: Transaction, position: int, limit: int) -> tuple[Envelope, ...]:
    """Return what comes right after *position*."""
    page = codec.unsealed(tx.execute(PAGE, (position, limit)))
    assert not page or page[0].position == position + 1, "a page that leaves a gap is a bug (STORE.md, 3)"
    return page


def recorded_by(tx: Transaction, moment: datetime, position: int) -> int:
    """Return the last position, of those up to *position*, recorded at or before *moment*.

    By halving, for times never run backwards: an index that every append would have to keep is not worth it.
    """
    stamp, low = codec.stamp(moment), 0
    while low < position:
        middle = (low + position + 1) // 2
        [at] = tx.execute("SELECT recorded_at FROM log WHERE position = ?", (middle,)).fetchone()
        low, position = (middle, position) if at <= stamp else (low, middle - 1)
    return low
