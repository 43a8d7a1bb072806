"""Where a text says that something happened: the words of a rule, asserted, and the clause that they stand in."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from sstimeline.extract.page import Candidate, Page
from sstimeline.extract.rules import Kind, Rule
from sstimeline.extract.sentences import Sentence
from sstimeline.model.articles import Span

WORDS = re.compile(r"\w+")
#: The end of what leads into a clause that only adds: ", who ", ", which ".
ASIDE = re.compile(r",\s+(?:who|which|whose|que|quien|quienes|cuyo|cuya|el cual|la cual)\s*$", re.IGNORECASE)
#: How far behind the trigger an announcement may turn out to hang on something, in code points.
HINGE_WITHIN = 120
#: No sentence tells of more things than so many.
MANY = 8
#: How far in front of the words for a setting a doubt is about the setting, in code points.
SETTING = 24
Hit = tuple[Kind, Rule, re.Match[str]]


def candidates(page: Page, kinds: Iterable[Kind]) -> Iterator[Candidate]:
    """Give what each sentence of *page* asserts, in order; roles and dates are for later steps."""
    speaking = [kind for kind in kinds if page.language in kind.speech]
    for sentence in page.sentences:
        if sentence.heading:
            continue
        said = set(WORDS.findall(sentence.text.casefold()))
        first = islice(_sole(_hits(page, sentence, speaking, said)), MANY)
        hits = [hit for hit in first if _is_asserted(page, sentence, hit)]
        begins = [hit[2].start() for hit in hits if hit[1].form not in ("again", "retold")]
        for hit in hits:
            rival = next((begin for begin in begins if begin > hit[2].start()), None)
            yield _candidate(page, sentence, hit, rival)


def _hits(page: Page, sentence: Sentence, kinds: Iterable[Kind], said: set[str]) -> Iterator[Hit]:
    for kind in kinds:
        for rule in kind.speech[page.language].rules:
            if rule.cues and rule.cues.isdisjoint(said):
                continue
            for match in rule.trigger.finditer(page.text, sentence.span.start, sentence.span.end):
                if not _is_institution(page, match):
                    yield kind, rule, match


def _sole(found: Iterable[Hit]) -> list[Hit]:
    """Return the triggers in order; of those that overlap, what asserts goes before what names, then the longest."""
    kept: list[Hit] = []
    rank = {"verb": 0, "scheduled": 0, "retold": 0, "noun": 1, "setting": 1, "again": 2}
    for hit in sorted(found, key=lambda hit: (rank[hit[1].form], hit[2].start() - hit[2].end(), hit[2].start())):
        if not any(other[2].start() < hit[2].end() and hit[2].start() < other[2].end() for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit[2].start())


def _is_asserted(page: Page, sentence: Sentence, hit: Hit) -> bool:
    """Tell whether the sentence says that it happened: not in a speech, not doubted in its clause, no running total."""
    _, rule, match = hit
    trigger, words, text = Span(*match.span()), page.words, page.text
    if any(quoted.covers(trigger) for quoted in (*sentence.quoted, *sentence.named)):
        return False
    if rule.form == "again":
        return True
    begin, end = _begin(page, sentence, trigger), _end(page, sentence, trigger)
    if _question(sentence) or words.total.search(text, begin, end):
        return False
    if rule.unless is not None and rule.unless.search(text, begin, end):
        return False
    if rule.form == "scheduled" and words.hinge.search(text, begin, min(end, trigger.end + HINGE_WITHIN)):
        return False
    if words.negation.search(text, trigger.start, trigger.end):
        return False
    if rule.form == "setting":  # what it stands in may be hoped for; it itself is taken for granted
        begin = max(begin, trigger.start - SETTING)
    return words.doubt.search(text, begin, trigger.start) is None


def _is_institution(page: Page, match: re.Match[str]) -> bool:
    """Tell whether what was taken for a person is an institution."""
    if "who" not in match.re.groupindex or match["who"] is None:
        return False
    return any(name.type == "institution" for name in page.names_in(Span(*match.span("who"))))


def _question(sentence: Sentence) -> bool:
    return sentence.text.rstrip("\"'”’»)").endswith("?")


def _begin(page: Page, sentence: Sentence, trigger: Span) -> int:
    """Return where the clause of *trigger* begins."""
    found = page.words.boundary.finditer(page.text, sentence.span.start, trigger.start)
    return max((match.end() for match in found), default=sentence.span.start)


def _end(page: Page, sentence: Sentence, trigger: Span) -> int:
    """Return where the clause of *trigger* ends."""
    found = page.words.boundary.search(page.text, trigger.end, sentence.span.end)
    return found.start() if found else sentence.span.end


def _scope(page: Page, sentence: Sentence, trigger: Span, rival: int | None) -> Span:
    """Return the stretch of the sentence around *trigger*, from one clause boundary to the last before its rival."""
    begin = _begin(page, sentence, trigger)
    if rival is None:
        return Span(begin, sentence.span.end)
    ends = [match.start() for match in page.words.boundary.finditer(page.text, trigger.end, rival)]
    return Span(begin, ends[-1] if ends else rival)


def _candidate(page: Page, sentence: Sentence, hit: Hit, rival: int | None) -> Candidate:
    kind, rule, match = hit
    groups, trigger = match.re.groupindex, Span(*match.span())
    scope = _scope(page, sentence, trigger, rival)
    end = _end(page, sentence, trigger)
    return Candidate(
        kind=kind,
        rule=rule,
        language=page.language,
        sentence=sentence,
        trigger=trigger,
        thing=Span(*match.span("thing")) if "thing" in groups and match["thing"] else None,
        person=" ".join(match["who"].split()) if "who" in groups and match["who"] else "",
        scope=scope,
        past=page.words.background.search(page.text, scope.start, end) is not None,
        aside=ASIDE.search(page.text[max(sentence.span.start, scope.start - 20) : scope.start]) is not None,
        heard=page.words.saying.search(page.text, sentence.span.start, trigger.start) is not None,
    )
