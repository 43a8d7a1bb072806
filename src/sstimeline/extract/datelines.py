"""The day of publication that a text states about itself: its dateline or byline, at the top or the foot.

"Puebla, a 3 de mayo de 2024.-", "KINGSTON, Thurs. Mar. 4, 2021", "Published on 17 September 2018". A leading crawl
stamp (" date 2021-12-06 ") is none: it is believed later, and by others.
"""

import re
from collections.abc import Iterator
from datetime import date

from sstimeline.extract.language import Language
from sstimeline.extract.timexes import timexes
from sstimeline.extract.tokens import fold
from sstimeline.model.articles import Span
from sstimeline.model.dates import Date

#: Lines looked at from the top and from the foot, and how much of each, in code points.
TOP, FOOT, WITHIN = 4, 3, 140
#: What may stand in front of the day: nothing, or a place, an author: "PUEBLA, Mexico, ", "Puebla, a ".
BEFORE = re.compile(
    r"(?:[^\W\d_][\w.'’]*(?: [\w.'’]+){0,3}(?:, [^\W\d_][\w.'’ ]{1,30})?\s*[,.(/|–—-]\s*(?:a\s+(?:el\s+)?)?)?"
)
#: What stands behind it: the end of the line, or what leads into the story.
AFTER = re.compile(r"\s*(?:$|\.\s|[.)]?\s*(?:[-–—|/:(]|\.\s*[-–—]))")


def dateline(text: str, language: Language) -> tuple[Span, Date] | None:
    """Return the day in the dateline of *text* and where it stands; None where it has none, or one without its year.

    >>> from sstimeline.extract.language import language
    >>> span, day = dateline("Puebla, a 3 de mayo de 2024.- El instituto firmó ...", language("es"))
    >>> (span.start, span.end), str(day)
    ((10, 27), '2024-05-03')
    """
    for span in _lines(text):
        line = span.of(text)
        # On so early a day nothing is inferred: a dateline says its year, or it is none.
        for timex in timexes(line, language, published=None, today=date(1, 1, 1)):
            found = timex.date
            if found is None or found.is_interval or not (found.is_daily and found.is_usable) or found.mark:
                continue
            if _leads(line[: timex.span.start], language) and AFTER.match(line, timex.span.end):
                return Span(span.start + timex.span.start, span.start + timex.span.end), found
            break
    return None


def _leads(before: str, language: Language) -> bool:
    """Tell whether *before* is a place, an author, or words like "Published on", and no running text."""
    if BEFORE.fullmatch(before):
        return True
    folded = fold(before)
    return language.byline.match(folded) is not None and not language.running.search(folded)


def _lines(text: str) -> Iterator[Span]:
    head, foot = text[:2000], text[-1000:] if len(text) > 2000 else ""
    for offset, part, most in ((0, head, TOP), (len(text) - len(foot), foot, -FOOT)):
        lines = list(re.finditer(r"\S[^\n]*", part))
        for match in lines[:most] if most > 0 else lines[most:]:
            yield Span(offset + match.start(), offset + min(match.end(), match.start() + WITHIN))
