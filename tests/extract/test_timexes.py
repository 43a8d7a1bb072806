"""What holds for any text: offsets, no exception, no quadratic time; and the day of publication it states."""

import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sstimeline.extract.datelines import dateline
from sstimeline.extract.language import language
from sstimeline.extract.timexes import timexes
from sstimeline.extract.tokens import fold
from sstimeline.model.dates import Date

TODAY = date(2026, 11, 23)
TAGS = ["en", "es"]
PIECES = st.sampled_from(
    [
        "17",
        "17th",
        "31",
        "September",
        "septiembre",
        "de",
        "del",
        "al",
        "el",
        "la",
        "between",
        "and",
        "2018",
        "0000",
        "9999",
        "99999",
        "1/2",
        "31/02/2019",
        "2018-13-40",
        "10:35",
        "p.m.",
        "İstanbul",
        "ǅ",
        "١٧",
        "سبتمبر",
        "²",
        "Friday",
        "viernes",
        "last",
        "pasado",
        "next",
        "próximo",
        "year",
        "año",
        "years",
        "ago",
        "hace",
        "two",
        "dos",
        "mil",
        "a",
        ".",
        ",",
        "-",
        "–",
        "\n\n",
        "the",
        "third",
        "quarter",
        "trimestre",
        "Easter",
        "1990s",
        "siglo",
        "XX",
        "every",
        "cada",
        "half",
        "days",
        "week",
        "of",
        "hasta",
        "until",
        "Thanksgiving",
        "Day",
        "centuries",
        "millennia",
        "million",
    ]
)
MARKS = (
    *("1", "15", "31", "99", "1998", "2013", "12:30", "3.45", "0", "2018-09-17", "17/09/2018", "1990s", "3rd", "1º"),
    *("/", ",", ".", "-", "(", ")", ":", "'", "’", "%", "'s"),
)
WRITTEN = st.one_of(st.text(), st.lists(PIECES, max_size=40).map(" ".join))
DAYS = st.one_of(
    st.none(),
    st.dates(date(1, 1, 1), date(9999, 12, 31)).map(Date.of),
    st.sampled_from(["2017-03", "0001-01-01", "9999-12-31"]).map(Date.parse),
)


@pytest.mark.parametrize("tag", TAGS)
@settings(max_examples=300, deadline=None)
@given(text=WRITTEN, published=DAYS)
@example(text="Centuries ²", published=None)
def test_offsets_match_any_text_and_nothing_breaks(tag, text, published):
    found = timexes(text, language(tag), published=published, today=TODAY)

    assert all(one.text == text[one.span.start : one.span.end] != "" for one in found)
    assert list(found) == sorted(found, key=lambda one: one.span)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    assert all(one.date is None or one.because for one in found)
    assert all(one.date is None or one.method != "none" or not one.date.is_usable for one in found)


@pytest.mark.parametrize("tag", TAGS)
@settings(max_examples=200, deadline=None)
@given(data=st.data(), published=DAYS)
def test_the_words_of_a_language_in_any_order_break_nothing(tag, data, published):
    """Each rule is met with what its words are elsewhere: groups that are missing, units that nothing counts."""
    known = st.sampled_from([*sorted(language(tag).words), *MARKS])
    text = " ".join(data.draw(st.lists(known, max_size=60)))

    for written in (text, text.title()):
        found = timexes(written, language(tag), published=published, today=TODAY)
        assert all(one.text == written[one.span.start : one.span.end] for one in found)


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_folding_keeps_every_offset(text):
    assert len(text) == len(fold(text))


@settings(max_examples=100, deadline=None)
@given(text=WRITTEN)
def test_a_dateline_is_a_whole_day_of_the_text(text):
    found = dateline(text, language("en"))

    assert found is None or (found[0].of(text) != "" and found[1].is_daily)


@pytest.mark.parametrize("tag", TAGS)
def test_the_same_text_reads_the_same_for_ever(tag):
    text = "In 2017, on 17 September; en 2017, el 17 de septiembre."

    assert timexes(text, language(tag), published=None, today=TODAY) == timexes(
        text, language(tag), published=None, today=TODAY
    )


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize(
    "unit",
    [
        "on 17 September 2018 ",
        "two ",
        "1 ",
        "12:",
        "the ",
        "17, ",
        "a" * 50,
        "between the 17th and ",
        "dos y ",
        "\n",
        " ",
        "١",
        "nineteen ",
        "between 3 and 5 May; ",
        "1.1",
    ],
    ids=["dates", "numbers", "digits", "clocks", "articles", "lists", "letters", "ranges", "dos y", "lines", "blanks",
         "arabic", "years", "spans", "dots"],
)  # fmt: skip
def test_twice_the_text_takes_about_twice_the_time(tag, unit):
    spoken = language(tag)

    def seconds(length):
        text = (unit * (length // len(unit) + 1))[:length]
        best = []
        for _ in range(3):
            begin = time.process_time()
            timexes(text, spoken, published=Date.parse("2018-10-03"), today=TODAY)
            best.append(time.process_time() - begin)
        return min(best)

    seconds(2_000)
    short, long = seconds(20_000), seconds(80_000)

    assert long < 4 * 2.5 * max(short, 0.005)


@pytest.mark.parametrize("year", ["0001", "0999", "3000", "9999", "12345"])
def test_years_far_away_do_not_break(year):
    timexes(f"on 17 September {year} and in {year}", language("en"), published=None, today=TODAY)


def test_lower_case_that_is_longer_does_not_move_the_offsets():
    text = "İİİ 17 September 2018"

    (found,) = timexes(text, language("en"), published=None, today=TODAY)

    assert found.text == "17 September 2018"


@pytest.mark.parametrize(
    ("tag", "text", "day"),
    [
        ("es", "Puebla, a 3 de mayo de 2024.- El instituto firmó un convenio.", "2024-05-03"),
        ("en", "KINGSTON, Thurs. Mar. 4, 2021\n\nThe fund opened an office.", "2021-03-04"),
        ("es", "El ministro firmó el convenio.\n\nQuito, 9 marzo 2013", "2013-03-09"),
        ("en", "A title\nPublished on 17 September 2018\nThe text", "2018-09-17"),
        ("en", "Geneva (17 September 2018) - The office opened.", "2018-09-17"),
        ("es", "Un título\n\n03/05/2024\nEl texto", "2024-05-03"),
        ("en", " date 2021-12-06 The institute won a prize.", None),
        ("en", "On 3 May 2019, the ministry said so.", None),
        ("en", "The act of 3 May 2019. It was short.", None),
        ("en", "WASHINGTON, March 12 (Agency) -- The fund opened.", None),
        ("en", "", None),
    ],
)
def test_the_day_a_text_states_of_itself(tag, text, day):
    found = dateline(text, language(tag))

    assert day == (str(found[1]) if found else None)
