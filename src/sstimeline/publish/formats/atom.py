"""Atom 1.0 (RFC 4287), with a tombstone (RFC 6721) where an entry was retracted."""

from collections.abc import Sequence
from datetime import UTC
from typing import TYPE_CHECKING

from sstimeline.model.entries import Change, Timeline
from sstimeline.publish import content
from sstimeline.publish.format import Options, Site

if TYPE_CHECKING:
    from feedgen.entry import FeedEntry

SUFFIX, MEDIA_TYPE, LABEL = "atom", "application/atom+xml", "Atom"

#: How many items a document holds, the newest.
LIMIT = 100
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def item(change: Change, site: Site, options: Options) -> bytes:
    """Return one `<entry>`, or the `<at:deleted-entry>` of a retraction; empty for what is not public.

    The element stands without namespace declarations: `join` sets it into a document that has them.
    """
    entry = change.entry
    if change.correction:
        return _correction(change, site)
    if entry.status == "retracted" and entry.published is not None:
        return _tombstone(change)
    if not entry.is_public:
        return b""
    element = _entry(f"urn:uuid:{entry.id}", content.title(entry, site), content.html(entry, site))
    element.published((entry.published or entry.updated).astimezone(UTC))
    element.updated(entry.updated.astimezone(UTC))
    element.link(href=content.page(entry, site), rel="alternate", type="text/html")
    return _bytes(element, change, site)


def join(timeline: Timeline, items: Sequence[bytes], site: Site) -> bytes:
    """Return the feed document with the newest items set in just before its end tag."""
    newest = items[:LIMIT]
    shell = _shell(timeline, site, buried=any(one.startswith(b"<at:") for one in newest))
    head, tail, _ = shell.rpartition(b"</feed>")
    return b"".join((head, *newest, tail, b"\n"))


def _correction(change: Change, site: Site) -> bytes:
    """Return a correction as an entry of its own, because readers leave a changed one marked as read."""
    told = change.envelope.recorded_at.astimezone(UTC)
    title, html = content.correction_title(change, site), content.correction_html(change, site)
    element = _entry(f"urn:uuid:{change.envelope.id}", title, html)
    element.published(told)
    element.updated(told)
    page = content.page(change.entry, site)
    element.link(href=f"{page}#p{change.envelope.position}", rel="alternate", type="text/html")
    return _bytes(element, change, site)


def _entry(id: str, title: str, html: str) -> "FeedEntry":
    from feedgen.entry import FeedEntry

    element = FeedEntry()
    element.id(id)
    element.title(title)
    element.content(html, type="html")
    return element


def _bytes(element: "FeedEntry", change: Change, site: Site) -> bytes:
    """Return the serialized element, with what feedgen 1.0 leaves out of it.

    It knows no language below the feed itself, and of an entry's links it writes nothing but the address (in
    `atom_entry`, the name `link` is taken twice), which would make each of them an alternate.
    """
    from lxml import etree

    entry = change.entry
    element.category(term=content.line(entry.kind))
    for url in dict.fromkeys(content.weblink(source.url) for source in entry.articles):
        if url:
            element.link(href=url, rel="via")
    tree = element.atom_entry()
    for node, link in zip(tree.findall("link"), element.link(), strict=True):
        for name in sorted(link):
            node.set(name, link[name])
    if tag := content.language_tag(entry.language):  # the title is the article's, our own words are the site's
        tree.set(LANG, tag)
    tree.find("content").set(LANG, site.language)
    told: bytes = etree.tostring(tree, encoding="UTF-8", pretty_print=True)
    return told


def _tombstone(change: Change) -> bytes:
    entry = change.entry
    when = entry.updated.astimezone(UTC).isoformat()
    comment = content.escape(content.line(entry.reason))
    comment = f"\n  <at:comment>{comment}</at:comment>\n" if comment else ""
    return f'<at:deleted-entry ref="urn:uuid:{entry.id}" when="{when}">{comment}</at:deleted-entry>\n'.encode()


def _shell(timeline: Timeline, site: Site, *, buried: bool) -> bytes:
    """Return the feed without entries; the namespace of tombstones is declared where one is *buried*."""
    from feedgen.ext.base import BaseExtension
    from feedgen.feed import FeedGenerator

    class Tombstones(BaseExtension):  # type: ignore[misc]  # feedgen has no types
        def extend_ns(self) -> dict[str, str]:
            return {"at": TOMBSTONES}

    address = site.url(f"/feeds/{timeline.slug}.{SUFFIX}")
    feed = FeedGenerator()
    feed.id(address)
    feed.title(content.feed_title(timeline, site))
    feed.subtitle(content.about(timeline, site))
    feed.updated(timeline.updated.astimezone(UTC))  # else feedgen says the time of day
    feed.language(site.language)
    feed.generator("sstimeline")
    feed.author({"name": content.line(site.author) or "sstimeline"} | content.mailbox(site))
    if site.rights:
        feed.rights(content.line(site.rights))
    feed.link(href=address, rel="self", type=MEDIA_TYPE)
    feed.link(href=content.home(timeline, site), rel="alternate", type="text/html")
    if hub := content.weblink(site.hub):
        feed.link(href=hub, rel="hub")
    if buried:
        feed.register_extension("tombstones", Tombstones, rss=False)
    shell: bytes = feed.atom_str(pretty=True)
    return shell
