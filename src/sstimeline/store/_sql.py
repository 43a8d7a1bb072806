"""What the SQL backends share: one transaction's manners, and statements that both databases take as they are."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Protocol, TypeVar

T = TypeVar("T")

Row = tuple[Any, ...]

#: How many values one statement carries.
MANY = 500


class Rows(Protocol):
    """What a statement answered."""

    @property
    def rowcount(self) -> int:
        """How many rows it touched."""

    def fetchone(self) -> Any:
        """Return the next row, None after the last."""

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """Give the rows, one at a time."""


class Transaction(Protocol):
    """One transaction; statements are written with `?` and mean the same in both databases."""

    #: What a statement that reads a row says behind it to have the row for itself, or nothing.
    for_update: str
    #: The same, for a row that another may have: it is then not answered.
    unless_taken: str

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Rows:
        """Run *statement* with *values* in the place of its question marks."""

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run *statement* once for each of *rows*."""

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Put new *rows* into *table*, by the fastest way there is."""

    def append(self, columns: Sequence[str], records: Iterable[Sequence[Any]]) -> None:
        """Put *records*, of which the last is the new head, into the log; they may still be being made."""

    def empty(self, table: str) -> None:
        """Delete all rows of *table*."""


class Sql(Protocol):
    """A database that runs synchronous work in threads of its own."""

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run *work* on one consistent state."""

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Run *work* in one transaction: all of it is durable, or none of it was."""


def among(tx: Transaction, statement: str, values: Iterable[Any]) -> Iterator[Row]:
    """Run a *statement* that ends in `IN (..)` for all *values*, a number of them at a time, and give the rows."""
    rest = iter(values)
    while some := list(islice(rest, MANY)):
        yield from tx.execute(statement.replace("(..)", f"({', '.join('?' * len(some))})"), some)
