"""A store in PostgreSQL, shared by as many replicas as there are (STORE.md, "PostgreSQL").

psycopg 3 in threads, so that what runs inside a transaction is the same plain code as for SQLite. Nothing outlives
a transaction on the server: it works through a transaction pooler.
"""

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import chain, islice
from time import monotonic, sleep
from typing import Any, TypeVar

import psycopg
from psycopg import errors
from psycopg_pool import ConnectionPool, PoolTimeout

from sstimeline.model.addresses import without_password
from sstimeline.model.errors import Conflict, StoreUnusable
from sstimeline.store._sql import Transaction
from sstimeline.store._sql_desk import SqlDesk
from sstimeline.store._sql_log import COLUMNS, SqlLog
from sstimeline.store._sql_views import SqlViews

T = TypeVar("T")

FORM = 1  #: raised with every change of the tables that an older program can't use
PATIENCE = 10.0  #: how long a server that is gone, restarting or failing over is waited for, in seconds
CONNECTIONS = 8
#: From how many rows on COPY is faster than INSERT.
COPIED = 8
#: What every program of ours locks while it makes the tables; any number that nobody else uses.
MAKING = 0x7373746C

#: How a transaction that writes begins. The server ends one whose program says nothing for a minute: stopped or cut
#: off, it would hold the head, and all other writers with it.
BEGIN = (
    "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = on; "
    "SET LOCAL idle_in_transaction_session_timeout = '60s'"
)
#: How one that reads begins: for as long as it stands, erased words can't be given up.
BEGIN_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL idle_in_transaction_session_timeout = '60s'"
#: Tells how many transactions still see the rows as they were before that one.
OLDER = (
    "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_xmin IS NOT NULL "
    "AND age(backend_xmin) > age(%s::text::xid) AND (datname = current_database() OR datname IS NULL)"
)

#: What passes by itself: the connection was lost, the server restarts, or two transactions met.
PASSING = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    errors.SerializationFailure,
    errors.DeadlockDetected,
    errors.IdleInTransactionSessionTimeout,
    PoolTimeout,
)
#: Of those, what does not: asking again gives the same answer.
LASTING = (
    errors.InvalidPassword,
    errors.InvalidAuthorizationSpecification,
    errors.InvalidCatalogName,
    errors.InsufficientPrivilege,
    errors.DiskFull,
)

TABLES = (
    """
    CREATE TABLE sstimeline (form bigint NOT NULL);
    CREATE TABLE log (
        position bigint PRIMARY KEY, id text COLLATE "C" NOT NULL UNIQUE, stream text COLLATE "C" NOT NULL,
        version bigint NOT NULL, type text NOT NULL, schema bigint NOT NULL, recorded_at text COLLATE "C" NOT NULL,
        data text NOT NULL, digest text NOT NULL, previous text NOT NULL, hash text NOT NULL, UNIQUE (stream, version)
    );
    CREATE TABLE head (position bigint NOT NULL, hash text NOT NULL, recorded_at text NOT NULL);
    INSERT INTO head VALUES (0, '', '');
    CREATE FUNCTION log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'UPDATE' THEN
            -- An erasure, and it alone, blanks the data of what stands before it in its stream.
            IF ROW({new}) IS NOT DISTINCT FROM ROW({old}) AND EXISTS (SELECT 1 FROM log
                WHERE stream = old.stream AND type = 'article.erased' AND version > old.version) THEN
                RETURN new;
            END IF;
        END IF;
        RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'integrity_constraint_violation';
    END $$;
    CREATE TRIGGER log_no_change BEFORE UPDATE OR DELETE ON log FOR EACH ROW EXECUTE FUNCTION log_is_append_only();
    CREATE TRIGGER log_no_truncate BEFORE TRUNCATE ON log FOR EACH STATEMENT EXECUTE FUNCTION log_is_append_only();
    """.format(
        new=", ".join(f"new.{column}" for column in COLUMNS if column != "data"),
        old=", ".join(f"old.{column}" for column in COLUMNS if column != "data"),
    ),
    *(
        f"""
        CREATE TABLE occurrences_{name} (id text COLLATE "C" PRIMARY KEY, article text NOT NULL, first bigint NOT NULL,
            root text, data text NOT NULL);
        CREATE INDEX ON occurrences_{name} (article);
        CREATE INDEX ON occurrences_{name} (root) WHERE root IS NOT NULL;
        CREATE TABLE parts_{name} (kind text, actor text, long bigint, earliest text COLLATE "C", occurrence text,
            PRIMARY KEY (kind, actor, long, earliest, occurrence));
        CREATE TABLE sources_{name} (id text COLLATE "C" PRIMARY KEY, data text NOT NULL);
        CREATE TABLE revisions_{name} (number bigint PRIMARY KEY, entry text COLLATE "C" NOT NULL,
            position bigint NOT NULL, data text NOT NULL, UNIQUE (entry, position));
        CREATE TABLE standing_{name} (slug text, position bigint, revision bigint, public bigint NOT NULL,
            PRIMARY KEY (slug, position, revision));
        CREATE TABLE shelves_{name} (slug text COLLATE "C" PRIMARY KEY, public bigint NOT NULL, first bigint NOT NULL,
            changed bigint NOT NULL);
        CREATE TABLE unlinked_{name} (article text PRIMARY KEY, position bigint NOT NULL UNIQUE);
        """
        for name in "ab"
    ),
    """
    CREATE TABLE sets (name text PRIMARY KEY, live bigint NOT NULL, rebuild bigint NOT NULL, checkpoint bigint NOT NULL,
        linked bigint NOT NULL, settings text NOT NULL, stale bigint NOT NULL);
    INSERT INTO sets VALUES ('a', 1, 0, 0, 0, '', 0), ('b', 0, 0, 0, 0, '', 0);
    CREATE TABLE notes (name text COLLATE "C" PRIMARY KEY, value text NOT NULL);
    CREATE TABLE tokens (digest text PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE, scope text NOT NULL,
        created text COLLATE "C" NOT NULL);
    CREATE TABLE keys (key text COLLATE "C" PRIMARY KEY, digest text NOT NULL, status bigint NOT NULL, id text NOT NULL,
        stream text NOT NULL, version bigint NOT NULL, position bigint NOT NULL, at text COLLATE "C" NOT NULL);
    CREATE TABLE items (key text COLLATE "C" PRIMARY KEY, content bytea NOT NULL);
    CREATE TABLE job_run (job text, slot text COLLATE "C", owner text NOT NULL, until text COLLATE "C" NOT NULL,
        done text COLLATE "C", PRIMARY KEY (job, slot));
    """,
)  # fmt: skip


async def open(address: str) -> "Postgresql":
    """Return the store in the database at *address*, `//user@host/name`; its tables are made where there are none.

    Raises `StoreUnusable` where it can't be reached or entered, holds tables of another program, or those of a
    newer sstimeline.
    """
    store = Postgresql(f"postgresql:{address}")
    await store.connect()
    return store


class Postgresql:
    """Log, views and desk in one database, or in one schema of it (`?options=-csearch_path%3Dname`)."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._name = without_password(address)
        # No prepared statements: behind a transaction pooler the next one may run on another server.
        self._asked: dict[str, Any] = {
            "autocommit": True,
            "prepare_threshold": None,
            "connect_timeout": max(2, int(PATIENCE)),
        }
        self._pool = ConnectionPool(
            address, min_size=1, max_size=CONNECTIONS, timeout=PATIENCE, reconnect_timeout=PATIENCE, open=False,
            kwargs=self._asked,
        )  # fmt: skip
        self._threads = ThreadPoolExecutor(CONNECTIONS, "sstimeline-postgresql")
        self._closing = False
        self.log = SqlLog(self)
        self.views = SqlViews(self)
        self.desk = SqlDesk(self)

    async def connect(self) -> None:
        """Open the pool and see that the tables are there; see `open`."""
        try:
            await self._run(lambda: self._reached(self._knock))
            await self.write(_make)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Close all connections and end the threads."""
        if self._closing:
            return
        await self.log.settle()
        self._closing = True
        await asyncio.get_running_loop().run_in_executor(self._threads, self._pool.close)
        self._threads.shutdown()

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Run *work* in one transaction: all of it is durable, or none of it was.

        Where the connection is lost or the server restarts, *work* is run again on another; what is not known to be
        durable may have become so, which an append then finds (STORE.md, 2).
        """
        return await self._run(lambda: self._transaction(BEGIN, work, "COMMIT"))

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run *work* on one consistent state."""
        return await self._run(lambda: self._transaction(BEGIN_READING, work, "ROLLBACK"))

    async def scrub(self) -> bool:
        """Write the tables anew without the pages on which erased words still lie; see `Store.scrub`.

        VACUUM keeps the rows that an older transaction may still read: so those are waited for. It would also wait for
        one that has the table, with all who come later behind it: such a table is left for the next time.
        """

        def work() -> bool:
            with self._pool.connection() as connection:
                [now] = connection.execute("SELECT pg_current_xact_id()::text").fetchone() or (None,)
                until = monotonic() + PATIENCE
                while (connection.execute(OLDER, (str(int(now) % 2**32),)).fetchone() or (0,))[0]:
                    if monotonic() > until:
                        return False
                    sleep(0.1)
                skipped: list[str | None] = []

                def noticed(said: "errors.Diagnostic") -> None:
                    skipped.extend([said.sqlstate] if said.sqlstate == errors.LockNotAvailable.sqlstate else [])

                connection.add_notice_handler(noticed)
                try:
                    for table in ("log", "items", *(f"{table}_{name}" for name in "ab" for table in _WORDY)):
                        connection.execute(f"VACUUM (FULL, SKIP_LOCKED) {table}")
                finally:
                    connection.remove_notice_handler(noticed)
                return not skipped

        return await self._run(lambda: self._reached(work))

    async def _run(self, work: Callable[[], T]) -> T:
        def spoken() -> T:
            with _in_words(self._name):
                return work()

        # Shielded: a cancelled caller must not leave a transaction half-way in the thread.
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._threads, spoken))

    def _transaction(self, begin: str, work: Callable[[Transaction], T], end: str) -> T:
        def transaction() -> T:
            with self._pool.connection() as connection:
                try:
                    connection.execute(begin)
                    done = work(PostgresqlTransaction(connection))
                    connection.execute(end)
                except BaseException:
                    with suppress(psycopg.Error):
                        connection.execute("ROLLBACK")
                    raise
                return done

        return self._reached(transaction)

    def _knock(self) -> None:
        """Connect once, for the pool does not say why it can't; and open the pool."""
        with psycopg.connect(self._address, **self._asked):
            self._pool.open()

    def _reached(self, work: Callable[[], T]) -> T:
        """Do *work*, again and again while the server can't be reached, for as long as `PATIENCE`."""
        until, wait = monotonic() + PATIENCE, 0.01
        while True:
            try:
                return work()
            except PASSING as error:
                if isinstance(error, LASTING) or _refused(error) or self._closing or monotonic() + wait > until:
                    raise
            sleep(wait)
            wait = min(wait * 2, 0.5)


#: Tables that hold words of articles, by what their name begins with.
_WORDY = ("occurrences", "sources", "revisions")


class PostgresqlTransaction:
    """One transaction of a connection."""

    for_update = " FOR UPDATE"
    unless_taken = " FOR UPDATE SKIP LOCKED"

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection

    def execute(self, statement: str, values: Sequence[Any] = ()) -> "psycopg.Cursor[Any]":
        """See `Transaction.execute`."""
        return self._connection.execute(_marked(statement), values or None)

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """See `Transaction.executemany`."""
        with self._connection.cursor() as cursor:
            cursor.executemany(_marked(statement), rows)

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """See `Transaction.insert`."""
        rest = iter(rows)
        first = list(islice(rest, COPIED))
        if len(first) < COPIED:
            marks = ", ".join("?" * len(columns))
            self.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", first)
            return
        statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in chain(first, rest):
                copy.write_row(row)

    def append(self, columns: Sequence[str], records: Iterable[Sequence[Any]]) -> None:
        """See `Transaction.append`. The server stores the first while the later ones are being made."""
        last: Sequence[Any] = ()

        def passing() -> Iterator[Sequence[Any]]:
            nonlocal last
            for last in records:  # noqa: UP028
                yield last

        self.insert("log", columns, passing())
        head = dict(zip(columns, last, strict=True))
        self.execute(
            "UPDATE head SET position = ?, hash = ?, recorded_at = ?",
            (head["position"], head["hash"], head["recorded_at"]),
        )

    def empty(self, table: str) -> None:
        """See `Transaction.empty`. Not by TRUNCATE, which empties a table for those, too, who read what stood."""
        self.execute(f"DELETE FROM {table}")


@lru_cache(maxsize=512)
def _marked(statement: str) -> str:
    return statement.replace("?", "%s")


def _make(tx: Transaction) -> None:
    """See that the tables are there and in today's form; of several that open a new database, one makes them."""
    if _is_made(tx):
        return
    tx.execute("SELECT pg_advisory_xact_lock(?)", (MAKING,))
    if _is_made(tx):  # by another, meanwhile
        return
    for statements in TABLES:
        tx.execute(statements)
    tx.execute("INSERT INTO sstimeline (form) VALUES (?)", (FORM,))


def _is_made(tx: Transaction) -> bool:
    """Tell whether our tables are there; raise `StoreUnusable` where others are, or those of a newer form."""
    there = {
        name
        for (name,) in tx.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename IN ('log', 'sstimeline')"
        )
    }
    if "sstimeline" in there:
        [form] = tx.execute("SELECT form FROM sstimeline").fetchone()
        if form > FORM:
            raise StoreUnusable(f"the tables were made by a newer sstimeline (form {form}): upgrade sstimeline")
        return True
    if there:
        raise StoreUnusable("there are tables of another program in this database: choose another --store")
    return False


def _refused(error: Exception) -> bool:
    """Tell whether a connection was refused for a reason that stays: psycopg gives no class for those."""
    return bool(re.search(r"password authentication|no password|does not exist|could not translate host", str(error)))


@contextmanager
def _in_words(name: str) -> Iterator[None]:
    """Say what PostgreSQL says as a sentence to the person who can mend it."""
    try:
        yield
    except psycopg.IntegrityError as error:
        raise Conflict(str(error).partition("\n")[0]) from error
    except errors.DiskFull as error:
        raise StoreUnusable(f"{name} can't grow, its disk is full: make room; nothing acknowledged was lost") from error
    except errors.InsufficientPrivilege as error:
        raise StoreUnusable(f"{name} refuses: {str(error).partition(chr(10))[0]}: give that right") from error
    except errors.ReadOnlySqlTransaction as error:
        raise StoreUnusable(f"{name} can't be written, it is a standby: name the primary") from error
    except PASSING as error:
        why = str(error).strip().partition("\n")[0]
        raise StoreUnusable(f"{name} can't be reached ({why}): check that it runs, and the address") from error
    except psycopg.Error as error:
        raise StoreUnusable(f"{name} answers: {str(error).partition(chr(10))[0]}") from error
