"""What tests say in one line: read this text, and name what it tells."""

from datetime import date

from sstimeline.extract.lexicon import load
from sstimeline.extract.names import load as names
from sstimeline.extract.read import read
from sstimeline.model.articles import Article, article_id
from sstimeline.model.dates import Date
from sstimeline.model.readings import Mention, Reading

LEXICON = load(names())
TODAY = date(2026, 11, 23)


def reading(text: str, tag: str = "en", published: str | None = None) -> Reading:
    """Return what *text* says; its day of publication is given, or nobody's to find."""
    day = Date.parse(published) if published else None
    article = Article(id=article_id(text=text), text=text, language=tag, published=day, published_by="given")
    return read(article, LEXICON, today=TODAY)


def told(text: str, tag: str = "en", published: str | None = None) -> tuple[Mention, ...]:
    """Return the occurrences that *text* tells of."""
    return reading(text, tag, published).mentions


def steps(text: str, tag: str = "en", published: str | None = None) -> list[tuple[str, str]]:
    """Return each occurrence of *text* as its first step and its date: ("agreement.signed", "2019-03-04")."""
    return [(f"{one.kind}.{one.phases[0].name}", str(one.date)) for one in told(text, tag, published)]
