"""Text to article: what was said about it, and what it says about itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sstimeline.ingest.text import (
    Draft,
    article,
    day,
    find_title,
    front_matter,
    is_address,
    parse,
    primary,
    spoken,
)
from sstimeline.model.articles import article_id
from sstimeline.model.errors import BadInput

ENGLISH = "The keeper of Port Aline lit the old lamp again on Monday, and the whole town came to watch him do it."
SPANISH = "El farero de Puerto Alina volvió a encender la vieja lámpara el lunes, y todo el pueblo acudió a verlo."


def made(text, form="txt", **kept):
    return article(parse(text, form), **kept)


class TestFrontMatter:
    @pytest.mark.parametrize(
        ("text", "meta", "body"),
        [
            ("---\ntitle: A\nurl: https://a.example\n---\nBody.", {"title": "A", "url": "https://a.example"}, "Body."),
            ("title: A\nlanguage: es\n\nBody.\n\nMore.", {"title": "A", "language": "es"}, "Body.\n\nMore."),
            ("\ufeffTitle : A: B\n\nBody.", {"title": "A: B"}, "Body."),
            ("---\r\ntitle: A\r\n---\r\n\r\nBody.\r\n", {"title": "A"}, "Body.\r\n"),
            ("---\ntitle: \"A\"\nsource: 'B'\n---\nBody.", {"title": "A", "source": "B"}, "Body."),
            (
                "---\nlayout: post\ntitle: A\ntags:\n  - b\n- c: d\n# no\n\nurl: https://a.example\n---\nBody.",
                {"title": "A", "url": "https://a.example"},
                "Body.",
            ),
            ("published: 2021-12-06\n\n---\nBody.", {"published": "2021-12-06"}, "---\nBody."),
        ],
        ids=["fenced", "unfenced", "mark", "windows", "quotes", "other keys", "rule in the body"],
    )
    def test_what_stands_at_the_very_top_is_read(self, text, meta, body):
        assert front_matter(text) == (meta, body)

    @pytest.mark.parametrize(
        "text",
        [
            "Body alone.",
            "",
            "---\nA rule, then prose.\n---\n",
            "---\ntitle: never closed\n\nBody.",
            "title: never followed by an empty line",
            "\ntitle: too late\n\nBody.",
            "Warning: the quay is closed.\n\nBody.",
            "title: A\nand then prose\n\nBody.",
            "---\n---\nBody.",
        ],
    )
    def test_a_text_that_begins_otherwise_has_none(self, text):
        assert front_matter(text) == ({}, text)

    def test_what_it_says_outranks_what_the_text_says(self):
        one = made(
            "title: The lamp\nurl: https://gazette.example.org/2019/01/02/lamp#top\npublished: 2021-12-06T10:30:00Z\n"
            f"language: es-MX\nsource: the keeper\n\n date 2020-01-01 {ENGLISH}"
        )

        assert (one.title, one.language, one.source) == ("The lamp", "es", "the keeper")
        assert (str(one.published), one.published_by) == ("2021-12-06", "given")
        assert one.id == article_id(url="https://gazette.example.org/2019/01/02/lamp")

    def test_what_it_leaves_empty_is_found_in_the_text(self):
        one = made(f"title:\nlanguage:\nurl:\n\nA lamp is lit again\n\n{SPANISH}")

        assert (one.title, spoken(one).language, one.url) == ("A lamp is lit again", "es", None)

    @pytest.mark.parametrize(
        ("line", "sentence"),
        [
            ("published: yesterday", "'yesterday' is no publication day"),
            ("published: 06/12/2021", "is no publication day"),
            ("published: 2021", "is no publication day"),
            ("published: 2021-13-01", "is no publication day"),
            ("published: 2021-21", "is no publication day"),
            ("published: 2021-02-30", "2021-02-30 is not a date"),
            ("language: Spanish!", "'Spanish!' is no language tag"),
            ("url: gazette.example.org/1", "'gazette.example.org/1' is no address"),
            ("url: javascript:alert(1)", "is no address"),
            ("url: https://", "is no address"),
            ("url: https://a.example/two words", "is no address"),
        ],
    )
    def test_what_makes_no_sense_is_refused_in_a_sentence(self, line, sentence):
        with pytest.raises(BadInput, match=sentence):
            made(f"{line}\n\n{ENGLISH}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2021-12-06", "2021-12-06"), (" 2021-12 ", "2021-12"), ("2021-12-06T10:00:00+02:00", "2021-12-06"),
     ("2021-12-06 10:00", "2021-12-06")],
)  # fmt: skip
def test_a_publication_day_is_a_day_or_a_month(text, expected):
    assert str(day(text)) == expected


@pytest.mark.parametrize(("tag", "expected"), [("es", "es"), ("es-MX", "es"), ("EN_us", "en"), (" ast ", "ast")])
def test_a_language_is_its_primary_tag(tag, expected):
    assert primary(tag) == expected


@pytest.mark.parametrize(
    ("text", "url", "published", "by"),
    [
        (f" date 2021-12-06 {ENGLISH}", None, "2021-12-06", "stamp"),
        (f" date 2017-03 {ENGLISH}", None, "2017-03", "stamp"),
        (f"date 2021-12-06\n{ENGLISH}", None, "2021-12-06", "stamp"),
        (f"date 2021-12-06\n{ENGLISH}", "https://a.example/2019/01/02/x", "2021-12-06", "stamp"),
        (ENGLISH, "https://a.example/2019/01/02/x", "2019-01-02", "url"),
        (ENGLISH, "https://a.example/2019-01-02-lamp", "2019-01-02", "url"),
        (ENGLISH, "https://a.example/20190102/", "2019-01-02", "url"),
        (ENGLISH, "https://a.example/2019/02/30/x", None, ""),
        (ENGLISH, "https://a.example/item/201901023", None, ""),
        (ENGLISH, "https://a.example/2019/x", None, ""),
        (ENGLISH, None, None, ""),
        (f"The date 2021-12-06 was a Monday. {ENGLISH}", None, None, ""),
        (f" date 2021-21 {ENGLISH}", None, None, ""),
        (f" date 2021-02-30 {ENGLISH}", None, None, ""),
        (f" date 2021-12-061 {ENGLISH}", None, None, ""),
    ],
)
def test_the_day_of_publication_is_found_and_never_invented(text, url, published, by):
    one = article(Draft(text=text, url=url))

    assert (one.published and str(one.published), one.published_by) == (published, by)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"A lamp is lit again\n\n{ENGLISH}", "A lamp is lit again"),
        (f" date 2021-12-06 A lamp is lit again\n\n{ENGLISH}", "A lamp is lit again"),
        (f"NEWS\n\nA lamp is lit again\n{ENGLISH}", "A lamp is lit again"),
        (f"# A lamp is lit again\n\n{ENGLISH}", "A lamp is lit again"),
        (ENGLISH, ENGLISH),
        (f"{ENGLISH} It is the second sentence.", ENGLISH),
        ("word " * 60 + ".", ("word " * 60)[:159].rsplit(" ", 1)[0] + "…"),
        ("", ""),
    ],
    ids=["headline", "after a stamp", "after a label", "hash", "sentence", "first sentence", "endless", "nothing"],
)
def test_a_title_is_the_first_short_paragraph_that_is_no_sentence(text, title):
    assert find_title(text) == title


@pytest.mark.parametrize(
    ("text", "language"),
    [(ENGLISH, "en"), (SPANISH, "es"), ("Ocurrió en abril de 1991.", "es"), ("O ministro falou ontem.", "pt")],
)
def test_the_language_is_heard_also_in_few_words(text, language):
    assert spoken(made(text)).language == language


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("1234 5678 !!! ...", "no words"),
        ("title: A\n\n", "empty"),
        ("half \ud800 a character", "half a character"),
    ],
    ids=["empty", "blank", "no letters", "front matter alone", "half a character"],
)
def test_a_text_without_words_is_refused(text, sentence):
    with pytest.raises(BadInput, match=sentence):
        made(text)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_an_article_or_refused(text):
    try:
        one = article(parse(text, "txt"))
    except BadInput:
        return
    assert one.text in text
    assert one.published is None or one.published.earliest <= one.published.latest


def test_markdown_is_read_as_its_reader_sees_it():
    one = made(
        "---\nurl: https://gazette.example.org/lamp\n---\n# The *old* lamp\n\nThe **keeper** lit [the lamp](https://x.example)\n"
        "on Monday.\n\n- first & foremost\n- `second`\n\n<script>alert('no')</script>\n",
        "md",
    )

    assert one.title == "The old lamp"
    assert one.text == "The old lamp\n\nThe keeper lit the lamp on Monday.\n\nfirst & foremost\n\nsecond"


STORY = "\n".join(
    f"<p>{sentence}</p>"
    for sentence in (
        ENGLISH,
        "The Harbour Fund had sent six officials to Port Aline, who stayed in the town until the end of the week.",
        "They met the Lamp Guild in its hall on the quay, where a paper about the old lamp &amp; its house was read.",
    )
)
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><title>Lamp | The Gazette</title>
<meta property="og:title" content="The lamp burns again &amp; again">
<meta property="article:published_time" content="2021-12-06T10:00:00+01:00">
<link rel="canonical" href="https://gazette.example.org/lamp">
</head><body><nav><a href="/">Home</a> <a href="/rain">More: rain until Friday</a></nav>
<article><h1>The lamp burns again</h1>{STORY}</article>
<footer>Accept all cookies</footer><script>track()</script></body></html>"""


class TestPages:
    def test_the_story_is_read_without_its_furniture(self):
        one = made(PAGE, "html")

        assert ENGLISH in one.text
        assert "the old lamp & its house" in one.text
        for furniture in ("cookies", "rain until Friday", "track()", "<p>"):
            assert furniture not in one.text

    def test_the_metadata_is_read(self):
        one = made(PAGE, "html")

        assert (one.title, one.language, one.url) == (
            "The lamp burns again & again", "en", "https://gazette.example.org/lamp",
        )  # fmt: skip
        assert (str(one.published), one.published_by) == ("2021-12-06", "metadata")
        assert one.id == article_id(url="https://gazette.example.org/lamp")

    def test_front_matter_outranks_the_metadata(self):
        one = made(f"---\ntitle: Another\npublished: 2020-01-02\n---\n{PAGE}", "html")

        assert (one.title, str(one.published), one.published_by) == ("Another", "2020-01-02", "given")

    @pytest.mark.parametrize("content", ["2021", "last week", "06.12.2021", "2021-21-06", "2021-02-30", ""])
    def test_a_day_that_is_none_is_no_day(self, content):
        one = made(PAGE.replace("2021-12-06T10:00:00+01:00", content), "html")

        assert (one.published, one.published_by) == (None, "")

    @pytest.mark.parametrize("href", ["/lamp", "javascript:alert(1)", "", "//gazette.example.org/lamp"])
    def test_an_address_that_leads_nowhere_is_no_address(self, href):
        one = made(PAGE.replace("https://gazette.example.org/lamp", href), "html", path="lamp.html")

        assert one.url is None
        assert one.id == article_id(path="lamp.html")

    def test_the_heading_is_the_title_where_no_metadata_is(self):
        one = made(f"<html><body><h1>The lamp <em>burns</em></h1>{STORY}</body></html>", "html")

        assert one.title.startswith("The lamp")

    @pytest.mark.parametrize(
        "page",
        [
            "<p>The keeper lit the lamp.</p>",
            "The keeper lit the lamp.",
            '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body>'
            "<p>The keeper lit the lamp.</p></body></html>",
            "<table><tr><td>The keeper lit the lamp.",
            "<!-- --><p>The keeper lit the lamp.</p",
        ],
        ids=["a fragment", "no markup", "xhtml", "never closed", "cut off"],
    )
    def test_a_page_in_any_state_is_read(self, page):
        assert "The keeper lit the lamp" in made(page, "html").text

    @pytest.mark.parametrize("page", ["<html></html>", "<p>", "<!-- -->", "<script>only()</script>", "<", "\x00"])
    def test_a_page_without_words_is_refused(self, page):
        with pytest.raises(BadInput):
            made(page, "html")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("https://a.example/x?y#z", True), ("HTTP://a.example", True), ("https:///x", False), ("ftp://a.example", False),
     ("https://a.example/\n", False), ("a.example", False), ("", False)],
)  # fmt: skip
def test_an_address_is_whole_and_on_the_web(text, expected):
    assert is_address(text) is expected
