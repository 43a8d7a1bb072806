"""One stretch of folding: what the fold may ask, and all that it changes, written at the end at once.

A row written as soon as it changed would be written twice where an article is told and linked in one stretch,
and a statement for each row costs more than the fold itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sstimeline.model.entries import Entry, Folded, Occurrence, Source
from sstimeline.model.events import ArticleReceived, Dated, Envelope, HomeConfigured
from sstimeline.store import codec
from sstimeline.store._sql import Row, Transaction, among
from sstimeline.store.base import LONG, parts_of, settles, waits

OCCURRENCES = ("id", "article", "first", "root", "data")
PARTS = ("kind", "actor", "long", "earliest", "occurrence")
SOURCES = ("id", "data")
REVISIONS = ("number", "entry", "position", "data")
STANDING = ("slug", "position", "revision", "public")
UNLINKED = ("article", "position")

#: Every entry stands under this name, those that are in no timeline, too. No slug begins like it.
EVERY = "*"


class _Stand:
    """Where one entry stood when this stretch began, and where it stands now."""

    __slots__ = ("ever", "newest", "number", "stored")

    def __init__(self, newest: Entry | None, number: int, ever: dict[str, None]) -> None:
        self.newest, self.number, self.ever = newest, number, ever
        #: The rows of `standing` that say so in the tables.
        self.stored = _standing(newest, number, ever) if newest else ()


class Shelf:
    """The views' answers to the fold: those of the tables, and over them what this stretch changed."""

    def __init__(self, tx: Transaction, set: str, *, settings: HomeConfigured | None = None, linked: int = 0) -> None:
        self._tx, self._set = tx, set
        self._settings = settings or HomeConfigured()
        self.linked = linked
        self._occurrences: dict[UUID, Occurrence | None] = {}
        self._by_article: dict[UUID, dict[UUID, None]] = {}
        self._merged: dict[UUID, dict[UUID, None]] = {}  #: root -> those that this stretch knows to be merged into it
        self._sources: dict[UUID, Source | None] = {}
        self._stands: dict[UUID, _Stand] = {}
        self._fresh: dict[UUID, None] = {}  #: articles first received in this stretch: the tables know none of theirs
        self._parts: dict[UUID, tuple[Row, ...]] = {}  #: of occurrences that the tables have
        self._changed: dict[UUID, None] = {}
        self._renamed: dict[UUID, None] = {}  #: sources to be written
        self._revised: dict[UUID, None] = {}  #: entries
        self._revisions: list[Row] = []
        self._waiting: dict[UUID, int] = {}
        self._settled: dict[UUID, None] = {}
        self._next = 0

    def foresee(self, envelopes: Iterable[Envelope]) -> None:
        """Look up, in a few statements, the occurrences that *envelopes* will ask for one by one."""
        ids = {str(one.event.occurrence) for one in envelopes if isinstance(one.event, Dated)}
        for (data,) in among(self._tx, f"SELECT data FROM occurrences_{self._set} WHERE id IN (..)", ids):
            one = codec.loads(data, Occurrence)
            self._occurrences[one.id] = self._known(one)
        for id in ids:
            self._occurrences.setdefault(UUID(id), None)

    def occurrence(self, id: UUID) -> Occurrence | None:
        """See `model.entries.Shelf.occurrence`."""
        if id not in self._occurrences:
            row = self._tx.execute(f"SELECT data FROM occurrences_{self._set} WHERE id = ?", (str(id),)).fetchone()
            self._occurrences[id] = self._known(codec.loads(row[0], Occurrence)) if row else None
        return self._occurrences[id]

    def told_by(self, article: UUID) -> tuple[Occurrence, ...]:
        """See `model.entries.Shelf.told_by`."""
        found = dict(self._by_article.get(article, {}))
        if article not in self._fresh:
            for one in self._select("article = ?", str(article)):
                found[one.id] = None
        told = [here for id in found if (here := self._occurrences[id]) is not None]
        return tuple(sorted(told, key=lambda one: (one.first, one.id)))

    def group(self, root: UUID) -> tuple[Occurrence, ...]:
        """See `model.entries.Shelf.group`."""
        members, new = {root: None}, [root]
        while new:
            above = new.pop()
            children = dict(self._merged.get(above, {}))
            if self.occurrence(above) is None or above in self._parts:  # else it is new: nothing is merged into it
                children.update((one.id, None) for one in self._select("root = ?", str(above)))
            for child in children:
                if child not in members:
                    members[child] = None
                    new.append(child)
        found = [one for id in members if (one := self.occurrence(id)) is not None]
        return tuple(sorted(found, key=lambda one: (one.id != root, one.first, one.id)))

    def entry(self, id: UUID) -> Entry | None:
        """See `model.entries.Shelf.entry`."""
        return self._stand(id).newest

    def entries(self) -> Iterator[UUID]:
        """See `model.entries.Shelf.entries`."""
        rows = self._tx.execute(f"SELECT DISTINCT entry FROM revisions_{self._set}").fetchall()
        return iter(sorted({UUID(id) for (id,) in rows} | self._revised.keys()))

    def source(self, article: UUID) -> Source | None:
        """See `model.entries.Shelf.source`."""
        if article not in self._sources:
            row = self._tx.execute(f"SELECT data FROM sources_{self._set} WHERE id = ?", (str(article),)).fetchone()
            self._sources[article] = codec.loads(row[0], Source) if row else None
        return self._sources[article]

    def settings(self) -> HomeConfigured:
        """See `model.entries.Shelf.settings`."""
        return self._settings

    def put(self, envelope: Envelope, folded: Folded) -> None:
        """Take up what one envelope changes."""
        event = envelope.event
        if isinstance(event, ArticleReceived) and envelope.version == 1:
            self._fresh[event.article] = None
        for one in folded.occurrences:
            self._occurrences[one.id] = one
            self._changed[one.id] = None
            self._by_article.setdefault(one.article, {})[one.id] = None
            if one.into is not None:
                self._merged.setdefault(one.into, {})[one.id] = None
        if folded.source is not None:
            self._sources[folded.source.id] = folded.source
            self._renamed[folded.source.id] = None
        self._settings = folded.settings or self._settings
        for change in folded.changes:
            self._revise(change.entry)
        if (article := waits(envelope)) is not None:
            self._waiting.setdefault(article, envelope.position)
        if (linked := settles(envelope)) is not None:
            self._waiting.pop(linked, None)
            self._settled[linked] = None
            self.linked = envelope.position

    def write(self) -> None:
        """Write all that changed, once."""
        self._write_occurrences()
        self._write_entries()
        tx, g = self._tx, self._set
        tx.executemany(
            f"INSERT INTO sources_{g} (id, data) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data",
            [(str(id), codec.dumps(self._sources[id]).decode()) for id in self._renamed],
        )
        tx.executemany(f"DELETE FROM unlinked_{g} WHERE article = ?", [(str(id),) for id in self._settled])
        tx.executemany(
            f"INSERT INTO unlinked_{g} (article, position) VALUES (?, ?) ON CONFLICT (article) DO NOTHING",
            [(str(id), position) for id, position in self._waiting.items()],
        )

    def _known(self, one: Occurrence) -> Occurrence:
        """Note an occurrence that the tables have."""
        self._parts[one.id] = tuple(part_rows(one))
        return one

    def _select(self, where: str, value: str) -> Iterator[Occurrence]:
        """Give the occurrences that the tables have there, each as it stands now."""
        for (data,) in self._tx.execute(f"SELECT data FROM occurrences_{self._set} WHERE {where}", (value,)).fetchall():
            one = codec.loads(data, Occurrence)
            if self._occurrences.get(one.id) is None:
                self._occurrences[one.id] = self._known(one)
            yield self._occurrences[one.id] or one

    def _stand(self, id: UUID) -> _Stand:
        if id not in self._stands:
            rows: Sequence[Row] = ()
            if id not in self._occurrences or id in self._parts:  # else it is new, and the tables know nothing of it
                rows = self._tx.execute(
                    f"SELECT number, data FROM revisions_{self._set} WHERE entry = ? ORDER BY position", (str(id),)
                ).fetchall()
            revisions = [codec.loads(data, Entry) for _, data in rows]
            ever = dict.fromkeys(slug for entry in revisions for slug in entry.timelines)
            number = rows[-1][0] if rows else 0
            self._stands[id] = _Stand(revisions[-1] if revisions else None, number, ever)
        return self._stands[id]

    def _revise(self, entry: Entry) -> None:
        if not self._next:
            row = self._tx.execute(f"SELECT max(number) FROM revisions_{self._set}").fetchone()
            self._next = row[0] or 0
        self._next += 1
        stand = self._stand(entry.id)
        stand.newest, stand.number = entry, self._next
        stand.ever.update(dict.fromkeys(entry.timelines))
        self._revised[entry.id] = None
        self._revisions.append((self._next, str(entry.id), entry.position, codec.dumps(entry).decode()))

    def _write_occurrences(self) -> None:
        tx, g = self._tx, self._set
        new: list[Row] = []
        old: list[Row] = []
        gone: list[Row] = []
        parts: list[Row] = []
        for id in self._changed:
            one = self._occurrences[id]
            assert one is not None
            row = (*occurrence_columns(one), codec.dumps(one).decode())
            stored, wanted = self._parts.get(id), tuple(part_rows(one))
            if stored is None:
                new.append(row)
                parts.extend(wanted)
                continue
            old.append((*row[1:], row[0]))
            if stored != wanted:
                gone.extend(stored)
                parts.extend(wanted)
        tx.insert(f"occurrences_{g}", OCCURRENCES, new)
        tx.executemany(f"UPDATE occurrences_{g} SET article = ?, first = ?, root = ?, data = ? WHERE id = ?", old)
        tx.executemany(
            f"DELETE FROM parts_{g} WHERE kind = ? AND actor = ? AND long = ? AND earliest = ? AND occurrence = ?", gone
        )
        tx.insert(f"parts_{g}", PARTS, parts)

    def _write_entries(self) -> None:
        tx, g = self._tx, self._set
        gone: list[Row] = []
        standing: list[Row] = []
        shelves: dict[str, tuple[int, int, int]] = {}  # by slug: how many more are public, first and last position
        for id in self._revised:
            stand = self._stands[id]
            assert stand.newest is not None
            now = _standing(stand.newest, stand.number, stand.ever)
            gone.extend(row[:3] for row in stand.stored)
            standing.extend(now)
            before = {row[0]: row[3] for row in stand.stored}
            for slug, position, _, public in now:
                more, first, last = shelves.get(slug, (0, position, position))
                shelves[slug] = more + public - before.get(slug, 0), min(first, position), max(last, position)
        shelves.pop(EVERY, None)
        tx.insert(f"revisions_{g}", REVISIONS, self._revisions)
        tx.executemany(f"DELETE FROM standing_{g} WHERE slug = ? AND position = ? AND revision = ?", gone)
        tx.insert(f"standing_{g}", STANDING, standing)
        tx.executemany(
            f"INSERT INTO shelves_{g} (slug, public, first, changed) VALUES (?, ?, ?, ?) ON CONFLICT (slug) "
            f"DO UPDATE SET public = shelves_{g}.public + excluded.public, changed = excluded.changed",
            [(slug, *counts) for slug, counts in sorted(shelves.items())],
        )


def _standing(entry: Entry, number: int, ever: Iterable[str]) -> tuple[Row, ...]:
    """Return the rows of an entry: where it stands or once stood, at its newest position, and whether it counts."""
    public = entry.timelines if entry.is_public else ()
    return tuple((slug, entry.position, number, int(slug in public)) for slug in (EVERY, *ever))


def occurrence_columns(occurrence: Occurrence) -> tuple[Any, ...]:
    """Return what stands beside an occurrence's data: id, article, first position, and what it is merged into."""
    root = None if occurrence.into is None else str(occurrence.into)
    return str(occurrence.id), str(occurrence.article), occurrence.first, root


def part_rows(occurrence: Occurrence) -> Iterator[Row]:
    """Give the rows by which other occurrences find this one: kind, actor, whether it is long, first day, id."""
    if (parts := parts_of(occurrence)) is not None:
        kind, actors, earliest, latest = parts
        long = int(latest - earliest > LONG)
        for actor in actors:
            yield kind, actor, long, earliest.isoformat(), str(occurrence.id)
