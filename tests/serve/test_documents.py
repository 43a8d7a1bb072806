"""Validators, compression and caching are alike for feeds, pages and JSON."""

import gzip
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest

from sstimeline.serve.documents import CODERS, Document, Kept, chosen
from sstimeline.serve.ops import Metrics

DOCUMENTS = [
    "/",
    "/timelines/imss",
    "/static/style.css",
    "/feeds/all.rss",
    "/feeds/all.atom",
    "/feeds/all.ics",
    "/feeds/all.json",
    "/feeds/index.opml",
    "/api/timelines",
    "/api/timelines/all",
    "/api/openapi.json",
]
PLAIN = {"Accept-Encoding": "identity"}
ZIPPED = {"Accept-Encoding": "gzip"}


@pytest.fixture(params=DOCUMENTS)
def document(request, client, clock):
    clock.forward(60)  # pages are as old as the server
    return request.param


async def test_a_document_has_a_strong_tag_and_a_time(client, document, clock):
    answer = await client.get(document, headers=PLAIN)

    assert answer.status == 200
    assert answer.headers["ETag"].startswith('"')
    assert parsedate_to_datetime(answer.headers["Last-Modified"]) < clock()
    assert answer.headers["Vary"] == "Accept-Encoding"


async def test_head_says_what_get_says_and_sends_nothing(client, document):
    got = await client.get(document, headers=PLAIN)
    head = await client.head(document, headers=PLAIN)

    assert head.status == 200
    assert await head.read() == b""
    kept = ("ETag", "Last-Modified", "Content-Type", "Content-Length", "Cache-Control", "Vary")
    assert {name: got.headers[name] for name in kept} == {name: head.headers[name] for name in kept}


@pytest.mark.parametrize("coding", [PLAIN, ZIPPED], ids=["plain", "zipped"])
async def test_a_tag_that_still_holds_is_answered_with_304(client, document, coding):
    first = await client.get(document, headers=coding)

    again = await client.get(document, headers=coding | {"If-None-Match": f'"other", W/{first.headers["ETag"]}'})

    assert again.status == 304
    assert await again.read() == b""
    assert first.headers["ETag"] == again.headers["ETag"]
    assert first.headers["Last-Modified"] == again.headers["Last-Modified"]


async def test_each_representation_has_a_tag_of_its_own(client, document):
    plain = await client.get(document, headers=PLAIN)
    zipped = await client.get(document, headers=ZIPPED)
    crossed = await client.get(document, headers=ZIPPED | {"If-None-Match": plain.headers["ETag"]})

    assert zipped.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert await plain.read() == await zipped.read()
    assert plain.headers["ETag"] != zipped.headers["ETag"]
    assert crossed.status == 200


async def test_a_time_that_still_holds_is_answered_with_304(client, document):
    first = await client.get(document)

    again = await client.get(document, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    earlier = await client.get(document, headers={"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"})

    assert (again.status, earlier.status) == (304, 200)


async def test_a_tag_outranks_a_time(client, document):
    first = await client.get(document)

    headers = {"If-Modified-Since": first.headers["Last-Modified"], "If-None-Match": '"another"'}
    assert (await client.get(document, headers=headers)).status == 200


async def test_a_time_that_is_none_is_ignored(client, document):
    assert (await client.get(document, headers={"If-Modified-Since": "yesterday"})).status == 200


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("GZIP;Q=0.3", "gzip"),
        ("gzip;q=0", ""),
        ("gzip;q=0, *", "" if list(CODERS) == ["gzip"] else next(iter(CODERS))),
        ("identity, gzip;q=0.5", ""),
        ("rot13", ""),
        ("gzip;q=banana", ""),
    ],
)
def test_the_best_coding_accepted_is_chosen(accepted, coding):
    assert coding == chosen([accepted])


async def test_what_is_sent_zipped_is_the_content():
    document = Document(content=b"lamp" * 20_000, media_type="text/plain", modified=datetime.now(UTC))

    assert document.content == gzip.decompress(await document.encoded("gzip"))
    assert await document.encoded("gzip") is await document.encoded("gzip")


async def test_what_was_not_asked_for_lately_is_forgotten_first():
    kept, made = Kept(room=250), []

    async def get(name):
        async def make():
            made.append(name)
            return Document(content=b"x" * 100, media_type="text/plain", modified=datetime.now(UTC))

        await kept.get(name, make)

    for name in "abacaba":
        await get(name)

    assert made == ["a", "b", "c", "b"]


def test_a_counter_begins_at_nought():
    text = Metrics().render(position=0, appended=0)

    assert 'sstimeline_runs_total{outcome="missed"} 0' in text.splitlines()
    assert text.endswith("\n")
