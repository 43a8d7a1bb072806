"""References without a date: "now", "recently", "the future"."""

from sstimeline.extract.grammar import Words, rule
from sstimeline.extract.meanings import Meaning, Vague


@rule(
    "right? {reference}",
    "more {reference}",
    "the {reference}",
    "the (near | foreseeable | not -? too -? distant) future",
    "the distant past",
    "the other day",
    "(these | those) days",
    "the (moment | present)",
    "the (near | short | long) term",
    "at present",
)
def reference(m: Words) -> Meaning | None:
    """'now', 'recently', 'the future', 'these days'."""
    words = m.list()
    found = m.one("reference")
    if words == ["soon"] and (m.after() in ("after", "became") or m.before() in ("was", "were")):
        return None  # "was soon released" is past
    if words[-1] == "soon" and "as" in (m.before(), m.after()):
        return None
    if words[-1] in ("day", "days") and words[0] in ("these", "those", "the"):
        return Vague("PRESENT_REF" if words[0] == "these" else "PAST_REF")
    if words == ["the", "distant", "past"]:
        return Vague("PAST_REF")
    if "term" in words:
        return Vague("FUTURE_REF")
    if words in (["past"], ["present"], ["future"]) or words == ["the", "current"] or words == ["the", "recent"]:
        return None
    if words == ["now"] and m.after() == "-":
        return None  # "the now-defunct firm"
    if words[-1] == "current" and (not m.after().isalpha() or m.is_a(m.after(), "afternumber")):
        return None  # "the current in the river"
    if words == ["the", "present"] and m.after().isalpha():
        return None
    if words == ["the", "moment"] and m.before() not in ("at", "for"):
        return None
    if found is None:
        return Vague("PRESENT_REF")
    return Vague(found)
