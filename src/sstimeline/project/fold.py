"""One envelope at a time: what it does to occurrences, and to the entries readers see."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from uuid import UUID

from msgspec.structs import replace

from sstimeline.model.articles import article_of
from sstimeline.model.dates import Date, Dating, Method
from sstimeline.model.entries import Change, Entry, Folded, Occurrence, Shelf, Source, Status, Step
from sstimeline.model.events import (
    ArticleErased,
    ArticleLinked,
    ArticleReceived,
    Dated,
    Envelope,
    HomeConfigured,
    OccurrenceAmended,
    OccurrenceMerged,
    OccurrenceRetracted,
)
from sstimeline.project.timelines import slugs

DROPPED = "its article no longer tells it"
ERASED = "its article was erased on lawful demand"


def fold(envelope: Envelope, shelf: Shelf) -> Folded:
    """Return what *envelope* does to the views, given what stood before it.

    An extractor's event takes effect for readers at the `article.linked` that covers it, a person's at once.
    """
    event = envelope.event
    if isinstance(event, ArticleReceived):  # a revision too
        return Folded(source=_source(event, envelope))
    if isinstance(event, HomeConfigured):
        return Folded(settings=event, changes=tuple(_changes(envelope, shelf, {}, event, shelf.entries())))
    touched = tuple(_touched(envelope, shelf))
    if _waits(envelope):
        return Folded(occurrences=touched)
    changed = {occurrence.id: occurrence for occurrence in touched}
    roots = dict.fromkeys(chain.from_iterable(_roots(one, shelf, changed) for one in touched))
    changes = tuple(_changes(envelope, shelf, changed, shelf.settings(), roots))
    if isinstance(event, ArticleErased):
        stood = shelf.source(event.article)
        blank = replace(stood, title="", url=None, source=None, digest="") if stood else None
        return Folded(occurrences=touched, source=blank, changes=changes, stale=stood != blank)
    return Folded(occurrences=touched, changes=changes)


def evolve(occurrence: Occurrence | None, envelope: Envelope) -> Occurrence:
    """Return *occurrence* after *envelope*; None stands for one that is not yet known.

    Raises `ValueError` where the envelope is not about an occurrence at all.
    """
    event = envelope.event
    if isinstance(event, Dated):
        if occurrence is None:
            article = article_of(envelope.stream)
            occurrence = Occurrence(id=event.occurrence, article=article, first=envelope.position)
        if event.type not in event.phases:
            raise ValueError(f"{event.type} at {envelope.position} is none of the phases that it tells of")
        kept = {other.type: other for other in occurrence.pending or occurrence.told} | {event.type: event}
        telling = [kept[phase] for phase in event.phases if phase in kept]
        return replace(occurrence, pending=tuple(telling), dropping=False)
    if occurrence is None:
        raise ValueError(f"{envelope.type} at {envelope.position} is about an occurrence nobody told of")
    match event:
        case ArticleLinked():
            told = occurrence.pending or occurrence.told
            dropped = occurrence.dropping if (occurrence.pending or occurrence.dropping) else occurrence.dropped
            return replace(occurrence, told=told, pending=(), dropped=dropped, dropping=False)
        case OccurrenceMerged():
            return replace(occurrence, into=event.into)
        case OccurrenceAmended():
            at = (*occurrence.amended_at, envelope.position)
            return replace(occurrence, amended=(*occurrence.amended, event), amended_at=at)
        case OccurrenceRetracted(by="extractor"):
            return replace(occurrence, pending=(), dropping=True)
        case OccurrenceRetracted():
            return replace(occurrence, retracted=event.reason)
        case ArticleErased():
            return replace(occurrence, pending=(), dropping=False, dropped=True, erased=True)
    raise ValueError(f"{envelope.type} is not about an occurrence")


def compose(
    group: Sequence[Occurrence],
    before: Entry | None,
    envelope: Envelope,
    *,
    sources: Sequence[Source],
    settings: HomeConfigured,
) -> Entry | None:
    """Return the entry that *group* makes after *envelope*, its root first; None where there never was one.

    The same value as *before*, positions and all, where nothing that a reader can see has changed.
    *sources* are the articles of the group's occurrences, in any order.
    """
    root = group[0]
    if root.into is not None:
        return before and _settled(replace(before, status="left", into=root.into), before, envelope)
    retracted = next((one.retracted for one in group if one.retracted is not None), None)
    live = [one for one in group if one.is_live]
    if retracted is not None or not live:
        reason = retracted or (ERASED if any(one.erased for one in group) else DROPPED)
        return before and _settled(replace(before, status="retracted", reason=reason), before, envelope)
    tellings = sorted(live, key=_surest) if len(live) > 1 else live
    named = {source.id: source for source in sources}
    first = (root if root.is_live else tellings[0]).told[0]
    best = tellings[0].told
    entry = Entry(
        id=root.id,
        kind=first.kind,
        title=first.title,
        language=first.language,
        date=best[0].when,
        events=tuple(Step(type=event.type, date=event.date) for event in best),
        actors=_merged(event.actors for one in tellings for event in one.told[:1]),
        places=_merged(event.places for one in tellings for event in one.told[:1]),
        quantity=next((one.told[0].quantity for one in tellings if one.told[0].quantity), None),
        confidence=max(one.told[0].confidence for one in tellings),
        status="published",
        reason="",
        evidence=_merged(event.evidence for one in tellings for event in one.told[:1]),
        datings=tuple(one.told[0].dating for one in tellings),
        articles=tuple(named[one.article] for one in tellings),
        sequence=envelope.position,
        position=envelope.position,
        published=None,
        updated=envelope.recorded_at,
        into=None,
        timelines=(),
    )
    corrections = _corrections(group)
    entry = _standing(_corrected(entry, corrections), settings, corrected=bool(corrections))
    entry = replace(entry, timelines=slugs(entry, settings.timelines) if entry.is_public else ())
    return _settled(entry, before, envelope)


def _source(event: ArticleReceived, envelope: Envelope) -> Source:
    return Source(
        id=event.article, title=event.title, url=event.url, published=event.published, language=event.language,
        source=event.source, digest=event.digest, received=envelope.recorded_at,
    )  # fmt: skip


def _waits(envelope: Envelope) -> bool:
    event = envelope.event
    return isinstance(event, Dated) or (isinstance(event, OccurrenceRetracted) and event.by == "extractor")


def _touched(envelope: Envelope, shelf: Shelf) -> Iterator[Occurrence]:
    event = envelope.event
    if isinstance(event, (ArticleLinked, ArticleErased)):
        for occurrence in shelf.told_by(event.article):
            yield evolve(occurrence, envelope)
    elif isinstance(event, (Dated, OccurrenceMerged, OccurrenceAmended, OccurrenceRetracted)):
        yield evolve(shelf.occurrence(event.occurrence), envelope)


def _roots(occurrence: Occurrence, shelf: Shelf, changed: dict[UUID, Occurrence]) -> Iterator[UUID]:
    """Give the occurrence's own entry and the one it is merged into, however far up."""
    yield occurrence.id
    seen = {occurrence.id}
    above: Occurrence | None = occurrence
    while above is not None and above.into is not None and above.into not in seen:
        seen.add(above.into)
        yield above.into
        above = changed.get(above.into) or shelf.occurrence(above.into)


def _changes(
    envelope: Envelope,
    shelf: Shelf,
    changed: dict[UUID, Occurrence],
    settings: HomeConfigured,
    roots: Iterable[UUID],
) -> Iterator[Change]:
    for root in roots:
        before = shelf.entry(root)
        group = _group(root, shelf, changed)
        articles = dict.fromkeys(one.article for one in group)
        sources = [source for article in articles if (source := shelf.source(article)) is not None]
        after = compose(group, before, envelope, sources=sources, settings=settings)
        if after is not None and after != before:
            yield Change(entry=after, before=before, envelope=envelope)


def _group(root: UUID, shelf: Shelf, changed: dict[UUID, Occurrence]) -> list[Occurrence]:
    """Return the group as it stands with *changed*: one that just merged is in it, though the views don't know."""
    group = shelf.group(root)
    if len(group) == 1 and len(changed) == 1 and root in changed:
        return [changed[root]]  # most are alone
    members = {one.id: one for one in group}
    for one in changed.values():
        if one.id == root or one.id in members:
            members[one.id] = one
        elif one.into in members or one.into == root:
            members.update((other.id, changed.get(other.id, other)) for other in shelf.group(one.id))
            members[one.id] = one
    return sorted(members.values(), key=lambda one: (one.id != root, one.first, one.id))


#: Methods in the order in which their dates are believed.
TRUST: tuple[Method, ...] = ("explicit", "relative", "anchored", "inferred", "publication", "none")


def _surest(occurrence: Occurrence) -> tuple[bool, bool, int, int]:
    """Order tellings by how sure their date is, then by which came first."""
    event = occurrence.told[0]
    usable = event.when is not None and event.when.is_usable
    soft = event.when is None or event.when.is_soft
    return not usable, soft, TRUST.index(event.dating.method), occurrence.first


def _merged(parts: Iterable[tuple[object, ...]]) -> tuple:  # type: ignore[type-arg]
    first, *more = parts
    return tuple(dict.fromkeys(chain(first, *more))) if more or len(first) > 1 else first


def _corrections(group: Sequence[Occurrence]) -> list[OccurrenceAmended]:
    """Return what persons corrected in any of *group*, oldest first."""
    said = [pair for one in group for pair in zip(one.amended_at, one.amended, strict=True)]
    return [event for _, event in sorted(said, key=lambda pair: pair[0])]


def _corrected(entry: Entry, corrections: Sequence[OccurrenceAmended]) -> Entry:
    """Return *entry* as a person's corrections make it, the later ones over the earlier."""
    for event in corrections:
        if event.title is not None:
            entry = replace(entry, title=event.title)
        if event.kind is not None:
            entry = replace(entry, kind=event.kind)
        if event.actors is not None:
            entry = replace(entry, actors=event.actors)
        if event.places is not None:
            entry = replace(entry, places=event.places)
        if event.date is not None:
            dating = Dating(method="explicit", because=f"A person set it: {event.reason}", policy="amended")
            events = _redated(entry.events, event.date)
            entry = replace(entry, date=event.date, datings=(dating, *entry.datings[1:]), events=events)
        entry = replace(entry, reason=event.reason)
    return entry


def _redated(steps: Sequence[Step], when: Date) -> tuple[Step, ...]:
    """Return the phases of an occurrence that a person dated anew: its first day, its last, or both in one."""
    if len(steps) == 1:
        return (Step(type=steps[0].type, date=when),)
    ends = (Date(when.start or when.end, when.start or when.end), Date(when.end or when.start, when.end or when.start))
    return (Step(type=steps[0].type, date=ends[0]), Step(type=steps[-1].type, date=ends[1]))


def _standing(entry: Entry, settings: HomeConfigured, *, corrected: bool) -> Entry:
    """Return *entry* with its status: it waits for review without a usable date, or when it is not sure enough."""
    if entry.date is None:
        return _status(entry, "review", "No date was found.")
    if not entry.date.is_usable:
        return _status(entry, "review", f"Nobody could know its year: {entry.date}.")
    if corrected:
        return _status(entry, "amended", entry.reason)
    if entry.confidence < settings.threshold:
        return _status(entry, "review", f"Its confidence, {entry.confidence:.2f}, is below {settings.threshold:.2f}.")
    return entry


def _status(entry: Entry, status: Status, reason: str) -> Entry:
    return replace(entry, status=status, reason=reason)


def _settled(after: Entry, before: Entry | None, envelope: Envelope) -> Entry:
    """Return *after* with the numbers that follow from *before*: `published`, `updated`, `position`."""
    published = before.published if before else None
    if published is None and after.is_public:
        published = envelope.recorded_at
    after = replace(after, published=published)
    if before is None:
        return after
    same = replace(
        after, sequence=before.sequence, position=before.position, updated=before.updated, timelines=before.timelines
    )
    if same == before:
        if after.timelines == before.timelines:
            return before
        return replace(after, sequence=envelope.position, position=envelope.position, updated=before.updated)
    return replace(after, sequence=envelope.position, position=envelope.position, updated=envelope.recorded_at)
