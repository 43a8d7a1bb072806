"""The pages, and the static files they name. Parameters in an address are ignored: people share links with them."""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from aiohttp import web

from sstimeline import pipeline
from sstimeline.home import Home
from sstimeline.model.entries import Change, Entry, Label
from sstimeline.model.errors import UnknownEntry, UnknownTimeline
from sstimeline.publish import pages
from sstimeline.publish.pages.sections import year_of
from sstimeline.serve.documents import Document
from sstimeline.serve.feeds import absent
from sstimeline.serve.histories import entry_id, history_of
from sstimeline.serve.state import ASK_FIRST, SERVER
from sstimeline.store.base import Query

#: With every page: what it may load, and what it tells others.
GUARDED = {
    "Content-Security-Policy": pages.POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
#: How many changes the front page tells.
NEWS = 8
HTML = "text/html; charset=utf-8"


async def index(request: web.Request) -> web.Response:
    """Answer with all timelines, and what changed last."""
    home = request.app[SERVER].home

    async def render(position: int) -> str:
        site, labels = await home.site(), await pipeline.all_labels(home)
        listed = _listed(labels, await home.views.entries(Query()))
        changes = _latest((await pipeline.timeline(home, labels[0])).changes)
        formats = pages.links("all", home.formats.values())
        return await home.work(pages.index, listed, changes, site, position=position, formats=formats)

    return await _page(request, ("index",), render)


async def timeline(request: web.Request) -> web.Response:
    """Answer with one timeline and the ways to subscribe to it."""
    home, slug = request.app[SERVER].home, request.match_info["slug"]

    async def render(position: int) -> str:
        label = await label_of(home, slug)
        one = await pipeline.timeline(home, label)
        links = pages.links(slug, home.formats.values())
        return await home.work(pages.timeline, one, await home.site(), links, position=position)

    return await _page(request, ("timeline", slug), render)


async def entry(request: web.Request) -> web.Response:
    """Answer with one entry: its evidence, and everything recorded about it."""
    home, id = request.app[SERVER].home, entry_id(request.match_info["id"])

    async def render(position: int) -> str:
        one = await home.views.entry(id)
        if one is None:
            raise UnknownEntry(str(id))
        changes = await home.views.revisions(id)
        history = await history_of(home, one, changes)
        back = _back(one, await pipeline.all_labels(home))
        links = pages.links(back.slug, home.formats.values())
        return await home.work(pages.entry, one, history, changes, back, await home.site(), links, position=position)

    return await _page(request, ("entry", id), render)


async def static(request: web.Request) -> web.Response:
    """Answer with a static file; one named with the digest of its content may be kept for ever."""
    server, name = request.app[SERVER], request.match_info["name"]
    content, media_type = pages.static(name)
    document = Document(content=content, media_type=media_type, modified=server.started)
    kept = document.digest.startswith(request.query.get("v") or "-")
    age = "public, max-age=31536000, immutable" if kept else "public, max-age=60"
    document.headers = {"Cache-Control": age, "X-Content-Type-Options": "nosniff"}
    return await server.answer(request, document)


async def label_of(home: Home, slug: str) -> Label:
    """Return what the timeline *slug* is called; raise `UnknownTimeline`, or `TimelineRemoved` where it once was."""
    try:
        return await pipeline.label_of(home, slug)
    except UnknownTimeline:
        raise await absent(home, slug, slug) from None


async def _page(
    request: web.Request, key: tuple[str | UUID, ...], render: Callable[[int], Awaitable[str]]
) -> web.Response:
    """Answer with what *render* makes of the log as far as it is folded, made once for each of its positions."""
    server = request.app[SERVER]
    views, site = server.home.views, await server.home.site()
    position, generation = await views.checkpoint(), await views.generation()

    async def make() -> Document:
        content, changed = (await render(position)).encode(), await server.changed(position)
        return Document(content=content, media_type=HTML, modified=changed, headers={**ASK_FIRST, **GUARDED})

    return await server.answer(request, await server.kept.get((*key, position, generation, site), make))


def _listed(labels: Sequence[Label], entries: Sequence[Entry]) -> dict[str, list[pages.Listed]]:
    """Return the timelines by group, each with how many entries it has and over which years."""
    years: dict[str, list[int]] = {label.slug: [] for label in labels}
    for one in entries:
        for slug in one.timelines:
            if slug in years and one.date is not None:
                years[slug].append(year_of(one.date))
    groups: dict[str, list[pages.Listed]] = {}
    for label in labels:
        own = years[label.slug]
        groups.setdefault(label.group, []).append(
            pages.Listed(label=label, count=len(own), first=min(own, default=None), last=max(own, default=None))
        )
    return groups


def _latest(changes: Sequence[Change]) -> list[Change]:
    """Return the newest changes; one that is also told as a correction is told once."""
    told: dict[tuple[UUID, UUID], Change] = {}
    for change in changes:
        told.setdefault((change.entry.id, change.envelope.id), change)
    return list(told.values())[:NEWS]


def _back(one: Entry, labels: Sequence[Label]) -> Label:
    """Return the timeline to go back to: that of the first who took part and has one, else everything."""
    named = {label.slug: label for label in labels}
    return next((named[actor.id] for actor in one.actors if actor.id in named), labels[0])
