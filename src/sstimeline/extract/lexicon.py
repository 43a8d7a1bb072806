"""The lexicon: every language, kind and name that articles are read by, loaded once and handed in."""

from dataclasses import dataclass
from functools import cache

from sstimeline import leaves
from sstimeline.extract import names
from sstimeline.extract.language import LANGUAGES, Language, language
from sstimeline.extract.names import Gazetteer
from sstimeline.extract.prose import Prose, prose
from sstimeline.extract.rules import KINDS, Kind, kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """What `read` knows before it has seen an article."""

    languages: dict[str, Language]  #: whose dates are read, by BCP 47 primary tag
    prose: dict[str, Prose]  #: of those whose events are read, too
    kinds: dict[str, Kind]
    names: Gazetteer


def load(known: Gazetteer | None = None) -> Lexicon:
    """Return the lexicon of this installation, with the names *known*."""
    tags = leaves.names(LANGUAGES, "/")
    spoken = {tag: prose(tag) for tag in tags if "prose" in leaves.names(f"{LANGUAGES}.{tag}", ".toml")}
    return Lexicon(
        languages={tag: language(tag) for tag in tags},
        prose=spoken,
        kinds=kinds({tag: one.macros for tag, one in spoken.items()}),
        names=known or names.load(),
    )


@cache
def kind_name(kind: str, tag: str) -> str:
    """Return what *kind* is called in a language, else in English, else its own name with a capital."""
    spoken = leaves.names(f"{KINDS}.{kind}", ".toml") if kind in leaves.names(KINDS, "/") else ()
    found = next((one for one in (tag, "en") if one in spoken), None)
    name = found and leaves.table(KINDS, kind, found).get("name")
    return str(name or kind.capitalize())
