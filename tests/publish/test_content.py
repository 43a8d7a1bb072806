"""What every feed says of an entry, and that nothing from outside can break or run in it."""

from html.parser import HTMLParser

import pytest

from publish.samples import HOSTILE, SITE, amended, entry, retracted
from sstimeline.model.articles import Evidence, Span
from sstimeline.model.dates import Date, Dating
from sstimeline.model.entries import Source
from sstimeline.model.values import replace
from sstimeline.publish import content

WEB = [
    ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
    ("HTTP://Example.org/", "http://Example.org/"),
    ("https://example.org/año nuevo", "https://example.org/a%C3%B1o%20nuevo"),
    ("https://example.org/100%", "https://example.org/100%25"),
    ('https://example.org/"><b>', "https://example.org/%22%3E%3Cb%3E"),
    ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
    ("javascript:alert(1)", ""),
    ("data:text/html,x", ""),
    ("/relative", ""),
    ("https://", ""),
    ("https://exa mple.org/", ""),
    (None, ""),
]


@pytest.mark.parametrize(("url", "link"), WEB)
def test_only_addresses_of_the_web_become_links(url, link):
    assert content.weblink(url) == link


class Tags(HTMLParser):
    """Collects what a browser would make of a piece of HTML."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.open, self.text = set(), [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.open.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def test_the_html_holds_no_element_but_ours_whatever_an_article_says():
    quote = HOSTILE
    article = entry(1).articles[0]
    evidence = Evidence(article=article.id, revision="", span=Span(0, len(quote)), quote=quote, rule=HOSTILE)
    one = entry(1, title=HOSTILE, evidence=(evidence,), datings=(Dating(method="explicit", because=HOSTILE),))
    one = replace(one, articles=(replace(article, title=HOSTILE),))

    for change in (*amended(one, reason=HOSTILE), retracted(one, reason=HOSTILE)[1]):
        html = content.correction_html(change, SITE) if change.correction else content.html(change.entry, SITE)
        page = Tags(html)
        assert page.tags <= {"p", "strong", "blockquote", "a", "code", "del", "ins", "span"}
        assert page.open == []
        assert "<script>" in page.text


def test_the_html_gives_the_date_in_full_the_quote_the_reason_and_the_links():
    one = entry(
        1, date=Date.parse("2018-09-17?/2018-09-21?"), datings=(Dating(method="inferred", because="so it is."),)
    )
    html = content.html(one, SITE)

    assert "<strong>17 to 21 September 2018 (year inferred)</strong>" in html
    assert "<p>Keeper number 1 lit the lamp in Port Aline on the day of the fair.</p></blockquote>" in html
    assert '<blockquote lang="en" ' in html
    assert "<p>Inferred: so it is.</p>" in html
    assert "<strong>Who:</strong> Lamp Guild" in html
    assert "<strong>Where:</strong> Port Aline" in html
    assert 'href="https://gazette.example.org/1?a=1&amp;b=2"' in html
    assert f'href="https://news.example.org/entries/{one.id}"' in html
    assert "read by <code>visit/en#lit-the-lamp</code>" in html


def test_an_entry_told_twice_quotes_each_article_in_its_own_language():
    one, other = entry(1), entry(2)
    spanish = replace(other.articles[0], language="es", url=None)
    both = replace(one, articles=(*one.articles, spanish), evidence=(*one.evidence, *other.evidence))
    html = content.html(both, SITE)

    assert (
        html.index('<blockquote lang="en"') < html.index("The lamp, part 1</a>") < html.index('<blockquote lang="es"')
    )
    assert '<span lang="es">The lamp, part 2</span>' in html


def test_an_article_without_title_or_address_is_named_by_where_it_came_from():
    one = entry(1)
    bare = Source(id=one.articles[0].id, title="", url=None, published=None, language="", source="seeds/a.txt")

    assert "<span>seeds/a.txt</span>" in content.html(replace(one, articles=(bare,)), SITE)


def test_a_date_that_was_corrected_leads_with_the_old_and_the_new():
    stands, correction = amended(entry(1, date=Date.parse("2026-03-11")), date=Date.parse("2026-03-12"))

    assert content.title(stands.entry, SITE) == "12 March 2026: Keeper number 1 lights the lamp"
    assert (
        content.correction_title(correction, SITE)
        == "Correction: from “11 March 2026” to “12 March 2026”: Keeper number 1 lights the lamp"
    )
    html = content.correction_html(correction, SITE)
    assert "<strong>Date:</strong> from <del>11 March 2026</del> to <ins>12 March 2026</ins>" in html
    assert "<strong>Reason:</strong> the gazette is dated the 12th." in html


def test_a_place_that_was_added_is_told_behind_the_title():
    here = entry(1)
    there = replace(here.places[0], name="Lowmarsh")
    title = content.correction_title(amended(here, places=(*here.places, there))[1], SITE)

    assert title == (
        "Correction: 6 May 2024: Keeper number 1 lights the lamp (Where: from “Port Aline” to “Port Aline, Lowmarsh”)"
    )


def test_a_retraction_says_what_was_taken_back_and_why():
    correction = retracted(entry(1))[1]

    assert (
        content.correction_title(correction, SITE)
        == "Correction: retracted: 6 May 2024: Keeper number 1 lights the lamp"
    )
    html = content.correction_html(correction, SITE)
    assert "<del>6 May 2024: Keeper number 1 lights the lamp</del>" in html
    assert "it never happened." in html
    assert "blockquote" not in html


def test_a_contact_that_is_no_address_is_left_out():
    assert content.mailbox(replace(SITE, contact="keeper@example.org")) == {"email": "keeper@example.org"}
    assert content.mailbox(replace(SITE, contact="the keeper <keeper@example.org>")) == {}


def test_characters_that_xml_cannot_hold_vanish_and_lines_end_alike():
    assert content.clean("a\x00b\ud800c\x85\ufffe\r\nd\re\tf🗼") == "abc\nd\ne\tf🗼"
    assert content.line(" a \n b\u00a0c ") == "a b c"
