"""The log's events as lines of CloudEvents 1.0 in JSON, and back: nothing is lost and nothing is added."""

from hashlib import sha256
from typing import Literal
from urllib.parse import quote

import msgspec

from sstimeline.model.errors import BadInput, Error
from sstimeline.store import codec

JSON = "application/json"


class _Line(msgspec.Struct):
    """One line as it is read; what CloudEvents has no name for are extension attributes, all strings."""

    specversion: Literal["1.0"]
    id: str
    source: str
    type: str
    stream: str
    version: str
    position: str
    recordedat: str
    schema: str
    previous: str
    hash: str
    datadigest: str
    data: msgspec.Raw  #: the very bytes
    time: str | None = None
    datacontenttype: str = JSON


def line(record: codec.Record) -> bytes:
    """Return *record* as one line, without its end; the stored data stands in it byte for byte."""
    attributes = {
        "specversion": "1.0", "id": record.id, "source": _source(record.stream), "type": record.type,
        "time": record.recorded_at, "datacontenttype": JSON, "stream": record.stream, "version": str(record.version),
        "position": str(record.position), "recordedat": record.recorded_at, "schema": str(record.schema),
        "previous": record.previous, "hash": record.hash, "datadigest": record.digest,
    }  # fmt: skip
    return msgspec.json.encode(attributes)[:-1] + b',"data":' + record.data.encode() + b"}"


def record(text: bytes) -> codec.Record:
    """Return the record that `line` wrote, also where another tool put it in another form since.

    Its data is then made canonical again. Whether that is the data which the digest was made of, and whether the
    record follows the one before it, is for the caller to verify. Raises `BadInput`, behind whose "it" the caller
    names the line.
    """
    try:
        found = msgspec.json.decode(text, type=_Line)
    except msgspec.ValidationError as error:
        raise BadInput(f"it is no CloudEvent that sstimeline exported: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"it is no JSON: {error}") from error
    if found.source != _source(found.stream):
        raise BadInput(f"its source {found.source!r} is not that of its stream {found.stream!r}")
    if found.datacontenttype.partition(";")[0].strip() != JSON:
        raise BadInput(f"its data is {found.datacontenttype!r}, not {JSON}")
    _check_time(found)
    version, position, schema = (_number(found, name) for name in ("version", "position", "schema"))
    for name in ("previous", "hash", "datadigest"):
        if len(digits := getattr(found, name)) != 64 or digits.strip("0123456789abcdef"):
            raise BadInput(f"its {name} is no SHA-256 in hex: {digits!r}")
    return codec.Record(
        position, found.id, found.stream, version, found.type, schema, found.recordedat, _data(found, schema),
        found.datadigest, found.previous, found.hash,
    )  # fmt: skip


def _source(stream: str) -> str:
    return f"/streams/{quote(stream, safe='')}"


def _number(found: _Line, name: str) -> int:
    digits = getattr(found, name)
    if not (digits.isascii() and digits.isdigit() and len(digits) < 19):
        raise BadInput(f"its {name} is no number: {digits!r}")
    return int(digits)


def _check_time(found: _Line) -> None:
    try:
        recorded = codec.moment(found.recordedat)
        if codec.stamp(recorded) != found.recordedat:
            raise ValueError(found.recordedat)
    except (ValueError, OverflowError) as error:
        raise BadInput(f"its recordedat is no time in UTC with six decimals: {found.recordedat!r}") from error
    try:
        if found.time is not None and codec.moment(found.time) != recorded:
            raise BadInput(f"its time {found.time!r} is not its recordedat {found.recordedat!r}")
    except (ValueError, TypeError) as error:
        raise BadInput(f"its time is none: {found.time!r}") from error


def _data(found: _Line, schema: int) -> str:
    """Return the data of which the digest was made, as near as its words let us come to it.

    As it stands; else with its keys in order and its spaces gone; else as the event it says, for there are tools
    that write 1.0 as 1.
    """
    text = bytes(found.data)
    try:
        if sha256(text).hexdigest() == found.datadigest:
            return text.decode()
        canonical = codec.dumps(msgspec.json.decode(text))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"its data is no JSON: {error}") from error
    if sha256(canonical).hexdigest() == found.datadigest:
        return canonical.decode()
    try:
        return codec.dumps(codec.decode(found.type, schema, canonical.decode())).decode()
    except (msgspec.MsgspecError, Error, ValueError, LookupError):
        return canonical.decode()
