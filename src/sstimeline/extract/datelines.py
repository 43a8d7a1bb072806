"""The day of publication that a text states about itself: its dateline or byline, at the top or the foot."""

import re
from collections.abc import Iterator
from datetime import date

from sstimeline.extract.lexicon import Language
from sstimeline.extract.timexes import timexes
from sstimeline.model.articles import Span
from sstimeline.model.dates import Date

#: Lines looked at from the top and from the foot, and how much of each, in code points.
TOP, FOOT, WITHIN = 4, 3, 140
#: What stands in front of the day: "PUEBLA, Mexico, ", "Puebla, a ", "Published on ", "Fecha: ", or nothing.
BEFORE = re.compile(
    r"(?:[^\W\d_][\w.'’]*(?: [\w.'’]+){0,3}(?:, [^\W\d_][\w.'’ ]{1,30})?\s*[,.(/|–—-]\s*(?:a\s+(?:el\s+)?)?)?"
    r"|(?i:(?:published|posted|updated|date|publicad[oa]|fecha)(?: (?:on|el|de publicación))?\s*:?\s*)"
)
#: What stands behind it: the end of the line, or what leads into the story.
AFTER = re.compile(r"\s*(?:$|\.\s|[.)]?\s*(?:[-–—|/:(]|\.\s*[-–—]))")


def dateline(text: str, language: Language) -> tuple[Span, Date] | None:
    """Return the day in the dateline of *text* and where it stands; None where it has none, or one without its year."""
    for span in _lines(text):
        line = span.of(text)
        # On so early a day nothing is inferred: a dateline says its year, or it is none.
        for timex in timexes(line, language, published=None, today=date(1, 1, 1)):
            found = timex.date
            if found is None or found.is_interval or not (found.is_daily and found.is_usable) or found.mark:
                continue
            if BEFORE.fullmatch(line, 0, timex.span.start) and AFTER.match(line, timex.span.end):
                return Span(span.start + timex.span.start, span.start + timex.span.end), found
            break
    return None


def _lines(text: str) -> Iterator[Span]:
    found: list[Span] = []
    head, foot = text[:2000], text[-1000:] if len(text) > 2000 else ""
    for offset, part, most in ((0, head, TOP), (len(text) - len(foot), foot, -FOOT)):
        lines = list(re.finditer(r"\S[^\n]*", part))
        for match in lines[:most] if most > 0 else lines[most:]:
            found.append(Span(offset + match.start(), offset + min(match.end(), match.start() + WITHIN)))
    return iter(found)
