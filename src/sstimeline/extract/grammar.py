"""How a language says its date rules: patterns over kinds of words, compiled once, matched longest first.

A pattern is read word by word. `{month}` stands for any word of that kind, `{month:first}` and `( ):first` name it,
a bare word
stands for itself, `( | ) ? * +` mean what they mean in regular expressions, `!x` forbids that x follows and
`<!x` that it precedes. `{PHRASE}` in capitals is a pattern of the language's `PHRASES`.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sstimeline.extract.tokens import Codes, Segment

#: The attribute under which a rule function carries its patterns.
_PATTERNS = "date_patterns"

_PIECE = re.compile(
    r"\s*(?:\{(?P<kind>\w+)(?::(?P<name>\w+))?\}"
    r"|(?P<word>[^\W\d_]+|['’]s)|(?P<op><!|\)(?::(?P<group>\w+))?|[(|?*+!])|(?P<mark>\S))"
)

_NAMED = re.compile(r"\(\?P<\w+>")

#: How often a piece may come; bounded, so that no text takes more than linear time.
_TIMES = {"?": "?", "*": "{0,8}", "+": "{1,8}"}

Rule = TypeVar("Rule", bound=Callable[..., object])


def rule(*patterns: str) -> Callable[[Rule], Rule]:
    """Mark a function as a date rule: called with the `Words` of the longest match of one of *patterns*.

    It returns what the words mean (`meanings.Meaning`), a mapping of group names to meanings where they name
    several times, or None where they are no time expression after all.
    """

    def mark(function: Rule) -> Rule:
        setattr(function, _PATTERNS, patterns)
        return function

    return mark


def rules_of(module: object) -> tuple[Callable[["Words"], Any], ...]:
    """Return the rule functions of *module*, and before them those of its `CHAPTERS`, in the order of writing."""
    chapters = tuple(function for chapter in getattr(module, "CHAPTERS", ()) for function in rules_of(chapter))
    return chapters + tuple(function for function in vars(module).values() if hasattr(function, _PATTERNS))


def literals(functions: Iterable[Callable[["Words"], Any]], phrases: Mapping[str, str]) -> set[str]:
    """Return every bare word and mark that the patterns spell out: they become kinds of their own."""
    texts = [*phrases.values(), *(pattern for function in functions for pattern in getattr(function, _PATTERNS))]
    return {found for text in texts for piece in _PIECE.finditer(text) if (found := piece["word"] or piece["mark"])}


class Pattern:
    """One pattern of one rule, compiled to the letters of `Codes` when a text first needs it."""

    __slots__ = ("_groups", "_regex", "function", "name", "source")

    def __init__(self, function: Callable[["Words"], Any], source: str) -> None:
        self.name = function.__name__
        self.function = function
        self.source = source
        self._regex: re.Pattern[str] | None = None
        self._groups: dict[str, tuple[int, ...]] = {}

    def match(self, codes: str, at: int) -> re.Match[str] | None:
        """Return its match that begins at *at*."""
        if self._regex is None:
            self._regex = re.compile(self.source)
            self._groups = _groups(self._regex)
        return self._regex.match(codes, at)

    @property
    def groups(self) -> Mapping[str, tuple[int, ...]]:
        """Each name of the pattern, and the groups that bear it."""
        return self._groups


class Grammar:
    """All patterns of a language, found by the letter they can begin with."""

    def __init__(self, functions: Sequence[Callable[["Words"], Any]], phrases: Mapping[str, str], codes: Codes) -> None:
        self.codes = codes
        self._begin: dict[str, list[Pattern]] = {}
        self._any: dict[str, re.Pattern[str]] = {}
        self._alone: dict[str, bool] = {}
        compiler = _Compiler(codes, phrases)
        for function in functions:
            for text in getattr(function, _PATTERNS):
                source, first = compiler.compile(text)
                pattern = Pattern(function, source)
                for letter in first:
                    self._begin.setdefault(letter, []).append(pattern)

    def matches(self, segment: Segment, text: str) -> Iterable[tuple["Words", Any, str]]:
        """Yield each leftmost longest match with what its rule made of it and the rule's name, in order."""
        begin, ready, codes = self._begin, self._any, segment.codes
        alone, unknown = self._alone, self.codes.unknown
        at, end = 0, len(codes)
        while at < end:
            letter = codes[at]
            if letter not in begin:
                at += 1
                continue
            if codes.startswith(unknown, at + 1) and not (alone[letter] if letter in alone else self._is_alone(letter)):
                at += 1  # no pattern goes on over a word that is of no kind
                continue
            if (ready.get(letter) or self._any_of(letter)).match(codes, at) is None:
                at += 1
                continue
            patterns = begin[letter]
            found = [
                (match.end(), match, pattern) for pattern in patterns if (match := pattern.match(codes, at)) is not None
            ]
            found.sort(key=lambda item: -item[0])
            for stop, match, pattern in found:
                words = Words(match, pattern.groups, segment, text, self.codes)
                meaning = pattern.function(words)
                if meaning is not None:
                    yield words, meaning, pattern.name
                    at = stop
                    break
            else:
                at += 1

    def _is_alone(self, letter: str) -> bool:
        """Tell whether some pattern may match that one word."""
        self._alone[letter] = self._any_of(letter).match(letter) is not None
        return self._alone[letter]

    def _any_of(self, letter: str) -> re.Pattern[str]:
        """Compile one pattern that matches where some pattern of *letter* does: most places fail it, and fast."""
        sources = [_NAMED.sub("(?:", pattern.source) for pattern in self._begin[letter]]
        self._any[letter] = re.compile("|".join(dict.fromkeys(sources)))
        return self._any[letter]


class Words:
    """The words a pattern matched, asked by kind and by group name."""

    __slots__ = ("_codes", "_groups", "_match", "_segment", "_text")

    def __init__(
        self, match: re.Match[str], groups: Mapping[str, tuple[int, ...]], segment: Segment, text: str, codes: Codes
    ) -> None:
        self._match, self._groups, self._segment, self._text, self._codes = match, groups, segment, text, codes

    def __contains__(self, group: str) -> bool:
        return self._place(group) is not None

    def _place(self, group: str | None) -> tuple[int, int] | None:
        if group is None:
            return self._match.span()
        return next((self._match.span(n) for n in self._groups.get(group, ()) if self._match[n]), None)

    def one(self, kind: str, group: str | None = None) -> Any:
        """Return the value of the first word that is a *kind*, in *group* or anywhere; None where there is none."""
        for word in self.list(group):
            value = self._codes.value(word, kind)
            if value is not None:
                return value
        return None

    def all(self, kind: str, group: str | None = None) -> list[Any]:
        """Return the values of all words that are a *kind*, in order."""
        return [value for word in self.list(group) if (value := self._codes.value(word, kind)) is not None]

    def list(self, group: str | None = None) -> list[str]:
        """Return the folded words of *group*, or all."""
        place = self._place(group)
        return self._segment.words[place[0] : place[1]] if place else []

    def value(self, word: str, kind: str) -> Any:
        """Return what *word* means as a *kind*; None where it is none."""
        return self._codes.value(word, kind)

    def span(self, group: str | None = None) -> tuple[int, int]:
        """Return where *group*, or all, stands in the text, in code points."""
        place = self._place(group)
        if place is None:
            raise KeyError(group)
        return self._segment.starts[place[0]], self._segment.ends[place[1] - 1]

    def text(self, group: str | None = None) -> str:
        """Return the words of *group*, or all, as the text writes them."""
        start, end = self.span(group)
        return self._text[start:end]

    def written_before(self) -> str:
        """Return the word before the match as the text writes it; empty at the edge."""
        at = self._match.start() - 1
        return self._text[self._segment.starts[at] : self._segment.ends[at]] if at >= 0 else ""

    def before(self, count: int = 1) -> str:
        """Return the folded word *count* places before the match; empty at the edge."""
        at = self._match.start() - count
        return self._segment.words[at] if at >= 0 else ""

    def after(self, count: int = 1) -> str:
        """Return the folded word *count* places after the match; empty at the edge."""
        at = self._match.end() + count - 1
        return self._segment.words[at] if at < len(self._segment.words) else ""

    @property
    def after_capital(self) -> bool:
        """Whether the word after the match is written with a capital."""
        at = self._match.end()
        return at < len(self._segment.words) and self._text[self._segment.starts[at]].isupper()

    def is_a(self, word: str, kind: str) -> bool:
        """Tell whether *word* may be a *kind*."""
        return bool(word) and self._codes.value(word, kind) is not None

    @property
    def capital(self) -> bool:
        """Whether the first word is written with a capital."""
        return self._text[self.span()[0]].isupper()

    @property
    def opens_sentence(self) -> bool:
        """Whether the first word begins a sentence or a line."""
        before = self._text[max(0, self.span()[0] - 3) : self.span()[0]].rstrip(" \"'“‘`(")
        return not before or before[-1] in ".!?:\n_-"


def _closes(piece: re.Match[str]) -> bool:
    op = piece["op"]
    return op is not None and op[0] in "|)"


def _groups(regex: re.Pattern[str]) -> dict[str, tuple[int, ...]]:
    groups: dict[str, tuple[int, ...]] = {}
    for name, number in regex.groupindex.items():
        plain = name.rpartition("_")[0]
        groups[plain] = (*groups.get(plain, ()), number)
    return groups


class _Compiler:
    """Patterns to regular expressions over letters, and the letters these can begin with."""

    def __init__(self, codes: Codes, phrases: Mapping[str, str]) -> None:
        self._codes, self._phrases = codes, phrases
        self._pieces: dict[str, list[re.Match[str]]] = {}
        self._named = 0

    def compile(self, text: str) -> tuple[str, frozenset[str]]:
        pieces = list(_PIECE.finditer(text))
        self._named = 0
        source, first, empty, rest = self._choice(pieces, 0, text)
        if rest != len(pieces) or empty:
            raise ValueError(f"the pattern {text!r} " + ("matches nothing at all" if empty else "has a ')' too many"))
        return source, first

    def _choice(self, pieces: list[re.Match[str]], at: int, text: str) -> tuple[str, frozenset[str], bool, int]:
        sources, first, empty = [], frozenset[str](), False
        while True:
            source, letters, may_be_empty, at = self._sequence(pieces, at, text)
            sources.append(source)
            first, empty = first | letters, empty or may_be_empty
            if at < len(pieces) and pieces[at]["op"] == "|":
                at += 1
                continue
            return "|".join(sources), first, empty, at

    def _sequence(self, pieces: list[re.Match[str]], at: int, text: str) -> tuple[str, frozenset[str], bool, int]:
        source, first, empty = "", frozenset[str](), True
        while at < len(pieces) and not _closes(pieces[at]):
            guard = pieces[at]["op"] if pieces[at]["op"] in ("!", "<!") else None
            if guard:
                at += 1
            item, letters, item_empty, at = self._item(pieces, at, text)
            if guard:
                source += f"(?!{item})" if guard == "!" else f"(?<!{item})"
                continue
            if at < len(pieces) and pieces[at]["op"] in ("?", "*", "+"):
                item += _TIMES[pieces[at]["op"]]
                item_empty = item_empty or pieces[at]["op"] != "+"
                at += 1
            if empty:
                first |= letters
            source, empty = source + item, empty and item_empty
        return source, first, empty, at

    def _item(self, pieces: list[re.Match[str]], at: int, text: str) -> tuple[str, frozenset[str], bool, int]:
        piece = pieces[at]
        if piece["op"] == "(":
            source, first, empty, at = self._choice(pieces, at + 1, text)
            if at >= len(pieces):
                raise ValueError(f"the pattern {text!r} lacks a ')'")
            return self._name(f"(?:{source})", pieces[at]["group"]), first, empty, at + 1
        kind, name = piece["kind"], piece["name"]
        if kind is not None and kind.isupper():
            source, first, empty = self._phrase(kind)
        elif piece["op"]:
            raise ValueError(f"the pattern {text!r} has a {piece['op']!r} that nothing stands before")
        else:
            source, first = self._letters(kind or f"={piece['word'] or piece['mark']}", text)
            empty = False
        return self._name(source, name), first, empty, at + 1

    def _name(self, source: str, name: str | None) -> str:
        """Return *source* as a group; a name may come again, so each group's name gets a number behind."""
        if not name:
            return source
        self._named += 1
        return f"(?P<{name}_{self._named}>{source})"

    def _phrase(self, name: str) -> tuple[str, frozenset[str], bool]:
        if name not in self._pieces:
            self._pieces[name] = list(_PIECE.finditer(self._phrases[name]))
        source, first, empty, _ = self._choice(self._pieces[name], 0, self._phrases[name])
        return f"(?:{source})", first, empty

    def _letters(self, kind: str, text: str) -> tuple[str, frozenset[str]]:
        letters = self._codes.having(kind)
        if not letters:
            raise ValueError(f"the pattern {text!r} asks for {kind!r}, and no word is of that kind")
        return (letters[0] if len(letters) == 1 else f"[{''.join(letters)}]"), frozenset(letters)
