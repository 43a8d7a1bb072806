"""What counts from the publication or from a date in the text: "hace dos años", "la semana pasada"."""

from sstimeline.extract import builders
from sstimeline.extract.builders import direction
from sstimeline.extract.grammar import Words, rule
from sstimeline.extract.languages.es.amounts import amount, bound, length
from sstimeline.extract.meanings import Calendar, Meaning, Several, Shift, Vague
from sstimeline.extract.moments import is_clock


@rule("fin de año", "final de año", "fines de año", "finales de año")
def end_of_year(m: Words) -> Meaning | None:
    """'fin de año'."""
    return Calendar(month=12, day=31) if m.list()[0] == "fin" else Shift("Y", 0, mod="END")


@rule(
    "{EDGE:pre}? ({THE} | la)? {direction:dir} {UNIT:u}",
    "{EDGE:pre}? ({THE} | la) {UNIT:u} {direction:dir}",
    "{UNIT:u} {direction:dir}",
    "{edge:pre} (de | del) {direction:dir}? {unit:u} {direction:dir}?",
    "al {edge:pre} (de | del) {unit:u} {direction:dir}?",
    "({THE} | la) {unit:u} en curso",
    "{EDGE:pre}? ({THE} | la) {UNIT:u} que viene",
    "{edge:pre} (del | de la) {unit:u} (que viene)?",
    "{edge:pre} (de | del) {direction:dir} {unit:u}",
    "{THE} {direction} {direction:dir} {unit:u}",
    "(todo)? {THE} fin de semana",
    "{direction:dir} (mismo | misma) {unit:u}",
)
def shifted_unit(m: Words) -> Meaning | None:
    """'este año', 'la semana pasada', 'el próximo mes', 'el año que viene'."""
    if m.list()[-3:] == ["fin", "de", "semana"] and "u" not in m:
        return Shift("WE", -1, origin="weekend")
    if m.list() == ["fin", "de", "semana"]:
        return None  # 'un torneo de fin de semana'
    unit = "WE" if "fin" in m.list("u") else m.one("unit", "u")
    if unit is None or m.one("units", "u") or is_clock(unit) or (len(unit) > 1 and unit != "WE"):
        return None
    side = 1 if m.list()[-1] == "viene" else direction(m)
    if unit in ("E", "C") and m.list("dir")[:1] in (["último"], ["última"]):
        return length([("1", unit)])  # up to now: the one before is 'la década pasada'
    if m.list("dir")[:1] in (["anterior"], ["siguiente"]):
        return Shift(unit, side, origin="text")
    if unit == "D":
        return Vague("PRESENT_REF") if not side and m.list("dir")[:1] != ["este"] else None
    return Shift(unit, side, mod=builders.mod(m))


@rule(
    "((este | esta) {unit:u}):t1 (y | o) ((el | la | del | de la) {direction:dir} !{unit}):t2",
    "((este | esta) {unit:u}):t1 (y | o) ((el | la) que viene):t2",
)
def this_and_next(m: Words) -> Several | None:
    """'este año y el próximo': the unit is named once."""
    unit, side = m.one("unit", "u"), direction(m) if "dir" in m else 1
    if m.one("units", "u") or unit not in ("Y", "M", "W", "Q", "H") or not side:
        return None
    if m.after().isalpha() and not m.is_a(m.after(), "small"):
        return None  # 'este año y el próximo presidente'
    return Several((("t1", Shift(unit, 0)), ("t2", Shift(unit, side))))


@rule(
    "(no)? hace {adverb}* {BOUND:b}? {COUNT:n} {UNIT:u} (y (media | medio))?",
    "hace {adverb}* {BOUND:b}? un par de {unit:u}",
    "hace {units:u}",
    "hace {COUNT:n} {unit:u} y {COUNT:n2} {unit:u2}",
    "{BOUND:b}? {COUNT:n} {unit:u} atrás",
)
def ago(m: Words) -> Meaning | None:
    """'hace dos años', 'hace más de 30 años', 'hace unos días'."""
    unit = "WE" if "fin" in m.list("u") else m.one("unit", "u")
    count = "2" if "par" in m.list() else amount(m) if "n" in m else "X"
    if count != "X" and m.list()[-1] in ("media", "medio"):
        count = builders.plain(float(count) + 0.5)
    if "u2" in m:
        return length([(count, unit), (amount(m, "n2"), m.one("unit", "u2"))])
    if (
        count == "X"
        or "." in count
        or is_clock(unit)
        or (len(unit) > 1 and unit != "WE")
        or m.list()[-1] in ("media", "medio")
    ):
        return length([(count, unit)])
    unit, number = ("Y", 10 * int(count)) if unit == "E" else (unit, int(count))
    return Shift(unit, -number, mod=bound(m))


@rule("dentro de {BOUND:b}? {COUNT:n} {UNIT:u}")
def ahead(m: Words) -> Meaning | None:
    """'dentro de dos años'."""
    unit = "WE" if "fin" in m.list("u") else m.one("unit", "u")
    count = amount(m)
    if count == "X" or "." in count or is_clock(unit) or (len(unit) > 1 and unit != "WE"):
        return length([(count, unit)])
    return Shift(unit, int(count), mod=bound(m))


@rule(
    "(no)? hace (mucho | poco | algún | un)? tiempo",
    "(no)? hace (mucho | poco)",
    "hacía (mucho)? tiempo",
    "hace (un)? rato",
    "tiempo atrás",
    "los últimos tiempos",
)
def long_ago(m: Words) -> Meaning | None:
    """'hace tiempo', 'no hace mucho': nobody says how long; 'hace poco' is recently."""
    if m.list()[-1] == "rato":
        return length([("X", "TM")])
    return Vague("PAST_REF") if {"poco", "atrás", "últimos"} & set(m.list()) else length([("X", "M")])


@rule(
    "(ese | aquel | aquella | esa) (mismo | misma)? {UNIT:u}",
    "{THE} mismo {UNIT:u}",
    "la misma {unit:u}",
    "(ese | esa | aquel | aquella) (mismo | misma)? {season:s}",
)
def same_unit(m: Words) -> Meaning | None:
    """'ese año', 'aquel fin de semana', 'ese verano'."""
    if "s" in m:
        return Calendar(part=m.one("season", "s"), that_year=True)
    if m.list()[-3:] == ["fin", "de", "semana"]:
        return Shift("WE", 0, origin="text")
    unit = m.one("unit", "u")
    return None if is_clock(unit) or len(unit) > 1 or m.one("units", "u") else Shift(unit, 0, origin="text")


@rule(
    "lo que (va | queda | resta) de {unit:u}",
    "lo que (va | queda | resta) (del {unit}):u",
    "lo que (va | queda | resta) de (este {unit}):u",
    "(el transcurso | el curso | lo largo) (del {unit}):u",
    "(el transcurso | el curso | lo largo) de (la {unit}):u",
)
def so_far(m: Words) -> Several | None:
    """'en lo que va de año', 'a lo largo de la semana': the one of the publication."""
    unit = m.one("unit", "u")
    if unit not in ("Y", "M", "W", "D", "C", "E", "Q", "H") or m.after() in ("de", "del", "en"):
        return None
    return Several((("u", Shift(unit, 0)),))


@rule("(el | del) {unit:u}")
def the_unit(m: Words) -> Meaning | None:
    """'del año', 'ventas del trimestre': the one of the publication; not 'el jugador del año', 'el año en que'."""
    unit, before, after = m.one("unit", "u"), m.before(), m.after()
    if after in ("que", "cuando") or (after, m.after(2)) == ("en", "que"):
        return None
    if m.list("u") == ["año"]:
        counts = before in ("partido", "mejor", "jugador", "millones", "pesetas", "euros", "veces", "vez")
        return None if counts else Shift("Y", 0)
    if unit in ("M", "Q", "H") and m.list()[0] == "del" and not m.one("units", "u") and _is_dated(m):
        return Shift(unit, 0, origin="quarter" if unit == "Q" else "publication")
    return None


def _is_dated(m: Words) -> bool:
    """Tell whether what stands before 'del mes' has a date: 'los resultados del', not 'el libro del', 'días del'."""
    before = m.before()
    return before.isalpha() and before[-1] == "s" and not m.is_a(before, "unit") and not m.is_a(before, "small")
