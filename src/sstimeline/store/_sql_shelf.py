"""One stretch of folding: what the fold may ask, and all that it changes, written at the end at once.

A row written as soon as it changed would be written twice where an article is told and linked in one stretch,
and a statement for each row costs more than the fold itself.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from msgspec import to_builtins

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

#: An id's text, as `str` writes it, at a third of the time.
said: Callable[[UUID], str] = to_builtins

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
        # By the number of an id: a UUID's own hash is slower than all else that is done with it here.
        self._occurrences: dict[int, Occurrence | None] = {}
        self._by_article: dict[int, dict[int, None]] = {}
        self._merged: dict[int, dict[int, None]] = {}  #: root -> those that this stretch knows to be merged into it
        self._sources: dict[int, Source | None] = {}
        self._stands: dict[int, _Stand] = {}
        self._fresh: dict[int, None] = {}  #: articles first received in this stretch: the tables know none of theirs
        self._parts: dict[int, tuple[Row, ...]] = {}  #: of occurrences that the tables have
        self._changed: dict[int, None] = {}
        self._renamed: dict[int, None] = {}  #: sources to be written
        self._revised: dict[int, None] = {}  #: entries
        self._revisions: list[Row] = []
        self._waiting: dict[int, tuple[UUID, int]] = {}
        self._settled: dict[int, UUID] = {}
        self._next = 0

    def foresee(self, envelopes: Iterable[Envelope]) -> None:
        """Look up, in a few statements, the occurrences that *envelopes* will ask for one by one."""
        ids = {id.int: id for one in envelopes if isinstance(one.event, Dated) for id in (one.event.occurrence,)}
        wanted = map(said, ids.values())
        for (data,) in among(self._tx, f"SELECT data FROM occurrences_{self._set} WHERE id IN (..)", wanted):
            one = codec.loads(data, Occurrence)
            self._occurrences[one.id.int] = self._known(one)
        for number in ids:
            self._occurrences.setdefault(number, None)

    def occurrence(self, id: UUID) -> Occurrence | None:
        """See `model.entries.Shelf.occurrence`."""
        if id.int not in self._occurrences:
            row = self._tx.execute(f"SELECT data FROM occurrences_{self._set} WHERE id = ?", (said(id),)).fetchone()
            self._occurrences[id.int] = self._known(codec.loads(row[0], Occurrence)) if row else None
        return self._occurrences[id.int]

    def told_by(self, article: UUID) -> tuple[Occurrence, ...]:
        """See `model.entries.Shelf.told_by`."""
        found = dict(self._by_article.get(article.int, {}))
        if article.int not in self._fresh:
            for one in self._select("article = ?", said(article)):
                found[one.id.int] = None
        told = [here for number in found if (here := self._occurrences[number]) is not None]
        return tuple(sorted(told, key=lambda one: (one.first, one.id)))

    def group(self, root: UUID) -> tuple[Occurrence, ...]:
        """See `model.entries.Shelf.group`."""
        first = self.occurrence(root)
        members, new = {root.int: first}, [root]
        while new:
            above = new.pop()
            children = {number: self._occurrences[number] for number in self._merged.get(above.int, ())}
            if members[above.int] is None or above.int in self._parts:  # else it is new: nothing is merged into it
                children.update((one.id.int, one) for one in self._select("root = ?", said(above)))
            for number, child in children.items():
                if number not in members and child is not None:
                    members[number] = child
                    new.append(child.id)
        found = [one for one in members.values() if one is not None]
        return tuple(sorted(found, key=lambda one: (one is not first, one.first, one.id)))

    def entry(self, id: UUID) -> Entry | None:
        """See `model.entries.Shelf.entry`."""
        return self._stand(id).newest

    def entries(self) -> Iterator[UUID]:
        """See `model.entries.Shelf.entries`."""
        rows = self._tx.execute(f"SELECT DISTINCT entry FROM revisions_{self._set}").fetchall()
        return iter(sorted({UUID(id) for (id,) in rows} | {UUID(int=number) for number in self._revised}))

    def source(self, article: UUID) -> Source | None:
        """See `model.entries.Shelf.source`."""
        if article.int not in self._sources:
            row = self._tx.execute(f"SELECT data FROM sources_{self._set} WHERE id = ?", (said(article),)).fetchone()
            self._sources[article.int] = codec.loads(row[0], Source) if row else None
        return self._sources[article.int]

    def settings(self) -> HomeConfigured:
        """See `model.entries.Shelf.settings`."""
        return self._settings

    def put(self, envelope: Envelope, folded: Folded) -> None:
        """Take up what one envelope changes."""
        event = envelope.event
        if isinstance(event, ArticleReceived) and envelope.version == 1:
            self._fresh[event.article.int] = None
        for one in folded.occurrences:
            number = one.id.int
            self._occurrences[number] = one
            self._changed[number] = None
            self._by_article.setdefault(one.article.int, {})[number] = None
            if one.into is not None:
                self._merged.setdefault(one.into.int, {})[number] = None
        if folded.source is not None:
            self._sources[folded.source.id.int] = folded.source
            self._renamed[folded.source.id.int] = None
        self._settings = folded.settings or self._settings
        for change in folded.changes:
            self._revise(change.entry)
        if (article := waits(envelope)) is not None:
            self._waiting.setdefault(article.int, (article, envelope.position))
        if (linked := settles(envelope)) is not None:
            self._waiting.pop(linked.int, None)
            self._settled[linked.int] = linked
            self.linked = envelope.position

    def write(self) -> None:
        """Write all that changed, once."""
        self._write_occurrences()
        self._write_entries()
        tx, g = self._tx, self._set
        tx.executemany(
            f"INSERT INTO sources_{g} (id, data) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data",
            [(said(one.id), codec.dumps(one).decode()) for id in self._renamed if (one := self._sources[id])],
        )
        tx.executemany(f"DELETE FROM unlinked_{g} WHERE article = ?", [(said(id),) for id in self._settled.values()])
        tx.executemany(
            f"INSERT INTO unlinked_{g} (article, position) VALUES (?, ?) ON CONFLICT (article) DO NOTHING",
            [(said(id), position) for id, position in self._waiting.values()],
        )

    def _known(self, one: Occurrence) -> Occurrence:
        """Note an occurrence that the tables have."""
        self._parts[one.id.int] = tuple(part_rows(one))
        return one

    def _select(self, where: str, value: str) -> Iterator[Occurrence]:
        """Give the occurrences that the tables have there, each as it stands now."""
        for (data,) in self._tx.execute(f"SELECT data FROM occurrences_{self._set} WHERE {where}", (value,)).fetchall():
            one = codec.loads(data, Occurrence)
            if self._occurrences.get(one.id.int) is None:
                self._occurrences[one.id.int] = self._known(one)
            yield self._occurrences[one.id.int] or one

    def _stand(self, id: UUID) -> _Stand:
        number = id.int
        if number not in self._stands:
            rows: Sequence[Row] = ()
            if number not in self._occurrences or number in self._parts:  # else it is new to the tables
                rows = self._tx.execute(
                    f"SELECT number, data FROM revisions_{self._set} WHERE entry = ? ORDER BY position", (said(id),)
                ).fetchall()
            revisions = [codec.loads(data, Entry) for _, data in rows]
            ever = dict.fromkeys(slug for entry in revisions for slug in entry.timelines)
            self._stands[number] = _Stand(revisions[-1] if revisions else None, rows[-1][0] if rows else 0, ever)
        return self._stands[number]

    def _revise(self, entry: Entry) -> None:
        if not self._next:
            row = self._tx.execute(f"SELECT max(number) FROM revisions_{self._set}").fetchone()
            self._next = row[0] or 0
        self._next += 1
        stand = self._stand(entry.id)
        stand.newest, stand.number = entry, self._next
        stand.ever.update(dict.fromkeys(entry.timelines))
        self._revised[entry.id.int] = None
        self._revisions.append((self._next, said(entry.id), entry.position, codec.dumps(entry).decode()))

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
    root = None if occurrence.into is None else said(occurrence.into)
    return said(occurrence.id), said(occurrence.article), occurrence.first, root


def part_rows(occurrence: Occurrence) -> Iterator[Row]:
    """Give the rows by which other occurrences find this one: kind, actor, whether it is long, first day, id."""
    if (parts := parts_of(occurrence)) is not None:
        kind, actors, earliest, latest = parts
        long, id = int(latest - earliest > LONG), said(occurrence.id)
        for actor in actors:
            yield kind, actor, long, earliest.isoformat(), id
