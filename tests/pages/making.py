"""How the examples are made: by hand, each value in full, nothing read by a rule."""

from datetime import UTC, datetime
from uuid import UUID, uuid5

from sstimeline.model.articles import Evidence, Span, article_id, stream_of
from sstimeline.model.dates import Date, Dating
from sstimeline.model.entries import Change, Entry, Source, Step
from sstimeline.model.events import (
    Actor,
    Envelope,
    OccurrenceAmended,
    OccurrenceRetracted,
    Place,
)
from sstimeline.publish.format import Site
from sstimeline.publish.pages import FormatLink, links

SPACE = UUID("6f9619ff-8b86-d011-b42d-00cf4fc964ff")
SITE = Site(base_url="https://timelines.example.org", title="Lakeland timelines", contact="editor@example.org")
SPANISH_SITE = Site(base_url="https://timelines.example.org", language="es")
HARBOUR = Actor(id="lhf", name="LHF", role="host")
RIVER = Actor(id="rpa", name="RPA", role="visitor")
LINDEN = Place(name="Linden", country="CA", slug="ca-linden")


class Leaf:
    """A format as far as a page knows it."""

    def __init__(self, suffix: str, media_type: str, label: str) -> None:
        self.SUFFIX, self.MEDIA_TYPE, self.LABEL = suffix, media_type, label


LEAVES = [
    Leaf("atom", "application/atom+xml", "Atom"),
    Leaf("rss", "application/rss+xml", "RSS"),
    Leaf("json", "application/feed+json", "JSON Feed"),
    Leaf("ics", "text/calendar; charset=utf-8", "Calendar"),
]


def formats(slug: str) -> tuple[FormatLink, ...]:
    return links(slug, LEAVES)  # type: ignore[arg-type]


def moment(day: int, hour: int = 8) -> datetime:
    return datetime(2026, 11, day, hour, 14, 2, tzinfo=UTC)


def source(title: str, *, language: str = "en", url: str | None = "", published: str | None = None) -> Source:
    url = f"https://news.example.org/{title.lower().replace(' ', '-')}" if url == "" else url
    return Source(
        id=article_id(url=url or title),
        title=title,
        url=url,
        published=Date.parse(published) if published else None,
        language=language,
        source="seeds/a.txt",
        digest="6e87f50c" * 8,
        received=moment(20),
    )


def evidence(
    article: Source, quote: str, trigger: str = "", rule: str = "visit/en#study-visit", at: int = 100
) -> Evidence:
    start = at + quote.find(trigger)
    return Evidence(
        article=article.id,
        revision=article.digest,
        span=Span(at, at + len(quote)),
        quote=quote,
        rule=rule,
        trigger=Span(start, start + len(trigger)) if trigger else None,
    )


def dating(
    quote: str = "", words: str = "", *, method="explicit", because="The article gives the day.", at=100
) -> Dating:
    if not words:
        return Dating(method=method, because=because)
    start = at + quote.index(words)
    return Dating(
        method=method, because=because, start=start, end=start + len(words), text=words, rule="en#between-days"
    )


def entry(
    title: str,
    date: str | None,
    *,
    kind: str = "visit",
    quote: str = "Officials visited the harbour on that day.",
    trigger: str = "visited",
    words: str = "",
    method: str = "explicit",
    because: str = "The article gives the day.",
    article: Source | None = None,
    actors: tuple[Actor, ...] = (RIVER, HARBOUR),
    places: tuple[Place, ...] = (LINDEN,),
    **fields,
) -> Entry:
    article = article or source(f"About {ascii(title) if not title.isprintable() else title}")
    when = Date.parse(date) if date else None
    timelines = {"all", f"kind-{kind}", *(one.id for one in actors if one.id), *(f"place-{one.slug}" for one in places)}
    values = {
        "id": uuid5(SPACE, ascii(title)),
        "kind": kind,
        "title": title,
        "language": article.language,
        "date": when,
        "events": (Step(type=f"{kind}.held", date=when),),
        "actors": actors,
        "places": places,
        "quantity": None,
        "confidence": 0.93,
        "status": "published",
        "reason": "",
        "evidence": (evidence(article, quote, trigger, rule=f"{kind}/{article.language}#by-hand"),),
        "datings": (dating(quote, words, method=method, because=because),),
        "articles": (article,),
        "sequence": 4,
        "position": 4,
        "published": moment(20),
        "updated": moment(20),
        "into": None,
        "timelines": tuple(sorted(timelines)),
    }
    return Entry(**(values | fields))


def envelope(event, position: int, at: datetime, article: UUID = SPACE) -> Envelope:
    return Envelope(
        id=uuid5(SPACE, f"{event.type} {position}"),
        stream=stream_of(article),
        version=position,
        position=position,
        recorded_at=at,
        type=event.type,
        schema=1,
        event=event,
        previous="0" * 64,
        hash="1" * 64,
    )


def corrected(before: Entry, position: int = 9, at: datetime | None = None, reason: str = "", **now) -> Change:
    """A person's correction of *before*: *now* are the fields as they stand after it."""
    from sstimeline.model.values import replace

    at = at or moment(23, 10)
    event = OccurrenceAmended(occurrence=before.id, reason=reason or "The register names the other day.")
    after = replace(
        before, status="amended", reason=event.reason, sequence=position, position=position, updated=at, **now
    )
    return Change(entry=after, before=before, envelope=envelope(event, position, at), correction=True)


def retracted(before: Entry, position: int = 11, reason: str = "The article reports a proposal.") -> Change:
    from sstimeline.model.values import replace

    event = OccurrenceRetracted(occurrence=before.id, reason=reason, by="person")
    after = replace(before, status="retracted", reason=reason, sequence=position, position=position, updated=moment(24))
    return Change(entry=after, before=before, envelope=envelope(event, position, moment(24)), correction=True)
