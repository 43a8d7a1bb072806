"""Institutions and places: known ones by the gazetteer, others by how they are called."""

import pytest

from extract.reading import LEXICON
from sstimeline.extract.names import ShortForms


def institutions(text, tag="en"):
    return [(name.id, name.short) for name in LEXICON.names.find(text, tag) if name.type == "institution"]


UNKNOWN = {
    "a ministry": ("en", "the Ministry of Labour met", ["Ministry of Labour"]),
    "a head at the end": ("en", "the Valdorra Provident Fund met", ["Valdorra Provident Fund"]),
    "with its acronym": ("en", "the Valdorra Provident Fund (VPF) met", ["Valdorra Provident Fund"]),
    "two in a row": (
        "en",
        "the Ministry of Labour and the Valdorra Provident Fund met",
        ["Ministry of Labour", "Valdorra Provident Fund"],
    ),
    "one with two fields": (
        "en",
        "the Ministry of Labour and Social Security met",
        ["Ministry of Labour and Social Security"],
    ),
    "its head of office": ("en", "Minister of Labour Ana Ruiz spoke", []),
    "behind an office": ("en", "Director General of the Valdorra Provident Fund spoke", ["Valdorra Provident Fund"]),
    "a forum": ("en", "the World Social Security Forum met", []),
    "a law": ("en", "the National Insurance Fund Act passed", []),
    "by itself": ("en", "the Fund met", []),
    "un ministerio": ("es", "el Ministerio de Trabajo se reunió", ["Ministerio de Trabajo"]),
    "una caja": ("es", "la Caja Nacional de Salud (CNS) se reunió", ["Caja Nacional de Salud"]),
    "el parlamento": ("es", "el Congreso aprobó", ["Congreso"]),
    "una ley": ("es", "la Ley del Instituto Nacional rige", []),
}


@pytest.mark.parametrize(("tag", "text", "expected"), UNKNOWN.values(), ids=UNKNOWN.keys())
def test_an_institution_is_known_by_how_it_is_called(tag, text, expected):
    assert [(None, name) for name in expected] == institutions(text, tag)


def test_a_known_one_goes_before_what_its_words_look_like():
    assert [("imss", "IMSS")] == institutions("the Mexican Institute of Social Security (IMSS) met")


def test_an_acronym_explained_once_stands_for_its_name_later():
    found = institutions("The Valdorra Provident Fund (VPF) met. Later the VPF met again.")

    assert [(None, "Valdorra Provident Fund")] * 2 == found


def test_a_short_form_stands_for_what_was_named_before():
    text = "The Valdorra Provident Fund met. The Fund is large."
    forms = ShortForms.of(LEXICON.names.find(text, "en"))

    meant = forms.meant("the Fund", text.index("The Fund"))

    assert meant is not None
    assert "Valdorra Provident Fund" == meant.short
    assert forms.meant("the Fund", 0) is None


def test_places_may_be_parts_of_names():
    assert [(None, "National Insurance Board of Barbados")] == institutions(
        "The National Insurance Board of Barbados met"
    )


def test_a_ministry_may_have_a_list_of_fields():
    assert [(None, "Ministry of Labour, Social Protection and Family")] == institutions(
        "the Ministry of Labour, Social Protection and Family received a grant"
    )
