"""One news item, and the words of it that an entry rests on."""

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from uuid import NAMESPACE_URL, UUID, uuid5

from sstimeline.model.dates import Date
from sstimeline.model.values import Value


class Span(Value, frozen=True, order=True):
    """A stretch of an article's text, in Unicode code points."""

    start: int  #: the first code point, counted from 0
    end: int  #: the first code point that is no longer part of it

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"no span runs from {self.start} to {self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the words of *text* that this span covers."""
        return text[self.start : self.end]

    def covers(self, other: "Span") -> bool:
        """Tell whether *other* lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two share a code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One revision of a news item, as it was handed in."""

    id: UUID  #: `article_id` of its URL, path or text; the same for every revision
    text: str  #: what all offsets count into; never trimmed, never repaired
    language: str = ""  #: BCP 47 primary tag; empty where nobody could tell
    title: str = ""  #: empty where none was found
    url: str | None = None  #: where people read it
    source: str | None = None  #: where it came from: `seeds/<path>`, a feed's URL, a sender's word
    published: Date | None = None  #: a day or a month; None where unknown
    published_by: str = ""  #: how that day is known: "given", "metadata", "stamp" or "url" (READING.md)
    digest: str = field(default="")  #: hex SHA-256 of the text in UTF-8; computed where it is not given

    def __post_init__(self) -> None:
        if not self.digest:
            object.__setattr__(self, "digest", text_digest(self.text))

    @property
    def stream(self) -> str:
        """The stream that remembers this article."""
        return stream_of(self.id)


class Evidence(Value, frozen=True, kw_only=True):
    """The words of the article that an entry rests on."""

    article: UUID  #: whose words they are
    revision: str  #: digest of the text that `span` counts into
    span: Span  #: code points of that text
    quote: str  #: exactly `text[span]`; never trimmed, never repaired
    rule: str  #: "visit/en#study-visit": the file and the rule that read it
    trigger: Span | None = None  #: inside `span`; None where a person wrote the entry

    def __post_init__(self) -> None:  # reading the log comes by here at every event: no call that can be spared
        span, trigger = self.span, self.trigger
        if len(self.quote) != span.end - span.start:
            raise ValueError(f"a quote of {len(self.quote)} does not fill {span}")
        if trigger is not None and not (span.start <= trigger.start and trigger.end <= span.end):
            raise ValueError(f"the trigger {trigger} lies outside {span}")


def text_digest(text: str) -> str:
    """Return the hex SHA-256 of *text* in UTF-8; a lone surrogate counts as itself."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def article_id(*, url: str | None = None, path: str | None = None, text: str = "") -> UUID:
    """Return the id of the article at *url*, else of the file `seeds/<path>`, else of that text.

    UUID version 5 in the URL namespace (RFC 9562, 5.5), of the URL without its fragment.

    >>> article_id(url="https://example.org/a#top") == article_id(url="https://example.org/a")
    True
    """
    if url:
        name = url.partition("#")[0]
    elif path:
        name = path if path.startswith("seeds/") else f"seeds/{path}"
    else:
        name = f"sha256:{text_digest(text)}"
    return uuid5(NAMESPACE_URL, name)


def stream_of(article: UUID) -> str:
    """Return the name of the stream that remembers *article*."""
    return f"article-{article}"


@lru_cache(maxsize=4096)
def article_of(stream: str) -> UUID:
    """Return the id of the article that *stream* remembers; raise `ValueError` where it remembers none."""
    return UUID(stream.removeprefix("article-"))
