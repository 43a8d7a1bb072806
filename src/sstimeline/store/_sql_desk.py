"""The desk in SQL: working state that `rebuild` leaves alone."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sstimeline.model.errors import Conflict
from sstimeline.model.events import ArticleErased
from sstimeline.store import codec
from sstimeline.store._sql import Sql, Transaction, among
from sstimeline.store._sql_log import KEY_COLUMNS, key_row, tail
from sstimeline.store.base import Answer, Run, Token

T = TypeVar("T")

#: What a backup keeps: item bytes are made anew, and runs belong to the servers that ran.
KEPT = {"notes": ("name", "value"), "tokens": ("digest", "name", "scope", "created"), "keys": KEY_COLUMNS}


class SqlDesk:
    """The desk in its tables."""

    def __init__(self, store: Sql) -> None:
        self._store = store

    async def keep(self, name: str, value: str) -> None:
        """See `Desk.keep`."""
        await self._store.write(
            lambda tx: tx.execute(
                "INSERT INTO notes (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, value),
            )
        )

    async def recall(self, name: str) -> str | None:
        """See `Desk.recall`."""
        return await self._one("SELECT value FROM notes WHERE name = ?", name, lambda row: str(row[0]))

    async def forget(self, name: str, value: str) -> None:
        """See `Desk.forget`."""
        await self._store.write(lambda tx: tx.execute("DELETE FROM notes WHERE name = ? AND value = ?", (name, value)))

    async def issue_token(self, digest: str, token: Token) -> None:
        """See `Desk.issue_token`."""
        row = (digest, token.name, token.scope, codec.stamp(token.created))

        def work(tx: Transaction) -> None:
            stands = tx.execute(
                "SELECT digest, name, scope, created FROM tokens WHERE digest = ?", (digest,)
            ).fetchone()
            if stands is None or tuple(stands) != row:  # else the answer to an earlier try was lost
                tx.execute("INSERT INTO tokens (digest, name, scope, created) VALUES (?, ?, ?, ?)", row)

        try:
            await self._store.write(work)
        except Conflict as error:
            raise Conflict(
                f"there is a token named {token.name!r} already: revoke it first, or choose another name"
            ) from error

    async def token(self, digest: str) -> Token | None:
        """See `Desk.token`."""
        return await self._one("SELECT name, scope, created FROM tokens WHERE digest = ?", digest, _token)

    async def tokens(self) -> tuple[Token, ...]:
        """See `Desk.tokens`."""
        rows = await self._store.read(
            lambda tx: tx.execute("SELECT name, scope, created FROM tokens ORDER BY created, name").fetchall()
        )
        return tuple(map(_token, rows))

    async def revoke_token(self, name: str) -> bool:
        """See `Desk.revoke_token`."""
        return await self._store.write(lambda tx: tx.execute("DELETE FROM tokens WHERE name = ?", (name,)).rowcount > 0)

    async def answer(self, key: str) -> Answer | None:
        """See `Desk.answer`."""
        columns = "digest, status, id, stream, version, position"
        return await self._one(f"SELECT {columns} FROM keys WHERE key = ?", key, _answer)

    async def keep_answer(self, key: str, answer: Answer, *, at: datetime) -> None:
        """See `Desk.keep_answer`."""
        row = key_row(key, answer, codec.stamp(at))
        marks = ", ".join("?" * len(KEY_COLUMNS))
        insert = f"INSERT INTO keys ({', '.join(KEY_COLUMNS)}) VALUES ({marks}) ON CONFLICT (key) DO NOTHING"
        await self._store.write(lambda tx: tx.execute(insert, row))

    async def items(self, keys: Iterable[str]) -> dict[str, bytes]:
        """See `Desk.items`."""
        wanted = list(keys)
        found = await self._store.read(
            lambda tx: list(among(tx, "SELECT key, content FROM items WHERE key IN (..)", wanted))
        )
        return {key: bytes(content) for key, content in found}

    async def keep_items(self, items: dict[str, bytes], *, generation: int) -> None:
        """See `Desk.keep_items`."""
        insert = (
            "INSERT INTO items (key, content) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET content = excluded.content"
        )
        erased = "SELECT 1 FROM log WHERE position > ? AND type = ? LIMIT 1"

        def work(tx: Transaction) -> None:
            tail(tx)  # no erasure comes between the look and what is kept
            number, stale, folded = tx.execute("SELECT rebuild, stale, checkpoint FROM sets WHERE live = 1").fetchone()
            if number == generation and not stale and not tx.execute(erased, (folded, ArticleErased.type)).fetchone():
                tx.executemany(insert, sorted(items.items()))

        await self._store.write(work)

    async def start_run(self, job: str, slot: str, *, owner: str, at: datetime, lease: timedelta) -> bool:
        """See `Desk.start_run`."""
        take = (
            "INSERT INTO job_run (job, slot, owner, until, done) VALUES (?, ?, ?, ?, NULL) "
            "ON CONFLICT (job, slot) DO UPDATE SET owner = excluded.owner, until = excluded.until "
            "WHERE job_run.done IS NULL AND job_run.until <= ?"
        )
        until = codec.stamp(at + lease)
        # Where the answer to an earlier try was lost, the row is ours already.
        ours = "SELECT 1 FROM job_run WHERE job = ? AND slot = ? AND owner = ? AND until = ? AND done IS NULL"

        def work(tx: Transaction) -> bool:
            taken = tx.execute(take, (job, slot, owner, until, codec.stamp(at))).rowcount > 0
            return taken or tx.execute(ours, (job, slot, owner, until)).fetchone() is not None

        return await self._store.write(work)

    async def finish_run(self, job: str, slot: str, *, owner: str, at: datetime) -> bool:
        """See `Desk.finish_run`."""
        finish = "UPDATE job_run SET done = ? WHERE job = ? AND slot = ? AND owner = ? AND done IS NULL"
        values = (codec.stamp(at), job, slot, owner)
        ours = "SELECT 1 FROM job_run WHERE done = ? AND job = ? AND slot = ? AND owner = ?"

        def work(tx: Transaction) -> bool:
            finished = tx.execute(finish, values).rowcount > 0
            return finished or tx.execute(ours, values).fetchone() is not None

        return await self._store.write(work)

    async def runs(self, job: str) -> tuple[Run, ...]:
        """See `Desk.runs`."""
        rows = await self._store.read(
            lambda tx: tx.execute(
                "SELECT slot, owner, until, done FROM job_run WHERE job = ? ORDER BY slot", (job,)
            ).fetchall()
        )
        return tuple(
            Run(slot=slot, owner=owner, until=codec.moment(until), done=codec.moment(done) if done else None)
            for slot, owner, until, done in rows
        )

    async def tidy(self, before: datetime, prefix: str) -> int:
        """See `Desk.tidy`."""
        stamp = codec.stamp(before)

        def work(tx: Transaction) -> int:
            runs = tx.execute("DELETE FROM job_run WHERE done < ?", (stamp,)).rowcount
            keys = tx.execute(
                "DELETE FROM keys WHERE at < ? AND substr(key, 1, ?) = ?", (stamp, len(prefix), prefix)
            ).rowcount
            return runs + keys

        return await self._store.write(work)

    async def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """See `Desk.dump`."""
        return await self._store.read(
            lambda tx: {
                table: [tuple(row) for row in tx.execute(f"SELECT {', '.join(columns)} FROM {table}")]
                for table, columns in KEPT.items()
            }
        )

    async def load(self, rows: dict[str, list[tuple[Any, ...]]]) -> None:
        """See `Desk.load`."""

        def work(tx: Transaction) -> None:
            for table, columns in KEPT.items():
                tx.empty(table)
                tx.insert(table, columns, rows.get(table, []))

        await self._store.write(work)

    async def _one(self, query: str, value: str, make: Callable[[Sequence[Any]], T]) -> T | None:
        row = await self._store.read(lambda tx: tx.execute(query, (value,)).fetchone())
        return None if row is None else make(row)


def _token(row: Sequence[Any]) -> Token:
    name, scope, created = map(str, row)
    return Token(name=name, scope=scope, created=codec.moment(created))


def _answer(row: Sequence[Any]) -> Answer:
    digest, status, id, stream, version, position = row
    return Answer(digest=digest, status=status, id=id, stream=stream, version=version, position=position)
