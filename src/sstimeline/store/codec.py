"""Events to bytes and back: canonical JSON, the hash chain, and the steps that lift old schemas."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, TypeVar, get_args
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from sstimeline.model.dates import Date
from sstimeline.model.errors import BadInput, StoreUnusable, Tampered
from sstimeline.model.events import Bookkeeping, Dated, Envelope, Event, Head

T = TypeVar("T")

#: Bookkeeping events by the stable name under which they are stored; everything else is `Dated`.
CLASSES: dict[str, type[Event]] = {cls.type: cls for cls in get_args(Bookkeeping)}

#: What lifts the data of an event from one schema to the next: (type or "*", schema it is in) -> step.
STEPS: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
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
        return msgspec.json.encode(value, enc_hook=_plain, order="sorted")
    except UnicodeEncodeError as error:
        words = ascii(error.object[max(0, error.start - 20) : error.end + 20])
        raise BadInput(f"{words} is not UTF-8: write that character anew") from error


def loads(data: bytes | str, type: type[T]) -> T:
    """Return the value of that type which *data* holds; raise `msgspec.ValidationError` where it holds none."""
    return _decoder(type).decode(data)  # type: ignore[no-any-return, arg-type]


def seal(
    head: Head, last: datetime | None, stream: str, version: int, events: Sequence[Event], at: datetime
) -> list[Record]:
    """Return *events* as the records that follow *head*, chained; *version* is the stream's version before them.

    `recorded_at` is the later of *at* and *last*, so it never runs backwards (STORE.md, 4).
    """
    moment = stamp(max(at, last) if last else at)
    position, previous, records = head.position, head.hash, []
    for event in events:
        position, version = position + 1, version + 1
        data = dumps(event).decode()
        digest = sha256(data.encode()).hexdigest()
        schema = type(event).schema
        id = str(event_id(stream, version, digest))
        hash = link_hash(previous, id, stream, version, position, moment, event.type, schema, digest)
        records.append(
            Record(
                position=position, id=id, stream=stream, version=version, type=event.type, schema=schema,
                recorded_at=moment, data=data, digest=digest, previous=previous, hash=hash,
            )
        )  # fmt: skip
        previous = hash
    return records


def event_id(stream: str, ordinal: int, digest: str) -> UUID:
    """Return the id of an event: UUIDv5 of its stream, ordinal and data digest (STORE.md, 2)."""
    return uuid5(NAMESPACE_URL, f"{stream}/{ordinal}/{digest}")


def link_hash(
    previous: str, id: str, stream: str, version: int, position: int, at: str, type: str, schema: int, digest: str
) -> str:
    """Return the hex SHA-256 over the hash before, the length-prefixed envelope fields and the data's digest."""
    chain = sha256(bytes.fromhex(previous))
    for field in (id, stream, str(version), str(position), at, type, str(schema)):
        chain.update(f"{len(field.encode())}:{field}".encode())
    chain.update(bytes.fromhex(digest))
    return chain.hexdigest()


def unseal(record: Record) -> Envelope:
    """Return *record* as an envelope whose event is in today's schema; raise `Tampered` where it holds none."""
    try:
        event = decode(record.type, record.schema, record.data)
    except (msgspec.MsgspecError, BadInput) as error:
        raise Tampered(record.position, f"its data is no {record.type}: {error}") from error
    return envelope(record, event)


def envelope(record: Record, event: Event) -> Envelope:
    """Return *record* as an envelope around the *event* that its data says."""
    return Envelope(
        id=UUID(record.id), stream=record.stream, version=record.version, position=record.position,
        recorded_at=moment(record.recorded_at), type=record.type, schema=record.schema,
        event=event, previous=record.previous, hash=record.hash,
    )  # fmt: skip


def check(record: Record, before: Head) -> Head:
    """Return the head after *record*; raise `Tampered` where it does not follow *before* or was changed."""
    if record.position != before.position + 1:
        raise Tampered(before.position + 1, f"the next event stored is at {record.position}")
    if record.previous != before.hash:
        raise Tampered(record.position, "it does not follow the event before it")
    if sha256(record.data.encode()).hexdigest() != record.digest:
        raise Tampered(record.position, "its data was changed")
    expected = link_hash(
        record.previous, record.id, record.stream, record.version, record.position,
        record.recorded_at, record.type, record.schema, record.digest,
    )  # fmt: skip
    if expected != record.hash:
        raise Tampered(record.position, "its envelope was changed")
    return Head(position=record.position, hash=record.hash)


def decode(type: str, schema: int, data: str) -> Event:
    """Return the event that *data* holds, lifted one schema at a time; raise `StoreUnusable` for a newer one."""
    cls = CLASSES.get(type, Dated)
    if schema > cls.schema:
        raise StoreUnusable(
            f"the log holds a {type} of schema {schema}, newer than this sstimeline knows: upgrade sstimeline"
        )
    if schema == cls.schema:
        return loads(data, cls)
    fields = msgspec.json.decode(data)
    for step in range(schema, cls.schema):
        lift = STEPS.get((type, step)) or STEPS[("*", step)]
        fields = lift(fields)
    return msgspec.convert(fields, cls, dec_hook=_rich)


def stamp(at: datetime) -> str:
    """Return *at* as RFC 3339 in UTC with six decimals, so that texts sort as times do."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def moment(text: str) -> datetime:
    """Return the time that `stamp` wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


@lru_cache(maxsize=64)
def _decoder(type: type[Any]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(type, dec_hook=_rich)


def _plain(value: object) -> str:
    if isinstance(value, Date):
        return str(value)
    raise NotImplementedError(f"{type(value).__name__} has no JSON form")


def _rich(type: type[Any], value: Any) -> Any:
    if type is Date:
        return Date.parse(value)
    raise NotImplementedError(f"{type.__name__} has no JSON form")
