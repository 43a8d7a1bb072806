"""The way in: what one article says, step by step."""

from datetime import date

from sstimeline.extract.library import Lexicon
from sstimeline.extract.occurrences import mentions
from sstimeline.extract.page import Page
from sstimeline.extract.sentences import sentences
from sstimeline.extract.timexes import dateline, timexes
from sstimeline.model.articles import Article
from sstimeline.model.dates import Date
from sstimeline.model.readings import Reading

#: Ways of knowing the day of publication that no dateline in the text outranks (READING.md).
GIVEN = "given"


def read(article: Article, lexicon: Lexicon, *, today: date) -> Reading:
    """Return what *article* was read to say on *today*, the UTC day on which its text first arrived.

    A text in a language that the lexicon does not know is read to say nothing.
    """
    language = lexicon.languages.get(article.language)
    if language is None:
        return Reading(
            article=article.id, language=article.language, published=article.published, today=today,
            timexes=(), mentions=(),
        )  # fmt: skip
    text, words = article.text, lexicon.prose[article.language]
    line = dateline(text, language)
    published = _published(article, line)
    times = timexes(text, language, published=published, today=today)
    names = lexicon.names.find(text, article.language)
    page = Page.of(article, words, sentences(text, words), names, times, published, line[0] if line else None)
    return Reading(
        article=article.id, language=article.language, published=published, today=today, timexes=times,
        mentions=mentions(page, lexicon.kinds.values()),
    )  # fmt: skip


def _published(article: Article, line: tuple[object, Date] | None) -> Date | None:
    """Return the day of publication believed: given by a person, else a dateline, else what the page says."""
    if article.published_by == GIVEN or line is None:
        return article.published
    return line[1]
