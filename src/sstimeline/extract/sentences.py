"""A text cut into sentences: paragraphs, headings, furniture, quotations. Offsets are those of the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sstimeline import leaves
from sstimeline.model.articles import Span

#: The crawler's stamp in front of a text; it dates the text, and is no part of it (READING.md).
STAMP = re.compile(r"\s*date\s+\d{4}-\d\d(?:-\d\d)?(?=\s|$)")
END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘«(¿¡\[]*[^\W_])|[.!?…]+[\"'”’»)\]]*(?=\s*$)")
QUOTED = re.compile(r"“[^“”]{1,2000}[”“]|«[^«»]{1,2000}»|\"[^\"]{1,2000}\"")
INITIAL = re.compile(r"(?:^|[\s(.])[^\W\d_]$")
HEADING_LENGTH = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """How a language's sentences end, and what in them says that nothing happened."""

    abbreviations: frozenset[str]  #: lower case, without their last full stop
    furniture: re.Pattern[str]  #: the beginning of a paragraph that is no text: captions, teasers, cookie lines
    doubt: re.Pattern[str]  #: negation, hope, condition, habit, in front of a trigger within its clause
    numbers: dict[str, int]  #: number words
    boundary: re.Pattern[str]  #: where a clause ends and another begins
    months: frozenset[str]  #: names that stand in dates, so that a full stop before them ends nothing
    joined: str  #: "and"
    locative: re.Pattern[str]  #: what stands right in front of the place where something was
    background: re.Pattern[str]  #: what says that a sentence tells of earlier times
    in_year: re.Pattern[str]  #: what stands right in front of a bare year that dates something


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence, or a heading."""

    span: Span
    text: str  #: exactly the article's text there
    paragraph: int  #: counted from 0
    heading: bool  #: a short paragraph that ends without a stop
    quoted: tuple[Span, ...]  #: quotations of six words and more, in the article's offsets: somebody's speech


def prose(tag: str) -> Prose:
    """Return the prose of a language; raise `UnknownLeaf` where it has none."""
    table = leaves.table("sstimeline.extract.languages", tag, "prose")
    return Prose(
        abbreviations=frozenset(table["abbreviations"]),
        furniture=re.compile("|".join(table["furniture"]), re.IGNORECASE),
        doubt=re.compile("|".join(rf"\b(?:{cue})\b" for cue in table["doubt"]), re.IGNORECASE),
        numbers=table["numbers"],
        boundary=re.compile("|".join(table["boundary"]), re.IGNORECASE),
        months=frozenset(table.get("months", ())),
        joined=table["joined"],
        locative=re.compile(rf"\b(?:{table['locative']})\s+$", re.IGNORECASE),
        background=re.compile(rf"\b(?:{'|'.join(table['background'])})\b", re.IGNORECASE),
        in_year=re.compile(rf"\b(?:{table['in_year']})\s+$", re.IGNORECASE),
    )


def sentences(text: str, words: Prose) -> tuple[Sentence, ...]:
    """Return the sentences and headings of *text* in order, without furniture."""
    found: list[Sentence] = []
    stamp = STAMP.match(text)
    for number, paragraph in enumerate(_paragraphs(text, stamp.end() if stamp else 0)):
        if words.furniture.match(paragraph.of(text)):
            continue
        spans = list(_sentences(text, paragraph, words))
        heading = len(spans) == 1 and len(paragraph) <= HEADING_LENGTH and text[paragraph.end - 1] not in '.!?…:;"”»'
        for span in spans:
            quoted = tuple(
                Span(span.start + match.start(), span.start + match.end())
                for match in QUOTED.finditer(span.of(text))
                if len(match[0].split()) >= 6
            )
            found.append(Sentence(span=span, text=span.of(text), paragraph=number, heading=heading, quoted=quoted))
    return tuple(_listings(text, found))


def _listings(text: str, found: list[Sentence]) -> Iterator[Sentence]:
    """Give the sentences; one that ends with a colon goes on into the list or paragraph behind it."""
    kept: Sentence | None = None
    for sentence in found:
        if kept is not None and kept.text.endswith(":") and not sentence.heading:
            span = Span(kept.span.start, sentence.span.end)
            kept = replace(kept, span=span, text=span.of(text), quoted=(*kept.quoted, *sentence.quoted))
            continue
        if kept is not None:
            yield kept
        kept = sentence
    if kept is not None:
        yield kept


def _paragraphs(text: str, start: int) -> list[Span]:
    """Return the stretches between line breaks; a line that goes on in lower case belongs to the one before."""
    found: list[Span] = []
    offset = start
    for line in text[start:].splitlines(keepends=True):
        stripped = line.strip()
        begin = offset + len(line) - len(line.lstrip())
        if stripped:
            span = Span(begin, begin + len(stripped))
            goes_on = found and stripped[0].islower() and text[found[-1].end : begin].count("\n") == 1
            if goes_on:
                span = Span(found.pop().start, span.end)
            found.append(span)
        offset += len(line)
    return found


def _sentences(text: str, paragraph: Span, words: Prose) -> list[Span]:
    found: list[Span] = []
    start = paragraph.start
    for match in END.finditer(text, paragraph.start, paragraph.end):
        head = text[start : match.start()]
        last = head.rsplit(None, 1)[-1].casefold().lstrip('("“«¿¡') if head.split() else ""
        after = text[match.end() : match.end() + 24].lstrip()
        if match[0] == "." and (last in words.abbreviations or INITIAL.search(head) or after[:1].islower()):
            continue
        if match[0] == "." and after.split(" ")[0].casefold() in words.months:
            continue
        found.append(Span(start, match.end()))
        start = match.end() + len(text[match.end() : paragraph.end]) - len(text[match.end() : paragraph.end].lstrip())
    if start < paragraph.end:
        found.append(Span(start, paragraph.end))
    return found
