"""Which day belongs to which occurrence: beside it, in front of it, or the day of publication and no better."""

import pytest

from extract.reading import steps, told

PUBLISHED = "2019-03-08"  # a Friday


def test_each_occurrence_keeps_its_own_day():
    text = (
        "The IMSS signed an agreement with the ILO on 4 March 2019. "
        "The IMSS inaugurated a clinic in Puebla on 6 March 2019."
    )

    assert [("agreement.signed", "2019-03-04"), ("opening.opened", "2019-03-06")] == steps(text, "en", PUBLISHED)


def test_the_weekday_in_the_sentence_before_speaks_for_the_next():
    text = "The minister praised the fund on Monday. A delegation of the ISSA visited the IMSS office."

    assert [("visit.held", "2019-03-04")] == steps(text, "en", PUBLISHED)


def test_a_day_that_another_occurrence_claims_is_not_borrowed():
    text = "The IMSS inaugurated a clinic in Puebla on Monday.\n\nThe ISSA also launched a mobile application."

    assert [("opening.opened", "2019-03-04"), ("launch.launched", "2019-03-08~")] == steps(text, "en", PUBLISHED)


def test_what_was_at_the_ceremony_was_on_its_day():
    text = (
        "The IMSS inaugurated a clinic in Puebla on Monday.\n\n"
        "During the ceremony, the IMSS signed an agreement with the ILO."
    )

    assert [("opening.opened", "2019-03-04"), ("agreement.signed", "2019-03-04")] == steps(text, "en", PUBLISHED)


def test_without_any_day_it_is_about_the_day_of_publication():
    (mention,) = told("The IMSS launched a new platform.", "en", PUBLISHED)

    assert ("2019-03-08~", "publication") == (str(mention.date), mention.dating.method)


def test_undated_history_is_not_about_the_day_of_publication():
    assert [] == steps("Years ago the IMSS opened an office in Puebla.", "en", PUBLISHED)
    assert [] == steps("El IMSS había inaugurado una oficina en Puebla.", "es", PUBLISHED)


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("en", "The IMSS signed an agreement with the ILO that is valid until 4 May 2020."),
        ("en", "The IMSS signed an agreement with the ILO with effect from 4 May 2020."),
        ("es", "El IMSS firmó un convenio con la OIT con vigencia hasta el 4 de mayo de 2020."),
        ("es", "El IMSS firmó un convenio con la OIT que regirá a partir del 4 de mayo de 2020."),
    ],
)
def test_a_day_of_effect_or_end_is_not_the_day_of_signing(tag, text):
    assert [("agreement.signed", "2019-03-08~")] == steps(text, tag, PUBLISHED)


def test_the_day_on_which_somebody_said_so_is_not_the_day_it_was():
    text = "The IMSS signed an agreement with the ILO, the director announced on Monday."

    assert [("agreement.signed", "2019-03-08~")] == steps(text, "en", PUBLISHED)


def test_two_days_in_a_row_are_one_interval():
    text = "The Pension Institute held a workshop on 4 and 5 March 2019."

    assert [("training.began", "2019-03-04/2019-03-05")] == steps(text)


def test_a_dateline_dates_the_article_and_nothing_in_it():
    text = "KINGSTON, March 8, 2019 – The Ministry of Labour signed an agreement with the ILO."

    assert [("agreement.signed", "2019-03-08~")] == steps(text, "en", PUBLISHED)


def test_an_announcement_of_a_day_gone_by_is_none():
    assert [] == steps("The IMSS will open an office on 4 March 2018.", "en", PUBLISHED)


def test_what_stands_far_down_without_a_day_is_less_sure():
    first = told("The IMSS launched a new platform.", "en", PUBLISHED)[0]
    last = told("The fund is large. " * 14 + "The IMSS launched a new platform.", "en", PUBLISHED)[0]

    assert last.confidence < 0.8 <= first.confidence
