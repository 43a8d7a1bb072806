"""Which date belongs to which occurrence, how sure that is, and the sentence that says why."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sstimeline.extract.sentences import Prose, Sentence
from sstimeline.model.articles import Span
from sstimeline.model.dates import Date, Dating, Method
from sstimeline.model.readings import Timex

#: How sure an occurrence is whose date stands in its own sentence, by how the date was found.
CERTAINTY: dict[Method, float] = {
    "explicit": 0.96, "relative": 0.94, "anchored": 0.92, "inferred": 0.93, "publication": 0.86, "none": 0.6,
}  # fmt: skip
#: What is left of it where the date stands in the sentence beside.
NEIGHBOUR = 0.93
#: Between a date and a trigger another trigger weighs as much as this many code points, a clause boundary as that many.
RIVAL, BOUNDARY = 200, 60

NO_DATE = "the text names no day for it, and the day of its publication is not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A date, and how it was found."""

    date: Date | None = None
    dating: Dating = Dating(method="none", because=NO_DATE)
    certainty: float = CERTAINTY["none"]


def is_weak(found: Found) -> bool:
    """Tell whether the text itself gave no date: there is none, or only that of publication."""
    return found.date is None or found.dating.method == "publication"


def date_of(
    text: str,
    words: Prose,
    trigger: Span,
    scope: Span,
    sentence: Sentence,
    rivals: Sequence[Span],
    sentences: Sequence[Sentence],
    timexes: Sequence[Timex],
    published: Date | None,
) -> Found:
    """Return the date of the occurrence at *trigger*.

    In this order: the nearest in its sentence; a day in the sentence before or after that has no occurrence to
    claim it; the day of publication, as "about"; none.
    """
    usable = [timex for timex in timexes if _dates_something(text, timex, words)]
    inside = [timex for timex in usable if sentence.span.covers(timex.span)]
    near = _nearest(text, words, trigger, scope, rivals, inside)
    if near is not None:
        return _found(near, 1.0)
    if not rivals:
        for beside in _beside(sentence, sentences):
            days = [timex for timex in usable if beside.span.covers(timex.span) and _is_day(timex)]
            if len({timex.range or timex.date for timex in days}) == 1 and _leads(text, beside, days[0], words):
                return _found(days[0], NEIGHBOUR)
    if published is None or words.background.search(sentence.text):
        return Found()
    about = published.marked("~")
    because = f"the article names no day for it. It was published on {published}, so it happened about then."
    dating = Dating(method="publication", because=because, policy="publication")
    return Found(date=about, dating=dating, certainty=CERTAINTY["publication"])


def _nearest(
    text: str, words: Prose, trigger: Span, scope: Span, rivals: Sequence[Span], inside: Sequence[Timex]
) -> Timex | None:
    """Return the time expression that speaks of *trigger*; None where each is nearer to another trigger."""
    best: tuple[int, Timex] | None = None
    for timex in inside:
        ours = _apart(text, words, trigger, timex.span)
        others = (rival for rival in rivals if not rival.overlaps(trigger))
        # A date in front of the whole sentence speaks of everything in it.
        leads = not text[scope.start : timex.span.start].strip(" ,") and len(rivals) == 1
        if not leads and any(_apart(text, words, rival, timex.span) < ours for rival in others):
            continue
        if best is None or ours < best[0]:
            best = (ours, timex)
    return best[1] if best else None


def _apart(text: str, words: Prose, trigger: Span, span: Span) -> int:
    start, end = (trigger.end, span.start) if trigger.end <= span.start else (span.end, trigger.start)
    if end <= start:
        return 0
    between = text[start:end]
    return len(between) + BOUNDARY * len(words.boundary.findall(between)) + BOUNDARY * (";" in between)


def _beside(sentence: Sentence, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Give the sentence before and the one after, in the same paragraph; headings are no neighbours."""
    index = sentences.index(sentence)
    for other in (index - 1, index + 1):
        if 0 <= other < len(sentences) and sentences[other].paragraph == sentence.paragraph:
            yield sentences[other]


def _leads(text: str, beside: Sentence, timex: Timex, words: Prose) -> bool:
    """Tell whether the neighbour's date speaks for this sentence too: nothing in it is doubted or long ago."""
    return words.doubt.search(beside.text) is None and words.background.search(beside.text) is None


def _is_day(timex: Timex) -> bool:
    return timex.date is not None and timex.date.is_daily and timex.date.is_usable


def _dates_something(text: str, timex: Timex, words: Prose) -> bool:
    """Tell whether *timex* can date an occurrence: a bare year needs its preposition, or it is part of a name."""
    if timex.date is None or timex.type in ("DURATION", "SET"):
        return False
    if not re.fullmatch(r"\d{4}", timex.text):
        return True
    before = text[max(0, timex.span.start - 24) : timex.span.start]
    return words.in_year.search(before) is not None


def _found(timex: Timex, factor: float) -> Found:
    whole = timex.range
    date = whole.date if whole is not None else timex.date
    span = whole.span if whole is not None else timex.span
    assert date is not None
    dating = Dating(
        method=timex.method, because=timex.because, start=span.start, end=span.end,
        text=whole.text if whole is not None else timex.text, rule=timex.rule, policy=timex.policy,
    )  # fmt: skip
    return Found(date=date, dating=dating, certainty=CERTAINTY[timex.method] * factor)
