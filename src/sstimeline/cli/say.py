"""How commands speak: data on stdout, talk on stderr, a bar on a terminal."""

import json
import sys
from typing import Any


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
