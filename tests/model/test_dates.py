"""Dates: EDTF in, EDTF out, and what a timeline asks of them."""

import copy
import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sstimeline.model.dates import GROUPINGS, Date, exclusive_end
from sstimeline.model.errors import BadInput

FIRST, LAST = date.min, date.max


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2018-09-17", date(2018, 9, 17), date(2018, 9, 17)),
        ("2018-09", date(2018, 9, 1), date(2018, 9, 30)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("1900-02", date(1900, 2, 1), date(1900, 2, 28)),
        ("2017", date(2017, 1, 1), date(2017, 12, 31)),
        ("199X", date(1990, 1, 1), date(1999, 12, 31)),
        ("19XX", date(1900, 1, 1), date(1999, 12, 31)),
        ("000X", date(1, 1, 1), date(9, 12, 31)),
        ("XXXX-09-17", FIRST, LAST),
        ("XXXX-02-29", FIRST, LAST),
        ("2018-09-17?", date(2018, 9, 17), date(2018, 9, 17)),
        ("2012-04~", date(2012, 4, 1), date(2012, 4, 30)),
        ("2012%", date(2012, 1, 1), date(2012, 12, 31)),
        ("2018-09-17/2018-09-21", date(2018, 9, 17), date(2018, 9, 21)),
        ("2018-09/2019", date(2018, 9, 1), date(2019, 12, 31)),
        ("2024-03-01/..", date(2024, 3, 1), LAST),
        ("../2024-03-01", FIRST, date(2024, 3, 1)),
        ("2018-33", date(2018, 1, 1), date(2018, 3, 31)),
        ("2018-34", date(2018, 4, 1), date(2018, 6, 30)),
        ("2018-35", date(2018, 7, 1), date(2018, 9, 30)),
        ("2018-36", date(2018, 10, 1), date(2018, 12, 31)),
        ("2018-40", date(2018, 1, 1), date(2018, 6, 30)),
        ("2018-41", date(2018, 7, 1), date(2018, 12, 31)),
        ("2018-21", date(2018, 3, 1), date(2018, 5, 31)),
        ("2018-22", date(2018, 6, 1), date(2018, 8, 31)),
        ("2018-23", date(2018, 9, 1), date(2018, 11, 30)),
        ("2019-24", date(2019, 12, 1), date(2020, 2, 29)),
        ("9999-24", date(9999, 12, 1), LAST),
    ],
)
def test_a_date_has_its_first_and_last_possible_day(text, earliest, latest):
    read = Date.parse(text)

    assert (earliest, latest) == (read.earliest, read.latest)
    assert text == str(read)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "yesterday", "2018-13", "2018-00", "2018-02-29", "2018-09-31", "2018-09-00", "2018-33-01", "18-09-17",
        "12018", "2018-9-17", "2018/09/17", "17-09-2018", "2018-09-17T10:00", "2018-W12", "199X-05", "1X99", "XXXX-13",
        "XXXX-02-30", "0000", "0000-05-01", "../..", "2018/", "/2018", "..", "2018-09-21/2018-09-17", "2018-09-17??",
        "2018-09-17\n", "２０１８", "2018-09-17/2018-09-18/2018-09-19", "-2018", "2018-09-17 ",
    ],
    ids=repr,
)  # fmt: skip
def test_what_is_no_date_is_refused_in_words_that_quote_it(text):
    with pytest.raises(BadInput) as refusal:
        Date.parse(text)

    assert text.strip() in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "usable", "daily", "soft", "mark"),
    [
        ("2018-09-17", True, True, False, ""),
        ("2018-09-17?", True, True, True, "?"),
        ("2018-09-17~/2018-09-21", True, True, True, "~"),
        ("2018-09-17?/2018-09-21~", True, True, True, "%"),
        ("2018-09-17%", True, True, True, "%"),
        ("2018-09", True, False, True, ""),
        ("2018", True, False, True, ""),
        ("199X", True, False, True, ""),
        ("2018-09-17/..", True, False, True, ""),
        ("2018-09-17/2018-10", True, False, True, ""),
        ("XXXX-09-17", False, True, False, ""),
        ("XXXX-09-17/2018-09-21", False, True, False, ""),
    ],
)
def test_a_date_knows_what_it_is_good_for(text, usable, daily, soft, mark):
    read = Date.parse(text)

    assert (usable, daily, soft, mark) == (read.is_usable, read.is_daily, read.is_soft, read.mark)


def test_dates_sort_by_first_possible_day_then_last():
    texts = ["../2017", "2017", "2018-09", "2018-09-01", "2018-09-17/2018-09-21", "2018-09-17", "2018-09-17/2018-10"]

    ordered = sorted(map(Date.parse, texts))

    assert [str(one) for one in ordered[:6]] == [
        "../2017",
        "2017",
        "2018-09-01",
        "2018-09",
        "2018-09-17",
        "2018-09-17/2018-09-21",
    ]


def test_an_interval_of_one_day_is_that_day():
    assert Date.parse("2018-09-17") == Date.parse("2018-09-17/2018-09-17")
    assert str(Date.parse("2018-09-17/2018-09-17")) == "2018-09-17"


def test_a_date_never_changes():
    with pytest.raises(AttributeError):
        Date.parse("2018").start = None


def test_the_end_of_an_all_day_event_is_the_day_after_its_last():
    assert exclusive_end(date(2018, 9, 30)) == date(2018, 10, 1)


@pytest.mark.parametrize(
    ("earliest", "latest", "expected"),
    [
        (None, None, True),
        (date(2018, 9, 30), None, True),
        (date(2018, 10, 1), None, False),
        (None, date(2018, 9, 1), True),
        (None, date(2018, 8, 31), False),
        (date(2018, 9, 10), date(2018, 9, 10), True),
    ],
)
def test_a_month_overlaps_every_stretch_that_holds_one_of_its_days(earliest, latest, expected):
    assert expected is Date.parse("2018-09").overlaps(earliest, latest)


@st.composite
def points(draw):
    year = draw(st.integers(1, 9999))
    form = draw(st.sampled_from(["day", "month", "group", "year", "decade", "century", "open day", "open month"]))
    mark = draw(st.sampled_from(["", "?", "~", "%"]))
    day = draw(st.dates())
    texts = {
        "day": day.isoformat(),
        "month": f"{year:04}-{day.month:02}",
        "group": f"{year:04}-{draw(st.sampled_from(sorted(GROUPINGS)))}",
        "year": f"{year:04}",
        "decade": f"{year // 10:03}X",
        "century": f"{year // 100:02}XX",
        "open day": f"XXXX-{day.month:02}-{day.day:02}",
        "open month": f"XXXX-{day.month:02}",
    }
    return texts[form] + mark


@st.composite
def dates(draw):
    sides = [draw(points()), draw(points())]
    if draw(st.booleans()):
        return sides[0]
    if draw(st.booleans()):
        sides[draw(st.integers(0, 1))] = ".."
    elif all("XXXX" not in side for side in sides):
        sides.sort(key=lambda side: (Date.parse(side).earliest, Date.parse(side).latest))
    return "/".join(sides)


@given(dates())
def test_a_date_survives_being_printed_and_read(text):
    read = Date.parse(text)

    assert read == Date.parse(str(read))
    assert str(read) == str(Date.parse(str(read)))
    assert text in (str(read), f"{read}/{read}")


@given(dates())
def test_a_date_never_ends_before_it_starts(text):
    read = Date.parse(text)

    assert read.earliest <= read.latest
    assert read.overlaps(read.earliest, read.latest)


@given(dates(), st.sampled_from(["", "?", "~", "%"]))
def test_a_mark_changes_the_doubt_and_no_day(text, mark):
    read = Date.parse(text)
    marked = read.marked(mark)

    assert (read.earliest, read.latest) == (marked.earliest, marked.latest)
    assert marked.mark == mark


@given(dates())
def test_a_date_survives_being_copied_and_sent_to_another_process(text):
    read = Date.parse(text)

    assert {read} == {copy.deepcopy(read), pickle.loads(pickle.dumps(read))}


@given(st.text(max_size=24))
def test_any_text_is_a_date_or_refused(text):
    try:
        read = Date.parse(text)
    except BadInput:
        return
    assert Date.parse(str(read)) == read
