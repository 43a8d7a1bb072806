"""Invented entries in every state, made by hand: nothing here was read by a rule."""

from uuid import uuid5

from pages.making import (
    HARBOUR,
    LINDEN,
    RIVER,
    SITE,
    SPACE,
    SPANISH_SITE,
    corrected,
    dating,
    entry,
    envelope,
    evidence,
    formats,
    moment,
    retracted,
    source,
)
from sstimeline.model.dates import Date, Dating
from sstimeline.model.entries import Change, Entry, Label, Step, Timeline
from sstimeline.model.events import (
    Actor,
    ArticleLinked,
    ArticleReceived,
    Dated,
    Envelope,
    OccurrenceMerged,
    Place,
    Quantity,
)
from sstimeline.publish.pages import Listed

__all__ = ["SITE", "SPANISH_SITE", "formats"]  # the tests take these from here, too

LONG = (
    "This study visit, which took the delegation through nine offices of the fund and two of its archives between "
    "the 17th and 21st September, closed a programme of work that the two bodies had begun in the spring of the year "
    "before, when experts of the fund first crossed the lake."
)
VISIT = entry(
    "Nine RPA officials visit LHF in Linden",
    "2018-09-17?/2018-09-21?",
    quote=LONG,
    trigger="study visit",
    words="between the 17th and 21st September",
    method="inferred",
    because="the article names no year, and only in 2018 do these days run Monday to Friday.",
    actors=(RIVER, HARBOUR, Actor(id=None, name="A guild nobody lists", role="organiser")),
    quantity=Quantity(value=1200, unit="officials"),
)
YEARLY = entry("LHF experts cross the lake", "2017", article=VISIT.articles[0], places=())
ABOUT = entry("RPA wins a prize for its archive", "2021-12-06~", kind="award", method="publication", places=())
SCHEDULED = entry(
    "LHF hosts a seminar on pensions",
    "2027-03-09/2027-03-11",
    kind="conference",
    quote="The fund will host a seminar from 9 to 11 March 2027.",
    trigger="host a seminar",
    words="from 9 to 11 March 2027",
    events=(Step(type="conference.scheduled", date=Date.parse("2027-03-09/2027-03-11")),),
)
SPANISH = source("Convenio con el lago", language="es", published="2026-11-22")
ENGLISH = source("Records to follow workers", published="2026-11-21")
MERGED = entry(
    "LHF and RPA sign an agreement on records",
    "2026-11-20",
    kind="agreement",
    article=ENGLISH,
    quote="The two bodies signed the agreement on Friday.",
    trigger="signed the agreement",
    words="on Friday",
    method="relative",
    because="“Friday” is the Friday before publication on 21 November 2026.",
)
_FIRMA = "El 20 de noviembre se firmó el convenio de registros."
MERGED = entry(
    MERGED.title,
    "2026-11-20",
    kind="agreement",
    evidence=(*MERGED.evidence, evidence(SPANISH, _FIRMA, "firmó el convenio", "agreement/es#firma-de", at=7)),
    datings=(*MERGED.datings, dating(_FIRMA, "20 de noviembre", because="The article gives the day.", at=7)),
    articles=(ENGLISH, SPANISH),
)
MONTHLY = entry("RPA publishes its report", "2026-11", kind="publication", places=())
UNKNOWN_KIND = entry("RPA adopts a heron", "2026-03-02", kind="adoption")
IN_SPANISH = entry(
    "El consejo nombra directora",
    "2026-11-05",
    kind="appointment",
    article=source("Nuevo nombramiento", language="es", published="2026-11-05"),
    quote="El consejo nombró hoy a la directora.",
    trigger="nombró",
    words="hoy",
)
MOVED = corrected(
    entry("Rules on part-time pensions appear", "2026-03-11", kind="law"),
    date=Date.parse("2026-03-12"),
    title="Rules on part-time pensions in force",
    places=(LINDEN, Place(name="Aldermere", country="CA", slug="ca-aldermere")),
    datings=(Dating(method="explicit", because="A person set it.", policy="amended"),),
)
TAKEN_BACK = retracted(entry("RPA opens an office in Linden", "2025-05-27", kind="opening"))
IN_REVIEW = entry("Nobody should see this yet", "2019-01-01", status="review", published=None)
OLD = entry("The fund is founded", "1931~", kind="law")

PUBLIC = (
    OLD, YEARLY, VISIT, ABOUT, UNKNOWN_KIND, MOVED.entry, MONTHLY, IN_SPANISH, MERGED, SCHEDULED,
)  # fmt: skip


def timeline(entries=PUBLIC, retracted=(TAKEN_BACK.entry,), corrections=(MOVED, TAKEN_BACK), label=None) -> Timeline:
    """A timeline of *entries*, its corrections told as items of their own."""
    told = (*corrections, *(new(one) for one in entries))
    return Timeline(
        label=label or Label(slug="lakeland", title="Lakeland", group="yours", description="What two bodies did"),
        entries=tuple(entries),
        retracted=tuple(retracted),
        changes=told,
        updated=moment(24),
        position=11,
    )


def new(one: Entry, position: int = 4) -> Change:
    event = ArticleLinked(article=one.articles[0].id)
    return Change(entry=one, before=None, envelope=envelope(event, position, moment(20)))


def groups() -> dict[str, list[Listed]]:
    def listed(slug, title, group, count, **more):
        first, last = more.pop("first", 2017), more.pop("last", 2027)
        return Listed(label=Label(slug=slug, title=title, group=group, **more), count=count, first=first, last=last)

    return {
        "kinds": [
            listed("kind-visit", "Visit", "kinds", 2),
            listed("kind-award", "Award", "kinds", 1),
            listed("kind-adoption", "Adoption", "kinds", 1),
        ],
        "all": [listed("all", "Everything", "all", 10)],
        "yours": [listed("lakeland", "Lakeland", "yours", 10, description="What two bodies did")],
        "institutions": [
            listed("lhf", "LHF", "institutions", 8, description="Lake Harbour Fund", country="CA"),
            listed("rpa", "RPA", "institutions", 1, description="River Pensions Authority", first=2018, last=2018),
        ],
        "places": [listed("place-ca", "Canada", "places", 8, country="CA")],
    }


def history() -> list[Envelope]:
    """Everything about the visit, as a log might hold it."""
    article = VISIT.articles[0]
    received = ArticleReceived(
        article=article.id,
        text="...",
        digest=article.digest,
        language="en",
        title=article.title,
        url=article.url,
        source="seeds/a.txt",
        published=None,
        received=moment(20).date(),
    )
    phases = ("visit.began", "visit.ended")

    def told(type, date, bound):
        return Dated(
            type=type,
            occurrence=VISIT.id,
            phases=phases,
            date=Date.parse(date),
            bound=bound,
            when=VISIT.date,
            title=VISIT.title,
            language="en",
            actors=VISIT.actors,
            places=VISIT.places,
            quantity=VISIT.quantity,
            evidence=VISIT.evidence,
            dating=VISIT.dating,
            confidence=0.93,
        )

    events = [
        received,
        told("visit.began", "2018-09-17?", "start"),
        told("visit.ended", "2018-09-21?", "end"),
        ArticleLinked(article=article.id),
        OccurrenceMerged(occurrence=uuid5(SPACE, "another"), into=VISIT.id, because="Same days and same hosts."),
    ]
    made = [envelope(event, number, moment(20), article.id) for number, event in enumerate(events, 1)]
    return [*made, VISIT_CORRECTED.envelope]


VISIT_CORRECTED = corrected(VISIT, position=1207, places=(LINDEN, Place(name="Aldermere", country="CA")))
