"""Events to bytes and back: canonical JSON, the hash chain, and the steps that lift old schemas."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha1, sha256
from itertools import islice
from typing import Any, NamedTuple, TypeVar, get_args
from uuid import NAMESPACE_URL, UUID

import msgspec

from sstimeline.model.dates import Date, Dating
from sstimeline.model.errors import BadInput, StoreUnusable, Tampered
from sstimeline.model.events import (
    Actor,
    ArticleErased,
    ArticleReceived,
    Bookkeeping,
    Dated,
    Envelope,
    Event,
    Head,
    OccurrenceAmended,
    OccurrenceMerged,
    OccurrenceRetracted,
    Place,
)
from sstimeline.model.values import replace

T = TypeVar("T")

#: Bookkeeping events by the stable name under which they are stored; everything else is `Dated`.
CLASSES: dict[str, type[Event]] = {cls.type: cls for cls in get_args(Bookkeeping)}

#: How many records are read and decoded at a time.
AT_ONCE = 64

#: What lifts the data of an event from one schema to the next: (type or "*", schema it is in) -> step.
STEPS: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}


class Record(NamedTuple):
    """An event as a store keeps it; `data` is text, because another form of it would not hash alike."""

    position: int
    id: str
    stream: str
    version: int
    type: str
    schema: int
    recorded_at: str  #: UTC, RFC 3339 with six decimals and a Z
    data: str  #: canonical JSON
    digest: str  #: hex SHA-256 of `data`: what the chain holds
    previous: str
    hash: str


def dumps(value: object) -> bytes:
    """Return *value* as canonical JSON: keys sorted, no white space, UTF-8 (after RFC 8785).

    Raises `BadInput` for a lone surrogate, half a character, which no UTF-8 can hold.
    """
    try:
        return _encode(value)
    except UnicodeEncodeError as error:
        words = ascii(error.object[max(0, error.start - 20) : error.end + 20])
        raise BadInput(f"{words} is not UTF-8: write that character anew") from error


def loads(data: bytes | str, type: type[T]) -> T:
    """Return the value of that type which *data* holds; raise `msgspec.ValidationError` where it holds none."""
    return _decoder(type).decode(data)  # type: ignore[no-any-return, arg-type]


def seal(
    head: Head, last: datetime | None, stream: str, version: int, events: Iterable[Event], at: datetime
) -> list[Record]:
    """Return *events* as the records that follow *head*: `sealing`, all at once."""
    return list(sealing(head, last, stream, version, events, at))


def sealing(
    head: Head, last: datetime | None, stream: str, version: int, events: Iterable[Event], at: datetime
) -> Iterator[Record]:
    """Give *events* as the records that follow *head*, chained; *version* is the stream's version before them.

    `recorded_at` is the later of *at* and *last*, so it never runs backwards (STORE.md, 4). Raises `BadInput` for
    half a character.
    """
    moment = stamp(max(at, last) if last else at)
    position, previous = head.position, head.hash
    for event in events:
        position, version, type, schema = position + 1, version + 1, event.type, event.schema
        data = dumps(event)
        digest = sha256(data).hexdigest()
        id = event_id(stream, version, digest)
        hash = link_hash(previous, id, stream, version, position, moment, type, schema, digest)
        fields = position, id, stream, version, type, schema, moment, data.decode(), digest, previous, hash
        yield _new(Record, fields)
        previous = hash


def event_ids(stream: str, version: int, events: Iterable[Event]) -> list[str]:
    """Return the ids that *events* have as what follows *version* of *stream*."""
    return [
        event_id(stream, ordinal, sha256(dumps(event)).hexdigest()) for ordinal, event in enumerate(events, version + 1)
    ]


def event_id(stream: str, ordinal: int, digest: str) -> str:
    """Return the id of an event: UUIDv5 of its stream, ordinal and data digest (STORE.md, 2; RFC 9562, 5.5)."""
    # What uuid.uuid5 does, without making the object: a batch's ids took a quarter of its append.
    made = sha1(_NAMESPACE + f"{stream}/{ordinal}/{digest}".encode(), usedforsecurity=False).hexdigest()
    return f"{made[:8]}-{made[8:12]}-5{made[13:16]}-{_VARIANT[made[16]]}{made[17:20]}-{made[20:32]}"


def link_hash(
    previous: str, id: str, stream: str, version: int, position: int, at: str, type: str, schema: int, digest: str
) -> str:
    """Return the hex SHA-256 over the hash before, the length-prefixed envelope fields and the data's digest."""
    one, two = str(version), str(position)
    said = (
        f"{len(id)}:{id}{_field(stream)}{len(one)}:{one}{len(two)}:{two}{_field(at)}{_field(type)}{_field(str(schema))}"
    )
    return sha256(_bytes(previous) + said.encode() + _bytes(digest)).hexdigest()


@lru_cache(maxsize=256)
def _field(text: str) -> str:
    return f"{len(text.encode())}:{text}"


def unseal(record: Record) -> Envelope:
    """Return *record* as an envelope whose event is in today's schema; raise `Tampered` where it holds none."""
    [envelope] = unsealed([record])
    return envelope


def unsealed(records: Iterable[Sequence[Any]]) -> tuple[Envelope, ...]:
    """Return *records*, which may still be being read, as envelopes; see `unseal`."""
    rest, readers = iter(records), _Readers()
    made: list[Envelope] = []
    # A few at a time: what a row of the database says is read while it is still in the processor's cache.
    while some := list(islice(rest, AT_ONCE)):
        try:
            events = [readers[type, schema](data) for _, _, _, _, type, schema, _, data, _, _, _ in some]
        except (msgspec.MsgspecError, BadInput, ValueError):
            events = [_told(Record._make(one)) for one in some]  # one of these says what is wrong with it
        made += enveloped(some, events)
    return tuple(made)


def enveloped(records: Sequence[Sequence[Any]], events: Iterable[Event]) -> list[Envelope]:
    """Return *records* as envelopes around the *events* that their data says."""
    try:
        ids: list[UUID] = msgspec.convert([id for _, id, *_ in records], list[UUID])
    except msgspec.ValidationError as error:
        raise Tampered(records[0][0], f"here or right behind it, an id is none: {error}") from error
    return [
        Envelope(
            id=id, stream=stream, version=version, position=position, recorded_at=moment(at), type=type,
            schema=schema, event=event, previous=previous, hash=hash,
        )
        for id, event, (position, _, stream, version, type, schema, at, _, _, previous, hash)
        in zip(ids, events, records, strict=True)
    ]  # fmt: skip


class _Readers(dict[tuple[str, int], Callable[[str], Event]]):
    """What reads the data of an event of that type and schema, looked up once."""

    def __missing__(self, key: tuple[str, int]) -> Callable[[str], Event]:
        self[key] = reader = _reader(*key)
        return reader


def _told(record: Record) -> Event:
    try:
        return decode(record.type, record.schema, record.data)
    except (msgspec.MsgspecError, BadInput, ValueError) as error:
        raise Tampered(record.position, f"its data is no {record.type}: {error}") from error


class Verification:
    """The chain, recomputed one record after another in order of position; `end` says whether it held."""

    def __init__(self) -> None:
        self.head = Head()
        self._blanked: dict[str, int] = {}  #: streams with blanked data that no erasure has named yet, and where

    def take(self, record: Record) -> None:
        """Go one record on; raise `Tampered` where it does not follow or was changed."""
        if sha256(record.data.encode()).hexdigest() != record.digest:
            if not is_blank(record):
                raise Tampered(record.position, "its data was changed")
            self._blanked.setdefault(record.stream, record.position)
        if record.type == ArticleErased.type:
            self._blanked.pop(record.stream, None)
        self.head = check(record, self.head)

    def end(self) -> Head:
        """Return the head reached; raise `Tampered` where data was blanked that no erasure names."""
        for stream, position in self._blanked.items():
            raise Tampered(position, f"its data was blanked, and no {ArticleErased.type} of {stream} says why")
        return self.head


def is_blank(record: Record) -> bool:
    """Tell whether the data of *record* is what `blank` leaves of an event."""
    try:
        event = _told(record)
    except Tampered:
        return False
    return record.data == dumps(blank(event)).decode()


def blank(event: Event) -> Event:
    """Return what an erasure leaves of *event*: the ids it names, its days and what was decided; no words.

    So ids, decisions and what pollers were told survive a rebuild (STORE.md, 4).
    """
    match event:
        case ArticleReceived():
            return replace(event, text="", digest="", title="", url=None, source=None)
        case Dated():
            return replace(
                event, title="", actors=_nameless(event.actors), places=_placeless(event.places), quantity=None,
                evidence=(), dating=Dating(method=event.dating.method, because="", policy=event.dating.policy),
            )  # fmt: skip
        case OccurrenceAmended():
            return replace(
                event, reason="", title=None if event.title is None else "",
                actors=None if event.actors is None else _nameless(event.actors),
                places=None if event.places is None else _placeless(event.places),
            )  # fmt: skip
        case OccurrenceRetracted(by="person"):
            return replace(event, reason="")
        case OccurrenceMerged():
            return replace(event, because="")
    return event


def _nameless(actors: Iterable[Actor]) -> tuple[Actor, ...]:
    return tuple(replace(actor, name="") for actor in actors if actor.id is not None)


def _placeless(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(replace(place, name="") for place in places if place.slug)


def check(record: Record, before: Head) -> Head:
    """Return the head after *record*; raise `Tampered` where it does not follow *before* or was changed."""
    if record.position != before.position + 1:
        raise Tampered(before.position + 1, f"the next event stored is at {record.position}")
    if record.previous != before.hash:
        raise Tampered(record.position, "it does not follow the event before it")
    expected = link_hash(
        record.previous, record.id, record.stream, record.version, record.position,
        record.recorded_at, record.type, record.schema, record.digest,
    )  # fmt: skip
    if expected != record.hash:
        raise Tampered(record.position, "its envelope was changed")
    return Head(position=record.position, hash=record.hash)


def decode(type: str, schema: int, data: str) -> Event:
    """Return the event that *data* holds, lifted one schema at a time; raise `StoreUnusable` for a newer one."""
    return _reader(type, schema)(data)


def _reader(type: str, schema: int) -> Callable[[str], Event]:
    """Return what `decode` does for that type and schema."""
    cls = CLASSES.get(type, Dated)
    if schema > cls.schema:
        raise StoreUnusable(
            f"the log holds a {type} of schema {schema}, newer than this sstimeline knows: upgrade sstimeline"
        )
    if schema == cls.schema:
        return _decoder(cls).decode

    def lifted(data: str) -> Event:
        fields = msgspec.json.decode(data)
        for step in range(schema, cls.schema):
            lift = STEPS.get((type, step)) or STEPS[("*", step)]
            fields = lift(fields)
        return msgspec.convert(fields, cls, dec_hook=_rich)

    return lifted


def stamp(at: datetime) -> str:
    """Return *at* as RFC 3339 in UTC with six decimals, so that texts sort as times do."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


@lru_cache(maxsize=256)  # what was appended together was recorded at one time
def moment(text: str) -> datetime:
    """Return the time that `stamp` wrote."""
    return datetime.fromisoformat(text)


@lru_cache(maxsize=64)
def _decoder(type: type[Any]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(type, dec_hook=_rich)


def _plain(value: object) -> str:
    if isinstance(value, Date):
        return str(value)
    raise NotImplementedError(f"{type(value).__name__} has no JSON form")


_encode = msgspec.json.Encoder(enc_hook=_plain, order="sorted").encode
_NAMESPACE = NAMESPACE_URL.bytes
_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
_bytes = bytes.fromhex
_new: Any = tuple.__new__  # a named tuple made by its name costs three times as much
_parsed = Date.parse


def _rich(type: type[Any], value: Any) -> Any:
    if type is Date:
        return _parsed(value)
    raise NotImplementedError(f"{type.__name__} has no JSON form")
