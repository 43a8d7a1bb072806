"""The schedule: reading seeds/ and bringing feeds/ up to date, in the server's own loop (STORE.md, "APScheduler").

Every replica reads its own `seeds/` and keeps its own `feeds/`, following the log. Work with one effect over all of
them is done by whichever takes the slot first (STORE.md, 6).
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING
from uuid import uuid4

from sstimeline import pipeline
from sstimeline.home import Home
from sstimeline.model.errors import Error
from sstimeline.serve.ops import Metrics
from sstimeline.serve.writes import IDEMPOTENCY

if TYPE_CHECKING:
    from apscheduler.events import JobExecutionEvent

logger = logging.getLogger("sstimeline.schedule")

#: Seconds in which running jobs may end when the server does.
DEADLINE = 10.0
#: Seconds for which a run that is due may wait for a busy loop; APScheduler's own one second drops runs silently.
PATIENCE = 3600
#: Seconds to wait after a write before publishing, so that a burst of them is published once.
GATHERING = 0.05
#: How many articles are linked before readers are shown how far it is: a backlog must not keep a server from answering.
AT_A_TIME = 100
#: Seconds a file of seeds/ must have been left alone before a later run reads it: it may still be being written.
SETTLED = 1.0
#: Seconds between two looks at whether another process wrote.
FOLLOWING = 1
#: How long a slot belongs to a process that died on it. One that ends cleanly finishes what it began, or is cut short
#: after `DEADLINE`, when its lease has run out, too.
LEASE = timedelta(seconds=DEADLINE)
#: For how long answers are remembered under their idempotency keys, and finished runs.
KEPT = timedelta(days=7)


class Runs:
    """The work that is due again and again, and how far it has come."""

    def __init__(self, home: Home, metrics: Metrics) -> None:
        self._home = home
        self._metrics = metrics
        self._running: set[asyncio.Task[None]] = set()
        self._again = False
        self._soon: asyncio.Task[None] | None = None
        self._trouble: dict[str, str] = {}  #: what failed when last tried, and why
        self._ready = asyncio.Event()
        self._owner = uuid4().hex  #: this process, as the slots it takes are marked
        self._tidied = ""  #: the newest slot known to be done
        self.opened = 0  #: where the log stood at the start
        self.published = 0  #: where feeds/ stands

    @property
    def missing(self) -> str:
        """What is missing before the server is ready, in a sentence; empty once it is."""
        if self._ready.is_set():
            return ""
        if self.opened:
            what = f"feeds/ does not stand at position {self.opened} yet"
        else:
            what = "seeds/ is not read and published yet"
        return ": ".join([what, *self._trouble.values()])

    @property
    def tidying(self) -> float:
        """Seconds between two looks at whether a slot is free: one that was given up is taken over soon."""
        return min(self._home.settings.tidy_every, LEASE.total_seconds())

    async def begin(self) -> None:
        """Note where the log stands at the start."""
        self.opened = (await self._home.log.head()).position

    async def ready(self) -> None:
        """Wait until nothing is missing."""
        await self._ready.wait()

    async def run(self) -> None:
        """Read what is new in seeds/ and bring feeds/ up to date; a failure is told, counted, and tried again."""
        self._track()
        if self.opened and not self.published:
            await self._step("publish", self._publish())  # what is known already need not wait for seeds/
        read = await self._step("ingest", self._ingest())
        written = await self._step("publish", self._publish())
        if read and written:
            self._ready.set()
        self._metrics.runs["done" if read and written else "failed"] += 1

    async def follow(self) -> None:
        """Have published what another process wrote since, if it did."""
        self._track()
        if self._ready.is_set() and not self._home.publishing.locked():  # else it is published in any case
            await self._step("follow", self._follow())

    async def tidy(self) -> None:
        """Forget what is too old, and what was erased, once in each slot over all replicas.

        Where an owner of a slot died, go on with it.
        """
        self._track()
        if not await self._step("tidy", self._tidy()):
            self._metrics.runs["failed"] += 1

    def soon(self) -> None:
        """Have what was just written published in a moment, without waiting for it."""
        self._again = True
        if self._soon is None or self._soon.done():
            self._soon = asyncio.get_running_loop().create_task(self._catch_up())

    async def settle(self) -> None:
        """Wait for what is running to end; end it where it takes longer than `DEADLINE`."""
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=DEADLINE)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _catch_up(self) -> None:
        self._track()
        took = 0.0
        while self._again:
            self._again = False
            await asyncio.sleep(max(GATHERING, took))  # under a stream of news, at most half of the time is spent here
            began = monotonic()
            await self._step("publish", self._publish())
            took = monotonic() - began

    async def _ingest(self) -> None:
        done = await pipeline.ingest(self._home)
        self._home.settled = SETTLED  # the first run takes everything, for nobody is ready before it
        self._metrics.articles += len({envelope.stream for envelope in done.events} - {"home"})
        for refused in done.refused:
            logger.warning("refused %s: %s", refused.source, refused.why)
        if done.events:
            logger.info("ingested", extra={"articles": done.articles, "events": len(done.events)})

    async def _publish(self) -> None:
        done = await pipeline.publish(self._home, most=AT_A_TIME)
        if done.more:
            self.soon()
        self._metrics.publishes += bool(done.timelines)  # none where feeds/ stood there already
        self.published = done.position
        if self.opened and done.position >= self.opened:
            self._ready.set()
        if done.written or done.removed:
            logger.info("published", extra={"written": len(done.written), "position": done.position})

    async def _follow(self) -> None:
        if (await self._home.log.head()).position != self.published:
            self.soon()

    async def _tidy(self) -> None:
        desk, now = self._home.desk, self._home.now()
        slot = slot_of(now, self._home.settings.tidy_every)
        if slot == self._tidied:
            return
        known = {run.slot: run for run in await desk.runs("tidy")}
        given_up = [run.slot for run in known.values() if run.done is None and run.until <= now]
        for due in sorted({*given_up, *({slot} - known.keys())}):
            if await desk.start_run("tidy", due, owner=self._owner, at=now, lease=LEASE):
                gone = await desk.tidy(before=now - KEPT, prefix=IDEMPOTENCY)
                await desk.finish_run("tidy", due, owner=self._owner, at=self._home.now())
                await pipeline.scrub(self._home)  # by the one who tidied, and outside its lease: it may take long
                logger.info("tidied", extra={"slot": due, "forgotten": gone})
        if all(run.done for run in await desk.runs("tidy")):
            self._tidied = slot  # nothing is left to take over: the next slot is looked at when it begins

    async def _step(self, name: str, work: Awaitable[None]) -> bool:
        """Do one step and tell whether it went well; the same trouble again is not told again."""
        try:
            await work
        except (Error, OSError) as error:
            if self._trouble.get(name) != str(error):
                logger.error("%s failed, and is tried again: %s", name, error)
            self._trouble[name] = str(error)
        except Exception as error:
            if self._trouble.get(name) != repr(error):
                logger.exception("%s failed, and is tried again", name)
            self._trouble[name] = repr(error)
        else:
            if self._trouble.pop(name, None):
                logger.info("%s works again", name)
            return True
        return False

    def _track(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        task.add_done_callback(self._running.discard)


def slot_of(moment: datetime, every: int) -> str:
    """Return the start of the slot of *every* seconds that holds *moment*, in UTC as RFC 3339 writes it.

    >>> slot_of(datetime(2024, 6, 1, 8, 59, 59, tzinfo=UTC), 3600)
    '2024-06-01T08:00:00Z'
    """
    start = datetime.fromtimestamp(int(moment.timestamp()) // every * every, UTC)
    return start.strftime("%Y-%m-%dT%H:%M:%SZ")


@asynccontextmanager
async def kept(runs: Runs, metrics: Metrics, *, interval: int) -> AsyncIterator[None]:
    """Keep *runs* to its schedule: at once, then every *interval* seconds; at the end, wait for what is running.

    In between it follows what other processes write, and tidies up in the slots that nobody else took.
    """
    from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    outcomes = {EVENT_JOB_ERROR: "failed", EVENT_JOB_MISSED: "missed", EVENT_JOB_MAX_INSTANCES: "skipped"}

    def count(event: "JobExecutionEvent") -> None:
        metrics.runs[outcomes[event.code]] += 1

    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a run that takes longer than the interval is no alarm
    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.add_listener(count, EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)

    def every(seconds: float, job: Callable[[], Awaitable[None]], first: datetime | None = None) -> None:
        scheduler.add_job(
            job, "interval", seconds=seconds, jitter=seconds / 10, id=job.__name__, coalesce=True, max_instances=1,
            misfire_grace_time=PATIENCE, **({"next_run_time": first} if first else {}),
        )  # fmt: skip

    every(interval, runs.run, datetime.now(UTC))
    every(FOLLOWING, runs.follow)
    every(runs.tidying, runs.tidy)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.pause()  # shutdown alone would cancel what is running
        await runs.settle()
        scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # it ends by a call of the loop
