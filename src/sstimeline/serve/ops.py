"""For whoever runs it: is it alive, is it ready, and what has it done (Prometheus text format, 0.0.4)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec
from aiohttp import web

from sstimeline.model.errors import Error
from sstimeline.serve.errors import Handler
from sstimeline.serve.state import SERVER

#: How a scheduled run can end; "missed" and "skipped" ones never began.
OUTCOMES = ("done", "failed", "missed", "skipped")
_FRESH = {"Cache-Control": "no-store"}


class NotReady(Error):
    """`feeds/` does not stand yet where the log stood at the start."""

    slug, status = "not-ready", 503


@dataclass(kw_only=True)
class Metrics:
    """What was counted since the server started."""

    requests: Counter[tuple[str, str, int]] = field(default_factory=Counter)  #: by route, method and status
    runs: Counter[str] = field(default_factory=Counter)  #: by outcome
    articles: int = 0  #: ingested: new ones and revisions
    publishes: int = 0

    def render(self, *, position: int, appended: int) -> str:
        """Return all in Prometheus' text format; *position* is the log's, *appended* counts its events since."""
        return "\n".join([*self._lines(position, appended), ""])

    def _lines(self, position: int, appended: int) -> Iterator[str]:
        yield from _about("http_requests_total", "counter", "Requests answered.")
        for (route, method, status), count in sorted(self.requests.items()):
            labels = f'route="{route}",method="{method}",status="{status}"'
            yield f"sstimeline_http_requests_total{{{labels}}} {count}"
        yield from _single("articles_ingested_total", "counter", "Articles recorded, new or revised.", self.articles)
        yield from _single("events_appended_total", "counter", "Events appended to the log.", appended)
        yield from _single("publishes_total", "counter", "Times feeds/ was brought up to date.", self.publishes)
        yield from _single("log_position", "gauge", "Position of the last event in the log.", position)
        yield from _about("runs_total", "counter", "Scheduled runs by how they ended.")
        for outcome in OUTCOMES:
            yield f'sstimeline_runs_total{{outcome="{outcome}"}} {self.runs[outcome]}'


@web.middleware
async def counted(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count every answer by its route, so that no stranger's address makes a line of its own."""
    resource = request.match_info.route.resource
    route = resource.canonical if resource is not None else "none"
    method = request.method if request.method in ("GET", "HEAD", "POST") else "other"
    response = await handler(request)
    request.app[SERVER].metrics.requests[route, method, response.status] += 1
    return response


async def healthz(request: web.Request) -> web.Response:
    """Answer that the process is alive."""
    return _json({"status": "ok"})


async def readyz(request: web.Request) -> web.Response:
    """Answer 200 once `feeds/` stands where the log stood at the start, else 503 with what is missing."""
    server = request.app[SERVER]
    if server.runs.missing:
        raise NotReady(server.runs.missing)
    return _json({"status": "ready", "position": server.runs.published})


async def metrics(request: web.Request) -> web.Response:
    """Answer with what was counted."""
    server = request.app[SERVER]
    position = (await server.home.log.head()).position
    text = server.metrics.render(position=position, appended=position - server.runs.opened)
    headers = {**_FRESH, "Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
    return web.Response(body=text.encode(), headers=headers)


def _json(shape: dict[str, object]) -> web.Response:
    return web.Response(body=msgspec.json.encode(shape), headers={**_FRESH, "Content-Type": "application/json"})


def _about(name: str, type: str, says: str) -> Iterator[str]:
    yield f"# HELP sstimeline_{name} {says}"
    yield f"# TYPE sstimeline_{name} {type}"


def _single(name: str, type: str, says: str, value: int) -> Iterator[str]:
    yield from _about(name, type, says)
    yield f"sstimeline_{name} {value}"
