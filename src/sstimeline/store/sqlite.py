"""A store in one SQLite file: the default (STORE.md, "SQLite").

sqlite-utils makes and changes the tables; the append path is plain `sqlite3` under `BEGIN IMMEDIATE`.
sqlite is synchronous: one thread writes, with one aside that makes rows for it, another reads, and no other file knows.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from itertools import chain, islice
from pathlib import Path
from time import monotonic, sleep
from typing import Any, TypeVar

from sqlite_utils import Database, Migrations

from sstimeline.model.errors import Conflict, StoreUnusable
from sstimeline.store._sql import Transaction
from sstimeline.store._sql_desk import SqlDesk
from sstimeline.store._sql_log import COLUMNS, SqlLog
from sstimeline.store._sql_views import SqlViews

T = TypeVar("T")

APPLICATION_ID = 0x7373746C  # "sstl", in the file's header: what tells our files from other people's
FORM = 2  #: `user_version`: raised with every change of the tables that an older program can't read
PATIENCE = 10.0  #: how long another program may hold the file locked, in seconds
CACHE = 64 * 1024  #: KiB of pages that the writer keeps: a large log's indexes are walked at every append
READ = 4 * 1024  #: KiB of pages that a reader keeps; who follows the log reads each once
#: Rows that one INSERT carries: a statement for each costs more than the row.
TOGETHER = 50

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
    """What form 1 folded the log into; `sets` made it anew."""


@tables()
def desk(db: Database) -> None:
    """Working state, which `rebuild` leaves alone."""
    db.table("notes").create({"name": str, "value": str}, pk="name")
    db.table("tokens").create({"digest": str, "name": str, "scope": str, "created": str}, pk="digest")
    db.table("tokens").create_index(["name"], unique=True)
    db.table("answers").create({"key": str, "digest": str, "status": int, "body": bytes}, pk="key")
    db.table("items").create({"key": str, "content": bytes}, pk="key")


@tables()
def erasure(db: Database) -> None:
    """Let an erasure, and it alone, blank the data of what stands before it in its stream (STORE.md, 4)."""
    db.execute("DROP TRIGGER log_no_update")
    stays = " OR ".join(f"new.{column} IS NOT old.{column}" for column in COLUMNS if column != "data")
    db.execute(
        f"CREATE TRIGGER log_no_update BEFORE UPDATE ON log WHEN {stays} OR NOT EXISTS (SELECT 1 FROM log "
        "WHERE stream = old.stream AND type = 'article.erased' AND version > old.version) "
        "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
    )
    db.execute("CREATE VIEW head AS SELECT position, hash, recorded_at FROM log ORDER BY position DESC LIMIT 1")


@tables()
def sets(db: Database) -> None:
    """Two sets of views, of which one is live: what a rebuild fills beside the other."""
    for old in ("occurrences", "sources", "revisions", "standing", "unlinked", "folded"):
        db.execute(f"DROP TABLE IF EXISTS {old}")  # a function of the log: the next fold makes it again
    for name in "ab":
        db.table(f"occurrences_{name}").create(
            {"id": str, "article": str, "first": int, "root": str, "data": str}, pk="id"
        )
        db.table(f"occurrences_{name}").create_index(["article"])
        db.execute(f"CREATE INDEX idx_occurrences_{name}_root ON occurrences_{name} (root) WHERE root IS NOT NULL")
        db.execute(
            f"CREATE TABLE parts_{name} (kind TEXT, actor TEXT, long INTEGER, earliest TEXT, occurrence TEXT, "
            "PRIMARY KEY (kind, actor, long, earliest, occurrence)) WITHOUT ROWID"
        )
        db.table(f"sources_{name}").create({"id": str, "data": str}, pk="id")
        db.table(f"revisions_{name}").create({"number": int, "entry": str, "position": int, "data": str}, pk="number")
        db.table(f"revisions_{name}").create_index(["entry", "position"], unique=True)
        db.execute(
            f"CREATE TABLE standing_{name} (slug TEXT, position INTEGER, revision INTEGER, public INTEGER, "
            "PRIMARY KEY (slug, position, revision)) WITHOUT ROWID"
        )
        db.table(f"shelves_{name}").create({"slug": str, "public": int, "first": int, "changed": int}, pk="slug")
        db.table(f"unlinked_{name}").create({"article": str, "position": int}, pk="article")
        db.table(f"unlinked_{name}").create_index(["position"])
    db.table("sets").create(
        {
            "name": str, "live": int, "rebuild": int, "checkpoint": int, "linked": int, "settings": str, "stale": int
        },
        pk="name",
    )  # fmt: skip
    state = {"rebuild": 0, "checkpoint": 0, "linked": 0, "settings": "", "stale": 0}
    db.table("sets").insert_all({"name": name, "live": int(name == "a"), **state} for name in "ab")


@tables()
def keys(db: Database) -> None:
    """Keys that appends take, with what was answered under them; and the runs of the schedule's jobs."""
    db.table("keys").create(
        {
            "key": str, "digest": str, "status": int, "id": str, "stream": str, "version": int, "position": int,
            "at": str,
        },
        pk="key",
    )  # fmt: skip
    # Form 1 kept link tickets among the notes, and answers as bytes that name what they were about.
    db.execute("INSERT INTO keys SELECT name, '', 0, '', '', 0, 0, '' FROM notes WHERE name LIKE 'link:%'")
    db.execute("DELETE FROM notes WHERE name LIKE 'link:%'")
    db.execute(
        "INSERT INTO keys SELECT key, digest, status, json_extract(body, '$.id'), json_extract(body, '$.stream'), "
        "json_extract(body, '$.version'), json_extract(body, '$.position'), '' FROM answers"
    )
    db.table("answers").drop()
    db.table("job_run").create({"job": str, "slot": str, "owner": str, "until": str, "done": str}, pk=("job", "slot"))


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
        self._aside = ThreadPoolExecutor(1, "sstimeline-aside")  #: works for the writing thread
        self._writer: sqlite3.Connection | None = None
        self._reader: sqlite3.Connection | None = None
        self.log = SqlLog(self)
        self.views = SqlViews(self)
        self.desk = SqlDesk(self)

    async def connect(self) -> None:
        """Open the file, once; see `open`."""
        try:
            self._writer = await self._run(self._writing, self._open)
            self._reader = await self._run(self._reading, lambda: self._plain(READ, "PRAGMA query_only = ON"))
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Close both connections and end their threads."""
        await self.log.settle()
        for executor, connection in ((self._reading, self._reader), (self._writing, self._writer)):
            if connection is not None:
                await self._run(executor, connection.close)
            executor.shutdown()
        self._aside.shutdown()
        self._reader = self._writer = None

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Run *work* in one transaction of the writing thread: all of it is durable, or none of it was."""

        def transaction() -> T:
            assert self._writer is not None
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                done = work(SqliteTransaction(self._writer, self._aside))
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise
            return done

        return await self._run(self._writing, transaction)

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run *work* on one consistent state of the file, in the reading thread."""

        def snapshot() -> T:
            assert self._reader is not None
            self._reader.execute("BEGIN")
            try:
                return work(SqliteTransaction(self._reader))
            finally:
                self._reader.execute("ROLLBACK")

        return await self._run(self._reading, snapshot)

    async def scrub(self) -> bool:
        """Write the file anew without the pages on which erased words still lie; see `Store.scrub`."""

        def work() -> bool:
            assert self._writer is not None
            try:
                self._writer.execute("VACUUM")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                    return False
                raise
            # A reader of the pages as they were keeps them: that is no error, but the first number answered.
            [busy, *_] = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy

        return await self._run(self._writing, work)

    async def copy_to(self, path: Path, each: Callable[[int, int], None] = lambda left, total: None) -> None:
        """Copy all of the file to *path* as it stands at one moment, while others read and write it.

        *each* is told how many pages are left, and of how many.
        """

        def work() -> None:
            with closing(self._plain()) as source, closing(sqlite3.connect(path)) as target:
                source.execute("BEGIN")  # holds one state of the file: else each write of another begins the copy anew
                source.execute("SELECT name FROM sqlite_master").fetchone()
                source.backup(target, pages=4096, progress=lambda status, left, total: each(left, total))

        await self._run(self._reading, work)

    async def _run(self, executor: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        def spoken() -> T:
            with _in_words(self._path):
                return work()

        # Shielded: a cancelled caller must not leave a transaction half-way in the thread.
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(executor, spoken))

    def _plain(self, cache: int = READ, *pragmas: str) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=PATIENCE)
        for pragma in (f"PRAGMA cache_size = -{cache}", *pragmas):
            connection.execute(pragma)
        return connection

    def _open(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnusable(
                f"{self._path.parent} can't be made ({error.strerror}): choose another --home or --store"
            ) from error
        connection = self._plain(CACHE)
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
        connection.execute("PRAGMA secure_delete = FAST")
        if form < FORM:
            self._form(connection)

    def _form(self, connection: sqlite3.Connection) -> None:
        """Bring the tables into today's form, all or nothing; of several that open a new file, one does it."""
        connection.execute("BEGIN IMMEDIATE")
        with connection:
            tables.apply(Database(connection))
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {FORM}")


class SqliteTransaction:
    """One transaction of a connection; SQLite locks the file, so no row needs a lock of its own."""

    for_update = unless_taken = ""

    def __init__(self, connection: sqlite3.Connection, aside: Executor | None = None) -> None:
        self._connection = connection
        self._aside = aside  #: where rows may be made while a statement runs

    def execute(self, statement: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """See `Transaction.execute`."""
        return self._connection.execute(statement, values)

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """See `Transaction.executemany`."""
        self._connection.executemany(statement, rows)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """See `Transaction.insert`."""
        for start in range(0, len(rows), TOGETHER):
            self._insert(table, columns, rows[start : start + TOGETHER])

    def append(self, columns: Sequence[str], records: Iterable[Sequence[Any]]) -> None:
        """See `Transaction.append`. While some are stored, the next are made, aside.

        SQLite lets go of the interpreter for as long as a statement runs, and so for longer where it carries many rows.
        """
        rest = iter(records)
        some = list(islice(rest, TOGETHER))
        while len(some) == TOGETHER and self._aside is not None:
            coming = self._aside.submit(list, islice(rest, TOGETHER))
            try:
                self._insert("log", columns, some)
            finally:
                wait([coming])  # nobody makes records once the transaction is over
            some = coming.result()
        self.insert("log", columns, [*some, *rest])

    def _insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        head, one = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ", f"({', '.join('?' * len(columns))})"
        if len(rows) == TOGETHER:
            self.execute(head + ", ".join([one] * TOGETHER), list(chain.from_iterable(rows)))
        else:
            self.executemany(head + one, rows)

    def empty(self, table: str) -> None:
        """See `Transaction.empty`."""
        self.execute(f"DELETE FROM {table}")


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
