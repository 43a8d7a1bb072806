"""The site: every route in one table, and the server around it."""

import asyncio
import errno
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address

from aiohttp import web

from sstimeline import pipeline
from sstimeline.home import BASE_URL, Home
from sstimeline.model.errors import Error
from sstimeline.serve import api, feeds, ops, pages, schedule, writes
from sstimeline.serve.errors import problems
from sstimeline.serve.state import SERVER, Server

#: Seconds that answers under way may take when the server ends.
GRACE = 5.0


class CannotListen(Error):
    """The address can't be listened on."""

    slug, status = "cannot-listen", 500


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the table; a GET answers HEAD, too."""

    method: str
    path: str
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]]


ROUTES = (
    Route("GET", "/", pages.index),
    Route("GET", "/timelines/{slug}", pages.timeline),
    Route("GET", "/entries/{id}", pages.entry),
    Route("GET", "/static/{name}", pages.static),
    Route("GET", "/feeds/{name}", feeds.feed),
    Route("GET", "/api/timelines", api.timelines),
    Route("GET", "/api/timelines/{slug}", api.timeline),
    Route("GET", "/api/entries/{id}", api.entry),
    Route("POST", "/api/entries/{id}/amend", writes.amend),
    Route("POST", "/api/entries/{id}/retract", writes.retract),
    Route("POST", "/api/articles", writes.post_article),
    Route("GET", "/api/articles/{id}", api.article),
    Route("GET", "/api/openapi.json", api.openapi),
    Route("GET", "/healthz", ops.healthz),
    Route("GET", "/readyz", ops.readyz),
    Route("GET", "/metrics", ops.metrics),
)


def make_app(home: Home, *, scheduled: bool = True) -> web.Application:
    """Return the site of *home*; where it is not *scheduled*, only writes bring feeds/ up to date."""
    app = web.Application(middlewares=[ops.counted, problems], client_max_size=home.settings.max_bytes)
    metrics = ops.Metrics()
    app.on_response_prepare.append(_named)
    app[SERVER] = Server(home=home, metrics=metrics, runs=schedule.Runs(home, metrics), started=home.now())
    for route in ROUTES:
        app.router.add_route(route.method, route.path, route.handler)
        if route.method == "GET":
            app.router.add_route("HEAD", route.path, route.handler)
    app.cleanup_ctx.append(_scheduled if scheduled else _unscheduled)
    return app


async def serve(home: Home, *, announce: Callable[[str], None]) -> None:
    """Serve *home* until SIGINT or SIGTERM, telling *announce* once where; raise `CannotListen` where it can't."""
    settings = home.settings
    listening = bind(settings.host, settings.port)
    try:
        base = settings.base_url or base_url(settings.host, listening.getsockname()[1])
        await home.desk.keep(BASE_URL, base)
        if not settings.base_url and not _is_loopback(settings.host):
            announce(
                f"listening on {settings.host} without --base-url: links in feeds begin with {base}; "
                "say with --base-url what readers outside reach it by"
            )
        app = make_app(home)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=GRACE)
        try:
            await runner.setup()
            await web.SockSite(runner, listening).start()
            await _until_told(_announced(app[SERVER], base, announce))
        finally:
            await runner.cleanup()
    finally:
        listening.close()


def bind(host: str, port: int) -> socket.socket:
    """Return a socket bound to the first address of *host*; port 0 takes a free one. Raises `CannotListen`."""
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = min(found, key=lambda one: one[0] == socket.AF_INET6)  # IPv4 where it has both
        both = host == "::" and socket.has_dualstack_ipv6()
        return socket.create_server((str(address[0]), port), family=family, dualstack_ipv6=both)
    except OSError as error:
        raise CannotListen(_why(error, host, port)) from error


def base_url(host: str, port: int) -> str:
    """Return the address by which a server on *host* is reached from this machine.

    >>> base_url("::1", 8080)
    'http://[::1]:8080'
    """
    if host in ("", "0.0.0.0", "::"):
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use: choose another with --port"
    if error.errno == errno.EACCES:
        return f"port {port} needs more rights than this user has: choose one above 1023 with --port"
    return f"{host} is no address of this machine ({error.strerror}): choose another with --host"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def _until_told(first: Awaitable[None]) -> None:
    """Wait for SIGINT or SIGTERM, doing *first* meanwhile."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    signals = (signal.SIGINT, signal.SIGTERM)
    announcing = asyncio.ensure_future(first)
    try:
        for one in signals:
            with suppress(NotImplementedError, RuntimeError, ValueError):  # outside the main thread: cancel instead
                loop.add_signal_handler(one, stop.set)
        await stop.wait()
    finally:
        for one in signals:
            with suppress(NotImplementedError, RuntimeError, ValueError):
                loop.remove_signal_handler(one)
        announcing.cancel()
        await asyncio.gather(announcing, return_exceptions=True)


async def _announced(server: Server, base: str, announce: Callable[[str], None]) -> None:
    """Say once what is served and where, as soon as it is ready."""
    await server.runs.ready()
    timelines = len(await pipeline.all_labels(server.home))
    articles = events = 0
    while page := await server.home.log.after(events):
        articles += sum(envelope.type == "article.received" for envelope in page)
        events = page[-1].position
    announce(f"{articles} article{'s'[: articles != 1]}, {events} events, {timelines} timelines: {base}/")


async def _scheduled(app: web.Application) -> AsyncIterator[None]:
    server = app[SERVER]
    await server.runs.begin()
    async with schedule.kept(server.runs, server.metrics, interval=server.home.settings.interval):
        yield


async def _unscheduled(app: web.Application) -> AsyncIterator[None]:
    runs = app[SERVER].runs
    await runs.begin()
    yield
    await runs.settle()


async def _named(request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Server"] = "sstimeline"
