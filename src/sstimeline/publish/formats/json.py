"""JSON Feed 1.1 (jsonfeed.org/version/1.1), with what a program wants to know under `_sstimeline`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sstimeline.model.entries import Change, Entry, Timeline
from sstimeline.publish import content
from sstimeline.publish.format import Options, Site

SUFFIX, MEDIA_TYPE, LABEL = "json", "application/feed+json", "JSON Feed"

#: How many items a document holds, the newest.
LIMIT = 100


def item(change: Change, site: Site, options: Options) -> bytes:
    """Return one item object; empty for what is not public."""
    entry = change.entry
    if change.correction:
        told = change.envelope.recorded_at
        url = f"{content.page(entry, site)}#p{change.envelope.position}"
        title, html = content.correction_title(change, site), content.correction_html(change, site)
        return _item(entry, site, f"urn:uuid:{change.envelope.id}", url, title, html, told, told)
    if not entry.is_public:
        return b""
    title, html, first = content.title(entry, site), content.html(entry, site), entry.published or entry.updated
    return _item(entry, site, f"urn:uuid:{entry.id}", content.page(entry, site), title, html, first, entry.updated)


def join(timeline: Timeline, items: Sequence[bytes], site: Site) -> bytes:
    """Return the whole document, the newest items set into its `items` as they are."""
    import msgspec

    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": content.feed_title(timeline, site),
        "home_page_url": content.home(timeline, site),
        "feed_url": site.url(f"/feeds/{timeline.slug}.{SUFFIX}"),
        "description": content.about(timeline, site),
        "language": site.language,
        "authors": [{"name": content.line(site.author) or "sstimeline", "url": site.url("/")}],
    }
    if hub := content.weblink(site.hub):
        feed["hubs"] = [{"type": "WebSub", "url": hub}]
    feed["_sstimeline"] = _about(site) | {
        "slug": timeline.slug,
        "position": timeline.position,
        "updated": _moment(timeline.updated),
    }
    feed["items"] = [msgspec.Raw(one) for one in items[:LIMIT]]
    return msgspec.json.encode(feed) + b"\n"


def _item(
    entry: Entry, site: Site, id: str, url: str, title: str, html: str, published: datetime, modified: datetime
) -> bytes:
    import msgspec

    told: dict[str, Any] = {"id": id, "url": url}
    if article := next(filter(None, (content.weblink(source.url) for source in entry.articles)), ""):
        told["external_url"] = article
    told |= {
        "title": title,
        "content_html": html,
        "date_published": _moment(published),
        "date_modified": _moment(modified),
        "tags": [content.line(entry.kind)],
    }
    if tag := content.language_tag(entry.language):
        told["language"] = tag
    told["_sstimeline"] = _about(site) | {
        "entry": str(entry.id),
        "date": str(entry.date) if entry.date else None,  # EDTF
        "kind": content.line(entry.kind),
        "status": entry.status,
        "sequence": entry.sequence,
        "dating": _dating(entry),
    }
    return msgspec.json.encode(told)


def _about(site: Site) -> dict[str, Any]:
    """Return the beginning of the extension object: where its members are described ("Extensions")."""
    return {"about": site.url("/api/openapi.json")}


def _dating(entry: Entry) -> dict[str, str] | None:
    if not entry.datings:
        return None
    return {"method": entry.dating.method, "because": content.line(entry.dating.because)}


def _moment(time: datetime) -> str:
    """Return *time* in UTC as RFC 3339 writes it."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")
