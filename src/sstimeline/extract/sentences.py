"""A text cut into sentences: paragraphs, headings, furniture, quotations. Offsets are those of the text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sstimeline.extract.prose import Prose
from sstimeline.model.articles import Span
from sstimeline.model.values import replace

#: The crawler's stamp in front of a text; it dates the text, and is no part of it (READING.md).
STAMP = re.compile(r"\s*date\s+\d{4}-\d\d(?:-\d\d)?(?=\s|$)")
END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s++[\"'“‘«(¿¡\[]*+[^\W_]|\s*+\Z)")
QUOTED = re.compile(r"“[^“”]{1,2000}[”“]|«[^«»]{1,2000}»|\"[^\"]{1,2000}\"")
#: A full stop behind one of these ends nothing: the initial of a name, the number of a list.
INITIAL = re.compile(r"(?:^|[\s(.])[^\W\d_]$")
BLANK = re.compile(r"\s*")
HEADING_LENGTH = 160
#: Nobody writes longer sentences; what has no stop for so long is cut at a space, so that no step sees it whole.
MOST = 1200
#: A quotation of so many words is somebody's speech; a shorter one is a name.
SPEECH = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence, or a heading."""

    span: Span
    text: str  #: exactly the article's text there
    number: int  #: its place among the sentences, from 0
    paragraph: int  #: counted from 0
    heading: bool  #: a short paragraph that ends without a stop
    quoted: tuple[Span, ...]  #: quotations of six words and more, in the article's offsets: somebody's speech
    named: tuple[Span, ...]  #: shorter ones: names and titles


def sentences(text: str, words: Prose) -> tuple[Sentence, ...]:
    """Return the sentences and headings of *text* in order, without furniture."""
    stamp = STAMP.match(text)
    found: list[Sentence] = []
    about = False
    for number, paragraph in enumerate(_paragraphs(text, stamp.end() if stamp else 0)):
        said = paragraph.of(text)
        if words.furniture.match(said):
            continue
        spans = list(_sentences(text, paragraph, words))
        heading = len(spans) == 1 and len(paragraph) <= HEADING_LENGTH and said[-1] not in '.!?…:;"”»,'
        if heading:
            about = words.about.match(said) is not None
        if not about:
            found.extend(_sentence(text, span, number, heading) for span in spans)
    return tuple(replace(one, number=number) for number, one in enumerate(_listings(text, found)))


def _sentence(text: str, span: Span, paragraph: int, heading: bool) -> Sentence:
    said = span.of(text)
    quotes = [Span(span.start + match.start(), span.start + match.end()) for match in QUOTED.finditer(said)]
    long = [quote for quote in quotes if len(quote.of(text).split()) >= SPEECH]
    return Sentence(
        span=span, text=said, number=0, paragraph=paragraph, heading=heading, quoted=tuple(long),
        named=tuple(quote for quote in quotes if quote not in long),
    )  # fmt: skip


def _listings(text: str, found: Iterable[Sentence]) -> Iterator[Sentence]:
    """Give the sentences; one that ends with a colon goes on into the list or paragraph behind it."""
    kept: Sentence | None = None
    for sentence in found:
        if kept is not None and kept.text.endswith(":") and not sentence.heading and len(kept.text) < MOST:
            span = Span(kept.span.start, sentence.span.end)
            quoted, named = (*kept.quoted, *sentence.quoted), (*kept.named, *sentence.named)
            kept = replace(kept, span=span, text=span.of(text), quoted=quoted, named=named)
            continue
        if kept is not None:
            yield kept
        kept = sentence
    if kept is not None:
        yield kept


def _paragraphs(text: str, start: int) -> list[Span]:
    """Return the stretches between line breaks; a line that goes on in lower case belongs to the one before."""
    found: list[Span] = []
    offset, breaks = start, 0
    for line in text[start:].splitlines(keepends=True):
        stripped = line.strip()
        begin = offset + len(line) - len(line.lstrip())
        if stripped:
            span = Span(begin, begin + len(stripped))
            if found and breaks == 1 and stripped[0].islower():
                span = Span(found.pop().start, span.end)
            found.append(span)
            breaks = 0
        breaks += 1
        offset += len(line)
    return found


def _sentences(text: str, paragraph: Span, words: Prose) -> Iterator[Span]:
    start = paragraph.start
    for match in END.finditer(text, paragraph.start, paragraph.end):
        behind = BLANK.match(text, match.end(), paragraph.end)
        begin = behind.end() if behind else match.end()
        head = text[max(start, match.start() - 24) : match.start()]
        if match[0] == "." and _goes_on(head, text[begin : begin + 1], words):
            continue
        yield from _cut(text, Span(start, match.end()))
        start = begin
    if start < paragraph.end:
        yield from _cut(text, Span(start, paragraph.end))


def _goes_on(head: str, after: str, words: Prose) -> bool:
    last = head.split()[-1].casefold().lstrip('("“«¿¡') if head.split() else ""
    return last in words.abbreviations or INITIAL.search(head) is not None or after.islower()


def _cut(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    while span.end - start > MOST:
        stop = text.rfind(" ", start + 1, start + MOST)
        stop = stop if stop > start else start + MOST
        yield Span(start, stop)
        start = stop + (text[stop] == " ")
    if start < span.end:
        yield Span(start, span.end)
