"""The lexicon: every language, kind and name that articles are read by, loaded once and handed in."""

from dataclasses import dataclass

from sstimeline import leaves
from sstimeline.extract import names
from sstimeline.extract.lexicon import LANGUAGES, Language, language
from sstimeline.extract.names import Gazetteer
from sstimeline.extract.prose import Prose, prose
from sstimeline.extract.rules import Kind, kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """What `read` knows before it has seen an article."""

    languages: dict[str, Language]  #: by BCP 47 primary tag
    prose: dict[str, Prose]
    kinds: dict[str, Kind]
    names: Gazetteer

    def kind_name(self, kind: str, language: str) -> str:
        """Return what *kind* is called in *language*, else its own name with a capital."""
        known = self.kinds.get(kind)
        speech = known and (known.speech.get(language) or known.speech.get("en"))
        return speech.name if speech else kind.capitalize()


def load() -> Lexicon:
    """Return the lexicon of this installation; a language is there once its prose is."""
    tags = [tag for tag in leaves.names(LANGUAGES, "/") if "prose" in leaves.names(f"{LANGUAGES}.{tag}", ".toml")]
    spoken = {tag: prose(tag) for tag in tags}
    return Lexicon(
        languages={tag: language(tag) for tag in tags},
        prose=spoken,
        kinds=kinds({tag: one.macros for tag, one in spoken.items()}),
        names=names.load(),
    )
