"""Appending in batches: ours, with encoding, hashes and the chain, beside the raw driver and beside `eventsourcing`.

Raw is the same ready-made rows put into the same table, with its indexes, triggers and pragmas, one commit a batch:
by `executemany` in SQLite, by `COPY ... write_row` and the head's update in PostgreSQL. `eventsourcing` gets events
with payloads of the same size, ready-made too, and keeps no chain.

`BENCH_EVENTS` says how many events each side appends in a round (20,000).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from pathlib import Path
from time import perf_counter
from uuid import uuid4

import psycopg
import schemas
from events import AT, COLUMNS, INSERT, Side, against, dated, folder, ratio, raw_sqlite, side_by_side, size, table
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore
from psycopg.conninfo import conninfo_to_dict

from sstimeline.model.events import Event, Head
from sstimeline.store import codec, sqlite
from sstimeline.store.base import Log
from sstimeline.store.codec import Record

EVENTS = size("BENCH_EVENTS", 20_000)
STREAM = "article-bench"
OURS, RAW, PEER = "ours", "raw", "eventsourcing"


def batches(batch: int) -> list[list[Event]]:
    """Return the events that everybody appends."""
    return [[dated(number) for number in range(first, first + batch)] for first in range(0, EVENTS, batch)]


def rows(batch: int) -> list[list[Record]]:
    """Return the same events as ready-made rows."""
    head, made = Head(), []
    for index, events in enumerate(batches(batch)):
        made.append(codec.seal(head, None, STREAM, index * batch, events, AT))
        head = Head(position=made[-1][-1].position, hash=made[-1][-1].hash)
    return made


def stored(batch: int) -> list[list[StoredEvent]]:
    """Return events of the same size as `eventsourcing` takes them."""
    origin = uuid4()
    return [
        [
            StoredEvent(originator_id=origin, originator_version=one.version, topic=one.type, state=one.data.encode())
            for one in records
        ]
        for records in rows(batch)
    ]


#: Events in one call of `eventsourcing` on PostgreSQL: a thousand fill its pipeline both ways, and it waits for ever.
PIPELINED = 250


async def _ours(log: Log, batch: int) -> float:
    made = batches(batch)
    began = perf_counter()
    for index, events in enumerate(made):
        await log.append(STREAM, events, expect=index * batch, at=AT)
    return perf_counter() - began


async def ours_in_sqlite(path: Path, batch: int) -> float:
    """Return the seconds that our append takes."""
    store = await sqlite.open(str(path))
    spent = await _ours(store.log, batch)
    await store.close()
    return spent


async def raw_in_sqlite(path: Path, batch: int) -> float:
    """Return the seconds that `executemany` takes."""
    await (await sqlite.open(str(path))).close()
    ready = rows(batch)
    with closing(raw_sqlite(path)) as connection:
        began = perf_counter()
        for records in ready:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(INSERT, records)
            connection.execute("COMMIT")
        return perf_counter() - began


async def peer_in_sqlite(path: Path, batch: int) -> float:
    """Return the seconds that the recorder of `eventsourcing` takes."""
    store = SQLiteDatastore(str(path))
    recorder = SQLiteApplicationRecorder(store)
    recorder.create_table()
    ready = stored(batch)
    began = perf_counter()
    for some in ready:
        recorder.insert_events(some)
    spent = perf_counter() - began
    store.close()
    return spent


async def ours_in_postgresql(batch: int) -> float:
    """Return the seconds that our append takes."""
    _, store = await schemas.emptied()
    spent = await _ours(store.log, batch)
    await store.close()
    return spent


async def raw_in_postgresql(batch: int) -> float:
    """Return the seconds that COPY takes, row by row."""
    address, store = await schemas.emptied()
    await store.close()
    ready = rows(batch)
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        began = perf_counter()
        for records in ready:
            with cursor.copy(f"COPY log ({', '.join(COLUMNS)}) FROM STDIN") as copy:
                for record in records:
                    copy.write_row(record)
            last = records[-1]
            cursor.execute(
                "UPDATE head SET position = %s, hash = %s, recorded_at = %s",
                (last.position, last.hash, last.recorded_at),
            )
            connection.commit()
        return perf_counter() - began


async def peer_in_postgresql(batch: int) -> float:
    """Return the seconds that the recorder of `eventsourcing` takes."""
    address, store = await schemas.emptied()
    await store.close()
    parts = conninfo_to_dict(address)
    with PostgresDatastore(
        dbname=str(parts["dbname"]), host=str(parts.get("host", "")), port=str(parts.get("port") or 5432),
        user=str(parts["user"]), password=str(parts.get("password", "")),
        schema=str(parts["options"]).partition("search_path=")[2],
    ) as datastore:  # fmt: skip
        recorder = PostgresApplicationRecorder(datastore)
        recorder.create_table()
        ready = stored(min(batch, PIPELINED))
        began = perf_counter()
        for some in ready:
            recorder.insert_events(some)
        return perf_counter() - began


def in_folder(run: Callable[[Path, int], Awaitable[float]], batch: int) -> Callable[[], Awaitable[float]]:
    """Return *run* on a new file."""

    async def work() -> float:
        with folder() as here:
            return await run(here / "log.db", batch)

    return work


async def line(store: str, batch: int, target: float, sides: Sequence[Side]) -> list[str]:
    """Return the row of the report for one store and size of batch."""
    spent = await side_by_side(sides)
    rates = [f"{EVENTS / sorted(spent[name])[len(spent[name]) // 2]:,.0f}" for name in (OURS, RAW, PEER)]
    beside_peer = ratio(spent[OURS], spent[PEER])
    peers = against(beside_peer, 2) if store == "PostgreSQL" else f"{beside_peer:.2f} | only reported"
    return [store, str(batch), *rates, against(ratio(spent[OURS], spent[RAW]), target), peers]


async def main() -> None:
    """Print the report."""
    lines = []
    for batch in (100, 1000):
        sides = [
            Side(name=OURS, seconds=in_folder(ours_in_sqlite, batch)),
            Side(name=RAW, seconds=in_folder(raw_in_sqlite, batch)),
            Side(name=PEER, seconds=in_folder(peer_in_sqlite, batch)),
        ]
        lines.append(await line("SQLite", batch, 0.70, sides))
    if not (why := schemas.missing()):
        sides = [
            Side(name=OURS, seconds=lambda: ours_in_postgresql(1000)),
            Side(name=RAW, seconds=lambda: raw_in_postgresql(1000)),
            Side(name=PEER, seconds=lambda: peer_in_postgresql(1000)),
        ]
        lines.append(await line("PostgreSQL", 1000, 0.60, sides))
    columns = "store|batch|ours, events/s|raw, rows/s|eventsourcing, events/s|ours to raw|target|to its recorder|target"
    print(table(columns.split("|"), lines))
    print(f"\n`eventsourcing` on PostgreSQL gets {PIPELINED} events a call; with a thousand it never ends.")
    if why:
        print(f"\n{why}")


if __name__ == "__main__":
    asyncio.run(main())
