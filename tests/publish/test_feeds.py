"""RSS, Atom and JSON Feed: what each says that the others do not."""

import json

import feedparser
from lxml import etree

from publish.samples import OPTIONS, SITE, amended, change, entry, render, retracted, timeline
from sstimeline.model.values import replace
from sstimeline.publish.formats import atom, rss
from sstimeline.publish.formats import json as json_feed

NS = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def test_atom_links_to_itself_to_its_page_and_to_the_hub_where_there_is_one():
    tree = etree.fromstring(render(atom, timeline(), replace(SITE, hub="https://hub.example.org/")))

    assert [(one.get("rel"), one.get("href"), one.get("type")) for one in tree.findall("a:link", NS)] == [
        ("self", "https://news.example.org/feeds/all.atom", "application/atom+xml"),
        ("alternate", "https://news.example.org/timelines/all", "text/html"),
        ("hub", "https://hub.example.org/", None),
    ]
    assert b'rel="hub"' not in render(atom, timeline())


def test_an_atom_entry_has_one_alternate_and_names_its_article_as_the_source():
    one = entry(1)
    node = etree.fromstring(render(atom, timeline(change(one)))).find("a:entry", NS)

    assert [(link.get("rel"), link.get("href"), link.get("type")) for link in node.findall("a:link", NS)] == [
        ("alternate", f"https://news.example.org/entries/{one.id}", "text/html"),
        ("via", "https://gazette.example.org/1?a=1&b=2", None),
    ]


def test_an_atom_entry_is_in_the_article_s_language_and_our_words_in_the_site_s():
    node = etree.fromstring(render(atom, timeline(change(entry(1, language="es"))))).find("a:entry", NS)

    assert node.get(LANG) == "es"
    assert node.find("a:content", NS).get(LANG) == "en"
    assert node.find("a:category", NS).get("term") == "visit"


def test_an_atom_entry_tells_when_it_was_first_published_and_when_it_last_changed():
    node = etree.fromstring(render(atom, timeline(amended(entry(1))[0]))).find("a:entry", NS)

    assert node.findtext("a:published", None, NS) == "2026-03-16T09:00:00+00:00"
    assert node.findtext("a:updated", None, NS) == "2026-03-16T10:01:00+00:00"


def test_a_retraction_leaves_a_tombstone_in_the_entry_s_place_and_a_correction_beside_it():
    stands, correction = retracted(entry(1))
    tree = etree.fromstring(render(atom, timeline(stands, correction)))
    tomb = tree.find("at:deleted-entry", NS)

    assert tomb.get("ref") == f"urn:uuid:{entry(1).id}"
    assert tomb.get("when") == "2026-03-16T10:01:00+00:00"
    assert tomb.findtext("at:comment", None, NS) == "it never happened."
    assert [one.text for one in tree.findall("a:entry/a:id", NS)] == [f"urn:uuid:{correction.envelope.id}"]


def test_the_namespace_of_tombstones_is_declared_only_where_one_stands():
    assert b"tombstones" not in render(atom, timeline(*amended(entry(1))))
    assert b"tombstones" in render(atom, timeline(retracted(entry(1))[0]))


def test_an_entry_merged_away_or_left_leaves_no_tombstone():
    assert atom.item(change(entry(1, status="left", into=entry(2).id)), SITE, OPTIONS) == b""


def test_rss_names_its_page_itself_and_the_time_it_last_changed():
    channel = etree.fromstring(render(rss, timeline(change(entry(1))))).find("channel")

    assert channel.findtext("link") == "https://news.example.org/timelines/all"
    assert channel.find("a:link", NS).attrib == {
        "rel": "self",
        "type": "application/rss+xml",
        "href": "https://news.example.org/feeds/all.rss",
    }
    assert [one.text for one in channel.findall("lastBuildDate")] == ["Mon, 16 Mar 2026 09:01:00 GMT"]


def test_an_rss_item_has_a_guid_that_is_no_link_and_the_day_it_was_published():
    one = entry(1)
    item = etree.fromstring(render(rss, timeline(change(one)))).find("channel/item")

    assert item.find("guid").attrib == {"isPermaLink": "false"}
    assert item.findtext("guid") == f"urn:uuid:{one.id}"
    assert item.findtext("pubDate") == "Mon, 16 Mar 2026 09:00:00 GMT"
    assert item.findtext("link") == f"https://news.example.org/entries/{one.id}"
    assert item.findtext("category") == "visit"
    assert item.findtext("title") == "6 May 2024: Keeper number 1 lights the lamp"


def test_an_rss_editor_is_an_address_with_the_name_in_brackets():
    channel = etree.fromstring(render(rss, timeline(), replace(SITE, contact="keeper@example.org")))

    assert channel.findtext("channel/managingEditor") == "keeper@example.org (The keeper)"
    assert b"managingEditor" not in render(rss, timeline())


def test_writing_a_date_leaves_the_locale_of_the_process_alone(monkeypatch):
    import locale

    def touched(*_):
        raise AssertionError("the locale was asked for or set")

    monkeypatch.setattr(locale, "setlocale", touched)

    assert render(rss, timeline(change(entry(1))))


def test_a_correction_links_to_the_place_in_the_entry_s_history():
    correction = amended(entry(1))[1]
    expected = f"https://news.example.org/entries/{entry(1).id}#p101"

    for form in (atom, rss):
        assert feedparser.parse(render(form, timeline(correction))).entries[0].link == expected
    assert json.loads(json_feed.item(correction, SITE, OPTIONS))["url"] == expected


def test_a_json_feed_says_what_version_one_point_one_asks_for():
    feed = json.loads(render(json_feed, timeline(change(entry(1))), replace(SITE, hub="https://hub.example.org/")))

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == "All events · Lighthouse news"
    assert feed["home_page_url"] == "https://news.example.org/timelines/all"
    assert feed["feed_url"] == "https://news.example.org/feeds/all.json"
    assert feed["language"] == "en"
    assert feed["authors"][0]["name"] == "The keeper"
    assert feed["hubs"] == [{"type": "WebSub", "url": "https://hub.example.org/"}]


def test_a_json_item_carries_the_date_as_edtf_and_how_it_was_found():
    one = entry(1)
    item = json.loads(json_feed.item(change(one), SITE, OPTIONS))
    extension = item["_sstimeline"]

    assert item["external_url"] == "https://gazette.example.org/1?a=1&b=2"
    assert item["date_published"] == "2026-03-16T09:00:00Z"
    assert item["date_modified"] == "2026-03-16T09:01:00Z"
    assert item["tags"] == ["visit"]
    assert item["language"] == "en"
    assert (extension["date"], extension["kind"], extension["status"]) == ("2024-05-06", "visit", "published")
    assert extension["dating"] == {"method": "explicit", "because": "the article names the day of the fair."}
    assert extension["about"].startswith("https://")
