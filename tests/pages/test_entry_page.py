"""The page of one entry: its facts, its date, its history."""

from pages import examples as x
from pages.views import classes, corrected_entry, entry, tree, words
from sstimeline.model.values import replace


def test_an_entry_page_has_its_facts_and_how_its_date_was_found():
    document = tree(corrected_entry())
    facts = {words(one.find("dt")): words(one.find("dd")) for one in document.find(".//dl[@class='facts']")}

    assert facts["Visitor"] == "RPA"
    assert facts["Organiser"] == "A guild nobody lists"
    assert facts["Places"] == "Formerly Linden Linden, Aldermere, Canada"
    assert facts["How many"] == "1,200 officials"
    assert facts["Confidence"] == "0.93 of 1"
    found = words(next(one for one in document.iter("section") if one.get("id") == "date"))
    assert "Inferred. The article names no year" in found
    assert "between the 17th and 21st September, read by en#between-days" in found
    assert "EDTF 2018-09-17?/2018-09-21?" in found


def test_the_history_is_whole_oldest_first_and_each_line_has_its_anchor():
    history = next(one for one in tree(corrected_entry()).iter("ol") if classes(one) == ["history"])
    lines = {item.get("id"): words(item) for item in history.findall("li")}

    assert list(lines) == ["p1", "p2", "p3", "p4", "p5", "p1207"]
    assert lines["p1"].endswith("The article arrived from seeds/a.txt.")
    assert lines["p2"].endswith("20 November 2026, 08:14 UTC Recorded for 17 September 2018 (year inferred).")
    assert "Same days and same hosts." in lines["p5"]
    assert "Corrected by a person. Where: Linden Linden, Aldermere. Reason: The register" in lines["p1207"]


def test_an_entry_page_can_be_kept_and_cited():
    html = corrected_entry()

    assert f"https://timelines.example.org/entries/{x.VISIT.id}" in html
    assert f"urn:uuid:{x.VISIT.id}" in html
    assert f'href="/api/entries/{x.VISIT.id}"' in html
    assert 'href="mailto:editor@example.org?subject=' in html
    assert "mailto:" not in corrected_entry(x.SPANISH_SITE)


def test_an_entry_told_elsewhere_leads_there():
    left = replace(x.VISIT, status="left", into=x.MERGED.id)

    assert f'This is told in <a href="/entries/{x.MERGED.id}">another entry</a> now.' in entry(shown=left)
