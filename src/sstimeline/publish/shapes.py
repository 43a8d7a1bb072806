"""What values look like in JSON: one shape for `extract --jsonl` and for the API. Pure; plain dicts and lists."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sstimeline.model.articles import Evidence
from sstimeline.model.dates import Date, Dating
from sstimeline.model.entries import Entry, Label, Source
from sstimeline.model.events import (
    Actor,
    ArticleReceived,
    Dated,
    Envelope,
    HomeConfigured,
    OccurrenceAmended,
    OccurrenceMerged,
    OccurrenceRetracted,
    Place,
    Quantity,
)
from sstimeline.model.readings import Mention, Reading, Timex

Shape = dict[str, Any]


def reading(reading: Reading, threshold: float, *, id: str | None = None) -> Shape:
    """Return one line of `extract --jsonl`; *id* is the one it was handed in under."""
    return {
        "id": str(reading.article) if id is None else id,
        "language": reading.language,
        "published": _edtf(reading.published),
        "received": reading.today.isoformat(),
        "timexes": [timex(one) for one in reading.timexes],
        "occurrences": [occurrence(one, threshold) for one in reading.mentions],
    }


def timex(timex: Timex) -> Shape:
    """Return a time expression: TIMEX3's fields, and the date in EDTF."""
    return {
        "start": timex.span.start,
        "end": timex.span.end,
        "text": timex.text,
        "type": timex.type,
        "value": timex.value,
        "mod": timex.mod,
        "edtf": _edtf(timex.date),
    }


def occurrence(mention: Mention, threshold: float) -> Shape:
    """Return an occurrence as one article tells it.

    Its `status` is "review" where *threshold* or a missing date would hold it back, else "published".
    """
    usable = mention.date is not None and mention.date.is_usable
    return {
        "kind": mention.kind,
        "title": mention.title,
        "date": _edtf(mention.date),
        "events": [{"type": f"{mention.kind}.{phase.name}", "date": _edtf(phase.date)} for phase in mention.phases],
        "actors": _actors(mention.actors),
        "places": _places(mention.places),
        "quantity": _quantity(mention.quantity),
        "confidence": mention.confidence,
        "status": "published" if usable and mention.confidence >= threshold else "review",
        "evidence": [_evidence(one) for one in mention.evidence],
        "dating": _dating(mention.dating),
    }


def entry(entry: Entry) -> Shape:
    """Return an entry as every answer of the API has it: an occurrence's fields, and what became of it."""
    return {
        "id": str(entry.id),
        "kind": entry.kind,
        "title": entry.title,
        "language": entry.language,
        "date": _edtf(entry.date),
        "events": [{"type": step.type, "date": _edtf(step.date)} for step in entry.events],
        "actors": _actors(entry.actors),
        "places": _places(entry.places),
        "quantity": _quantity(entry.quantity),
        "confidence": entry.confidence,
        "status": entry.status,
        "reason": entry.reason or None,
        "into": None if entry.into is None else str(entry.into),
        "evidence": [_cited(one) for one in entry.evidence],
        "dating": _dated_by(entry),
        "articles": [_source(one) for one in entry.articles],
        "sequence": entry.sequence,
        "position": entry.position,
        "published": None if entry.published is None else moment(entry.published),
        "updated": moment(entry.updated),
    }


def event(envelope: Envelope) -> Shape:
    """Return an event once it is history, without the text of an article: that is never republished."""
    return {
        "id": str(envelope.id),
        "stream": envelope.stream,
        "version": envelope.version,
        "position": envelope.position,
        "recorded_at": moment(envelope.recorded_at),
        "type": envelope.type,
        "schema": envelope.schema,
        "data": _data(envelope),
    }


def label(label: Label) -> Shape:
    """Return what a timeline is called."""
    return {
        "slug": label.slug,
        "title": label.title,
        "group": label.group,
        "description": label.description or None,
        "country": label.country or None,
        "url": label.url,
    }


def moment(time: datetime) -> str:
    """Return *time* in UTC as RFC 3339 writes it.

    >>> moment(datetime(2026, 11, 23, 8, 14, 2, tzinfo=UTC))
    '2026-11-23T08:14:02Z'
    """
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _data(envelope: Envelope) -> Shape:
    match envelope.event:
        case Dated() as told:
            return _told(told)
        case ArticleReceived() as arrival:
            return {
                "article": str(arrival.article),
                "digest": arrival.digest,
                "language": arrival.language,
                "title": arrival.title,
                "url": arrival.url,
                "source": arrival.source,
                "published": _edtf(arrival.published),
                "received": arrival.received.isoformat(),
            }
        case OccurrenceMerged() as merge:
            return {"occurrence": str(merge.occurrence), "into": str(merge.into), "because": merge.because}
        case OccurrenceAmended() as amendment:
            changed = {"date": _edtf(amendment.date), "title": amendment.title, "kind": amendment.kind}
            lists = {
                "actors": None if amendment.actors is None else _actors(amendment.actors),
                "places": None if amendment.places is None else _places(amendment.places),
            }
            said = {name: value for name, value in (changed | lists).items() if value is not None}
            return {"occurrence": str(amendment.occurrence), "reason": amendment.reason} | said
        case OccurrenceRetracted() as retraction:
            return {"occurrence": str(retraction.occurrence), "reason": retraction.reason, "by": retraction.by}
        case HomeConfigured() as settings:
            return {"threshold": settings.threshold, "timelines": [own.slug for own in settings.timelines]}
        case linked:
            return {"article": str(linked.article)}


def _told(told: Dated) -> Shape:
    return {
        "occurrence": str(told.occurrence),
        "date": _edtf(told.date),
        "bound": told.bound,
        "when": _edtf(told.when),
        "title": told.title,
        "language": told.language,
        "actors": _actors(told.actors),
        "places": _places(told.places),
        "quantity": _quantity(told.quantity),
        "confidence": told.confidence,
        "evidence": [_cited(one) for one in told.evidence],
        "dating": _dating(told.dating),
    }


def _actors(actors: Iterable[Actor]) -> list[Shape]:
    return [{"id": one.id, "name": one.name, "role": one.role} for one in actors]


def _places(places: Iterable[Place]) -> list[Shape]:
    return [{"name": one.name, "country": one.country} for one in places]


def _quantity(quantity: Quantity | None) -> Shape | None:
    return None if quantity is None else {"value": quantity.value, "unit": quantity.unit}


def _evidence(evidence: Evidence) -> Shape:
    return {
        "start": evidence.span.start,
        "end": evidence.span.end,
        "quote": evidence.quote,
        "trigger": _trigger(evidence),
        "rule": evidence.rule,
    }


def _cited(evidence: Evidence) -> Shape:
    """Return evidence that names the text its offsets count into."""
    return _evidence(evidence) | {"article": str(evidence.article), "revision": evidence.revision}


def _trigger(evidence: Evidence) -> Shape | None:
    """Return the words that gave the occurrence away; they lie inside the quote, so no text is needed."""
    if (span := evidence.trigger) is None:
        return None
    at = evidence.span.start
    return {"start": span.start, "end": span.end, "text": evidence.quote[span.start - at : span.end - at]}


def _dating(dating: Dating) -> Shape:
    return {
        "method": dating.method,
        "because": dating.because,
        "start": dating.start,
        "end": dating.end,
        "text": dating.text,
    }


def _dated_by(entry: Entry) -> Shape | None:
    """Return how the entry's date was found, naming the article, and the revision of it, that says so."""
    if not entry.datings:
        return None
    source = entry.articles[0]
    return _dating(entry.dating) | {"article": str(source.id), "revision": _revision(source, entry.evidence)}


def _revision(source: Source, evidence: Sequence[Evidence]) -> str:
    return next((one.revision for one in evidence if one.article == source.id), source.digest)


def _source(source: Source) -> Shape:
    return {"id": str(source.id), "title": source.title, "url": source.url, "published": _edtf(source.published)}


def _edtf(date: Date | None) -> str | None:
    return None if date is None else str(date)
