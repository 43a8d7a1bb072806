"""How much time the words name: what durations, sets and shifts of Spanish share."""

from sstimeline.extract import builders
from sstimeline.extract.grammar import Words
from sstimeline.extract.meanings import Lasting


def amount(m: Words, group: str = "n") -> str:
    """Return how many *group* says; a number that is a noun ("una docena de") counts as its size."""
    size = m.one("collective", group)
    if m.list(group) in (["media"], ["medio"]):
        return "0.5"
    if size is None:
        return builders.quantity(m, group)
    half = m.list(group)[0] in ("media", "medio")
    return "X" if size == "X" else builders.plain(size / 2 if half else size)


def length(amounts: list[tuple[str, str]], mod: str | None = None) -> Lasting:
    """Return the duration of (amount, unit) pairs; a "Y5" is five years."""
    plain = []
    for amount, unit in amounts:
        if len(unit) == 2 and unit[1].isdecimal():
            amount, unit = ("X" if amount == "X" else builders.plain(float(amount) * int(unit[1]))), unit[0]
        plain.append((amount, unit))
    return builders.length(plain, mod)


def bound(m: Words) -> str | None:
    """Return the TIMEX3 mod that the words in front of an amount carry: "más de", "casi"."""
    if "b" not in m:
        return None
    if m.list("b") in (["al", "menos"], ["por", "lo", "menos"]):
        return "EQUAL_OR_MORE"
    found: str | None = m.one("bound", "b") or m.one("approx", "b")
    return found
