"""What every feed says of an entry: its title line, its HTML, its plain text, and its corrections.

All text from outside passes through `clean`, and through `escape` where it goes into HTML, so that no title, quote
or reason can break a document or run in a reader's window.
"""

import re
from collections.abc import Iterator
from html import escape as _escape

from sstimeline.model.articles import Evidence
from sstimeline.model.dates import Date, Dating
from sstimeline.model.entries import Change, Entry, Source, Timeline
from sstimeline.model.events import OccurrenceAmended, OccurrenceRetracted
from sstimeline.publish.dates import Said, parts, say
from sstimeline.publish.format import Site
from sstimeline.publish.wording import wording

#: Everything but XML 1.0's Char (section 2.2), and the C1 controls, which it discourages.
_UNPRINTABLE = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def clean(text: str) -> str:
    r"""Return *text* without the characters XML 1.0 cannot hold; a line ends with "\n" alone.

    >>> clean("a\x00b\ud800c\r\nd")
    'abc\nd'
    """
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def line(text: str) -> str:
    """Return *text* cleaned and on one line."""
    return " ".join(clean(text).split())


def escape(text: str) -> str:
    """Return *text* cleaned, for use in HTML's text and quoted attributes."""
    return _escape(clean(text))


def language_tag(text: str) -> str:
    """Return *text* where it is formed like a BCP 47 tag, else an empty string."""
    return text if _TAG.fullmatch(text) else ""


def weblink(url: str | None) -> str:
    """Return *url* as an ASCII URI (RFC 3986) where it is one of the web, else an empty string.

    Characters a URI cannot hold are percent-encoded in UTF-8; `javascript:` and its kin are no links.

    >>> weblink("https://example.org/año 1")
    'https://example.org/a%C3%B1o%201'
    """
    match = re.fullmatch(r"(https?)://([^/?#\s]+)((?:[/?#].*)?)", line(url or ""), re.IGNORECASE)
    if match is None:
        return ""
    try:
        host = match[2] if match[2].isascii() else match[2].encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    if not re.fullmatch(r"[A-Za-z0-9.\-_~:@%\[\]!$&'()*+,;=]+", host):
        return ""
    rest = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", match[3])
    rest = re.sub(r"[^A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]", lambda m: "".join(f"%{b:02X}" for b in m[0].encode()), rest)
    return f"{match[1].lower()}://{host}{rest}"


def mailbox(site: Site) -> dict[str, str]:
    """Return the site's contact as `{"email": ...}` where it is formed like an e-mail address, else nothing."""
    return {"email": site.contact} if _MAILBOX.fullmatch(site.contact) else {}


def page(entry: Entry, site: Site) -> str:
    """Return the address of the entry's own page."""
    return site.url(f"/entries/{entry.id}")


def home(timeline: Timeline, site: Site) -> str:
    """Return the address of the timeline's own page."""
    return site.url(f"/timelines/{timeline.slug}")


def about(timeline: Timeline, site: Site) -> str:
    """Return one line that says what the timeline holds."""
    name = called(timeline)
    return line(timeline.label.description) or wording(site.language).timeline.format(name)


def said(entry: Entry, language: str) -> Said:
    """Return the entry's date in words, in the pieces a page needs."""
    return parts(entry.date, language, inferred=bool(entry.datings) and entry.dating.method == "inferred")


def reason(dating: Dating, language: str) -> str:
    """Return why a date is what it is, beginning with the word for its method: "Inferred: ..."."""
    return f"{wording(language).methods[dating.method]}: {line(dating.because)}"


def title(entry: Entry, site: Site) -> str:
    """Return the title a feed shows: the event's own date leads it."""
    return f"{said(entry, site.language)}: {line(entry.title)}"


def correction_title(change: Change, site: Site) -> str:
    """Return the title of a correction's own item: what it was, and what it is.

    "Correction: from “11 March 2026” to “12 March 2026”: Rules for part-time pensions", or, of an entry that was
    taken back, "Correction: retracted: 11 March 2026: Rules for part-time pensions".
    """
    words, entry = wording(site.language), change.entry
    if entry.status == "retracted":
        return words.retraction.format(title(entry, site))
    changed = {field: _from_to(old, new, site) for field, old, new in differences(change, site)}
    when = changed.pop("date", str(said(entry, site.language)))
    what = changed.pop("title", line(entry.title))
    rest = "; ".join(f"{words.fields[field]}: {text}" for field, text in changed.items())
    return words.correction.format(f"{when}: {what} ({rest})" if rest else f"{when}: {what}")


def differences(change: Change, site: Site) -> Iterator[tuple[str, str, str]]:
    """Yield what a person changed: the field's name, its old and its new value in words, empty for none."""
    if change.before is None:
        return
    before, after = _facts(change.before, site), _facts(change.entry, site)
    yield from ((field, before[field], after[field]) for field in after if before[field] != after[field])


def html(entry: Entry, site: Site) -> str:
    """Return the entry in HTML: date in full, actors and places, evidence, reason for the date, links.

    Elements and attributes are those every reader's sanitiser lets through; links are absolute.
    """
    words = wording(site.language)
    lines = [f"<p><strong>{escape(str(said(entry, site.language)))}</strong></p>", *_who_and_where(entry, site)]
    for number, (source, quotes) in enumerate(_by_source(entry)):
        lines += [_blockquote(quote, source, entry.language) for quote in quotes]
        if number < len(entry.datings):
            lines.append(f"<p>{escape(reason(entry.datings[number], site.language))}</p>")
        lines.append(_source(source, quotes, site))
    lines.append(f'<p><a href="{escape(page(entry, site))}">{words.entry}</a></p>')
    return "\n".join(lines)


def correction_html(change: Change, site: Site) -> str:
    """Return a correction in HTML: when, what it was and is, why, and the entry as it then stood."""
    words, entry = wording(site.language), change.entry
    on = say(Date.of(change.envelope.recorded_at.date()), site.language)
    retracted = entry.status == "retracted"
    lines = [f"<p><strong>{(words.retracted_on if retracted else words.corrected_on).format(on)}</strong></p>"]
    if not retracted:
        for field, old, new in differences(change, site):
            old_new = words.from_to.format(
                f"<del>{escape(old or words.nothing)}</del>", f"<ins>{escape(new or words.nothing)}</ins>"
            )
            lines.append(f"<p><strong>{words.fields[field]}:</strong> {old_new}</p>")
    if why := correction_reason(change):
        lines.append(f"<p><strong>{words.reason}:</strong> {escape(why)}</p>")
    if retracted:
        lines.append(f"<p><del>{escape(title(entry, site))}</del></p>")
        lines.append(f'<p><a href="{escape(page(entry, site))}">{words.entry}</a></p>')
    else:
        lines += [f"<p>{words.stands_now} {escape(line(entry.title))}</p>", html(entry, site)]
    return "\n".join(lines)


def correction_reason(change: Change) -> str:
    """Return a person's reason for the revision, on one line; empty where none was given."""
    event = change.envelope.event
    told = event.reason if isinstance(event, OccurrenceAmended | OccurrenceRetracted) else ""
    return line(told or change.entry.reason)


def text(entry: Entry, site: Site) -> str:
    """Return the entry in plain text, for a calendar: date in full, evidence, reason for the date, links."""
    words = wording(site.language)
    lines = [str(said(entry, site.language))]
    for number, (source, quotes) in enumerate(_by_source(entry)):
        lines += [words.quote.format(line(quote.quote)) for quote in quotes]
        if number < len(entry.datings):
            lines.append(reason(entry.datings[number], site.language))
        name = ", ".join(filter(None, (line(source.title), weblink(source.url))))
        lines.append(f"{words.source}: {name or line(source.source or '')}")
    return "\n".join([*lines, page(entry, site)])


def names(values: tuple[str, ...]) -> str:
    """Return names in a row, each once."""
    return ", ".join(dict.fromkeys(filter(None, map(line, values))))


def _facts(entry: Entry, site: Site) -> dict[str, str]:
    return {
        "date": str(said(entry, site.language)) if entry.date else "",
        "title": line(entry.title),
        "kind": line(entry.kind),
        "actors": names(tuple(actor.name for actor in entry.actors)),
        "places": names(tuple(place.name for place in entry.places)),
    }


def _from_to(old: str, new: str, site: Site) -> str:
    words = wording(site.language)
    return words.from_to.format(*(words.quote.format(value) if value else words.nothing for value in (old, new)))


def _who_and_where(entry: Entry, site: Site) -> Iterator[str]:
    words, facts = wording(site.language), _facts(entry, site)
    for label, value in ((words.actors, facts["actors"]), (words.places, facts["places"])):
        if value:
            yield f"<p><strong>{label}:</strong> {escape(value)}</p>"


def _by_source(entry: Entry) -> Iterator[tuple[Source, list[Evidence]]]:
    """Yield each article with what is quoted from it, the article that gave the entry its date first."""
    for source in entry.articles:
        yield source, [quote for quote in entry.evidence if quote.article == source.id]


def _blockquote(quote: Evidence, source: Source, language: str) -> str:
    tag, url = language_tag(source.language or language), weblink(source.url)
    attributes = (f' lang="{tag}"' if tag else "") + (f' cite="{escape(url)}"' if url else "")
    return f'<blockquote{attributes} dir="auto"><p>{escape(line(quote.quote))}</p></blockquote>'


def _source(source: Source, quotes: list[Evidence], site: Site) -> str:
    words, url = wording(site.language), weblink(source.url)
    name = line(source.title) or url or line(source.source or "") or str(source.id)
    tag = language_tag(source.language)
    lang = f' lang="{tag}"' if tag else ""
    shown = f'<a href="{escape(url)}"{lang}>{escape(name)}</a>' if url else f"<span{lang}>{escape(name)}</span>"
    if source.published:
        shown += f", {escape(say(source.published, site.language))}"
    if rules := names(tuple(quote.rule for quote in quotes)):
        shown += f"; {words.read_by} <code>{escape(rules)}</code>"
    return f"<p>{words.source}: {shown}</p>"


def called(timeline: Timeline) -> str:
    """Return what the timeline is called, its slug where it has no title."""
    return line(timeline.title) or timeline.slug


def feed_title(timeline: Timeline, site: Site) -> str:
    """Return the title of a whole feed: the timeline's and the site's, so that two sites' feeds are told apart."""
    own = line(site.title)
    return f"{called(timeline)} · {own}" if own else called(timeline)
