"""What can go wrong, each a sentence to the person who can mend it, with the facts as attributes."""

from collections.abc import Iterable
from difflib import get_close_matches


class Error(Exception):
    """A failure that a person can do something about; its text is the whole message."""

    #: The last part of the RFC 9457 problem type, `/problems/<slug>`.
    slug = "error"
    #: The HTTP status under which the server reports it.
    status = 500


class BadInput(Error):
    """What was handed in cannot be used as it is."""

    slug, status = "bad-input", 400


class TooLarge(BadInput):
    """What was handed in is larger than the limit."""

    slug, status = "too-large", 413


class Unreadable(Error):
    """An article that the extractor fails on: our mistake, told as one so that it is mended."""

    slug, status = "unreadable", 500


class Unknown(Error):
    """A name that stands for nothing; lists what it might have been."""

    slug, status = "unknown", 404

    def __init__(self, what: str, name: str, known: Iterable[str] = ()) -> None:
        self.what, self.name = what, name
        self.known = tuple(sorted(known))
        self.close = tuple(get_close_matches(name, self.known, n=3, cutoff=0.5))
        super().__init__(f"no {what} named {name!r}" + self._hint())

    def _hint(self) -> str:
        if self.close:
            return f"; did you mean {' or '.join(self.close)}?"
        return f"; there are: {', '.join(self.known[:20])}" if self.known else ""


class UnknownLeaf(Unknown):
    """No module or table of that name; the family's leaves are listed."""

    slug = "unknown-leaf"

    def _hint(self) -> str:
        return f"; there are: {', '.join(self.known)}"


class UnknownTimeline(Unknown):
    """No timeline has that slug."""

    slug = "unknown-timeline"

    def __init__(self, slug: str, known: Iterable[str] = ()) -> None:
        super().__init__("timeline", slug, known)


class UnknownEntry(Unknown):
    """No entry has that id."""

    slug = "unknown-entry"

    def __init__(self, name: str) -> None:
        super().__init__("entry", name)


class UnknownArticle(Unknown):
    """No article has that id."""

    slug = "unknown-article"

    def __init__(self, name: str) -> None:
        super().__init__("article", name)


class AlreadyRetracted(Error):
    """The entry is retracted; nothing is left to retract or amend."""

    slug, status = "already-retracted", 409


class Erased(Error):
    """The article was erased on lawful demand, and is not taken in again."""

    slug, status = "erased", 410

    def __init__(self, article: str, on: str) -> None:
        super().__init__(f"article {article} was erased on lawful demand on {on}: it is not taken in again")


class StreamMoved(Error):
    """Someone appended to the stream in between: read it again and decide again (STORE.md, 2)."""

    slug, status = "stream-moved", 409

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        self.stream, self.expected, self.actual = stream, expected, actual
        super().__init__(f"{stream} stands at version {actual}, not {expected}: read it again")


class Conflict(Error):
    """An event of that id is stored already, with other content or in another place."""

    slug, status = "conflict", 409


class StoreUnusable(Error):
    """The store can't be opened, read or written."""

    slug, status = "store-unusable", 503


class Tampered(Error):
    """The log's chain does not verify: history was changed, or its file is damaged."""

    slug, status = "tampered", 500

    def __init__(self, position: int, why: str) -> None:
        self.position = position
        super().__init__(f"the log does not verify at position {position}: {why}")
