"""`make bench`: run every measurement beside its peer or raw limit, and write benchmarks/RESULTS.md.

`python benchmarks/run.py append.py replay.py` runs those two alone.
"""

import platform
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
HEAD = (
    "# Results\n\n"
    "Repeat with `make bench`, or one with `.venv/bin/python benchmarks/run.py NAME`; `BENCH_FULL=1` is for "
    "a log of a million events. The machines are noisy, so quote the ratios."
)
MEASURED = {
    "timexes.py": "Time expressions: characters a second on one core, normalisation included",
    "append.py": "Append: encoded, hashed and durable, beside the ready-made rows written by the driver alone",
    "group.py": "Group commit: eight callers of one event each, beside one commit a call",
    "replay.py": "Typed replay: the log as envelopes, beside the driver's scan of the same rows",
    "projection.py": "Projection and rebuild: every revision, seven timelines an entry, beside the driver's scan",
    "newest.py": "One new article in a long log with 10,000 timelines, until what to write is known",
    "follower.py": "A follower's memory over logs of growing length",
}


def main() -> None:
    """Print each result as it comes, and keep it with the date and the way to repeat it.

    Names of measurements run those alone; what others found before stays, under the date on which they did.
    """
    wanted = sys.argv[1:] or list(MEASURED)
    results = HERE / "RESULTS.md"
    sections = dict(_sections(results.read_text("utf-8"))) if results.exists() else {}
    for name in wanted:
        print(f"{MEASURED[name]} ...", flush=True)
        done = subprocess.run([sys.executable, str(HERE / name)], capture_output=True, text=True, check=True)
        print(done.stdout, flush=True)
        text = done.stdout.rstrip()
        on = f"`{name}`, {datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {platform.machine()}"
        sections[MEASURED[name]] = f"{on}\n\n" + (text if text.startswith("|") else f"```\n{text}\n```")
    known = [f"## {title}\n{sections[title]}" for title in MEASURED.values() if title in sections]
    results.write_text("\n\n".join([HEAD, *known]) + "\n", "utf-8")


def _sections(text: str) -> Iterator[tuple[str, str]]:
    """Give what stands in the file: each measurement's title and what it found."""
    for section in text.split("\n## ")[1:]:
        title, _, found = section.partition("\n")
        yield title, found.strip()


if __name__ == "__main__":
    main()
