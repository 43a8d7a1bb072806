"""The JSON that programs read: timelines, their entries and changes, single entries and articles."""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec
from aiohttp import web

from sstimeline import decide, pipeline
from sstimeline.home import Home
from sstimeline.model.articles import stream_of
from sstimeline.model.entries import Entry, Label
from sstimeline.model.errors import Erased, UnknownArticle, UnknownEntry
from sstimeline.model.events import ArticleReceived
from sstimeline.publish import shapes
from sstimeline.serve.documents import Document
from sstimeline.serve.histories import article_id, entry_id, history_of
from sstimeline.serve.pages import label_of
from sstimeline.serve.params import Asked, BadParameter, asked, cursor, key_of, only
from sstimeline.serve.state import ASK_FIRST, OPEN, SERVER

JSON = "application/json"
HEADERS = {**OPEN, **ASK_FIRST, "X-Content-Type-Options": "nosniff"}

Shape = dict[str, Any]


async def timelines(request: web.Request) -> web.Response:
    """Answer with all timelines, and where the log stands: a head to keep elsewhere for `verify --head`."""
    only(request.query)
    home = request.app[SERVER].home

    async def shape(position: int) -> Shape:
        head, site = await home.log.head(), await home.site()
        public = await home.views.slugs()

        def listed(label: Label) -> Shape:
            slug = label.slug
            return shapes.label(label) | {
                "entries": public.get(slug, 0),
                "page": site.url(f"/timelines/{slug}"),
                "api": site.url(f"/api/timelines/{slug}"),
                "feeds": {suffix: site.url(f"/feeds/{slug}.{suffix}") for suffix in home.formats},
            }

        labels = await pipeline.all_labels(home)
        return {"position": head.position, "hash": head.hash, "timelines": [listed(label) for label in labels]}

    return await _json(request, ("timelines", (await home.log.head()).hash), shape)


async def timeline(request: web.Request) -> web.Response:
    """Answer with a timeline's entries, a page at a time; with `since`, with what changed after that position."""
    home, slug = request.app[SERVER].home, request.match_info["slug"]
    wanted = asked(request.query, slug)

    async def shape(position: int) -> Shape:
        label = await label_of(home, slug)
        if wanted.since is not None:
            return await _changed(home, label, wanted, position)
        return await _listed(home, label, wanted, position)

    return await _json(request, ("timeline", slug, tuple(sorted(wanted.given.items()))), shape)


async def entry(request: web.Request) -> web.Response:
    """Answer with one entry and its whole history of events."""
    only(request.query)
    home, id = request.app[SERVER].home, entry_id(request.match_info["id"])

    async def shape(position: int) -> Shape:
        one = await home.views.entry(id)
        if one is None:
            raise UnknownEntry(str(id))
        history = await history_of(home, one, await home.views.revisions(id))
        return shapes.entry(one) | {"history": [shapes.event(envelope) for envelope in history]}

    return await _json(request, ("entry", id), shape)


async def article(request: web.Request) -> web.Response:
    """Answer with one article and its stream; never with its text."""
    only(request.query)
    home, id = request.app[SERVER].home, article_id(request.match_info["id"])
    stream = stream_of(id)
    history = await home.log.read(stream)
    texts = [envelope.event for envelope in history if isinstance(envelope.event, ArticleReceived)]
    if not texts:
        raise UnknownArticle(str(id))
    if (gone := decide.erased(history)) is not None:
        raise Erased(str(id), gone.recorded_at.date().isoformat())

    async def shape(position: int) -> Shape:
        newest = texts[-1]
        return {
            "id": str(id),
            "title": newest.title,
            "url": newest.url,
            "published": None if newest.published is None else str(newest.published),
            "language": newest.language,
            "source": newest.source,
            "digest": newest.digest,
            "stream": stream,
            "version": history[-1].version,
            "position": history[-1].position,
            "events": [shapes.event(envelope) for envelope in history],
        }

    return await _json(request, ("article", id, history[-1].position), shape)


async def openapi(request: web.Request) -> web.Response:
    """Answer with what all this offers (OpenAPI 3.1)."""
    from sstimeline.serve.openapi import description

    only(request.query)
    home = request.app[SERVER].home

    async def shape(position: int) -> Shape:
        return description(await home.site(), list(home.formats))

    return await _json(request, ("openapi",), shape)


async def _json(
    request: web.Request, key: tuple[Hashable, ...], shape: Callable[[int], Awaitable[Shape]]
) -> web.Response:
    """Answer with what *shape* makes of the log as far as it is folded, made once for each of its positions."""
    server = request.app[SERVER]
    views, site = server.home.views, await server.home.site()
    position, generation = await views.checkpoint(), await views.generation()

    async def make() -> Document:
        content = await server.home.work(msgspec.json.encode, await shape(position))
        return Document(
            content=content + b"\n", media_type=JSON, modified=await server.changed(position), headers=HEADERS
        )

    return await server.answer(request, await server.kept.get((*key, position, generation, site), make))


async def _listed(home: Home, label: Label, wanted: Asked, head: int) -> Shape:
    """Return a page of the entries that match, as they stood at one position over all pages of the listing."""
    position = head
    if wanted.cursor is not None:
        position = min(wanted.cursor.position, head)
    elif wanted.as_of is not None:
        position = await home.views.position_at(wanted.as_of)
    backwards = wanted.order != "date"
    entries = sorted(
        await home.views.entries(wanted.query, as_of=position),
        key=lambda entry: key_of(entry, wanted.order),
        reverse=backwards,
    )
    if wanted.cursor is not None:
        last = wanted.cursor.key
        entries = [
            entry
            for entry in entries
            if (key_of(entry, wanted.order) < last if backwards else key_of(entry, wanted.order) > last)
        ]
    page, rest = entries[: wanted.limit], entries[wanted.limit :]
    further = None
    if rest:
        given = {name: value for name, value in wanted.given.items() if name != "as_of"}
        further = given | {"cursor": cursor(page[-1], wanted.order, position)}
    return await _answer(home, label, page, position, further)


async def _changed(home: Home, label: Label, wanted: Asked, head: int) -> Shape:
    """Return each entry that changed after a position, once, as it now stands, whole positions at a time."""
    since = wanted.since or 0
    if since > head:
        raise BadParameter(
            "since",
            f"since can't be {since}: the log stands at {head}. If it was restored from a backup, "
            "begin again without since",
        )
    entries, position, more = await home.views.changed(wanted.query, since, wanted.limit)
    further = {**wanted.given, "since": str(position)} if more else None
    return await _answer(home, label, entries, position, further)


async def _answer(
    home: Home, label: Label, entries: Sequence[Entry], position: int, further: dict[str, str] | None
) -> Shape:
    address = f"/api/timelines/{label.slug}?{urlencode(further)}" if further else None
    return {
        "timeline": {"slug": label.slug, "title": label.title, "position": position},
        "entries": [shapes.entry(entry) for entry in entries],
        "next": None if address is None else (await home.site()).url(address),
    }
