"""From the words of a match to a meaning: what the languages' rules share.

The groups have the same names everywhere: `y` year, `m` month, `d` day, `w` weekday, `n` number, `u` unit,
`h` hour, with a digit behind where a pattern names several (`d1`, `d2`).
"""

from datetime import date
from typing import Any

from sstimeline.extract.grammar import Words
from sstimeline.extract.meanings import Calendar, Direction, Lasting, NoTime, Several
from sstimeline.extract.moments import Length, is_day_of

#: TIMEX3 units from the largest: the order of a duration's amounts.
ORDER = ("L", "C", "E", "Y", "H", "T", "Q", "M", "FN", "W", "WE", "D", "TH", "TM", "TS")

_PLURAL_YEARS = {"L": 1000, "C": 100, "E": 10, "Y": 1}


def calendar(m: Words, index: str = "", **more: Any) -> Calendar | NoTime:
    """Return the date said by the groups `y`, `m`, `d`, `w` (each with *index* behind); `NoTime` where no such day is.

    A group without *index* is shared by all: the month of "17 to 21 September".
    """
    year = _group(m, "y", index, year_of)
    month = _group(m, "m", index, month_of)
    day = _group(m, "d", index, day_of)
    weekday = _group(m, "w", index, lambda m, g: m.one("weekday", g))
    if (day is not None and not is_day_of(month, day, year)) or (year is not None and not 1 <= year <= 9999):
        return NoTime()
    return Calendar(**{"year": year, "month": month, "day": day, "weekday": weekday, "mod": mod(m), **more})


def several(m: Words, *indexes: str, interval: bool = False, **more: Any) -> Several | None:
    """Return the dates of a range or list: for each index the group `t` + index, said by its own and shared groups."""
    parts = []
    for index in indexes:
        said = calendar(m, index, **more)
        if isinstance(said, NoTime):
            return None
        parts.append((f"t{index}", said))
    return Several(tuple(parts), interval)


def year_of(m: Words, group: str) -> int | None:
    """Return the year that *group* says in digits or in words."""
    if (year := m.one("year", group)) is not None:
        return int(year)
    if (short := m.one("shortyear", group)) is not None:
        return int(short) + (1900 if short > 30 else 2000)
    return spoken_year([n for n in m.all("number", group) if isinstance(n, int)])


def is_a_name(word: str) -> bool:
    """Tell whether *word*, as written, may be the name that a year belongs to: "Act" 2011, "Panorama" 2018."""
    return word[:1].isupper() and word.isalpha()


def spoken_year(numbers: list[int]) -> int | None:
    """Return the year of "nineteen ninety-four", "mil novecientos cuarenta y ocho", "two thousand".

    >>> spoken_year([19, 90, 4]), spoken_year([1000, 900, 40, 8]), spoken_year([2, 1000])
    (1994, 1948, 2000)
    """
    if not numbers:
        return None
    if 10 <= numbers[0] <= 20 and len(numbers) > 1 and 100 not in numbers and 1000 not in numbers:
        return numbers[0] * 100 + sum(numbers[1:])
    return amount_of(numbers)


def amount_of(numbers: list[int]) -> int:
    """Return what number words come to: hundreds and thousands multiply what stands before them.

    >>> amount_of([3, 100, 20, 5]), amount_of([2, 1000, 17])
    (325, 2017)
    """
    total = current = 0
    for number in numbers:
        if number in (1000, 10**6):
            total, current = (total + (current or 1) * number), 0
        elif number == 100:
            current = (current or 1) * 100
        else:
            current += number
    return total + current


def month_of(m: Words, group: str) -> int | None:
    """Return the month that *group* names."""
    month: int | None = m.one("month", group) or m.one("monthabbr", group)
    return month


def day_of(m: Words, group: str) -> int | None:
    """Return the day of the month that *group* says."""
    for kind in ("daynumber", "ordinal"):
        if (day := m.one(kind, group)) is not None:
            return int(day) if isinstance(day, int) else None
    numbers = [n for n in m.all("number", group) if isinstance(n, int)]
    return amount_of(numbers) if numbers else None


def mod(m: Words) -> str | None:
    """Return the TIMEX3 mod of the first word that carries one: "early", "mid", "around"."""
    if "pre" not in m:
        return None
    kinds = ("edge", "edgenoun", "early", "approx")
    return next((found for kind in kinds if (found := m.one(kind, "pre")) is not None), None)


def bound(m: Words) -> str | None:
    """Return the TIMEX3 mod of the group `b`: "more than", "at least", "about"."""
    if "b" not in m:
        return None
    found: str | None = m.one("bound", "b") or m.one("approx", "b")
    return found


def is_title(m: Words) -> bool:
    """Tell whether the words open a quoted title, by their unit's capital: "48 Hours", "Next Week With Ann Lee"."""
    return m.text("u")[0].isupper() and m.before() in ('"', "'", "`", "“", "‘")


def direction(m: Words, group: str = "dir") -> Direction:
    """Return -1 where *group* says "last", 1 where it says "next", else 0."""
    found = m.one("direction", group)
    return -1 if found == -1 else 1 if found == 1 else 0


def quantity(m: Words, group: str = "n") -> str:
    """Return how many *group* says, as TIMEX3 writes it: "3", "2.5", "X" where nobody can count it."""
    words = m.list(group)
    if any(m.value(word, "vague") for word in words):
        return "X"
    for word in words:
        if word[0] in "0123456789":
            return _digits(word)
    numbers = [n for n in m.all("number", group) if isinstance(n, int)]
    half = 0.5 if m.one("half", group) else 0
    total: float = amount_of(numbers) if numbers else (1 if m.one("article", group) and not half else 0)
    if half and numbers and m.one("article", group) and words and m.value(words[0], "half"):
        total = 0
    return plain(total + half) if total + half else "X"


def adds_up(m: Words, group: str = "n") -> bool:
    """Tell whether the number words of *group* make one number: "thirty-two", "dos mil y pico"; not "two and three"."""
    words = m.list(group)
    for at in range(1, len(words) - 1):
        first, last = m.value(words[at - 1], "number"), m.value(words[at + 1], "number")
        if words[at] in ("and", "y", "e") and isinstance(first, int) and isinstance(last, int):
            joins = first >= 100 or (first >= 20 and first % 10 == 0 and last < 10)
            if not joins:
                return False
    return True


def plain(number: float) -> str:
    """Return *number* without a needless fraction.

    >>> plain(2.0), plain(2.5)
    ('2', '2.5')
    """
    return str(int(number)) if number == int(number) else str(number)


def _digits(word: str) -> str:
    if " " in word:
        whole, _, part = word.partition(" ")
        top, _, bottom = part.partition("/")
        return plain(int(whole) + int(top) / int(bottom)) if int(bottom) else whole
    number = word.replace("/", ".")
    if len(number.replace(",", ".").split(".")[-1]) == 3 and number.count("."):
        number = number.replace(".", "")
    parts = number.replace(",", ".").split(".")
    if len(parts) == 1:
        return plain(int("".join(c for c in parts[0] if c in "0123456789") or 0))
    if len(parts[-1]) == 3:
        return plain(int("".join(parts)))
    return plain(float(".".join(parts[:2])))


def length(amounts: list[tuple[str, str]], mod: str | None = None) -> Lasting:
    """Return the duration of (amount, unit) pairs, as TIMEX3 orders them; decades and centuries are years.

    >>> length([("3", "M"), ("2", "Y")]).length.value
    'P2Y3M'
    """
    written = []
    for amount, unit in sorted(amounts, key=lambda pair: ORDER.index(pair[1])):
        if unit in ("E", "C", "L"):
            if amount == "X":
                written.append((amount, unit))
                continue
            amount, unit = plain(float(amount) * _PLURAL_YEARS[unit]), "Y"
        if unit == "FN":
            amount, unit = ("X" if amount == "X" else plain(float(amount) * 2)), "W"
        if unit == "H":
            amount, unit = ("X" if amount == "X" else plain(float(amount) * 6)), "M"
        written.append((amount, unit))
    return Lasting(Length(tuple(written), mod))


def with_halves(amount: str, unit: str) -> list[tuple[str, str]]:
    """Return "2.5" years as two years and six months, as English corpora write it; other amounts as they are.

    >>> with_halves("2.5", "Y"), with_halves("3.5", "D")
    ([('2', 'Y'), ('6', 'M')], [('3.5', 'D')])
    """
    halves = {"Y": ("6", "M"), "TH": ("30", "TM"), "TM": ("30", "TS")}
    whole = amount.removesuffix(".5")
    if whole == amount or unit not in halves:
        return [(amount, unit)]
    return [halves[unit]] if whole == "0" else [(whole, unit), halves[unit]]


def whole_units(amount: str, unit: str) -> tuple[str, int]:
    """Return *amount* units as a whole number of units that a date can be moved by.

    >>> whole_units("2", "W"), whole_units("1", "C"), whole_units("1.5", "Y")
    (('W', 2), ('Y', 100), ('M', 18))
    """
    count = float(amount) * (2 if unit == "FN" else _PLURAL_YEARS.get(unit, 1))
    unit = "W" if unit == "FN" else "Y" if unit in _PLURAL_YEARS else unit
    if count == int(count):
        return unit, int(count)
    return {"Y": ("M", round(count * 12)), "W": ("D", round(count * 7)), "M": ("D", round(count * 30))}.get(
        unit, (unit, round(count))
    )


def clock(hour: int, minute: int = 0, *, half: int | None = None, zone: str = "") -> str | None:
    """Return "T22:00"; None where no clock shows it. *half* is 0 before noon, 12 after it.

    >>> clock(10, half=12), clock(12, half=0), clock(25)
    ('T22:00', 'T00:00', None)
    """
    if half is not None:
        if hour > 12:
            half = 0
        hour = hour % 12 + half if hour <= 12 else hour
    return f"T{hour:02}:{minute:02}{zone}" if 0 <= hour <= 24 and 0 <= minute < 60 else None


def hour_minute(m: Words, group: str = "h") -> tuple[int, int] | None:
    """Return the hour and minute of "10:35", "08.00", "12h50", "10" or a number word."""
    for word in m.list(group):
        if word.isdecimal() and len(word) == 4:
            return int(word[:2]), int(word[2:])
        if word[0] in "0123456789":
            digits = [
                int(part)
                for part in word.replace("h", ":").replace(".", ":").replace(" ", "").split(":")
                if part.isdecimal()
            ]
            return (digits[0], digits[1] if len(digits) > 1 else 0) if digits else None
    numbers = [n for n in m.all("number", group) if isinstance(n, int)]
    return (amount_of(numbers), 0) if numbers else None


def numeric(word: str, *, month_first: bool, weekday: int | None = None) -> Calendar | None:
    """Return the date of "19/02/1991", "2018.09.17", "9/17/18": in the language's order, else in the other one.

    >>> numeric("2/19/1991", month_first=False).day
    19
    """
    for mark in "/-.":
        if word.count(mark) == 2:
            texts = word.split(mark)
            break
    else:
        return None
    a, b, c = (int(text) for text in texts)
    if len(texts[0]) == 4:
        return Calendar(a, b, c) if is_day_of(b, c, a) else None
    if len(texts[0]) > 2 or len(texts[2]) not in (2, 4) or (len(texts[2]) == 2 and mark == "."):
        return None
    year = c if len(texts[2]) == 4 else c + (1900 if c > 50 else 2000)
    if not 1 <= year <= 9999:
        return None
    orders = ((a, b), (b, a)) if month_first else ((b, a), (a, b))
    real = [Calendar(year, month, day) for month, day in orders if is_day_of(month, day, year)]
    fitting = [said for said in real if weekday and date(year, said.month or 1, said.day or 1).isoweekday() == weekday]
    return next(iter(fitting or real), None)


def iso(word: str) -> Calendar | None:
    """Return the date of "2018-09-17" (ISO 8601-1, 5.2.2); None where there is no such day."""
    year, month, day = int(word[:4]), int(word[5:7]), int(word[8:10])
    return Calendar(year, month, day) if is_day_of(month, day, year) else None


def decade(word: str) -> Calendar | None:
    """Return the decade of "1990s", "90s", "'80s"."""
    digits = "".join(c for c in word if c in "0123456789")
    if len(digits) == 2:
        return Calendar(1900 + int(digits) if int(digits) >= 20 else 2000 + int(digits), scale="decade")
    if len(digits) == 4 and 1000 <= int(digits) <= 2999:
        return Calendar(int(digits), scale="century" if digits.endswith("00") and digits != "2000" else "decade")
    return None


def _group(m: Words, name: str, index: str, read: Any) -> Any:
    for group in (name + index, name):
        if group in m:
            return read(m, group)
    return None
