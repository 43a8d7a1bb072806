"""The program in one screen: the only room where the stages meet."""

import asyncio
from collections.abc import AsyncIterable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from sstimeline import decide
from sstimeline.extract.lexicon import kind_name
from sstimeline.extract.read import read
from sstimeline.home import Home, Standing
from sstimeline.ingest import Refused
from sstimeline.ingest.text import spoken
from sstimeline.model.articles import Article, stream_of
from sstimeline.model.entries import Change, Entry, Label, Occurrence, Timeline
from sstimeline.model.errors import (
    Conflict,
    Erased,
    Error,
    StreamMoved,
    Tampered,
    UnknownEntry,
    UnknownTimeline,
    Unreadable,
)
from sstimeline.model.events import ArticleReceived, Envelope, Event, Filter, Head
from sstimeline.model.readings import Reading
from sstimeline.project.fold import fold
from sstimeline.project.timelines import build
from sstimeline.publish import write
from sstimeline.publish.format import VERSION, Format, Options, Site
from sstimeline.publish.index import opml
from sstimeline.store import _transfer
from sstimeline.store.base import SCRUB, Guard
from sstimeline.store.codec import dumps
from sstimeline.store.memory import MemoryViews

GROUPS = ("all", "yours", "institutions", "places", "kinds")
EVERYTHING = {"en": "Everything", "es": "Todo"}
AS_IS = Options()
#: Seconds after which to look again at what another process is doing.
PATIENCE = 0.005
#: Seconds for which whoever was not the first to link an article leaves the next ones to the other.
BEHIND = 0.05
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  #: the age of an empty log (CONTRACT.md)


@dataclass(kw_only=True)
class Ingested:
    """What one run of `ingest` did."""

    articles: int = 0  #: read, known ones included
    events: list[Envelope] = field(default_factory=list)  #: appended
    refused: list[Refused] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What an erasure did, and what it leaves to a person."""

    envelope: Envelope
    sources: tuple[str, ...]  #: where the article came from: a file of `seeds/` is the person's to delete
    whole: bool  #: False where the words lie on the disk for as long as somebody reads them there


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What one run of `publish` did."""

    timelines: int
    entries: int  #: public ones
    written: tuple[str, ...]  #: names of the files whose bytes changed
    removed: tuple[str, ...]
    position: int  #: of the log at which `feeds/` now stands
    more: bool  #: articles wait that were not to be linked in this run


async def ingest(
    home: Home, sources: Iterable[str] = (), *, each: Callable[[str], None] = lambda source: None
) -> Ingested:
    """Append what the sources tell and the log does not know yet; a second run appends nothing.

    *each* is told the name of every article before it is read. What can't be read is in `refused`.
    """
    await configure(home)
    done = Ingested()
    async for article in home.articles(sources):
        if isinstance(article, Refused):
            done.refused.append(article)
            continue
        each(article.source or str(article.id))
        done.articles += 1
        try:
            done.events.extend(await record(home, article))
        except (Unreadable, Erased) as error:
            done.refused.append(Refused(source=article.source or str(article.id), why=str(error)))
    return done


async def record(home: Home, article: Article, *, guard: Guard | None = None) -> tuple[Envelope, ...]:
    """Append what one article tells and the log does not know yet; raise `Erased` where it was erased."""
    while True:
        history = await home.log.read(article.stream)
        if decide.is_known(history, article):
            return ()  # new rules reach old texts by `reread` alone
        reading = await home.work(_reading, home, article, home.today())  # pure, off the loop
        events = decide.news(history, article, reading)  # pure
        try:
            return await home.log.append(article.stream, events, expect=len(history), at=home.now(), guard=guard)
        except StreamMoved:
            continue  # someone wrote in between: decide again


def _reading(home: Home, article: Article, today: date) -> Reading:
    """Return what *article* says; raise `Unreadable` where reading it fails, so that others are read all the same."""
    try:
        return read(spoken(article), home.lexicon, today=today)
    except Exception as error:
        raise Unreadable(
            f"reading it failed with {error!r}: this is a mistake of sstimeline's, please report it"
        ) from error


async def project(home: Home, wanted: int | None = None) -> int:
    """Fold the log into the views and return the position reached: *wanted*, or where the log stands now."""
    if wanted is None:
        wanted = (await home.log.head()).position
    position = -1
    while position < wanted:
        before, (position, _) = position, await home.views.advance(fold)
        if position == before:
            await asyncio.sleep(PATIENCE)  # another process is folding just now
    if await home.views.is_stale():
        position = await home.views.rebuild(fold, join=True)  # words that were erased are in them
        if await home.views.is_stale():  # and in those that somebody had begun to make
            position = await home.views.rebuild(fold)
    return position


async def link(home: Home, *, most: int | None = None) -> bool:
    """Match what waits now with what other articles tell, oldest first, and let it take effect.

    What arrives meanwhile is left to the next: under a stream of news that never ends this would not end either.
    Tells whether more than *most* waited, the rest of which wait on.
    """
    await project(home)
    waiting = await home.views.unlinked()
    asked = set(waiting[:most])
    while (one := await home.views.waiting(decide.NEAR)) is not None and one.article in asked:
        events = decide.linked(one.article, one.told, one.candidates)  # pure
        ticket = Guard(key=f"link:{one.linked}")  # of all who look at the same state, one wins
        try:
            linked = await home.log.append(
                stream_of(one.article), events, expect=one.version, at=home.now(), guard=ticket
            )
        except (StreamMoved, Conflict):
            await asyncio.sleep(BEHIND)  # someone was faster: racing for each article would slow both
            await project(home)
        else:
            await project(home, linked[-1].position)
    return len(waiting) > len(asked)


async def publish(home: Home, *, each: Callable[[str], None] = lambda name: None, most: int | None = None) -> Published:
    """Bring `feeds/` up to the head of the log, writing only what changed; *each* is told every timeline's slug.

    Of the articles that wait to be linked, it may be told to take *most* of them: readers see those, then the next.
    """
    async with home.publishing:
        folder, before = home.settings.feeds, home.standing
        await configure(home)
        more = await link(home, most=most)
        if before is not None and not await home.work(write.stands, folder, before.files):
            before = None  # someone took files away
        stands, slugs = await due(home, before)
        if before is not None and not slugs:
            home.standing = stands
            return Published(timelines=0, entries=0, written=(), removed=(), position=stands.position, more=more)
        files: dict[str, tuple[bytes, datetime]] = {}
        until = {slug: moment for slug, moment in stands.until.items() if slug not in slugs}
        for slug in slugs:
            each(slug)
            one = await timeline(home, stands.labels[slug])
            until |= {slug: one.until} if one.until else {}
            for suffix, form in home.formats.items():
                content = await document(home, form, suffix, one, stands.site, generation=stands.generation)
                files[f"{slug}.{suffix}"] = content, one.updated
            if slug == "all":
                everything = len(one.entries)
                files["index.opml"] = opml(_sorted(stands.labels), stands.site), one.updated
        written, removed = await home.work(_bring, folder, files, stands.files, tuple(home.formats))
        home.standing = replace(stands, until=until)
        return Published(
            timelines=len(stands.labels), entries=everything, written=written, removed=removed,
            position=stands.position, more=more,
        )  # fmt: skip


async def due(home: Home, before: Standing | None) -> tuple[Standing, tuple[str, ...]]:
    """Return how `feeds/` shall stand, and the slugs of the timelines whose documents may be others than *before*.

    All of them where nothing is known of before; else what an event changed, and where a retraction has been told
    for long enough. `all` is among them whenever there are any.
    """
    files: frozenset[str] | None = None
    generation, site = await home.views.generation(), await home.site()
    position, own = await home.views.checkpoint(), (await home.views.settings()).timelines
    if before is not None and (before.generation, before.site, before.own) == (generation, site, own):
        if before.position == position:
            return before, ()
        changed = set(await home.views.shelved(before.position))
        now = await _recorded(home, position)
        changed |= {slug for slug, until in before.until.items() if until < now}
        new = _labels(home, sorted(changed - before.labels.keys()), own)
        labels = before.labels | new if new else before.labels
        files = None if new else before.files
        slugs = ("all", *sorted(slug for slug in changed if slug in labels and slug != "all")) if changed else ()
        until = before.until
    else:
        labels = _labels(home, dict.fromkeys(["all", *(one.slug for one in own), *await home.views.slugs()]), own)
        slugs, until = tuple(label.slug for label in _sorted(labels)), {}
    if files is None:
        files = frozenset({"index.opml", *(f"{slug}.{suffix}" for slug in labels for suffix in home.formats)})
    standing = Standing(
        position=position, generation=generation, site=site, own=own, labels=labels, until=until, files=files
    )
    return standing, slugs


def _bring(
    folder: Path, files: Mapping[str, tuple[bytes, datetime]], keep: Collection[str], suffixes: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Make *folder* hold *files* and, of all others, only those to *keep*; return the names written and removed."""
    write.sweep(folder)
    written = [
        name
        for name, (content, at) in files.items()
        if write.write(folder, name, content, modified=_time(folder / name, at))
    ]
    return tuple(written), write.remove(folder, keep=keep, suffixes=suffixes)


def _time(path: Path, at: datetime) -> datetime | None:
    """Return the time that *path* is given when its bytes change: *at*, or None for now where no event changed them.

    Readers who ask "If-Modified-Since" would keep the old bytes for ever, if the file's time stood still.
    """
    try:
        stood = path.stat().st_mtime_ns // 1000
    except OSError:
        return at
    return at if stood < round(at.timestamp() * 1_000_000) else None


async def document(
    home: Home, form: Format, suffix: str, one: Timeline, site: Site, options: Options = AS_IS, *, generation: int
) -> bytes:
    """Return the bytes of a timeline in one format, from kept items where they are known.

    *generation* is that of the views before the timeline was read: what was erased since is not to be kept.
    """
    keys = [item_key(suffix, change, site, options) for change in one.changes]
    kept = await home.desk.items(keys)
    fresh = {
        key: await home.work(form.item, change, site, options)
        for key, change in zip(keys, one.changes, strict=True)
        if key not in kept
    }
    if fresh:
        await home.desk.keep_items(fresh, generation=generation)
    items = [item for key in keys if (item := kept.get(key) or fresh.get(key))]
    return await home.work(form.join, one, items, site)


def item_key(suffix: str, change: Change, site: Site, options: Options) -> str:
    """Return the name under which the desk keeps the bytes of *change* in one format."""
    entry = change.entry
    parts = (suffix, entry.id, entry.position, entry.status, change.correction, options, VERSION, site)
    return sha256(dumps(parts)).hexdigest()


async def configure(home: Home) -> None:
    """Record the settings that change what timelines hold, where they differ from what the log has."""
    while True:
        history = await home.log.read("home")
        await project(home)  # the views hold all of this history now
        events = decide.configure(await home.views.settings(), home.wanted)
        if not events:
            return
        with suppress(StreamMoved):
            await home.log.append("home", events, expect=len(history), at=home.now())


async def amend(home: Home, id: UUID, wanted: decide.Amendment, *, reason: str, guard: Guard | None = None) -> Envelope:
    """Record a person's correction of that entry; it reaches readers with the next publish."""
    return await _decided(home, id, lambda entry: decide.amend(entry, wanted, reason=reason), guard)


async def retract(home: Home, id: UUID, *, reason: str, guard: Guard | None = None) -> Envelope:
    """Record that a person takes that entry back."""
    return await _decided(home, id, lambda entry: decide.retract(entry, reason=reason), guard)


async def verify(home: Home, head: Head | None = None) -> Head:
    """Recompute the chain and every projection from the log; raise `Tampered` for the first thing that differs.

    *head* is one kept elsewhere: the log must still hold it.
    """
    verified = await home.log.verify()
    if head is not None and head.position:
        page = await home.log.after(head.position - 1, 1)
        if not page or page[0].hash != head.hash:
            raise Tampered(head.position, "it is not the event that was there: the log was cut or replaced")
    await project(home)
    scratch, generation = MemoryViews(home.log), await home.views.generation()
    while True:
        checkpoint = await home.views.checkpoint()
        while (await scratch.checkpoint()) < checkpoint:
            await scratch.advance(fold, min(500, checkpoint - await scratch.checkpoint()))
        blanked = await scratch.is_stale()
        if not blanked and await scratch.fingerprint() == await home.views.fingerprint():
            return verified
        await project(home)  # where an article was erased meanwhile, the views are made anew: compare again
        stood, generation = generation, await home.views.generation()
        if blanked and (stood == generation or await home.views.is_stale()):
            raise Tampered(checkpoint, "the log still holds words of an article that was erased")
        if (checkpoint, stood) == (await home.views.checkpoint(), generation):
            raise Tampered(checkpoint, "the views are not what the log says: run sstimeline rebuild")
        if blanked:
            scratch = MemoryViews(home.log)


async def rebuild(home: Home, *, each: Callable[[int], None] = lambda position: None) -> int:
    """Fold the whole log anew, beside the views that stand until it is done; return the position reached."""
    return await home.views.rebuild(fold, each)


async def erase(home: Home, article: UUID, *, reason: str) -> Erasure:
    """Blank one article's words on lawful demand, in the log and in all that was made of them; say what remains.

    Raises `UnknownArticle`, and `Erased` once what an earlier run left undone is done: what is still owed is noted with
    the erasure, and a server, the next backup or the same command goes on with it.
    """
    stream = stream_of(article)
    while True:
        history = await home.log.read(stream)
        try:
            event = decide.erase(history, article, reason=reason)  # pure
        except Erased as error:
            await publish(home)
            if not await scrub(home):
                raise Error(
                    f"{error}; its words are still on the disk, for another program reads them: "
                    "run this again when that has ended"
                ) from error
            raise
        try:
            envelope = await home.log.erase(stream, event, expect=len(history), at=home.now())
            break
        except StreamMoved:
            continue
    await publish(home)
    whole = await scrub(home)
    sources = {one.event.source for one in history if isinstance(one.event, ArticleReceived)}
    return Erasure(envelope=envelope, sources=tuple(sorted(source for source in sources if source)), whole=whole)


async def scrub(home: Home) -> bool:
    """Take what was erased off the disk, where that is still owed; False where others who read it are in the way."""
    owed = await home.desk.recall(SCRUB)
    if owed is None:
        return True
    await project(home)
    await home.views.clear()
    if await home.views.is_stale() or not await home.store.scrub():
        return False
    await home.desk.forget(SCRUB, owed)
    return True


async def timeline(home: Home, label: Label, *, history: Sequence[Change] | None = None) -> Timeline:
    """Return one timeline as it stands."""
    history = await home.views.changes(label.slug) if history is None else history
    opened = await _recorded(home, 1)
    now = await _recorded(home, await home.views.checkpoint())
    return build(label, history, opened=opened, now=now)


async def _recorded(home: Home, position: int) -> datetime:
    """Return when the event at *position* was recorded; the age of an empty log where there is none."""
    page = await home.log.after(max(0, position - 1), 1)
    return page[0].recorded_at if page else EPOCH


async def all_labels(home: Home) -> tuple[Label, ...]:
    """Return what every timeline is called: all, the home's own, institutions, places and kinds, each by title."""
    own = (await home.views.settings()).timelines
    slugs = dict.fromkeys(["all", *(one.slug for one in own), *await home.views.slugs()])
    return _sorted(_labels(home, slugs, own))


async def label_of(home: Home, slug: str) -> Label:
    """Return what the timeline under *slug* is called; raise `UnknownTimeline` where there is none."""
    labels = {label.slug: label for label in await all_labels(home)}
    if slug not in labels:
        raise UnknownTimeline(slug, labels)
    return labels[slug]


def _sorted(labels: Mapping[str, Label]) -> tuple[Label, ...]:
    key = {slug: (GROUPS.index(label.group), label.title.casefold(), slug) for slug, label in labels.items()}
    return tuple(labels[slug] for slug in sorted(labels, key=key.__getitem__))


def _labels(home: Home, slugs: Iterable[str], own: Iterable[Filter]) -> dict[str, Label]:
    """Return the labels of *slugs*, without those of timelines of the home's own that were removed."""
    named = {one.slug: one for one in own}
    return {slug: label for slug in slugs if (label := _label(home, slug, named)) is not None}


def _label(home: Home, slug: str, own: Mapping[str, Filter]) -> Label | None:
    """Return the label of *slug*; None for a timeline of the home's own that was removed."""
    language = home.settings.language
    if slug == "all":
        return Label(slug=slug, title=EVERYTHING.get(language, EVERYTHING["en"]), group="all")
    if slug in own:
        return Label(slug=slug, title=own[slug].title, group="yours")
    if slug.startswith("kind-"):
        kind = slug.removeprefix("kind-")
        return Label(slug=slug, title=kind_name(kind, language), group="kinds")
    if slug.startswith("place-"):
        place = home.names.place(slug.removeprefix("place-"), language)
        return Label(slug=slug, title=place.name, group="places", country=place.country)
    institution = home.names.institution(slug)
    if institution is None:
        return None
    return Label(
        slug=slug, title=institution.short, group="institutions", description=institution.name(language),
        country=institution.country, url=institution.url,
    )  # fmt: skip


async def _decided(home: Home, id: UUID, decision: Callable[[Entry], Event], guard: Guard | None = None) -> Envelope:
    while True:
        await link(home)
        occurrence = await home.views.occurrence(id)
        if occurrence is None:
            raise UnknownEntry(str(id))
        stream = await _open_stream(home, occurrence)
        history = await home.log.read(stream)
        await project(home)  # the views hold all of this history now: what is decided is decided on it
        entry = await home.views.entry(id)
        if entry is None:
            raise UnknownEntry(str(id))
        event = decision(entry)  # pure: refuses what makes no sense
        try:
            [envelope] = await home.log.append(stream, (event,), expect=len(history), at=home.now(), guard=guard)
        except StreamMoved:
            continue
        await project(home)
        return envelope


async def _open_stream(home: Home, occurrence: Occurrence) -> str:
    """Return the stream that remembers what a person decides of *occurrence*.

    That of its article; where that was erased, of the oldest other article that tells it.
    """
    if occurrence.erased and (entry := await home.views.entry(occurrence.id)) is not None:
        for source in entry.articles:
            if source.id != occurrence.article:
                return stream_of(source.id)
    return stream_of(occurrence.article)


async def export(
    home: Home, write: Callable[[bytes], object], *, each: Callable[[int, int], None] = lambda done, total: None
) -> Head:
    """Hand the log to *write* as lines of CloudEvents and return its head; *each* is told how far it has come.

    Raises `Tampered` where the log does not verify, and `Error` where what was written must be thrown away.
    """
    return await _transfer.export(home.log, write, each)


async def take_in(
    home: Home, chunks: AsyncIterable[bytes], *, each: Callable[[int, int], None] = lambda done, total: None
) -> _transfer.Taken:
    """Store the events of an export, given as *chunks* of its bytes, in an empty log, and project them.

    A log that holds exactly the first of them is gone on with. *each* is told how far projecting has come. Raises
    `BadInput` with the number of the first line that can't be taken in; those before it are stored.
    """
    taken = await _transfer.take_in(home.log, chunks)
    await _project_all(home, taken.head, each)
    return taken


async def backup(home: Home, path: Path, *, each: Callable[[int, int], None] = lambda done, total: None) -> Head:
    """Make *path* a SQLite store that holds the log and the desk, and return the head it holds.

    Raises `Error` where words that were erased would be in it.
    """
    if not await scrub(home):
        raise Error("erased words are still on the disk, for another program reads them: try again when it has ended")
    return await _transfer.backup(home.store, path, each)


async def restore(
    home: Home, file: Path, *, each: Callable[[str, int, int], None] = lambda what, done, total: None
) -> Head:
    """Put what the backup in *file* holds into the store, which is empty, and project it; return its head.

    *each* is told what is being done, and how far it has come. Raises `BadInput` where the file can't be restored,
    `StoreUnusable` where the store holds events.
    """
    head = await _transfer.restore(home.store, file, partial(each, "verifying"), partial(each, "restoring"))
    await _project_all(home, head, partial(each, "projecting"))
    return head


async def _project_all(home: Home, head: Head, each: Callable[[int, int], None]) -> None:
    """Fold a log that came as a whole; *each* is told how far that has come."""
    if await home.views.checkpoint() < head.position:
        await home.views.rebuild(fold, lambda position: each(position, head.position))
    await project(home)
