"""What languages, countries and days are called, as CLDR has it (through Babel)."""

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from sstimeline.model.dates import Date
from sstimeline.publish.dates import parts, say

if TYPE_CHECKING:
    from babel import Locale


def day(date: Date | None, language: str) -> str:
    """Return *date* in words; empty for none."""
    return say(date, language) if date else ""


def day_of(moment: datetime, language: str) -> str:
    """Return the day of *moment* in words.

    >>> day_of(datetime(2026, 11, 23, 8, 14), "en")
    '23 November 2026'
    """
    return say(Date.of(moment.date()), language)


def bare(date: Date, language: str) -> str:
    """Return *date* in words, without what is not known of it: for a heading, which dates nothing.

    >>> bare(Date.parse("2018-09"), "es")
    'Septiembre de 2018'
    """
    said = parts(date, language)
    return capital(" ".join(filter(None, (said.lead, *map(str, said.sides)))))


def capital(text: str) -> str:
    """Return *text* with a capital first letter and all others as they are."""
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=512)
def language_name(tag: str, language: str) -> str:
    """Return what the language *tag* is called in *language*; the tag itself where it has no name.

    >>> language_name("es", "en")
    'Spanish'
    """
    return str(_locale(language).languages.get(tag.partition("-")[0].lower(), tag))


@lru_cache(maxsize=512)
def country_name(code: str, language: str) -> str:
    """Return what the country *code* (ISO 3166-1 alpha-2) is called in *language*; the code where it has no name.

    >>> country_name("ES", "en")
    'Spain'
    """
    return str(_locale(language).territories.get(code.upper(), code))


@lru_cache(maxsize=8)
def _locale(language: str) -> "Locale":
    from babel import Locale

    return Locale("es") if language.partition("-")[0].lower() == "es" else Locale("en", "GB")
