"""One new article in a long log with 10,000 timelines: from its append to the names of the files to write.

Each of the articles is appended (received, two dated), linked, projected and asked about by `pipeline.due`. Only an
absolute time says whether that is soon enough; a fixed calibration loop stands beside it, for other machines.

`BENCH_LOG` says how long the log is, `BENCH_ARTICLES` how many articles are appended (20).
"""

import asyncio
import statistics
from time import perf_counter

from events import CONFIGURED, EACH, FULL, LOG, REVISED, folder, log_of, size, table, telling
from events import article_id as of

from sstimeline import pipeline
from sstimeline.extract.names import Institution
from sstimeline.home import Home, open_home
from sstimeline.model.articles import stream_of
from sstimeline.project.fold import fold
from sstimeline.settings import Settings

TARGET = 20.0  # milliseconds
ARTICLES = size("BENCH_ARTICLES", 20)


def calibration() -> float:
    """Return the milliseconds of fixed work: the words of a fixed text counted two hundred times, median of five."""
    text, taken = "the fund opened an office in Madrid " * 500, []
    for _ in range(5):
        began = perf_counter()
        for _ in range(200):
            counts: dict[str, int] = {}
            for word in text.split():
                counts[word] = counts.get(word, 0) + 1
        taken.append((perf_counter() - began) * 1000)
    return statistics.median(taken)


async def taken(home: Home, number: int) -> tuple[float, int]:
    """Return the milliseconds until what article *number* changes is known, and how many timelines that is."""
    article, before = of(number), home.standing
    began = perf_counter()
    await home.log.append(stream_of(article), telling(number), expect=0, at=home.now())
    await pipeline.link(home)
    home.standing, slugs = await pipeline.due(home, before)
    return (perf_counter() - began) * 1000, len(slugs)


async def main() -> None:
    """Print the report."""
    with folder() as here:
        (here / "events").mkdir()
        events = await log_of(LOG, here / "events" / "log.db")
        settings = Settings(home=here, threshold=CONFIGURED.threshold, timelines=CONFIGURED.timelines)
        async with open_home(settings=settings) as home:
            for name in (f"{sort}-{number}" for sort in ("fund", "guild") for number in range(EACH)):
                home.names.institutions[name] = Institution(id=name, short=name, country="XX", url=None, names={})
            while (await home.views.checkpoint()) < events:
                await home.views.advance(fold, 5000)
            home.standing, slugs = await pipeline.due(home, None)
            runs = [await taken(home, 10 * events + number * REVISED) for number in range(ARTICLES)]
    times = [milliseconds for milliseconds, _ in runs]
    median, most = statistics.median(times), max(times)
    said = "met" if median < TARGET else "**missed**"
    columns = ["events", "timelines", "changed", "median", "slowest", "target", "calibration loop"]
    line = [
        f"{events:,}", f"{len(slugs):,}", runs[0][1], f"{median:.1f} ms", f"{most:.1f} ms",
        f"under {TARGET:.0f} ms in 1,000,000 events, {said}{'' if FULL or events >= 1_000_000 else ' in these'}",
        f"{calibration():.0f} ms",
    ]  # fmt: skip
    print(table(columns, [line]))


if __name__ == "__main__":
    asyncio.run(main())
