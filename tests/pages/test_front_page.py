"""The front page: timelines in groups, latest changes, and a home with nothing in it."""

from pages import examples as x
from pages.views import classes, empty_home, front, tree, words
from sstimeline.model.entries import Label
from sstimeline.model.values import replace
from sstimeline.publish import pages


def test_the_front_page_lists_timelines_in_their_groups_with_counts():
    document = tree(front())
    headings = [words(one) for one in document.find(".//div[@class='front']/section").iter("h3")]
    lines = [words(one) for one in document.find(".//div[@class='front']").iter("li")]

    assert headings == ["Yours", "Institutions", "Places", "Kinds"]
    assert "LHF Lake Harbour Fund, Canada, 2017 to 2027 8 entries" in lines
    assert "RPA River Pensions Authority, 2018 1 entry" in lines
    assert "Adoption 1 entry" in lines


def test_the_front_page_says_what_each_change_was():
    changes = next(one for one in tree(front()).iter("ol") if classes(one) == ["changes"])
    tags = [words(one.find(".//span")) for one in changes.findall("li")]

    assert tags == ["Retracted", "Corrected", "New", "New", "New"]


def test_a_second_source_is_a_change_of_its_own():
    one_source = replace(x.MERGED, articles=x.MERGED.articles[:1])
    change = replace(x.new(x.MERGED), before=one_source)

    assert '<span class="tag">2 sources</span>' in front(changes=(change,))


def test_an_empty_home_says_how_to_begin():
    text = words(tree(empty_home()).find("body/main"))

    assert "Put an article into seeds/. It will be here within ten seconds." in text
    assert "source add" not in text


def test_a_home_whose_timelines_are_all_empty_is_empty():
    label = Label(slug="all", title="Everything", group="all")

    assert "Nothing here yet" in pages.index({"all": [pages.Listed(label=label, count=0)]}, (), x.SITE, position=3)
