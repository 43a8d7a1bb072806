"""Which date belongs to which occurrence, how sure that is, and the sentence that says why."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from sstimeline.extract.page import CERTAINTY, Candidate, Found, Page
from sstimeline.model.articles import Span
from sstimeline.model.dates import Date, Dating
from sstimeline.model.readings import Timex
from sstimeline.model.values import replace

#: What is left of the certainty where the date stands in the sentence beside, or that of the scene before.
NEIGHBOUR = 0.95
#: What is left where a day right after the publication is told in the past tense.
TENSE = 0.87
#: Between a date and a trigger another trigger weighs as much as this many code points, a clause boundary as that many.
RIVAL, BOUNDARY = 200, 60
#: How many sentences back the scene may stand that "during the ceremony" speaks of.
SCENE = 4
#: News stands in the first so many sentences; what is told later without a day is less surely of that day.
NEWS, LATER = 12, 0.9
#: A past tense may tell of the days right after the publication: pages bear earlier days than their last lines.
AHEAD = timedelta(days=31)
YEAR = re.compile(r"\d{4}")
#: A day said in such words is not a bare weekday.
AHEAD_WORDS = re.compile(r"\d|next|coming|tomorrow|próxim|mañana|viene|siguiente|week|semana", re.IGNORECASE)
#: Small words that a time expression may begin with.
SMALL = re.compile(r"(?:al|del|de|el|la|on|the|by|from|in)\s", re.IGNORECASE)
#: What joins the first of two days to the second: "17 and 18 June".
JOINT = re.compile(r"\s*(?:and|y|&|-|–|to|al?)\s*")


def dated(page: Page, found: Sequence[Candidate]) -> list[Candidate]:
    """Return *found*, each with its date.

    In this order: the nearest in its sentence; that of the scene it says it belongs to; a day in the sentence
    before or after that no occurrence claims; the day of publication, as "about"; none.
    """
    by_sentence: dict[int, list[Candidate]] = {}
    for one in found:
        by_sentence.setdefault(one.sentence.number, []).append(one)
    own = [_own(page, one, by_sentence[one.sentence.number]) for one in found]
    scenes: dict[int, Found] = {}
    for one, when in zip(found, own, strict=True):
        if when is not None and when.date is not None and when.date.is_daily and not one.past:
            scenes[one.sentence.number] = when
    rest = (when or _elsewhere(page, one, scenes, by_sentence) for one, when in zip(found, own, strict=True))
    return [replace(one, found=when) for one, when in zip(found, rest, strict=True)]


def _own(page: Page, one: Candidate, siblings: Sequence[Candidate]) -> Found | None:
    """Return the date in the occurrence's own sentence; None where it has none."""
    rivals = [other.trigger for other in siblings if other.trigger != one.trigger and other.is_key]
    best: tuple[int, Timex] | None = None
    usable = [time for time in page.times_in(one.sentence.span) if _can_date(page, one, time)]
    for time in usable:
        ours = _apart(page, one.trigger, time.span)
        leads = not page.text[one.scope.start : time.span.start].strip(" ,") and len(rivals) == 1
        sole = len({other.range or other.date for other in usable}) == 1 and ours < BOUNDARY + RIVAL / 2
        nearer = any(_apart(page, rival, time.span) < ours for rival in rivals)
        if nearer and not leads and not (sole and not _is_parted(page, one.trigger, time.span)):
            continue
        if best is None or ours < best[0]:
            best = (ours, time)
    return None if best is None else _found(page, one, best[1], 1.0)


def _can_date(page: Page, one: Candidate, time: Timex) -> bool:
    """Tell whether *time* can date the occurrence *one* tells of: by what it is, what leads to it, and the tense."""
    if not _dates_something(page, time) or any(quote.covers(time.span) for quote in one.sentence.quoted):
        return False
    if one.trigger.covers(time.span) and YEAR.fullmatch(time.text):
        return False  # a year inside the name of a thing
    words, span = page.words, time.range.span if time.range is not None else time.span
    small = SMALL.match(page.text, span.start)
    before = page.text[max(one.sentence.span.start, span.start - 60) : small.end() if small else span.start]
    if words.until.search(before):
        return False
    spans_days = len(one.kind.interval) > 1 and time.range is not None
    if one.rule.form != "scheduled" and not spans_days and words.later.search(before):
        return False
    decides = one.rule.phase in ("postponed", "cancelled", "suspended")
    if words.said_on.search(before) and not decides:
        return False
    return _fits_tense(page, one, time)


def _fits_tense(page: Page, one: Candidate, time: Timex) -> bool:
    """Tell whether *time* lies where the words say: an announcement's on a day to come, the others' in the past."""
    whole = time.range.date if time.range is not None else time.date
    assert whole is not None
    if one.rule.form == "scheduled" and not (whole.is_daily or whole.is_interval):
        return False
    if page.published is None or not whole.is_usable:
        return True
    if one.rule.form == "scheduled":
        return whole.latest >= page.published.earliest
    return whole.earliest <= page.published.latest or (
        time.method == "relative" and whole.earliest - page.published.latest <= AHEAD and whole.is_daily
    )


def _elsewhere(page: Page, one: Candidate, scenes: dict[int, Found], by_sentence: dict[int, list[Candidate]]) -> Found:
    """Return the date of the scene or the neighbour that speaks for *one*, else that of publication, else none."""
    number = one.sentence.number
    if one.rule.form != "scheduled" and not one.past:
        if page.words.then.search(one.sentence.text):
            near = [scenes[at] for at in range(number - 1, number - 1 - SCENE, -1) if at in scenes]
            if near and not near[0].ahead:
                return _anchored(near[0])
        for beside in _beside(page, number):
            days = [time for time in page.times_in(page.sentences[beside].span) if _is_day(page, one, time)]
            sole = len({time.range or time.date for time in days}) == 1
            if beside not in by_sentence and sole and _leads(page, beside):
                return _found(page, one, days[0], NEIGHBOUR)
    if page.published is None or one.past or one.aside or one.heard or one.rule.form == "scheduled":
        return Found()
    about = page.published.marked("~")
    because = f"The article names no day for it. It was published on {page.published}, so it happened about then."
    dating = Dating(method="publication", because=because, policy="publication")
    sure = CERTAINTY["publication"] * (1.0 if number < NEWS else LATER)
    return Found(date=about, dating=dating, certainty=sure)


def _anchored(scene: Found) -> Found:
    because = "It was at what the sentences before tell of, on that day."
    dating = replace(scene.dating, method="anchored", because=f"{because} {scene.dating.because}", policy="scene")
    return replace(scene, dating=dating, certainty=CERTAINTY["anchored"] * NEIGHBOUR)


def _apart(page: Page, trigger: Span, span: Span) -> int:
    start, end = (trigger.end, span.start) if trigger.end <= span.start else (span.end, trigger.start)
    if end <= start:
        return 0
    return end - start + BOUNDARY * sum(1 for _ in page.words.boundary.finditer(page.text, start, end))


def _is_parted(page: Page, trigger: Span, span: Span) -> bool:
    start, end = min(trigger.end, span.end), max(trigger.start, span.start)
    return end > start and page.words.boundary.search(page.text, start, end) is not None


def _beside(page: Page, number: int) -> Iterator[int]:
    """Give the sentence before and the one after; the latter only in the same paragraph."""
    before, after = number - 1, number + 1
    if before >= 0:
        yield before
    if after < len(page.sentences) and page.sentences[after].paragraph == page.sentences[number].paragraph:
        yield after


def _leads(page: Page, beside: int) -> bool:
    """Tell whether the neighbour's date speaks for this sentence too: nothing in it is doubted or long ago."""
    said = page.sentences[beside].text
    return page.words.doubt.search(said) is None and page.words.background.search(said) is None


def _is_day(page: Page, one: Candidate, time: Timex) -> bool:
    if time.date is None or not (time.date.is_daily and time.date.is_usable):
        return False
    return _can_date(page, one, time)


def _dates_something(page: Page, time: Timex) -> bool:
    """Tell whether *time* can date an occurrence: a bare year needs its preposition, or it is part of a name."""
    if time.date is None or time.type in ("DURATION", "SET"):
        return False
    if not YEAR.fullmatch(time.text):
        return True
    return page.words.in_year.search(page.text[max(0, time.span.start - 24) : time.span.start]) is not None


def _whole(page: Page, one: Candidate, time: Timex) -> tuple[Date, Span]:
    """Return the days of *time*: its interval, or that of two days in a row for what may span days."""
    if time.range is not None:
        return time.range.date, time.range.span
    assert time.date is not None
    if len(one.kind.interval) > 1 and time.date.is_daily:
        times = page.times_in(one.sentence.span)
        for first, last in pairwise(times):
            if time in (first, last) and first.date and last.date and first.date.is_daily and last.date.is_daily:
                joined = JOINT.fullmatch(page.text, first.span.end, last.span.start)
                if joined and _is_next_day(first.date, last.date):
                    return Date.between(first.date, last.date), Span(first.span.start, last.span.end)
    return time.date, time.span


def _is_next_day(first: Date, last: Date) -> bool:
    if first.is_usable and last.is_usable:
        return last.earliest - first.latest == timedelta(days=1)
    ours, theirs = first.start, last.start
    if ours is None or theirs is None:
        return False
    return ours.month == theirs.month and (theirs.day or 0) - (ours.day or 0) == 1


def _found(page: Page, one: Candidate, time: Timex, factor: float) -> Found:
    date, span = _whole(page, one, time)
    because, policy = time.because, time.policy
    if _is_told_back(page, one, time):
        date = Date.of(date.earliest - timedelta(days=7), date.mark)
        because, policy = (
            "The words name only a day of the week, and tell it as past: the last such day.",
            "told-as-past",
        )
    dating = Dating(
        method=time.method, because=because, start=span.start, end=span.end, text=span.of(page.text),
        rule=time.rule, policy=policy,
    )  # fmt: skip
    ahead = _is_ahead(page, date) and one.rule.form != "scheduled"
    sure = CERTAINTY[time.method] * factor * (TENSE if ahead else 1.0)
    return Found(date=date, dating=dating, certainty=sure, ahead=ahead)


def _is_told_back(page: Page, one: Candidate, time: Timex) -> bool:
    """Tell whether a bare weekday was taken for the next one, though the occurrence's own verb is in the past."""
    date = time.date
    if one.rule.form != "verb" or time.method != "relative" or time.range is not None or date is None:
        return False
    if page.published is None or not (date.is_daily and not date.is_interval) or AHEAD_WORDS.search(time.text):
        return False
    return timedelta(0) < date.earliest - page.published.latest <= timedelta(days=7)


def _is_ahead(page: Page, date: Date) -> bool:
    return page.published is not None and date.is_usable and date.earliest > page.published.latest
