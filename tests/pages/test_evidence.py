"""A quote is cut around its marks, and what is left of it is the article's own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sstimeline.model.articles import Span
from sstimeline.publish.pages.evidence import SUMMARY, Piece, cut, pieces

MARK = st.sampled_from(["event", "date"])


@st.composite
def quotes(draw):
    """A quote of whole words with up to three marks, which may overlap."""
    text = " ".join(draw(st.lists(st.text("abcdé", min_size=1, max_size=14), min_size=1, max_size=60)))
    spans = []
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        spans.append((Span(start, min(len(text), start + draw(st.integers(0, 40)))), draw(MARK)))
    return text, spans


@given(quotes())
def test_the_pieces_are_the_quote(quote):
    text, spans = quote

    assert text == "".join(piece.text for piece in pieces(text, spans))


@given(quotes())
def test_what_is_cut_is_short_and_says_nothing_new(quote):
    text, spans = quote

    short = cut(pieces(text, spans))

    assert all(piece.text in text for piece in short if piece.mark != "gap")
    if len(text) <= SUMMARY:
        assert text == "".join(piece.text for piece in short)
    else:
        assert sum(len(piece.text) for piece in short if piece.mark != "gap") <= SUMMARY


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(Span(3, 6), "event")], [("It ", ""), ("met", "event"), (" on Friday", "")]),
        ([(Span(3, 16), "event"), (Span(7, 16), "date")], [("It ", ""), ("met ", "event"), ("on Friday", "date")]),
        ([(Span(0, 16), "date")], [("It met on Friday", "date")]),
        ([], [("It met on Friday", "")]),
    ],
    ids=["one mark", "the date wins where both are", "all of it", "none"],
)
def test_marks_never_nest(spans, expected):
    assert [Piece(*piece) for piece in expected] == list(pieces("It met on Friday", spans))


def test_a_long_quote_without_a_mark_keeps_its_beginning():
    text = "word " * 60

    short = cut(pieces(text, []))

    assert text.startswith(short[0].text)
    assert short[-1].text == " …"


def test_words_between_two_far_marks_are_left_out_visibly():
    text = "visit " + "and so on " * 40 + "in May"

    short = cut(pieces(text, [(Span(0, 5), "event"), (Span(len(text) - 6, len(text)), "date")]))

    assert " […] " in [piece.text for piece in short]
    assert [piece.text for piece in short if piece.mark in ("event", "date")] == ["visit", "in May"]
