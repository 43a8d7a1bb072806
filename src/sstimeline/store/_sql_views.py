"""The views in SQL: what the log was folded into, and what the fold may ask (STORE.md, 5).

There are two sets of tables, `a` and `b`. One is live; the other is empty, or being filled by a rebuild that
takes the place of the live one in a single step.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from sstimeline.model.articles import stream_of
from sstimeline.model.entries import Change, Entry, Occurrence, Source
from sstimeline.model.errors import Error
from sstimeline.model.events import HomeConfigured
from sstimeline.store import codec
from sstimeline.store._sql import Row, Sql, Transaction
from sstimeline.store._sql_log import after, at_positions, newest, recorded_by
from sstimeline.store._sql_shelf import EVERY, Shelf, occurrence_columns, part_rows
from sstimeline.store.base import (
    LONG,
    Changed,
    Fold,
    Query,
    Shelved,
    Waiting,
    by_date,
    by_position,
    fingerprint,
    matches,
    may_be_one,
    near,
    one_step,
    parts_of,
    stood,
    whole_positions,
)

T = TypeVar("T")

#: How many events a rebuild folds in one transaction.
BULK = 5000


@dataclass(frozen=True, slots=True)
class _Live:
    """Which set of tables stands, and how far it is."""

    set: str
    checkpoint: int
    linked: int
    settings: str
    stale: bool
    generation: int


class SqlViews:
    """The views in their tables."""

    def __init__(self, store: Sql) -> None:
        self._store = store

    async def advance(self, fold: Fold, limit: int = 500) -> tuple[int, tuple[Change, ...]]:
        """See `Views.advance`."""

        def work(tx: Transaction) -> tuple[int, tuple[Change, ...]]:
            live = _live(tx, tx.unless_taken)
            return _advance(tx, live, fold, limit) if live else (0, ())

        before, head = await self._read(lambda tx, live: (live.checkpoint, newest(tx)[0].position))
        if before == head:
            return before, ()  # an idle server writes nothing
        position, changes = await self._store.write(work)
        return position or before, changes

    async def checkpoint(self) -> int:
        """See `Views.checkpoint`."""
        return await self._read(lambda tx, live: live.checkpoint)

    async def generation(self) -> int:
        """See `Views.generation`."""
        return await self._read(lambda tx, live: live.generation)

    async def is_stale(self) -> bool:
        """See `Views.is_stale`."""
        return await self._read(lambda tx, live: live.stale)

    async def rebuild(
        self, fold: Fold, each: Callable[[int], None] = lambda position: None, *, join: bool = False
    ) -> int:
        """See `Views.rebuild`."""
        beside = await self._store.write(lambda tx: _begin_rebuild(tx, join))
        while True:
            position, done = await self._store.write(lambda tx: _go_on(tx, beside, fold))
            each(position)
            if done:
                break
        await self._store.write(_clear_old)
        return position

    async def clear(self) -> None:
        """See `Views.clear`."""
        await self._store.write(lambda tx: _clear(tx, _beside(tx)[0]))

    async def fingerprint(self) -> str:
        """See `Views.fingerprint`."""
        return await self._read(_fingerprint)

    async def unlinked(self) -> tuple[UUID, ...]:
        """See `Views.unlinked`."""
        rows = await self._read(
            lambda tx, live: tx.execute(f"SELECT article FROM unlinked_{live.set} ORDER BY position").fetchall()
        )
        return tuple(UUID(row[0]) for row in rows)

    async def waiting(self, within: timedelta) -> Waiting | None:
        """See `Views.waiting`."""
        return await self._read(lambda tx, live: _waiting(tx, live, within))

    async def linked(self) -> int:
        """See `Views.linked`."""
        return await self._read(lambda tx, live: live.linked)

    async def occurrence(self, id: UUID) -> Occurrence | None:
        """See `Views.occurrence`."""
        return await self._read(lambda tx, live: Shelf(tx, live.set).occurrence(id))

    async def told_by(self, article: UUID) -> tuple[Occurrence, ...]:
        """See `Views.told_by`."""
        return await self._read(lambda tx, live: Shelf(tx, live.set).told_by(article))

    async def candidates(self, occurrence: Occurrence, within: timedelta) -> tuple[Occurrence, ...]:
        """See `Views.candidates`."""
        return await self._read(lambda tx, live: _candidates(tx, live.set, occurrence, within))

    async def entry(self, id: UUID) -> Entry | None:
        """See `Views.entry`."""
        return await self._read(lambda tx, live: Shelf(tx, live.set).entry(id))

    async def entries(self, query: Query, *, as_of: int | None = None) -> tuple[Entry, ...]:
        """See `Views.entries`."""

        def work(tx: Transaction, live: _Live) -> tuple[Entry, ...]:
            slug = _narrowest(query)
            if as_of is None:
                rows = tx.execute(
                    f"SELECT r.data FROM standing_{live.set} s JOIN revisions_{live.set} r ON r.number = s.revision "
                    "WHERE s.slug = ?",
                    (slug,),
                )
            else:
                rows = tx.execute(
                    f"SELECT r.data FROM standing_{live.set} s JOIN revisions_{live.set} newest "
                    f"ON newest.number = s.revision JOIN revisions_{live.set} r ON r.entry = newest.entry "
                    f"AND r.position = (SELECT max(position) FROM revisions_{live.set} o WHERE o.entry = newest.entry "
                    "AND o.position <= ?) WHERE s.slug = ?",
                    (as_of, slug),
                )
            found = (codec.loads(data, Entry) for (data,) in rows)
            return tuple(sorted((entry for entry in found if matches(entry, query)), key=by_date))

        return await self._read(work)

    async def changed(self, query: Query, since: int, limit: int) -> Changed:
        """See `Views.changed`."""

        def work(tx: Transaction, live: _Live) -> Changed:
            found: list[Entry] = []
            more = False
            rows = tx.execute(
                f"SELECT r.entry, s.position FROM standing_{live.set} s "
                f"JOIN revisions_{live.set} r ON r.number = s.revision "
                "WHERE s.slug = ? AND s.position > ? ORDER BY s.position, r.entry",
                (_narrowest(query), since),
            )
            for id, position in rows.fetchall():
                if len(found) > limit and position != found[-1].position:
                    more = True
                    break
                entry = stood(_revisions(tx, live.set, id), query)
                if entry is not None:
                    found.append(entry)
            page = whole_positions(sorted(found, key=by_position), limit)
            more = more or len(page) < len(found)
            return Changed(page, page[-1].position if more else live.checkpoint, more)

        return await self._read(work)

    async def revisions(self, id: UUID) -> tuple[Change, ...]:
        """See `Views.revisions`."""
        return await self._read(lambda tx, live: _changes(tx, _revisions(tx, live.set, str(id))))

    async def changes(self, slug: str) -> tuple[Change, ...]:
        """See `Views.changes`."""

        def work(tx: Transaction, live: _Live) -> tuple[Change, ...]:
            rows = tx.execute(
                f"SELECT r.data FROM standing_{live.set} s JOIN revisions_{live.set} newest "
                f"ON newest.number = s.revision JOIN revisions_{live.set} r ON r.entry = newest.entry "
                "WHERE s.slug = ? ORDER BY r.position, r.entry",
                (slug,),
            )
            return _changes(tx, [codec.loads(data, Entry) for (data,) in rows])

        return await self._read(work)

    async def slugs(self) -> dict[str, int]:
        """See `Views.slugs`."""
        return {slug: shelved.public for slug, shelved in (await self.shelved()).items()}

    async def shelved(self, since: int = 0) -> dict[str, Shelved]:
        """See `Views.shelved`."""
        rows = await self._read(
            lambda tx, live: tx.execute(
                f"SELECT slug, public, first, changed FROM shelves_{live.set} WHERE changed > ? ORDER BY slug", (since,)
            ).fetchall()
        )
        return {slug: Shelved(public=public, first=first, changed=changed) for slug, public, first, changed in rows}

    async def source(self, article: UUID) -> Source | None:
        """See `Views.source`."""
        return await self._read(lambda tx, live: Shelf(tx, live.set).source(article))

    async def settings(self) -> HomeConfigured:
        """See `Views.settings`."""
        return await self._read(lambda tx, live: _settings(live.settings))

    async def position_at(self, moment: datetime) -> int:
        """See `Views.position_at`."""
        return await self._read(lambda tx, live: recorded_by(tx, moment, live.checkpoint))

    async def _read(self, work: Callable[[Transaction, _Live], T]) -> T:
        def on_live(tx: Transaction) -> T:
            live = _live(tx)
            assert live is not None, "one set of tables is always live"
            return work(tx, live)

        return await self._store.read(on_live)


def _live(tx: Transaction, lock: str = "") -> _Live | None:
    """Return which tables stand; None where *lock* asks for the row and another has it."""
    row = tx.execute(
        f"SELECT name, checkpoint, linked, settings, stale, rebuild FROM sets WHERE live = 1{lock}"
    ).fetchone()
    return _Live(row[0], row[1], row[2], row[3], bool(row[4]), row[5]) if row else None


def _advance(tx: Transaction, at: _Live, fold: Fold, limit: int) -> tuple[int, tuple[Change, ...]]:
    """Fold up to *limit* envelopes into the tables of *at*."""
    shelf = Shelf(tx, at.set, settings=_settings(at.settings), linked=at.linked)
    changes: list[Change] = []
    position, stale = at.checkpoint, at.stale
    page = after(tx, position, limit)
    shelf.foresee(page)
    for envelope in page:
        folded = one_step(fold, envelope, shelf)
        shelf.put(envelope, folded)
        changes.extend(folded.changes)
        position, stale = envelope.position, stale or folded.stale
    shelf.write()
    tx.execute(
        "UPDATE sets SET checkpoint = ?, linked = ?, settings = ?, stale = ? WHERE name = ?",
        (position, shelf.linked, codec.dumps(shelf.settings()).decode(), int(stale), at.set),
    )
    return position, tuple(changes)


def _begin_rebuild(tx: Transaction, join: bool) -> str:
    """Return the tables that are not live, emptied, unless *join* and they are being filled already."""
    name, number = _beside(tx)
    newest = tx.execute("SELECT max(rebuild) FROM sets").fetchone()[0]
    if not (join and _is_filling(tx, number)):
        _clear(tx, name)
        tx.execute("UPDATE sets SET rebuild = ? WHERE name = ?", (newest + 1, name))
    return name


def _is_filling(tx: Transaction, number: int) -> bool:
    """Tell whether rebuild *number*, of the tables that are not live, has begun and not ended."""
    return number > int(tx.execute("SELECT rebuild FROM sets WHERE live = 1").fetchone()[0])


def _beside(tx: Transaction) -> tuple[str, int]:
    """Return which tables are not live, and the rebuild they are of, and hold them until the transaction ends."""
    while True:  # PostgreSQL answers no row where the two changed places while it waited for the lock
        if row := tx.execute(f"SELECT name, rebuild FROM sets WHERE live = 0{tx.for_update}").fetchone():
            return row[0], row[1]


def _go_on(tx: Transaction, name: str, fold: Fold) -> tuple[int, bool]:
    """Fold one stretch more, and switch where it reaches the head; tell how far it is and whether it is done.

    All who rebuild at once fill the same tables in turn. One that begins empties them, and the others go on with it:
    what stands in the end is what all of them wanted.
    """
    row = tx.execute(
        f"SELECT live, rebuild, checkpoint, linked, settings, stale FROM sets WHERE name = ?{tx.for_update}", (name,)
    ).fetchone()
    live, number, checkpoint, linked, settings, stale = row
    if live:
        return checkpoint, True
    if not _is_filling(tx, number):  # others began a later one meanwhile, and ended it
        return tx.execute("SELECT checkpoint FROM sets WHERE live = 1").fetchone()[0], True
    position, _ = _advance(tx, _Live(name, checkpoint, linked, settings, bool(stale), number), fold, BULK)
    if position - checkpoint == BULK:
        return position, False
    tx.execute(f"SELECT name FROM sets WHERE live = 1{tx.for_update}").fetchone()  # nobody folds into them meanwhile
    if after(tx, position, 1):
        return position, False
    tx.execute("UPDATE sets SET live = 1 - live")
    return position, True


def _clear_old(tx: Transaction) -> None:
    """Empty the tables that the last rebuild left behind, unless another has begun to fill them since."""
    name, number = _beside(tx)
    if not _is_filling(tx, number):
        _clear(tx, name)


def _clear(tx: Transaction, name: str) -> None:
    for table in ("occurrences", "parts", "sources", "revisions", "standing", "shelves", "unlinked"):
        tx.empty(f"{table}_{name}")
    tx.execute("UPDATE sets SET checkpoint = 0, linked = 0, settings = '', stale = 0 WHERE name = ?", (name,))


def _settings(stored: str) -> HomeConfigured:
    return codec.loads(stored, HomeConfigured) if stored else HomeConfigured()


def _narrowest(query: Query) -> str:
    """Return a timeline that holds every entry the query can match."""
    place, kind = query.place and f"place-{query.place}", query.kind and f"kind-{query.kind}"
    return query.slug or query.actor or place or kind or EVERY


def _revisions(tx: Transaction, set: str, id: str) -> list[Entry]:
    rows = tx.execute(f"SELECT data FROM revisions_{set} WHERE entry = ? ORDER BY position", (id,)).fetchall()
    return [codec.loads(data, Entry) for (data,) in rows]


def _changes(tx: Transaction, revisions: Sequence[Entry]) -> tuple[Change, ...]:
    """Return *revisions*, in order of position, as changes, each with the one before it of the same entry."""
    made = at_positions(tx, sorted({entry.position for entry in revisions}))
    before: dict[UUID, Entry] = {}
    changes: list[Change] = []
    for entry in revisions:
        changes.append(Change(entry=entry, before=before.get(entry.id), envelope=made[entry.position]))
        before[entry.id] = entry
    return tuple(changes)


def _waiting(tx: Transaction, live: _Live, within: timedelta) -> Waiting | None:
    row = tx.execute(f"SELECT article FROM unlinked_{live.set} ORDER BY position LIMIT 1").fetchone()
    if row is None:
        return None
    article = UUID(row[0])
    told = Shelf(tx, live.set).told_by(article)
    version = tx.execute(
        "SELECT max(version) FROM log WHERE stream = ? AND position <= ?", (stream_of(article), live.checkpoint)
    ).fetchone()[0]
    return Waiting(
        article=article,
        version=version,
        linked=live.linked,
        told=told,
        candidates={one.id: _candidates(tx, live.set, one, within) for one in told if one.pending},
    )


def _candidates(tx: Transaction, set: str, occurrence: Occurrence, within: timedelta) -> tuple[Occurrence, ...]:
    ours = parts_of(msgspec.structs.replace(occurrence, told=()) if occurrence.pending else occurrence)
    if ours is None:
        return ()
    kind, actors, earliest, latest = ours
    first, last = near(earliest, -within), near(latest, within)
    roots = {str(_root(tx, set, occurrence))}
    for actor in actors:
        rows = tx.execute(
            f"SELECT o.id, o.data FROM parts_{set} p JOIN occurrences_{set} o ON o.id = p.occurrence "
            "WHERE p.kind = ? AND p.actor = ? AND ((p.long = 0 AND p.earliest BETWEEN ? AND ?) "
            "OR (p.long = 1 AND p.earliest <= ?))",
            (kind, actor, near(first, -LONG).isoformat(), last.isoformat(), last.isoformat()),
        ).fetchall()
        for _, data in rows:
            other = codec.loads(data, Occurrence)
            if other.article != occurrence.article and may_be_one(occurrence, other, within):
                roots.add(str(_root(tx, set, other)))
    shelf = Shelf(tx, set)
    found = {one.id: one for root in roots for one in shelf.group(UUID(root)) if one.article != occurrence.article}
    return tuple(sorted(found.values(), key=lambda one: (one.first, one.id)))


def _root(tx: Transaction, set: str, occurrence: Occurrence) -> UUID:
    shelf, seen = Shelf(tx, set), {occurrence.id}
    one: Occurrence | None = occurrence
    root = occurrence.id
    while one is not None and one.into is not None and one.into not in seen:
        root = one.into
        seen.add(root)
        one = shelf.occurrence(root)
    return root


def _fingerprint(tx: Transaction, live: _Live) -> str:
    g = live.set

    def rows(statement: str) -> Iterable[Sequence[Any]]:
        return tx.execute(statement).fetchall()

    occurrences = rows(f"SELECT id, article, first, root, data FROM occurrences_{g} ORDER BY id")
    parts = rows(f"SELECT kind, actor, long, earliest, occurrence FROM parts_{g}")
    expected = {row for *_, data in occurrences for row in _expected(data)}
    revisions = rows(f"SELECT entry, position, data FROM revisions_{g} ORDER BY entry, position")
    newest = {entry: position for entry, position, _ in revisions}
    standing = rows(
        f"SELECT s.slug, r.entry, s.public, s.position, r.position FROM standing_{g} s "
        f"JOIN revisions_{g} r ON r.number = s.revision WHERE s.slug != '{EVERY}'"
    )
    every = {
        entry
        for (entry,) in rows(
            f"SELECT r.entry FROM standing_{g} s JOIN revisions_{g} r ON r.number = s.revision WHERE s.slug = '{EVERY}'"
        )
    }
    sound = (
        {tuple(row) for row in parts} == expected
        and every == set(newest)
        and all(at == position == newest[entry] for _, entry, _, at, position in standing)
        and _counted(standing) == dict(map(tuple, rows(f"SELECT slug, public FROM shelves_{g}")))
    )
    sources = rows(f"SELECT id, data FROM sources_{g} ORDER BY id")
    return fingerprint(
        [live.checkpoint, live.linked, _settings(live.settings)],
        (_sound(row, Occurrence, occurrence_columns) for row in occurrences),
        (_sound(row, Source, lambda one: (str(one.id),)) for row in sources),
        (
            [_sound((entry, position, data), Entry, lambda one: (str(one.id), one.position)), newest[entry] == position]
            for entry, position, data in revisions
        ),
        sorted([slug, entry, bool(public)] for slug, entry, public, *_ in standing),
        [list(row) for row in rows(f"SELECT position, article FROM unlinked_{g} ORDER BY position")],
        *([] if sound else [["the columns beside the data say something else"]]),
    )


def _counted(standing: Iterable[Sequence[Any]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for slug, _, public, *_ in standing:
        counts[slug] = counts.get(slug, 0) + public
    return counts


def _expected(data: str) -> Iterator[Row]:
    try:
        yield from part_rows(codec.loads(data, Occurrence))
    except (msgspec.MsgspecError, Error):
        return  # `_sound` tells of it


def _sound(row: Sequence[Any], type: type[T], columns: Callable[[T], Sequence[object]]) -> object:
    """Return what a row's data holds; the row itself where its other columns say something else: it was changed."""
    *beside, data = row
    try:
        value = codec.loads(str(data), type)
    except (msgspec.MsgspecError, Error):
        return list(row)
    return value if list(columns(value)) == beside else list(row)
