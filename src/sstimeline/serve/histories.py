"""What the log remembers of one entry, and of one article."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from sstimeline.home import Home
from sstimeline.model.articles import stream_of
from sstimeline.model.entries import Change, Entry
from sstimeline.model.errors import UnknownArticle, UnknownEntry
from sstimeline.model.events import (
    ArticleLinked,
    ArticleReceived,
    Dated,
    Envelope,
    OccurrenceAmended,
    OccurrenceMerged,
    OccurrenceRetracted,
)


def entry_id(text: str) -> UUID:
    """Return the id that *text* writes as UUIDs are written; raise `UnknownEntry` for anything else."""
    if (id := _uuid(text)) is None:
        raise UnknownEntry(text)
    return id


def article_id(text: str) -> UUID:
    """Return the id that *text* writes as UUIDs are written; raise `UnknownArticle` for anything else."""
    if (id := _uuid(text)) is None:
        raise UnknownArticle(text)
    return id


async def history_of(home: Home, entry: Entry, changes: Sequence[Change]) -> tuple[Envelope, ...]:
    """Return every event about *entry*, oldest first: its own, those of what is merged into it, its articles'.

    *changes* are its revisions, whose events need not be in its articles' streams.
    """
    articles = {source.id for change in changes for source in change.entry.articles}
    articles |= {source.id for source in entry.articles}
    if (own := await home.views.occurrence(entry.id)) is not None:
        articles.add(own.article)
    members = await _members(home, entry.id, articles)
    found = {change.envelope.position: change.envelope for change in changes}
    for article in sorted(articles):
        for envelope in _about(await home.log.read(stream_of(article)), members):
            found[envelope.position] = envelope
    return tuple(found[position] for position in sorted(found))


async def _members(home: Home, root: UUID, articles: Iterable[UUID]) -> set[UUID]:
    """Return the occurrences of *articles* that stand within *root*, itself included."""
    into = {one.id: one.into for article in sorted(articles) for one in await home.views.told_by(article)}
    members, before = {root}, 0
    while len(members) > before:
        before = len(members)
        members |= {id for id, above in into.items() if above in members}
    return members


def _about(stream: Sequence[Envelope], members: set[UUID]) -> Iterator[Envelope]:
    """Give what a stream says of *members*, and how its article came, changed and was linked around that."""
    unlinked = False
    for envelope in stream:
        match envelope.event:
            case ArticleReceived():
                unlinked = True
                yield envelope
            case ArticleLinked() if unlinked:
                unlinked = False
                yield envelope
            case Dated(occurrence=id) | OccurrenceAmended(occurrence=id) | OccurrenceRetracted(occurrence=id):
                if id in members:
                    unlinked = unlinked or not isinstance(envelope.event, OccurrenceAmended)
                    yield envelope
            case OccurrenceMerged(occurrence=id, into=into) if id in members or into in members:
                yield envelope


def _uuid(text: str) -> UUID | None:
    try:
        id = UUID(text)
    except ValueError:
        return None
    return id if str(id) == text.lower() else None
