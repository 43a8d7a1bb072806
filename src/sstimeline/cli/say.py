"""How commands speak: data on stdout, talk on stderr, a bar on a terminal."""

import json
import os
import sys
from time import monotonic
from types import TracebackType
from typing import Any

#: The widest bar, in columns, and the shortest time between two looks of it, in seconds.
WIDEST, SHORTEST = 40, 0.1


def data(value: Any) -> None:
    """Print *value* as one line of JSON, non-ASCII letters as they are."""
    print(json.dumps(value, ensure_ascii=False, default=str))


def talk(sentence: str) -> None:
    """Say *sentence* to the person, on stderr."""
    print(sentence, file=sys.stderr, flush=True)


def counted(number: int, one: str, many: str) -> str:
    """Return a count with its noun: "1 article", "2 articles"."""
    return f"{number:,} {one if number == 1 else many}"


class Progress:
    """A line on the terminal that says how far long work has come; silent in a pipe."""

    def __init__(self, what: str) -> None:
        self._what, self._count = what, 0
        self._shown = sys.stderr.isatty()

    def step(self, name: str) -> None:
        """Count one more, and show its *name*."""
        self._count += 1
        if self._shown:
            print(f"\r\x1b[K{self._what} {self._count}: {name[-60:]}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Take the line away."""
        if self._shown and self._count:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


class Bar:
    """A bar on the terminal that says how far work of known size has come; silent in a pipe.

    It fits the terminal's width, and goes away at the end of the `with` that it was made in.
    """

    def __init__(self, what: str) -> None:
        self.what = what  #: may change on the way: "verifying", then "restoring"
        self._shown = sys.stderr.isatty()
        self._drawn = float("-inf")
        self._last = ""

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *error: "type[BaseException] | BaseException | TracebackType | None") -> None:
        if self._last:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def reach(self, done: int, total: int) -> None:
        """Show that *done* of *total* is done; a *total* of 0 is one that nobody knows."""
        if not self._shown or (monotonic() - self._drawn < SHORTEST and done != total):
            return
        look = self._look(done, total, _columns())
        if look != self._last:
            print(f"\r\x1b[K{look}", end="", file=sys.stderr, flush=True)
        self._drawn, self._last = monotonic(), look

    def _look(self, done: int, total: int, columns: int) -> str:
        if not total:
            return f"{self.what} {done:,}"[: columns - 1]
        share = min(1.0, done / total)
        told = f"{share:4.0%}"
        cells = min(WIDEST, columns - len(self.what) - len(told) - 5)
        if cells < 4:
            return f"{self.what} {told}"[: columns - 1]
        full = int(share * cells)
        return f"{self.what} [{'#' * full}{' ' * (cells - full)}] {told}"


def _columns() -> int:
    """Return the width of the terminal behind stderr; `shutil` looks at the one behind stdout, often a pipe."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except OSError:
        return 80
