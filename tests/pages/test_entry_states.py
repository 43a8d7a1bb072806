"""An entry on a timeline: its evidence, and every state it can be in."""

from pages import examples as x
from pages.views import NEWS, classes, entry, front, row, timeline, words
from sstimeline.model.dates import Date
from sstimeline.model.entries import Step
from sstimeline.model.values import replace


def test_a_short_quote_stands_in_the_summary_and_is_not_repeated():
    shown = row(timeline(), x.SCHEDULED)

    assert words(shown.find(".//summary/q")) == "“The fund will host a seminar from 9 to 11 March 2027.”"
    assert [words(mark) for mark in shown.findall(".//q/mark")] == ["host a seminar", "from 9 to 11 March 2027"]
    assert shown.find(".//blockquote") is None


def test_a_long_quote_is_cut_around_its_marks_and_whole_inside():
    shown = row(timeline(), x.VISIT)
    cut = words(shown.find(".//summary/q"))

    assert "cut" in classes(shown.find(".//summary/q"))
    assert "study visit" in cut
    assert "between the 17th and 21st September" in cut
    assert len(cut) < 175
    assert f"“{x.LONG}”" == "".join(shown.find(".//blockquote").itertext())


def test_a_timeline_quotes_the_key_sentence_and_the_one_that_says_when():
    told = "Officials visited the harbour."
    again = "The visit was long."
    when = "They came on 3 May."
    article = x.VISIT.articles[0]
    shown = replace(
        x.VISIT,
        evidence=tuple(x.evidence(article, quote, at=at) for quote, at in ((told, 100), (again, 200), (when, 300))),
        datings=(x.dating(when, "on 3 May", at=300),),
    )

    details = words(row(timeline(entries=(shown,)), shown).find(".//details"))

    assert told in details
    assert when in details
    assert again not in details
    assert again in entry(shown=shown)


def test_a_date_says_by_which_method_and_why():
    why = words(row(timeline(), x.VISIT).find(".//dl"))

    assert "Date Inferred: the article names no year" in why
    assert "English, publication day not stated; read by visit/en#by-hand" in why


def test_words_in_another_language_than_the_page_say_so():
    shown = row(timeline(), x.IN_SPANISH)

    assert shown.find(".//h4/a").get("lang") == "es"
    assert shown.find(".//q").get("lang") == "es"
    assert words(shown.find(".//q")).startswith("«")
    assert row(timeline(x.SPANISH_SITE), x.IN_SPANISH).find(".//h4/a").get("lang") is None


def test_a_date_word_that_stands_elsewhere_is_not_marked():
    far = replace(x.VISIT, datings=(replace(x.VISIT.dating, start=2, end=37),))

    assert row(timeline(entries=(far,)), far).find(".//mark[@class='d']") is None


def test_a_correction_shows_the_old_before_the_new_in_its_place_with_day_and_reason():
    shown = row(timeline(), x.MOVED.entry)
    when = shown.find(".//p[@class='when']")

    assert words(when) == "Formerly 11 March 2026 12 March 2026"
    assert words(when.find("del")) == "Formerly 11 March 2026"
    assert words(shown.find(".//h4/del")) == "Formerly Rules on part-time pensions appear"
    assert "Corrected" in [words(tag) for tag in shown.findall(".//span[@class='tag fix']")]
    fixed = words(shown.find(".//p[@class='fixed']"))
    assert fixed.startswith("Corrected 23 November 2026. Date: 11 March 2026 12 March 2026")
    assert fixed.endswith("Reason: The register names the other day.")
    assert "Set by a person" in words(shown.find(".//dl"))


def test_a_retracted_entry_stays_in_its_place_struck_with_its_reason_and_without_evidence():
    html = timeline()
    shown = row(html, x.TAKEN_BACK.entry)

    assert "retracted" in classes(shown)
    assert (
        words(shown.find(".//p[@class='fixed']"))
        == "Retracted 24 November 2026. Reason: The article reports a proposal."
    )
    assert shown.find(".//details") is None
    assert html.index('id="y2025"') < html.index(f"e-{x.TAKEN_BACK.entry.id}") < html.index('id="y2021"')
    assert "10 entries, 1931 to 2027, 1 retracted." in html


def test_a_merged_entry_quotes_each_of_its_sources_in_its_language():
    shown = row(timeline(), x.MERGED)
    quote = shown.find(".//blockquote")

    assert "2 sources" in words(shown.find(".//p[@class='meta']"))
    assert quote.get("lang") == "es"
    assert words(quote) == "«El 20 de noviembre se firmó el convenio de registros.»"
    assert len([one for one in shown.findall(".//dd") if "read by" in words(one)]) == 2


def test_a_scheduled_entry_says_so_from_its_phase():
    assert "scheduled" in words(row(timeline(), x.SCHEDULED).find(".//p[@class='when']"))
    assert "scheduled" not in words(row(timeline(), x.MERGED).find(".//p[@class='when']"))


def test_a_cancelled_entry_says_so_and_strikes_the_day_that_was_fixed():
    day = Date.parse("2027-03-09")
    steps = (Step(type="conference.scheduled", date=day), Step(type="conference.cancelled", date=None))
    shown = x.entry("A seminar", "2027-03-02", kind="conference", events=steps)

    item = row(timeline(entries=(shown,)), shown)

    assert "Cancelled" in words(item.find(".//p[@class='meta']"))
    assert words(item.find(".//p[@class='when']/del")) == "Formerly 9 March 2027"


def test_what_waits_in_review_is_never_shown():
    assert x.IN_REVIEW.title not in timeline(entries=(*x.PUBLIC, x.IN_REVIEW))
    assert x.IN_REVIEW.title not in front(changes=(*NEWS, x.new(x.IN_REVIEW)))
