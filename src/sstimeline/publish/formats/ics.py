"""iCalendar (RFC 5545), with the calendar's name and refresh interval of RFC 7986."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from sstimeline.model.dates import Point, exclusive_end
from sstimeline.model.entries import Change, Entry, Timeline
from sstimeline.publish import content
from sstimeline.publish.format import Options, Site
from sstimeline.publish.wording import wording

if TYPE_CHECKING:
    from icalendar import Calendar

SUFFIX, MEDIA_TYPE, LABEL = "ics", "text/calendar", "Calendar"

#: How often a calendar that was subscribed to should look again.
REFRESH = timedelta(hours=1)


def item(change: Change, site: Site, options: Options) -> bytes:
    """Return one VEVENT (RFC 5545, 3.6.1), all day, CANCELLED where the entry was retracted or merged away.

    Empty for corrections, which a calendar sees in the event itself, for what was never public, and for a date that
    has no place in a calendar: one without a year, or (unless `options.imprecise` says otherwise) without a month.
    """
    entry = change.entry
    cancelled = entry.status == "retracted" or (entry.status == "left" and entry.into is not None)
    if change.correction or entry.published is None or not (entry.is_public or cancelled):
        return b""
    days = _days(entry, options)
    if days is None:
        return b""
    return _event(entry, site, *days, cancelled=cancelled)


def join(timeline: Timeline, items: Sequence[bytes], site: Site) -> bytes:
    """Return the calendar with all items: unlike a feed, a calendar is a whole."""
    shell = _shell(timeline, site, bare=not items)
    head, end, tail = shell.rpartition(b"END:VCALENDAR")
    return b"".join((head, *items, end, tail))


def _days(entry: Entry, options: Options) -> tuple[date, date] | None:
    """Return the first and the last day of the event; None where it has no place in a calendar.

    Both ends of a range are kept where both are known to the day. Otherwise one day stands for it, that of its
    first side known at least to the month, and the summary says what is not known.
    """
    when = entry.date
    if when is None or not when.is_usable:
        return None
    if when.is_daily:
        return when.earliest, when.latest
    for point in when.points:
        if _is_monthly(point):
            return point.earliest(), point.earliest()
    if options.imprecise == "span" and None not in (when.start, when.end):
        return when.earliest, when.latest
    if options.imprecise in ("point", "span"):
        return when.points[0].earliest(), when.points[0].earliest()
    return None


def _is_monthly(point: Point) -> bool:
    return point.month is not None and point.month <= 12


def _event(entry: Entry, site: Site, first: date, last: date, *, cancelled: bool) -> bytes:
    from icalendar import Event, vText

    event = Event()
    event.add("uid", str(entry.id))
    event.add("dtstamp", _second(entry.updated))  # there is no METHOD: the time of the last revision (3.8.7.2)
    event.add("created", _second(entry.published or entry.updated))
    event.add("last-modified", _second(entry.updated))
    event.add("sequence", entry.sequence)
    event.add("dtstart", first)
    if last < date.max:  # without DTEND it lasts one day
        event.add("dtend", exclusive_end(last))
    event.add("summary", vText(_summary(entry, site)))
    event.add("description", vText(_description(entry, site)))
    if places := content.names(tuple(place.name for place in entry.places)):
        event.add("location", vText(places))
    event.add("categories", [content.line(entry.kind)])
    event.add("url", content.page(entry, site))
    event.add("status", "CANCELLED" if cancelled else _status(entry))
    event.add("transp", "TRANSPARENT")  # nobody is busy because something happened
    told: bytes = event.to_ical()
    return told


def _status(entry: Entry) -> str:
    return "TENTATIVE" if entry.date is not None and entry.date.is_soft else "CONFIRMED"


def _summary(entry: Entry, site: Site) -> str:
    """Return the title; led by the date where the days of the event do not say it."""
    daily = entry.date is not None and entry.date.is_daily
    return content.line(entry.title) if daily else content.title(entry, site)


def _description(entry: Entry, site: Site) -> str:
    words, told = wording(site.language), content.text(entry, site)
    if entry.status == "retracted":
        return f"{words.cancelled.format(content.line(entry.reason))}\n{told}"
    if entry.into is not None:
        return f"{words.merged.format(site.url(f'/entries/{entry.into}'))}\n{told}"
    return told


def _second(time: datetime) -> datetime:
    return time.astimezone(UTC).replace(microsecond=0)


def _shell(timeline: Timeline, site: Site, *, bare: bool) -> bytes:
    """Return the calendar without events.

    It has no METHOD, which would make it an invitation, and no UID: vdirsyncer takes a UID on VCALENDAR for that of
    every event in it, and drops all but one.
    """
    from icalendar import Calendar, vDuration, vText

    name = vText(content.feed_title(timeline, site))  # bare strings here would go out unescaped
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//sstimeline//timelines//EN")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("description", vText(content.about(timeline, site)))
    calendar.add("x-wr-caldesc", vText(content.about(timeline, site)))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    if bare:
        _add_utc(calendar)
    shell: bytes = calendar.to_ical()
    return shell


def _add_utc(calendar: "Calendar") -> None:
    """Add the one component that RFC 5545, 3.6, wants in every calendar where there is no event."""
    from icalendar import Timezone, TimezoneStandard

    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001  local time by definition (3.6.5)
    standard.add("tzname", "UTC")
    standard.add("tzoffsetfrom", timedelta(0))
    standard.add("tzoffsetto", timedelta(0))
    zone = Timezone()
    zone.add("tzid", "UTC")
    zone.add_component(standard)
    calendar.add_component(zone)
