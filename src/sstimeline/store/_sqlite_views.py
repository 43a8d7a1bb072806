"""The views in SQLite: what the log was folded into, and what the fold may ask (STORE.md, 5)."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

import msgspec
from sqlite_utils import Database

from sstimeline.model.entries import Change, Entry, Folded, Occurrence, Source
from sstimeline.model.errors import Error
from sstimeline.model.events import Envelope, HomeConfigured
from sstimeline.store import codec
from sstimeline.store._sqlite_log import after, records
from sstimeline.store.base import (
    Fold,
    Query,
    by_date,
    by_position,
    fingerprint,
    matches,
    settles,
    stood,
    waits,
    whole_positions,
)

if TYPE_CHECKING:
    from sstimeline.store.sqlite import Sqlite

T = TypeVar("T")

TABLES = ("occurrences", "sources", "revisions", "standing", "unlinked", "folded")


class SqliteViews:
    """The views in their tables."""

    def __init__(self, store: "Sqlite") -> None:
        self._store = store

    async def advance(self, fold: Fold, limit: int = 500) -> tuple[int, tuple[Change, ...]]:
        """See `Views.advance`."""

        def work(db: Database) -> tuple[int, tuple[Change, ...]]:
            checkpoint = int(_folded(db.conn, "checkpoint") or 0)
            changes: list[Change] = []
            for envelope in after(db.conn, checkpoint, limit):
                folded = fold(envelope, _Shelf(db.conn))
                _apply(db, envelope, folded)
                changes.extend(folded.changes)
                checkpoint = envelope.position
            db.table("folded").upsert({"name": "checkpoint", "value": str(checkpoint)}, pk="name")
            return checkpoint, tuple(changes)

        before = await self.checkpoint()
        if not await self._store.read(lambda db: after(db, before, 1)):
            return before, ()  # an idle server writes nothing
        return await self._store.write(work)

    async def checkpoint(self) -> int:
        """See `Views.checkpoint`."""
        return int(await self._store.read(lambda db: _folded(db, "checkpoint")) or 0)

    async def reset(self) -> None:
        """See `Views.reset`."""
        await self._store.write(lambda db: [db.conn.execute(f"DELETE FROM {table}") for table in TABLES])

    async def fingerprint(self) -> str:
        """See `Views.fingerprint`."""

        def work(db: sqlite3.Connection) -> str:
            occurrences = db.execute("SELECT id, article, kind, first, root, data FROM occurrences ORDER BY id")
            sources = db.execute("SELECT id, data FROM sources ORDER BY id")
            revisions = db.execute("SELECT latest, entry, position, data FROM revisions ORDER BY entry, position")
            standing = db.execute("SELECT slug, entry, public FROM standing ORDER BY slug, entry")
            unlinked = db.execute("SELECT position, article FROM unlinked ORDER BY position")
            return fingerprint(
                [int(_folded(db, "checkpoint") or 0), int(_folded(db, "linked") or 0), _Shelf(db).settings()],
                (_sound(row, Occurrence, _columns) for row in occurrences),
                (_sound(row, Source, lambda source: (str(source.id),)) for row in sources),
                (
                    [_sound(row, Entry, lambda entry: (str(entry.id), entry.position)), bool(latest)]
                    for latest, *row in revisions
                ),
                ([slug, id, bool(public)] for slug, id, public in standing),
                map(list, unlinked),
            )

        return await self._store.read(work)

    async def unlinked(self) -> tuple[UUID, ...]:
        """See `Views.unlinked`."""
        rows = await self._store.read(
            lambda db: db.execute("SELECT article FROM unlinked ORDER BY position").fetchall()
        )
        return tuple(UUID(row[0]) for row in rows)

    async def linked(self) -> int:
        """See `Views.linked`."""
        return int(await self._store.read(lambda db: _folded(db, "linked")) or 0)

    async def occurrence(self, id: UUID) -> Occurrence | None:
        """See `Views.occurrence`."""
        return await self._store.read(lambda db: _Shelf(db).occurrence(id))

    async def told_by(self, article: UUID) -> tuple[Occurrence, ...]:
        """See `Views.told_by`."""
        return await self._store.read(lambda db: _Shelf(db).told_by(article))

    async def candidates(self, occurrence: Occurrence) -> tuple[Occurrence, ...]:
        """See `Views.candidates`."""
        kind = (occurrence.pending or occurrence.told)[0].kind
        return await self._store.read(
            lambda db: _occurrences(
                db, "WHERE kind = ? AND article != ? ORDER BY first, id", kind, str(occurrence.article)
            )
        )

    async def entry(self, id: UUID) -> Entry | None:
        """See `Views.entry`."""
        return await self._store.read(lambda db: _Shelf(db).entry(id))

    async def entries(self, query: Query, *, as_of: int | None = None) -> tuple[Entry, ...]:
        """See `Views.entries`."""

        def work(db: sqlite3.Connection) -> tuple[Entry, ...]:
            where, values = _held(query)
            newest = "latest" if as_of is None else (
                "position = (SELECT max(position) FROM revisions r WHERE r.entry = revisions.entry AND position <= ?)"
            )  # fmt: skip
            rows = db.execute(
                f"SELECT data FROM revisions WHERE {newest} AND {where}", values if as_of is None else [as_of, *values]
            )
            found = (codec.loads(data, Entry) for (data,) in rows)
            return tuple(sorted((entry for entry in found if matches(entry, query)), key=by_date))

        return await self._store.read(work)

    async def changed(self, query: Query, since: int, limit: int) -> tuple[Entry, ...]:
        """See `Views.changed`."""

        def work(db: sqlite3.Connection) -> tuple[Entry, ...]:
            where, values = _held(query)
            rows = db.execute(
                f"SELECT entry, position FROM revisions WHERE latest AND position > ? AND {where} "
                "ORDER BY position, entry",
                [since, *values],
            ).fetchall()
            found: list[Entry] = []
            for id, position in rows:
                if len(found) >= limit and position != found[-1].position:
                    break
                entry = stood(_revisions(db, id), query)
                if entry is not None:
                    found.append(entry)
            return whole_positions(sorted(found, key=by_position), limit)

        return await self._store.read(work)

    async def revisions(self, id: UUID) -> tuple[Change, ...]:
        """See `Views.revisions`."""
        return await self._store.read(lambda db: _changes(db, str(id)))

    async def changes(self, slug: str) -> tuple[Change, ...]:
        """See `Views.changes`."""

        def work(db: sqlite3.Connection) -> tuple[Change, ...]:
            ids = db.execute("SELECT entry FROM standing WHERE slug = ?", (slug,)).fetchall()
            found = [change for (id,) in ids for change in _changes(db, id)]
            return tuple(sorted(found, key=lambda change: by_position(change.entry)))

        return await self._store.read(work)

    async def slugs(self) -> dict[str, int]:
        """See `Views.slugs`."""
        return await self._store.read(
            lambda db: dict(db.execute("SELECT slug, sum(public) FROM standing GROUP BY slug ORDER BY slug").fetchall())
        )

    async def source(self, article: UUID) -> Source | None:
        """See `Views.source`."""
        return await self._store.read(lambda db: _Shelf(db).source(article))

    async def settings(self) -> HomeConfigured:
        """See `Views.settings`."""
        return await self._store.read(lambda db: _Shelf(db).settings())

    async def position_at(self, moment: datetime) -> int:
        """See `Views.position_at`."""
        checkpoint = await self.checkpoint()
        row = await self._store.read(
            lambda db: db.execute(
                "SELECT max(position) FROM log WHERE recorded_at <= ? AND position <= ?",
                (codec.stamp(moment), checkpoint),
            ).fetchone()
        )
        return row[0] or 0


class _Shelf:
    """What the fold may ask, answered inside its transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def occurrence(self, id: UUID) -> Occurrence | None:
        found = _occurrences(self._db, "WHERE id = ?", str(id))
        return found[0] if found else None

    def told_by(self, article: UUID) -> tuple[Occurrence, ...]:
        return _occurrences(self._db, "WHERE article = ? ORDER BY first, id", str(article))

    def group(self, root: UUID) -> tuple[Occurrence, ...]:
        members = (
            "WITH RECURSIVE member(id) AS (SELECT ? UNION "
            "SELECT o.id FROM occurrences o JOIN member ON o.root = member.id) SELECT id FROM member"
        )
        return _occurrences(self._db, f"WHERE id IN ({members}) ORDER BY id != ?, first, id", str(root), str(root))

    def entry(self, id: UUID) -> Entry | None:
        row = self._db.execute("SELECT data FROM revisions WHERE entry = ? AND latest", (str(id),)).fetchone()
        return codec.loads(row[0], Entry) if row else None

    def entries(self) -> Iterator[UUID]:
        rows = self._db.execute("SELECT entry FROM revisions WHERE latest ORDER BY entry").fetchall()
        return (UUID(id) for (id,) in rows)

    def source(self, article: UUID) -> Source | None:
        row = self._db.execute("SELECT data FROM sources WHERE id = ?", (str(article),)).fetchone()
        return codec.loads(row[0], Source) if row else None

    def settings(self) -> HomeConfigured:
        data = _folded(self._db, "settings")
        return codec.loads(data, HomeConfigured) if data else HomeConfigured()


def _apply(db: Database, envelope: Envelope, folded: Folded) -> None:
    for occurrence in folded.occurrences:
        columns = dict(zip(("id", "article", "kind", "first", "root"), _columns(occurrence), strict=True))
        db.table("occurrences").upsert({**columns, "data": codec.dumps(occurrence).decode()}, pk="id")
    if folded.source is not None:
        db.table("sources").upsert({"id": str(folded.source.id), "data": codec.dumps(folded.source).decode()}, pk="id")
    if folded.settings is not None:
        db.table("folded").upsert({"name": "settings", "value": codec.dumps(folded.settings).decode()}, pk="name")
    for change in folded.changes:
        _stand(db, change.entry)
    article, linked = waits(envelope), settles(envelope)
    if article is not None:
        db.table("unlinked").insert({"article": str(article), "position": envelope.position}, ignore=True)
    if linked is not None:
        db.conn.execute("DELETE FROM unlinked WHERE article = ?", (str(linked),))
        db.table("folded").upsert({"name": "linked", "value": str(envelope.position)}, pk="name")


def _columns(occurrence: Occurrence) -> tuple[str | int | None, ...]:
    telling = occurrence.told or occurrence.pending
    kind = telling[0].kind if telling else ""
    root = None if occurrence.into is None else str(occurrence.into)
    return str(occurrence.id), str(occurrence.article), kind, occurrence.first, root


def _sound(row: Sequence[object], type: type[T], columns: Callable[[T], Sequence[object]]) -> object:
    """Return what a row's data holds; the row itself where its other columns say something else: it was changed."""
    *beside, data = row
    try:
        value = codec.loads(str(data), type)
    except (msgspec.MsgspecError, Error):
        return list(row)
    return value if list(columns(value)) == beside else list(row)


def _stand(db: Database, entry: Entry) -> None:
    id = str(entry.id)
    db.conn.execute("UPDATE revisions SET latest = 0 WHERE entry = ? AND latest", (id,))
    data = codec.dumps(entry).decode()
    db.table("revisions").insert({"entry": id, "position": entry.position, "latest": 1, "data": data})
    db.conn.execute("UPDATE standing SET public = 0 WHERE entry = ?", (id,))
    public = int(entry.is_public)
    for slug in entry.timelines:
        db.table("standing").upsert({"slug": slug, "entry": id, "public": public}, pk=("slug", "entry"))


def _held(query: Query) -> tuple[str, list[str | int]]:
    """Return the condition that every entry which ever stood in the query's timelines fulfils, and its values."""
    slugs = [query.slug, query.actor, query.place and f"place-{query.place}", query.kind and f"kind-{query.kind}"]
    values: list[str | int] = [slug for slug in slugs if slug]
    condition = "entry IN (SELECT entry FROM standing WHERE slug = ?)"
    return " AND ".join([condition] * len(values)) or "1", values


def _occurrences(db: sqlite3.Connection, where: str, *values: str) -> tuple[Occurrence, ...]:
    rows = db.execute(f"SELECT data FROM occurrences {where}", values).fetchall()
    return tuple(codec.loads(data, Occurrence) for (data,) in rows)


def _revisions(db: sqlite3.Connection, id: str) -> tuple[Entry, ...]:
    rows = db.execute("SELECT data FROM revisions WHERE entry = ? ORDER BY position", (id,)).fetchall()
    return tuple(codec.loads(data, Entry) for (data,) in rows)


def _changes(db: sqlite3.Connection, id: str) -> tuple[Change, ...]:
    changes: list[Change] = []
    before: Entry | None = None
    for entry in _revisions(db, id):
        [record] = records(db, "WHERE position = ?", entry.position)
        changes.append(Change(entry=entry, before=before, envelope=codec.unseal(record)))
        before = entry
    return tuple(changes)


def _folded(db: sqlite3.Connection, name: str) -> str | None:
    row = db.execute("SELECT value FROM folded WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else None
