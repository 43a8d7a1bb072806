"""Parts of months and years: halves, quarters, seasons, holidays."""

# ruff: noqa: E501  a pattern is read as one line

from calendar import monthrange
from typing import Any

from sstimeline.extract import builders
from sstimeline.extract.builders import calendar, direction
from sstimeline.extract.grammar import Words, rule
from sstimeline.extract.meanings import Feast, Meaning, Several, Shift


@rule("la {ordinal:n} (mitad | quincena | semana):k (de | del mes de) {MONTH:m} {OFYEAR}?")
def part_of_month(m: Words) -> Meaning | None:
    """'la primera quincena de mayo': the month, at its start or its end."""
    number = m.one("ordinal", "n")
    return calendar(m, mod="START" if number == 1 else "END" if number == -1 or "semana" not in m.list("k") else None)


@rule(
    "los {ends:pre} días de {MONTH:m} {OFYEAR}?",
    "las {ends:pre} semanas de {MONTH:m} {OFYEAR}?",
)
def ends_of_month(m: Words) -> Meaning | None:
    """'los primeros días de junio': the month, at its start or its end."""
    return calendar(m, mod=m.one("ends", "pre"))


@rule("el {ordinal:n} día de {MONTH:m} {OFYEAR}?", "el {ordinal:n} día {WHICHYEAR}", "el {ordinal:n} mes {WHICHYEAR}")
def end_of_span(m: Words) -> Meaning | None:
    """'el primer día de julio', 'el último día del año', 'el primer mes de 1999'."""
    number, shift = m.one("ordinal", "n"), None if "y" in m or "m" in m else direction(m)
    if "mes" in m.list():
        return calendar(m, month=12 if number == -1 else number, year_shift=shift)
    if number not in (1, -1):
        return None
    month = builders.month_of(m, "m") or (1 if number == 1 else 12)
    year = builders.year_of(m, "y") if "y" in m else None
    if month == 2 and number == -1 and year is None:
        return calendar(m, month=month, mod="END", year_shift=shift)  # which day it is, the year tells
    year = year or 2001
    return calendar(m, month=month, day=1 if number == 1 else monthrange(year, month)[1], year_shift=shift)


@rule("{THE}? {ordinal:n} {weekday:w} (de | del mes de) {MONTH:m} {OFYEAR}?")
def weekday_of_month(m: Words) -> Meaning | None:
    """'el primer lunes de octubre de 2018'."""
    return calendar(m, nth=m.one("ordinal", "n"))


@rule(
    "{THE}? (mismo | igual) (periodo | período | lapso | {unit:u}) ((de | del) (año | ejercicio)? {YEAR:y} | del (año | ejercicio) {direction:dir} | del {direction:dir} (año | ejercicio))"
)
def same_part(m: Words) -> Meaning | None:
    """'el mismo trimestre del año anterior', 'igual periodo de 1999': as the one that the text names before."""
    if "u" in m and m.one("unit", "u") not in ("M", "Q", "H", "T"):
        return None
    return calendar(m, that_part=True, year_shift=None if "y" in m else direction(m))


@rule(
    "{EDGE:pre}? {THE} {ordinal:n} {unit:u} {WHICHYEAR}?",
    "la {ordinal:n} (mitad):half {WHICHYEAR}",
    "{THE} {unit:u} {ordinal:n}",
    "{ordinal:n} {unit:u} ((de | del) (año)? {YEAR:y})",
)
def part_of_year(m: Words) -> Meaning | None:
    """'el tercer trimestre', 'el segundo semestre de este año', 'el último trimestre de 1999'."""
    unit, number = m.one("unit", "u") if "u" in m else "H", m.one("ordinal", "n")
    most = {"Q": 4, "H": 2, "T": 3}.get(unit)
    if most is None or ("u" in m and m.one("units", "u")):
        return None
    if number == -1 and len(m.list()) <= 3:
        return Shift(unit, -1)
    number = most if number == -1 else number
    if number > most:
        return None
    shift: dict[str, Any] = (
        {} if ("dir" not in m and "año" not in m.list()) or "y" in m else {"year_shift": direction(m)}
    )
    return calendar(m, part=f"{unit}{number}", **shift)


@rule(
    "{EDGE:pre}? ({THE} | la | este | esta)? {season:s} (de | del) (año)? {YEAR:y}",
    "{EDGE:pre}? ({THE} | la)? {season:s} del {shortyear:y}",
)
def season_of_year(m: Words) -> Meaning | None:
    """'la primavera de 1983'."""
    return calendar(m, part=m.one("season", "s"))


@rule(
    "{EDGE:pre}? ({THE} | la | todo el)? {direction:dir} {season:s}",
    "({THE} | la | todo el)? {season:s} {direction:dir}",
    "({THE} | la)? {season:s}",
    "{season:s}",
)
def season_named(m: Words) -> Meaning | None:
    """'este invierno', 'el verano pasado', 'otoño'."""
    if (m.before() in ("san", "de") and "dir" not in m) or (m.text("s")[0].isupper() and m.after_capital):
        return None  # 'la Primavera Árabe' is no spring
    side = direction(m)
    return calendar(m, part=m.one("season", "s"), direction=side, same="this" if "dir" in m and not side else "")


@rule(
    "{ANYTHE}? {direction:dir}? {FEAST:f} {direction:dir}? ((de | del) (año)? {YEAR:y})?",
    "{EDGE:pre}? {ANYTHE}? {direction:dir}? {FEAST:f}",
    "(festividad | fiesta | fiestas | víspera) (de)? ({ANYTHE} {feastday}):only",
)
def feast(m: Words) -> Meaning | Several | None:
    """'Semana Santa', 'el día de Reyes', 'la Navidad de 2019'; not 'los Reyes', 'el presidente Santos'."""
    if "only" in m:
        return Several((("only", Feast(m.one("feastday", "only"))),))
    words = m.list("f")
    name = next((found for word in words for kind in ("feast", "feastday") if (found := m.value(word, kind))), None)
    if words == ["semana", "santa"]:
        name = "holy-week"
    elif words[-1] in ("santo", "santa"):
        name = {
            1: "holy-monday",
            2: "holy-tuesday",
            3: "holy-wednesday",
            4: "holy-thursday",
            5: "good-friday",
            6: "holy-saturday",
        }.get(m.one("weekday", "f"))
    elif words[-1] in ("nuevo", "christi"):
        name = "new-year" if words[0] == "año" else "corpus-christi"
    elif words[-1] == "juan":
        name = "st-john"
    elif words[0] in ("lunes", "miércoles", "miercoles"):
        name = {"pascua": "easter-monday", "ceniza": "ash-wednesday"}.get(words[-1])
    elif words[0] == "domingo" and words[-1] not in ("ramos", "resurrección", "resurreccion", "pascua"):
        return None
    if words[0] == "noche":
        name = {"st-john": "st-john-eve", "epiphany": "epiphany-eve"}.get(name or "")
    if name is None or (not m.is_a(words[-1], "feast") and not any(letter.isupper() for letter in m.text("f"))):
        return None
    if m.list()[0] in ("los", "las") and words[-1] != "navidades":
        return None
    return Feast(name, builders.year_of(m, "y") if "y" in m else None, direction(m), mod=builders.mod(m))
