"""Group commit: eight callers of one event each, beside the same appends by one caller after another.

`BENCH_CALLS` says how many appends each side makes in a round (1,600).
"""

import asyncio
from time import perf_counter

import schemas
from events import AT, Side, against, dated, folder, ratio, side_by_side, size, table

from sstimeline.store import sqlite
from sstimeline.store.base import Log, Store

CALLERS = 8
CALLS = size("BENCH_CALLS", 1600) // CALLERS


async def caller(log: Log, number: int) -> None:
    """Append event after event to a stream of one's own, each when the one before is durable."""
    for version in range(CALLS):
        await log.append(f"article-{number}", [dated(number * CALLS + version)], expect=version, at=AT)


async def together(store: Store) -> float:
    """Return the seconds that all callers take at once."""
    began = perf_counter()
    await asyncio.gather(*(caller(store.log, number) for number in range(CALLERS)))
    return perf_counter() - began


async def in_turn(store: Store) -> float:
    """Return the seconds that they take one after another: a commit for every call."""
    began = perf_counter()
    for number in range(CALLERS):
        await caller(store.log, number)
    return perf_counter() - began


async def in_sqlite(run: type[object] | object) -> float:
    """Return the seconds of *run* on a new file."""
    with folder() as here:
        store = await sqlite.open(str(here / "log.db"))
        spent = await run(store)  # type: ignore[operator]
        await store.close()
        return float(spent)


async def in_postgresql(run: object) -> float:
    """Return the seconds of *run* in a new schema."""
    _, store = await schemas.emptied()
    spent = await run(store)  # type: ignore[operator]
    await store.close()
    return float(spent)


async def main() -> None:
    """Print the report."""
    lines = []
    for name, where in (("SQLite", in_sqlite), ("PostgreSQL", in_postgresql)):
        if where is in_postgresql and schemas.missing():
            continue
        spent = await side_by_side(
            [
                Side(name="together", seconds=lambda where=where: where(together)),
                Side(name="in turn", seconds=lambda where=where: where(in_turn)),
            ]
        )
        rates = [f"{CALLERS * CALLS / sorted(seconds)[len(seconds) // 2]:,.0f}" for seconds in spent.values()]
        lines.append([name, *rates, against(ratio(spent["together"], spent["in turn"]), 3)])
    print(table(["store", "8 callers, events/s", "one after another, events/s", "ratio", "target"], lines))


if __name__ == "__main__":
    asyncio.run(main())
