"""The memory of a process that reads a whole log by pages: the same however long the log is.

`BENCH_LOG` says how long the longest log is. SQLite keeps up to 64 MiB of pages that were read, and fills that once.
"""

import asyncio
import resource
import subprocess
import sys
from pathlib import Path

from events import LOG, folder, log_of, table

from sstimeline.store import sqlite

#: By how much, in MiB, two peaks of the same program may differ.
NOISE = 8


async def follow(path: Path) -> None:
    """Read the log in *path* from its beginning to its head, and print this process's peak in KiB."""
    store = await sqlite.open(str(path))
    position = 0
    while page := await store.log.after(position):
        position = page[-1].position
    await store.close()
    print(peak())


def peak() -> int:
    """Return the most memory, in KiB, that this process ever held."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage counts what the process that started this one held, too
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1])
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // 1024 if sys.platform == "darwin" else most


async def main() -> None:
    """Print the report."""
    lines, peaks = [], []
    for size in sorted({10_000, max(10_000, LOG // 10), LOG}):
        with folder() as here:
            path = here / "log.db"
            events = await log_of(size, path)
            done = await asyncio.to_thread(
                subprocess.run, [sys.executable, __file__, str(path)], capture_output=True, text=True, check=True
            )  # the child reads, this process made the log
        peaks.append(int(done.stdout) / 1024)
        said = ""
        if len(peaks) > 1:
            said = f"at most {NOISE} more than at 10,000, {'met' if peaks[-1] - peaks[0] <= NOISE else '**missed**'}"
        lines.append([f"{events:,}", f"{peaks[-1]:.0f}", said])
    print(table(["events", "peak, MiB", "target"], lines))


if __name__ == "__main__":
    asyncio.run(follow(Path(sys.argv[1])) if len(sys.argv) > 1 else main())
