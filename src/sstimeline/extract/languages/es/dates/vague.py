"""References without a date."""

from sstimeline.extract.grammar import Words, rule
from sstimeline.extract.meanings import Meaning, Shift, Vague


@rule(
    "{reference}",
    "ahora mismo",
    "estos momentos",
    "la {direction} noche",
    "más {reference}",
    "(el | la | al | un | del) {reference}",
    "(este | el | aquel | ese) {reference}",
    "estos días",
    "(corto | medio | largo) plazo",
    "de momento",
    "algún día",
    "el otro día",
    "hasta la fecha",
    "la fecha",
)
def reference(m: Words) -> Meaning | None:
    """'ahora', 'la actualidad', 'recientemente', 'el futuro', 'largo plazo'."""
    words = m.list()
    found = m.one("reference")
    if words[-1] == "momentos":
        return Vague("PRESENT_REF")
    if words[-1] == "noche":
        return Shift("D", -1, clock="TNI") if m.one("direction") == -1 else None
    if words[-1] == "fecha":
        return Shift("D", 0) if m.before() == "hasta" else None
    led = len(words) == 2 and words[0] in ("el", "la", "al", "del")
    noun = words[-1] in ("futuro", "pasado", "presente") and (not m.after().isalpha() or m.after() in _AFTER_A_NOUN)
    if led and not noun and words[-1] not in ("actualidad", "momento"):
        return None
    if words == ["estos", "días"]:
        return Vague("PRESENT_REF")
    if words[-1] == "día":
        return Vague("FUTURE_REF" if words[0] == "algún" else "PAST_REF")
    if words[-1] == "momento":
        return (
            Vague("PRESENT_REF")
            if words[0] in ("este", "de", "el")
            else Vague("PAST_REF")
            if words[0] in ("ese", "aquel")
            else None
        )
    if words[-1] == "plazo":
        return (
            Vague("FUTURE_REF")
            if words[0] != "plazo" and len(words) > 1 and words[-2] in ("corto", "medio", "largo")
            else None
        )
    if found == "X" or found is None:
        return None
    if (
        words[-1] in ("pasado", "pasada", "pasados", "pasadas", "presente")
        and len(words) == 1
        and m.before() in ("ha", "había", "han", "haber")
    ):
        return None
    return Vague(found)


_AFTER_A_NOUN = frozenset(
    {"de", "del", "y", "o", "e", "se", "que", "es", "en", "con", "para", "por", "a", "ha", "no", "como"}
)
