"""Text to tokens: words, numbers and marks, each with the kinds of thing it may be, around the words that matter."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

#: What a token may be, and the value it then has: {"month": 5, "modal": True} for "may".
Kinds = Mapping[str, Any]

#: How far before and behind a trigger the text is read, in code points.
BEFORE, BEHIND = 44, 52

#: The kind of a gap that no expression crosses: an empty line, or text that was not read.
BREAK = "\n\n"

_TOKEN = re.compile(
    r"""
      (?P<abbr>(?<!\w)(?:[ap]\.\ ?m|[ad]\.\ ?c)(?:\.|(?!\w)))
    | (?P<word>[^\W\d_]+(?!\d))
    | (?P<space>[^\S\n]*\n[^\S\n]*\n\s*)
    | (?P<iso>(?<![\d-])[12][0-9]{3}-[01][0-9]-[0-3][0-9](?![\d-]))
    | (?P<numeric>(?<![\d/.-])[0-9]{1,4}(?P<sep>[/.-])[0-9]{1,2}(?P=sep)[0-9]{1,4}(?![\d/]|[.,-]\d))
    | (?P<clock>(?<!\d)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![\d:]))
    | (?P<hclock>[0-9]{1,2}\ ?h[0-9]{2}(?!\w))
    | (?P<decade>['’]?[0-9]*[0-9]0['’]?s(?!\w))
    | (?P<ordinal>[0-9]{1,3}(?:st|nd|rd|th|º|ª|\.º|er|ro|do|to|o|a)(?!\w))
    | (?P<fraction>[0-9]{1,3}\ [0-9]/[0-9]{1,2}(?![\d/]))
    | (?P<slash>[0-9]{1,4}/[0-9]{1,2}(?![\d/]))
    | (?P<thousands>[0-9]{1,3}(?:[.,][0-9]{3})+(?![\d]))
    | (?P<dotted>[0-9]{1,2}\.[0-9]{2}(?![\d%]))
    | (?P<decimal>[0-9]+[.,][0-9]+)
    | (?P<digits>[0-9]+(?=[ap]\.?\ ?m(?!\w)|\ ?hs?(?!\w)|[^\W_]?(?<=\d)|\W|_|$))
    | (?P<genitive>['’]s(?!\w))
    | (?P<other>\w+)
    | (?P<mark>[^\w\s])
    """,
    re.VERBOSE,
)


@dataclass(slots=True)
class Segment:
    """A stretch of text as tokens, in four rows of one length."""

    codes: str  #: one letter a token: which kinds it may be
    words: list[str]  #: folded
    starts: list[int]  #: code points of the text
    ends: list[int]


class Codes:
    """Letters for sets of kinds: rules are patterns over these letters, so a rule never spells a word twice."""

    def __init__(self, words: Mapping[str, Kinds]) -> None:
        self._words = words
        self._letters: dict[frozenset[str], str] = {}
        self._of_word: dict[str, str] = {}
        for kinds in _SHAPES:
            self._letter(kinds)
        for word, kinds_of in words.items():
            self._of_word[word] = self._letter(frozenset(kinds_of))
        self.unknown = self._letter(frozenset())
        self._of_shape = {shape: self._letter(frozenset((shape,))) for shape in ("ordinal", "genitive", *_PLAIN)}
        self._of_shape["space"] = self._letter(frozenset((BREAK,)))

    def having(self, kind: str) -> list[str]:
        """Return the letters of all sets of kinds that hold *kind*, in order."""
        return sorted(letter for kinds, letter in self._letters.items() if kind in kinds)

    def value(self, word: str, kind: str) -> Any:
        """Return what *word* means as a *kind*; None where it is none."""
        return self._words[word].get(kind) if word in self._words else _shape_value(word, kind)

    def read(self, folded: str, start: int, end: int) -> Segment:
        """Return the tokens of *folded* from *start* to *end*."""
        segment = Segment("", [], [], [])
        letters = []
        of_word, of_shape, unknown = self._of_word, self._of_shape, self.unknown
        words, starts, ends = segment.words, segment.starts, segment.ends
        for match in _TOKEN.finditer(folded, start, end):
            word, shape = match.group(), match.lastgroup
            letter = of_word.get(word)
            if letter is None:
                if shape in _WORDY:
                    letter = unknown
                elif shape == "digits":
                    letter = self._letter(_digit_kinds(word))
                else:
                    letter = of_shape[shape or "other"]
            letters.append(letter)
            words.append(word)
            starts.append(match.start())
            ends.append(match.end())
        segment.codes = "".join(letters)
        return segment

    def _letter(self, kinds: frozenset[str]) -> str:
        if kinds not in self._letters:
            self._letters[kinds] = chr(0x4E00 + len(self._letters))
        return self._letters[kinds]


def fold(text: str) -> str:
    """Return *text* in lower case, of the same length: a letter whose lower case is longer stays as it is."""
    folded = text.lower()
    if len(folded) != len(text):
        folded = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return folded


def windows(triggers: Iterator[re.Match[str]], length: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a text of *length* that lie around its *triggers*, in order, without overlap."""
    start = end = 0
    for trigger in triggers:
        at = trigger.start()
        if at - BEFORE > end:
            if end:
                yield start, min(end, length)
            start = max(0, at - BEFORE)
        end = trigger.end() + BEHIND
    if end:
        yield start, min(end, length)


#: Shapes that mean nothing unless the language lists them.
_WORDY = frozenset({"word", "other", "mark", "abbr"})

_PLAIN = ("iso", "numeric", "clock", "hclock", "decade", "fraction", "slash", "thousands", "dotted", "decimal")


@lru_cache(maxsize=4096)
def _digit_kinds(word: str) -> frozenset[str]:
    kinds = {"digits"}
    number = int(word) if len(word) <= 6 else 10**6
    if len(word) <= 2 and 1 <= number <= 31:
        kinds.add("daynumber")
    if len(word) <= 2 and number <= 24:
        kinds.add("hour")
    if len(word) == 4 and 1000 <= number <= 2999:
        kinds.add("year")
    elif len(word) == 2:
        kinds.add("shortyear")
    return frozenset(kinds)


#: Every set of kinds that digits can be, so that rules know their letters before any text is read.
_SHAPES = sorted(
    {_digit_kinds(str(n)) for n in (*range(100), 300, 1000, 3000, 10**7)}
    | {_digit_kinds(f"{n:02}") for n in range(10)},
    key=sorted,
)


def _shape_value(word: str, kind: str) -> Any:
    if kind == "ordinal" and word[0] in "0123456789":
        return int(re.match(r"[0-9]+", word)[0])  # type: ignore[index]
    if kind in ("digits", "daynumber", "hour", "year", "shortyear") and word.isdecimal() and kind in _digit_kinds(word):
        return int(word)
    if kind in ("decimal", "thousands", "dotted", "fraction") and word[0] in "0123456789":
        return word
    return None
