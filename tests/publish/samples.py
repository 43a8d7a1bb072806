"""Hand-made values for the tests of publishing; every word of them is invented."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from sstimeline.model.articles import Evidence, Span
from sstimeline.model.dates import Date, Dating
from sstimeline.model.entries import Change, Entry, Label, Source, Step, Timeline
from sstimeline.model.events import Actor, ArticleLinked, Envelope, OccurrenceAmended, OccurrenceRetracted, Place
from sstimeline.model.values import replace
from sstimeline.publish.format import Options, Site

SITE = Site(base_url="https://news.example.org", title="Lighthouse news", author="The keeper")
OPTIONS = Options()
START = datetime(2026, 3, 16, 9, 0, 0, tzinfo=UTC)

HOSTILE = (
    "]]> </title></item> <script>alert('x')</script> &amp; &bogus; \x00\x08\x1b\ud800\udfff\ufffe "
    "\u202eمرحبا بالعالم\u202c שלום 🗼👩‍👩‍👧 \r\nBEGIN:VALARM\r\nEND:VCALENDAR\n;,\\ \"'` --> <!-- "
)


def entry(number=1, *, evidence=None, **changes):
    """Return the *number*th entry of an invented lighthouse: day-precise, explicit, in English, public."""
    article = uuid5(UUID(int=0), f"article {number}")
    quote = f"Keeper number {number} lit the lamp in Port Aline on the day of the fair."
    date = changes.get("date", Date.parse("2024-05-06"))
    made = Entry(
        id=uuid5(UUID(int=0), f"entry {number}"),
        kind="visit",
        title=f"Keeper number {number} lights the lamp",
        language="en",
        date=date,
        events=(Step(type="visit.began", date=date),),
        actors=(Actor(id="lamp-guild", name="Lamp Guild", role="visitor"),),
        places=(Place(name="Port Aline", country="XX", slug="xx-port-aline"),),
        quantity=None,
        confidence=0.9,
        status="published",
        reason="",
        evidence=(
            Evidence(
                article=article,
                revision="0" * 64,
                span=Span(0, len(quote)),
                quote=quote,
                rule="visit/en#lit-the-lamp",
            ),
        )
        if evidence is None
        else evidence,
        datings=(Dating(method="explicit", because="the article names the day of the fair."),),
        articles=(
            Source(
                id=article,
                title=f"The lamp, part {number}",
                url=f"https://gazette.example.org/{number}?a=1&b=2",
                published=Date.parse("2024-05-07"),
                language="en",
            ),
        ),
        sequence=number,
        position=number,
        published=START,
        updated=START + timedelta(minutes=number),
        into=None,
        timelines=("all",),
    )
    return replace(made, **changes)


def change(entry, *, before=None, event=None, correction=False):
    """Return the revision that made *entry* as it is."""
    event = event or ArticleLinked(article=entry.articles[0].id if entry.articles else UUID(int=0))
    envelope = Envelope(
        id=uuid5(entry.id, f"envelope {entry.position}"),
        stream="article-x",
        version=1,
        position=entry.position,
        recorded_at=entry.updated,
        type=event.type,
        schema=1,
        event=event,
        previous="",
        hash="",
    )
    return Change(entry=entry, before=before, envelope=envelope, correction=correction)


def amended(before, *, reason="the gazette is dated the 12th.", **changes):
    """Return what an amendment of *before* puts on a timeline: the entry as corrected, and its correction."""
    after = replace(
        before,
        **changes,
        status="amended",
        reason=reason,
        sequence=before.sequence + 100,
        position=before.position + 100,
        updated=before.updated + timedelta(hours=1),
    )
    event = OccurrenceAmended(occurrence=before.id, reason=reason)
    return change(after, before=before, event=event), change(after, before=before, event=event, correction=True)


def retracted(before, *, reason="it never happened."):
    """Return what a retraction of *before* puts on a timeline: the entry as taken back, and its correction."""
    after = replace(
        before,
        status="retracted",
        reason=reason,
        sequence=before.sequence + 100,
        position=before.position + 100,
        updated=before.updated + timedelta(hours=1),
    )
    event = OccurrenceRetracted(occurrence=before.id, reason=reason, by="person")
    return change(after, before=before, event=event), change(after, before=before, event=event, correction=True)


def timeline(*changes, title="All events", slug="all"):
    """Return a timeline of these changes, in the order given."""
    label = Label(slug=slug, title=title, group="all")
    entries = tuple(one.entry for one in changes if one.entry.is_public and not one.correction)
    updated = max((one.entry.updated for one in changes), default=START)
    position = max((one.entry.position for one in changes), default=0)
    return Timeline(label=label, entries=entries, retracted=(), changes=changes, updated=updated, position=position)


def render(form, line, site=SITE, options=OPTIONS):
    """Return the cold render of a timeline in a format."""
    items = [one for one in (form.item(change, site, options) for change in line.changes) if one]
    return form.join(line, items, site)


def full_timeline():
    """Return a timeline that has one of everything: precise, doubtful, Spanish, corrected, retracted, hostile."""
    spanish = entry(
        3,
        language="es",
        title="El gremio visita Puerto Alina",
        date=Date.parse("2018-09-17?/2018-09-21?"),
        datings=(Dating(method="inferred", because="es el único año en que caen de lunes a viernes."),),
    )
    return timeline(
        change(entry(9, title=HOSTILE * 60)),
        *amended(entry(1, date=Date.parse("2026-03-11")), date=Date.parse("2026-03-12")),
        *retracted(entry(2)),
        change(spanish),
        change(entry(4, date=Date.parse("2018-09"))),
        change(entry(5, date=Date.parse("2017"))),
        change(entry(6, date=Date.parse("2021-12-06~"))),
        change(entry(7, status="review", published=None, date=None)),
        change(entry(8, status="left", into=UUID(int=1))),
    )
