"""What a kind's folder must say: its phases and roles, and how each language tells of it. Checked when loaded."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sstimeline import leaves
from sstimeline.extract.patterns import cues, pattern
from sstimeline.model.events import Bound

KINDS = "sstimeline.extract.kinds"
#: How a trigger is used: a verb that asserts; a noun, which needs a date; an event named as the setting of the
#: sentence; an announcement, which needs a day; a later mention, which only adds; one that brings the date as well.
Form = Literal["verb", "noun", "setting", "scheduled", "again", "retold"]
#: Where the title begins: with who did it; with the trigger; with the group `thing` inside the trigger.
Start = Literal["subject", "trigger", "thing"]
Phases = tuple[tuple[str, Bound], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One way in which one language tells of a kind."""

    name: str  #: "study-visit"
    trigger: re.Pattern[str]  #: its groups `thing` (what it is about) and `who` (a person) are used where it has them
    cues: frozenset[str]  #: a sentence without one of these words is not looked at; empty: every one is
    form: Form
    phase: str  #: the one phase it tells of, "approved"; empty: the kind's own
    before: str | None  #: the role of the institution in front of the trigger; None where it has none
    after: str | None  #: the role of the institution behind it
    within: str | None  #: the role of an institution inside the trigger: "two ISSA certificates"
    who: str | None  #: the role of the person in the group `who`
    title: Start
    unless: re.Pattern[str] | None  #: what in the clause says that it is another thing
    needs: frozenset[
        str
    ]  #: of "actor", "named", "date", "day", "quantity": what must be found; "kin": another of its kind
    certainty: float  #: 0 to 1: how sure the wording alone is


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """How one language tells of one kind."""

    rules: tuple[Rule, ...]
    titles: tuple[str, ...]  #: patterns such as "{count} {visitor} {units} visit {host}"; the first that can be filled
    roles: tuple[tuple[str, re.Pattern[str]], ...]  #: role, and the words right in front of whoever has it
    units: re.Pattern[str] | None  #: what is counted, plural or singular
    groups: re.Pattern[str] | None  #: "delegation of ...": words for who takes part
    name: str  #: what the kind is called


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of occurrence: a folder of `extract/kinds/`."""

    name: str
    interval: Phases  #: the phases of one that spans days
    point: Phases
    scheduled: Phases
    roles: tuple[str, ...]  #: in the order in which actors are shown
    shared: frozenset[str]  #: roles that several hold, on both sides of the trigger: parties, participants
    joins: Literal["actors", "title"]  #: two mentions are one thing by who and when, or only by saying the same
    within: frozenset[str]  #: kinds of which it is a part where both are of one day and share an actor
    history: bool  #: whether what an article tells of earlier years is an entry; a career is none
    speech: dict[str, Speech]  #: by language tag


def kinds(macros: Mapping[str, Mapping[str, str]]) -> dict[str, Kind]:
    """Return every kind there is, by name; *macros* are each language's own words for all rule files."""
    return {name: _kind(name, macros) for name in leaves.names(KINDS, "/")}


def _kind(name: str, macros: Mapping[str, Mapping[str, str]]) -> Kind:
    table = leaves.table(KINDS, name, "kind")
    phases = table["phases"]
    tags = [tag for tag in leaves.names(f"{KINDS}.{name}", ".toml") if tag in macros]
    return Kind(
        name=name,
        interval=_phases(name, phases.get("interval", phases["point"])),
        point=_phases(name, phases["point"]),
        scheduled=_phases(name, phases.get("scheduled", [["scheduled", "point"]])),
        roles=tuple(table["roles"]),
        shared=frozenset(table.get("shared", ())),
        joins=table.get("joins", "actors"),
        within=frozenset(table.get("within", ())),
        history=table.get("history", True),
        speech={tag: _speech(name, tag, macros[tag]) for tag in tags},
    )


def _phases(kind: str, rows: list[list[str]]) -> Phases:
    for _, bound in rows:
        if bound not in get_args(Bound):
            raise ValueError(f"kinds/{kind}/kind.toml: a phase's bound is one of {get_args(Bound)}, not {bound!r}")
    return tuple((phase, bound) for phase, bound in rows)  # type: ignore[misc]


def _speech(kind: str, tag: str, macros: Mapping[str, str]) -> Speech:
    table = leaves.table(KINDS, kind, tag)
    words: dict[str, str] = {**macros, **table.get("words", {})}
    return Speech(
        rules=tuple(_rule(row, words, f"{kind}/{tag}") for row in table.get("rules", ())),
        titles=tuple(table.get("titles", ())),
        roles=tuple((role, pattern(text, words)) for role, text in table.get("roles", {}).items()),
        units=pattern(table["units"], words) if "units" in table else None,
        groups=pattern(table["groups"], words) if "groups" in table else None,
        name=table.get("name", kind.capitalize()),
    )


def _rule(row: Mapping[str, Any], words: Mapping[str, str], where: str) -> Rule:
    if row["form"] not in get_args(Form):
        raise ValueError(f"{where}#{row['name']}: a form is one of {get_args(Form)}, not {row['form']!r}")
    return Rule(
        name=row["name"],
        trigger=pattern(row["trigger"], words),
        cues=cues(row["trigger"], words),
        form=row["form"],
        phase=row.get("phase", ""),
        before=row.get("before"),
        after=row.get("after"),
        within=row.get("within"),
        who=row.get("who"),
        title=row.get("title", "subject"),
        unless=pattern(row["unless"], words) if "unless" in row else None,
        needs=frozenset(row.get("needs", ())),
        certainty=row.get("certainty", 1.0),
    )
