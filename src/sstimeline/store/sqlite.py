"""A store in one SQLite file: the default (STORE.md, "SQLite").

sqlite-utils makes the tables and writes the views; the append path is plain `sqlite3` under
`BEGIN IMMEDIATE`. sqlite is synchronous: one thread writes, another reads, and no other file knows.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import TypeVar

from sqlite_utils import Database, Migrations

from sstimeline.model.errors import Conflict, StoreUnusable
from sstimeline.store._sqlite_desk import SqliteDesk
from sstimeline.store._sqlite_log import COLUMNS, SqliteLog
from sstimeline.store._sqlite_views import SqliteViews

T = TypeVar("T")

APPLICATION_ID = 0x7373746C  # "sstl", in the file's header: what tells our files from other people's
FORM = 1  #: `user_version`: raised with every change of the tables that an older program can't read
PATIENCE = 10.0  #: how long another program may hold the file locked, in seconds

#: What SQLite's error names mean to the person who can mend it, behind the file's path.
TROUBLE = {
    "SQLITE_NOTADB": "is no database: move it away, or choose another --store",
    "SQLITE_CORRUPT": "is damaged: restore it from a backup",
    "SQLITE_READONLY": "can't be written: give write permission, or choose another --home",
    "SQLITE_CANTOPEN": "can't be opened: check that its folder exists and can be written",
    "SQLITE_FULL": "can't grow, the disk is full: make room; nothing acknowledged was lost",
    "SQLITE_BUSY": "is locked by another program: end that one, then try again",
    "SQLITE_LOCKED": "is locked by another program: end that one, then try again",
    "SQLITE_IOERR": "can't be read or written, the disk reports an error: check the disk",
}

tables = Migrations("sstimeline")


@tables()
def log(db: Database) -> None:
    """The log, and the triggers that keep history as it is (STORE.md, 4)."""
    db.table("log").create(
        {
            "position": int, "id": str, "stream": str, "version": int, "type": str, "schema": int,
            "recorded_at": str, "data": str, "digest": str, "previous": str, "hash": str,
        },
        pk="position",
        not_null=set(COLUMNS) - {"position"},
    )  # fmt: skip
    db.table("log").create_index(["id"], unique=True)
    db.table("log").create_index(["stream", "version"], unique=True)
    for action in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER log_no_{action.lower()} BEFORE {action} ON log "
            f"BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
        )
    # Without this one, INSERT OR REPLACE walks past the other two, by any of the three unique keys.
    db.execute(
        "CREATE TRIGGER log_no_replace BEFORE INSERT ON log "
        "WHEN new.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM log) "
        "OR EXISTS (SELECT 1 FROM log WHERE id = new.id OR (stream = new.stream AND version = new.version)) "
        "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
    )


@tables()
def views(db: Database) -> None:
    """What the log is folded into."""
    db.table("occurrences").create(
        {"id": str, "article": str, "kind": str, "first": int, "root": str, "data": str}, pk="id"
    )
    db.table("occurrences").create_index(["article"])
    db.table("occurrences").create_index(["root"])
    db.table("occurrences").create_index(["kind", "first"])
    db.table("sources").create({"id": str, "data": str}, pk="id")
    db.table("revisions").create({"entry": str, "position": int, "latest": int, "data": str}, pk=("entry", "position"))
    db.table("revisions").create_index(["latest"])
    db.table("standing").create({"slug": str, "entry": str, "public": int}, pk=("slug", "entry"))
    db.table("unlinked").create({"article": str, "position": int}, pk="article")
    db.table("folded").create({"name": str, "value": str}, pk="name")


@tables()
def desk(db: Database) -> None:
    """Working state, which `rebuild` leaves alone."""
    db.table("notes").create({"name": str, "value": str}, pk="name")
    db.table("tokens").create({"digest": str, "name": str, "scope": str, "created": str}, pk="digest")
    db.table("tokens").create_index(["name"], unique=True)
    db.table("answers").create({"key": str, "digest": str, "status": int, "body": bytes}, pk="key")
    db.table("items").create({"key": str, "content": bytes}, pk="key")


async def open(address: str) -> "Sqlite":
    """Return the store in the file at path *address*, made where there is none.

    Raises `StoreUnusable` where the file is no store of ours, is damaged, was written by a newer
    sstimeline, or can't be reached.
    """
    store = Sqlite(Path(address))
    await store.connect()
    return store


class Sqlite:
    """Log, views and desk in one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writing = ThreadPoolExecutor(1, "sstimeline-write")
        self._reading = ThreadPoolExecutor(1, "sstimeline-read")
        self._writer: sqlite3.Connection | None = None
        self._reader: sqlite3.Connection | None = None
        self.log = SqliteLog(self)
        self.views = SqliteViews(self)
        self.desk = SqliteDesk(self)

    async def connect(self) -> None:
        """Open the file, once; see `open`."""
        try:
            self._writer = await self._run(self._writing, self._open)
            self._reader = await self._run(self._reading, lambda: self._plain("PRAGMA query_only = ON"))
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Close both connections and end their threads."""
        for executor, connection in ((self._reading, self._reader), (self._writing, self._writer)):
            if connection is not None:
                await self._run(executor, connection.close)
            executor.shutdown()
        self._reader = self._writer = None

    async def write(self, work: Callable[[Database], T]) -> T:
        """Run *work* in one transaction of the writing thread: all of it is durable, or none of it was."""

        def transaction() -> T:
            assert self._writer is not None
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                done = work(Database(self._writer))
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise
            return done

        return await self._run(self._writing, transaction)

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run *work* on one consistent state of the file, in the reading thread."""

        def snapshot() -> T:
            assert self._reader is not None
            self._reader.execute("BEGIN")
            try:
                return work(self._reader)
            finally:
                self._reader.execute("ROLLBACK")

        return await self._run(self._reading, snapshot)

    async def _run(self, executor: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        def spoken() -> T:
            with _in_words(self._path):
                return work()

        # Shielded: a cancelled caller must not leave a transaction half-way in the thread.
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(executor, spoken))

    def _plain(self, *pragmas: str) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=PATIENCE)
        for pragma in pragmas:
            connection.execute(pragma)
        return connection

    def _open(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnusable(
                f"{self._path.parent} can't be made ({error.strerror}): choose another --home or --store"
            ) from error
        connection = self._plain()
        try:
            self._mark(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _mark(self, connection: sqlite3.Connection) -> None:
        """Make sure that the file is ours and in today's form."""
        connection.execute("BEGIN")  # one state of the file: another process may be making it just now
        [application] = connection.execute("PRAGMA application_id").fetchone()
        [form] = connection.execute("PRAGMA user_version").fetchone()
        empty = connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None
        connection.execute("COMMIT")
        if application != APPLICATION_ID and not empty:
            raise StoreUnusable(f"{self._path} is a database of another program: choose another --store")
        if form > FORM:
            raise StoreUnusable(f"{self._path} was written by a newer sstimeline (form {form}): upgrade sstimeline")
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous = FULL")
        if form < FORM:
            self._form(connection)

    def _form(self, connection: sqlite3.Connection) -> None:
        """Bring the tables into today's form, all or nothing; of several that open a new file, one does it."""
        connection.execute("BEGIN IMMEDIATE")
        with connection:
            tables.apply(Database(connection))
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {FORM}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on; SQLite itself does not wait here for another that does the same to a new file."""
    until = monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or monotonic() > until:
                raise
            sleep(0.01)


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """Say what SQLite says as a sentence to the person who can mend it."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise Conflict(str(error)) from error
    except sqlite3.Error as error:
        name = str(getattr(error, "sqlite_errorname", ""))
        family = "_".join(name.split("_")[:2])  # SQLITE_IOERR_WRITE is a kind of SQLITE_IOERR
        raise StoreUnusable(f"{path} {TROUBLE.get(family, f'answers: {error}')}") from error
