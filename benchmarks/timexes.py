"""How fast dates are found: characters a second on one core, normalisation included.

    python benchmarks/timexes.py                    English and Spanish made from a seed, at the density of news
    BENCH_TEXT=FILE BENCH_LANGUAGE=es python benchmarks/timexes.py

The calibration loop is the same fixed work every time, so that two machines can be compared.
"""

import os
import random
import statistics
import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

from sstimeline.extract.language import language
from sstimeline.extract.timexes import timexes
from sstimeline.model.dates import Date

TODAY = date(2026, 11, 23)
LENGTH = 1_000_000
#: News has about one time expression in so many characters.
DENSITY = 420  # chance dates of the words make up the rest
WORDS = {
    "en": [
        "the",
        "of",
        "and",
        "to",
        "in",
        "a",
        "for",
        "on",
        "that",
        "was",
        "said",
        "by",
        "with",
        "fund",
        "minister",
        "office",
        "law",
        "pensions",
        "workers",
        "government",
        "over",
        "more",
        "than",
        "about",
        "under",
        "at",
        "least",
        "one",
        "two",
        "three",
        "ten",
        "people",
        "countries",
        "signed",
        "opened",
        "approved",
        "reported",
        "meeting",
        "first",
        "second",
        "may",
        "market",
        "service",
        "benefit",
        "percent",
        "million",
        "its",
        "from",
        "which",
        "their",
        "has",
        "been",
        "after",
        "before",
        "early",
    ],
    "es": [
        "el",
        "la",
        "de",
        "que",
        "y",
        "en",
        "los",
        "del",
        "se",
        "las",
        "un",
        "por",
        "con",
        "una",
        "su",
        "para",
        "al",
        "lo",
        "como",
        "más",
        "o",
        "fondo",
        "ministro",
        "oficina",
        "ley",
        "pensiones",
        "trabajadores",
        "gobierno",
        "sobre",
        "menos",
        "uno",
        "dos",
        "tres",
        "diez",
        "personas",
        "países",
        "firmó",
        "abrió",
        "aprobó",
        "informó",
        "reunión",
        "primera",
        "segundo",
        "mercado",
        "servicio",
        "beneficio",
        "ciento",
        "millones",
        "desde",
        "cual",
        "sus",
        "ha",
        "sido",
        "después",
        "antes",
    ],
}
DATES = {
    "en": "17 September 2018|Friday|last week|today|September|the third quarter|1998|two years ago|Sept. 30|now|"
    "between the 17th and 21st September|the past three months|10:35 a.m. Friday|six months|every Monday|yesterday",
    "es": "el 17 de septiembre de 2018|el lunes|la semana pasada|hoy|septiembre|el tercer trimestre|1998|hace dos años|"
    "el pasado viernes|ahora|del 17 al 21 de septiembre|los últimos meses|las 10.30 horas|seis meses|cada dos años|"
    "ayer",
}


def made(tag: str, seed: int = 1) -> str:
    """Return news-like text of `LENGTH` characters, the same for the same *seed*."""
    chance = random.Random(seed)
    words, dates = WORDS[tag], DATES[tag].split("|")
    parts, length, since, sentence = [], 0, 0, 0
    while length < LENGTH:
        word = chance.choice(words)
        if since > chance.gauss(DENSITY, 60):
            word, since = chance.choice(dates), 0
        sentence += 1
        if sentence > 22:
            word, sentence = word + chance.choice([". ", ".\n", ".\n\n"]).rstrip(" "), 0
        parts.append(word)
        length += len(word) + 1
        since += len(word) + 1
    return " ".join(parts)


def seconds(work: object) -> float:
    """Return the median of five runs of *work*."""
    taken = []
    for _ in range(5):
        begin = time.perf_counter()
        work()  # type: ignore[operator]
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def calibration() -> None:
    """Do fixed work: count the words of a fixed text two hundred times."""
    text = "the fund opened an office in Madrid " * 500
    for _ in range(200):
        counts: dict[str, int] = {}
        for word in text.split():
            counts[word] = counts.get(word, 0) + 1


def peer(text: str, tag: str) -> float | None:
    """Return the characters a second of dateparser's search on the start of *text*; None where it is not installed."""
    try:
        from dateparser.search import search_dates
    except ImportError:
        return None
    text = text[:20_000]
    return len(text) / seconds(lambda: search_dates(text, languages=[tag]))


def main() -> None:
    """Print one line for each language."""
    base = seconds(calibration)
    print(f"calibration      {base * 1000:8.1f} ms")
    given = os.environ.get("BENCH_TEXT")
    tags = [os.environ.get("BENCH_LANGUAGE", "en")] if given else ["en", "es"]
    for tag in tags:
        begin = time.perf_counter()
        spoken = language(tag)
        loaded = time.perf_counter() - begin
        text = Path(given).read_text("utf-8") if given else made(tag)
        published = Date.parse("2018-10-03")
        found = timexes(text, spoken, published=published, today=TODAY)
        taken = seconds(lambda t=text, s=spoken, p=published: timexes(t, s, published=p, today=TODAY))
        print(
            f"{tag}: {len(text) / taken:12,.0f} characters/second, {len(text) / max(1, len(found)):.0f} a date, "
            f"{taken / base:.1f} calibrations, tables in {loaded * 1000:.0f} ms"
        )
        if (rate := peer(text, tag)) is not None:
            print(f"{tag}: {rate:12,.0f} characters/second by dateparser's search")


if __name__ == "__main__":
    main()
