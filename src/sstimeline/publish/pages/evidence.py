"""The words an entry rests on, cut into pieces that a page can mark: what happened, and when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sstimeline.model.articles import Evidence, Span
from sstimeline.model.dates import Dating
from sstimeline.model.entries import Entry, Source
from sstimeline.publish import content
from sstimeline.publish.pages.names import day, language_name

#: Up to this many characters a quote stands in the summary, whole; a longer one is cut there around its marks.
SUMMARY = 150

#: How much is kept on either side of a mark, the most that fits first.
_CONTEXTS = (70, 60, 50, 40, 32, 24, 16, 8, 0)
#: A gap shorter than this is not worth leaving out.
_GAP = 12

Mark = Literal["", "event", "date", "gap"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a quote."""

    text: str
    mark: Mark = ""  #: "event" the trigger, "date" the date's words, "gap" for words left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One quoted sentence as a page shows it."""

    evidence: Evidence
    pieces: tuple[Piece, ...]  #: joined, exactly the quote
    short: tuple[Piece, ...]  #: the same, where it fits the summary; else cut around its marks
    marks: tuple[str, str]  #: the quotation marks of its own language

    @property
    def is_cut(self) -> bool:
        """Whether `short` leaves something out."""
        return self.short != self.pieces

    @property
    def trigger(self) -> str:
        """The words that tell the event; empty where a person wrote the entry."""
        return "".join(piece.text for piece in self.pieces if piece.mark == "event")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One article an entry rests on, with all that is quoted from it and how it dates the entry."""

    source: Source
    name: str  #: its title, else its address, else where it came from
    url: str  #: where people read it; empty where that is not on the web
    lang: str  #: BCP 47 tag where it differs from the page's, else empty
    language: str  #: the language's name in the page's language; empty where unknown
    published: str  #: the day of publication in words; empty where not stated
    quotes: tuple[Quote, ...]
    rules: tuple[str, ...]  #: those that read it, each once
    dating: Dating | None
    reason: str  #: why the date is what it is, its method first; empty where this article has no say

    @property
    def keys(self) -> tuple[Quote, ...]:
        """The quotes a timeline has room for: the key sentence, and the one that says when where that is another."""
        dated = (quote for quote in self.quotes if any(piece.mark == "date" for piece in quote.pieces))
        return tuple(dict.fromkeys((*self.quotes[:1], *list(dated)[:1])))


def cited(entry: Entry, language: str) -> tuple[Cited, ...]:
    """Return the entry's articles with their evidence, for a page in *language*."""
    return tuple(_cited(entry, number, source, language) for number, source in enumerate(entry.articles))


def pieces(quote: str, marks: Iterable[tuple[Span, Mark]]) -> tuple[Piece, ...]:
    """Return *quote* in pieces; spans count its own code points, and of two that overlap the later in *marks* wins.

    >>> pieces("It met on Friday.", [(Span(3, 6), "event"), (Span(7, 16), "date")])[1]
    Piece(text='met', mark='event')
    """
    kinds: list[Mark] = [""] * len(quote)
    for span, mark in marks:
        kinds[span.start : span.end] = [mark] * len(span)
    found: list[Piece] = []
    start = 0
    for end in range(1, len(quote) + 1):
        if end == len(quote) or kinds[end] != kinds[start]:
            found.append(Piece(quote[start:end], kinds[start]))
            start = end
    return tuple(found)


def cut(whole: Sequence[Piece], limit: int = SUMMARY) -> tuple[Piece, ...]:
    """Return the pieces of a quote cut to about *limit* characters around its marks, whole words only."""
    text = "".join(piece.text for piece in whole)
    if len(text) <= limit:
        return tuple(whole)
    spans = _marked(whole) or [Span(0, 1)]
    kept: list[Span] = []
    for context in _CONTEXTS:
        kept = _joined(_widened(span, text, context) for span in spans)
        if sum(len(span) for span in kept) <= limit:
            break
    return _with_gaps(whole, kept, len(text))


def _cited(entry: Entry, number: int, source: Source, language: str) -> Cited:
    dating = entry.datings[number] if number < len(entry.datings) else None
    tag = content.language_tag(source.language or entry.language)
    evidence = [one for one in entry.evidence if one.article == source.id]
    url = content.weblink(source.url)
    return Cited(
        source=source,
        name=content.line(source.title) or url or content.line(source.source or "") or str(source.id),
        url=url,
        lang=tag if tag.partition("-")[0] != language.partition("-")[0] else "",
        language=language_name(tag, language),
        published=day(source.published, language),
        quotes=tuple(_quote(one, dating, tag) for one in evidence),
        rules=tuple(dict.fromkeys(one.rule for one in evidence)),
        dating=dating,
        reason=content.reason(dating, language) if dating else "",
    )


def _quote(evidence: Evidence, dating: Dating | None, tag: str) -> Quote:
    marks: list[tuple[Span, Mark]] = []
    if evidence.trigger is not None:
        marks.append((_within(evidence.trigger, evidence.span), "event"))
    if dating is not None and dating.start is not None and dating.end is not None:
        words = Span(dating.start, dating.end)
        # An amended or older text may have other words at these offsets: then they are not marked.
        if evidence.span.covers(words) and _within(words, evidence.span).of(evidence.quote) == dating.text:
            marks.append((_within(words, evidence.span), "date"))
    whole = pieces(evidence.quote, marks)
    quoted = ("«", "»") if tag.partition("-")[0] == "es" else ("“", "”")
    return Quote(evidence=evidence, pieces=whole, short=cut(whole), marks=quoted)


def _within(span: Span, outer: Span) -> Span:
    return Span(span.start - outer.start, span.end - outer.start)


def _marked(whole: Sequence[Piece]) -> list[Span]:
    """Return where the first mark of each sort stands: a date said twice is shown once."""
    found: dict[Mark, Span] = {}
    at = 0
    for piece in whole:
        if piece.mark:
            found.setdefault(piece.mark, Span(at, at + len(piece.text)))
        at += len(piece.text)
    return sorted(found.values())


def _widened(span: Span, text: str, context: int) -> Span:
    """Return *span* with up to *context* characters on either side, ending where words end."""
    start, end = max(0, span.start - context), min(len(text), span.end + context)
    if start > 0:
        start = next((at for at in range(start, span.start) if text[at - 1].isspace()), span.start)
    if end < len(text):
        end = next((at for at in range(end, span.end, -1) if text[at].isspace()), span.end)
    return Span(start, end)


def _joined(spans: Iterable[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        if kept and span.start - kept[-1].end < _GAP:
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, span.end))
        else:
            kept.append(span)
    return kept


def _with_gaps(whole: Sequence[Piece], kept: Sequence[Span], length: int) -> tuple[Piece, ...]:
    found: list[Piece] = [Piece("… ", "gap")] if kept[0].start > 0 else []
    for number, span in enumerate(kept):
        if number:
            found.append(Piece(" […] ", "gap"))
        at = 0
        for piece in whole:
            start, end = max(span.start, at), min(span.end, at + len(piece.text))
            if start < end:
                found.append(Piece(piece.text[start - at : end - at], piece.mark))
            at += len(piece.text)
    if kept[-1].end < length:
        found.append(Piece(" …", "gap"))
    return tuple(found)
