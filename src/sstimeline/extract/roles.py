"""Who took part, where it was and how many: read from the clause of a trigger, by words and by sides."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from sstimeline.extract.names import Name
from sstimeline.extract.page import Candidate, Page
from sstimeline.extract.prose import Prose
from sstimeline.extract.rules import Speech
from sstimeline.model.articles import Span
from sstimeline.model.events import Quantity
from sstimeline.model.values import replace

#: How far behind the words of a role its holder may begin, in code points.
REACH = 30
NUMBER = r"\d{1,3}(?:[.,\s]\d{3})+|\d+"
COLON = re.compile(r":\s")
SHORT_FORM = re.compile(r"(?:[Tt]he |[Ee]l |[Ll]a )?[^\W\da-zà-ÿ][\w-]*(?: [^\W\da-zà-ÿ][\w-]*)*")
#: What may stand between the words of a role and its holder.
NEAR = re.compile(r"\W*(?:(?:the|its|their|el|la|los|las|\w{1,14}) ?){0,3}")
#: The same for one who shares the role of the subject: "met with the Secretary General of the ...".
SIDE = re.compile(r"[^,;:.]{0,70}")
#: What joins two holders of one role.
JOINT = re.compile(
    r"\)?,?\s+(?:(?:and|y|e|as well as|así como|and with|and by|con)\s+)(?:the\s+|el\s+|la\s+|con\s+(?:el\s+|la\s+)?)?"
    r"|\)?,\s+(?:the\s+|el\s+|la\s+)?"
)
#: How many sentences back an institution may stand for a subject that is not said.
BACK = 3


def with_roles(page: Page, one: Candidate) -> Candidate:
    """Return *one* with its actors, places and quantity."""
    names = _unquoted(page, one)
    actors = tuple(_actors(page, one, names))
    several = page.words.plural.match(page.text, one.scope.start, one.trigger.start) is not None
    subject = not actors and _has_subject(page, one)
    supplied = not actors and not subject and one.is_key and ("actor" in one.rule.needs or several)
    if supplied:
        actors = tuple(_supplied(page, one, names, 2 if several else 1))
    one = replace(one, actors=actors, supplied=supplied, subject=subject, names=tuple(names))
    return replace(
        one,
        places=tuple(_places(page, one)),
        quantity=_quantity(page.words, one.speech, one),
        group=_group(page.text, one.speech, actors),
    )


def _has_subject(page: Page, one: Candidate) -> bool:
    """Tell whether the clause says who did it, though it is no institution: "the minister", "she"."""
    if one.rule.before is None or one.rule.title != "subject":
        return False
    front = page.text[one.scope.start : one.trigger.start]
    if not front.rstrip().endswith(","):  # "the minister, Ana Ruiz, opened"
        front = re.split(r"[,;]", front)[-1]
    if page.words.person.match(front):
        return True
    return len(front.split()) > 1 and page.words.subject.search(front) is not None


def _unquoted(page: Page, one: Candidate) -> list[Name]:
    quotes = (*one.sentence.quoted, *one.sentence.named)
    return [name for name in page.names_in(one.sentence.span) if not any(quote.covers(name.span) for quote in quotes)]


def _actors(page: Page, one: Candidate, names: Sequence[Name]) -> Iterator[tuple[str, Name]]:
    """Give who took part: by the words in front of a name, else by its side of the trigger."""
    rule, text = one.rule, page.text
    institutions = [name for name in names if name.type == "institution"]
    taken: dict[str, str] = {}

    def take(role: str, found: Sequence[Name]) -> Iterator[tuple[str, Name]]:
        for name in found:
            if name.key not in taken:  # nobody visits itself
                taken[name.key] = role
                yield role, name

    def is_taken(role: str) -> bool:
        return role in taken.values() and role not in one.kind.shared

    colon = COLON.search(text, one.trigger.end, one.scope.end)
    listing = colon.start() if colon else one.scope.end  # what is listed behind a colon has roles of its own
    for role, pattern in one.speech.roles:
        for match in pattern.finditer(text, one.scope.start, listing):
            holder = next((name for name in institutions if 0 <= name.span.start - match.end() <= REACH), None)
            if holder is None or is_taken(role) or not NEAR.fullmatch(text, match.end(), holder.span.start):
                continue
            yield from take(role, _series(text, institutions, holder))
    if rule.before is not None and not is_taken(rule.before):
        yield from take(rule.before, _in_front(page, one, [name for name in institutions if name.key not in taken]))
    if rule.after is not None and not is_taken(rule.after):
        behind = [name for name in institutions if name.span.start >= one.trigger.end and name.key not in taken]
        if behind and _reaches(page, one, behind[0]):
            yield from take(rule.after, _series(text, behind, behind[0]))
    inside = [name for name in institutions if one.trigger.covers(name.span)]
    if rule.within is not None and not is_taken(rule.within):
        yield from take(rule.within, inside[:1])
    elif not taken and inside and rule.form != "again":
        yield from take(one.kind.roles[0], _series(text, inside, inside[0]))


def _reaches(page: Page, one: Candidate, name: Name) -> bool:
    """Tell whether *name*, behind the trigger, is what the verb goes to."""
    if one.rule.form == "setting":
        return True
    if one.rule.after in one.kind.shared:
        return one.scope.covers(name.span) and SIDE.fullmatch(page.text, one.trigger.end, name.span.start) is not None
    return NEAR.fullmatch(page.text, one.trigger.end, name.span.start) is not None


def _series(text: str, institutions: Sequence[Name], first: Name) -> list[Name]:
    """Return *first* and those joined to it: "the ISSA, the ILO and the CISS"."""
    found = [first]
    for name in institutions:
        if name.span.start > found[-1].span.end and JOINT.fullmatch(text, found[-1].span.end, name.span.start):
            found.append(name)
    return found


def _in_front(page: Page, one: Candidate, free: Sequence[Name]) -> list[Name]:
    """Return who did it: those in front of the trigger, or what a short form there stands for ("the Institute")."""
    before = [name for name in free if name.span.end <= one.trigger.start]
    last = before[-1] if before else None
    begin = max(one.scope.start, last.span.end if last is not None else one.scope.start)
    meant = _meant(page, begin, one.trigger.start)
    if meant is not None:
        return [meant]
    if last is None:
        return []
    if last.span.start < one.scope.start:
        # In front of a relative pronoun stands who it is about: "the programmes of the Institute that received ...".
        return [last] if re.fullmatch(r"[^,;:]{0,40}", page.text[last.span.end : one.scope.start]) else []
    first = next(name for name in before if last in _series(page.text, before, name))
    return _series(page.text, before, first)


def _meant(page: Page, begin: int, end: int) -> Name | None:
    """Return what a short form between *begin* and *end* stands for, the last one first."""
    forms = [*SHORT_FORM.finditer(page.text, begin, end), *page.words.heads.finditer(page.text, begin, end)]
    for match in sorted(forms, key=lambda match: -match.start()):
        if len(match[0]) > 3:
            phrase = match[1] if match.re is page.words.heads else match[0]
            known = page.short.meant(phrase, match.start())
            if known is not None:
                return replace(known, span=Span(*match.span()))
    return None


def _supplied(page: Page, one: Candidate, names: Sequence[Name], most: int) -> Iterator[tuple[str, Name]]:
    """Give the institutions that its clause names at all, else those named last before it: its subject is elided."""
    role = one.rule.before or one.rule.after or next(iter(one.kind.roles), "")
    number = one.sentence.number
    behind = [name for name in names if name.type == "institution" and one.scope.covers(name.span)]
    if behind and most == 1:
        yield role, behind[0]
        return
    for other in reversed(page.sentences[max(0, number - BACK) : number]):
        found = {name.key: name for name in reversed(page.names_in(other.span)) if name.type == "institution"}
        meant = _meant(page, other.span.start, other.span.end) if most == 1 and not found else None
        if meant is not None:
            yield role, meant
            return
        if len(found) >= most:
            yield from ((role, name) for name in sorted(found.values(), key=lambda name: name.span)[:most])
            return


def _places(page: Page, one: Candidate) -> Iterator[Name]:
    """Give where it was: places behind "in" or "at", right behind the trigger, or joined to one of these."""
    text, last = page.text, None
    for name in one.names:
        if name.type != "place" or not one.scope.covers(name.span):
            continue
        between = text[last.span.end : name.span.start] if last is not None else ""
        joined = last is not None and re.fullmatch(rf",? (?:{page.words.joined} )?", between)
        gap = text[one.trigger.end : name.span.start] if name.span.start > one.trigger.end else "far"
        before = text[max(one.scope.start, name.span.start - 60) : name.span.start]
        if joined or gap in (" ", " a ", " the ") or page.words.locative.search(before):
            last = name
            yield name


def _quantity(words: Prose, speech: Speech, one: Candidate) -> tuple[Quantity, Span] | None:
    """Return how many took part or were given: the number in front of a unit, nearest to the trigger."""
    if speech.units is None:
        return None
    sentence, best = one.sentence, None
    for match in _counted("|".join(words.numbers), speech.units.pattern).finditer(sentence.text):
        value = words.numbers.get(match[1].casefold()) or int(re.sub(r"\D", "", match[1]) or 0)
        if re.fullmatch(r"(?:19|20)\d\d", match[1]) or value > 10**15:
            continue  # "2020 awards" is a year's
        span = Span(sentence.span.start + match.start(1), sentence.span.start + match.end())
        distance = max(span.start - one.trigger.end, one.trigger.start - span.end, 0)
        if best is None or distance < best[0]:
            best = (distance, Quantity(value=value, unit=" ".join(match[3].casefold().split())), span)
    return None if best is None else (best[1], best[2])


@lru_cache(maxsize=64)
def _counted(spelled: str, units: str) -> re.Pattern[str]:
    """Return the pattern of a number, in digits or spelled out, in front of one of *units*."""
    return re.compile(rf"(?<![\w.,])({NUMBER}|{spelled})\s+((?:[^\W\d]+\s+){{0,2}}?)({units})", re.IGNORECASE)


def _group(text: str, speech: Speech, actors: Sequence[tuple[str, Name]]) -> str:
    """Return the word for who takes part, where it stands right in front of the first actor: "experts from ..."."""
    for pattern in (speech.groups, speech.units):
        if pattern is None or not actors:
            continue
        holder = actors[0][1]
        for match in pattern.finditer(text, max(0, holder.span.start - 40), holder.span.start):
            return match[0].casefold()
    return ""
