"""What an occurrence is called: the kind's own pattern where everything it names is known, else its clause."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sstimeline.extract.sentences import Prose
from sstimeline.model.events import Actor, Place, Quantity

if TYPE_CHECKING:
    from sstimeline.extract.occurrences import Candidate

#: A title from a clause is cut at the first boundary behind this many code points, and at a word before the most.
ENOUGH, MOST = 60, 170
LISTED = re.compile(r"[“«\"][^”»\"]{3,120}[”»\"]")
STOP = re.compile(r"[,;:.](?=\s|$)|\s\(")
#: A verb that resumes the main clause behind a relative one.
RESUMES = re.compile(r"\s(?:are|is|was|were|son|es|fueron)(?=\s|:|$)")
#: What leads to a list of names, which has its own place or is left to the evidence.
QUOTING = re.compile(r"\s(?:for|por|para|entitled|titulad[oa]s?)\s*[“«\"]")
#: The small words that lead to a date, and go with it.
LEADING = re.compile(
    r"(?:,?\s(?:on|in|at|during|of|from|between|el|la|en|del?|desde|durante|los?|las?|el día)){1,2}\s*\Z"
)
ARTICLE = re.compile(r"(?:an?|the|el|la|los|las|un|una)\s+", re.IGNORECASE)


def title_of(
    text: str,
    words: Prose,
    everything: Sequence["Candidate"],
    actors: Sequence[Actor],
    places: Sequence[Place],
    quantity: Quantity | None,
) -> str:
    """Return the title of what *everything* tells, in the article's language, its first letter a capital."""
    first = everything[0]
    speech = first.kind.speech[first.language]
    values = {actor.role: actor.name for actor in reversed(actors)}
    if places:
        values["places"] = _listed([place.name for place in places], words.joined)
    group = next((one.group for one in everything if one.group), "")
    if group and speech.units is not None and speech.units.fullmatch(group):
        values["units"] = group
    elif group:
        values["group"] = group
    if quantity is not None:
        values["count"] = _number(quantity.value, words)
        values.setdefault("units", quantity.unit)
    for pattern in speech.titles:
        if set(re.findall(r"\{(\w+)\}", pattern)) <= values.keys():
            return _capital(pattern.format(**values))
    return _capital(_clause(text, words, first))


def _clause(text: str, words: Prose, one: "Candidate") -> str:
    """Return the clause of the trigger: subject in its short form, trigger and what follows it, to a good place."""
    start, lead = one.trigger.start, ""
    subject = next((name for role, name in one.actors if role == one.rule.before), None)
    if one.rule.title == "subject" and subject is not None and subject.span.end <= one.trigger.start:
        between = text[subject.span.end : one.trigger.start]
        link = re.fullmatch(r"\)?((?: [^\W\d_]+){0,2}?)(?: (?:that|which|who|que|quien))? ", between)
        lead = subject.short + (link[1] if link else "") + " "
    end = _end(text, words, one)
    rest = _shortened(text, start, end, one)
    listing = text[end : one.sentence.span.end]
    names = LISTED.findall(listing)
    whole = len(names) == len(re.findall(r"[“«]", listing)) or '"' in listing
    if names and whole and len(names) <= 4 and (listing.startswith(":") or QUOTING.match(listing)):
        rest = re.sub(r"\s+(?:for the following|for these|para las siguientes|por las siguientes)\s+\w+$", "", rest)
        joined = _listed(names, words.joined)
        if len(lead + rest + joined) <= 2 * MOST:
            return _plain(f"{lead}{rest} {'para' if one.language == 'es' else 'for'} {joined}")
    if not lead:
        rest = ARTICLE.sub("", rest, count=1) if ARTICLE.match(rest) else rest
    return _plain(lead + rest)


def _shortened(text: str, start: int, end: int, one: "Candidate") -> str:
    """Return `text[start:end]` with institutions in their short form and without the words of its date."""
    cuts = [(name.span.start, name.span.end, name.short) for name in one.names if name.type == "institution"]
    dating = one.found.dating
    if dating.start is not None and dating.end is not None and dating.start > one.trigger.start:
        before = LEADING.search(text[: dating.start], start)
        cuts.append((before.start() if before else dating.start, dating.end, ""))
    rest, last = "", start
    for begin, stop, words in sorted(cuts):
        if last <= begin < end:
            rest += text[last:begin] + words
            last = stop
    return re.sub(r" +([,.;:])", r"\1", rest + text[last:end])


def _end(text: str, words: Prose, one: "Candidate") -> int:
    """Return where the title ends: the first clause boundary behind the trigger, or a comma once it is long enough."""
    start, begin, limit = one.trigger.start, one.trigger.end, one.sentence.span.end
    if one.rule.form == "setting":
        return begin
    found = (words.boundary.search(text, begin, limit), QUOTING.search(text, begin, limit))
    ends = [match.start() for match in found if match]
    for match in STOP.finditer(text, begin, limit):
        if match[0][0] in ":;." or match.start() - start >= ENOUGH:
            ends.append(match.start())
            break
    resumes = RESUMES.search(text, begin, limit)
    if resumes and one.rule.title == "subject":
        ends.append(resumes.start())
    limit = min(ends, default=limit)
    if limit - start > MOST:
        cut = text.rfind(" ", start, start + MOST)
        limit = cut if cut > begin else begin
    return limit


def _plain(title: str) -> str:
    return re.sub(r"\s*\(\s*$", "", " ".join(title.split())).rstrip(" ,.;:")


def _listed(names: Sequence[str], joined: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {joined} {names[-1]}"


def _number(value: float, words: Prose) -> str:
    spelled = {number: word for word, number in reversed(words.numbers.items())}
    return spelled.get(int(value), f"{value:g}") if value <= 10 else f"{int(value)}"


def _capital(title: str) -> str:
    return title[:1].upper() + title[1:]
