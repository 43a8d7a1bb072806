"""The way in: what one article says, step by step."""

import re
from datetime import date

from sstimeline.extract.datelines import dateline
from sstimeline.extract.language import Language
from sstimeline.extract.lexicon import Lexicon
from sstimeline.extract.occurrences import mentions
from sstimeline.extract.page import DASH, Page
from sstimeline.extract.sentences import sentences
from sstimeline.extract.timexes import timexes
from sstimeline.model.articles import Article, Span
from sstimeline.model.dates import Date
from sstimeline.model.readings import Reading

#: Ways of knowing the day of publication that no dateline in the text outranks (READING.md).
GIVEN = "given"
#: In front of a dateline's day stand no more words than so many, or a place and a comma.
FEW = 3
LISTED = re.compile(r",\s*(?:a\s+)?(?:\w+,?\s+)?\Z")


def read(article: Article, lexicon: Lexicon, *, today: date) -> Reading:
    """Return what *article* was read to say on *today*, the UTC day on which its text first arrived.

    A text in a language that the lexicon does not know is read to say nothing; in one whose dates alone it knows, the
    time expressions.
    """
    language = lexicon.languages.get(article.language)
    if language is None:
        return Reading(
            article=article.id, language=article.language, published=article.published, today=today,
            timexes=(), mentions=(),
        )  # fmt: skip
    text, words = article.text, lexicon.prose.get(article.language)
    line = _dateline(text, language)
    published = _published(article, line)
    times = timexes(text, language, published=published, today=today)
    if words is None:
        return Reading(
            article=article.id, language=article.language, published=published, today=today, timexes=times, mentions=()
        )
    names = lexicon.names.find(text, article.language)
    page = Page.of(article, words, sentences(text, words), names, times, published, line[0] if line else None)
    return Reading(
        article=article.id, language=article.language, published=published, today=today, timexes=times,
        mentions=mentions(page, lexicon.kinds.values()),
    )  # fmt: skip


def _dateline(text: str, language: Language) -> tuple[Span, Date] | None:
    """Return the dateline; None where the day it would be stands in running text: "It was opened on 4 May 2021."."""
    line = dateline(text, language)
    if line is None:
        return None
    start, end = text.rfind("\n", 0, line[0].start) + 1, line[0].end
    before, after = text[start : line[0].start], text[end : end + 8].split("\n")[0]
    alone = len(before.split()) <= FEW or LISTED.search(before) is not None or after.strip() == ""
    return line if alone or DASH.match(text, end) else None


def _published(article: Article, line: tuple[object, Date] | None) -> Date | None:
    """Return the day of publication believed: given by a person, else a dateline, else what the page says."""
    if article.published_by == GIVEN or line is None:
        return article.published
    return line[1]
