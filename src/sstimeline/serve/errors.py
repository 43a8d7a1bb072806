"""What goes wrong, as the one who asked understands it: problem+json (RFC 9457), or a page for a browser."""

import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import msgspec
from aiohttp import web

from sstimeline import pipeline
from sstimeline.model.errors import Error, TooLarge, Unknown, UnknownTimeline
from sstimeline.publish.format import Site
from sstimeline.serve.state import OPEN, SERVER, Server

logger = logging.getLogger("sstimeline.serve")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

#: Seconds after which what is not there yet may be asked for again.
RETRY = "2"
_OURS = "/api/", "/feeds/"
_RANGE = re.compile(r"\s*([\w.+*-]+/[\w.+*-]+)\s*(?:;.*?\bq\s*=\s*([01](?:\.\d{0,3})?))?.*", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One failure, ready to be told."""

    status: int
    slug: str  #: the last part of its type, `/problems/<slug>`
    detail: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    close: tuple[str, ...] = ()  #: slugs of timelines that may have been meant

    @property
    def title(self) -> str:
        """What every failure of this type is called."""
        return self.slug.replace("-", " ").capitalize()


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let every failure leave as a problem; one that nobody foresaw is logged, and told without its inside."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        problem = _refused(request, error)
    except Error as error:
        problem = told(error)
    except Exception:
        logger.exception("unexpected", extra={"method": request.method, "path": request.path})
        problem = Problem(status=500, slug="unexpected", detail="something broke here; it was logged for the operator")
    return await _response(request, problem)


def told(error: Error) -> Problem:
    """Return the problem that *error* is: its sentence, and its facts where it has some."""
    facts = dict(getattr(error, "facts", {}))
    close: tuple[str, ...] = ()
    if isinstance(error, Unknown):
        facts |= {"name": error.name, "suggestions": list(error.close)}
        close = error.close if isinstance(error, UnknownTimeline) else ()
    headers = dict(getattr(error, "headers", {}))
    if error.status == 503:
        headers["Retry-After"] = RETRY
    return Problem(status=error.status, slug=error.slug, detail=str(error), facts=facts, headers=headers, close=close)


def _refused(request: web.Request, error: web.HTTPException) -> Problem:
    """Return the problem behind what aiohttp itself refuses."""
    if isinstance(error, web.HTTPMethodNotAllowed):
        allowed = sorted(error.allowed_methods)
        return Problem(
            status=405,
            slug="method-not-allowed",
            detail=f"{request.method} is not possible here; {' and '.join(allowed)} {'are' if allowed[1:] else 'is'}",
            headers={"Allow": ", ".join(allowed)},
        )
    if isinstance(error, web.HTTPRequestEntityTooLarge):
        return told(too_large(request.app[SERVER].home.settings.max_bytes))
    if isinstance(error, web.HTTPNotFound):
        known = {one.canonical for one in request.app.router.resources() if "{" not in one.canonical}
        close = get_close_matches(request.path, sorted(known), n=3, cutoff=0.6)
        hint = f"; did you mean {' or '.join(close)}?" if close else ""
        return Problem(
            status=404,
            slug="not-found",
            detail=f"there is nothing at {request.path}{hint}",
            facts={"suggestions": close},
        )
    return Problem(status=error.status, slug="refused", detail=error.reason)


def too_large(limit: int) -> TooLarge:
    """Return the error for a request whose body has more than *limit* bytes."""
    return TooLarge(f"the request is larger than the {limit:,} bytes allowed (max_bytes)")


async def _response(request: web.Request, problem: Problem) -> web.Response:
    headers = {**problem.headers, "Cache-Control": "no-store", "Vary": "Accept"}
    if request.method in ("GET", "HEAD") and request.path.startswith(_OURS):
        headers |= OPEN
    if wants_html(request.headers.getall("Accept", [])):
        return await _page(request, problem, headers)
    body = {
        "type": f"/problems/{problem.slug}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        **problem.facts,
    }
    headers["Content-Type"] = "application/problem+json"
    return web.Response(status=problem.status, body=msgspec.json.encode(body), headers=headers)


async def _page(request: web.Request, problem: Problem, headers: dict[str, str]) -> web.Response:
    from sstimeline.publish import pages
    from sstimeline.serve.pages import GUARDED

    server = request.app[SERVER]
    site, named = await _around(server, problem.close)
    html = pages.error(
        problem.status, problem.title, problem.detail, problem.slug, site, named,
        formats=pages.links("all", server.home.formats.values()),
    )  # fmt: skip
    headers |= GUARDED
    return web.Response(
        status=problem.status, body=html.encode(), headers=headers | {"Content-Type": "text/html; charset=utf-8"}
    )


async def _around(server: Server, close: Iterable[str]) -> tuple[Site, list[tuple[str, str]]]:
    """Return the site, and the titles and paths of timelines; as much as a store that may be broken lets us know."""
    try:
        site = await server.home.site()
        titles = {one.slug: one.title for one in await pipeline.all_labels(server.home)} if close else {}
    except Error:
        site, titles = Site(title=server.home.settings.title), {}
    return site, [(titles.get(slug, slug), f"/timelines/{slug}") for slug in close]


def wants_html(accepted: Iterable[str]) -> bool:
    """Tell whether the `Accept` fields prefer a page to JSON: a browser names `text/html`, a program rarely does.

    >>> wants_html(["text/html,application/xhtml+xml,*/*;q=0.8"])
    True
    >>> wants_html(["*/*"])
    False
    """
    weights: dict[str, float] = {}
    for part in ",".join(accepted).split(","):
        if match := _RANGE.fullmatch(part):
            weights[match[1].lower()] = float(match[2] or 1)
    json = max(weights.get("application/problem+json", 0.0), weights.get("application/json", 0.0))
    return weights.get("text/html", 0.0) > json
