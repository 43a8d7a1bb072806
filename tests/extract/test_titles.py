"""Titles: short, whole and without their date, in the article's language."""

import re

import pytest

from extract.reading import told

TITLES = {
    "a subject and its verb": (
        "en",
        "On 4 March 2019 the Valdorra Provident Fund opened an office in Lima.",
        "Valdorra Provident Fund opened an office in Lima",
    ),
    "a date in the middle": (
        "en",
        "The Pension Board held an extraordinary session on 4 March 2019 in Lima.",
        "Pension Board held an extraordinary session in Lima",
    ),
    "an adverb that ties": (
        "en",
        "The Pension Board also published its annual report on 4 March 2019.",
        "Pension Board published its annual report",
    ),
    "an office": (
        "en",
        "The Minister of Labour, Ana Ruiz, inaugurated an office in Lima on 4 March 2019.",
        "Ana Ruiz inaugurated an office in Lima",
    ),
    "a clause that follows": (
        "en",
        "The ISSA signed an agreement with the ILO on 4 March 2019, which will run for five years.",
        "ISSA signed an agreement with the ILO",
    ),
    "una fecha en medio": (
        "es",
        "El IMSS inauguró el 4 de marzo de 2019 una clínica en Puebla.",
        "IMSS inauguró una clínica en Puebla",
    ),
    "una pasiva": (
        "es",
        "El 4 de marzo de 2019 fue inaugurado el Hospital General del IMSS en Puebla.",
        "Hospital General del IMSS en Puebla",
    ),
    "un sujeto elidido": (
        "es",
        "La OIT crece. El 4 de marzo de 2019 publicó un informe sobre empleo.",
        "Informe sobre empleo",
    ),
}


@pytest.mark.parametrize(("tag", "text", "title"), TITLES.values(), ids=TITLES.keys())
def test_a_title_is_the_clause_without_its_date(tag, text, title):
    (mention,) = told(text, tag)

    assert title == mention.title


def test_a_long_clause_is_cut_at_a_phrase():
    text = (
        "The Valdorra Provident Fund signed an agreement with the Ministry of Labour on 4 March 2019 to make the "
        "contributions of domestic workers, market traders and drivers portable between formal and informal "
        "employment in all districts of the country and to train inspectors"
    )
    (mention,) = told(f"{text}.")

    assert len(mention.title) <= 160
    assert not re.search(r"\b(?:to|of|the|and|in|with)$", mention.title)
