"""What the words around an expression tell."""

from sstimeline.extract.grammar import Words

#: Endings that only a verb of the third person has.
_ENDINGS = ("rá", "rán", "ó", "aron", "ieron", "aba", "aban", "ían")


def is_verb(m: Words, word: str) -> bool:
    """Tell whether *word* is a verb by its ending, or one of the commonest: "será", "hubo", "acordaron"."""
    return word.endswith(_ENDINGS) or m.is_a(word, "verb")
