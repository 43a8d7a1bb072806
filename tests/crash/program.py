"""A process to kill: `python program.py ROLE STORE FIRST [COUNT]`.

It says "opening" before it opens the store, and of every event it appended, once that is acknowledged, its position
and hash, a line each. A writer appends articles, FIRST and those after it, from several tasks at once; a projector
links and folds what is there; a scribe does both. A liar is a writer that acknowledges before its commit.
"""

import asyncio
import sys
import time
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from model.samples import dated, received, stream
from sstimeline import leaves, pipeline
from sstimeline.home import Home, open_store
from sstimeline.model.events import Actor
from sstimeline.settings import Settings

#: How many tasks append at once, so that groups are committed.
TASKS = 4
#: Events of one append: the article and what it tells.
EVENTS = 3


def acknowledge(envelopes):
    sys.stdout.write("".join(f"{one.position} {one.hash}\n" for one in envelopes))
    sys.stdout.flush()


def told(n):
    """Return the *n*th article and what it tells; of every three articles, each tells of the same two things."""
    guild = (Actor(id=f"guild-{n // 3}", name=f"Guild {n // 3}", role="host"),)
    days = ("2024-05-06", "2022-02-02")
    return received(n), *(dated(2 * n + k, day, about=n, actors=guild) for k, day in enumerate(days))


async def writer(store, first, many, tasks=TASKS, acknowledge=acknowledge):
    numbers = islice(count(first), many)

    async def one():
        for n in numbers:
            acknowledge(await store.log.append(stream(n), told(n), expect=0, at=datetime.now(UTC)))

    await asyncio.gather(*(one() for _ in range(tasks)))


async def lone(store, first, many):
    await writer(store, first, many, tasks=1)


async def projector(store, first, many):
    home = Home(settings=Settings(), store=store)
    while True:
        await pipeline.link(home)
        await asyncio.sleep(0.005)


async def scribe(store, first, many):
    await asyncio.gather(writer(store, first, many), projector(store, first, many))


async def liar(store, first, many):
    write = store.write

    async def too_early(work):
        def done(tx):
            outcomes = work(tx)
            for envelopes in outcomes:
                acknowledge(envelopes)
            time.sleep(0.05)  # a disk that takes its time: what is told here is not durable yet
            return outcomes

        return await write(done)

    store.write = too_early
    await writer(store, first, many, acknowledge=lambda envelopes: None)


async def main(role, store, first, many=None):
    scheme, address = store.split(":", 1)
    leaves.module("sstimeline.store", scheme)  # loaded: from here on it is all about the store
    print("opening", flush=True)
    opened = await open_store(scheme, address)
    await globals()[role](opened, int(first), many and int(many))
    await opened.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
