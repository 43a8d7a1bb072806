"""Which timelines hold an entry, and what a timeline is made of."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from sstimeline.model.entries import Change, Entry, Label, Timeline
from sstimeline.model.events import Filter
from sstimeline.model.values import replace

#: How long a retraction is told by the entry's own item, counted to the newest event in the log.
TOLD_FOR = timedelta(days=30)


def slugs(entry: Entry, filters: Iterable[Filter]) -> tuple[str, ...]:
    """Return the slugs of the timelines that hold *entry*, sorted (CONTRACT.md, "timeline")."""
    found = {"all", f"kind-{entry.kind}"}
    found.update(actor.id for actor in entry.actors if actor.id)
    for place in entry.places:
        found.update(f"place-{slug}" for slug in _containing(place.slug))
    found.update(own.slug for own in filters if holds(own, entry))
    return tuple(sorted(found))


def holds(own: Filter, entry: Entry) -> bool:
    """Tell whether the home's own timeline holds *entry*: it matches every field that the filter gives."""
    return (
        (not own.kind or entry.kind in own.kind)
        and (not own.actor or any(actor.id in own.actor for actor in entry.actors))
        and (not own.place or any(slug in own.place for place in entry.places for slug in _containing(place.slug)))
        and (not own.language or entry.language in own.language)
    )


def build(label: Label, history: Sequence[Change], *, opened: datetime, now: datetime) -> Timeline:
    """Return the timeline that *history* makes: every revision of every entry that stands or once stood there.

    *opened* is the log's first `recorded_at`, the age of an empty timeline; *now* that of its newest event.
    """
    latest: dict[UUID, Change] = {change.entry.id: change for change in history}
    told = tuple(sorted(_told(label.slug, history, latest, now), key=_newest_first))
    ends = [one.envelope.recorded_at + TOLD_FOR for one in told if not (one.correction or one.entry.is_public)]
    here = [change.entry for change in latest.values() if label.slug in change.entry.timelines]
    return Timeline(
        label=label,
        entries=tuple(sorted((entry for entry in here if entry.is_public), key=by_date)),
        retracted=tuple(sorted((entry for entry in here if was_retracted(entry)), key=by_date)),
        changes=told,
        updated=max((change.envelope.recorded_at for change in history), default=opened),
        position=max((change.entry.position for change in history), default=0),
        until=min(ends, default=None),
    )


def was_retracted(entry: Entry) -> bool:
    """Tell whether *entry* was public and was taken back."""
    return entry.status == "retracted" and entry.published is not None


def by_date(entry: Entry) -> tuple[object, ...]:
    """Order entries by earliest possible day, then latest, then id."""
    assert entry.date is not None
    return entry.date.earliest, entry.date.latest, entry.id


def _told(slug: str, history: Sequence[Change], latest: dict[UUID, Change], now: datetime) -> Iterator[Change]:
    for change in latest.values():
        entry = change.entry
        if entry.published is None:
            continue
        if entry.is_public and slug not in entry.timelines:
            # It stands elsewhere now: to this timeline's readers it has left, to others it has not.
            change = replace(change, entry=replace(entry, status="left"))
        if change.entry.is_public or now - change.envelope.recorded_at <= TOLD_FOR:
            yield change
    for change in history:
        if change.is_correction and slug in change.entry.timelines:
            yield replace(change, correction=True)


def _newest_first(change: Change) -> tuple[int, UUID, bool]:
    return -change.entry.position, change.entry.id, not change.correction


@lru_cache(maxsize=4096)
def _containing(slug: str) -> tuple[str, ...]:
    """Return the place and the country that contains it: "es-madrid" and "es"."""
    country = slug.partition("-")[0]
    return tuple(dict.fromkeys(part for part in (slug, country) if part))
