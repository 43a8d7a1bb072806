"""The schedule: reading seeds/ and bringing feeds/ up to date, in the server's own loop (STORE.md, "APScheduler")."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sstimeline import pipeline
from sstimeline.home import Home
from sstimeline.model.errors import Error
from sstimeline.serve.ops import Metrics

if TYPE_CHECKING:
    from apscheduler.events import JobExecutionEvent

logger = logging.getLogger("sstimeline.schedule")

#: Seconds in which running jobs may end when the server does.
DEADLINE = 10.0
#: Seconds for which a run that is due may wait for a busy loop; APScheduler's own one second drops runs silently.
PATIENCE = 3600
#: Seconds to wait after a write before publishing, so that a burst of them is published once.
GATHERING = 0.05
#: Seconds a file of seeds/ must have been left alone before a later run reads it: it may still be being written.
SETTLED = 1.0


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
        while self._again:
            self._again = False
            await asyncio.sleep(GATHERING)
            await self._step("publish", self._publish())

    async def _ingest(self) -> None:
        done = await pipeline.ingest(self._home)
        self._home.settled = SETTLED  # the first run takes everything, for nobody is ready before it
        self._metrics.articles += len({envelope.stream for envelope in done.events} - {"home"})
        for refused in done.refused:
            logger.warning("refused %s: %s", refused.source, refused.why)
        if done.events:
            logger.info("ingested", extra={"articles": done.articles, "events": len(done.events)})

    async def _publish(self) -> None:
        done = await pipeline.publish(self._home)
        self._metrics.publishes += bool(done.timelines)  # none where feeds/ stood there already
        self.published = done.position
        if self.opened and done.position >= self.opened:
            self._ready.set()
        if done.written or done.removed:
            logger.info("published", extra={"written": len(done.written), "position": done.position})

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


@asynccontextmanager
async def kept(runs: Runs, metrics: Metrics, *, interval: int) -> AsyncIterator[None]:
    """Keep *runs* to its schedule: at once, then every *interval* seconds; at the end, wait for what is running."""
    from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    outcomes = {EVENT_JOB_ERROR: "failed", EVENT_JOB_MISSED: "missed", EVENT_JOB_MAX_INSTANCES: "skipped"}

    def count(event: "JobExecutionEvent") -> None:
        metrics.runs[outcomes[event.code]] += 1

    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a run that takes longer than the interval is no alarm
    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.add_listener(count, EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)
    scheduler.add_job(
        runs.run, "interval", seconds=interval, jitter=interval / 10, id="run", coalesce=True, max_instances=1,
        misfire_grace_time=PATIENCE, next_run_time=datetime.now(UTC),
    )  # fmt: skip
    scheduler.start()
    try:
        yield
    finally:
        scheduler.pause()  # shutdown alone would cancel what is running
        await runs.settle()
        scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # it ends by a call of the loop
