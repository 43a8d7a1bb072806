"""Each named policy: what it decides, and that it invents nothing."""

from datetime import date

import pytest

from sstimeline.extract.language import language
from sstimeline.extract.meanings import Calendar, Feast, Shift
from sstimeline.extract.moments import Moment
from sstimeline.extract.policies import Context, is_telling, resolve, year_by_weekdays, years_by_weekdays
from sstimeline.extract.timexes import timexes

TODAY = date(2026, 11, 23)
DECEMBER = Moment(2021, 12, 6)  # a Monday
SEPTEMBER = Calendar(month=9, day=17), Calendar(month=9, day=21)


@pytest.mark.parametrize(
    ("said", "value", "method", "policy"),
    [
        pytest.param(Calendar(2018, 9, 17), "2018-09-17", "explicit", "as-written", id="a whole date is as written"),
        pytest.param(Calendar(month=11, day=12), "2021-11-12", "relative", "nearest-to-publication", id="before"),
        pytest.param(Calendar(month=1, day=7), "2022-01-07", "relative", "nearest-to-publication", id="after"),
        pytest.param(Calendar(month=10), "2021-10", "relative", "nearest-to-publication", id="a month"),
        pytest.param(
            Calendar(month=10, direction=1), "2022-10", "relative", "next-after-publication", id="next October"
        ),
        pytest.param(
            Calendar(month=12, direction=-1), "2020-12", "relative", "last-before-publication", id="last December"
        ),
        pytest.param(Calendar(weekday=5), "2021-12-03", "relative", "latest-weekday", id="Friday looks back"),
        pytest.param(Calendar(weekday=1), "2021-12-06", "relative", "latest-weekday", id="Monday is the day itself"),
        pytest.param(Calendar(weekday=1, direction=1), "2021-12-13", "relative", "next-weekday", id="next Monday"),
        pytest.param(Calendar(weekday=1, direction=-1), "2021-11-29", "relative", "last-weekday", id="last Monday"),
        pytest.param(Calendar(day=17), "2021-12-17", "relative", "nearest-day-to-publication", id="the 17th"),
        pytest.param(
            Calendar(day=15, weekday=1), "2021-11-15", "relative", "nearest-day-to-publication", id="Monday the 15th"
        ),
        pytest.param(
            Calendar(month=10, weekday=2, nth=2), "2021-10-12", "relative", "nearest-to-publication", id="2nd Tuesday"
        ),
        pytest.param(
            Calendar(month=10, weekday=5, nth=-1), "2021-10-29", "relative", "nearest-to-publication", id="last Friday"
        ),
        pytest.param(
            Calendar(month=10, weekday=2, nth=5), "2021-10", "relative", "nearest-to-publication", id="no 5th Tuesday"
        ),
        pytest.param(
            Calendar(weekday=5, same="this", direction=1), "2021-12-17", "relative", "weekday-of-named-week",
            id="Friday of next week",
        ),
        pytest.param(Shift("Y", -1), "2020", "relative", "shift-from-publication", id="last year"),
        pytest.param(Shift("M", 1), "2022-01", "relative", "shift-from-publication", id="next month"),
        pytest.param(Shift("W", 0), "2021-W49", "relative", "shift-from-publication", id="this week"),
        pytest.param(Shift("Q", -1), "2021-Q3", "relative", "shift-from-publication", id="last quarter"),
        pytest.param(
            Calendar(month=10, day=3, year_shift=-1), "2020-10-03", "relative", "year-from-publication", id="last year"
        ),
        pytest.param(
            Calendar(day=3, month_shift=1), "2022-01-03", "relative", "month-from-publication", id="next month's"
        ),
    ],
)  # fmt: skip
def test_with_a_day_of_publication(said, value, method, policy):
    found = resolve(said, Context(DECEMBER))

    assert (value, method, policy) == (found.value, found.method, found.policy)
    assert found.because.endswith(".")
    assert not found.because.lower().startswith(found.method)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        pytest.param(Calendar(month=9, day=17), "XXXX-09-17", id="17 September"),
        pytest.param(Calendar(month=9), "XXXX-09", id="September"),
        pytest.param(Calendar(day=17), "XXXX-XX-17", id="the 17th"),
        pytest.param(Calendar(weekday=5), "XXXX-WXX-5", id="Friday"),
        pytest.param(Shift("D", -1), "XXXX-XX-XX", id="yesterday"),
        pytest.param(Shift("Y", -1), "PAST_REF", id="last year"),
    ],
)
def test_without_a_day_of_publication_nothing_is_invented(said, value):
    found = resolve(said, Context(None))

    assert (value, "none") == (found.value, found.method)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        pytest.param(Shift("D", 0), "2017-03", id="today is that month and no more"),
        pytest.param(Shift("D", -1), "XXXX-XX-XX", id="yesterday is unknown"),
        pytest.param(Shift("M", -1), "2017-02", id="last month"),
        pytest.param(Calendar(month=4, day=2), "2017-04-02", id="2 April"),
        pytest.param(Calendar(weekday=5), "XXXX-WXX-5", id="Friday"),
    ],
)
def test_a_month_of_publication_gives_no_more_than_a_month(said, value):
    assert value == resolve(said, Context(Moment(2017, 3))).value


@pytest.mark.parametrize(
    ("said", "looks_ahead", "value"),
    [
        pytest.param(Calendar(weekday=1), True, "2021-12-06", id="a weekday ahead may be the day itself"),
        pytest.param(Calendar(weekday=5), True, "2021-12-10", id="a weekday ahead"),
        pytest.param(Calendar(month=8, day=3), True, "2022-08-03", id="a day months ago is next year's"),
        pytest.param(Calendar(month=3), False, "2021-03", id="a month far ahead is this year's, gone"),
        pytest.param(Calendar(month=1), False, "2021-01", id="a month soon to come is this year's, too"),
        pytest.param(Shift("WE", 0, origin="weekend"), True, "2021-W49-WE", id="the weekend ahead"),
        pytest.param(Shift("WE", 0, origin="weekend"), False, "2021-W48-WE", id="the weekend gone"),
        pytest.param(Feast("us-independence"), True, "2021-07-04", id="the nearest holiday"),
        pytest.param(Feast("easter"), False, "2021-04-04", id="a holiday is no later than soon"),
    ],
)
def test_the_verbs_name_the_side(said, looks_ahead, value):
    context = Context(DECEMBER, future_first=looks_ahead, past_first=not looks_ahead, weekday_rule="tense")

    assert value == resolve(said, context).value


def test_a_date_in_the_text_anchors_one_that_follows():
    found = resolve(Calendar(month=9, day=21), Context(None, anchor=Moment(2018, 9, 17)))

    assert (found.value, found.method) == ("2018-09-21", "anchored")
    assert "17 September 2018" in found.because


def test_a_weekday_that_does_not_fit_is_doubt():
    found = resolve(Calendar(2018, 9, 17, weekday=2), Context(None))

    assert str(found.date) == "2018-09-17~"
    assert "was a Monday and not a Tuesday" in found.because


def test_the_year_in_which_five_days_run_monday_to_friday():
    year, because = year_by_weekdays(*SEPTEMBER, named=[2017, 1999], today=TODAY)

    assert year == 2018
    assert because == (
        "The article names days but no year. The latest year it names is 2017, and from then to the day it was read, "
        "23 November 2026, only in 2018 do 17 to 21 September run from Monday to Friday."
    )


def test_where_two_years_fit_the_year_stays_open():
    year, because = year_by_weekdays(*SEPTEMBER, named=[2017], today=date(2030, 1, 1))

    assert year is None
    assert "2018 and 2029" in because


def test_days_that_are_not_over_do_not_fit():
    assert years_by_weekdays(*SEPTEMBER, after=2017, today=date(2018, 9, 21)) == []
    assert years_by_weekdays(*SEPTEMBER, after=2017, today=date(2018, 9, 22)) == [2018]


@pytest.mark.parametrize(
    ("first", "last", "tells"),
    [
        pytest.param(*SEPTEMBER, True, id="five days"),
        pytest.param(Calendar(month=9, day=17), Calendar(month=9, day=20), False, id="four days"),
        pytest.param(Calendar(month=9, day=17), Calendar(month=9, day=17), False, id="one day"),
        pytest.param(Calendar(month=9, day=17, weekday=1), Calendar(month=9, day=17, weekday=1), True, id="a Monday"),
    ],
)
def test_what_weekdays_can_tell(first, last, tells):
    assert tells is is_telling(first, last)


def read(text, today=TODAY, tag="en"):
    return timexes(text, language(tag), published=None, today=today)


def test_both_ends_carry_the_range_that_was_inferred():
    _, first, last = read("It began in 2017. A visit took place between the 17th and 21st September.")

    assert (str(first.date), str(last.date)) == ("2018-09-17?", "2018-09-21?")
    assert {"inferred"} == {first.method, last.method}
    assert first.range == last.range
    assert first.range.text == "between the 17th and 21st September"
    assert str(first.range.date) == "2018-09-17?/2018-09-21?"


def test_without_a_year_in_the_text_the_days_stay_open():
    first, last = read("A visit took place between the 17th and 21st September.")

    assert (str(first.date), str(last.date)) == ("XXXX-09-17", "XXXX-09-21")
    assert {"none"} == {first.method, last.method}


@pytest.mark.parametrize(
    "text",
    [
        "The Pensions Act 2017 applies. A visit took place between the 17th and 21st September.",
        "It opens in 2031. A visit took place between the 17th and 21st September.",
        "It was so in the 1990s. A visit took place between the 17th and 21st September.",
    ],
    ids=["a name", "a year to come", "a decade"],
)
def test_a_year_that_is_no_plain_past_date_decides_nothing(text):
    last = read(text)[-1]

    assert (str(last.date), last.method) == ("XXXX-09-21", "none")


def test_a_day_that_is_no_such_weekday_in_any_month_near_is_in_doubt():
    found = resolve(Calendar(day=10, weekday=2), Context(DECEMBER))

    assert str(found.date) == "2021-12-10~"
    assert found.because == "Near the publication on 6 December 2021, no 10 of a month is a Tuesday."


def test_a_month_of_that_year_is_of_the_year_last_named_and_else_the_nearest():
    named = resolve(Calendar(month=5, that_year=True), Context(DECEMBER, anchor=Moment(1998)))
    unnamed = resolve(Calendar(month=5, that_year=True), Context(DECEMBER))

    assert (named.value, named.method, named.policy) == ("1998-05", "anchored", "year-named-before")
    assert (unnamed.value, unnamed.policy) == ("2021-05", "nearest-to-publication")
