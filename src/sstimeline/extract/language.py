"""A language: what its folder must say, checked when it is loaded."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sstimeline import leaves
from sstimeline.extract.grammar import Grammar, literals, rules_of
from sstimeline.extract.tokens import Codes
from sstimeline.model.errors import UnknownLeaf

LANGUAGES = "sstimeline.extract.languages"

#: Letters that a hurried writer leaves without their accent; ñ and ç are letters of their own.
_UNACCENTED = str.maketrans("áéíóúüâêôãõà", "aeiouuaeoaoa")


@dataclass(frozen=True, eq=False)
class Language:
    """One language, ready to read: its words, its rules, and where to look at all."""

    tag: str  #: BCP 47 primary tag, the name of its folder
    words: Mapping[str, Mapping[str, Any]]  #: folded word -> what it may be -> the value it then has
    settings: Mapping[str, Any]  #: the table `[language]` of words.toml
    codes: Codes
    grammar: Grammar
    triggers: re.Pattern[str]  #: over folded text: every expression holds a match of it
    future: re.Pattern[str]  #: verbs that look ahead
    past: re.Pattern[str]  #: verbs that look back
    reporting: re.Pattern[str]  #: of the verbs that look back, those that tell who said so
    future_before: re.Pattern[str]  #: words right before a date that look ahead
    past_before: re.Pattern[str]  #: words right before a date that look back
    stop: re.Pattern[str]  #: where a sentence stops, as far as tense goes
    fronted: re.Pattern[str]  #: words right before a date that opens its clause, so that the verb behind it decides
    joining: frozenset[str]  #: words and marks that join the members of a list or range
    dated: frozenset[str]  #: words and marks that join a time of day to its day
    byline: re.Pattern[str]  #: words that lead a publication day: "published on"
    running: re.Pattern[str]  #: words of running text, which no dateline has before its day

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return language, (self.tag,)


@lru_cache(maxsize=16)
def language(tag: str) -> Language:
    """Return the language *tag*, loaded once; raise `UnknownLeaf` where there is no folder of that name.

    >>> language("en").words["september"]["month"]
    9
    """
    known = leaves.names(LANGUAGES, "/")
    if tag not in known:
        raise UnknownLeaf("language", tag, known)
    table = leaves.table(LANGUAGES, tag, "words")
    dates = leaves.module(f"{LANGUAGES}.{tag}", "dates")
    words = _words(table)
    rules = rules_of(dates)
    for literal in literals(rules, dates.PHRASES):
        words.setdefault(literal, {})[f"={literal}"] = True
    codes = Codes(words)
    settings = table["language"]
    return Language(
        tag=tag,
        words=words,
        settings=settings,
        codes=codes,
        grammar=Grammar(rules, dates.PHRASES, codes),
        triggers=_triggers(words, settings["triggers"]),
        future=re.compile(settings["future"]),
        past=re.compile(settings["past"]),
        reporting=re.compile(settings.get("reporting", "(?!)")),
        future_before=re.compile(settings["future_before"]),
        past_before=re.compile(settings["past_before"]),
        stop=_stop(settings.get("abbreviated", ())),
        fronted=re.compile(settings.get("fronted", "(?!)")),
        joining=frozenset(settings["joining"]),
        dated=frozenset(settings["dated"]),
        byline=re.compile(settings["byline"]),
        running=re.compile(settings["running"]),
    )


def _words(table: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what each word may be: a table gives values, a list gives the word's own presence."""
    words: dict[str, dict[str, Any]] = {}
    for kind, entries in table.items():
        if kind == "language":
            continue
        pairs = entries.items() if isinstance(entries, dict) else ((word, True) for word in entries)
        for word, value in pairs:
            words.setdefault(word, {})[kind] = value
    for word in list(words):
        plain = word.translate(_UNACCENTED)
        if plain != word:
            words.setdefault(plain, {}).update({k: v for k, v in words[word].items() if k not in words[plain]})
    return words


def _triggers(words: Mapping[str, Mapping[str, Any]], kinds: list[str]) -> re.Pattern[str]:
    """Compile the words that every expression must hold one of, as a trie, and digits."""
    chosen = sorted(word for word, kinds_of in words.items() if not kinds_of.keys().isdisjoint(kinds))
    return re.compile(rf"(?<!\w)(?:{_trie(chosen)})(?!\w)|(?<!\d)[0-9]")


def _stop(abbreviated: Iterable[str]) -> re.Pattern[str]:
    """Compile where a sentence stops, in folded text: not at the point of "U.S. ", nor of an *abbreviated* word."""
    words = "".join(rf"(?<!\b{word}\.)" for word in abbreviated)
    return re.compile(rf"\.(?<!\b[^\W\d_]\.){words}[\"'”’)»]{{0,2}} |\n\n")


def _trie(words: list[str]) -> str:
    branches: dict[str, list[str]] = {}
    for word in words:
        branches.setdefault(word[:1], []).append(word[1:])
    optional = branches.pop("", None) is not None
    parts = [re.escape(first) + (_trie(rest) if rest != [""] else "") for first, rest in branches.items()]
    if not parts:
        return ""
    body = parts[0] if len(parts) == 1 and not optional else f"(?:{'|'.join(parts)})"
    return body + "?" if optional else body
