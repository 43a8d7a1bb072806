"""A timeline: its order, its dates, its rail, and the ways to subscribe."""

import json
import re

import pytest

from pages import examples as x
from pages.views import classes, empty_timeline, row, timeline, tree, words
from sstimeline.model.values import replace
from sstimeline.publish.format import Site


def test_search_engines_read_only_entries_known_to_the_day():
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', timeline(), re.DOTALL)
    events = {event["name"]: event for event in json.loads(script)["@graph"]}

    assert {x.ABOUT.title, x.YEARLY.title, x.MONTHLY.title, x.OLD.title, x.TAKEN_BACK.entry.title}.isdisjoint(events)
    assert (events[x.VISIT.title]["startDate"], events[x.VISIT.title]["endDate"]) == ("2018-09-17", "2018-09-21")
    assert "endDate" not in events[x.MERGED.title]


def test_years_and_months_run_from_the_newest_to_the_oldest():
    document = tree(timeline())
    months = [words(heading) for heading in document.iter("h3") if classes(heading) in (["month"], ["vh"])]

    assert [words(heading) for heading in document.iter("h2") if words(heading).isdigit()] == [
        "2027",
        "2026",
        "2025",
        "2021",
        "2018",
        "2017",
        "1931",
    ]
    assert months[:4] == ["March 2027", "November 2026", "March 2026", "May 2025"]
    assert months[-2:] == ["Some time in 2017", "Some time in 1931"]


def test_the_rail_leads_to_every_year_and_names_those_between():
    rail = next(nav for nav in tree(timeline()).iter("nav") if classes(nav) == ["rail"])
    stops = [("".join(stop.itertext()).strip(), stop.find("a") is not None) for stop in rail.iter("li")]

    assert ("2018", True) in stops
    assert ("2019", False) in stops
    assert ("…", False) in stops  # decades without an entry
    assert len(stops) < 15


def test_a_timeline_of_one_year_has_no_rail():
    assert '<nav class="rail"' not in timeline(entries=(x.MERGED, x.IN_SPANISH), retracted=())


def test_a_date_is_set_in_its_pieces():
    when = row(timeline(), x.VISIT).find(".//p[@class='when']")

    assert words(when) == "17 to 21 September 2018 year inferred"
    assert [time.get("datetime") for time in when.iter("time")] == ["2018-09-17", "2018-09-21"]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("199X", "1990s"),
        ("2019-33", "first quarter of 2019"),
        ("../2024-03-01", "until 1 March 2024"),
        ("2024-03-01/..", "from 1 March 2024"),
        ("19XX", "1900 to 1999"),
    ],
)
def test_a_date_of_any_shape_stands_on_the_page(date, expected):
    shown = x.entry("Something", date)

    html = timeline(entries=(shown,), retracted=())

    assert expected == words(row(html, shown).find(".//p[@class='when']"))
    assert tree(html) is not None


def test_a_soft_date_is_hollow_and_a_sure_one_is_not():
    html = timeline()

    assert {"soft"} <= set(classes(row(html, x.VISIT))) & set(classes(row(html, x.MONTHLY)))
    assert "soft" not in classes(row(html, x.MERGED))


def test_a_kind_without_hue_or_shape_is_a_bar_with_its_word():
    shown = row(timeline(), x.UNKNOWN_KIND)

    assert "k-adoption" in classes(shown)
    assert next(use.get("href") for use in shown.iter() if str(use.tag).endswith("use")) == "#m-other"
    assert "Adoption" in words(shown)


def test_links_lead_only_to_timelines_that_hold_the_entry():
    shown = replace(x.VISIT, timelines=("all", "kind-visit", "rpa"))
    links = [link.get("href") for link in row(timeline(entries=(shown,)), shown).iter("a")]

    assert {"/timelines/kind-visit", "/timelines/rpa"} == {link for link in links if link.startswith("/timelines/")}


def test_every_way_to_subscribe_is_on_the_page():
    dialog = next(tree(timeline()).iter("dialog"))
    links = {words(link): link.get("href") for link in dialog.iter("a")}

    assert next(dialog.iter("input")).get("value") == "https://timelines.example.org/feeds/lakeland.atom"
    assert links == {
        "Atom": "/feeds/lakeland.atom",
        "RSS": "/feeds/lakeland.rss",
        "JSON Feed": "/feeds/lakeland.json",
        "Apple and others": "webcal://timelines.example.org/feeds/lakeland.ics",
        "Google": "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Ftimelines.example.org%2Ffeeds%2Flakeland.ics",
        "Outlook": "https://outlook.live.com/calendar/0/addfromweb?url=https%3A%2F%2Ftimelines.example.org%2Ffeeds%2Flakeland.ics",
        ".ics file": "/feeds/lakeland.ics",
        "JSON": "/api/timelines/lakeland",
    }


def test_a_site_on_this_machine_says_what_cannot_reach_it():
    assert "public address" in timeline(Site())
    assert "public address" not in timeline()


def test_an_empty_timeline_can_be_subscribed_to():
    html = empty_timeline()

    assert "No entry yet" in html
    assert 'href="/feeds/lakeland.atom"' in html
