"""Reading the whole log as typed values, beside reading the same pages and columns by the driver alone.

Most of ours is turning the JSON of `data` into typed values: reading the rows is a small part of it.
`BENCH_REPLAY` says how long the log is (100,000 events).
"""

import asyncio
from pathlib import Path
from time import perf_counter

from events import Side, against, folder, log_of, ratio, raw_scan, side_by_side, size, table

from sstimeline.store import codec, sqlite
from sstimeline.store.codec import Record

EVENTS = size("BENCH_REPLAY", 100_000)
PAGE = 500


async def typed(path: Path) -> float:
    """Return the seconds in which `Log.after` gives all of the log."""
    store = await sqlite.open(str(path))
    position = 0
    began = perf_counter()
    while page := await store.log.after(position, PAGE):
        position = page[-1].position
    spent = perf_counter() - began
    await store.close()
    return spent


async def raw(path: Path) -> float:
    """Return the seconds in which the driver gives all rows."""
    began = perf_counter()
    raw_scan(path, PAGE)
    return perf_counter() - began


async def decoding(path: Path) -> float:
    """Return the seconds that turning the data of all rows into events takes, and nothing else."""
    store = await sqlite.open(str(path))
    records: list[Record] = [record async for record in store.log.records()]
    await store.close()
    began = perf_counter()
    for record in records:
        codec.decode(record.type, record.schema, record.data)
    return perf_counter() - began


async def main() -> None:
    """Print the report."""
    with folder() as here:
        path = here / "log.db"
        events = await log_of(EVENTS, path)
        spent = await side_by_side(
            [
                Side(name="typed", seconds=lambda: typed(path)),
                Side(name="raw", seconds=lambda: raw(path)),
                Side(name="decoding", seconds=lambda: decoding(path)),
            ]
        )
    rates = [f"{events / sorted(seconds)[len(seconds) // 2]:,.0f}" for seconds in spent.values()]
    part = 1 / ratio(spent["decoding"], spent["typed"])
    columns = ["`Log.after`, events/s", "raw scan, rows/s", "decoding alone, events/s", "ratio", "target"]
    print(table(columns, [[*rates, against(ratio(spent["typed"], spent["raw"]), 0.5)]]))
    print(f"\nTurning `data` into typed values by itself is {part:.0%} of the replay's time.")


if __name__ == "__main__":
    asyncio.run(main())
