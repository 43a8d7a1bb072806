"""The log in SQLite beside the raw limit: the same ready-made rows by `executemany` into the same table.

`python benchmarks/log.py` prints, for each batch size, events a second both ways and their ratio (median of five).
"""

import asyncio
import sqlite3
import statistics
import tempfile
import time
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sstimeline.model.dates import Date, Dating
from sstimeline.model.events import Actor, Dated, Head
from sstimeline.store import codec, sqlite
from sstimeline.store._sqlite_log import COLUMNS

ROUNDS = 5
EVENTS = 20_000
AT = datetime(2026, 1, 1, tzinfo=UTC)


def event(number: int) -> Dated:
    """Return an event of about the size that news makes."""
    when = Date.parse(f"20{number % 100:02}-0{number % 9 + 1}-1{number % 10}")
    return Dated(
        type="visit.held", occurrence=UUID(int=number), phases=("visit.held",), date=when, bound="point", when=when,
        title=f"Delegation {number} visits the fund", language="en",
        actors=(Actor(id="fund", name="Fund", role="host"),), places=(), quantity=None, evidence=(),
        dating=Dating(method="explicit", because="The words name the whole date."), confidence=0.96,
    )  # fmt: skip


async def ours(path: Path, batch: int) -> float:
    """Return the events a second that `append` takes, encoding and hashing on our side of the clock."""
    store = await sqlite.open(str(path))
    batches = [[event(number) for number in range(first, first + batch)] for first in range(0, EVENTS, batch)]
    began = time.perf_counter()
    for index, events in enumerate(batches):
        await store.log.append("article-bench", events, expect=index * batch, at=AT)
    spent = time.perf_counter() - began
    await store.close()
    return EVENTS / spent


async def raw(path: Path, batch: int) -> float:
    """Return the rows a second that `executemany` takes for the same rows, made before the clock starts."""
    await (await sqlite.open(str(path))).close()
    rows, head = [], Head()
    for first in range(0, EVENTS, batch):
        events = [event(number) for number in range(first, first + batch)]
        records = codec.seal(head, None, "article-bench", first, events, AT)
        head = Head(position=records[-1].position, hash=records[-1].hash)
        rows.append([astuple(record) for record in records])
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    insert = f"INSERT INTO log ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
    began = time.perf_counter()
    for some in rows:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(insert, some)
        connection.execute("COMMIT")
    spent = time.perf_counter() - began
    connection.close()
    return EVENTS / spent


def report() -> list[str]:
    """Return the lines of the report: pairs of runs in turn, so that a drifting machine drifts for both."""
    lines = ["| batch | ours, events/s | raw, rows/s | ratio |", "| --- | --- | --- | --- |"]
    for batch in (100, 1000):
        pairs = []
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory() as folder:
                one = asyncio.run(ours(Path(folder) / "ours.db", batch))
                pairs.append((one, asyncio.run(raw(Path(folder) / "raw.db", batch))))
        ratio = statistics.median(one / other for one, other in pairs)
        mine, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
        lines.append(f"| {batch} | {mine:,.0f} | {theirs:,.0f} | {ratio:.2f} |")
    return lines


if __name__ == "__main__":
    print("\n".join(report()))
