"""feeds/index.opml (OPML 2.0): the timelines in folders, for a feed reader to import."""

from collections.abc import Iterable, Sequence

from sstimeline.model.entries import Label
from sstimeline.publish import content
from sstimeline.publish.format import Site
from sstimeline.publish.wording import wording

NAME, MEDIA_TYPE, LABEL = "index.opml", "text/x-opml", "OPML"

_FOLDERS = ("institutions", "places", "kinds", "yours")


def opml(labels: Sequence[Label], site: Site) -> bytes:
    """Return the list of timelines: `all` on its own, then a folder for each group that has any.

    Inside a folder they stand by title, then slug. Every outline is of type "rss", as OPML calls any feed; its
    `xmlUrl` is the Atom feed and its `htmlUrl` the timeline's page. The document bears no date: it changes only
    where the list does.
    """
    words = wording(site.language)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">', "  <head>"]
    lines.append(f"    <title>{_text(words.home.format(content.line(site.title)))}</title>")
    lines.append(f"    <ownerName>{_text(site.author)}</ownerName>")
    if mailbox := content.mailbox(site).get("email"):
        lines.append(f"    <ownerEmail>{_text(mailbox)}</ownerEmail>")
    lines += ["    <docs>https://opml.org/spec2.opml</docs>", "  </head>", "  <body>"]
    lines += [f"    {_outline(label, site)}" for label in _sorted(labels, "all")]
    for group in _FOLDERS:
        if inside := _sorted(labels, group):
            lines.append(f'    <outline text="{_text(words.folders[group])}" title="{_text(words.folders[group])}">')
            lines += [f"      {_outline(label, site)}" for label in inside]
            lines.append("    </outline>")
    lines += ["  </body>", "</opml>", ""]
    return "\n".join(lines).encode()


def _sorted(labels: Iterable[Label], group: str) -> list[Label]:
    return sorted((one for one in labels if one.group == group), key=lambda one: (one.title.casefold(), one.slug))


def _outline(label: Label, site: Site) -> str:
    name = _text(label.title) or _text(label.slug)
    feed, page = site.url(f"/feeds/{label.slug}.atom"), site.url(f"/timelines/{label.slug}")
    about = f' description="{_text(label.description)}"' if label.description else ""
    return (
        f'<outline type="rss" text="{name}" title="{name}"{about} xmlUrl="{_text(feed)}" htmlUrl="{_text(page)}"'
        f' language="{_text(site.language)}"/>'
    )


def _text(text: str) -> str:
    return content.escape(content.line(text))
