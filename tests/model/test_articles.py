"""Articles: the ids that are kept for ever, and quotes that are what they say."""

from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.samples import evidence, number
from sstimeline.model.articles import Article, Evidence, Span, article_id, stream_of, text_digest


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"url": "https://gazette.example.org/a?b=1"}, "https://gazette.example.org/a?b=1"),
        ({"url": "https://gazette.example.org/a#top"}, "https://gazette.example.org/a"),
        ({"url": "https://gazette.example.org/a", "path": "a.txt", "text": "x"}, "https://gazette.example.org/a"),
        ({"path": "2024/a.txt", "text": "x"}, "seeds/2024/a.txt"),
        ({"path": "seeds/a.txt", "text": "x"}, "seeds/a.txt"),
        ({"text": "El faro se encendió."}, f"sha256:{sha256('El faro se encendió.'.encode()).hexdigest()}"),
    ],
    ids=["url", "no fragment", "url before path", "path before text", "path as stored", "text"],
)
def test_an_article_is_named_by_its_url_else_its_path_else_its_text(said, name):
    assert uuid5(NAMESPACE_URL, name) == article_id(**said)


def test_an_id_once_given_is_never_another():
    assert str(article_id(url="https://gazette.example.org/a")) == "d33b1596-846e-5567-803c-82410e972a44"


def test_every_revision_of_an_article_is_in_one_stream():
    first, second = (Article(id=number(7), text=text) for text in ("Monday.", "Tuesday."))

    assert first.stream == second.stream == stream_of(number(7)) == f"article-{number(7)}"
    assert first.digest != second.digest


@given(st.text(st.characters(), max_size=60))
def test_every_text_has_a_digest_of_its_own(text):
    """Half a character counts as itself: nobody's text may look like another's."""
    assert text_digest(text) == Article(id=number(1), text=text).digest
    assert text_digest(text) != text_digest(text + " ")


def test_half_a_character_counts_as_itself():
    assert text_digest("a\ud800") != text_digest("a\ud801")


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_no_span_runs_backwards_or_before_the_text(start, end):
    with pytest.raises(ValueError, match=f"from {start} to {end}"):
        Span(start, end)


def test_a_span_counts_code_points():
    text = "👩‍🚀 visitó Puerto Alina"

    assert Span(4, 10).of(text) == "visitó"


@pytest.mark.parametrize(
    ("other", "covers", "overlaps"),
    [
        (Span(3, 6), True, True),
        (Span(2, 8), True, True),
        (Span(0, 3), False, True),
        (Span(8, 9), False, False),
        (Span(0, 2), False, False),
    ],
)
def test_spans_that_only_touch_share_nothing(other, covers, overlaps):
    assert (covers, overlaps) == (Span(2, 8).covers(other), Span(2, 8).overlaps(other))


def test_a_quote_fills_its_span():
    with pytest.raises(ValueError, match="does not fill"):
        Evidence(article=number(1), revision="", span=Span(0, 3), quote="four", rule="visit/en#x")


def test_a_trigger_lies_inside_its_quote():
    quote = evidence("They visited.")

    with pytest.raises(ValueError, match="outside"):
        Evidence(
            article=quote.article, revision="", span=quote.span, quote=quote.quote, rule=quote.rule, trigger=Span(5, 99)
        )
