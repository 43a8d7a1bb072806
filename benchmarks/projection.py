"""Projecting a whole log, live and by a rebuild, with the one fold; beside the raw scan of its rows.

Every article is received, told in two dated events and linked; every tenth is revised later. Every entry stands in
seven timelines (all, its kind, two institutions, city, country, one of the home's own), and every revision is kept.

`BENCH_LOG` says how long the log is, `BENCH_ROUNDS` how often it is projected (3; 1 for 1,000,000 events), and
`PROFILE=1` prints where the time of a live projection goes.
"""

import asyncio
import cProfile
import os
import pstats
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter

from events import LOG, Side, against, folder, log_of, ratio, raw_scan, side_by_side, size, table

from sstimeline.model.entries import Folded, Shelf
from sstimeline.model.events import Envelope
from sstimeline.project.fold import fold
from sstimeline.store import sqlite
from sstimeline.store.base import Fold

TARGET = 0.08
ROUNDS = size("BENCH_ROUNDS", 1 if LOG >= 1_000_000 else 3)


async def raw(path: Path) -> float:
    """Return the seconds in which the driver gives all rows."""
    began = perf_counter()
    raw_scan(path, 500)
    return perf_counter() - began


async def live(path: Path, page: int, by: Fold = fold) -> float:
    """Return the seconds in which a log that nobody projected yet is, in pages of that size."""
    store = await sqlite.open(str(path))
    position = -1
    began = perf_counter()
    while position < (position := (await store.views.advance(by, page))[0]):
        pass
    spent = perf_counter() - began
    await store.close()
    return spent


async def rebuilt(path: Path) -> float:
    """Return the seconds of a rebuild beside the views that stand."""
    store = await sqlite.open(str(path))
    began = perf_counter()
    await store.views.rebuild(fold)
    spent = perf_counter() - began
    await store.close()
    return spent


def profiled(profile: cProfile.Profile, events: int) -> Fold:
    """Return the fold, which has *profile* watch the thread it is called in up to the last event."""

    def watched(envelope: Envelope, shelf: Shelf) -> Folded:
        if envelope.position == 1:
            profile.enable()
        elif envelope.position == events:
            profile.disable()
        return fold(envelope, shelf)

    return watched


async def main() -> None:
    """Print the report."""
    with folder() as here:
        path = here / "log.db"
        events = await log_of(LOG, path)

        def anew(run: Callable[[], Awaitable[float]]) -> Callable[[], Awaitable[float]]:
            async def work() -> float:
                for one in here.iterdir():
                    one.unlink()
                await log_of(LOG, path)
                return await run()

            return work

        if os.environ.get("PROFILE") == "1":
            profile = cProfile.Profile()
            await live(path, 500, profiled(profile, events))
            pstats.Stats(profile).sort_stats("tottime").print_stats(20)
            return
        spent = await side_by_side(
            [
                Side(name="raw scan", seconds=lambda: raw(path)),
                Side(name="live, pages of 500", seconds=anew(lambda: live(path, 500))),
                Side(name="live, pages of 5000", seconds=anew(lambda: live(path, 5000))),
                Side(name="rebuild", seconds=lambda: rebuilt(path)),
            ],
            ROUNDS,
        )
    lines = [
        [
            name, f"{events / sorted(seconds)[len(seconds) // 2]:,.0f}",
            against(ratio(seconds, spent["raw scan"]), TARGET) if name != "raw scan" else "1 |",
        ]
        for name, seconds in spent.items()
    ]  # fmt: skip
    print(table([f"{events:,} events", "events/s", "to the raw scan", "target"], lines))


if __name__ == "__main__":
    asyncio.run(main())
