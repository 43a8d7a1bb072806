"""What values look like in JSON."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from publish.samples import amended, entry, retracted
from sstimeline.model.articles import Evidence, Span
from sstimeline.model.dates import Date, Dating
from sstimeline.model.events import Actor, Place, Quantity
from sstimeline.model.readings import Mention, Phase, Reading, Timex
from sstimeline.publish import shapes

QUOTE = "Six keepers visited Port Aline in May."


def mention(**changes):
    values = {
        "kind": "visit",
        "title": "Keepers visit Port Aline",
        "date": Date.parse("2024-05"),
        "phases": (Phase(name="held", bound="point", date=Date.parse("2024-05")),),
        "actors": (Actor(id=None, name="Keepers", role="visitor"),),
        "places": (Place(name="Port Aline", country="", slug="xx-port-aline"),),
        "quantity": Quantity(value=6, unit="keepers"),
        "confidence": 0.8,
        "evidence": (
            Evidence(
                article=UUID(int=1),
                revision="ab",
                span=Span(100, 100 + len(QUOTE)),
                quote=QUOTE,
                rule="visit/en#visited",
                trigger=Span(112, 119),
            ),
        ),
        "dating": Dating(method="relative", because="May is the month before.", start=134, end=137, text="May"),
    }
    return Mention(**values | changes)


def test_an_occurrence_has_the_contracts_fields():
    assert shapes.occurrence(mention(), 0.8) == {
        "kind": "visit",
        "title": "Keepers visit Port Aline",
        "date": "2024-05",
        "events": [{"type": "visit.held", "date": "2024-05"}],
        "actors": [{"id": None, "name": "Keepers", "role": "visitor"}],
        "places": [{"name": "Port Aline", "country": ""}],
        "quantity": {"value": 6, "unit": "keepers"},
        "confidence": 0.8,
        "status": "published",
        "evidence": [
            {
                "start": 100,
                "end": 138,
                "quote": QUOTE,
                "trigger": {"start": 112, "end": 119, "text": "visited"},
                "rule": "visit/en#visited",
            }
        ],
        "dating": {
            "method": "relative",
            "because": "May is the month before.",
            "start": 134,
            "end": 137,
            "text": "May",
        },
    }


@pytest.mark.parametrize(
    ("changes", "threshold"),
    [({}, 0.81), ({"date": None}, 0.1), ({"date": Date.parse("XXXX-05-06")}, 0.1)],
    ids=["not sure enough", "no date", "no year"],
)
def test_what_would_be_held_back_says_so(changes, threshold):
    assert shapes.occurrence(mention(**changes), threshold)["status"] == "review"


def test_a_reading_is_a_line_of_extract():
    expression = Timex(span=Span(3, 6), text="May", type="DATE", value="2024-05", date=Date.parse("2024-05"))
    reading = Reading(
        article=UUID(int=1),
        language="en",
        published=None,
        today=date(2026, 11, 23),
        timexes=(expression,),
        mentions=(mention(),),
    )

    line = shapes.reading(reading, 0.8, id="mine")

    assert ["id", "language", "published", "received", "timexes", "occurrences"] == list(line)
    assert (line["id"], line["published"], line["received"]) == ("mine", None, "2026-11-23")
    assert line["timexes"] == [
        {"start": 3, "end": 6, "text": "May", "type": "DATE", "value": "2024-05", "mod": None, "edtf": "2024-05"}
    ]


def test_an_entry_has_all_an_occurrence_has_and_its_place_in_history():
    shape = shapes.entry(entry(7))

    assert shapes.occurrence(mention(), 0.8).keys() < shape.keys()
    assert (shape["sequence"], shape["position"], shape["published"]) == (7, 7, "2026-03-16T09:00:00Z")
    assert shape["dating"]["article"] == shape["articles"][0]["id"] == shape["evidence"][0]["article"]
    assert shape["dating"]["revision"] == shape["evidence"][0]["revision"]


def test_a_correction_tells_only_what_it_changed():
    change, _ = amended(entry(1), title="Another title")
    shape = shapes.event(change.envelope)

    assert shape["type"] == "occurrence.amended"
    assert shape["data"].keys() == {"occurrence", "reason"}


def test_a_retraction_says_by_whom():
    change, _ = retracted(entry(1))

    assert shapes.event(change.envelope)["data"]["by"] == "person"


def test_a_moment_is_told_in_utc():
    assert shapes.moment(datetime(2026, 1, 2, 3, 4, 5, 600, tzinfo=UTC)) == "2026-01-02T03:04:05.000600Z"
