"""Institutions that no gazetteer knows: "the Ministry of Labour", "the Valdorra Provident Fund (VPF)"."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sstimeline import leaves
from sstimeline.model.articles import Span

#: A capitalised word, and a run of them with small words between.
WORD = r"[^\W\d_a-zà-ÿ][\w’'&+-]*"
SMALL = (
    r"of the|of|for the|for|and the|and|to the|&|del|de la|de los|de las|de|la|las|los"
    r"|y de la|y del|y de|y|e|para la|para el|para los|para|da|do|dos|das"
)
RUN = re.compile(rf"(?<![\w+]){WORD}(?:[^\S\n]{{1,3}}(?:(?:{SMALL})[^\S\n]{{1,3}})?{WORD}){{0,24}}+")
ACRONYM = re.compile(r"\s?\(([A-ZÁÉÍÓÚÑ][A-ZÁÉÍÓÚÑa-z+&-]{1,14})\)")
CAPITALS = re.compile(r"(?<![\w(.&-])[A-ZÁÉÍÓÚÑ]{3,9}(?![\w.&-])")
JOINT = re.compile(r"\s(?:and|y|e)\s+(?:the\s|la\s|el\s)?|\s(?:and the|y de la|y del|y de)\s")
#: What belongs to a ministry's name behind a comma: "Ministry of Labour, Social Protection and Family".
FIELDS = re.compile(rf",\s{WORD}(?:\s{WORD})?\s(?:and|y|e)\s{WORD}(?:\s{WORD})?(?=\s[^\W\dA-Z]|\s\()")
#: The longest name shown whole; a longer one is shown by its acronym, where it has one.
SHORT = 48
#: An acronym that nobody explained is an institution's where the text says it so often.
OFTEN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """By what a language's institutions are recognised."""

    head: re.Pattern[str]  #: "Ministry", "Fund": a run of capitals with one of these is a name
    alone: re.Pattern[str]  #: "Parliament", "the Cabinet": a name by itself
    other: re.Pattern[str]  #: "Forum", "Act": a run of capitals with one of these is the name of something else
    office: re.Pattern[str]  #: "Minister of", "Director General of the": who holds it is no institution
    article: re.Pattern[str]  #: "The": in front of a name, no part of it
    no: frozenset[str]  #: acronyms of other things: "COVID", "GDP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """An institution that only the text names."""

    span: Span
    short: str  #: as a reader should see it


def heads() -> dict[str, Heads]:
    """Return what `gazetteer/heads.toml` says, by language."""
    table = leaves.table("sstimeline.extract.gazetteer", "heads")
    return {
        tag: Heads(
            head=re.compile(rf"(?<!\w)(?:{'|'.join(row['head'])})(?!\w)"),
            alone=re.compile(rf"(?:{'|'.join(row['alone'])})\Z"),
            other=re.compile(rf"(?<!\w)(?:{'|'.join(row['other'])})(?!\w)"),
            office=re.compile(rf"(?:.*\s)?(?:{'|'.join(row['office'])})(?:\s(?:{SMALL}))?\s"),
            article=re.compile(rf"(?:{row['article']})\s"),
            no=frozenset(row["no"]),
        )
        for tag, row in table.items()
    }


def strangers(
    text: str, known: Mapping[int, tuple[int, bool]], words: Collection[str], heads: Heads
) -> Iterator[Stranger]:
    """Give the institutions of *text* that are not among those *known*, and their acronyms wherever they stand.

    *known* has the end of each name by its start, and whether it is an institution's; *words* are their names.
    """
    meant: dict[str, str] = {}
    for match in RUN.finditer(text):
        for span in _names(text, Span(*match.span()), known, heads):
            short, acronym = span.of(text), ACRONYM.match(text, span.end)
            if heads.other.search(short) is not None:
                continue
            if acronym is not None and acronym[1] not in words and sum(map(str.isupper, acronym[1])) > 1:
                short = short if len(short) <= SHORT else acronym[1]
                meant.setdefault(acronym[1], short)
                span = Span(span.start, acronym.end())
            elif not (heads.alone.match(short) or (heads.head.search(short) and len(short.split()) > 1)):
                continue  # "the Board" by itself stands for one that was named
            yield Stranger(span=span, short=" ".join(short.split()))
    yield from _acronyms(text, meant, heads)


def _acronyms(text: str, meant: Mapping[str, str], heads: Heads) -> Iterator[Stranger]:
    found = [match for match in CAPITALS.finditer(text) if match[0] in meant or match[0] not in heads.no]
    counts = Counter(match[0] for match in found)
    for match in found:
        if match[0] in meant or (counts[match[0]] >= OFTEN and not _shouts(text, match)):
            yield Stranger(span=Span(*match.span()), short=meant.get(match[0], match[0]))


def _shouts(text: str, match: re.Match[str]) -> bool:
    """Tell whether the words around it are in capitals too, as in a heading."""
    around = text[max(0, match.start() - 12) : match.start()] + text[match.end() : match.end() + 12]
    return not any(map(str.islower, around))


def _names(text: str, run: Span, known: Mapping[int, tuple[int, bool]], heads: Heads) -> Iterator[Span]:
    """Give the stretches of a run of capitals that may each be one institution's name."""
    for part in _around(run, known):
        pieces = [part]
        for joint in JOINT.finditer(text, part.start, part.end):
            last = pieces[-1]
            left, right = Span(last.start, joint.start()), Span(joint.end(), last.end)
            apart = joint[0].split()[-1] in ("the", "la", "el") or _has_head(text, right, heads)
            if apart and _has_head(text, left, heads):
                pieces[-1:] = [left, right]
        for piece in pieces:
            name = _trimmed(text, piece, heads)
            if len(name) > 2:
                yield name


def _around(run: Span, known: Mapping[int, tuple[int, bool]]) -> Iterator[Span]:
    """Give what of *run* lies between the institutions known; places may be parts of a name."""
    start = run.start
    for at in sorted(at for at in range(run.start, run.end) if at in known and known[at][1]):
        if at > start:
            yield Span(start, at)
        start = max(start, known[at][0])
    if start < run.end:
        yield Span(start, run.end)


def _has_head(text: str, span: Span, heads: Heads) -> bool:
    said = span.of(text)
    return heads.head.search(said) is not None or heads.alone.match(said) is not None


def _trimmed(text: str, span: Span, heads: Heads) -> Span:
    """Return *span* without the office in front of the name, an article, and small words at its ends."""
    start = span.start
    said = span.of(text)
    office = heads.office.match(said)
    if office is not None:
        start += office.end()
    while (article := heads.article.match(text, start, span.end)) is not None:
        start = article.end()
    fields = FIELDS.match(text, span.end) if re.match(r"Minist|Departm|Secretar", text[start : start + 9]) else None
    if fields is not None:
        return Span(start, fields.end())
    end = start + len(re.sub(rf"(?:\s+(?:{SMALL}))*\s*\Z", "", text[start : span.end]))
    lead = re.match(rf"\s*(?:(?:{SMALL})\s+)*", text[start:end])
    return Span(min(start + (lead.end() if lead else 0), end), end)
