"""What every output format promises; a new one needs nothing here but a reader, so that it is read back."""

import json
import time
from datetime import timedelta, timezone
from io import BytesIO

import feedparser
import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from publish.samples import (
    HOSTILE,
    OPTIONS,
    SITE,
    amended,
    change,
    entry,
    full_timeline,
    render,
    retracted,
    timeline,
)
from sstimeline import leaves
from sstimeline.model.dates import Dating
from sstimeline.model.values import replace
from sstimeline.publish.format import Options

PACKAGE = "sstimeline.publish.formats"
FORMATS = [leaves.module(PACKAGE, name) for name in leaves.names(PACKAGE)]


def read_feed(document):
    etree.fromstring(document)  # strictly well-formed, before a lenient reader has its turn
    feed = feedparser.parse(BytesIO(document), sanitize_html=False)
    assert not feed.bozo, feed.bozo_exception
    return {item.id: item.title for item in feed.entries}


def read_calendar(document):
    assert document.startswith(b"BEGIN:VCALENDAR\r\n")
    assert document.endswith(b"END:VCALENDAR\r\n")
    calendar = icalendar.Calendar.from_ical(document)
    assert not calendar.errors
    assert len(calendar.subcomponents) == document.count(b"\r\nBEGIN:V")
    return {f"urn:uuid:{event['UID']}": str(event["SUMMARY"]) for event in calendar.walk("VEVENT")}


def read_json(document):
    return {item["id"]: item["title"] for item in json.loads(document)["items"]}


READERS = {"atom": read_feed, "rss": read_feed, "ics": read_calendar, "json": read_json}


@pytest.fixture(params=FORMATS, ids=[form.SUFFIX for form in FORMATS])
def form(request):
    return request.param


@pytest.fixture
def read(form):
    return READERS[form.SUFFIX]


def test_there_are_the_four_formats_of_the_contract():
    assert {"atom", "rss", "ics", "json"} <= set(leaves.names(PACKAGE))


def test_a_format_is_named_after_its_files(form):
    assert form.__name__ == f"{PACKAGE}.{form.SUFFIX}"
    assert form.MEDIA_TYPE.count("/") == 1
    assert form.LABEL


def test_an_empty_timeline_is_a_document_without_items(form, read):
    assert read(render(form, timeline())) == {}


def test_an_entry_is_found_under_the_id_it_keeps_for_ever(form, read):
    one = entry(1)

    assert set(read(render(form, timeline(change(one))))) == {f"urn:uuid:{one.id}"}


def test_what_waits_for_review_is_published_nowhere(form):
    assert form.item(change(entry(1, status="review", published=None)), SITE, OPTIONS) == b""
    assert form.item(change(entry(1, status="review")), SITE, OPTIONS) == b""


def test_what_was_never_public_is_not_taken_back_in_public(form):
    assert form.item(change(entry(1, status="retracted", published=None)), SITE, OPTIONS) == b""


def test_an_entry_that_no_longer_belongs_to_a_timeline_is_left_out(form):
    assert form.item(change(entry(1, status="left", into=None)), SITE, OPTIONS) == b""


def test_rendering_again_later_gives_the_same_bytes():
    first = [render(form, full_timeline()) for form in FORMATS]
    time.sleep(1.1)  # more than a second, the grain of RSS's dates

    assert first == [render(form, full_timeline()) for form in FORMATS]


def test_the_bytes_do_not_depend_on_the_zone_a_time_is_told_in(form):
    one = entry(1)
    zone = timezone(timedelta(hours=-7))
    elsewhere = replace(one, published=one.published.astimezone(zone), updated=one.updated.astimezone(zone))

    assert render(form, timeline(change(one))) == render(form, timeline(change(elsewhere)))


def test_an_item_made_alone_stands_unchanged_in_every_document(form):
    changes = full_timeline().changes
    items = [form.item(one, SITE, OPTIONS) for one in changes]
    document = render(form, timeline(*reversed(changes)))

    assert any(items)
    assert all(item in document for item in items)


def test_a_hostile_entry_reads_as_text_and_harms_no_neighbour(form, read):
    hostile = entry(1, title=HOSTILE, kind=HOSTILE, language=HOSTILE)
    hostile = replace(
        hostile,
        places=(replace(hostile.places[0], name=HOSTILE),),
        datings=(Dating(method="explicit", because=HOSTILE),),
        articles=(replace(hostile.articles[0], title=HOSTILE, url=f"https://{HOSTILE}", language=HOSTILE),),
    )
    document = render(form, timeline(change(entry(2)), change(hostile), change(entry(3))))
    titles = read(document)

    assert [f"urn:uuid:{entry(number).id}" for number in (2, 1, 3)] == list(titles)
    assert "<script>alert('x')</script> &amp; &bogus;" in list(titles.values())[1]
    assert "🗼👩‍👩‍👧" in list(titles.values())[1]
    assert titles[f"urn:uuid:{entry(3).id}"] == read(render(form, timeline(change(entry(3))))).popitem()[1]


def test_a_title_of_ten_thousand_letters_arrives_whole(form, read):
    title = "ñandú " * 1_700
    titles = read(render(form, timeline(change(entry(1, title=title)))))

    assert title.strip() in titles.popitem()[1]


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=[]), max_size=80))  # lone surrogates and controls too
def test_any_text_at_all_can_be_published(text):
    one = entry(1, title=text, kind=text, language=text)
    source = replace(one.articles[0], title=text, url=f"https://x.example/{text}", source=text, language=text)
    one = replace(one, articles=(source,), datings=(Dating(method="none", because=text),))
    changes = [*amended(one, title=f"{text}!", reason=text), *retracted(entry(2), reason=text), change(entry(3))]
    line = replace(timeline(*changes), label=replace(timeline().label, title=text, description=text))
    site = replace(SITE, title=text, author=text, contact=text, rights=text, hub=text)

    for form in FORMATS:
        ids = READERS[form.SUFFIX](render(form, line, site))
        assert f"urn:uuid:{entry(1).id}" in ids
        assert f"urn:uuid:{entry(3).id}" in ids


def test_a_feed_holds_the_newest_hundred_items_and_a_calendar_all(form, read):
    line = timeline(*(change(entry(number)) for number in range(130, 0, -1)))
    ids = list(read(render(form, line)))
    expected = [f"urn:uuid:{one.entry.id}" for one in line.changes]

    assert ids == (expected if form.SUFFIX == "ics" else expected[:100])


def test_a_correction_is_an_item_of_its_own_in_feeds_and_part_of_the_event_in_calendars(form, read):
    stands, correction = amended(entry(1), title="The lamp is lit")
    titles = read(render(form, timeline(stands, correction)))
    own = f"urn:uuid:{correction.envelope.id}"

    if form.SUFFIX == "ics":
        assert titles == {f"urn:uuid:{entry(1).id}": "The lamp is lit"}
    else:
        assert titles[own] == ("Correction: 6 May 2024: from “Keeper number 1 lights the lamp” to “The lamp is lit”")


def test_a_site_in_spanish_says_its_own_words_in_spanish_and_leaves_titles_alone(form, read):
    site = replace(SITE, language="es")
    stands, correction = amended(entry(1), date=entry(1).date.marked("?"))
    document = render(form, timeline(stands, correction), site)
    titles = "\n".join(read(document).values())

    assert "Keeper number 1 lights the lamp" in titles
    if form.SUFFIX != "ics":
        assert "6 de mayo de 2024 (dudoso): Keeper" in titles
        assert "Corrección: de «6 de mayo de 2024» a «6 de mayo de 2024 (dudoso)»" in titles
    assert "Explícita: " in document.decode()


def test_options_are_taken_by_every_format(form):
    assert form.item(change(entry(1)), SITE, Options(imprecise="span"))
