"""References without a date: 'ahora', 'la próxima cumbre', 'en aquella época'."""

from sstimeline.extract.grammar import Words, rule
from sstimeline.extract.languages.es.around import is_verb
from sstimeline.extract.meanings import Meaning, Shift, Vague


@rule("{reference}", "ahora mismo", "(aquel | ese) entonces")
def reference(m: Words) -> Meaning | None:
    """'ahora', 'recientemente', 'aquel entonces'; not 'ahora bien' and 'y entonces', which only join sentences."""
    words = m.list()
    if words == ["ahora"] and m.after() == "bien":
        return None
    if words == ["entonces"] and (m.before() in ("y", "pues") or (m.before() == "," and m.after() == ",")):
        return None
    return Vague(m.one("reference"))


@rule("{epithet}", "más (reciente | recientes)")
def epithet(m: Words) -> Meaning | None:
    """'el actual presidente', 'la pasada legislatura', 'su próximo libro': the adjective alone, where it qualifies."""
    word = m.list()[-1]
    found = m.one("epithet")
    if found == "PRESENT_REF":
        return Vague(found) if word.startswith("actual") or _leads(m) else None
    if word.startswith("reciente"):
        return Vague(found)
    if word.startswith("futur"):
        return (
            Vague(found)
            if not m.is_a(m.before(), "possessive") and not (m.is_a(m.before(), "the") and _closes(m))
            else None
        )
    if _leads(m):
        return Vague(found)
    behind = m.before().isalpha() and not m.is_a(m.before(), "small") and m.is_a(m.before(2), "the") and _closes(m)
    return Vague(found) if behind and m.after() not in ("a", "al", "de", "del", "por") else None


def _leads(m: Words) -> bool:
    """Tell whether the adjective stands in front of its noun: 'la pasada legislatura', 'en próximas reuniones'."""
    own = m.list()[-1].startswith("próxim") and m.is_a(m.before(), "possessive")
    bare = m.list()[-1].startswith(("próxim", "futur")) and m.before() in ("en", "para", "", ".")
    return (m.is_a(m.before(), "the") or own or bare) and not _closes(m)


def _closes(m: Words) -> bool:
    """Tell whether no noun follows."""
    after = _next(m)
    return m.is_a(after, "small") or is_verb(m, after) or not after.isalnum()


def _next(m: Words) -> str:
    """Return the word behind the match, beyond quotation marks."""
    return next((word for place in (1, 2, 3) if (word := m.after(place)) not in _QUOTES), "")


@rule("{THE} {tense}")
def tense(m: Words) -> Meaning | None:
    """'en el futuro', 'del pasado'; not 'el futuro de la empresa', which is its fate, nor 'el futuro presidente'."""
    found = m.one("tense")
    if m.before() in ("es", "son", "será", "sin", *_QUOTES) or (found == "FUTURE_REF" and _next(m) in ("de", "del")):
        return None
    return Vague(found) if _closes(m) or (m.before() == "en" and m.after() in ("ese", "este", "esta", "esa")) else None


@rule(
    "(la | el | su | cualquier) {moment}",
    "{pointing} (mismo | misma | mismos | mismas | preciso | precisos)? {moment}",
    "de momento",
    "en breve",
    "dentro de poco",
    "nuestros días",
    "(corto | medio | mediano | largo) (y (corto | medio | mediano | largo))? plazo",
    "{pointing} {units}",
)
def moment(m: Words) -> Meaning | None:
    """'la actualidad', 'hasta el momento', 'en aquella época', 'a largo plazo', 'en estos días'."""
    words, before = m.list(), m.before()
    if words[-1] in ("plazo", "plazos"):
        return Vague("FUTURE_REF") if words[0] in ("corto", "medio", "mediano", "largo") else None
    if words[0] in ("la", "el"):
        now = (words[-1] == "actualidad" and before in ("en", "hasta")) or (
            words[-1] == "momento" and before in ("hasta", "por")
        )
        today = words[-1] == "fecha" and before == "hasta"
        return Vague("PRESENT_REF") if now else Shift("D", 0) if today else None
    if words[0] in ("su", "cualquier"):
        fits = words[-1] == "momento" and before == "en"
        return Vague("PAST_REF" if words[0] == "su" else "FUTURE_REF") if fits else None
    if words[0] in ("de", "nuestros"):
        return Vague("PRESENT_REF")
    if words[-1] in ("breve", "poco"):
        return Vague("FUTURE_REF")
    if words[-1] == "fecha":
        return Shift("D", 0, origin="publication" if words[0] == "esta" else "date")
    if words[0] in ("otros", "otras") and words[-1] not in ("tiempos", "épocas", "epocas"):
        return None
    if words[-1] in ("rato", "tiempo") or m.value(words[-1], "unit") in ("TH", "TM", "TS"):
        return None
    return Vague(m.one("pointing"))


@rule("algún día", "el otro día", "el día de mañana")
def some_day(m: Words) -> Meaning | None:
    """'algún día', 'el otro día'."""
    return Vague("PAST_REF" if m.list()[1] == "otro" else "FUTURE_REF")


_QUOTES = frozenset("`«\"“'‘")
