"""The calendar: where each date stands in it, and how what was taken back leaves it."""

import datetime

import icalendar
import pytest

from publish.samples import OPTIONS, SITE, amended, change, entry, full_timeline, render, retracted, timeline
from sstimeline.model.dates import Date
from sstimeline.model.values import replace
from sstimeline.publish.format import Options
from sstimeline.publish.formats import ics


def event(change, options=OPTIONS):
    """Return the VEVENT of a change, read back; None where there is none."""
    item = ics.item(change, SITE, options)
    return icalendar.Event.from_ical(item) if item else None


def day(text):
    return datetime.date.fromisoformat(text)


TITLE = "Keeper number 1 lights the lamp"
PLACED = [
    ("2024-05-06", "2024-05-06", "2024-05-07", "CONFIRMED", TITLE),
    ("2018-09-17/2018-09-21", "2018-09-17", "2018-09-22", "CONFIRMED", TITLE),
    ("2018-09-17?/2018-09-21?", "2018-09-17", "2018-09-22", "TENTATIVE", TITLE),
    ("2021-12-06~", "2021-12-06", "2021-12-07", "TENTATIVE", TITLE),
    ("2018-09", "2018-09-01", "2018-09-02", "TENTATIVE", f"September 2018 (day unknown): {TITLE}"),
    ("2018-03/2018-05", "2018-03-01", "2018-03-02", "TENTATIVE", f"March to May 2018 (day unknown): {TITLE}"),
    ("2024-03-01/..", "2024-03-01", "2024-03-02", "TENTATIVE", f"from 1 March 2024: {TITLE}"),
    ("../2024-03-01", "2024-03-01", "2024-03-02", "TENTATIVE", f"until 1 March 2024: {TITLE}"),
]


@pytest.mark.parametrize(("edtf", "start", "end", "status", "summary"), PLACED, ids=[row[0] for row in PLACED])
def test_an_entry_stands_on_its_days(edtf, start, end, status, summary):
    found = event(change(entry(1, date=Date.parse(edtf))))

    assert (found["DTSTART"].dt, found["DTEND"].dt) == (day(start), day(end))
    assert found["DTSTART"].params["VALUE"] == "DATE"
    assert (found["STATUS"], found["SUMMARY"]) == (status, summary)


@pytest.mark.parametrize("edtf", ["2017", "199X", "2019-33", "2019-21", "2016/2018", "2017/.."])
def test_what_is_known_to_no_month_stays_out_unless_asked_for(edtf):
    one = change(entry(1, date=Date.parse(edtf)))

    assert event(one) is None
    assert event(one, Options(imprecise="point"))["DTSTART"].dt == Date.parse(edtf).earliest


def test_a_year_can_be_asked_for_as_a_point_or_as_a_span():
    one = change(entry(1, date=Date.parse("2017")))
    point, span = event(one, Options(imprecise="point")), event(one, Options(imprecise="span"))

    assert (point["DTSTART"].dt, point["DTEND"].dt) == (day("2017-01-01"), day("2017-01-02"))
    assert (span["DTSTART"].dt, span["DTEND"].dt) == (day("2017-01-01"), day("2018-01-01"))
    assert point["SUMMARY"] == span["SUMMARY"] == f"2017 (month unknown): {TITLE}"


def test_a_date_without_a_year_never_stands_in_a_calendar():
    one = change(entry(1, date=Date.parse("XXXX-09-17")))

    assert event(one, Options(imprecise="span")) is None


def test_the_last_day_of_all_has_no_day_after_it():
    found = event(change(entry(1, date=Date.parse("9999-12-31"))))

    assert found["DTSTART"].dt == day("9999-12-31")
    assert "DTEND" not in found


def test_an_event_says_who_it_is_and_which_revision():
    one = entry(1)
    found = event(change(one))

    assert found["UID"] == str(one.id)
    assert found["SEQUENCE"] == 1
    assert found["DTSTAMP"].dt == found["LAST-MODIFIED"].dt == one.updated
    assert found["CREATED"].dt == one.published
    assert found["TRANSP"] == "TRANSPARENT"
    assert found["URL"] == f"https://news.example.org/entries/{one.id}"
    assert found["LOCATION"] == "Port Aline"
    assert found["CATEGORIES"].cats == ["visit"]
    assert "Explicit: the article names the day of the fair." in found["DESCRIPTION"]
    assert "“Keeper number 1 lit the lamp" in found["DESCRIPTION"]
    assert "https://gazette.example.org/1?a=1&b=2" in found["DESCRIPTION"]


def test_an_amended_entry_keeps_its_uid_and_raises_its_sequence():
    before, after = event(change(entry(1))), event(amended(entry(1), title="The lamp is lit")[0])

    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_a_retracted_entry_is_cancelled_with_a_higher_sequence():
    found = event(retracted(entry(1))[0])

    assert (found["STATUS"], found["SEQUENCE"]) == ("CANCELLED", 101)
    assert found["DESCRIPTION"].startswith("Retracted: it never happened.")


def test_an_entry_merged_away_is_cancelled_and_says_where_it_is_now():
    found = event(change(entry(1, status="left", into=entry(2).id)))

    assert found["STATUS"] == "CANCELLED"
    assert f"https://news.example.org/entries/{entry(2).id}" in found["DESCRIPTION"]


def test_a_calendar_is_no_invitation_and_has_no_uid():
    calendar = icalendar.Calendar.from_ical(render(ics, full_timeline()))

    assert "METHOD" not in calendar
    assert "UID" not in calendar
    assert calendar["VERSION"] == "2.0"
    assert calendar["NAME"] == calendar["X-WR-CALNAME"] == "All events · Lighthouse news"


def test_a_name_with_commas_is_escaped():
    document = render(ics, timeline(title="Ports, piers; and \\ docks"))

    assert b"\r\nNAME:Ports\\, piers\\; and \\\\ docks \xc2\xb7 Lighthouse news\r\n" in document
    assert b"\r\nX-WR-CALNAME:Ports\\, piers\\; and \\\\ docks \xc2\xb7 Lighthouse news\r\n" in document


def test_an_empty_calendar_carries_one_time_zone():
    calendar = icalendar.Calendar.from_ical(render(ics, timeline()))

    assert [(one.name, one["TZID"]) for one in calendar.subcomponents] == [("VTIMEZONE", "UTC")]
    assert b"VTIMEZONE" not in render(ics, full_timeline())


def test_every_line_ends_with_crlf_and_holds_at_most_75_octets():
    one = entry(1, title="Año " * 90)
    document = render(ics, timeline(change(replace(one, places=()))))
    lines = document.split(b"\r\n")

    assert document.count(b"\n") == document.count(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no fold inside a character
