"""What is new: pure decisions that turn readings and people's wishes into events. A person outranks the extractor."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from itertools import chain
from uuid import UUID, uuid5

from sstimeline.model.articles import Article
from sstimeline.model.dates import Date
from sstimeline.model.entries import Entry, Occurrence
from sstimeline.model.errors import AlreadyRetracted, BadInput, Erased, UnknownArticle
from sstimeline.model.events import (
    Actor,
    ArticleErased,
    ArticleLinked,
    ArticleReceived,
    ArticleRevised,
    Dated,
    Envelope,
    Event,
    HomeConfigured,
    OccurrenceAmended,
    OccurrenceMerged,
    OccurrenceRetracted,
    Place,
)
from sstimeline.model.readings import Mention, Reading

NO_LONGER_TOLD = "the article no longer tells it"
#: Of the longer words of two titles, the share that must be common before one language tells one thing twice.
ALIKE = 0.5
#: By how much two publication dates of one occurrence may differ.
NEAR = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What a person wants changed; None leaves a field as it stands."""

    date: Date | None = None
    title: str | None = None
    kind: str | None = None
    actors: tuple[Actor, ...] | None = None
    places: tuple[Place, ...] | None = None


def erased(history: Sequence[Envelope]) -> Envelope | None:
    """Return the event by which the stream's article was erased, None where it was not."""
    return next((envelope for envelope in reversed(history) if isinstance(envelope.event, ArticleErased)), None)


def erase(history: Sequence[Envelope], article: UUID, *, reason: str) -> ArticleErased:
    """Return the event that erases *article*; raise where the log never held it, or where it is erased already."""
    if not history:
        raise UnknownArticle(str(article))
    if (before := erased(history)) is not None:
        raise Erased(str(article), before.recorded_at.date().isoformat())
    told = dict.fromkeys(one.event.occurrence for one in history if isinstance(one.event, Dated))
    return ArticleErased(article=article, reason=_said(reason), occurrences=tuple(told))


def is_known(history: Sequence[Envelope], article: Article) -> bool:
    """Tell whether the stream has held this text before.

    An earlier text counts as news again only from the source that spoke last, so that two files of one
    URL do not revise each other for ever. Raises `Erased` where the article was erased.
    """
    if (event := erased(history)) is not None:
        raise Erased(str(article.id), event.recorded_at.date().isoformat())
    texts = [envelope.event for envelope in history if isinstance(envelope.event, ArticleReceived)]
    if not texts:
        return False
    if texts[-1].digest == article.digest:
        return True
    return texts[-1].source != article.source and any(text.digest == article.digest for text in texts)


def news(history: Sequence[Envelope], article: Article, reading: Reading) -> tuple[Event, ...]:
    """Return what *article* and its *reading* add to its stream's *history*: the text, then what it tells.

    Occurrences known to the stream keep their ids, and are told again only where a reader would see a
    difference. Those no longer told are retracted, unless a person has decided about them already.
    """
    arrival = ArticleRevised if history else ArticleReceived
    events: list[Event] = [
        arrival(
            article=article.id, text=article.text, digest=article.digest, language=reading.language,
            title=article.title, url=article.url, source=article.source, published=reading.published,
            received=reading.today,
        )
    ]  # fmt: skip
    known, gone = _tellings(history)
    lost = known.keys() - gone
    for mention, id in _matched(reading.mentions, known):
        occurrence = id or _mint(article, len(history) + len(events), mention)
        telling = _telling(mention, occurrence, reading.language)
        if id is None or id in gone or not _same(known[id], telling):
            events.extend(telling)
        lost -= {occurrence}
    events.extend(
        OccurrenceRetracted(occurrence=id, reason=NO_LONGER_TOLD, by="extractor") for id in known if id in lost
    )
    return tuple(events)


def link(occurrence: Occurrence, candidates: Sequence[Occurrence]) -> Occurrence | None:
    """Return the earliest of *candidates* that tells of the same thing in the world; None where none surely does.

    *candidates* are of other articles and of the same kind, oldest first. Precision first: a double is a
    smaller harm than two occurrences shown as one.
    """
    telling = (occurrence.pending or occurrence.told)[0]
    for other in candidates:
        theirs = (other.told or other.pending)[0]
        if other.into is None and _is_same_occurrence(telling, theirs):
            return other
    return None


def linked(
    article: UUID, told: Sequence[Occurrence], candidates: Mapping[UUID, Sequence[Occurrence]]
) -> tuple[Event, ...]:
    """Return the merges found for *article*, and the `article.linked` that lets everything before it take effect.

    *candidates* are those of `link`, for each of *told* that waits. Of two that match, the later recorded is
    merged into the earlier; an entry holds at most one occurrence of an article.
    """
    merges: list[Event] = []
    tellers = _tellers({one.id: one for one in chain(told, *candidates.values())})
    for occurrence in told:
        if occurrence.into is not None or occurrence.id not in candidates:
            continue
        ours = tellers[occurrence.id]
        other = link(
            occurrence, [one for one in candidates[occurrence.id] if ours.isdisjoint(tellers.get(one.id, ours))]
        )
        if other is None:
            continue
        early, late = sorted((occurrence, other), key=lambda one: one.first)
        tellers[early.id] |= tellers.pop(late.id)
        title = (occurrence.pending or occurrence.told)[0].title
        merges.append(OccurrenceMerged(occurrence=late.id, into=early.id, because=f"Both articles tell it: {title}"))
    return (*merges, ArticleLinked(article=article))


def _tellers(known: Mapping[UUID, Occurrence]) -> dict[UUID, set[UUID]]:
    """Return, for each of *known* that is an entry's own, the articles that tell it."""
    tellers: dict[UUID, set[UUID]] = {}
    for one in known.values():
        root = one
        while root.into is not None and root.into in known:
            root = known[root.into]
        tellers.setdefault(root.id, set()).add(one.article)
    return tellers


def amend(entry: Entry, wanted: Amendment, *, reason: str) -> OccurrenceAmended:
    """Return a person's correction of *entry*; raise where it is retracted, empty, or would change nothing."""
    _refuse_gone(entry)
    reason = _said(reason)
    if wanted.date is not None and not wanted.date.is_usable:
        raise BadInput(f"a date needs its year to be on a timeline; {wanted.date} has none")
    if wanted.title is not None and not wanted.title.strip():
        raise BadInput("a title can't be empty")
    if wanted.kind is not None and not wanted.kind.isidentifier():
        raise BadInput(f"{wanted.kind!r} is no kind: one lower-case word, such as visit")
    stands = {
        "date": entry.date,
        "title": entry.title,
        "kind": entry.kind,
        "actors": entry.actors,
        "places": entry.places,
    }
    changed = {name: value for name in stands if (value := getattr(wanted, name)) is not None and value != stands[name]}
    if not changed:
        raise BadInput("nothing would change: say a date, title, kind, actor or place that differs from what stands")
    return OccurrenceAmended(occurrence=entry.id, reason=reason, **changed)


def retract(entry: Entry, *, reason: str) -> OccurrenceRetracted:
    """Return a person's retraction of *entry*; raise where it is retracted already or no reason is given."""
    _refuse_gone(entry)
    return OccurrenceRetracted(occurrence=entry.id, reason=_said(reason), by="person")


def configure(stands: HomeConfigured, wanted: HomeConfigured) -> tuple[HomeConfigured, ...]:
    """Return the event that makes *wanted* the home's settings; nothing where they stand so already."""
    return () if stands == wanted else (wanted,)


def _refuse_gone(entry: Entry) -> None:
    if entry.status == "retracted":
        raise AlreadyRetracted(f"entry {entry.id} is retracted already: {entry.reason}")
    if entry.status == "left":
        raise AlreadyRetracted(f"entry {entry.id} was merged into {entry.into}: correct that one")


def _said(reason: str) -> str:
    if not reason.strip():
        raise BadInput("say why: a reason is shown to every reader beside the correction")
    return " ".join(reason.split())


def _tellings(history: Sequence[Envelope]) -> tuple[dict[UUID, tuple[Dated, ...]], set[UUID]]:
    """Return the newest telling of every occurrence of the stream, and those that it told of and no longer does.

    What a person took back is still told by the article; it keeps its id, and the person's word holds.
    """
    told: dict[UUID, tuple[Dated, ...]] = {}
    gone: set[UUID] = set()
    for envelope in history:
        event = envelope.event
        if isinstance(event, Dated):
            others = (other for other in told.get(event.occurrence, ()) if other.type != event.type)
            told[event.occurrence] = (*(other for other in others if other.type in event.phases), event)
            gone.discard(event.occurrence)
        elif isinstance(event, OccurrenceRetracted) and event.by == "extractor":
            gone.add(event.occurrence)
    return told, gone


def _matched(
    mentions: Sequence[Mention], known: dict[UUID, tuple[Dated, ...]]
) -> Iterator[tuple[Mention, UUID | None]]:
    """Pair each mention with the known occurrence it tells again: the same words first, then the likest."""
    scores = sorted(
        (
            (-_likeness(mention, telling[0]), index, id)
            for index, mention in enumerate(mentions)
            for id, telling in known.items()
            if _likeness(mention, telling[0]) >= ALIKE
        ),
        key=lambda score: (score[0], score[1], score[2]),
    )
    pairs: dict[int, UUID] = {}
    for _, index, id in scores:
        if index not in pairs and id not in pairs.values():
            pairs[index] = id
    for index, mention in enumerate(mentions):
        yield mention, pairs.get(index)


def _likeness(mention: Mention, telling: Dated) -> float:
    """Return how like the two are, 0 to 1: of one kind, and in quote, date or title the same."""
    if mention.kind != telling.kind:
        return 0.0
    if mention.evidence[0].quote == telling.evidence[0].quote and mention.title == telling.title:
        return 1.0
    title = _overlap(mention.title, telling.title)
    quote = _overlap(mention.evidence[0].quote, telling.evidence[0].quote)
    same_day = mention.date is not None and mention.date == telling.when
    return max(title, quote) * 0.8 + 0.15 * same_day


def _mint(article: Article, ordinal: int, mention: Mention) -> UUID:
    """Return the id of an occurrence first told at that place of the stream, in those words."""
    words = sha256(f"{mention.kind}\n{mention.title}\n{mention.evidence[0].quote}".encode("utf-8", "surrogatepass"))
    return uuid5(article.id, f"{ordinal}/{words.hexdigest()}")


def _telling(mention: Mention, occurrence: UUID, language: str) -> tuple[Dated, ...]:
    types = tuple(f"{mention.kind}.{phase.name}" for phase in mention.phases)
    return tuple(
        Dated(
            type=type, occurrence=occurrence, phases=types, date=phase.date, bound=phase.bound, when=mention.date,
            title=mention.title, language=language, actors=mention.actors, places=mention.places,
            quantity=mention.quantity, evidence=mention.evidence, dating=mention.dating,
            confidence=mention.confidence,
        )
        for type, phase in zip(types, mention.phases, strict=True)
    )  # fmt: skip


def _same(known: tuple[Dated, ...], telling: tuple[Dated, ...]) -> bool:
    """Tell whether a reader would see no difference; where the words stand in the text is none."""

    def seen(event: Dated) -> tuple[object, ...]:
        quotes = tuple(evidence.quote for evidence in event.evidence)
        return (
            event.type, event.date, event.when, event.title, event.language, event.actors, event.places,
            event.quantity, quotes, event.dating.method, event.dating.because, event.confidence,
        )  # fmt: skip

    return [seen(event) for event in known] == [seen(event) for event in telling]


def _is_same_occurrence(one: Dated, other: Dated) -> bool:
    ours = {actor.id for actor in one.actors if actor.id}
    theirs = {actor.id for actor in other.actors if actor.id}
    if not ours & theirs or one.phases != other.phases:
        return False
    if one.quantity and other.quantity and one.quantity.value != other.quantity.value:
        return False
    if one.language == other.language and _overlap(one.title, other.title) < ALIKE:
        return False
    if one.language != other.language and ours != theirs:
        return False
    return _same_time(one.when, other.when)


def _same_time(one: Date | None, other: Date | None) -> bool:
    """Tell whether two datings may mean one day: equal, one within the other, or both about the same days."""
    if one is None or other is None or not (one.is_usable and other.is_usable):
        return False
    if not (one.is_daily and other.is_daily):
        return one == other
    if "~" in (one.mark, other.mark):
        return abs(one.earliest - other.earliest) <= NEAR
    return one.overlaps(other.earliest, other.latest)


def _overlap(one: str, other: str) -> float:
    """Return the share of the longer words (four letters and more, and all numbers) that two texts have in common."""
    ours, theirs = _words(one), _words(other)
    return len(ours & theirs) / max(1, len(ours | theirs))


def _words(text: str) -> set[str]:
    words = ("".join(filter(str.isalnum, word)) for word in text.casefold().split())
    return {word for word in words if len(word) >= 4 or word.isdigit()}
