"""What holds of every page: valid, quiet, small, and sent nowhere that is not there."""

import re
from uuid import UUID

import pytest

from pages import examples as x
from pages.views import ALL, entry, error, front, timeline, tree
from sstimeline.model.errors import Unknown
from sstimeline.model.values import replace
from sstimeline.publish import pages
from sstimeline.publish.format import Site

every_page = pytest.mark.parametrize("page", ALL, ids=lambda page: page.__name__)
both_languages = pytest.mark.parametrize("site", [x.SITE, x.SPANISH_SITE], ids=["en", "es"])


@every_page
@both_languages
def test_a_page_is_valid_html_in_its_own_language(page, site):
    document = tree(page(site))

    assert site.language == document.get("lang")
    assert len(list(document.iter("h1"))) == 1
    assert len(list(document.iter("main"))) == 1


@every_page
@both_languages
def test_ids_are_given_once_and_links_within_the_page_lead_somewhere(page, site):
    document = tree(page(site))
    ids = [element.get("id") for element in document.iter() if element.get("id")]
    anchors = {link.get("href")[1:] for link in document.iter("a") if link.get("href").startswith("#")}
    used = {use.get("href")[1:] for use in document.iter() if str(use.tag).endswith("use")}

    assert sorted(set(ids)) == sorted(ids)
    assert anchors | used <= set(ids)


@every_page
def test_a_page_says_nothing_inline_and_asks_nothing_of_anyone_else(page):
    html = page()
    document = tree(html)

    assert "style" not in {element.tag for element in document.iter()}
    assert all(script.get("src") or script.get("type") == "application/ld+json" for script in document.iter("script"))
    for element in document.iter():
        assert not [name for name in element.attrib if str(name).startswith("on") or name == "style"]
        for address in (element.get("src"), element.get("href") if element.tag == "link" else None):
            assert address is None or address.startswith("/")


@every_page
def test_nothing_that_comes_later_is_linked(page):
    html = page()

    for later in ("?kind=", "/review", "/embed", "timelinejs", "/docs/", "?lang=", "?q=", "/timelines/article-"):
        assert later not in html


def test_fifteen_entries_stay_under_thirty_kilobytes_and_the_style_under_sixteen():
    entries = (*x.PUBLIC, *(replace(x.VISIT, id=UUID(int=number)) for number in range(14 - len(x.PUBLIC))))

    html = timeline(entries=entries)

    assert html.count('<li class="entry ') == 15
    assert len(html.encode()) < 30_000
    assert len(pages.static("style.css")[0]) < 16_000


def test_the_same_values_make_the_same_page():
    assert timeline() == timeline()


@pytest.mark.parametrize(("page", "slug"), [(front, "all"), (timeline, "lakeland"), (entry, "lakeland")])
def test_a_reader_finds_every_format_in_the_head(page, slug):
    links = {link.get("href"): link.get("type") for link in tree(page()).iter("link") if link.get("rel") == "alternate"}

    expected = {
        f"/feeds/{slug}.atom": "application/atom+xml",
        f"/feeds/{slug}.rss": "application/rss+xml",
        f"/feeds/{slug}.json": "application/feed+json",
        f"/feeds/{slug}.ics": "text/calendar",
        f"/api/timelines/{slug}": "application/json",
    }
    assert expected.items() <= links.items()


def test_static_files_are_named_by_their_content_so_that_they_may_be_kept_for_ever():
    names = re.findall(r'"/static/([a-z.]+)\?v=([0-9a-f]{12})"', timeline())

    assert {"icon.svg", "page.js", "style.css"} == {name for name, _ in names}
    assert all(pages.static(name)[0] for name, _ in names)


def test_an_unknown_static_file_is_unknown():
    with pytest.raises(Unknown, match=r"style\.css"):
        pages.static("../words.toml")


def test_addresses_lie_below_the_path_of_the_base_url():
    html = timeline(Site(base_url="https://example.org/lines"))

    assert 'href="/lines/feeds/lakeland.atom"' in html
    assert 'href="webcal://example.org/lines/feeds/lakeland.ics"' in html
    assert not re.search(r'href="/(?!lines/)', html)


def test_an_error_says_what_was_meant_and_what_a_program_gets():
    html = error()

    assert 'Did you mean <a href="/timelines/lakeland">Lakeland</a> or <a href="/timelines/lhf">LHF</a>?' in html
    assert "404, <code>/problems/unknown-timeline</code>" in html


def test_the_words_of_both_languages_are_the_same():
    from sstimeline import leaves

    table = leaves.table("sstimeline.publish.pages", "words")

    assert table["en"].keys() == table["es"].keys()
    assert all(table["en"][name].count("{}") == table["es"][name].count("{}") for name in table["en"])


def test_no_word_is_there_for_nothing():
    from importlib.resources import files

    from sstimeline import leaves

    folder = files("sstimeline.publish.pages")
    code = "".join(
        node.read_text("utf-8")
        for place in (folder, folder / "templates")
        for node in place.iterdir()
        if node.name.endswith((".py", ".html"))
    )

    unused = {name for name in leaves.table("sstimeline.publish.pages", "words")["en"] if name not in code}
    assert {name for name in unused if not name.startswith("group_")} == set()
