"""`make bench`: run every measurement beside its peer or raw limit, and write benchmarks/RESULTS.md."""

import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
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
    """Print each result as it comes, and keep all of them with the date and the way to repeat them."""
    lines = [
        "# Results",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {platform.machine()}. "
        "Repeat with `make bench`, or one with `.venv/bin/python benchmarks/NAME`; the machines are noisy, so quote "
        "the ratios.",
    ]
    for name, title in MEASURED.items():
        print(f"{title} ...", flush=True)
        done = subprocess.run([sys.executable, str(HERE / name)], capture_output=True, text=True, check=True)
        print(done.stdout, flush=True)
        text = done.stdout.rstrip()
        lines += ["", f"## {title}", f"`{name}`", "", text if text.startswith("|") else f"```\n{text}\n```"]
    (HERE / "RESULTS.md").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
