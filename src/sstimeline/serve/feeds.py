"""The feeds: files of `feeds/`, sent byte for byte."""

import os
import re
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from sstimeline import pipeline
from sstimeline.home import Home
from sstimeline.model.errors import Error, Unknown, UnknownTimeline
from sstimeline.publish.index import MEDIA_TYPE as OPML_TYPE
from sstimeline.publish.index import NAME as OPML_NAME
from sstimeline.serve.documents import Document
from sstimeline.serve.state import OPEN, SERVER

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")

Stamp = tuple[int, int, int]


class TimelineRemoved(Error):
    """There was such a timeline; there is none any more."""

    slug, status = "timeline-removed", 410

    def __init__(self, slug: str) -> None:
        self.facts = {"name": slug}
        super().__init__(f"the timeline {slug!r} was removed: unsubscribe from it")


class NotYetPublished(Error):
    """The timeline is known; its file is still to be written."""

    slug, status = "not-yet-published", 503


async def feed(request: web.Request) -> web.Response:
    """Answer with a file of `feeds/`. Parameters are ignored: readers and trackers append their own."""
    server, name = request.app[SERVER], request.match_info["name"]
    home = server.home
    slug, _, suffix = name.rpartition(".")
    media_type = OPML_TYPE if name == OPML_NAME else _media_type(home, suffix)
    path = home.settings.feeds / name
    stamp = _stamp(path) if _SLUG.fullmatch(slug) else None
    if stamp is None:
        raise await absent(home, slug, name)

    async def read() -> Document:
        try:
            content, changed = await home.work(_read, path)
        except OSError as error:
            raise NotYetPublished(f"{name} can't be read ({error.strerror}): ask again in a moment") from error
        age = f"public, max-age={home.settings.max_age}"
        headers = {**OPEN, "Cache-Control": age, "X-Content-Type-Options": "nosniff"}
        return Document(content=content, media_type=_with_charset(media_type), modified=changed, headers=headers)

    return await server.answer(request, await server.kept.get(("feed", name, stamp), read))


async def absent(home: Home, slug: str, name: str) -> Error:
    """Return why there is no document of the timeline *slug*: removed, not yet published, or never heard of."""
    known = {label.slug for label in await pipeline.all_labels(home)}
    if slug in known or name == OPML_NAME:
        return NotYetPublished(f"{name} is not published yet: ask again in a moment")
    if slug in await home.views.slugs():
        return TimelineRemoved(slug)
    return UnknownTimeline(slug, known)


def _media_type(home: Home, suffix: str) -> str:
    if suffix not in home.formats:
        raise Unknown("feed format", suffix, [*home.formats, OPML_NAME])
    return home.formats[suffix].MEDIA_TYPE


def _with_charset(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if re.fullmatch("text/[^;]*", media_type) else media_type


def _stamp(path: Path) -> Stamp | None:
    """Return what tells this file's bytes from others in its place; None where there is none."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


def _read(path: Path) -> tuple[bytes, datetime]:
    """Return the bytes of one file and when it was changed, also where another takes its place meanwhile."""
    with path.open("rb") as file:
        return file.read(), datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
