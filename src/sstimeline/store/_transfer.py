"""Whole logs from one place to another: to lines and back, to a backup and back; never all of one in memory."""

import asyncio
import shutil
from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, cast

from sstimeline.model.errors import BadInput, Conflict, Error, StoreUnusable, Tampered
from sstimeline.model.events import ArticleErased, Dated, Head
from sstimeline.store import _cloudevents, codec
from sstimeline.store.base import SCRUB, Log, Store

#: How many events are stored together at most, and of how many characters: an article may be large.
TOGETHER, LARGE = 1000, 16_000_000
#: The longest line read, in bytes: more than any store of ours keeps as one event.
LONGEST = 1_000_000_000
#: How often the desk is read anew, at most, because the log went on meanwhile.
TRIES = 5
#: Of how many streams the version is remembered while a log is taken in; of others the log is asked.
STREAMS = 100_000
#: The desk's name for the backup that is being restored, so that a run which was killed can be gone on with.
RESTORING = "restoring"
#: What every file of SQLite begins with.
MAGIC = b"SQLite format 3\0"

Each = Callable[[int, int], None]


class Taken(NamedTuple):
    """What an import did."""

    events: int  #: stored by this run; those that an earlier one had stored are not counted
    head: Head  #: at which the log now stands


async def export(log: Log, write: Callable[[bytes], object], each: Each) -> Head:
    """Hand all events to *write*, a line each, verifying them on the way, and return the head they reach.

    Raises `Tampered` where the log does not verify, and `Error` where words may have been written that were erased
    meanwhile: what was written is then to be thrown away.
    """
    began, verification, erased = (await log.head()).position, codec.Verification(), False
    async for record in log.records():
        verification.take(record)
        erased = erased or _erases(record, began)
        write(_cloudevents.line(record) + b"\n")
        each(record.position, max(began, record.position))
    head = verification.end()
    if erased:
        raise Error("an article was erased while this was written, which may still hold its words: run it again")
    return head


async def take_in(log: Log, chunks: AsyncIterable[bytes]) -> Taken:
    """Store the events that *chunks*, the bytes of an export, hold, just as they are.

    *log* is empty, or holds exactly the first of them: it then goes on behind. Raises `BadInput` for the first line
    that can't be taken in, with its number; those before it are stored.
    """
    reading = _Reading(log, await log.head())
    async for number, text, whole in _lines(chunks):
        try:
            await reading.take(_cloudevents.record(text))
        except (BadInput, Tampered) as error:
            await reading.flush()
            why = "it is cut: the file ends in the middle of it" if not whole and _is_cut(error) else _why(error)
            raise BadInput(f"line {number}: {why}; {_before(number)}") from error
    return await reading.end()


class _Reading:
    """One run of `take_in`: verifies one record after another and stores those that the log does not hold yet."""

    def __init__(self, log: Log, stood: Head) -> None:
        self._log, self._stood = log, stood
        self._kept = log.records() if stood.position else None
        self._verification = codec.Verification()
        self._versions: dict[str, int] = {}
        self._last = ""
        self._batch: list[codec.Record] = []
        self._size = self._events = 0

    async def take(self, record: codec.Record) -> None:
        """Go one record on; raise `Tampered` or `BadInput` where it does not follow or can't be history."""
        due = self._verification.head.position + 1
        if record.position != due:
            raise BadInput(f"it holds event {record.position}, and {due} is due: lines are missing, or out of order")
        if record.schema > (known := codec.CLASSES.get(record.type, Dated).schema):
            raise BadInput(f"it holds a {record.type} of schema {record.schema}, and this sstimeline knows none "
                           f"above {known}: upgrade sstimeline")  # fmt: skip
        if record.recorded_at < self._last:
            raise BadInput(f"it was recorded at {record.recorded_at}, before the line above it")
        if record.id != codec.event_id(record.stream, record.version, record.digest):
            raise BadInput("its id is not that of its stream, version and data")
        if codec.unseal(record).event.type != record.type:
            raise BadInput(f"its data is no {record.type}")
        self._verification.take(record)
        self._last = record.recorded_at
        if record.position <= self._stood.position:
            await self._compare(record)
        else:
            await self._add(record)

    async def _compare(self, record: codec.Record) -> None:
        assert self._kept is not None
        if await anext(self._kept) != record:
            raise BadInput(
                f"the log holds something else at position {record.position}: import into an empty one, named by "
                "--store or --home"
            )

    async def _add(self, record: codec.Record) -> None:
        version = self._versions.get(record.stream)
        if version is None:
            version = 0 if record.version == 1 else len(await self._log.read(record.stream))
        if record.version != version + 1:
            raise BadInput(f"it is version {record.version} of {record.stream}, and {version + 1} is due")
        self._versions[record.stream] = record.version
        self._batch.append(record)
        self._size += len(record.data)
        if len(self._batch) == TOGETHER or self._size > LARGE:
            await self.flush()

    async def flush(self) -> None:
        """Store what was verified; raise `Conflict` where somebody else wrote to the log meanwhile."""
        batch, self._batch, self._size = self._batch, [], 0
        try:
            await self._log.take(batch)
        except (Tampered, Conflict) as error:
            raise Conflict(
                "another program wrote to the log while it was imported into: end that one, and import into an empty "
                "log, named by --store or --home"
            ) from error
        self._events += len(batch)
        if len(self._versions) > STREAMS:
            self._versions.clear()

    async def end(self) -> Taken:
        """Store the rest; raise `BadInput` where the lines end before the log does, or leave a blank unexplained."""
        await self.flush()
        head = self._verification.head
        if head.position < self._stood.position:
            raise BadInput(
                f"the log holds {self._stood.position:,} events, the first {head.position:,} of which are all that "
                "this file holds: there is nothing to import"
            )
        try:
            self._verification.end()
        except Tampered as error:
            raise BadInput(
                f"line {error.position}: {_why(error)}: the file's end is missing; {_before(head.position + 1)}"
            ) from error
        return Taken(self._events, head)


async def _lines(chunks: AsyncIterable[bytes]) -> AsyncIterator[tuple[int, bytes, bool]]:
    """Give each line that is not empty, with its number, and whether its end was there."""
    number, begun, size = 1, list[bytes](), 0  # of a line without end so far: put together once
    async for chunk in chunks:
        first, *more = chunk.split(b"\n")
        begun.append(first)
        size += len(first)
        if more:
            *whole, rest = b"".join(begun), *more
            for text in whole:
                if text := _bare(text, number):
                    yield number, text, True
                number += 1
            begun, size = [rest], len(rest)
        if size > LONGEST:
            raise BadInput(f"line {number}: it is longer than any event: this is no export; {_before(number)}")
    if rest := _bare(b"".join(begun), number):
        yield number, rest, False


def _bare(text: bytes, number: int) -> bytes:
    """Return *text* without the white space around it, and the first line without an editor's mark."""
    return (text.removeprefix(b"\xef\xbb\xbf") if number == 1 else text).strip(b" \t\r\n")


def _is_cut(error: Error) -> bool:
    return str(error).startswith("it is no JSON")


def _why(error: Error) -> str:
    return str(error).partition(": ")[2] if isinstance(error, Tampered) else str(error)


def _before(number: int) -> str:
    return "nothing was imported" if number == 1 else "what comes before it is in the log: mend the file, and run again"


async def backup(store: Store, path: Path, each: Each) -> Head:
    """Make *path*, which is not there yet, a SQLite store that holds all of *store*'s log and desk; return its head.

    Raises `Error` where an article was erased meanwhile whose words may be in it: it is then to be thrown away.
    """
    from sstimeline.store import sqlite

    if isinstance(store, sqlite.Sqlite):
        await store.copy_to(path, lambda left, total: each(total - left, total))
    copy = cast("Store", await sqlite.open(str(path)))
    try:
        if not isinstance(store, sqlite.Sqlite):
            await _copy(store, copy, each)
        if await copy.desk.recall(SCRUB) is not None:
            raise Error("an article was erased meanwhile, whose words may be in the copy: run it again")
        return await copy.log.head()
    finally:
        await copy.close()


async def _copy(store: Store, copy: Store, each: Each) -> None:
    """Copy the log, then the desk, then what was appended meanwhile, so that the log lacks nothing the desk knows.

    A linker's ticket that the desk holds and the log does not use would keep every later linker away.
    """
    began, rows = (await store.log.head()).position, await store.desk.dump()
    if await _follow(store.log, copy.log, each, began):
        raise Error("an article was erased while this was written, which may still hold its words: run it again")
    for _ in range(TRIES):
        rows = await store.desk.dump()
        stood = await copy.log.head()
        if await _follow(store.log, copy.log, each, began):
            raise Error("an article was erased while this was written, which may still hold its words: run it again")
        if stood == await copy.log.head():
            break
    await copy.desk.load(rows)


async def _follow(log: Log, copy: Log, each: Each, began: int) -> bool:
    """Store behind *copy*'s head what *log* holds there; tell whether an article was erased after *began*."""
    batch, size, erased = list[codec.Record](), 0, False
    async for record in log.records((await copy.head()).position):
        erased = erased or _erases(record, began)
        batch.append(record)
        size += len(record.data)
        if len(batch) == TOGETHER or size > LARGE:
            await copy.take(batch)
            each(record.position, max(began, record.position))
            batch, size = [], 0
    await copy.take(batch)
    if batch:
        each(batch[-1].position, max(began, batch[-1].position))
    return erased


def _erases(record: codec.Record, after: int) -> bool:
    return record.type == ArticleErased.type and record.position > after


async def restore(store: Store, file: Path, verifying: Each, each: Each) -> Head:
    """Put the log and the desk of the backup in *file* into *store*, which is empty; return the head.

    A run that was killed is gone on with by the next one of the same backup. *file* is left as it is. Raises
    `BadInput` where it is no backup, or does not verify, and `StoreUnusable` where *store* holds events.
    """
    async with _opened(file) as source:
        head = await _verified(source.log, file, verifying)
        mark, stands = f"{head.position}:{head.hash}", (await store.log.head()).position
        if stands and (await store.desk.recall(RESTORING) != mark or not await _is_first(store.log, source.log)):
            raise StoreUnusable(
                f"the store holds {stands:,} events, and a backup is restored into an empty one: name another by "
                "--store or --home, or move this one away"
            )
        await store.desk.keep(RESTORING, mark)
        await _follow(source.log, store.log, each, head.position)
        await store.desk.load(await source.desk.dump())  # which takes the mark away
    return head


async def _is_first(log: Log, source: Log) -> bool:
    """Tell whether *log* holds exactly the first events of *source*."""
    head = await log.head()
    there = await source.after(head.position - 1, 1)
    return bool(there) and there[0].hash == head.hash


@asynccontextmanager
async def _opened(file: Path) -> AsyncIterator[Store]:
    """Lend the store in a copy of *file*: opening an older form brings it into today's."""
    from sstimeline.store import sqlite

    with TemporaryDirectory(prefix="sstimeline-restore-") as folder:
        copy = Path(folder) / "log.db"
        try:
            with file.open("rb") as begins:
                if begins.read(len(MAGIC)) != MAGIC:
                    raise BadInput(f"{file} is no backup: sstimeline backup FILE makes one")
            for suffix in ("", "-wal"):  # a copy that somebody took of a log in use brings its write-ahead log
                if (beside := file.with_name(file.name + suffix)).exists():
                    await asyncio.to_thread(shutil.copyfile, beside, copy.with_name(copy.name + suffix))
        except OSError as error:
            raise BadInput(f"{file} can't be restored: {error.strerror}") from error
        try:
            store = cast("Store", await sqlite.open(str(copy)))
            try:
                yield store
            finally:
                await store.close()
        except StoreUnusable as error:
            if not str(error).startswith(f"{copy} "):
                raise  # the other store's
            why = str(error).removeprefix(f"{copy} ").partition(": choose another")[0].partition(": restore it")[0]
            raise BadInput(f"{file} can't be restored: it {why}") from error


async def _verified(log: Log, file: Path, each: Each) -> Head:
    total, verification = (await log.head()).position, codec.Verification()
    try:
        async for record in log.records():
            verification.take(record)
            each(record.position, total)
        return verification.end()
    except Tampered as error:
        raise BadInput(f"{file} can't be restored: {error}") from error
