"""One article as its readers see it: its sentences, names and time expressions, each found by where it stands."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from sstimeline.extract.names import Name, ShortForms
from sstimeline.extract.prose import Prose
from sstimeline.extract.rules import Kind, Rule, Speech
from sstimeline.extract.sentences import Sentence
from sstimeline.model.articles import Article, Span
from sstimeline.model.dates import Date, Dating, Method
from sstimeline.model.events import Quantity
from sstimeline.model.readings import Timex

NO_DATE = "the text names no day for it, and the day of its publication is not known"
#: How sure an occurrence is whose date stands in its own sentence, by how the date was found.
CERTAINTY: dict[Method, float] = {
    "explicit": 0.96, "relative": 0.94, "anchored": 0.92, "inferred": 0.93, "publication": 0.86, "none": 0.6,
}  # fmt: skip


#: How far into a sentence a dateline's day may begin, and what stands behind it: "KINGSTON, March 4, 2021 – ...".
LINE = 60
DASH = re.compile(r"[)\].,]*\s*(?:[–—]|-{1,2})\s+(?=[^\W\d])|\.-\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What all steps that read an article's occurrences are handed."""

    article: Article
    language: str
    words: Prose
    sentences: Sequence[Sentence]
    names: Sequence[Name]  #: in order
    times: Sequence[Timex]  #: those that have a date, in order
    published: Date | None
    short: ShortForms
    _starts: tuple[list[int], list[int]] = field(default=([], []))  #: of the names and the times

    @classmethod
    def of(
        cls,
        article: Article,
        words: Prose,
        sentences: Sequence[Sentence],
        names: Sequence[Name],
        times: Sequence[Timex],
        published: Date | None,
        dateline: Span | None,
    ) -> "Page":
        """Return the page; the words of the *dateline* date the article, and nothing in it."""
        lines = _datelines(article.text, sentences, times, dateline)
        dated = [time for time in times if time.date is not None and time.span not in lines]
        starts = [name.span.start for name in names], [time.span.start for time in dated]
        return cls(
            article=article, language=article.language, words=words, sentences=sentences, names=names, times=dated,
            published=published, short=ShortForms.of(_in_text(names, sentences)), _starts=starts,
        )  # fmt: skip

    @property
    def text(self) -> str:
        """The article's text."""
        return self.article.text

    def names_in(self, span: Span) -> Sequence[Name]:
        """Return the names inside *span*, in order."""
        first, last = bisect_left(self._starts[0], span.start), bisect_left(self._starts[0], span.end)
        return [name for name in self.names[first:last] if name.span.end <= span.end]

    def times_in(self, span: Span) -> Sequence[Timex]:
        """Return the time expressions inside *span*, in order."""
        first, last = bisect_left(self._starts[1], span.start), bisect_left(self._starts[1], span.end)
        return [time for time in self.times[first:last] if time.span.end <= span.end]


def _in_text(names: Sequence[Name], sentences: Sequence[Sentence]) -> list[Name]:
    """Return *names* without those that only a heading has: headings shorten them as they like."""
    begins = [sentence.span.start for sentence in sentences]
    found = [bisect_left(begins, name.span.start + 1) - 1 for name in names]
    return [name for name, at in zip(names, found, strict=True) if name.id or (at >= 0 and not sentences[at].heading)]


def _datelines(
    text: str, sentences: Sequence[Sentence], times: Sequence[Timex], dateline: Span | None
) -> frozenset[Span]:
    """Return where the text dates itself: its dateline, and days in front of a dash at the beginning of a sentence."""
    begins = [sentence.span.start for sentence in sentences]
    found = [time.span for time in times if dateline is not None and dateline.overlaps(time.span)]
    for time in times:
        at = bisect_left(begins, time.span.start + 1) - 1
        if at >= 0 and time.span.start - begins[at] <= LINE and DASH.match(text, time.span.end):
            found.append(time.span)
    return frozenset(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A date, and how it was found."""

    date: Date | None = None
    dating: Dating = Dating(method="none", because=NO_DATE)
    certainty: float = CERTAINTY["none"]
    ahead: bool = False  #: it lies after the publication, whatever the tense of the words

    @property
    def is_weak(self) -> bool:
        """Whether the text itself gave no date: there is none, or only that of publication."""
        return self.date is None or self.dating.method == "publication"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One trigger in one sentence, and what its clause says."""

    kind: Kind
    rule: Rule
    language: str
    sentence: Sentence
    trigger: Span  #: offsets of the article, as all spans here
    thing: Span | None  #: what it is about, inside the trigger: "a cooperation agreement"
    person: str  #: who it is about, where that is a person
    scope: Span  #: the stretch of the sentence that speaks of it
    past: bool  #: told as background: "had signed", "years ago"
    aside: bool  #: told in a clause that only adds: ", who signed ..."
    heard: bool  #: told as what somebody said
    actors: tuple[tuple[str, Name], ...] = ()  #: role and holder
    supplied: bool = False  #: nobody in its sentence; who was named just before
    subject: bool = False  #: somebody is said to have done it who is no institution: "the minister", "she"
    places: tuple[Name, ...] = ()
    quantity: tuple[Quantity, Span] | None = None
    group: str = ""  #: "delegation", "experts": the words for who takes part; empty where there are none
    names: tuple[Name, ...] = ()  #: all those in its sentence
    found: Found = Found()
    others: tuple["Candidate", ...] = ()  #: what says it again

    @property
    def is_key(self) -> bool:
        """Whether it stands by itself; an `again` only adds to another."""
        return self.rule.form not in ("again", "retold")

    @property
    def is_ahead(self) -> bool:
        """Whether it is announced, and not told as done."""
        return self.rule.form == "scheduled" or self.found.ahead

    @property
    def phase(self) -> str:
        """The one phase it tells of; empty for the kind's own."""
        return self.rule.phase or ("scheduled" if self.is_ahead else "")

    @property
    def speech(self) -> Speech:
        """How its language tells of its kind."""
        return self.kind.speech[self.language]

    @property
    def everything(self) -> tuple["Candidate", ...]:
        """It, then what says it again."""
        return (self, *self.others)

    @property
    def holders(self) -> set[str]:
        """The institutions that took part."""
        return {name.key for _, name in self.actors}
