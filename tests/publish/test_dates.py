"""A date is said as the table of the pages has it, never surer than it is."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sstimeline.model.dates import GROUPINGS, Date, Point
from sstimeline.publish.dates import Said, Side, parts, say

SAID = [
    ("2018-09-17", "17 September 2018", "17 de septiembre de 2018"),
    ("2018-09-17/2018-09-21", "17 to 21 September 2018", "del 17 al 21 de septiembre de 2018"),
    ("2016-10-31/2016-11-04", "31 October to 4 November 2016", "del 31 de octubre al 4 de noviembre de 2016"),
    (
        "2025-12-28/2026-01-03",
        "28 December 2025 to 3 January 2026",
        "del 28 de diciembre de 2025 al 3 de enero de 2026",
    ),
    ("2018-09", "September 2018 (day unknown)", "septiembre de 2018 (sin día)"),
    ("2017", "2017 (month unknown)", "2017 (sin mes)"),
    ("2021-12-06~", "about 6 December 2021", "hacia el 6 de diciembre de 2021"),
    ("2012-04~", "about April 2012 (day unknown)", "hacia abril de 2012 (sin día)"),
    ("2018-09-17?", "17 September 2018 (uncertain)", "17 de septiembre de 2018 (dudoso)"),
    ("2018-09-17%", "about 17 September 2018 (uncertain)", "hacia el 17 de septiembre de 2018 (dudoso)"),
    ("2024-03-01/..", "from 1 March 2024", "desde el 1 de marzo de 2024"),
    ("../2024-03-01", "until 1 March 2024", "hasta el 1 de marzo de 2024"),
    ("2024-03~/..", "from about March 2024 (day unknown)", "desde aproximadamente marzo de 2024 (sin día)"),
    ("2017/..", "from 2017 (month unknown)", "desde 2017 (sin mes)"),
    ("199X", "1990s", "años 1990"),
    ("199X~", "about the 1990s", "hacia los años 1990"),
    ("19XX", "1900 to 1999", "años 1900 a 1999"),
    ("2019-33", "first quarter of 2019", "primer trimestre de 2019"),
    ("2019-36~", "about the fourth quarter of 2019", "hacia el cuarto trimestre de 2019"),
    ("2019-40", "first half of 2019", "primer semestre de 2019"),
    ("2019-41/..", "from the second half of 2019", "desde el segundo semestre de 2019"),
    ("2019-21", "spring 2019", "primavera de 2019"),
    ("2019-21~", "about spring 2019", "hacia la primavera de 2019"),
    ("2019-24", "winter 2019 to 2020", "invierno de 2019 a 2020"),
    ("2018-03/2018-05", "March to May 2018 (day unknown)", "de marzo a mayo de 2018 (sin día)"),
    ("2016/2018", "2016 to 2018 (month unknown)", "de 2016 a 2018 (sin mes)"),
    ("2018-09-17~/2018-09-21~", "about 17 to 21 September 2018", "aproximadamente del 17 al 21 de septiembre de 2018"),
    (
        "2018-09-17/2018-10",
        "17 September to October 2018 (day unknown)",
        "del 17 de septiembre a octubre de 2018 (sin día)",
    ),
    ("XXXX-09-17", "17 September (year unknown)", "17 de septiembre (sin año)"),
    ("XXXX-02-29", "29 February (year unknown)", "29 de febrero (sin año)"),
    ("XXXX-09-17/XXXX-09-21", "17 to 21 September (year unknown)", "del 17 al 21 de septiembre (sin año)"),
]


@pytest.mark.parametrize(("edtf", "english", "spanish"), SAID, ids=[row[0] for row in SAID])
def test_a_date_is_said_in_both_languages(edtf, english, spanish):
    date = Date.parse(edtf)

    assert english == say(date, "en")
    assert spanish == say(date, "es")


def test_a_year_found_by_a_rule_is_said_to_be_inferred():
    date = Date.parse("2018-09-17?/2018-09-21?")

    assert say(date, "en", inferred=True) == "17 to 21 September 2018 (year inferred)"
    assert say(date, "es", inferred=True) == "del 17 al 21 de septiembre de 2018 (año deducido)"
    assert say(date, "en") == "17 to 21 September 2018 (uncertain)"


def test_a_sure_date_is_not_said_to_be_inferred_whatever_its_method():
    assert say(Date.parse("2018-09-17"), "en", inferred=True) == "17 September 2018"


def test_no_date_is_said_so():
    assert say(None, "en") == "No date found"
    assert say(None, "es") == "Sin fecha"


def test_a_language_with_a_region_is_understood_and_an_unknown_one_falls_back_to_english():
    assert say(Date.parse("2018-09-17"), "es-MX") == "17 de septiembre de 2018"
    assert say(Date.parse("2018-09-17"), "xx") == "17 September 2018"


PIECES = [
    ("2018-09-17", False, Said("", (Side("2018-09-17", "17", "September 2018"),), ())),
    (
        "2018-09-17?/2018-09-21?",
        True,
        Said("", (Side("2018-09-17", "17", ""), Side("2018-09-21", "to 21", "September 2018")), ("year inferred",)),
    ),
    (
        "2016-10-31/2016-11-04",
        False,
        Said("", (Side("2016-10-31", "31 October", ""), Side("2016-11-04", "", "to 4 November 2016")), ()),
    ),
    ("2021-12-06~", False, Said("about", (Side("2021-12-06", "6", "December 2021"),), ())),
    ("2026-12", False, Said("", (Side("2026-12", "December", "2026"),), ("day unknown",))),
    ("2017", False, Said("", (Side("2017", "2017", ""),), ("month unknown",))),
    ("XXXX-05-14", False, Said("", (Side("", "14", "May"),), ("year unknown",))),
    ("199X", False, Said("", (Side("", "1990s", ""),), ())),
    ("2019-33", False, Said("", (Side("", "first quarter", "of 2019"),), ())),
]


@pytest.mark.parametrize(("edtf", "inferred", "said"), PIECES, ids=[row[0] for row in PIECES])
def test_a_page_gets_the_pieces_it_sets(edtf, inferred, said):
    assert said == parts(Date.parse(edtf), "en", inferred=inferred)


def points():
    return st.builds(
        lambda year, month, day, mark: Point(year, month, day if month and month <= 12 else None, mark),
        st.one_of(st.integers(1, 9999).map("{:04}".format), st.just("XXXX")),
        st.one_of(st.none(), st.integers(1, 12), st.sampled_from(sorted(GROUPINGS))),
        st.one_of(st.none(), st.integers(1, 28)),
        st.sampled_from(["", "?", "~", "%"]),
    )


@given(points(), st.sampled_from(["en", "es"]))
def test_whatever_is_doubtful_sounds_doubtful(point, language):
    date = Date(point, point)
    plain = Date(point, point).marked("")

    assert (say(date, language) != say(plain, language)) == bool(point.mark)


@given(points(), points(), st.sampled_from(["en", "es"]))
def test_every_date_can_be_said_without_a_dash_or_a_double_space(first, last, language):
    assume(first.earliest() <= last.earliest() and (first.has_year == last.has_year))
    text = say(Date(first, last), language)

    assert text
    assert text == text.strip()
    assert "  " not in text
    assert "-" not in text
    assert "–" not in text
