"""Feeds are the files of feeds/, byte for byte."""

import pytest

from sstimeline import pipeline
from sstimeline.serve.app import make_app
from sstimeline.settings import load

TYPES = {
    "all.rss": "application/rss+xml",
    "imss.atom": "application/atom+xml",
    "kind-visit.ics": "text/calendar; charset=utf-8",
    "place-es-madrid.json": "application/feed+json",
    "index.opml": "text/x-opml; charset=utf-8",
}


@pytest.mark.parametrize("name", TYPES)
async def test_a_feed_is_its_file(client, told, name):
    answer = await client.get(f"/feeds/{name}")

    assert (told.settings.feeds / name).read_bytes() == await answer.read()
    assert TYPES[name] == answer.headers["Content-Type"]
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


async def test_a_feed_just_changed_is_sent_without_a_time(client, told, clock):
    """Two changes within a second would look the same to who asks by time."""
    clock.ahead *= 0
    (told.settings.feeds / "all.rss").touch()

    fresh = await client.get("/feeds/all.rss")
    clock.forward(2)
    settled = await client.get("/feeds/all.rss")

    assert "Last-Modified" not in fresh.headers
    assert "ETag" in fresh.headers
    assert "Last-Modified" in settled.headers


async def test_a_changed_file_is_sent_anew(client, told):
    first = await client.get("/feeds/all.rss")
    await pipeline.retract(told, (await told.views.entries(pipeline_query()))[0].id, reason="it never was")
    await pipeline.publish(told)

    second = await client.get("/feeds/all.rss", headers={"If-None-Match": first.headers["ETag"]})

    assert second.status == 200
    assert b"it never was" in await second.read()


async def test_what_readers_append_to_an_address_is_ignored(client):
    plain = await client.get("/feeds/all.rss")
    tracked = await client.get("/feeds/all.rss?utm_source=letter&x=1&x=2")

    assert plain.headers["ETag"] == tracked.headers["ETag"]


@pytest.mark.parametrize(
    "name", ["..%2Flog.atom", "%2e%2e%2fevents%2flog.db", ".hidden.atom", "ALL.rss", "all.", "all"]
)
async def test_no_name_leads_out_of_the_folder(client, told, name):
    (told.settings.home / "log.atom").write_text("secret")

    assert (await client.get(f"/feeds/{name}")).status == 404


async def test_an_unknown_slug_is_404_with_close_ones(client):
    answer = await client.get("/feeds/imsss.atom")

    assert answer.status == 404
    assert "imss" in (await answer.json())["suggestions"]


async def test_an_unknown_format_is_404_with_the_known_ones(client):
    answer = await client.get("/feeds/all.xml")

    assert answer.status == 404
    assert "atom, ics, index.opml, json, rss" in (await answer.json())["detail"]


async def test_a_timeline_that_is_not_published_yet_is_503(client, told):
    (told.settings.feeds / "all.rss").unlink()

    answer = await client.get("/feeds/all.rss")

    assert answer.status == 503
    assert answer.headers["Retry-After"] == "2"


async def test_a_timeline_that_was_removed_is_410(tmp_path, told, aiohttp_client):
    (tmp_path / "sstimeline.toml").write_text('[[timeline]]\nslug = "medals"\nkind = "award"\n')
    told.settings = load({"home": str(tmp_path)}, environ={})
    await pipeline.publish(told)
    client = await aiohttp_client(make_app(told, scheduled=False))
    addresses = ["/feeds/medals.rss", "/timelines/medals", "/api/timelines/medals"]
    before = [(await client.get(address)).status for address in addresses]
    (tmp_path / "sstimeline.toml").unlink()
    told.settings = load({"home": str(tmp_path)}, environ={})
    await pipeline.publish(told)

    after = [(await client.get(address)).status for address in addresses]

    assert before == [200, 200, 200]
    assert after == [410, 410, 410]


def pipeline_query():
    from sstimeline.store.base import Query

    return Query(slug="all")
