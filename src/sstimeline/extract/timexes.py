"""The engine: runs a language's date rules over a text and gives each time expression its TIMEX3 and EDTF values.

Pure: the same text, language, publication day and *today* give the same answer for ever.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sstimeline.extract import policies
from sstimeline.extract.language import Language
from sstimeline.extract.meanings import Calendar, Feast, Meaning, NoTime, Repeat, Several, Shift
from sstimeline.extract.moments import Moment, is_day_of
from sstimeline.extract.policies import Context, Found
from sstimeline.extract.tokens import fold, windows
from sstimeline.model.articles import Span
from sstimeline.model.dates import Date
from sstimeline.model.errors import BadInput
from sstimeline.model.readings import Range, Timex
from sstimeline.model.values import replace

__all__ = ["timexes"]

#: How far back, in code points, a date may stand for "the 17th" or "10:35" to hold on to it.
HOLD = 300

#: How TIMEX3 writes a weekday that recurs, before its number.
EVERY = "XXXX-WXX-"

#: How far before a date, in code points, a verb of saying may stand and still be what the date tells: "said in May".
BESIDE = 8

#: How far behind a date that opens its clause its verb may begin, in code points.
FRONTED = 32

#: How far before such a date its clause opens, in code points.
FRONTING = 10

#: What ends a clause, as far as the verb behind a date goes.
CLAUSE = re.compile(r"[,;:.\n]")


def timexes(text: str, language: Language, *, published: Date | None, today: date) -> tuple[Timex, ...]:
    """Return the time expressions of *text* in order of their start.

    Offsets count code points of *text* as given. *published* is the publication day or month, None where nobody
    knows it; *today* is the day on which the text first arrived and serves only to rule out years to come.

    >>> from sstimeline.extract.language import language
    >>> found = timexes("It met on 17 September 2018.", language("en"), published=None, today=date(2026, 1, 1))
    >>> [one.value for one in found]
    ['2018-09-17']
    """
    folded = fold(text)
    said = list(_said(text, folded, language))
    for settle in (_sharing_years, _taking_days, _repeating):
        said = settle(said, folded, language)
    publication = _moment(published)
    read = _resolved(said, folded, language, publication)
    if publication is None:
        read = _inferred(read, today)
    return tuple(_timexes(read, text, language))


@dataclass(slots=True)
class _Said:
    """One expression: where it stands, what it says, and what it comes to."""

    span: Span
    meaning: Meaning
    rule: str
    found: Found | None = None
    whole: Span | None = None  #: the words of the range or list it belongs to
    group: int = 0  #: the same for the members of one range or list
    interval: bool = False


def _said(text: str, folded: str, language: Language) -> Iterator[_Said]:
    group = 0
    for start, end in windows(language.triggers.finditer(folded), len(folded)):
        segment = language.codes.read(folded, start, end)
        for words, meaning, rule in language.grammar.matches(segment, text):
            if isinstance(meaning, NoTime):
                continue
            if isinstance(meaning, Several):
                group += 1
                whole = Span(*words.span())
                for name, part in meaning.parts:
                    yield _Said(Span(*words.span(name)), part, rule, None, whole, group, meaning.interval)
            else:
                yield _Said(Span(*words.span()), meaning, rule)


def _sharing_years(said: list[_Said], folded: str, language: Language) -> list[_Said]:
    """Give a date without a year the year of the one it is listed with: '28-29 May and 3 June 2019'."""
    for one, following in zip(said[-2::-1], said[:0:-1], strict=False):
        if not isinstance(one.meaning, Calendar) or not isinstance(following.meaning, Calendar):
            continue
        open_ = one.meaning.year is None and one.meaning.month is not None and not one.meaning.direction
        shifted = following.meaning.year_shift
        between = folded[one.span.end : following.span.start].strip()
        if open_ and shifted is not None and following.meaning.month and between in language.joining:
            one.meaning = replace(one.meaning, year_shift=shifted)
        elif open_ and following.meaning.year is not None and following.meaning.month and between in language.joining:
            shared = replace(one.meaning, year=following.meaning.year)
            if shared.day is None or is_day_of(shared.month, shared.day, shared.year):
                one.meaning = shared
    return said


def _taking_days(said: list[_Said], folded: str, language: Language) -> list[_Said]:
    """Give a time of day the day that is named right behind it: '10:00 on Tuesday, 5 March'."""
    for one, following in pairwise(said):
        time, day = one.meaning, following.meaning
        if not isinstance(time, Calendar) or not isinstance(day, Calendar) or not time.clock or day.clock:
            continue
        if (time.year, time.month, time.day) != (None, None, None) or day.day is None or day.month is None:
            continue
        between = folded[one.span.end : following.span.start].strip()
        if between in language.dated and time.weekday in (None, day.weekday or time.weekday):
            one.meaning = replace(day, clock=time.clock, mod=time.mod, weekday=day.weekday or time.weekday)
    return said


def _repeating(said: list[_Said], folded: str, language: Language) -> list[_Said]:
    """Let a weekday that is listed with days that recur recur with them: 'every Tuesday and Thursday'."""
    for one, following in pairwise(said):
        weekday = following.meaning.weekday if isinstance(following.meaning, Calendar) else None
        if not isinstance(one.meaning, Repeat) or following.meaning != Calendar(weekday=weekday):
            continue
        between = folded[one.span.end : following.span.start].strip()
        if one.meaning.value[:-1] == EVERY and between in language.joining:
            following.meaning = Repeat(f"{EVERY}{weekday}")
    return said


def _resolved(said: list[_Said], folded: str, language: Language, publication: Moment | None) -> list[_Said]:
    anchor: Moment | None = None
    day: Moment | None = None
    quarter: Moment | None = None
    previous: _Said | None = None
    at = 0
    for one in said:
        context = Context(publication, weekday_rule=language.settings["weekdays"], quarter=quarter)
        meaning = one.meaning
        near = one.span.start - at <= HOLD
        looks_up = isinstance(meaning, Shift) or (
            isinstance(meaning, Calendar) and (meaning.that_year or meaning.that_part)
        )
        if anchor is not None and (near or publication is None or looks_up):
            context.anchor = anchor
        counts_days = isinstance(meaning, Shift) and (meaning.unit, meaning.origin) == ("D", "text")
        if counts_days and day is not None and anchor is not None and anchor.month is None:
            context.anchor = day  # "the next day" counts from a day, whatever year is named between
        if (isinstance(meaning, Calendar | Feast) and meaning.year is None) or _is_weekend(meaning):
            before = _before(folded, one.span, language)
            context.surely_past = language.past_before.search(before) is not None
            context.future_first, context.past_first = _tense(folded, one.span, before, language)
        one.found = policies.resolve(meaning, context)
        if one.interval and previous is not None and previous.group == one.group and previous.found is not None:
            one.found = policies.after(previous.found, one.found)
        previous = one
        moment = one.found.moment
        if moment is None:
            continue
        if moment.part.startswith("Q") and not (isinstance(meaning, Shift) and meaning.count):
            quarter = moment
        if moment.month is not None or (moment.year is not None and isinstance(meaning, Calendar)):
            anchor, at = moment, one.span.end
        if moment.is_day:
            day = moment
    return said


def _is_weekend(meaning: Meaning) -> bool:
    """Tell whether they are "the weekend", which the verbs place before or after the publication."""
    return isinstance(meaning, Shift) and meaning.origin == "weekend"


def _tense(folded: str, span: Span, before: str, language: Language) -> tuple[bool, bool]:
    """Return whether the words before *span* look ahead, and whether they look back: the last verb cue decides.

    "by" and "until" look ahead ("closes by Friday"), but at the head of a sentence its verb has the last word:
    "By Monday, forty had left".
    """
    if language.past_before.search(before):
        return False, True
    if (
        language.fronted.search(before[-FRONTING:])
        and (fronted := _tense_of_next_verb(folded, span, language)) is not None
    ):
        return fronted
    leads = language.future_before.search(before)
    if leads is not None and before[: leads.start()].strip(". \n\"'"):
        return True, False
    ahead = max((match.end() for match in language.future.finditer(before)), default=-1)
    looking_back = list(language.past.finditer(before))
    back = max((match.end() for match in looking_back), default=-1)
    if back > ahead and len(before) - back > BESIDE and language.reporting.fullmatch(looking_back[-1].group()):
        return False, False  # who said so does not say when: "The ministry said the vote of May ..."
    if ahead < 0 and back < 0:
        after = language.stop.split(folded[span.end : span.end + 60], maxsplit=1)[0]
        ahead = -min((match.start() for match in language.future.finditer(after)), default=999)
        back = -min((match.start() for match in language.past.finditer(after)), default=999)
    if ahead == back:  # "will be held": the verb that looks ahead takes the participle with it
        return ahead > 0 or leads is not None, False
    return ahead > back, back > ahead


def _tense_of_next_verb(folded: str, span: Span, language: Language) -> tuple[bool, bool] | None:
    """Return the same by the verb right behind a date that opens its clause: "anunció que el lunes viajará"."""
    after = CLAUSE.split(folded[span.end : span.end + FRONTED], maxsplit=1)[0]
    ahead, back = language.future.search(after), language.past.search(after)
    if ahead is None and back is None:
        return None
    looks_ahead = ahead is not None and (back is None or ahead.start() <= back.start())
    return looks_ahead, not looks_ahead


def _before(folded: str, span: Span, language: Language) -> str:
    """Return what stands before an expression in its sentence, as far as tense goes."""
    before = folded[max(0, span.start - 160) : span.start]
    return before[max((stop.end() for stop in language.stop.finditer(before)), default=0) :]


def _inferred(said: list[_Said], today: date) -> list[_Said]:
    """Fill open years by their weekdays, where the article has no publication date (`year-by-weekdays`)."""
    named = [year for one in said if (year := _plain_year(one)) is not None]
    groups = _groups(said)
    for one in said:
        if one.found is None or not isinstance(one.meaning, Calendar) or one.found.policy != "year-open":
            continue
        first = last = one.meaning
        if one.interval:
            begin, end = groups[one.group][0].meaning, groups[one.group][-1].meaning
            if isinstance(begin, Calendar) and isinstance(end, Calendar):
                first, last = begin, end
        if not policies.is_telling(first, last):
            continue
        year, because = policies.year_by_weekdays(first, last, named=named, today=today)
        found = replace(one.found, because=because, policy="year-by-weekdays")
        if year is not None and found.moment is not None:
            moment = replace(found.moment, year=year)
            marked = moment.date.marked("?") if moment.date is not None else None
            found = replace(found, value=moment.value, date=marked, method="inferred", moment=moment)
        one.found = found
    return said


def _plain_year(one: _Said) -> int | None:
    """Return the year that *one* names and nothing finer or coarser."""
    moment = one.found.moment if one.found is not None and one.found.method == "explicit" else None
    if moment is None or moment.scale or moment.era or moment.month is not None or moment.part:
        return None
    return moment.year


def _timexes(said: list[_Said], text: str, language: Language) -> Iterator[Timex]:
    ranges = _ranges(said, text)
    for one in sorted(said, key=lambda one: (one.span, -one.span.end)):
        found = one.found
        assert found is not None
        yield Timex(
            span=one.span,
            text=one.span.of(text),
            type=found.type,
            value=found.value,
            mod=found.mod,
            date=found.date,
            rule=f"{language.tag}#{one.rule.replace('_', '-')}",
            method=found.method,
            policy=found.policy,
            because=found.because if found.date is not None else "",
            range=ranges.get(one.group),
        )


def _ranges(said: list[_Said], text: str) -> dict[int, Range]:
    ranges: dict[int, Range] = {}
    for group, members in _groups(said).items():
        first, last = members[0].found, members[-1].found
        if first is None or last is None or first.date is None or last.date is None:
            continue
        whole = members[0].whole
        assert whole is not None
        try:
            ranges[group] = Range(span=whole, text=whole.of(text), date=Date.between(first.date, last.date))
        except BadInput:
            continue
    return ranges


def _groups(said: list[_Said]) -> dict[int, list[_Said]]:
    """Return the members of each interval, by its number."""
    groups: dict[int, list[_Said]] = {}
    for one in said:
        if one.interval:
            groups.setdefault(one.group, []).append(one)
    return groups


def _moment(published: Date | None) -> Moment | None:
    if published is None or published.start is None or not published.start.year.isdecimal():
        return None
    point = published.start
    return Moment(int(point.year), point.month if point.month is not None and point.month <= 12 else None, point.day)
