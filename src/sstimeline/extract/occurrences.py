"""What happened: from triggers through roles and dates to mentions, one for each occurrence an article tells of."""

import re
from collections.abc import Iterable, Iterator, Sequence

from sstimeline.extract.dating import dated
from sstimeline.extract.grouping import grouped
from sstimeline.extract.page import Candidate, Page
from sstimeline.extract.roles import with_roles
from sstimeline.extract.rules import Kind, Phases
from sstimeline.extract.titles import is_named, title_of
from sstimeline.extract.triggers import candidates
from sstimeline.model.articles import Article, Evidence, Span
from sstimeline.model.dates import Date
from sstimeline.model.events import Actor, Place
from sstimeline.model.readings import Mention, Phase

#: Quotes of one mention that are kept, the key sentence first.
MAX_EVIDENCE = 3
#: A small word in front of a noun, in any language read; a reader is shown the words behind it.
DETERMINER = re.compile(r"(?:this|the|an?|its|est[ae]|el|la|una?|su)\s+(?=\w)", re.IGNORECASE)
#: What is left of the certainty where nobody who took part is in the gazetteer, or in the sentence at all.
STRANGER, SUPPLIED = 0.96, 0.95


def mentions(page: Page, kinds: Iterable[Kind]) -> tuple[Mention, ...]:
    """Return the occurrences that *page* tells of, in the order in which it first does."""
    found = [with_roles(page, one) for one in candidates(page, kinds)]
    groups = grouped(dated(page, found))
    latest: dict[str, Candidate] = {}  # of each kind, the last whose words say what it is about
    told: list[Mention] = []
    for group in groups:
        told.append(_mention(page, group, latest.get(group.kind.name)))
        if is_named(page.text, group):
            latest[group.kind.name] = group
    return tuple(told)


def _mention(page: Page, group: Candidate, kin: Candidate | None) -> Mention:
    actors, places = _people(group), _where(group.everything)
    quantity = next((one.quantity[0] for one in group.everything if one.quantity), None)
    when = group.found.date
    return Mention(
        kind=group.kind.name,
        title=title_of(page, group, actors, places, quantity, kin),
        date=when,
        phases=tuple(Phase(name=name, bound=bound, date=_of_phase(when, bound)) for name, bound in _phases(group)),
        actors=actors,
        places=places,
        quantity=quantity,
        confidence=_confidence(group, actors),
        evidence=tuple(_evidence(page.article, group.everything)),
        dating=group.found.dating,
    )


def _phases(group: Candidate) -> Phases:
    """Return the steps it has: the rule's own, those of something announced, of something that spans days, of a day."""
    kind, when = group.kind, group.found.date
    if group.rule.phase:
        return ((group.rule.phase, "point"),)
    if group.is_ahead:
        return kind.scheduled
    return kind.interval if when is not None and when.is_interval else kind.point


def _of_phase(when: Date | None, bound: str) -> Date | None:
    if when is None or bound == "point" or not when.is_interval:
        return when
    side = when.start if bound == "start" else when.end
    return None if side is None else Date(side, side)


def _people(group: Candidate) -> tuple[Actor, ...]:
    """Return who took part, in the order of the kind's roles; who it is about goes first."""
    order = group.kind.roles
    found: dict[str, Actor] = {}
    for one in group.everything:
        if one.person and one.rule.who and not any(actor.role == one.rule.who for actor in found.values()):
            found[one.person.casefold()] = Actor(id=None, name=one.person, role=one.rule.who)
        for role, name in one.actors if not (one.supplied and found) else ():
            found.setdefault(name.key, Actor(id=name.id, name=name.short, role=role))
    return tuple(sorted(found.values(), key=lambda actor: order.index(actor.role) if actor.role in order else 99))


def _where(everything: Sequence[Candidate]) -> tuple[Place, ...]:
    found: dict[str, Place] = {}
    for one in everything:
        for name in one.places:
            found.setdefault(name.key, Place(name=name.short, country=name.country, slug=name.id or ""))
    inner = {slug.partition("-")[0] for slug in found if "-" in slug}
    return tuple(place for slug, place in found.items() if slug not in inner)


def _confidence(group: Candidate, actors: Sequence[Actor]) -> float:
    """Return how sure the mention is: the wording, how its date was found, and whether anybody known took part."""
    sure = group.rule.certainty * group.found.certainty
    if not any(actor.id for actor in actors) and "actor" in group.rule.needs:
        sure *= STRANGER
    if (group.supplied or group.subject) and not any(one.actors and not one.supplied for one in group.everything):
        sure *= SUPPLIED
    return round(min(sure, 0.99), 2)


def _evidence(article: Article, everything: Sequence[Candidate]) -> Iterator[Evidence]:
    """Give the key sentence, then those that add somebody or a number to it."""
    quoted: set[Span] = set()
    said: set[object] = set()
    for one in everything:
        adds = {name.key for _, name in one.actors} | {one.quantity and one.quantity[0]}
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
            trigger=_bare(article.text, one.trigger),
        )


def _bare(text: str, trigger: Span) -> Span:
    """Return *trigger* without the article in front of it: "study visit" of "This study visit"."""
    match = DETERMINER.match(text, trigger.start, trigger.end)
    return Span(match.end(), trigger.end) if match else trigger
