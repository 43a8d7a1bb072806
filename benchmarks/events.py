"""What the log's benchmarks share: events like news, logs of them, raw connections, and a table of what came out.

What every one of them takes from the environment: `BENCH_FULL=1` for the sizes that the targets are about (a log of
1,000,000 events instead of 100,000), `BENCH_LOG` for another size of that log, `BENCH_ROUNDS` for how often each
side runs (5), and `BENCH_FOLDER` for a folder in which made logs are kept for the next benchmark.
"""

import os
import shutil
import sqlite3
import statistics
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sstimeline.model.articles import Evidence, Span, stream_of
from sstimeline.model.dates import Date, Dating
from sstimeline.model.events import (
    Actor,
    ArticleLinked,
    ArticleReceived,
    Dated,
    Event,
    Filter,
    Head,
    HomeConfigured,
    Place,
)
from sstimeline.store import codec, sqlite

COLUMNS = codec.Record._fields
INSERT = f"INSERT INTO log ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
PAGE = f"SELECT {', '.join(COLUMNS)} FROM log WHERE position > ? ORDER BY position LIMIT ?"

AT = datetime(2026, 1, 1, tzinfo=UTC)
#: Institutions of each of two sorts, and cities: with `all`, the kind, the country and one of the home's own there
#: are 10,000 timelines.
EACH = 3332
OWN = Filter(slug="visits", title="Visits to the country", kind=("visit",), place=("xx",))
CONFIGURED = HomeConfigured(threshold=0.8, timelines=(OWN,))
#: Of so many articles one is revised, a thousand articles later.
REVISED, LATER = 10, 1000

FULL = os.environ.get("BENCH_FULL") == "1"


def size(name: str, default: int) -> int:
    """Return the number that the environment gives for *name*, or *default*."""
    return int(os.environ.get(name, default))


LOG = size("BENCH_LOG", 1_000_000 if FULL else 100_000)
ROUNDS = size("BENCH_ROUNDS", 5)


def article_id(number: int) -> UUID:
    """Return the id of that article."""
    return UUID(int=(1 << 100) + number)


def dated(number: int, phase: str = "began", title: str = "") -> Dated:
    """Return an event of about the size that news makes: in seven timelines with its occurrence."""
    occurrence = UUID(int=(1 << 101) + number * 7919 % (1 << 64))
    day = Date.parse(f"20{number % 20 + 10:02}-{number // 7 % 12 + 1:02}-{number % 28 + 1:02}")
    quote = f"Delegation number {number} visits the fund in"[:40]
    return Dated(
        type=f"visit.{phase}", occurrence=occurrence, phases=("visit.began", "visit.ended"), date=day,
        bound="start" if phase == "began" else "end", when=day, title=title or f"Delegation {number} visits the fund",
        language="en", actors=(
            Actor(id=f"fund-{number % EACH}", name="Fund", role="host"),
            Actor(id=f"guild-{number % EACH}", name="Guild", role="visitor"),
        ),
        places=(Place(name="City", country="XX", slug=f"xx-city{number % EACH}"),), quantity=None,
        evidence=(
            Evidence(
                article=article_id(number), revision="0" * 64, span=Span(0, len(quote)), quote=quote,
                rule="visit/en#visits", trigger=Span(0, 10),
            ),
        ),
        dating=Dating(method="explicit", because="The words name the whole date."), confidence=0.96,
    )  # fmt: skip


def received(number: int, title: str = "") -> ArticleReceived:
    """Return the event that holds that article's text."""
    text = f"Delegation number {number} visits the fund in the city, the fund said on that day."
    return ArticleReceived(
        article=article_id(number), text=text, digest="0" * 64, language="en", title=title or f"News {number}",
        url=None, source=None, published=Date.parse("2026-01-01"), received=AT.date(),
    )  # fmt: skip


def telling(number: int, title: str = "") -> list[Event]:
    """Return what one article makes before it is linked."""
    return [received(number, title), dated(number, "began", title), dated(number, "ended", title)]


def history() -> Iterator[tuple[str, int, list[Event]]]:
    """Give the appends of a log without end: stream, its version before, and events."""
    yield "home", 0, [CONFIGURED]
    number = 0
    while True:
        yield stream_of(article_id(number)), 0, [*telling(number), ArticleLinked(article=article_id(number))]
        earlier = number - LATER
        if earlier >= 0 and earlier % REVISED == 0:
            again = telling(earlier, f"Delegation {earlier} visits the fund again")
            yield stream_of(article_id(earlier)), 4, [*again, ArticleLinked(article=article_id(earlier))]
        number += 1


async def log_of(events: int, path: Path) -> int:
    """Make *path* a store with a log of at least so many events, not projected, and return how many it holds."""
    kept = Path(os.environ["BENCH_FOLDER"]) / f"log-{events}.db" if "BENCH_FOLDER" in os.environ else None
    if kept is None or not kept.exists():
        await _fill(kept or path, events)
    if kept is not None:
        shutil.copyfile(kept, path)
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT max(position) FROM log").fetchone()[0])


async def _fill(path: Path, events: int) -> None:
    await (await sqlite.open(str(path))).close()
    head, appends = Head(), history()
    with closing(raw_sqlite(path, "PRAGMA synchronous = OFF")) as connection:
        while head.position < events:
            connection.execute("BEGIN")
            for _ in range(2000):
                stream, version, some = next(appends)
                records = codec.seal(head, None, stream, version, some, AT)
                head = Head(position=records[-1].position, hash=records[-1].hash)
                connection.executemany(INSERT, records)
            connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def raw_sqlite(path: Path, *pragmas: str) -> sqlite3.Connection:
    """Return a plain connection with the store's own settings, and *pragmas* after them."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in (
        f"PRAGMA cache_size = -{sqlite.CACHE}", "PRAGMA synchronous = FULL", "PRAGMA secure_delete = FAST", *pragmas
    ):  # fmt: skip
        connection.execute(pragma)
    return connection


def raw_scan(path: Path, page: int) -> int:
    """Read the whole log in pages by the driver alone, and return the number of rows."""
    position = rows = 0
    with closing(raw_sqlite(path)) as connection:
        while found := connection.execute(PAGE, (position, page)).fetchall():
            position, rows = found[-1][0], rows + len(found)
    return rows


@contextmanager
def folder() -> Iterator[Path]:
    """Lend a folder, thrown away afterwards."""
    with tempfile.TemporaryDirectory(prefix="sst-bench-") as name:
        yield Path(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of those who run beside each other."""

    name: str
    seconds: Callable[[], Awaitable[float]]  #: one run


async def side_by_side(sides: Sequence[Side], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Return the seconds of every round for every one of *sides*.

    They take turns, so that a machine that drifts drifts for all of them.
    """
    spent: dict[str, list[float]] = {side.name: [] for side in sides}
    for _ in range(rounds):
        for side in sides:
            spent[side.name].append(await side.seconds())
    return spent


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return how many times as fast as *theirs* ours is: the median over the rounds."""
    return statistics.median(other / one for one, other in zip(ours, theirs, strict=True))


def against(reached: float, target: float) -> str:
    """Return *reached* beside *target* as two cells of a table, saying so plainly where it is missed."""
    return f"{reached:.2f} | {target:.2f}, {'met' if reached >= target else '**missed**'}"


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)
