"""What the query of a timeline's JSON may ask, checked; each refusal names the parameter and what it takes."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, Literal, NamedTuple, cast, get_args
from uuid import UUID

import msgspec
from multidict import MultiMapping

from sstimeline.model.dates import Date
from sstimeline.model.entries import Entry
from sstimeline.model.errors import BadInput
from sstimeline.store.base import Query, by_date, by_position

Order = Literal["date", "-date", "-changed"]

KNOWN = ("kind", "actor", "place", "language", "from", "to", "q", "order", "limit", "cursor", "since", "as_of")
LIMIT, MOST = 100, 500
#: No log is older; a time before it shows what stood then: nothing.
OLDEST = datetime(1970, 1, 1, tzinfo=UTC)
#: No log will ever hold more events; SQLite counts no further.
HIGHEST = 2**63 - 1


class BadParameter(BadInput):
    """A parameter of the query that is not known, or says what it cannot say."""

    slug = "bad-parameter"

    def __init__(self, name: str, sentence: str) -> None:
        self.facts = {"parameter": name}
        super().__init__(sentence)


class Cursor(NamedTuple):
    """Where a page ended: every page of one listing shows the timeline as it stood at one position."""

    order: Order
    position: int  #: at which the first page was made
    key: tuple[Any, ...]  #: of the last entry sent, as `key_of` gives it


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a request for a timeline's entries asks."""

    query: Query
    order: Order = "date"
    limit: int = LIMIT
    cursor: Cursor | None = None
    since: int | None = None
    as_of: datetime | None = None
    given: Mapping[str, str] = field(default_factory=dict)  #: as they stand in the address


def only(query: MultiMapping[str], known: Sequence[str] = ()) -> dict[str, str]:
    """Return the parameters of *query*; raise `BadParameter` for one that is not *known* or is given twice."""
    for name in query:
        if name not in known:
            takes = f"there are: {', '.join(known)}" if known else "this address takes none"
            raise BadParameter(name, f"there is no parameter named {name!r}; {takes}")
        if len(query.getall(name)) > 1:
            raise BadParameter(name, f"{name} is given twice: give it once")
    return dict(query.items())


def asked(query: MultiMapping[str], slug: str) -> Asked:
    """Return what *query* asks of the timeline *slug*; raise `BadParameter` for what it cannot ask."""
    given = only(query, KNOWN)
    for name, value in given.items():
        if not value.strip() and name != "q":
            raise BadParameter(name, f"{name} is empty: give it a value, or leave it out")
    if clash := [name for name in ("cursor", "order", "as_of") if name in given and "since" in given]:
        raise BadParameter(clash[0], f"{clash[0]} can't go with since, whose answers come in order of their changes")
    if "cursor" in given and "as_of" in given:
        raise BadParameter("as_of", "as_of can't go with cursor, which carries the time it began with")
    order = _order(given.get("order", "date"))
    return Asked(
        query=_query(given, slug),
        order=order,
        limit=_number("limit", given.get("limit", str(LIMIT)), 1, MOST),
        cursor=_cursor(given["cursor"], order) if "cursor" in given else None,
        since=_number("since", given["since"], 0, HIGHEST) if "since" in given else None,
        as_of=moment(given["as_of"]) if "as_of" in given else None,
        given=given,
    )


def moment(text: str, name: str = "as_of") -> datetime:
    """Return the time that *text* says in ISO 8601, with its zone; a bare date is the end of that day in UTC.

    >>> moment("2018-10-01").isoformat()
    '2018-10-01T23:59:59.999999+00:00'
    """
    plus = re.sub(r" (\d\d:?\d\d)$", r"+\1", text.strip())  # in a query, a plus that is not escaped is a space
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", plus):
            return max(datetime.combine(date.fromisoformat(plus), time.max, UTC), OLDEST)
        found = datetime.fromisoformat(plus)
        if found.tzinfo is not None:
            return max(found.astimezone(UTC), OLDEST)
    except (ValueError, OverflowError):
        pass
    takes = "a time with its zone, such as 2018-10-01T12:00:00Z, or a day such as 2018-10-01"
    raise BadParameter(name, f"{name} can't be {text!r}: it takes {takes}")


def key_of(entry: Entry, order: Order) -> tuple[Any, ...]:
    """Return what entries are ordered by; the id makes it the entry's alone."""
    return by_position(entry) if order == "-changed" else by_date(entry)


def cursor(entry: Entry, order: Order, position: int) -> str:
    """Return the opaque text that says: go on after *entry*."""
    key = [part if isinstance(part, int) else str(part) for part in key_of(entry, order)]
    return urlsafe_b64encode(msgspec.json.encode([order, position, key])).decode().rstrip("=")


def _query(given: Mapping[str, str], slug: str) -> Query:
    earliest, latest = _date("from", given.get("from")), _date("to", given.get("to"))
    if earliest and latest and earliest.earliest > latest.latest:
        raise BadParameter("to", f"to can't be {latest}: it is before from, {earliest}")
    language = given.get("language")
    return Query(
        slug=slug,
        kind=_lower(given.get("kind")),
        actor=_lower(given.get("actor")),
        place=_lower(given.get("place")),
        language=language and _primary(language),
        earliest=None if earliest is None else earliest.earliest,
        latest=None if latest is None else latest.latest,
        words=given.get("q", "").strip() or None,
    )


def _lower(text: str | None) -> str | None:
    return text and text.strip().lower()


def _primary(text: str) -> str:
    from sstimeline.ingest.text import primary

    try:
        return primary(text)
    except BadInput as error:
        raise BadParameter("language", f"language can't be {text!r}: it takes a tag such as en or es") from error


def _date(name: str, text: str | None) -> Date | None:
    if text is None:
        return None
    try:
        found = Date.parse(text.strip())
    except BadInput:
        found = None
    if found is None or not found.is_usable:
        raise BadParameter(name, f"{name} can't be {text!r}: it takes a date such as 2018-09-17, 2018-09 or 2018")
    return found


def _order(text: str) -> Order:
    if text not in get_args(Order):
        raise BadParameter("order", f"order can't be {text!r}: it takes {', '.join(get_args(Order))}")
    return cast("Order", text)


def _number(name: str, text: str, lowest: int, highest: int) -> int:
    digits = text.isascii() and text.isdigit() and len(text) < 20
    if not digits or not lowest <= int(text) <= highest:
        takes = f"from {lowest} to {highest}" if name == "limit" else "0 or the position of an earlier answer"
        raise BadParameter(name, f"{name} can't be {text!r}: it takes a whole number, {takes}")
    return int(text)


def _cursor(text: str, order: Order) -> Cursor:
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        found: tuple[Order, int, list[Any]] = msgspec.json.decode(
            urlsafe_b64decode(padded), type=tuple[Order, int, list[int | str]]
        )
        held, position, key = found
        if held == "-changed":
            at, id = key
            if not (isinstance(at, int) and 0 <= position <= HIGHEST):
                raise ValueError(at)
            made = Cursor(held, position, (at, UUID(id)))
        else:
            earliest, latest, id = key
            made = Cursor(held, position, (date.fromisoformat(earliest), date.fromisoformat(latest), UUID(id)))
    except (ValueError, TypeError, AttributeError, msgspec.MsgspecError) as error:
        raise BadParameter("cursor", "cursor takes what the next of an earlier answer says, unchanged") from error
    if made.order != order:
        raise BadParameter("cursor", f"cursor belongs to an answer with order={made.order}: keep its other parameters")
    return made
