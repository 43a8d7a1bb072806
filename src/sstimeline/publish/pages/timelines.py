"""One timeline: its entries by year and month, the newest first, and the ways to subscribe."""

from collections.abc import Sequence
from urllib.parse import quote
from uuid import UUID

from markupsafe import Markup

from sstimeline.model.entries import Change, Timeline
from sstimeline.publish import content
from sstimeline.publish.format import Site
from sstimeline.publish.pages import jsonld, sections
from sstimeline.publish.pages.front import span
from sstimeline.publish.pages.names import country_name, day_of
from sstimeline.publish.pages.render import FormatLink, render, time_element, words
from sstimeline.publish.pages.rows import row
from sstimeline.publish.wording import wording


def timeline(timeline: Timeline, site: Site, formats: Sequence[FormatLink], *, position: int) -> str:
    """Return the page of *timeline*, retracted entries in their place and struck.

    What was corrected is told by the corrections among `timeline.changes`. *formats* are the ways to subscribe, as
    `links` gives them, the one to paste into a feed reader first; *position* is where the log stood.
    """
    entries = sections.in_order((*timeline.entries, *timeline.retracted))
    corrections: dict[UUID, dict[UUID, Change]] = {}  # by entry, then by event: each once
    for change in timeline.changes:
        if change.is_correction:
            corrections.setdefault(change.entry.id, {})[change.envelope.id] = change
    rows = [row(entry, corrections.get(entry.id, {}).values(), site) for entry in entries]
    years = sections.years(rows, site)
    label = timeline.label
    country = country_name(label.country, site.language) if label.country else ""
    title = content.line(label.title) or label.slug
    return render(
        "timeline",
        site,
        slug=label.slug,
        title=title,
        about=[part for part in dict.fromkeys((content.line(label.description), country)) if part and part != title],
        link=content.weblink(label.url),
        counted=_counted(timeline, site) if rows else "",
        changed=time_element(timeline.updated.date().isoformat(), day_of(timeline.updated, site.language)),
        description=wording(site.language).timeline.format(title),
        years=years,
        rail=sections.rail(years),
        marks={one.mark for one in rows},
        formats=formats,
        feed_title=title,
        data_url=f"/api/timelines/{label.slug}",
        feeds=[one for one in formats if not one.is_calendar],
        calendars=[_calendar(one, site) for one in formats if one.is_calendar],
        is_local=_is_local(site),
        jsonld=jsonld.graph(entries),
        position=position,
        scripted=True,
    )


def _counted(timeline: Timeline, site: Site) -> Markup:
    """Return how many entries there are and over which years: "14 entries, 2016 to 2027, 1 retracted"."""
    w = words(site.language)
    parts = []
    dates = [entry.date for entry in sections.in_order(timeline.entries) if entry.date]
    if dates:
        over = [sections.year_of(date) for date in dates]
        number = len(dates)
        years = span(min(over), max(over), site)
        parts.append(w["count_one" if number == 1 else "count_many"].format(number, years))
    if number := len(timeline.retracted):
        parts.append(w["taken_back_one" if number == 1 else "taken_back_many"].format(number))
    return Markup(", ").join(parts) + "."


def _calendar(link: FormatLink, site: Site) -> dict[str, str]:
    """Return the ways in which calendar programs take *link*: one address, three manners of saying it."""
    address = site.url(link.url)
    webcal = "webcal://" + address.partition("://")[2]
    return {
        "path": link.url,
        "suffix": link.suffix,
        "webcal": webcal,
        "google": f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        "outlook": f"https://outlook.live.com/calendar/0/addfromweb?url={quote(address, safe='')}",
    }


def _is_local(site: Site) -> bool:
    host = site.base_url.partition("://")[2].partition("/")[0]
    return host.startswith(("127.", "localhost", "[::1]"))
