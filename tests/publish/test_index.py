"""The list of timelines, for a feed reader to import."""

from lxml import etree

from publish.samples import HOSTILE, SITE
from sstimeline.model.entries import Label
from sstimeline.model.values import replace
from sstimeline.publish.index import opml

LABELS = [
    Label(slug="kind-visit", title="Visits", group="kinds"),
    Label(slug="place-xx", title="Aland", group="places"),
    Label(slug="zeta", title="Zeta fund", group="institutions"),
    Label(slug="alpha", title="alpha fund", group="institutions", description="The Alpha Fund & Sons"),
    Label(slug="all", title="All events", group="all"),
]


def outlines(node):
    return [(one.get("text"), one.get("xmlUrl"), outlines(one)) for one in node.findall("outline")]


def test_timelines_stand_in_folders_by_title():
    body = etree.fromstring(opml(LABELS, SITE)).find("body")
    feeds = "https://news.example.org/feeds"

    assert outlines(body) == [
        ("All events", f"{feeds}/all.atom", []),
        ("Institutions", None, [("alpha fund", f"{feeds}/alpha.atom", []), ("Zeta fund", f"{feeds}/zeta.atom", [])]),
        ("Places", None, [("Aland", f"{feeds}/place-xx.atom", [])]),
        ("Kinds", None, [("Visits", f"{feeds}/kind-visit.atom", [])]),
    ]


def test_an_outline_says_it_is_a_feed_and_where_its_page_is():
    alpha = etree.fromstring(opml(LABELS, SITE)).find("body/outline/outline")

    assert alpha.get("type") == "rss"
    assert alpha.get("htmlUrl") == "https://news.example.org/timelines/alpha"
    assert alpha.get("description") == "The Alpha Fund & Sons"


def test_the_order_the_labels_come_in_does_not_matter():
    assert opml(LABELS, SITE) == opml(LABELS[::-1], SITE)


def test_folders_are_named_in_the_language_of_the_site():
    body = etree.fromstring(opml(LABELS, replace(SITE, language="es"))).find("body")

    assert [name for name, feed, _ in outlines(body) if not feed] == ["Instituciones", "Lugares", "Tipos"]


def test_a_hostile_title_breaks_nothing():
    document = opml([Label(slug="x", title=HOSTILE, group="yours", description=HOSTILE)], replace(SITE, title=HOSTILE))

    assert "<script>" in etree.fromstring(document).find("body/outline/outline").get("text")


def test_a_home_without_timelines_has_an_empty_list():
    tree = etree.fromstring(opml([], SITE))

    assert tree.get("version") == "2.0"
    assert outlines(tree.find("body")) == []
