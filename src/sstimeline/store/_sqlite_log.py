"""The log in SQLite: one table that only grows (STORE.md, promises 1 to 4)."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING

from sqlite_utils import Database

from sstimeline.model.errors import Conflict, StreamMoved
from sstimeline.model.events import Envelope, Event, Head
from sstimeline.store import codec

if TYPE_CHECKING:
    from sstimeline.store.sqlite import Sqlite

COLUMNS = tuple(field.name for field in fields(codec.Record))
ROW = attrgetter(*COLUMNS)


class SqliteLog:
    """The log in its table."""

    def __init__(self, store: "Sqlite") -> None:
        self._store = store

    async def append(
        self, stream: str, events: Sequence[Event], *, expect: int, at: datetime, key: str | None = None
    ) -> tuple[Envelope, ...]:
        """See `Log.append`."""
        if not events:
            return ()

        def work(db: Database) -> tuple[Envelope, ...]:
            newest = "SELECT position, hash, recorded_at FROM log ORDER BY position DESC LIMIT 1"
            last = db.conn.execute(newest).fetchone()
            head = Head(position=last[0], hash=last[1]) if last else Head()
            records = codec.seal(head, codec.moment(last[2]) if last else None, stream, expect, events, at)
            known = _known(db.conn, records)
            if len(known) == len(records):
                return tuple(map(codec.unseal, known))
            [version] = db.conn.execute("SELECT max(version) FROM log WHERE stream = ?", (stream,)).fetchone()
            if (version or 0) != expect:
                raise StreamMoved(stream, expect, version or 0)
            if known:
                raise Conflict(f"an event of {stream} is stored already in another place")
            if key is not None and not _took(db.conn, key):
                raise Conflict(f"{key} is taken: someone else has done this")
            db.conn.executemany(
                f"INSERT INTO log ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})",
                map(ROW, records),
            )
            return tuple(map(codec.envelope, records, events))

        return await self._store.write(work)

    async def read(self, stream: str) -> tuple[Envelope, ...]:
        """See `Log.read`."""
        return await self._store.read(
            lambda db: tuple(map(codec.unseal, records(db, "WHERE stream = ? ORDER BY version", stream)))
        )

    async def after(self, position: int, limit: int = 500) -> tuple[Envelope, ...]:
        """See `Log.after`."""
        return await self._store.read(lambda db: after(db, position, limit))

    async def head(self) -> Head:
        """See `Log.head`."""
        row = await self._store.read(
            lambda db: db.execute("SELECT position, hash FROM log ORDER BY position DESC LIMIT 1").fetchone()
        )
        return Head(position=row[0], hash=row[1]) if row else Head()

    async def verify(self) -> Head:
        """See `Log.verify`."""
        head = Head()
        while True:
            page = await self._store.read(
                lambda db, after=head.position: list(  # type: ignore[misc]
                    records(db, "WHERE position > ? ORDER BY position LIMIT 1000", after)
                )
            )
            if not page:
                return head
            for record in page:
                head = codec.check(record, head)


def records(db: sqlite3.Connection, where: str, *values: str | int) -> Iterator[codec.Record]:
    for row in db.execute(f"SELECT {', '.join(COLUMNS)} FROM log {where}", values):
        yield codec.Record(**dict(zip(COLUMNS, row, strict=True)))


def _known(db: sqlite3.Connection, wanted: Sequence[codec.Record]) -> list[codec.Record]:
    """Return the records stored already under the ids of *wanted*, in the same order."""
    ids = codec.dumps([record.id for record in wanted]).decode()
    found = {record.id: record for record in records(db, "WHERE id IN (SELECT value FROM json_each(?))", ids)}
    return [found[record.id] for record in wanted if record.id in found]


def after(db: sqlite3.Connection, position: int, limit: int) -> tuple[Envelope, ...]:
    page = tuple(map(codec.unseal, records(db, "WHERE position > ? ORDER BY position LIMIT ?", position, limit)))
    assert not page or page[0].position == position + 1, "a page that leaves a gap is a bug (STORE.md, 3)"
    return page


def _took(db: sqlite3.Connection, key: str) -> bool:
    return db.execute("INSERT OR IGNORE INTO notes (name, value) VALUES (?, '')", (key,)).rowcount > 0
