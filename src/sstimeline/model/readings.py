"""What one article was read to say: its time expressions and its occurrences."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from sstimeline.model.articles import Evidence, Span
from sstimeline.model.dates import Date, Dating, Method
from sstimeline.model.events import Actor, Bound, Place, Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """An interval said in one breath ("between the 17th and 21st September"), or a list that shares its month."""

    span: Span  #: all of its words, the joining ones too
    text: str  #: exactly those words
    date: Date  #: the interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Timex:
    """One time expression, as TimeML's TIMEX3 and as EDTF, from one typed value."""

    span: Span  #: code points of the article's text
    text: str  #: exactly `article.text[span]`
    type: Literal["DATE", "TIME", "DURATION", "SET"]
    value: str  #: TIMEX3 `value`: "2018-09-17", "P3D", "PAST_REF"
    mod: str | None = None  #: TIMEX3 `mod`: START, MID, END, APPROX, BEFORE, AFTER, MORE_THAN ...
    date: Date | None = None  #: EDTF; None for durations, sets and references without a date
    rule: str = ""  #: "en#between-days": the language and the rule that read it
    method: Method = "none"  #: how the date was found
    policy: str = ""  #: the named policy that filled what the words leave open; empty where nothing was open
    because: str = ""  #: one sentence for a stranger; empty where there is no date
    range: Range | None = None  #: the interval of which this is one end; both ends carry the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """One step of an occurrence, and when it was."""

    name: str  #: "began", "ended", "granted": the part of an event's type behind the dot
    bound: Bound
    date: Date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One occurrence as one article tells it, everything said twice merged."""

    kind: str  #: "visit": the folder in `extract/kinds/`
    title: str  #: in the article's language
    date: Date | None  #: over all phases
    phases: tuple[Phase, ...]  #: at least one
    actors: tuple[Actor, ...]
    places: tuple[Place, ...]
    quantity: Quantity | None
    confidence: float  #: 0 to 1
    evidence: tuple[Evidence, ...]  #: at least one, the key sentence first
    dating: Dating


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one revision of an article was read to say."""

    article: UUID
    language: str
    published: Date | None  #: the publication day believed, in READING.md's order of trust
    today: date  #: the UTC day on which this text first arrived
    timexes: tuple[Timex, ...]  #: in order of their start
    mentions: tuple[Mention, ...]  #: in order of their first evidence
