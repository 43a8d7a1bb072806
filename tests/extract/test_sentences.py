"""A text cut into sentences: what ends one, what is a heading, what is no text at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sstimeline.extract.prose import prose
from sstimeline.extract.sentences import MOST, sentences

ENGLISH, SPANISH = prose("en"), prose("es")


def cut(text, words=ENGLISH):
    return [one.text for one in sentences(text, words)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It met. It agreed.", 2),
        ("Dr. Ruiz met Mr. Kato.", 1),
        ("The board (p. 4) met at 10 a.m. today.", 1),
        ("J. Ruiz met K. Mensah.", 1),
        ("Did it meet? It did!", 2),
        ("It rose 3.5 per cent.", 1),
        ("“It met.” She left.", 2),
    ],
)
def test_sentences_end_where_a_reader_says(text, count):
    assert count == len(cut(text))


def test_spanish_abbreviations_end_nothing():
    assert ["El Lic. Pérez y la Dra. Ruiz se reunieron."] == cut("El Lic. Pérez y la Dra. Ruiz se reunieron.", SPANISH)


def test_a_short_line_without_a_stop_is_a_heading():
    first, second = sentences("New office opens\n\nThe fund opened an office.", ENGLISH)

    assert (True, False) == (first.heading, second.heading)


def test_a_line_break_within_a_sentence_is_none():
    assert ["The fund signed\nan agreement."] == cut("The fund signed\nan agreement.")


@pytest.mark.parametrize(
    "line", ["Photo: the board.", "Read more: rain until Friday.", "We use cookies. Accept.", "© 2019 The Fund."]
)
def test_furniture_is_no_text(line):
    assert ["The fund met."] == cut(f"The fund met.\n\n{line}")


def test_what_stands_under_about_us_is_no_news():
    assert ["The fund met."] == cut("The fund met.\n\nAbout the Fund\n\nIt was founded in 1981.")


def test_a_list_goes_on_behind_its_colon():
    assert 1 == len(cut("It won these awards:\n\n“One” and “Two”."))


def test_what_never_stops_is_cut():
    assert all(len(one) <= MOST for one in cut("word " * 5000))


@given(st.text())
def test_any_text_can_be_cut_and_every_sentence_stands_in_it(text):
    found = sentences(text, ENGLISH)

    assert all(one.text == one.span.of(text) for one in found)
    assert [one.span for one in found] == sorted(one.span for one in found)
