"""Processes that are killed while they write, and what must hold of their store afterwards (STORE.md, 1 to 5)."""

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

from crash.program import EVENTS
from sstimeline import pipeline
from sstimeline.home import Home, open_store
from sstimeline.project.fold import fold
from sstimeline.settings import Settings
from sstimeline.store.memory import MemoryViews

PROGRAM = Path(__file__).with_name("program.py")

#: How many articles a process may at most write; the next one's numbers begin behind them.
SHARE = 100_000
#: Seconds in which anything awaited must come.
PATIENCE = 60


def rounds(few):
    """Return how often to kill: CRASH_ROUNDS times, else *few*."""
    return int(os.environ.get("CRASH_ROUNDS") or few)


def moments():
    """Return what draws the moments to kill at; its seed is printed, and taken from CRASH_SEED."""
    seed = int(os.environ.get("CRASH_SEED") or random.SystemRandom().randrange(2**32))
    print(f"CRASH_SEED={seed}", flush=True)
    return random.Random(seed)


class Program:
    """One process of `program.py`."""

    _first = count(1, SHARE)

    def __init__(self, role, process, acknowledged):
        self.role = role
        self.process = process
        self._acknowledged = acknowledged
        self._opening = asyncio.Event()
        self._heard = asyncio.Condition()
        self._count = 0
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def start(cls, role, store, acknowledged, many=""):
        """Start a process in that role; what it acknowledges is put into *acknowledged*, hashes by position."""
        command = [sys.executable, str(PROGRAM), role, store, str(next(cls._first)), *([str(many)] if many else [])]
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        return cls(role, process, acknowledged)

    async def _listen(self):
        async for line in self.process.stdout:
            if not line.endswith(b"\n"):
                break  # cut by the kill: nobody was told this
            if line == b"opening\n":
                self._opening.set()
                continue
            position, hash = line.split()
            self._acknowledged[int(position)] = hash.decode()
            async with self._heard:
                self._count += 1
                self._heard.notify_all()

    async def opening(self):
        """Wait until it is about to open the store."""
        async with asyncio.timeout(PATIENCE):
            await self._opening.wait()

    async def further(self):
        """Wait until it has acknowledged something more than what was heard of it until now."""
        before = self._count
        async with asyncio.timeout(PATIENCE), self._heard:
            await self._heard.wait_for(lambda: self._count > before or self._listening.done())
        assert self._count > before, f"the {self.role} ended by itself"

    async def kill(self):
        """Kill it, as a power cut or the kernel would, and hear what it said before."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
        await self._listening
        assert await self.process.wait() == -signal.SIGKILL, f"the {self.role} ended by itself"

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)


@asynccontextmanager
async def opened(store):
    one = await open_store(*store.split(":", 1))
    try:
        yield one
    finally:
        await one.close()


async def check(store, acknowledged):
    """Hold the store at that address to its promises, after a death; raise `AssertionError` for what is broken."""
    async with opened(store) as one:
        records = [record async for record in one.log.records()]
        stored = {record.position: record.hash for record in records}
        lost = sorted(acknowledged.items() - stored.items())
        assert not lost, f"{len(lost)} events that were acknowledged are not stored as they were told: {lost[:3]}"
        assert list(stored) == list(range(1, len(records) + 1)), "there are gaps, or positions out of order"
        assert (await one.log.verify()).position >= len(records)
        told = Counter(record.stream for record in records if record.type in ("article.received", "visit.began"))
        assert set(told.values()) <= {EVENTS}, "an append is there in part, or twice"
        linked = Counter(record.stream for record in records if record.type == "article.linked")
        assert set(linked.values()) <= {1}, "an article was linked twice"
        await same(one)
        return len(records)


async def same(store):
    """Hold the views to what folding the log anew gives at their checkpoint; another process may move them on."""
    scratch, stands = MemoryViews(store.log), -1
    while stands != (checkpoint := await store.views.checkpoint()):
        stands = checkpoint
        while (await scratch.checkpoint()) < checkpoint:
            await scratch.advance(fold, min(500, checkpoint - await scratch.checkpoint()))
        if await scratch.fingerprint() == await store.views.fingerprint():
            return
    raise AssertionError(f"the views at {stands} are not what the log up to there says")


async def settle(store, acknowledged):
    """Fold what was left undone; then all must hold at the head, and something have been linked."""
    async with opened(store) as one:
        await pipeline.project(Home(settings=Settings(), store=one))
        assert await one.views.checkpoint() == (await one.log.head()).position
        assert await one.views.linked(), "nothing was linked: too little was tried"
    return await check(store, acknowledged)


async def kill_and_check(role, store, times, moments):
    """Kill a process in that *role* on *store* so many *times*, and check after each; return what it acknowledged."""
    acknowledged = {}
    for _ in range(times):
        program = await Program.start(role, store, acknowledged)
        await program.opening()
        await asyncio.sleep(moments.uniform(0, 0.3))  # the moment itself: nothing is awaited by it
        await program.kill()
        await check(store, acknowledged)
    return acknowledged
