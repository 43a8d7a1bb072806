"""What search engines read: schema.org events, of the entries whose days are known."""

import json
from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from sstimeline.model.entries import Entry
from sstimeline.publish import content
from sstimeline.publish.format import Site
from sstimeline.publish.pages.names import country_name
from sstimeline.publish.pages.render import printable, words

#: What could end a script element or a line of JavaScript, as JSON may write it instead.
_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def can_say(entry: Entry) -> bool:
    """Tell whether schema.org can say it: public, known to the day, and not just about then."""
    return (
        entry.is_public and entry.date is not None and entry.date.is_daily and entry.date.mark in ("", "?")
        and entry.date.is_usable
    )  # fmt: skip


def graph(entries: Iterable[Entry]) -> Markup | None:
    """Return the events of a timeline for a script element; None where there is none it can say."""
    events = [_event(entry) for entry in entries if can_say(entry)]
    return _embedded({"@context": "https://schema.org", "@graph": events}) if events else None


def single(entry: Entry, site: Site) -> Markup | None:
    """Return one event in full for a script element; None where it cannot be said."""
    if not can_say(entry):
        return None
    event = {"@context": "https://schema.org"} | _event(entry)
    event["url"] = content.page(entry, site)
    if entry.date and entry.date.mark and entry.dating.method == "inferred":
        event["description"] = str(words(site.language)["year_inferred"])
    if entry.places:
        event["location"] = [
            {"@type": "Place", "name": ", ".join(_distinct(place.name, place.country, site))} for place in entry.places
        ]
    organisers = [actor.name for actor in entry.actors if actor.role == "organiser"]
    if organisers:
        event["organizer"] = [{"@type": "Organization", "name": name} for name in dict.fromkeys(organisers)]
    return _embedded(event)


def _event(entry: Entry) -> dict[str, Any]:
    assert entry.date is not None
    event: dict[str, Any] = {
        "@type": "Event",
        "@id": f"urn:uuid:{entry.id}",
        "name": content.line(entry.title),
        "startDate": entry.date.earliest.isoformat(),
    }
    if entry.date.is_interval:
        event["endDate"] = entry.date.latest.isoformat()
    return event


def _distinct(place: str, code: str, site: Site) -> list[str]:
    country = country_name(code, site.language) if code else ""
    return list(dict.fromkeys(filter(None, (content.line(place), country))))


def _embedded(value: dict[str, Any]) -> Markup:
    text = printable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    return Markup(str(text).translate(_ESCAPES))
