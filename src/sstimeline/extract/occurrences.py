"""What happened: triggers and their roles, sentence by sentence; what one article says twice is one mention."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from sstimeline.extract.dating import Found, date_of, is_weak
from sstimeline.extract.names import Name, short_form
from sstimeline.extract.rules import Kind, Rule, Speech
from sstimeline.extract.sentences import QUOTED, Prose, Sentence
from sstimeline.extract.titles import title_of
from sstimeline.model.articles import Article, Evidence, Span
from sstimeline.model.dates import Date
from sstimeline.model.events import Actor, Place, Quantity
from sstimeline.model.readings import Mention, Phase, Timex

#: How far behind the words of a role its holder may begin, in code points.
REACH = 30
#: Quotes of one mention that are kept, the key sentence first.
MAX_EVIDENCE = 3
#: How far from what it speaks of "the mission" may stand, in code points.
AGAIN_WITHIN = 600
NUMBER = r"\d{1,3}(?:[.,\s]\d{3})+|\d+"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One trigger in one sentence, and what its clause says."""

    kind: Kind
    rule: Rule
    language: str
    sentence: Sentence
    trigger: Span  #: offsets of the article, as all spans here
    scope: Span  #: the stretch of the sentence that speaks of it
    actors: tuple[tuple[str, Name], ...]  #: role and holder
    places: tuple[Name, ...]
    quantity: tuple[Quantity, Span] | None
    group: str  #: "delegation", "experts": the words for who takes part; empty where there are none
    names: tuple[Name, ...]  #: all those in its sentence
    found: Found  #: its date and how that was found
    others: tuple["Candidate", ...] = field(default=())  #: what says it again

    @property
    def is_key(self) -> bool:
        """Whether it stands by itself; an `again` only adds to another."""
        return self.rule.form != "again"


def mentions(
    article: Article,
    language: str,
    words: Prose,
    kinds: Iterable[Kind],
    names: Sequence[Name],
    sentences: Sequence[Sentence],
    timexes: Sequence[Timex],
    published: Date | None,
) -> tuple[Mention, ...]:
    """Return the occurrences that *article* tells of, in the order in which it first does."""
    found: list[Candidate] = []
    for kind in kinds:
        if language in kind.speech:
            found.extend(_candidates(article.text, language, words, kind, names, sentences))
    found = _dated(article.text, words, found, sentences, timexes, published)
    groups = _grouped(found)
    kept = (group for group in groups if _is_enough(group))
    ordered = sorted(kept, key=lambda group: min(one.trigger.start for one in (group, *group.others)))
    return tuple(_mention(article, words, group) for group in ordered)


def _candidates(
    text: str, language: str, words: Prose, kind: Kind, names: Sequence[Name], sentences: Sequence[Sentence]
) -> Iterator[Candidate]:
    for sentence in sentences:
        if sentence.heading:
            continue
        within = (name for name in names if sentence.span.covers(name.span))
        inside = [name for name in within if not _is_quoted(sentence, name.span)]
        found = _sole(_triggers(text, sentence, kind.speech[language]))
        for index, (rule, trigger) in enumerate(found):
            if _is_asserted(text, sentence, trigger, rule, words):
                rival = found[index + 1][1] if index + 1 < len(found) else None
                scope = _scope(text, sentence, trigger, rival, words)
                yield _candidate(text, language, words, kind, rule, sentence, trigger, scope, inside, names)


def _triggers(text: str, sentence: Sentence, speech: Speech) -> Iterator[tuple[Rule, Span]]:
    for rule in speech.rules:
        for match in rule.trigger.finditer(text, sentence.span.start, sentence.span.end):
            yield rule, Span(*match.span())


def _sole(found: Iterable[tuple[Rule, Span]]) -> list[tuple[Rule, Span]]:
    """Return the triggers in order, without those that overlap an earlier or a longer one."""
    kept: list[tuple[Rule, Span]] = []
    for rule, trigger in sorted(found, key=lambda one: (one[1].start, -len(one[1]))):
        if not any(other.overlaps(trigger) for _, other in kept):
            kept.append((rule, trigger))
    return kept


def _is_quoted(sentence: Sentence, span: Span) -> bool:
    return any(
        sentence.span.start + match.start() < span.start and span.end < sentence.span.start + match.end()
        for match in QUOTED.finditer(sentence.text)
    )


def _is_asserted(text: str, sentence: Sentence, trigger: Span, rule: Rule, words: Prose) -> bool:
    """Tell whether the sentence says that it happened: not in a speech, not doubted within its clause."""
    if any(quoted.covers(trigger) for quoted in sentence.quoted):
        return False
    begin = max(
        (match.end() for match in words.boundary.finditer(text, sentence.span.start, trigger.start)),
        default=sentence.span.start,
    )
    before = text[begin : trigger.start]
    if rule.form == "again":
        return True
    return words.doubt.search(before) is None and not sentence.text.rstrip("\"'”’»)").endswith("?")


def _scope(text: str, sentence: Sentence, trigger: Span, rival: Span | None, words: Prose) -> Span:
    """Return the stretch of the sentence around *trigger*, from one clause boundary to the last before its rival."""
    begin = max(
        (match.end() for match in words.boundary.finditer(text, sentence.span.start, trigger.start)),
        default=sentence.span.start,
    )
    if rival is None:
        return Span(begin, sentence.span.end)
    ends = [match.start() for match in words.boundary.finditer(text, trigger.end, rival.start)]
    return Span(begin, ends[-1] if ends else rival.start)


def _candidate(
    text: str,
    language: str,
    words: Prose,
    kind: Kind,
    rule: Rule,
    sentence: Sentence,
    trigger: Span,
    scope: Span,
    inside: Sequence[Name],
    names: Sequence[Name],
) -> Candidate:
    speech = kind.speech[language]
    actors = tuple(_actors(text, rule, speech, sentence, trigger, scope, inside, names))
    return Candidate(
        kind=kind,
        rule=rule,
        language=language,
        sentence=sentence,
        trigger=trigger,
        scope=scope,
        actors=actors,
        places=tuple(_places(text, words, trigger, scope, inside)),
        quantity=_quantity(text, words, speech, sentence, trigger, rule),
        group=_group(text, speech, actors),
        names=tuple(inside),
        found=Found(),
    )


def _actors(
    text: str,
    rule: Rule,
    speech: Speech,
    sentence: Sentence,
    trigger: Span,
    scope: Span,
    inside: Sequence[Name],
    names: Sequence[Name],
) -> Iterator[tuple[str, Name]]:
    """Give who took part: by the words in front of a name, else by its side of the trigger."""
    institutions = [name for name in inside if name.type == "institution"]
    taken: dict[str, Name] = {}
    colon = COLON.search(text, trigger.end, scope.end)
    listing = colon.start() if colon else scope.end  # what is listed behind a colon has roles of its own
    for role, pattern in speech.roles:
        if role in (rule.before, rule.after) and rule.form == "verb" and role in taken:
            continue
        for match in pattern.finditer(text, scope.start, listing):
            holder = next((name for name in institutions if 0 <= name.span.start - match.end() <= REACH), None)
            if holder is None or role in taken or _holds_one(holder, taken):
                continue
            if _is_near(text, match.end(), holder.span.start):
                taken[role] = holder
                yield role, holder
    free = [name for name in institutions if not _holds_one(name, taken)]
    if rule.before is not None and rule.before not in taken:
        subject = next((name for name in reversed(free) if name.span.end <= trigger.start), None)
        subject = _subject(text, sentence, trigger, scope, subject, names)
        if subject is not None:
            taken[rule.before] = subject
            yield rule.before, subject
    if rule.after is not None and rule.after not in taken:
        behind = (name for name in free if name.span.start >= trigger.end and not _holds_one(name, taken))
        thing = next(behind, None)
        if thing is not None and (rule.form == "setting" or _is_near(text, trigger.end, thing.span.start)):
            taken[rule.after] = thing
            yield rule.after, thing
    if rule.within is not None and rule.within not in taken:
        held = next((name for name in institutions if trigger.covers(name.span)), None)
        if held is not None and not _holds_one(held, taken):
            yield rule.within, held


def _holds_one(name: Name, taken: dict[str, Name]) -> bool:
    """Tell whether the institution has a role already: nobody visits itself."""
    return any((name.id or name.short) == (other.id or other.short) for other in taken.values())


COLON = re.compile(r":\s")
SHORT_FORM = re.compile(r"(?:[Tt]he |[Ee]l |[Ll]a )?(?:[^\W\da-zà-ÿ][\w-]*)(?: [^\W\da-zà-ÿ][\w-]*)*")


def _subject(
    text: str, sentence: Sentence, trigger: Span, scope: Span, name: Name | None, names: Sequence[Name]
) -> Name | None:
    """Return who did it: the name in front, or what a short form in between stands for ("the Institute")."""
    begin = max(scope.start, name.span.end if name is not None else scope.start)
    between = text[begin : trigger.start]
    for match in reversed(list(SHORT_FORM.finditer(between))):
        known = short_form(match[0], names)
        if known is not None and len(match[0]) > 3:
            return replace(known, span=Span(begin + match.start(), begin + match.end()))
    if name is not None and name.span.start < scope.start:
        # In front of a relative pronoun stands who it is about: "the programmes of the Institute that received ...".
        return name if re.fullmatch(r"[^,;:]{0,40}", text[name.span.end : scope.start]) else None
    return name


def _is_near(text: str, start: int, end: int) -> bool:
    return re.fullmatch(r"\W*(?:(?:the|its|their|el|la|los|las|\w{1,14}) ?){0,3}", text[start:end]) is not None


def _places(text: str, words: Prose, trigger: Span, scope: Span, inside: Sequence[Name]) -> Iterator[Name]:
    """Give where it was: places behind "in" or "at", right behind the trigger, or joined to one of these."""
    last: Name | None = None
    for name in inside:
        if name.type != "place" or not scope.covers(name.span):
            continue
        before = text[scope.start : name.span.start]
        joined = last is not None and re.fullmatch(rf",? (?:{words.joined} )?", text[last.span.end : name.span.start])
        direct = name.span.start - trigger.end in (1, 2, 3) and name.span.start > trigger.end
        if words.locative.search(before) or joined or (direct and not text[trigger.end : name.span.start].strip(" a")):
            last = name
            yield name


def _quantity(
    text: str, words: Prose, speech: Speech, sentence: Sentence, trigger: Span, rule: Rule
) -> tuple[Quantity, Span] | None:
    """Return how many took part or were given: the number in front of a unit, nearest to the trigger."""
    if speech.units is None:
        return None
    number = rf"(?<![\w.,])({NUMBER}|{'|'.join(words.numbers)})\s+((?:[^\W\d]+\s+){{0,2}}?)({speech.units.pattern})"
    best: tuple[int, Quantity, Span] | None = None
    for match in re.finditer(number, sentence.text, re.IGNORECASE):
        value = words.numbers.get(match[1].casefold())
        if value is None:
            digits = re.sub(r"\D", "", match[1])
            value = int(digits)
            if 1900 <= value <= 2100 and digits == match[1]:
                continue  # "2020 awards" is a year's
        span = Span(sentence.span.start + match.start(1), sentence.span.start + match.end())
        distance = max(span.start - trigger.end, trigger.start - span.end, 0)
        if best is None or distance < best[0]:
            best = (distance, Quantity(value=value, unit=match[3].casefold()), span)
    return None if best is None else (best[1], best[2])


def _group(text: str, speech: Speech, actors: Sequence[tuple[str, Name]]) -> str:
    """Return the word for who takes part, where it stands right in front of the first actor: "experts from ..."."""
    for pattern in (speech.groups, speech.units):
        if pattern is None or not actors:
            continue
        holder = actors[0][1]
        for match in pattern.finditer(text, max(0, holder.span.start - 40), holder.span.start):
            return match[0].casefold()
    return ""


def _dated(
    text: str,
    words: Prose,
    found: Sequence[Candidate],
    sentences: Sequence[Sentence],
    timexes: Sequence[Timex],
    published: Date | None,
) -> list[Candidate]:
    dated: list[Candidate] = []
    for one in found:
        rivals = [other.trigger for other in found if other.sentence == one.sentence and other.trigger != one.trigger]
        when = date_of(text, words, one.trigger, one.scope, one.sentence, rivals, sentences, timexes, published)
        dated.append(replace(one, found=when))
    return dated


def _grouped(found: Sequence[Candidate]) -> list[Candidate]:
    """Return one candidate for each occurrence, with what says it again in `others`."""
    groups: list[Candidate] = []
    for one in sorted((one for one in found if one.is_key), key=lambda one: one.trigger.start):
        index = next((index for index, group in enumerate(groups) if _is_same(group, one)), None)
        if index is None:
            groups.append(one)
        else:
            groups[index] = _join(groups[index], one)
    for one in (one for one in found if not one.is_key):
        before = [group for group in groups if group.kind == one.kind and _roles_agree(group, one)]
        near = min(before, key=lambda group: _distance(group, one), default=None)
        if near is not None and near.sentence != one.sentence and _distance(near, one) <= AGAIN_WITHIN:
            index = groups.index(near)
            groups[index] = replace(near, others=(*near.others, one))
    return groups


def _distance(group: Candidate, one: Candidate) -> int:
    """Return how far *one* is from the nearest words of *group*; what comes later counts double."""
    spans = [group.trigger, *(other.trigger for other in group.others)]
    return min(
        one.trigger.start - span.end if span.end <= one.trigger.start else 2 * (span.start - one.trigger.end)
        for span in spans
    )


def _is_same(group: Candidate, one: Candidate) -> bool:
    if group.kind != one.kind or not all(_agrees(other, one) for other in (group, *group.others)):
        return False
    if group.kind.joins == "title":
        return _same_things(group, one)
    return _shares_actor(group, one) or (is_weak(group.found) != is_weak(one.found))


def _agrees(one: Candidate, other: Candidate) -> bool:
    return _roles_agree(one, other) and _dates_agree(one.found, other.found)


def _roles_agree(one: Candidate, other: Candidate) -> bool:
    """Tell whether nobody has two roles, and no role that one holds has two holders."""
    theirs = {(name.id or name.short): role for role, name in other.actors}
    if any(theirs.get(name.id or name.short, role) != role for role, name in one.actors):
        return False
    holders = {role: name.id or name.short for role, name in other.actors}
    return all(holders.get(role, name.id or name.short) == (name.id or name.short) for role, name in one.actors)


def _dates_agree(one: Found, other: Found) -> bool:
    if is_weak(one) or is_weak(other) or one.date is None or other.date is None:
        return True
    if not (one.date.is_usable and other.date.is_usable):
        return str(one.date) == str(other.date)
    return one.date.overlaps(other.date.earliest, other.date.latest)


def _shares_actor(one: Candidate, other: Candidate) -> bool:
    ours = {name.id or name.short for _, name in one.actors}
    return bool(ours & {name.id or name.short for _, name in other.actors})


def _same_things(one: Candidate, other: Candidate) -> bool:
    """Tell whether two say the same of the same: equal counts, or the same words behind the trigger."""
    if one.quantity is not None and other.quantity is not None:
        return one.quantity[0] == other.quantity[0] and _shares_actor(one, other)
    ours, theirs = _object(one), _object(other)
    return len(ours & theirs) > 0.6 * max(1, len(ours | theirs))


def _object(one: Candidate) -> set[str]:
    text = one.sentence.text[one.trigger.start - one.sentence.span.start :][:120]
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3}


def _join(group: Candidate, one: Candidate) -> Candidate:
    """Return the two as one; the one whose date is sure leads."""
    first, second = (one, group) if is_weak(group.found) and not is_weak(one.found) else (group, one)
    return replace(first, others=(*first.others, replace(second, others=()), *second.others))


def _is_enough(group: Candidate) -> bool:
    """Tell whether what the rule needs was found, here or where it is said again."""
    everything = (group, *group.others)
    needs = group.rule.needs
    if "actor" in needs and not any(one.actors for one in everything):
        return False
    if "quantity" in needs and not any(one.quantity for one in everything):
        return False
    if group.rule.form in ("noun", "scheduled") or "date" in needs:
        return any(not is_weak(one.found) for one in everything)
    return True


def _mention(article: Article, words: Prose, group: Candidate) -> Mention:
    everything = (group, *group.others)
    actors = _people(everything)
    places = _where(everything)
    quantity = next((one.quantity for one in everything if one.quantity), None)
    found = group.found
    kind = group.kind
    scheduled = group.rule.form == "scheduled"
    spans = found.date is not None and found.date.is_interval
    phases = kind.scheduled if scheduled else kind.interval if spans and len(kind.interval) > 1 else kind.point
    return Mention(
        kind=kind.name,
        title=title_of(article.text, words, everything, actors, places, quantity[0] if quantity else None),
        date=found.date,
        phases=tuple(Phase(name=name, bound=bound, date=_of_phase(found.date, bound)) for name, bound in phases),
        actors=actors,
        places=places,
        quantity=quantity[0] if quantity else None,
        confidence=_confidence(everything, actors),
        evidence=tuple(_evidence(article, everything)),
        dating=found.dating,
    )


def _of_phase(when: Date | None, bound: str) -> Date | None:
    if when is None or bound == "point" or not when.is_interval:
        return when
    side = when.start if bound == "start" else when.end
    return None if side is None else Date(side, side)


def _people(everything: Sequence[Candidate]) -> tuple[Actor, ...]:
    order = everything[0].kind.roles
    found: dict[tuple[str | None, str], Actor] = {}
    for one in everything:
        for role, name in one.actors:
            found.setdefault((name.id, name.short), Actor(id=name.id, name=name.short, role=role))
    return tuple(sorted(found.values(), key=lambda actor: order.index(actor.role) if actor.role in order else 99))


def _where(everything: Sequence[Candidate]) -> tuple[Place, ...]:
    found: dict[str, Place] = {}
    for one in everything:
        for name in one.places:
            found.setdefault(name.id or name.short, Place(name=name.short, country=name.country, slug=name.id or ""))
    inner = {slug.partition("-")[0] for slug in found if "-" in slug}
    return tuple(place for slug, place in found.items() if slug not in inner)


def _confidence(everything: Sequence[Candidate], actors: Sequence[Actor]) -> float:
    """Return how sure the mention is: the wording, how its date was found, and whether anybody known took part."""
    first = everything[0]
    sure = first.rule.certainty * first.found.certainty
    if "actor" in first.rule.needs and not any(actor.id for actor in actors):
        sure *= 0.92
    return round(min(sure, 0.99), 2)


def _evidence(article: Article, everything: Sequence[Candidate]) -> Iterator[Evidence]:
    """Give the key sentence, then those that add somebody or a number to it."""
    quoted: set[Span] = set()
    said: set[object] = set()
    for one in everything:
        adds = {name.id or name.short for _, name in one.actors} | {one.quantity and one.quantity[0]}
        if one.sentence.span in quoted or len(quoted) == MAX_EVIDENCE or (quoted and adds <= said | {None}):
            continue
        quoted.add(one.sentence.span)
        said |= adds
        yield Evidence(
            article=article.id,
            revision=article.digest,
            span=one.sentence.span,
            quote=one.sentence.span.of(article.text),
            rule=f"{one.kind.name}/{one.language}#{one.rule.name}",
            trigger=one.trigger,
        )
