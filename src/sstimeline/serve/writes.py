"""What changes the log over HTTP: an article posted, an entry amended or retracted; each once under its key."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from aiohttp import web

from sstimeline import decide, pipeline
from sstimeline.ingest import text as texts
from sstimeline.ingest.files import BINARY
from sstimeline.model.articles import Article, stream_of
from sstimeline.model.dates import Date
from sstimeline.model.errors import BadInput, Conflict, Error, UnknownEntry
from sstimeline.model.events import ArticleReceived, Envelope
from sstimeline.publish import shapes
from sstimeline.serve import access
from sstimeline.serve.errors import too_large
from sstimeline.serve.histories import entry_id
from sstimeline.serve.params import only
from sstimeline.serve.state import SERVER, Server
from sstimeline.store.base import Answer, Guard
from sstimeline.store.codec import Record

T = TypeVar("T")

#: Makes the guard of an append about the article or entry of that id; none without an idempotency key.
Guarded = Callable[[str], Guard | None]

#: What the desk's names of idempotency keys begin with.
IDEMPOTENCY = "idempotency:"

#: The longest idempotency key, and the longest title, address or source, in code points.
LONGEST_KEY, LONGEST = 255, 2000


class Posted(msgspec.Struct, forbid_unknown_fields=True):
    """The body of `POST /api/articles`."""

    text: str
    title: str | None = None
    url: str | None = None
    published: str | None = None
    language: str | None = None
    source: str | None = None


class Amending(msgspec.Struct, forbid_unknown_fields=True):
    """The body of `POST /api/entries/{id}/amend`."""

    reason: str
    date: str | None = None
    title: str | None = None
    kind: str | None = None


class Retracting(msgspec.Struct, forbid_unknown_fields=True):
    """The body of `POST /api/entries/{id}/retract`."""

    reason: str


class BadBody(BadInput):
    """The body is no JSON, or not what is asked for."""

    slug = "bad-body"


class UnsupportedType(Error):
    """The body is said to be something other than JSON."""

    slug, status = "unsupported-media-type", 415


class KeyReused(Error):
    """The idempotency key was used for another request."""

    slug, status = "idempotency-key-reused", 422


async def post_article(request: web.Request) -> web.Response:
    """Record an article: 201 where it is new, 200 where it is known or revised, once it is durable."""

    async def do(server: Server, body: bytes, guarded: Guarded) -> Answer:
        home, posted = server.home, _decoded(body, Posted)
        article = await home.work(_article, posted)
        # Of several who post one article at once, the log takes the events from one and tells them to all.
        async with server.locks.setdefault(article.stream, asyncio.Lock()):
            appended = await pipeline.record(home, article, guard=guarded(str(article.id)))
        last = appended[-1] if appended else (await home.log.read(article.stream))[-1]
        server.metrics.articles += bool(appended)
        is_new = bool(appended) and appended[0].version == 1
        return _answer(201 if is_new else 200, str(article.id), last)

    response = await _once(request, do)
    if response.status == 201 and isinstance(response.body, bytes):
        response.headers["Location"] = f"/api/articles/{msgspec.json.decode(response.body)['id']}"
    return response


async def amend(request: web.Request) -> web.Response:
    """Record a person's correction of an entry, and answer with the entry as it then stands."""
    id = request.match_info["id"]

    async def do(server: Server, body: bytes, guarded: Guarded) -> Answer:
        wanted = _decoded(body, Amending)
        with _named("date"):
            date = None if wanted.date is None else Date.parse(wanted.date)
        amendment = decide.Amendment(date=date, title=wanted.title, kind=wanted.kind)
        envelope = await pipeline.amend(server.home, entry_id(id), amendment, reason=wanted.reason, guard=guarded(id))
        return _answer(200, id, envelope)

    return await _once(request, do)


async def retract(request: web.Request) -> web.Response:
    """Record that a person takes an entry back, and answer with the entry as it then stands."""
    id = request.match_info["id"]

    async def do(server: Server, body: bytes, guarded: Guarded) -> Answer:
        wanted = _decoded(body, Retracting)
        envelope = await pipeline.retract(server.home, entry_id(id), reason=wanted.reason, guard=guarded(id))
        return _answer(200, id, envelope)

    return await _once(request, do)


async def _once(request: web.Request, do: Callable[[Server, bytes, Guarded], Awaitable[Answer]]) -> web.Response:
    """Do it and have it published soon; under an idempotency key that was answered, answer the same again.

    The key is taken in the transaction of the append that it guards, so a second try after a lost answer, at
    whichever replica, finds both or neither (STORE.md, 8).
    """
    server = request.app[SERVER]
    token = await access.check(server.home.desk, request.headers.get("Authorization"), "write")
    only(request.query)
    body = await _body(request, server.home.settings.max_bytes)
    key = _key(request)
    if key is None:
        made = await do(server, body, lambda id: None)
        server.runs.soon()
        return await _sent(server, made)
    name = f"{IDEMPOTENCY}{token.name}:{key}"
    digest = sha256(f"{request.method} {request.path}\n".encode() + body).hexdigest()
    async with server.locks.setdefault(name, asyncio.Lock()):
        kept = await server.home.desk.answer(name) or await _guarded(server, do, body, name, digest)
    if kept.digest != digest:
        raise KeyReused(f"the Idempotency-Key {key!r} was used for another request: take a new one for this")
    return await _sent(server, kept)


async def _guarded(
    server: Server,
    do: Callable[[Server, bytes, Guarded], Awaitable[Answer]],
    body: bytes,
    name: str,
    digest: str,
) -> Answer:
    desk = server.home.desk

    def guarded(id: str) -> Guard:
        def answer(records: Sequence[Record]) -> Answer:
            first, last = records[0], records[-1]
            status = 201 if (first.type, first.version) == (ArticleReceived.type, 1) else 200
            return Answer(
                digest=digest, status=status, id=id, stream=last.stream, version=last.version, position=last.position
            )

        return Guard(key=name, answer=answer)

    try:
        made = replace(await do(server, body, guarded), digest=digest)
    except Conflict:
        taken = await desk.answer(name)
        if taken is None:
            raise
        return taken  # another replica was asked the same, and was faster
    await desk.keep_answer(name, made, at=server.home.now())  # where nothing was appended, nothing kept it yet
    server.runs.soon()
    return made


async def _body(request: web.Request, limit: int) -> bytes:
    if not re.fullmatch(r"application/(?:json|[\w.-]+\+json)", request.content_type, re.IGNORECASE):
        raise UnsupportedType("send the body as JSON, with Content-Type: application/json")
    if (request.content_length or 0) > limit:
        raise too_large(limit)
    return await request.read()


def _key(request: web.Request) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (0 < len(key) <= LONGEST_KEY and key.isprintable()):
        raise BadInput(f"Idempotency-Key takes 1 to {LONGEST_KEY} printable characters")
    return key


def _decoded(body: bytes, type: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=type)
    except msgspec.ValidationError as error:
        known = ", ".join(field.name for field in msgspec.structs.fields(type))  # type: ignore[arg-type]
        raise BadBody(f"the body is not what is asked for: {error}; it has {known}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadBody(f"the body is no JSON: {error}") from error


def _article(posted: Posted) -> Article:
    """Return the article that was posted; pure, but slow where the language must be guessed."""
    if not BINARY.isdisjoint(posted.text):
        raise BadBody("text holds control characters: it is no text")
    given: dict[str, Any] = {}
    for name in ("title", "url", "source"):
        given[name] = _line(name, getattr(posted, name))
    if given["url"] is not None:
        _check_url(given["url"])
    with _named("published"):
        published = texts.day(posted.published) if posted.published else None
    with _named("language"):
        language = texts.primary(posted.language) if posted.language else ""
    given["title"] = given["title"] or ""
    with _named("text"):
        return texts.article(
            texts.Draft(
                text=posted.text, language=language, published=published, published_by="given" if published else "",
                **given,
            )
        )  # fmt: skip


def _line(name: str, text: str | None) -> str | None:
    line = " ".join((text or "").split())
    if len(line) > LONGEST:
        raise BadBody(f"{name} has {len(line):,} characters, more than the {LONGEST:,} allowed")
    if not BINARY.isdisjoint(line):
        raise BadBody(f"{name} holds control characters: it is no text")
    return line or None


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in url
    except ValueError:
        good = False
    if not good:
        raise BadBody(f"url can't be {url!r}: it takes an address that begins with http:// or https://")


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Put the name of the field in front of what is wrong with it."""
    try:
        yield
    except BadInput as error:
        raise BadBody(f"{name}: {error}") from error


def _answer(status: int, id: str, last: Envelope) -> Answer:
    return Answer(status=status, id=id, stream=last.stream, version=last.version, position=last.position)


async def _sent(server: Server, answer: Answer) -> web.Response:
    """Return *answer* in bytes, the same for the same answer: of an entry, as it stood right after it."""
    shape: dict[str, Any] = {
        "id": answer.id, "stream": answer.stream, "version": answer.version, "position": answer.position
    }  # fmt: skip
    if answer.stream != stream_of(UUID(answer.id)):
        shape["entry"] = await _entry(server, answer)
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    return web.Response(status=answer.status, body=msgspec.json.encode(shape) + b"\n", headers=headers)


async def _entry(server: Server, answer: Answer) -> dict[str, Any]:
    await pipeline.project(server.home)
    revisions = await server.home.views.revisions(entry_id(answer.id))
    stood = [change.entry for change in revisions if change.entry.position <= answer.position]
    if not stood:
        raise UnknownEntry(answer.id)
    return shapes.entry(stood[-1])
