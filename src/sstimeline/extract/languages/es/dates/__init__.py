"""How Spanish says when, by class of expression. Each rule is a pattern, an example, and what the words mean."""

from sstimeline.extract.languages.es.dates import calendar, clock, durations, relative, vague
from sstimeline.extract.languages.es.dates.phrases import PHRASES

__all__ = ["PARTS", "PHRASES"]

#: Among patterns of one length the module named first wins.
PARTS = (calendar, relative, clock, durations, vague)
