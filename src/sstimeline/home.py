"""The home folder, opened: settings, store, lexicon, formats and clock; and closed again."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from sstimeline import leaves
from sstimeline.model.articles import Article
from sstimeline.model.errors import StoreUnusable
from sstimeline.model.events import HomeConfigured
from sstimeline.settings import Settings, load

if TYPE_CHECKING:
    from aiohttp import ClientSession

    from sstimeline.extract.lexicon import Lexicon
    from sstimeline.extract.names import Gazetteer
    from sstimeline.ingest import Refused
    from sstimeline.model.entries import Label
    from sstimeline.model.events import Filter
    from sstimeline.publish.format import Format, Site
    from sstimeline.store.base import Desk, Log, Store, Views

P = ParamSpec("P")
T = TypeVar("T")

#: The desk's name for the base URL last served with, which `publish` uses where none is set.
BASE_URL = "base_url"


def utc_now() -> datetime:
    """Return the time: the one place where the program looks at a clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What `feeds/` was brought up to, so that the next publish looks only at what changed since."""

    position: int  #: of the log
    generation: int  #: of the views
    site: "Site"
    own: "tuple[Filter, ...]"  #: the home's own timelines
    labels: "dict[str, Label]"  #: of all timelines, by slug
    until: dict[str, datetime]  #: when a timeline's document changes with no event of its own, by slug
    files: frozenset[str]


@dataclass(kw_only=True)
class Home:
    """What the stages need, lent by `open_home`; nothing here decides anything."""

    settings: Settings
    store: "Store"
    now: Callable[[], datetime] = utc_now
    #: Files of `seeds/` as they were when last read: (time in ns, size in bytes).
    seen: dict[Path, tuple[int, int]] = field(default_factory=dict)
    #: Seconds for which a file of `seeds/` must have been left alone to be read: it may still be being written.
    settled: float = 0.0
    #: What this process last brought `feeds/` up to.
    standing: "Standing | None" = None
    #: One publish at a time in this process; two would only do the same work twice.
    publishing: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def log(self) -> "Log":
        """The log."""
        return self.store.log

    @property
    def views(self) -> "Views":
        """The views."""
        return self.store.views

    @property
    def desk(self) -> "Desk":
        """The desk."""
        return self.store.desk

    @cached_property
    def lexicon(self) -> "Lexicon":
        """The languages, kinds and names that articles are read by; loaded when first needed."""
        from sstimeline.extract.lexicon import load as load_lexicon

        return load_lexicon(self.names)

    @cached_property
    def names(self) -> "Gazetteer":
        """The institutions and places by which timelines are called."""
        from sstimeline.extract.names import load as load_names

        return load_names()

    @cached_property
    def formats(self) -> dict[str, "Format"]:
        """The output formats by suffix."""
        package = "sstimeline.publish.formats"
        return {name: cast("Format", leaves.module(package, name)) for name in leaves.names(package)}

    @property
    def wanted(self) -> HomeConfigured:
        """The settings that change what timelines hold, as the log should have them."""
        return HomeConfigured(threshold=self.settings.threshold, timelines=self.settings.timelines)

    def today(self) -> date:
        """Return the current day in UTC."""
        return self.now().date()

    async def site(self) -> "Site":
        """Return who publishes, with the base URL that is set, else the one last served with."""
        from sstimeline.publish.format import Site

        one = self.settings
        base = one.base_url or await self.desk.recall(BASE_URL) or f"http://{one.host}:{one.port}"
        return Site(
            base_url=base, title=one.title, author=one.author, contact=one.contact, language=one.language,
            rights=one.rights, hub=one.hub,
        )  # fmt: skip

    async def work(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a pure *function* off the loop, so that the loop keeps answering."""
        return await asyncio.to_thread(function, *args, **kwargs)

    async def articles(self, sources: Iterable[str] = ()) -> AsyncIterator["Article | Refused"]:
        """Give the articles of *sources*, paths or URLs; of `seeds/` where there are none.

        A file that has not changed since this home last read it is passed over.
        """
        from sstimeline.ingest import files

        limit, seeds = self.settings.max_bytes, self.settings.seeds
        wanted = tuple(sources) or (str(seeds),)
        for source in wanted:
            if "://" in source:
                from sstimeline.ingest.web import page

                async with self._client() as client:
                    yield await page(client, source, max_bytes=limit)
                continue
            found = files.articles(Path(source), seeds=seeds, max_bytes=limit, seen=self.seen, settled=self.settled)
            while (one := await asyncio.to_thread(next, found, None)) is not None:
                yield one

    def _client(self) -> "ClientSession":
        from aiohttp import ClientSession

        from sstimeline.ingest.web import AGENT

        return ClientSession(headers={"User-Agent": AGENT})


@asynccontextmanager
async def open_home(
    folder: Path | str | None = None, *, settings: Settings | None = None, now: Callable[[], datetime] = utc_now
) -> AsyncIterator[Home]:
    """Open the home in *folder*, or the one that *settings* name, and close it at the end.

    Raises `StoreUnusable`, `UnknownLeaf` for a store that does not exist, and `BadInput` for bad settings.
    """
    settings = settings or load({"home": str(folder) if folder is not None else None})
    for path in (settings.home, settings.seeds, settings.feeds):
        _make(path)
    store = await open_store(*settings.store_address)
    try:
        yield Home(settings=settings, store=store, now=now)
    finally:
        await store.close()


async def open_store(scheme: str, address: str) -> "Store":
    """Return the store that `store/<scheme>.py` opens at *address*."""
    if scheme not in (known := schemes()):
        from sstimeline.model.errors import UnknownLeaf

        raise UnknownLeaf("store", scheme, known)
    backend: Any = leaves.module("sstimeline.store", scheme)
    return cast("Store", await backend.open(address))


def schemes() -> tuple[str, ...]:
    """Return the names of the backends."""
    return tuple(name for name in leaves.names("sstimeline.store") if name not in ("base", "codec"))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnusable(f"{folder} can't be made ({error.strerror}): choose another --home") from error
