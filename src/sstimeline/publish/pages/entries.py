"""One entry: its evidence, how its date was found, its sources, and everything recorded about it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from markupsafe import Markup

from sstimeline.model.entries import Change, Entry, Label
from sstimeline.model.events import (
    ArticleLinked,
    ArticleReceived,
    ArticleRevised,
    Dated,
    Envelope,
    HomeConfigured,
    OccurrenceAmended,
    OccurrenceMerged,
    OccurrenceRetracted,
    Quantity,
)
from sstimeline.publish import content
from sstimeline.publish.dates import say
from sstimeline.publish.format import Site
from sstimeline.publish.pages import jsonld, sections
from sstimeline.publish.pages.names import capital, country_name, day_of
from sstimeline.publish.pages.render import At, FormatLink, render, words
from sstimeline.publish.pages.rows import Fix, Link, Row, fix, row
from sstimeline.publish.wording import wording


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    position: int
    type: str
    iso: str
    when: str
    says: Markup
    fix: Fix | None = None


def entry(
    entry: Entry,
    history: Sequence[Envelope],
    changes: Sequence[Change],
    home: Label | None,
    site: Site,
    formats: Sequence[FormatLink] = (),
    *,
    position: int,
) -> str:
    """Return the page of *entry*.

    *history* are the envelopes about it, oldest first; *changes* its revisions, in any order, which say what a
    correction changed. *home* is the timeline to go back to, None for no such line, and *formats* its feeds.
    """
    w = words(site.language)
    shown = row(entry, changes, site)
    title = f"{content.said(entry, site.language)}: {shown.title}"
    return render(
        "entry",
        site,
        row=shown,
        title=title,
        home=home,
        year=sections.year_of(entry.date) if entry.date else None,
        moved=w["moved_to"].format(_to(entry.into, site)) if entry.into else "",
        note=capital(", ".join(shown.said.notes)),
        roles=list(_roles(shown)),
        old_actors=shown.was.get("actors", ()),
        places=list(_places(shown, site)),
        old_places=shown.was.get("places", ()),
        quantity=_quantity(entry.quantity, site),
        confidence=_number(entry.confidence, site, "0.00"),
        methods=wording(site.language).methods,
        fields=wording(site.language).fields,
        read={one.source.id: day_of(one.source.received, site.language) for one in shown.cited if one.source.received},
        steps=[_step(envelope, entry, changes, site) for envelope in history],
        permalink=content.page(entry, site),
        subject=quote(f"{shown.title} ({entry.id})", safe=""),
        marks={shown.mark},
        description=w["entry_description"].format(shown.title),
        formats=formats,
        feed_title=home.title if home else "",
        data_url=f"/api/timelines/{home.slug}" if home else "",
        jsonld=jsonld.single(entry, site),
        position=position,
    )


def _roles(shown: Row) -> Iterator[tuple[str, list[Link]]]:
    """Yield each role with those who had it, in the order of the entry."""
    links = {link.text: link for link in shown.actors}
    found: dict[str, list[Link]] = {}
    for actor in shown.entry.actors:
        if link := links.get(content.line(actor.name)):
            found.setdefault(capital(content.line(actor.role)), []).append(link)
    yield from found.items()


def _places(shown: Row, site: Site) -> Iterator[tuple[list[Link], str]]:
    """Yield the places of each country, and what it is called where they are not the country itself."""
    links = {link.text: link for link in shown.places}
    found: dict[str, list[Link]] = {}
    for place in shown.entry.places:
        link = links.get(content.line(place.name))
        if link and link not in found.setdefault(place.country, []):
            found[place.country].append(link)
    for code, here in found.items():
        country = country_name(code, site.language) if code else ""
        yield here, "" if [link.text for link in here] == [country] else country


def _quantity(quantity: Quantity | None, site: Site) -> str:
    if quantity is None:
        return ""
    return f"{_number(quantity.value, site)} {content.line(quantity.unit)}"


def _number(value: float, site: Site, pattern: str | None = None) -> str:
    from babel.numbers import format_decimal

    spanish = site.language.partition("-")[0].lower() == "es"
    return str(format_decimal(value, pattern, locale="es" if spanish else "en_GB"))


def _step(envelope: Envelope, entry: Entry, changes: Iterable[Change], site: Site) -> _Step:
    moment = envelope.recorded_at
    return _Step(
        position=envelope.position,
        type=envelope.type,
        iso=moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        when=f"{day_of(moment, site.language)}, {moment:%H:%M} UTC",
        says=_says(envelope, entry, site),
        fix=_put_right(envelope, entry, changes, site),
    )


def _says(envelope: Envelope, entry: Entry, site: Site) -> Markup:
    """Return what the event did, in one sentence; empty where its type says it, or a correction is shown instead."""
    w = words(site.language)
    match envelope.event:
        case ArticleRevised():
            return Markup(w["revised"])
        case ArticleReceived(source=None) | ArticleReceived(source=""):
            return Markup(w["arrived"])
        case ArticleReceived(source=source):
            return Markup(w["arrived_from"].format(Markup("<code>{}</code>").format(source)))
        case ArticleLinked():
            return Markup(w["linked"])
        case Dated(date=None):
            return Markup(w["recorded_undated"])
        case Dated(date=date, dating=dating):
            inferred = dating.method == "inferred"
            return Markup(w["recorded_for"].format(say(date, site.language, inferred=inferred)))
        case OccurrenceMerged(occurrence=occurrence, into=into, because=because) if occurrence == entry.id:
            return Markup(w["merged_into"].format(_to(into, site), because))
        case OccurrenceMerged(because=because):
            return Markup(w["merged_here"].format(because))
        case OccurrenceRetracted(by="extractor", reason=reason):
            return Markup(w["dropped"].format(reason))
        case HomeConfigured():
            return Markup(w["configured"])
    return Markup("")


def _to(id: UUID, site: Site) -> Markup:
    w = words(site.language)
    return Markup('<a href="{}">{}</a>').format(At(site)(f"/entries/{id}"), w["another_entry"])


def _put_right(envelope: Envelope, entry: Entry, changes: Iterable[Change], site: Site) -> Fix | None:
    """Return what a person put right with this event; None where it is no correction."""
    w, event = words(site.language), envelope.event
    if isinstance(event, OccurrenceAmended):
        word = w["corrected"]
    elif isinstance(event, OccurrenceRetracted) and event.by == "person":
        word = w["retracted"]
    else:
        return None
    made = (change for change in changes if change.envelope.id == envelope.id and change.entry.id == entry.id)
    revision = next(made, Change(entry=entry, before=None, envelope=envelope))
    return fix(word, revision, site)
