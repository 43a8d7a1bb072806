"""How a language's prose is cut, and what in it says that nothing happened: its `prose.toml`, checked when loaded."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sstimeline import leaves

LANGUAGES = "sstimeline.extract.languages"
#: The lists of prose.toml that are looked for as whole words.
CUES = ("doubt", "negation", "hinge", "total", "saying", "background", "then")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """How a language's sentences end, and what in them says that nothing happened."""

    abbreviations: frozenset[str]  #: lower case, without their last full stop
    furniture: re.Pattern[str]  #: the beginning of a paragraph that is no text: captions, teasers, cookie lines
    about: re.Pattern[str]  #: a heading under which an institution describes itself
    doubt: re.Pattern[str]  #: negation, hope, condition, habit, in front of a trigger within its clause
    negation: re.Pattern[str]  #: "not": inside a trigger, between what it is about and its verb
    hinge: re.Pattern[str]  #: what in the clause of an announcement makes it hang on something: "if", "subject to"
    total: re.Pattern[str]  #: what says that a clause counts over years: "since 2001", "so far"
    saying: re.Pattern[str]  #: "said that": what follows is somebody's speech
    numbers: dict[str, int]  #: number words
    boundary: re.Pattern[str]  #: where a clause ends and another begins
    joined: str  #: "and"
    locative: re.Pattern[str]  #: what stands right in front of the place where something was
    background: re.Pattern[str]  #: what says that a sentence tells of earlier times
    in_year: re.Pattern[str]  #: what stands right in front of a bare year that dates something
    until: re.Pattern[str]  #: right in front of a date that never is the occurrence's own: "until", "before"
    later: re.Pattern[str]  #: right in front of a date on which something else begins: "with effect from"
    said_on: re.Pattern[str]  #: right in front of the day on which somebody said so
    then: re.Pattern[str]  #: what says that it was at the occurrence told just before: "during the ceremony"
    they: re.Pattern[str]  #: a subject that stands for an institution named before; also no subject at all
    person: re.Pattern[str]  #: a pronoun that stands for a person
    subject: re.Pattern[str]  #: a word of a phrase that says who did something
    plural: re.Pattern[str]  #: such a subject that stands for several
    heads: re.Pattern[str]  #: "the ministry": what an institution is called when its name is known already
    macros: dict[str, str]  #: words that every rule file may name


def prose(tag: str) -> Prose:
    """Return the prose of a language; raise `UnknownLeaf` where it has none."""
    table = leaves.table(LANGUAGES, tag, "prose")
    before = {name: re.compile(rf"\b(?:{table[name]})\s+$", re.IGNORECASE) for name in ("locative", "in_year")}
    for name in ("until", "later", "said_on"):
        before[name] = re.compile(rf"(?<!\w)(?:{table[name]})\W*$", re.IGNORECASE)
    return Prose(
        abbreviations=frozenset(table["abbreviations"]),
        furniture=_any(table["furniture"]),
        about=re.compile(rf"\W*(?:{'|'.join(table['about'])})", re.IGNORECASE),
        boundary=_any(table["boundary"]),
        numbers=table["numbers"],
        joined=table["joined"],
        macros=table["macros"],
        heads=re.compile(table["heads"]),
        person=re.compile(rf"\W*(?:{table['person']})(?!\w)", re.IGNORECASE),
        subject=re.compile(rf"(?<!\w)(?:{table['subject']})(?!\w)", re.IGNORECASE),
        plural=re.compile(rf"\W*(?:{table['plural']})(?!\w)", re.IGNORECASE),
        they=re.compile(rf"\W*(?:{table['they']})\W*", re.IGNORECASE),
        **{name: _words(table[name]) for name in CUES},
        **before,
    )  # fmt: skip


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


def _words(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)
