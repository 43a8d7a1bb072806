"""The publication day that an article states of itself: a dateline at the top or the foot, or a byline.

"Puebla, a 3 de mayo de 2024.-", "KINGSTON, Thurs. Mar. 4, 2021", "Published on 17 September 2018" on a line of
its own. A leading crawl stamp (" date 2021-12-06 ") is none: it is believed last, and by others.
"""

import re

from sstimeline.extract.grammar import Words
from sstimeline.extract.lexicon import Language
from sstimeline.extract.meanings import Calendar
from sstimeline.extract.policies import Context, resolve
from sstimeline.extract.tokens import fold
from sstimeline.model.articles import Span
from sstimeline.model.dates import Date

#: How much of the top and of the foot of a text may hold it, in code points.
TOP, FOOT = 600, 300

#: What may stand between the line's start and the day: nothing, or a place of at most five words.
_PLACE = re.compile(
    r"[\W_]*(?:[A-ZÁÉÍÓÚÑÇÂÊÔÃÕ][\w.'’-]*(?:[ ,]+(?:[\w.'’()-]+)){0,6}[ ]?[,(:|–—-]?[ ]*(?:a|em|on)?[ ]*)?"
)

#: What may follow the day: the end of the line or the sentence, a dash, a bracket, a time.
_AFTER = re.compile(r"[ ]*(?:\)|,)?[ ]*(?:$|\n|\.?[ ]?[-–—]|\.[ \n]|\.$|[:|(/·•]|[0-9]{1,2}[:.h][0-9]{2})")

#: A crawl stamp, which is no dateline.
_STAMP = re.compile(r"\s*date [0-9]{4}-[0-9]{2}(?:-[0-9]{2})?\b")


def dateline(text: str, language: Language) -> tuple[Span, Date] | None:
    """Return where *text* states the day it was published, and that day; None where it states none.

    Only a whole day with its year counts. The top goes before the foot.

    >>> from sstimeline.extract.lexicon import language
    >>> span, day = dateline("Puebla, a 3 de mayo de 2024.- El instituto firmó ...", language("es"))
    >>> span.of("Puebla, a 3 de mayo de 2024.- El instituto firmó ..."), str(day)
    ('3 de mayo de 2024', '2024-05-03')
    """
    folded = fold(text)
    stamp = _STAMP.match(text)
    start = stamp.end() if stamp else 0
    for first, last in ((start, min(len(text), start + TOP)), (max(start, len(text) - FOOT), len(text))):
        segment = language.codes.read(folded, first, last)
        for words, meaning, _ in language.grammar.matches(segment, text):
            if (
                isinstance(meaning, Calendar)
                and (found := _day(words, meaning))
                and _stands_alone(text, words, language)
            ):
                return Span(*words.span()), found
    return None


def _day(words: Words, said: Calendar) -> Date | None:
    if None in (said.year, said.month, said.day) or said.mod:
        return None
    found = resolve(said, Context(None))
    return found.date if found.moment is not None and found.moment.is_day else None


def _stands_alone(text: str, words: Words, language: Language) -> bool:
    """Tell whether the day leads or fills its line, but for a place, an author's name or "Published"."""
    start, end = words.span()
    line = text.rfind("\n", 0, start) + 1
    stamp = _STAMP.match(text)
    if line == 0 and stamp:
        line = stamp.end()
    before = text[line:start]
    if len(before) > 80 or not _AFTER.match(text, end):
        return False
    if language.byline.search(fold(before)):
        return True
    return _PLACE.fullmatch(before) is not None and not language.running.search(fold(before))
