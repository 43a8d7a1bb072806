"""Documents on their way out: one content, its representations, and the validators of each (RFC 9110, 8 and 13)."""

import re
import zlib
from asyncio import to_thread
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from importlib import import_module

from aiohttp import web

#: A document that changed this lately is sent without Last-Modified: two changes within a second would look the same.
FRESH = timedelta(seconds=2)
#: Contents from this size on, in bytes, are compressed off the loop.
LARGE = 32_768

_TAG = re.compile(r'(?:W/)?("[^"]*")')
_CODING = re.compile(r"\s*([A-Za-z0-9_*-]+)\s*(?:;\s*[qQ]\s*=\s*([01](?:\.\d{0,3})?)\s*)?")


@dataclass(eq=False, kw_only=True)
class Document:
    """A content that is the same for everyone, however it is encoded."""

    content: bytes
    media_type: str  #: with its charset, where it has one
    modified: datetime  #: when it last changed
    headers: Mapping[str, str] = field(default_factory=dict)  #: what else is said with it
    _encoded: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.digest = sha256(self.content).hexdigest()[:32]

    def tag(self, coding: str) -> str:
        """Return the strong ETag of the representation in *coding*; "" stands for none."""
        return f'"{self.digest}-{coding}"' if coding else f'"{self.digest}"'

    async def encoded(self, coding: str) -> bytes:
        """Return the content in *coding*, made once."""
        if not coding:
            return self.content
        if coding not in self._encoded:
            encode = CODERS[coding]
            large = len(self.content) >= LARGE
            self._encoded[coding] = await to_thread(encode, self.content) if large else encode(self.content)
        return self._encoded[coding]


class Kept:
    """Documents made before, the least used forgotten first; a key names all that the content depends on."""

    def __init__(self, room: int = 64_000_000) -> None:
        self._room = room  #: in bytes of content
        self._held = 0
        self._documents: OrderedDict[Hashable, Document] = OrderedDict()

    async def get(self, key: Hashable, make: Callable[[], Awaitable[Document]]) -> Document:
        """Return the document kept under *key*, made now where there is none."""
        if (known := self._documents.get(key)) is not None:
            self._documents.move_to_end(key)
            return known
        made = await make()
        if key not in self._documents:
            self._documents[key] = made
            self._held += len(made.content)
        while self._held > self._room:
            _, forgotten = self._documents.popitem(last=False)
            self._held -= len(forgotten.content)
        return made


async def answer(request: web.Request, document: Document, *, now: datetime) -> web.Response:
    """Return *document* as *request* wants it, or 304 where it has it already."""
    coding = chosen(request.headers.getall("Accept-Encoding", []))
    tag = document.tag(coding)
    dated = document.modified if now - document.modified >= FRESH else None
    headers = {**document.headers, "ETag": tag, "Vary": "Accept-Encoding"}
    if dated is not None:
        headers["Last-Modified"] = format_datetime(dated.astimezone(UTC), usegmt=True)
    if _is_current(request, tag, dated):
        return web.Response(status=304, headers=headers)
    if coding:
        headers["Content-Encoding"] = coding
    headers["Content-Type"] = document.media_type
    return web.Response(body=await document.encoded(coding), headers=headers)


def chosen(accepted: Iterable[str]) -> str:
    """Return the best coding that the `Accept-Encoding` fields accept; "" for none (RFC 9110, 12.5.3).

    >>> chosen(["gzip;q=0.5, identity;q=0.1"])
    'gzip'
    >>> chosen(["gzip;q=0"])
    ''
    """
    weights: dict[str, float] = {}
    for part in ",".join(accepted).split(","):
        if match := _CODING.fullmatch(part):
            weights[match[1].lower()] = float(match[2] or 1)
    others = weights.get("*", 0.0)
    best = max(CODERS, key=lambda coding: weights.get(coding, others))  # of equals, the first
    weight = weights.get(best, others)
    return best if weight > 0 and weight >= weights.get("identity", 0.0) else ""


def _is_current(request: web.Request, tag: str, dated: datetime | None) -> bool:
    """Tell whether what the request has is what it would get; If-None-Match outranks If-Modified-Since."""
    if held := request.headers.getall("If-None-Match", []):
        listed = ",".join(held)
        return listed.strip() == "*" or tag in _TAG.findall(listed)
    since = request.if_modified_since
    return since is not None and dated is not None and dated.replace(microsecond=0) <= since


def _gzip(content: bytes) -> bytes:
    deflater = zlib.compressobj(6, zlib.DEFLATED, 31)  # 31: with gzip's header, which then bears no time
    return deflater.compress(content) + deflater.flush()


def _coders() -> dict[str, Callable[[bytes], bytes]]:
    """Return how to encode, by coding, the best first; Brotli and Zstandard where their libraries are installed."""
    found: dict[str, Callable[[bytes], bytes]] = {}
    for coding, library in (("zstd", "zstandard"), ("br", "brotli")):
        try:
            found[coding] = import_module(library).compress
        except (ImportError, AttributeError):
            continue
    return found | {"gzip": _gzip}


CODERS = _coders()
