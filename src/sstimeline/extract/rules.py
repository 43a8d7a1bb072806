"""What a kind's folder must say: its phases and roles, and how each language tells of it. Checked when loaded."""

import re
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sstimeline import leaves
from sstimeline.model.events import Bound

KINDS = "sstimeline.extract.kinds"
#: How a trigger is used: a verb that asserts; a noun, which needs a date or a word that it happened; an event named
#: as the setting of the sentence; an announcement, which needs a day; a later mention, which only adds.
Form = Literal["verb", "noun", "setting", "scheduled", "again"]
Start = Literal["subject", "trigger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One way in which one language tells of a kind."""

    name: str  #: "study-visit"
    trigger: re.Pattern[str]
    form: Form
    before: str | None  #: the role of the institution in front of the trigger; None where it has none
    after: str | None  #: the role of the institution behind it
    within: str | None  #: the role of an institution inside the trigger: "two ISSA certificates"
    title: Start  #: where the title begins when it is taken from the clause
    needs: frozenset[str]  #: of "actor", "date", "quantity": what must be found
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
    interval: tuple[tuple[str, Bound], ...]  #: the phases of one that spans days
    point: tuple[tuple[str, Bound], ...]
    scheduled: tuple[tuple[str, Bound], ...]
    roles: tuple[str, ...]  #: in the order in which actors are shown
    joins: Literal["actors", "title"]  #: two mentions are one thing by who and when, or only by saying the same
    speech: dict[str, Speech]  #: by language tag


def kinds() -> dict[str, Kind]:
    """Return every kind there is, by name."""
    return {name: _kind(name) for name in leaves.names(KINDS, "/")}


def _kind(name: str) -> Kind:
    table = leaves.table(KINDS, name, "kind")
    phases = table["phases"]
    tags = [tag for tag in leaves.names(f"{KINDS}.{name}", ".toml") if tag != "kind"]
    return Kind(
        name=name,
        interval=_phases(name, phases.get("interval", phases["point"])),
        point=_phases(name, phases["point"]),
        scheduled=_phases(name, phases.get("scheduled", [["scheduled", "point"]])),
        roles=tuple(table["roles"]),
        joins=table.get("joins", "actors"),
        speech={tag: _speech(name, tag) for tag in tags},
    )


def _phases(kind: str, rows: list[list[str]]) -> tuple[tuple[str, Bound], ...]:
    for _, bound in rows:
        if bound not in get_args(Bound):
            raise ValueError(f"kinds/{kind}/kind.toml: a phase's bound is one of {get_args(Bound)}, not {bound!r}")
    return tuple((phase, bound) for phase, bound in rows)  # type: ignore[misc]


def _speech(kind: str, tag: str) -> Speech:
    table = leaves.table(KINDS, kind, tag)
    words: dict[str, str] = table.get("words", {})
    return Speech(
        rules=tuple(_rule(row, words, f"{kind}/{tag}") for row in table.get("rules", ())),
        titles=tuple(table.get("titles", ())),
        roles=tuple((role, _pattern(text, words)) for role, text in table.get("roles", {}).items()),
        units=_pattern(table["units"], words) if "units" in table else None,
        groups=_pattern(table["groups"], words) if "groups" in table else None,
        name=table.get("name", kind.capitalize()),
    )


def _rule(row: dict[str, Any], words: dict[str, str], where: str) -> Rule:
    if row["form"] not in get_args(Form):
        raise ValueError(f"{where}#{row['name']}: a form is one of {get_args(Form)}, not {row['form']!r}")
    return Rule(
        name=row["name"],
        trigger=_pattern(row["trigger"], words),
        form=row["form"],
        before=row.get("before"),
        after=row.get("after"),
        within=row.get("within"),
        title=row.get("title", "subject"),
        needs=frozenset(row.get("needs", ())),
        certainty=row.get("certainty", 1.0),
    )


def _pattern(text: str, words: dict[str, str]) -> re.Pattern[str]:
    """Return *text* as a pattern of whole words; `{name}` stands for the words of that name, white space for any."""
    for name, found in words.items():
        text = text.replace(f"{{{name}}}", f"(?:{found})")
    return re.compile(rf"(?<!\w)(?:{text})(?!\w)".replace(" ", r"\s+"), re.IGNORECASE)
