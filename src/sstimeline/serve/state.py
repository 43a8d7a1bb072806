"""What the handlers share: the home, what was counted, what was made before, and the schedule's state."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from aiohttp import web

from sstimeline.home import Home
from sstimeline.serve.documents import Document, Kept, answer

if TYPE_CHECKING:
    from sstimeline.serve.ops import Metrics
    from sstimeline.serve.schedule import Runs


@dataclass(kw_only=True)
class Server:
    """One site, being served."""

    home: Home
    metrics: "Metrics"
    runs: "Runs"
    started: datetime
    kept: Kept = field(default_factory=Kept)
    #: One request at a time under an idempotency key, and about one article.
    locks: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def answer(self, request: web.Request, document: Document) -> web.Response:
        """Return *document* as *request* wants it."""
        return await answer(request, document, now=self.home.now())

    async def changed(self, position: int) -> datetime:
        """Return when what is made of the log up to *position* last changed: with its event, or with this program."""
        page = await self.home.log.after(position - 1, 1) if position else ()
        return max(page[0].recorded_at, self.started) if page else self.started


SERVER = web.AppKey("server", Server)

#: On everything that a script on another site may read.
OPEN: Mapping[str, str] = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag"}
#: Kept by readers, and asked about before each use.
ASK_FIRST: Mapping[str, str] = {"Cache-Control": "public, no-cache"}
