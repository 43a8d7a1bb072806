"""Events to bytes and back: what is hashed can be read again for ever, and a changed byte is found."""

import json
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.samples import HARD_TEXTS, START, dated, linked, minute, number, received
from sstimeline.model.dates import Date
from sstimeline.model.errors import BadInput, StoreUnusable, Tampered
from sstimeline.model.events import (
    ArticleLinked,
    Filter,
    Head,
    HomeConfigured,
    OccurrenceAmended,
    OccurrenceMerged,
    OccurrenceRetracted,
    Quantity,
)
from sstimeline.store import codec
from sstimeline.store.codec import Record, Verification, check, decode, dumps, event_id, seal, unseal

AMENDED = OccurrenceAmended(occurrence=number(1), reason="the gazette says so", date=Date.parse("2018-09-17?/.."))
EVENTS = [
    received(text="El faro se encendió."),
    received(text="El faro se apagó.", revised=True, published=Date.parse("2021-12")),
    linked(),
    dated(when="2018-09-17?/2018-09-21?", quantity=Quantity(value=2.5, unit="EUR")),
    dated(when=None),
    OccurrenceMerged(occurrence=number(2), into=number(1), because="both tell it"),
    AMENDED,
    OccurrenceRetracted(occurrence=number(1), reason="never happened", by="person"),
    HomeConfigured(threshold=0.5, timelines=(Filter(slug="ports", title="Ports", place=("xx",)),)),
]


MIN = datetime(1, 1, 2, tzinfo=UTC).replace(tzinfo=None)  # a zone may carry a time a day further
MAX = datetime(9999, 12, 30, tzinfo=UTC).replace(tzinfo=None)


def sealed(*events, at=START, head=None, last=None):
    return seal(head or Head(), last, "article-x", 0, events, at)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_an_event_is_read_back_as_it_was_told(event):
    [record] = sealed(event)

    assert event == unseal(record).event
    assert (event.type, event.schema) == (record.type, record.schema)


@pytest.mark.parametrize("text", HARD_TEXTS, ids=ascii)
def test_a_hard_text_is_read_back_as_it_was_told(text):
    event = received(text=text)

    assert event == unseal(sealed(event)[0]).event


@given(st.text())
def test_any_text_that_utf_8_can_hold_is_read_back(text):
    event = received(text=text)

    assert event == unseal(sealed(event)[0]).event


@pytest.mark.parametrize("text", ["\ud800", "before \udfff after"], ids=ascii)
def test_half_a_character_is_refused_in_words_that_show_it(text):
    with pytest.raises(BadInput, match=r"\\ud"):
        sealed(received(text=text))


def test_json_is_canonical():
    assert dumps({"b": [1, 2.5, None, True], "a": {"z": "é", "y": Date.parse("2018-09")}}) == (
        '{"a":{"y":"2018-09","z":"é"},"b":[1,2.5,null,true]}'.encode()
    )


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_an_event_is_always_the_same_bytes(event):
    data = sealed(event)[0].data

    assert data == json.dumps(json.loads(data), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert data == dumps(unseal(sealed(event)[0]).event).decode()


def test_records_form_one_chain():
    head = Head(position=41, hash="ab" * 32)

    records = sealed(*EVENTS, head=head)

    assert [42 + index for index in range(len(EVENTS))] == [record.position for record in records]
    assert [1 + index for index in range(len(EVENTS))] == [record.version for record in records]
    assert records[0].previous == "ab" * 32
    assert all(before.hash == after.previous for before, after in pairwise(records))
    assert len({record.hash for record in records}) == len(EVENTS)


def test_the_chain_is_what_the_design_says():
    """An answer computed apart from the code: another hash would make every log ever written fail its check."""
    [record] = sealed(ArticleLinked(article=number(1)))

    assert record.data == '{"article":"00000000-0000-0000-0000-000000000001"}'
    assert record.hash == "87c8d9d42435f5e146c402ea7b5cca20c934630fc5760b3be7fa2bae2e9f71c2"


OTHERWISE = {
    "position": 2, "id": str(number(9)), "stream": "article-y", "version": 2, "type": "article.received", "schema": 2,
    "recorded_at": "2024-06-01T08:00:00.000001Z", "data": "{}", "digest": "0" * 64, "previous": "1" * 64,
    "hash": "0" * 64,
}  # fmt: skip


def verified(*records):
    verification = Verification()
    for record in records:
        verification.take(record)
    return verification.end()


def test_every_field_of_a_record_is_tried():
    assert OTHERWISE.keys() == set(Record._fields)


@pytest.mark.parametrize("field", OTHERWISE)
def test_a_changed_field_is_found(field):
    [record] = sealed(linked())
    assert verified(record) == Head(position=1, hash=record.hash)

    with pytest.raises(Tampered) as found:
        verified(record._replace(**{field: OTHERWISE[field]}))

    assert found.value.position == 1


def test_data_changed_together_with_its_digest_is_found():
    [record], [other] = sealed(linked()), sealed(linked(2))

    with pytest.raises(Tampered):
        check(record._replace(data=other.data, digest=other.digest), Head())


def test_fields_cannot_lend_each_other_characters():
    """Each field is hashed with its length: "ab" and "c" is not "a" and "bc"."""
    [record] = sealed(linked())
    moved = record._replace(stream=record.stream + "1", version=int(str(record.version)[1:] or "0"))

    with pytest.raises(Tampered):
        check(moved, Head())


def test_a_record_taken_out_of_the_middle_is_found():
    first, _, third = sealed(*EVENTS[:3])

    with pytest.raises(Tampered) as found:
        check(third, check(first, Head()))

    assert found.value.position == 2


def test_an_id_follows_from_stream_ordinal_and_data():
    digest = "ab" * 32

    assert (
        len(
            {
                event_id("article-x", 1, digest),
                event_id("article-x", 2, digest),
                event_id("article-y", 1, digest),
                event_id("article-x", 1, "cd" * 32),
            }
        )
        == 4
    )


def test_recorded_at_is_the_later_of_now_and_the_one_before():
    later = sealed(linked(), at=minute(0), last=minute(5))
    sooner = sealed(linked(), at=minute(9), last=minute(5))

    assert [minute(5), minute(9)] == [unseal(record).recorded_at for record in (*later, *sooner)]


@given(st.datetimes(MIN, MAX, timezones=st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours)))))
def test_a_time_in_any_zone_survives_being_stored(at):
    assert at == codec.moment(codec.stamp(at))


def test_stamps_sort_as_times_do():
    times = [datetime(999, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC), minute(0), minute(0.0001)]

    assert times == sorted([times[2], times[0], times[3], times[1]], key=codec.stamp)


def test_an_event_of_a_newer_schema_is_refused_in_words():
    [record] = sealed(dated())

    with pytest.raises(StoreUnusable, match=r"visit\.began of schema 2.*upgrade"):
        unseal(record._replace(schema=2))


def test_an_event_of_an_older_schema_is_lifted_step_by_step(monkeypatch):
    monkeypatch.setattr(ArticleLinked, "schema", 3)
    monkeypatch.setitem(codec.STEPS, ("article.linked", 1), lambda old: {"piece": old["item"]})
    monkeypatch.setitem(codec.STEPS, ("*", 2), lambda old: {"article": old["piece"]})

    assert ArticleLinked(article=number(4)) == decode("article.linked", 1, f'{{"item":"{number(4)}"}}')


@pytest.mark.parametrize("data", ["", "{", "[]", "{}", '{"article":"x"}', '{"article":7}'])
def test_data_that_is_no_event_is_said_to_be_changed(data):
    [record] = sealed(linked())

    with pytest.raises(Tampered) as found:
        unseal(record._replace(data=data))

    assert found.value.position == 1


def test_a_date_that_is_none_is_said_to_be_changed():
    [record] = sealed(AMENDED)

    with pytest.raises(Tampered):
        unseal(record._replace(data=record.data.replace("2018-09-17?", "2018-13-17?")))
