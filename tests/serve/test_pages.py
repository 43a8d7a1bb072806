"""The pages as a browser gets them; what stands on them is tested where they are made."""

import pytest

from sstimeline import pipeline
from sstimeline.store.base import Query


@pytest.mark.parametrize("path", ["/", "/timelines/imss", "/timelines/all?fbclid=1&fbclid=2"])
async def test_a_page_is_guarded(client, path):
    answer = await client.get(path)

    assert answer.status == 200
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Referrer-Policy" in answer.headers
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


async def test_an_entry_has_a_page(client, entries):
    answer = await client.get(f"/entries/{entries[0]['id']}")

    assert answer.status == 200
    assert entries[0]["title"] in await answer.text()


async def test_the_front_page_lists_every_timeline(client, told):
    page = await (await client.get("/")).text()

    for label in await pipeline.all_labels(told):
        assert f'href="/timelines/{label.slug}"' in page


async def test_a_page_shows_a_correction_at_once(client, told):
    before = await client.get("/timelines/imss")
    [clinic] = await told.views.entries(Query(actor="imss"))
    await pipeline.retract(told, clinic.id, reason="it never opened")

    after = await client.get("/timelines/imss", headers={"If-None-Match": before.headers["ETag"]})

    assert after.status == 200
    assert "it never opened" in await after.text()


async def test_a_static_file_named_by_its_content_may_be_kept_for_ever(client):
    page = await (await client.get("/")).text()
    named = page.partition('href="/static/style.css?v=')[2].partition('"')[0]

    kept = await client.get(f"/static/style.css?v={named}")
    other = await client.get("/static/style.css?v=old")

    assert "immutable" in kept.headers["Cache-Control"]
    assert "immutable" not in other.headers["Cache-Control"]
