"""What an occurrence is called: the kind's own pattern where everything it names is known, else its clause."""

import re
from collections.abc import Iterator, Sequence

from sstimeline.extract.page import Candidate, Page
from sstimeline.extract.prose import Prose
from sstimeline.model.events import Actor, Place, Quantity

#: A title from a clause is cut at the first boundary behind this many code points, and at a word before the most.
ENOUGH, MOST = 60, 140
#: With a list of names behind "for", it may be so much longer.
LISTING = 2 * 170
LISTED = re.compile(r"[“«\"][^”»\"]{3,120}[”»\"]")
STOP = re.compile(r"[,;:.](?=\s|$)|\s\(")
#: A verb that resumes the main clause behind a relative one.
RESUMES = re.compile(r"\s(?:are|is|was|were|son|es|fueron)(?=\s|:|$)")
#: What leads to a list of names, which has its own place or is left to the evidence.
QUOTING = re.compile(r"\s(?:for|por|para|entitled|titulad[oa]s?)\s*[“«\"]")
#: The small words that lead to a date, and go with it.
LEADING = re.compile(
    r"(?:,?\s(?:on|in|at|during|of|from|between|this|last|el|la|en|al?|del?|desde|durante|los?|las?|el día|este|pasado)){1,3}\s*\Z"
)
ARTICLE = re.compile(r"\A(?:an?|the|el|la|los|las|un|una|its|their|his|her|su|sus)\s+", re.IGNORECASE)
#: What ties a verb to the noun in front of it, so that the noun alone is the title.
RELATIVE = re.compile(r",?\s*(?:que|which|that)\s")
#: Where a phrase that is too long can be cut and still be one.
PHRASE = re.compile(r"\s(?:in|to|for|with|by|of|on|at|from|and|en|para|con|por|de|del|a|y|al)\s")
#: Words that no title ends with.
DANGLING = re.compile(
    r"(?:[\s,;:(]+(?:an?|the|and|or|of|in|on|to|for|with|by|at|from|as|which|that|who|its|their|el|la|los|las|un|una|y|e|o|de|del|en|para|con|por|a|al|que|su|sus|como|entre|between|during|durante|this|este|esta|said|worth|while|in order))+\s*\Z",
    re.IGNORECASE,
)
#: Words that tie a sentence to the one before.
ALSO = re.compile(r"\s(?:also|then|today|yesterday|also today|también|además|hoy|ayer|asimismo|igualmente)\s")
#: A subject that a title can begin with: a noun phrase of a few words.
SUBJECT = re.compile(r"(?:the |an? |el |la |los |las |un |una )?[^,;:.()“”\"«»]{3,70}", re.IGNORECASE)


def title_of(
    page: Page, group: Candidate, actors: Sequence[Actor], places: Sequence[Place], quantity: Quantity | None
) -> str:
    """Return the title of what *group* tells, in the article's language, its first letter a capital."""
    values = _values(page.words, group, actors, places, quantity)
    for pattern in group.speech.titles if not group.rule.phase else ():
        if set(re.findall(r"\{(\w+)\}", pattern)) <= values.keys():
            return _capital(_plain(pattern.format(**values)))
    clauses = (_clause(page, one) for one in group.everything if one.is_key)
    title = next((title for title in clauses if len(title.split()) > 1), "")
    return _capital(title or _named(page.words, group, actors))


def _values(
    words: Prose, group: Candidate, actors: Sequence[Actor], places: Sequence[Place], quantity: Quantity | None
) -> dict[str, str]:
    """Return what a pattern may name: a role by its holder, in the plural where there are several."""
    values: dict[str, str] = {}
    for role in {actor.role for actor in actors}:
        held = [actor.name for actor in actors if actor.role == role]
        values[role if len(held) == 1 else f"{role}s"] = _listed(held, words.joined)
    if places:
        values["places"] = _listed([place.name for place in places], words.joined)
    said = next((one.group for one in group.everything if one.group), "")
    units = group.speech.units
    if said:
        values["units" if units is not None and units.fullmatch(said) else "group"] = said
    if quantity is not None:
        values["count"] = _number(quantity.value, words)
        values.setdefault("units", quantity.unit)
    if not group.is_ahead:
        values["done"] = ""
    else:
        values["ahead"] = ""
    return values


def _named(words: Prose, group: Candidate, actors: Sequence[Actor]) -> str:
    """Return the plainest title: what the kind is called, and who took part."""
    return f"{group.speech.name}: {_listed([actor.name for actor in actors], words.joined)}" if actors else group.speech.name


def _clause(page: Page, one: Candidate) -> str:
    """Return the clause of the trigger: subject in its short form, trigger and what follows it, to a good place."""
    start, lead = one.trigger.start, ""
    if one.rule.title == "subject":
        lead = _lead(page, one)
        if not lead:
            if one.thing is None:
                return ""
            start = one.thing.start
    elif one.rule.title == "thing" and one.thing is not None:
        start = one.thing.start
    end = _end(page, one, start)
    rest = _shortened(page.text, start, end, one).lstrip()
    listed = _listing(page, one, lead + rest, end)
    if listed:
        return listed
    if not lead:
        rest = ARTICLE.sub("", rest, count=1) if ARTICLE.match(rest) else rest
    return _plain(ALSO.sub(" ", lead + rest))


def _lead(page: Page, one: Candidate) -> str:
    """Return the subject, with a space behind it: an institution's short form, else the words in front; else nothing."""
    subjects = [name for role, name in one.actors if role == one.rule.before and not one.supplied]
    front = [name for name in subjects if one.scope.start - 60 <= name.span.start and name.span.end <= one.trigger.start]
    text = page.text
    if front:
        link = re.fullmatch(r"\)?((?: [^\W\d_]+){0,2}?)(?: (?:that|which|who|que|quien))? ", text[front[-1].span.end : one.trigger.start])
        office = _office(page, one, front[0].span.start)
        if link or len(front) > 1 or not office:
            return _listed([name.short for name in front], page.words.joined) + (link[1] if link else "") + " "
    words = _before(page, one)
    if not words or page.words.they.fullmatch(words) or not any(map(str.isupper, words)):
        return ""
    if len(words.split()) > 9 or re.search(r"\d|^(?:On|In|At|By|El|En|During|Durante|After|Tras)\s[^\s]+$", words):
        return ""
    return ARTICLE.sub("", words, count=1) + " "


def _office(page: Page, one: Candidate, end: int) -> str:
    return page.text[one.scope.start : end].strip(" ,")


def _before(page: Page, one: Candidate) -> str:
    """Return the phrase right in front of the trigger, with institutions in their short form."""
    words = _short(page.text, one.scope.start, one.trigger.start, one)
    parts = [part.strip() for part in re.split(r"[,;()“”\"«»]", words)]
    tail = [part for part in parts if part]
    if not tail or not SUBJECT.fullmatch(tail[-1]):
        return ""
    if words.rstrip()[-1:] in ",;)":  # "the secretary, Ana Ruiz, visited": the name is the subject
        return tail[-1] if len(tail) > 1 and all(word[0].isupper() for word in tail[-1].split()) else ""
    return tail[-1]


def _listing(page: Page, one: Candidate, said: str, end: int) -> str:
    """Return *said* with the quoted names that a list behind it gives; nothing where there is no such list."""
    listing = page.text[end : one.sentence.span.end]
    names = LISTED.findall(listing)
    whole = len(names) == len(re.findall(r"[“«]", listing)) or '"' in listing
    if not (names and whole and len(names) <= 4 and (listing.startswith(":") or QUOTING.match(listing))):
        return ""
    said = re.sub(r"\s+(?:for the following|for these|para las siguientes|por las siguientes)\s+\w+$", "", said)
    joined = _listed(names, page.words.joined)
    return _plain(f"{said} {'para' if one.language == 'es' else 'for'} {joined}") if len(said + joined) <= LISTING else ""


def _shortened(text: str, start: int, end: int, one: Candidate) -> str:
    """Return `text[start:end]` with institutions in their short form and without the words of any date."""
    return _short(text, start, end, one)


def _short(text: str, start: int, end: int, one: Candidate) -> str:
    cuts = [(name.span.start, name.span.end, name.short) for name in one.names if name.type == "institution"]
    for begin, stop in _dates(one):
        if text[stop : stop + 1] == "," and text[max(0, begin - 2) : begin].rstrip()[-1:] != ",":
            stop += 1
        if begin > start:
            before = LEADING.search(text[start:begin])
            cuts.append((start + before.start() if before else begin, stop, ""))
        elif begin == start:
            cuts.append((begin, stop, ""))
    rest, last = "", start
    for begin, stop, words in sorted(cuts):
        if last <= begin < end:
            rest += text[last:begin] + words
            last = stop
    return re.sub(r" +([,.;:])", r"\1", rest + text[last:end])


def _dates(one: Candidate) -> Iterator[tuple[int, int]]:
    dating = one.found.dating
    if dating.start is not None and dating.end is not None and one.sentence.span.start <= dating.start < one.sentence.span.end:
        yield dating.start, dating.end


def _end(page: Page, one: Candidate, start: int) -> int:
    """Return where the title ends: the first clause boundary behind the trigger, or a comma once it is long enough."""
    text, begin, limit = page.text, one.trigger.end, min(one.sentence.span.end, one.scope.end)
    if one.rule.form == "setting":
        return one.thing.end if one.thing is not None and one.rule.title == "thing" else begin
    if one.thing is not None and one.thing.end < begin and RELATIVE.match(text, one.thing.end):
        return one.thing.end
    found = (page.words.boundary.search(text, begin, limit), QUOTING.search(text, begin, limit))
    ends = [match.start() for match in found if match]
    for match in STOP.finditer(text, begin, limit):
        if match[0][0] in ":;." or match.start() - start >= ENOUGH:
            ends.append(match.start())
            break
    resumes = RESUMES.search(text, begin, limit)
    if resumes and one.rule.title == "subject":
        ends.append(resumes.start())
    limit = min(ends, default=limit)
    if limit - start <= MOST:
        return limit
    phrases = [match.start() for match in PHRASE.finditer(text, max(begin, start + ENOUGH), start + MOST)]
    cut = phrases[-1] if phrases else text.rfind(" ", start, start + MOST)
    return cut if cut > begin else begin


def _plain(title: str) -> str:
    title = " ".join(title.split())
    if title.count("(") > title.count(")"):
        title = title[: title.rfind("(")]
    title = title.rstrip(" ,.;:—–-")
    return DANGLING.sub("", title).rstrip(" ,.;:—–-")


def _listed(names: Sequence[str], joined: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {joined} {names[-1]}"


def _number(value: float, words: Prose) -> str:
    spelled = {number: word for word, number in reversed(words.numbers.items())}
    return spelled.get(int(value), f"{value:g}") if value <= 10 else f"{int(value)}"


def _capital(title: str) -> str:
    return title[:1].upper() + title[1:]
