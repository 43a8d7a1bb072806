"""The store has a bad day: what can be read is answered, what can't be written is refused, and nothing is lost."""

import sqlite3
from contextlib import closing

import pytest

import servers
from serve.lines import Names, read, seed
from sstimeline import pipeline
from sstimeline.home import open_home
from sstimeline.serve.access import issue
from sstimeline.serve.app import make_app
from sstimeline.settings import load
from sstimeline.store import postgresql, sqlite

NEWS = {"text": "2024-05-08 visit INSS opens a clinic in Toledo", "title": "News", "language": "en"}


@pytest.fixture(autouse=True)
def impatience(monkeypatch):
    for store in (sqlite, postgresql):
        monkeypatch.setattr(store, "PATIENCE", 0.3)


async def reads(client):
    """Return the status of each way to read."""
    paths = ("/", "/timelines/all", "/api/timelines/all", "/feeds/all.atom", "/feeds/all.ics")
    return [(await client.get(path)).status for path in paths]


async def refusal(client, bearer):
    """Return what is said to somebody who writes now."""
    answer = await client.post("/api/articles", json=NEWS, headers=bearer)
    assert (answer.status, answer.content_type) == (503, "application/problem+json")
    return (await answer.json())["detail"]


async def writes(client, bearer):
    """Write what was refused before."""
    assert (await client.post("/api/articles", json=NEWS, headers=bearer)).status == 201


async def test_a_file_that_another_program_holds_is_read_on(told, client, bearer):
    with closing(sqlite3.connect(told.settings.home / "events" / "log.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        assert [200] * 5 == await reads(client)
        assert "is locked by another program: end that one, then try again" in await refusal(client, bearer)

    await writes(client, bearer)


async def test_a_full_disk_is_read_on(told, client, bearer):
    [pages] = await told.store.write(lambda tx: tx.execute("PRAGMA page_count").fetchone())
    await told.store.write(lambda tx: tx.execute(f"PRAGMA max_page_count = {pages}").fetchone())

    assert "the disk is full: make room; nothing acknowledged was lost" in await refusal(
        client, bearer | {"Idempotency-Key": "k" * 200}
    )
    assert [200] * 5 == await reads(client)

    await told.store.write(lambda tx: tx.execute("PRAGMA max_page_count = 1000000").fetchone())
    await writes(client, bearer)


async def test_feeds_are_served_while_the_database_server_is_away(tmp_path, clock, monkeypatch, aiohttp_client):
    monkeypatch.setattr(pipeline, "read", read)
    server = servers.own()
    settings = load({"home": str(tmp_path), "store": server.fresh(), "base_url": "http://site.test"}, environ={})
    async with open_home(settings=settings, now=clock) as home:
        home.names, home.lexicon = Names(), None
        seed(home, "a.txt", "2024-05-06 visit IMSS opens a clinic in Madrid")
        await pipeline.ingest(home)
        await pipeline.publish(home)
        bearer = {"Authorization": f"Bearer {await issue(home.desk, 'desk', 'write', home.now())}"}
        client = await aiohttp_client(make_app(home, scheduled=False))
        assert [200] * 5 == await reads(client)

        server.stop("immediate")
        try:
            assert [503, 503, 503, 200, 200] == await reads(client)
            assert "can't be reached" in await refusal(client, bearer)
        finally:
            server.start()

        assert [200] * 5 == await reads(client)
        await writes(client, bearer)
