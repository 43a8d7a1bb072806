"""RSS 2.0 (rssboard.org/rss-specification), with the Atom links the RSS Best Practices Profile asks for."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sstimeline.model.entries import Change, Timeline
from sstimeline.publish import content
from sstimeline.publish.format import Options, Site

SUFFIX, MEDIA_TYPE, LABEL = "rss", "application/rss+xml", "RSS"

#: How many items a document holds, the newest.
LIMIT = 100
ATOM = "http://www.w3.org/2005/Atom"

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def item(change: Change, site: Site, options: Options) -> bytes:
    """Return one `<item>`; empty for what is not public, as RSS has no way to take an item back."""
    entry = change.entry
    page = content.page(entry, site)
    if change.correction:
        title, html = content.correction_title(change, site), content.correction_html(change, site)
        link = f"{page}#p{change.envelope.position}"
        return _item(change, f"urn:uuid:{change.envelope.id}", title, html, link, change.envelope.recorded_at)
    if not entry.is_public:
        return b""
    title, html = content.title(entry, site), content.html(entry, site)
    return _item(change, f"urn:uuid:{entry.id}", title, html, page, entry.published or entry.updated)


def join(timeline: Timeline, items: Sequence[bytes], site: Site) -> bytes:
    """Return the whole document with the newest items set in just before the channel's end tag."""
    head, end, tail = _shell(timeline, site).rpartition(b"</channel>")
    return b"".join((head.rstrip(b" "), *items[:LIMIT], b"  ", end, tail))


def moment(time: datetime) -> str:
    """Return *time* as RFC 822 writes it, with a year of four digits, in GMT.

    >>> moment(datetime(2026, 3, 16, 9, 5, tzinfo=UTC))
    'Mon, 16 Mar 2026 09:05:00 GMT'
    """
    time = time.astimezone(UTC)
    clock = f"{time.hour:02}:{time.minute:02}:{time.second:02}"
    return f"{_DAYS[time.weekday()]}, {time.day:02} {_MONTHS[time.month - 1]} {time.year:04} {clock} GMT"


def _item(change: Change, id: str, title: str, html: str, link: str, published: datetime) -> bytes:
    from feedgen.entry import FeedEntry
    from lxml import etree

    element = FeedEntry()
    element.guid(id, permalink=False)
    element.title(title)
    element.description(html)
    element.link(href=link, rel="alternate")
    element.category(term=content.line(change.entry.kind))
    tree = element.rss_entry()
    _say_when(tree, "pubDate", published)
    told: bytes = etree.tostring(tree, encoding="UTF-8", pretty_print=True)
    return told


def _say_when(parent: Any, name: str, time: datetime) -> None:
    """Add a date without feedgen, which sets the whole process's locale to write one: not for threads."""
    from lxml import etree

    etree.SubElement(parent, name).text = moment(time)


def _shell(timeline: Timeline, site: Site) -> bytes:
    """Return the document without items."""
    from feedgen.ext.base import BaseExtension
    from feedgen.feed import FeedGenerator
    from lxml import etree

    class Rest(BaseExtension):  # type: ignore[misc]  # feedgen has no types
        """What feedgen leaves out of a channel: a link to the hub, and a date from no clock."""

        def extend_rss(self, tree: Any) -> Any:
            channel = tree.find("channel")
            if hub := content.weblink(site.hub):
                etree.SubElement(channel, f"{{{ATOM}}}link", href=hub, rel="hub")
            _say_when(channel, "lastBuildDate", timeline.updated)
            return tree

    feed = FeedGenerator()
    feed.title(content.feed_title(timeline, site))
    feed.description(content.about(timeline, site))
    feed.link(href=site.url(f"/feeds/{timeline.slug}.{SUFFIX}"), rel="self", type=MEDIA_TYPE)
    feed.link(href=content.home(timeline, site), rel="alternate")  # the last link is the channel's own
    feed.language(site.language)
    feed.generator("sstimeline")
    feed.docs("https://www.rssboard.org/rss-specification")
    if site.rights:
        feed.copyright(content.line(site.rights))
    if mailbox := content.mailbox(site).get("email"):
        feed.managingEditor(f"{mailbox} ({content.line(site.author) or 'sstimeline'})")
    feed._FeedGenerator__rss_lastBuildDate = None  # else feedgen says the time of day; it can be set, never unset
    feed.register_extension("rest", Rest, atom=False)
    shell: bytes = feed.rss_str(pretty=True)
    return shell
