"""The desk in SQLite: working state that `rebuild` leaves alone."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from sstimeline.model.errors import Conflict
from sstimeline.store import codec
from sstimeline.store.base import Answer, Token

if TYPE_CHECKING:
    from sstimeline.store.sqlite import Sqlite

T = TypeVar("T")


class SqliteDesk:
    """The desk in its tables."""

    def __init__(self, store: "Sqlite") -> None:
        self._store = store

    async def keep(self, name: str, value: str) -> None:
        """See `Desk.keep`."""
        await self._store.write(lambda db: db.table("notes").upsert({"name": name, "value": value}, pk="name"))

    async def recall(self, name: str) -> str | None:
        """See `Desk.recall`."""
        return await self._one("SELECT value FROM notes WHERE name = ?", name, lambda row: str(row[0]))

    async def issue_token(self, digest: str, token: Token) -> None:
        """See `Desk.issue_token`."""
        row = {"digest": digest, "name": token.name, "scope": token.scope, "created": codec.stamp(token.created)}
        try:
            await self._store.write(lambda db: db.table("tokens").insert(row))
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
            lambda db: db.execute("SELECT name, scope, created FROM tokens ORDER BY created, name").fetchall()
        )
        return tuple(map(_token, rows))

    async def revoke_token(self, name: str) -> bool:
        """See `Desk.revoke_token`."""
        return await self._store.write(
            lambda db: db.conn.execute("DELETE FROM tokens WHERE name = ?", (name,)).rowcount > 0
        )

    async def answer(self, key: str) -> Answer | None:
        """See `Desk.answer`."""
        return await self._one(
            "SELECT digest, status, body FROM answers WHERE key = ?",
            key,
            lambda row: Answer(digest=str(row[0]), status=int(str(row[1])), body=row[2]),  # type: ignore[arg-type]
        )

    async def keep_answer(self, key: str, answer: Answer) -> None:
        """See `Desk.keep_answer`."""
        row = {"key": key, "digest": answer.digest, "status": answer.status, "body": answer.body}
        await self._store.write(lambda db: db.table("answers").insert(row, ignore=True))

    async def items(self, keys: Iterable[str]) -> dict[str, bytes]:
        """See `Desk.items`."""
        wanted = codec.dumps(list(keys)).decode()
        rows = await self._store.read(
            lambda db: db.execute(
                "SELECT key, content FROM items WHERE key IN (SELECT value FROM json_each(?))", (wanted,)
            ).fetchall()
        )
        return dict(rows)

    async def keep_items(self, items: dict[str, bytes]) -> None:
        """See `Desk.keep_items`."""
        rows = [{"key": key, "content": content} for key, content in items.items()]
        await self._store.write(lambda db: db.table("items").insert_all(rows, replace=True))

    async def _one(self, query: str, value: str, make: Callable[[Sequence[object]], T]) -> T | None:
        row = await self._store.read(lambda db: db.execute(query, (value,)).fetchone())
        return None if row is None else make(row)


def _token(row: Sequence[object]) -> Token:
    name, scope, created = map(str, row)
    return Token(name=name, scope=scope, created=codec.moment(created))
