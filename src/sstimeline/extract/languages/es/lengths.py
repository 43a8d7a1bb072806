"""Durations, ages and sets."""

# ruff: noqa: E501  a pattern is read as one line

from sstimeline.extract import builders
from sstimeline.extract.grammar import Words, rule
from sstimeline.extract.languages.es.amounts import amount, bound, length
from sstimeline.extract.languages.es.around import is_verb
from sstimeline.extract.meanings import Lasting, Meaning, Repeat, Several, Shift
from sstimeline.extract.moments import is_clock


@rule("(un | una) {unit:u}")
def such_a_time(m: Words) -> Meaning | None:
    """'fue un año difícil', 'en un día tan largo': the one that is spoken of, and no length."""
    unit, before, after = m.one("unit", "u"), m.before(), m.after()
    leads = before in ("en", "es", "fue", "sido", "será")
    told = after in ("tan", "muy", "donde") or (after.isalpha() and not m.is_a(after, "small"))
    ends = m.is_a(after, "direction") or m.is_a(after, "often") or after in ("después", "atrás", "seguido", "entero")
    if unit not in ("Y", "M", "W", "D") or not leads or not told or ends or (before == "en" and is_verb(m, after)):
        return None
    return Shift(unit, 0, origin="text")


@rule(
    "{BOUND:b}? ({THE} | los | las | estos | estas | esos | esas | unos | unas)? {direction}? {COUNT:n} {direction}? {UNIT:u} (y (media | medio | {ordinal:q}))? (más | seguidos | seguidas | consecutivos | consecutivas)?",
    "{BOUND:b}? {COUNT:n} {unit:u} (, {COUNT:n2} {unit:u2})? (y | e | ,) {COUNT:n3} {unit:u3} (y {COUNT:n4} {unit:u4})?",
    "{BOUND:b}? {COUNT:n} {unit:u} (antes | después | más tarde) !(de | del)",
    "(un | una):n (solo | sola | único | única | mismo | misma) {unit:u}",
    "(hacía) {COUNT:n} {unit:u}",
    "(la | las | los | el) {direction} media {unit:u}",
    "(el | la | este | ese | aquel) {direction}? {unit:u} y (media | medio)",
    "{BOUND:b}? media {unit:u}",
    "{BOUND:b}? medio {unit:u}",
    "{BOUND:b}? un cuarto de {unit:u}",
    "{BOUND:b}? tres cuartos de {unit:u}",
    "{unit:u} y (media | medio)",
    "{unit:u} y (cuarto):quarter",
    "(los | las) {ordinal} {COUNT:n} {unit:u} ((de | del) (este)? año | (de | del) {year})?",
    "(los | las) {COUNT:n} {ordinal} {unit:u} ((de | del) (este)? año | (de | del) {year})?",
    "(los | las) {COUNT:n} {edge} {unit:u}",
)
def lasting(m: Words) -> Meaning | None:
    """'dos años', 'más de un año', 'los últimos dos meses', 'dos años y tres meses'."""
    amounts = []
    for index in ("", "2", "3", "4"):
        if f"u{index}" in m:
            unit = "WE" if m.list(f"u{index}")[0] in ("fin", "fines") else m.one("unit", f"u{index}")
            count = amount(m, f"n{index}") if f"n{index}" in m else "0.5"
            if "n" not in m and m.list()[-2:] in (["y", "media"], ["y", "medio"]):
                count = "1"
            if "quarter" in m:
                count = "1.25"
            if "de" in m.list() and m.list()[-3] in ("cuarto", "cuartos") and "n" not in m:
                count = "0.25" if m.list()[-4] == "un" else "0.75"
            if m.list(f"n{index}") in (["media"],):
                count = "0.5"
            if m.list(f"n{index}")[:2] == ["un", "par"]:
                count = "2"
            amounts.append((count, unit))
    if "n" in m and not builders.adds_up(m):
        return None
    if (exact := _of_dots(m)) is not None:
        return exact
    if "q" in m and (m.list("q") != ["cuarto"] or amounts[0][0] == "X"):
        return None
    if "q" in m:
        amounts = [(builders.plain(float(amounts[0][0]) + 0.25), amounts[0][1])]
    if not amounts or len({unit for _, unit in amounts}) < len(amounts):
        return None
    if len(amounts) == 1 and m.list()[-1] in ("media", "medio") and amounts[0][0] != "X":
        amounts = [(builders.plain(float(amounts[0][0]) + 0.5), amounts[0][1])]
    if amounts[0][0] == "0.5" and "medio" in m.list() and amounts[0][1] not in ("Y", "C", "D", "M", "E"):
        return None
    return None if _is_no_time(m) else length(amounts, bound(m))


def _of_dots(m: Words) -> Lasting | None:
    """Return the length of '1.20 minutos', one minute and twenty seconds; Spanish writes its decimals with a comma."""
    smaller = {"TM": "TS", "TH": "TM"}.get(m.one("unit", "u") or "")
    if smaller is None or len(m.list("n")) != 1 or "." not in m.list("n")[0] or len(m.list("n")[0]) > 5:
        return None
    whole, _, part = m.list("n")[0].partition(".")
    return length([(whole, m.one("unit", "u")), (part, smaller)]) if len(part) == 2 and part < "60" else None


def _is_no_time(m: Words) -> bool:
    """'un segundo avión', 'unas jornadas sobre el agua', 'a falta de dos jornadas', 'una quincena de países', 'de un día para otro'."""
    words, after = m.list(), m.after()
    if words[0].startswith("pasad"):
        return True  # 'ha pasado un mes': the month alone
    if words == ["un", "día"] and (after, m.after(2)) == ("para", "otro"):
        return True
    if words[-1] == "segundo":
        return words[-2:] != ["un", "segundo"] or (after.isalpha() and not m.is_a(after, "small"))
    if words[-1] in ("jornada", "jornadas"):
        return words[:-1] in (["una"], ["unas"], ["las"], ["la"], ["media"]) or bool(m.all("digits") or m.all("number"))
    return words[-1] == "quincena" and after == "de"


@rule(
    "({COUNT:n}):t1 (o | a | y | -) ({COUNT:n2} {unit:u}):t2",
    "((los | las) {direction}? {COUNT:n}):t1 (o | a | -) ({COUNT:n2} {unit:u}):t2",
)
def two_lengths(m: Words) -> Meaning | Several | None:
    """'los próximos dos o tres años', 'entre 18 y 25 años', 'de 40 y 42 años': each is a duration of its own."""
    ages = m.before() == "de" and m.one("shortyear", "n") and m.one("shortyear", "n2")
    if "y" in m.list() and m.before() != "entre" and not ages:
        return None
    if m.one("unit", "u") == "TH" and (m.one("dotted", "n") or m.one("dotted", "n2")):
        return None  # 'de 10.00 a 20.00 horas'
    if builders.quantity(m) == "X" or m.one("number", "n") in (100, 1000) or m.before() in ("mil", "y"):
        return None
    if m.one("year", "n"):
        return None
    first, last = (length([(builders.quantity(m, group), m.one("unit", "u"))]) for group in ("n", "n2"))
    return Several((("t1", first), ("t2", last)))


@rule("{THE}? minuto {digits}", "(({THE} | los)? minutos {digits}):t1 (y | e) {digits:t2}")
def minute_of_match(m: Words) -> Meaning | Several:
    """'el minuto 43', 'minutos 43 y 45': a minute long."""
    minute = length([("1", "TM")])
    return Several((("t1", minute), ("t2", minute))) if "t1" in m else minute


@rule("{shortyear}")
def age(m: Words) -> Meaning | None:
    """'Luis Gil, de 40, y su hermano': years of age, where a name stands before and nothing that they count behind."""
    if m.before() != "de" or m.before(2) != "," or m.after() not in (",", ")", ";", "."):
        return None
    years = m.one("shortyear")
    return length([(str(years), "Y")]) if years >= 10 and m.before(3).isalpha() else None


@rule(
    "(los | las | estos | estas)? {direction:dir} {units:u}",
    "(los | las)? {units:u} ({direction:dir} | {beside})",
    "(los | las) (primeros | primeras | últimos | últimas) {units:u} ((de | del) (este)? año | (de | del) {year})?",
    "{units:u} (antes | después | atrás | más tarde) !(de | del)",
    "{units:u}",
    "{vague} {units:u}",
)
def units_alone(m: Words) -> Meaning | None:
    """'los últimos meses', 'años': nobody says how many."""
    if m.one("direction", "dir") == 0 or m.list() == ["unas", "jornadas"]:
        return None
    if len(m.list()) == 1:
        lone = m.one("unit", "u") in ("TS", "TM") or (m.one("unit", "u") == "C" and m.before() not in ("de", "en"))
        if lone or m.before() in ("los", "las", "por", "x", "buenas", "buenos") or m.list()[0].startswith("jornada"):
            return None
        if m.list() == ["horas"] and m.after() in ("extra", "extras", "extraordinarias", "punta", "bajas"):
            return None
    return length([("X", m.one("unit", "u"))])


@rule("por ({ordinal:n} {unit:u} (consecutivo | consecutiva | seguido | seguida)?):t")
def nth_in_a_row(m: Words) -> Several | None:
    """'por tercer mes consecutivo': so many of them."""
    unit, number = m.one("unit", "u"), m.one("ordinal", "n")
    if number < 1 or m.one("units", "u") or is_clock(unit) or m.list("u") == ["jornada"]:
        return None
    return Several((("t", length([(str(number), unit)])),))


@rule("{THE} {ordinal} {unit:u}", "(la | una | un | su) {ordinal} {unit:u}", "todo el {unit:u}", "toda la {unit:u}")
def ordinal_unit(m: Words) -> Meaning | None:
    """'el tercer día', 'toda la semana', 'un segundo año'."""
    unit, number = m.one("unit", "u"), m.one("ordinal")
    if m.one("units", "u") or unit in ("Q", "H", "T", "L") or (number and m.list("u") == ["jornada"]):
        return None  # 'la quinta jornada' is one of matches
    return length([("1", unit)])


@rule("(un | mucho | poco | algún | cierto | largo) tiempo", "un rato", "todo el (tiempo | rato)")
def some_time(m: Words) -> Meaning | None:
    """'un tiempo', 'mucho tiempo'."""
    return length([("X", "TH" if m.list()[-1] == "rato" else "M")])


@rule("{often}")
def often(m: Words) -> Meaning | None:
    """'anual', 'diariamente'."""
    if m.list() == ["diario"] and m.before() in ("el", "del", "este", "un", "al", "su"):
        return None
    return Repeat(m.one("often"))


@rule(
    "cada {COUNT:n}? {UNIT:u}",
    "(todos los | todas las) {units:u}",
    "al (día | mes | año)",
    "({COUNT} | una) (vez | veces) (al | a la | por) {unit:u}",
    "({COUNT} | una) (vez | veces) cada {COUNT:n}? {UNIT:u}",
    "a la semana",
    "({COUNT} {unit}) (cada | al | a la) {COUNT:n}? {UNIT:u}",
)
def every_unit(m: Words) -> Meaning | None:
    """'cada día', 'todos los meses', 'cada dos años', 'al año', 'tres veces a la semana'."""
    words = m.list()
    if words[0] == "al" and m.after() == "de":
        return None
    if m.before() == "de" and m.is_a(m.before(2), "number"):
        return None  # 'uno de cada tres años'
    unit = "WE" if m.list("u")[:1] in (["fin"], ["fines"]) else m.one("unit", "u") or m.one("unit")
    count = amount(m) if "n" in m else "1"
    return Repeat(length([(count, unit)]).length.value)


@rule("por {unit:u}", "por (noche):u")
def per_unit(m: Words) -> Several | None:
    """'cien euros por noche': the unit alone; 'kilómetros por hora' is a speed."""
    word = m.list("u")[0]
    if word in ("noche", "día", "dia", "semana", "mes", "año") and m.after() not in ("de", "que", "y"):
        return Several((("u", Repeat("PTNI" if word == "noche" else f"P1{m.one('unit', 'u')}")),))
    return None


@rule(
    "de {weekday:w1} a {weekday:w2}",
    "(los {weekdays}):w1 (y | e) ((los)? {weekdays}):w2",
    "(cada {weekday}):w1 (y | e) {weekday:w2}",
)
def weekdays_span(m: Words) -> Meaning | Several | None:
    """'de lunes a viernes': what happens every week."""
    return Several(
        tuple((f"w{i}", Repeat(f"XXXX-WXX-{m.one('weekday', f'w{i}') or m.one('weekdays', f'w{i}')}")) for i in (1, 2))
    )


@rule(
    "cada {weekday:w} (a las {hour:h})?",
    "(todos)? los {weekdays:w}",
    "cada {daypart:p}",
    "(todas)? las {dayparts:p}",
    "cada {season:s}",
    "(todos)? los {weekdays:w} por la {daypart:p}",
    "(todos)? los fines de semana",
    "cada {MONTH:m}",
    "{weekday:w} (y | a) {weekday:v}",
)
def every_named(m: Words) -> Meaning | None:
    """'cada lunes', 'los jueves', 'los fines de semana'."""
    if "v" in m:
        return None
    if "m" in m:
        return Repeat(f"XXXX-{builders.month_of(m, 'm'):02}")
    if "s" in m:
        return Repeat(f"XXXX-{m.one('season', 's')}")
    part = m.one("daypart", "p") or m.one("dayparts", "p")
    if part and "w" not in m:
        return Repeat("P" + part)
    day = m.one("weekday", "w") or m.one("weekdays", "w")
    hour = m.one("hour", "h")
    return Repeat(
        (f"XXXX-WXX-{day}" if day else "XXXX-WXX-WE") + (part or (f"T{hour:02}:00" if hour is not None else ""))
    )
