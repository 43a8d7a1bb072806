"""What an occurrence is called: the kind's own pattern where everything it names is known, else its clause."""

import re
from collections.abc import Iterator, Sequence

from sstimeline.extract.page import Candidate, Page
from sstimeline.extract.prose import Prose
from sstimeline.model.articles import Span
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
    r"(?:(?:\A|,?\s)(?:on|in|at|during|of|from|between|this|last|el|la|en|al?|del?|desde|durante|los?|las?"
    r"|el día|este|pasado)){1,3}\s*\Z",
    re.IGNORECASE,
)
ARTICLE = re.compile(r"\A(?:an?|the|el|la|los|las|un|una|its|their|his|her|su|sus)\s+", re.IGNORECASE)
#: What ties a verb to the noun in front of it, so that the noun alone is the title.
RELATIVE = re.compile(r",?\s*(?:que|which|that)\s")
#: A place in front of the noun: "se firmó en Rosario el convenio".
PLACE = re.compile(
    r"\A(?:en|in|at)\s(?:[^\W\da-z]\S*\s(?:de\s|del\s|la\s)?){1,4}(?=el\s|la\s|los\s|las\s|un\s|una\s|the\s|an?\s)"
)
#: Where a phrase that is too long can be cut and still be one.
PHRASE = re.compile(r"\s(?:in|to|for|with|by|of|on|at|from|and|en|para|con|por|de|del|a|y|al)\s")
#: Words that no title ends with.
DANGLING = re.compile(
    r"(?:[\s,;:(]+(?:with effect|an?|the|and|or|of|in|on|to|for|with|by|at|from|as|which|that|who|its|their|said|worth"
    r"|while|in order|between|during|this|el|la|los|las|un|una|y|e|o|de|del|en|para|con|por|al|que|su|sus|como|entre"
    r"|durante|este|esta))+\s*\Z",
    re.IGNORECASE,
)
#: What may stand between the subject and its verb: an adverb or two, a relative pronoun.
LINK = re.compile(r"\)?((?: [^\W\d_]+){0,2}?)(?: (?:that|which|who|que|quien))? ")
#: What is put in between what it is about and its verb: ", planned for next year,".
INSERTED = re.compile(r",\s[^,]{3,120},\s")
#: What belongs to a name behind it: "of the Pensions Act".
COMPLEMENT = re.compile(
    r"(?:\s[^\W\da-z][\w-]*){0,4}(?:\s(?:of|on|for|del|de|sobre)\s(?:the\s|la\s|los\s|las\s|el\s)?"
    r"[^\W\da-z][\w-]*(?:\s(?:de\s|of\s|y\s|and\s)?[^\W\da-z][\w-]*){0,6})?"
)
#: Words that tie a sentence to the one before.
ALSO = re.compile(r"\s(?:also|then|today|yesterday|also today|también|además|hoy|ayer|asimismo|igualmente)\s")
#: A subject that a title can begin with: a noun phrase of a few words.
SUBJECT = re.compile(r"(?:the |an? |el |la |los |las |un |una )?[^,;:.()“”\"«»]{3,110}", re.IGNORECASE)


def title_of(
    page: Page,
    group: Candidate,
    actors: Sequence[Actor],
    places: Sequence[Place],
    quantity: Quantity | None,
    kin: Candidate | None = None,
) -> str:
    """Return the title of what *group* tells, in the article's language, its first letter a capital.

    Where the text only points at what it is about ("the law will enter into force"), *kin*, which was told before
    it, gives the name.
    """
    values = _values(page.words, group, actors, places, quantity)
    for pattern in group.speech.titles if not group.rule.phase else ():
        if set(re.findall(r"\{(\w+)\}", pattern)) <= values.keys():
            return _capital(_plain(pattern.format(**values)))
    # What is told again ("the agreement was signed by ...") says less than what it was told by first.
    tellings = sorted((one for one in group.everything if one.is_key), key=lambda one: _is_bare(page.text, one))
    clauses = (_pointed(page, one, kin) or _clause(page, one) for one in tellings)
    title = next((title for title in clauses if len(title.split()) > 1), "")
    return _capital(title or _named(page.words, group, actors))


def _is_bare(text: str, one: Candidate) -> bool:
    """Tell whether what it is about is only pointed at: "the accord", "el documento"."""
    said = one.thing.of(text).split() if one.thing is not None else ["it", "is", "named"]
    return len(said) <= 2 and re.match(r"(?:the|this|el|la|este|esta|dich[oa])\Z", said[0], re.IGNORECASE) is not None


def is_named(text: str, one: Candidate) -> bool:
    """Tell whether the words say what it is about, and do not only point at it."""
    return one.thing is not None and not _is_bare(text, one)


def _pointed(page: Page, one: Candidate, kin: Candidate | None) -> str:
    """Return the title with the name that *kin* gives what *one* only points at; nothing where it needs none."""
    verb = one.thing.end if one.thing is not None else one.trigger.start
    follows = one.rule.title == "trigger" or (one.rule.title == "thing" and one.thing is None)
    if kin is None or kin.thing is None or not follows or is_named(page.text, one) or verb >= one.trigger.end:
        return ""
    complement = COMPLEMENT.match(page.text, kin.thing.end, kin.sentence.span.end)
    name = (
        _shortened(page, kin.thing.start, complement.end() if complement else kin.thing.end, kin)
        .rpartition(",")[2]
        .strip()
    )
    return _plain(f"{ARTICLE.sub('', name, count=1)} {_shortened(page, verb, _end(page, one, verb), one).strip()}")


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
    who = _listed([actor.name for actor in actors], words.joined) if actors else ""
    return f"{group.speech.name}: {who}" if who else group.speech.name


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
    rest = _shortened(page, start, end, one).lstrip()
    listed = _listing(page, one, lead + rest, end)
    if listed:
        return listed
    if not lead:
        rest = ARTICLE.sub("", PLACE.sub("", rest, count=1), count=1)
    return _plain(ALSO.sub(" ", lead + rest))


def _lead(page: Page, one: Candidate) -> str:
    """Return the subject, with a space behind it: institutions in their short form, else the words in front."""
    within = Span(max(0, one.scope.start - 60), one.trigger.start)
    subjects = [name for role, name in one.actors if role == one.rule.before and not one.supplied]
    front = [name for name in subjects if within.covers(name.span)]
    if front:
        link = LINK.fullmatch(page.text, front[-1].span.end, one.trigger.start)
        office = _office(page, one, front[0].span.start)
        beside = re.split(r"[,;”\"»]", office)[-1]
        together = len(front) == 1 and re.search(rf"\s{page.words.joined}\s", beside) is not None
        if (link or len(front) > 1 or not office) and not together:
            return _listed([name.short for name in front], page.words.joined) + (link[1] if link else "") + " "
    words = _before(page, one)
    if not words or page.words.they.fullmatch(words) or page.words.person.match(words):
        return ""
    if not (any(map(str.isupper, words)) or ARTICLE.match(words)):
        return ""
    if len(words.split()) > 14 or re.search(r"\d|^(?:On|In|At|By|El|En|During|Durante|After|Tras)\s[^\s]+$", words):
        return ""
    return ARTICLE.sub("", words, count=1) + " "


def _office(page: Page, one: Candidate, end: int) -> str:
    return page.text[one.scope.start : end].strip(" ,")


def _before(page: Page, one: Candidate) -> str:
    """Return the phrase right in front of the trigger, with institutions in their short form."""
    words = _shortened(page, one.scope.start, one.trigger.start, one)
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
    if len(said + joined) > LISTING:
        return ""
    return _plain(f"{said} {'para' if one.language == 'es' else 'for'} {joined}")


def _shortened(page: Page, start: int, end: int, one: Candidate) -> str:
    """Return the words from *start* to *end* with institutions in their short form and without days and months."""
    text = page.text
    cuts = [(name.span.start, name.span.end, name.short) for name in one.names if name.type == "institution"]
    for begin, stop in _dates(page, one):
        if text[stop : stop + 1] == "," and text[max(0, begin - 2) : begin].rstrip()[-1:] != ",":
            stop += 1
        if begin > start:
            before = LEADING.search(text[start:begin])
            cuts.append((start + before.start() if before else begin, stop, ""))
        elif begin == start:
            cuts.append((begin, stop, ""))
    if one.thing is not None and one.rule.title != "subject":
        cuts += [(match.start(), match.end(), " ") for match in INSERTED.finditer(text, one.thing.end, one.trigger.end)]
    rest, last = "", start
    for begin, stop, words in sorted(cuts):
        if last <= begin < end:
            rest += text[last:begin] + words
            last = stop
    return re.sub(r" +([,.;:])", r"\1", rest + text[last:end])


def _dates(page: Page, one: Candidate) -> Iterator[tuple[int, int]]:
    """Give where its own date stands, and every other day and month of its sentence; years may be parts of names."""
    dating, sentence = one.found.dating, one.sentence.span
    own = Span(0, 0)
    if dating.start is not None and dating.end is not None and sentence.start <= dating.start < sentence.end:
        own = Span(dating.start, dating.end)
        yield own.start, own.end
    for time in page.times_in(sentence):
        span = time.range.span if time.range is not None else time.span
        months = time.date is not None and any(point.month is not None for point in time.date.points)
        if months and not span.overlaps(own):
            yield span.start, span.end


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
    title = re.sub(r",\s+[^\W\dA-Z]\w*\s*\Z", "", title.rstrip(" ,.;:—–-"))
    return DANGLING.sub("", title).rstrip(" ,.;:—–-")


def _listed(names: Sequence[str], joined: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {joined} {names[-1]}"


def _number(value: float, words: Prose) -> str:
    spelled = {number: word for word, number in reversed(words.numbers.items())}
    return spelled.get(int(value), f"{value:g}") if value <= 10 else f"{int(value)}"


def _capital(title: str) -> str:
    return title[:1].upper() + title[1:]
