"""Named holidays: on which day of which year they are. The days come from the library `holidays`, asked lazily."""

from datetime import date, timedelta
from functools import lru_cache
from importlib import import_module
from warnings import filterwarnings

#: Days that never move: month and day.
FIXED = {
    "st-john-eve": (6, 23), "epiphany-eve": (1, 5),
    "new-year": (1, 1), "new-years-eve": (12, 31), "epiphany": (1, 6), "valentine": (2, 14), "women": (3, 8),
    "workers": (5, 1), "assumption": (8, 15), "all-saints": (11, 1), "all-souls": (11, 2), "halloween": (10, 31),
    "christmas": (12, 25), "christmas-eve": (12, 24), "boxing": (12, 26), "st-patrick": (3, 17), "innocents": (12, 28),
    "st-john": (6, 24), "constitution-es": (12, 6), "hispanic": (10, 12), "us-independence": (7, 4),
    "veterans": (11, 11), "australia": (1, 26), "earth": (4, 22), "anzac": (4, 25), "juneteenth": (6, 19),
    "canada": (7, 1), "bastille": (7, 14),
}  # fmt: skip

#: Days counted from Easter Sunday of the Western churches.
FROM_EASTER = {
    "easter": 0, "good-friday": -2, "holy-thursday": -3, "easter-monday": 1, "palm-sunday": -7, "ash-wednesday": -46,
    "ascension": 39, "pentecost": 49, "corpus-christi": 60, "carnival": -47,
    "holy-week": -7, "holy-monday": -6, "holy-tuesday": -5, "holy-wednesday": -4, "holy-saturday": -1,
}  # fmt: skip

#: Days a country moves by law: the country, and the name under which the library knows them.
BY_COUNTRY = {
    "thanksgiving": ("US", "Thanksgiving"), "labor-day-us": ("US", "Labor Day"), "memorial-day": ("US", "Memorial Day"),
    "martin-luther-king": ("US", "Martin Luther King"), "presidents-day": ("US", "Washington's Birthday"),
    "columbus-day": ("US", "Columbus Day"), "lunar-new-year": ("SG", "Chinese New Year"),
    "eid-al-fitr": ("SG", "Eid al-Fitr"), "eid-al-adha": ("SG", "Eid al-Adha"), "diwali": ("IN", "Diwali"),
    "rosh-hashanah": ("IL", "Rosh Hashanah"), "yom-kippur": ("IL", "Yom Kippur"),
}  # fmt: skip

#: Feasts that are the week after their day: Holy Week begins on Palm Sunday, and its days from Monday count.
WHOLE_WEEKS = frozenset({"holy-week"})

FEASTS = frozenset({*FIXED, *FROM_EASTER, *BY_COUNTRY})


@lru_cache(maxsize=512)
def feast_day(name: str, year: int) -> date | None:
    """Return the day of the holiday *name*, a key of `FEASTS`, in *year*; None where there was none."""
    if not 1 <= year <= 9999:
        return None
    if name in FIXED:
        return date(year, *FIXED[name])
    if name in FROM_EASTER:
        return _easter(year) + timedelta(days=FROM_EASTER[name])
    country, title = BY_COUNTRY[name]
    filterwarnings("ignore", "Requested Holidays are available only", UserWarning)  # then there are none: None says so
    days = import_module("holidays").country_holidays(country, years=year)
    return next((day for day, known in sorted(days.items()) if title in known and day.year == year), None)


def _easter(year: int) -> date:
    """Return Easter Sunday by the anonymous Gregorian computus (Nature, 20 April 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    l = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7  # noqa: E741
    m = (a + 11 * h + 22 * l) // 451
    month, day = divmod(h + l - 7 * m + 114, 31)
    return date(year, month, day + 1)
