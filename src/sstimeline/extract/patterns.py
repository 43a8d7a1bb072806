"""Rule files say words; this makes patterns of them, and the words without which a pattern cannot match."""

import re
from collections.abc import Iterator, Mapping
from itertools import product

#: What stands for words in a rule file: `{visit}`; `{!visit}` are the words by which a rule is looked for at all.
MACRO = re.compile(r"\{(!?)([a-z_]+)\}")
WORD = re.compile(r"\w+")
#: Rounds of replacing; words may name words, which may name words.
DEEP = 4


def pattern(text: str, words: Mapping[str, str]) -> re.Pattern[str]:
    """Return *text* as a pattern of whole words: `{name}` stands for the words of that name, white space for any.

    >>> bool(pattern("{signed} (?:an? )?accord", {"signed": "signed|inked"}).search("They inked  an accord."))
    True
    """
    whole = rf"(?<!\w)(?:{filled(text, words)})(?!\w)"
    return re.compile(whole.replace(" ?", r"\s*").replace(" ", r"\s+"), re.IGNORECASE)


def filled(text: str, words: Mapping[str, str]) -> str:
    """Return *text* with every `{name}` replaced by its words; raise `ValueError` for a name that has none."""
    for _ in range(DEEP):
        found = MACRO.search(text)
        if found is None:
            break
        text = MACRO.sub(lambda match: f"(?:{_of(match[2], words)})", text)
    return text


def cues(text: str, words: Mapping[str, str]) -> frozenset[str]:
    """Return the words, casefolded, of which a sentence must hold one for *text* to match; empty where any may.

    They are those of its `{!name}`: of each of its alternatives the longest word.

    >>> sorted(cues("{!sign} {gap}accord", {"sign": "signed|put pen to (?:the )?paper", "gap": ".*"}))
    ['paper', 'signed']
    """
    found: set[str] = set()
    for mark, name in MACRO.findall(text):
        if mark:
            for alternative in _split(filled(_of(name, words), words), "|"):
                found |= _cue(alternative)
    return frozenset(found)


def _of(name: str, words: Mapping[str, str]) -> str:
    if name not in words:
        raise ValueError(f"a rule names {{{name}}}, and there are no such words; there are: {', '.join(sorted(words))}")
    return words[name]


def _cue(alternative: str) -> set[str]:
    inner = re.fullmatch(r"\(\?:(.*)\)", alternative)
    if inner and len(_split(alternative, " ")) == 1 and _is_one_group(alternative):
        return set().union(*(_cue(part) for part in _split(inner[1], "|")))
    plain = [word for word in _split(alternative, " ") if not re.search(r"\\|[*+{]|^\(\?:.*\)\?$", word)]
    if not plain:
        raise ValueError(f"{alternative!r} has no plain word by which a sentence could be looked for")
    longest = max(plain, key=lambda word: min(map(len, _strings(word))))
    return {WORD.findall(string.casefold())[0] for string in _strings(longest)}


def _is_one_group(text: str) -> bool:
    depth = 0
    for index, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return index == len(text) - 1
    return False


def _split(text: str, at: str) -> list[str]:
    """Return the parts of *text* between the *at* that stand in no bracket."""
    parts, depth = [""], 0
    for char in text:
        depth += (char in "([") - (char in ")]")
        if char == at and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return [part for part in parts if part]


def _strings(text: str) -> list[str]:
    """Return every string that a plain expression of letters, (?:a|b), [ab] and ? can match."""
    pieces = [list(dict.fromkeys(piece)) for piece in _pieces(text)]
    return ["".join(chosen) for chosen in product(*pieces)]


def _pieces(text: str) -> Iterator[list[str]]:
    at = 0
    while at < len(text):
        stop = at + 1
        if text.startswith("(?:", at):
            stop = _closing(text, at)
            choices = [string for part in _split(text[at + 3 : stop - 1], "|") for string in _strings(part)]
        elif text[at] == "[":
            stop = text.index("]", at) + 1
            choices = list(text[at + 1 : stop - 1])
        else:
            choices = [text[at]]
        if text[stop : stop + 1] == "?":
            choices, stop = [*choices, ""], stop + 1
        yield choices
        at = stop


def _closing(text: str, at: int) -> int:
    depth = 0
    for index in range(at, len(text)):
        depth += (text[index] == "(") - (text[index] == ")")
        if depth == 0:
            return index + 1
    raise ValueError(f"{text!r} has a bracket that does not close")
