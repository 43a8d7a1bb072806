"""A home with two articles, and a real server and client over it."""

import pytest

from serve.lines import Clock, Names, read, seed
from sstimeline import pipeline
from sstimeline.home import open_home
from sstimeline.serve.access import issue
from sstimeline.serve.app import make_app
from sstimeline.settings import load


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def home(tmp_path, clock, monkeypatch):
    """A fresh home; the lines of what is in its seeds/ are read by `lines.read`."""
    monkeypatch.setattr(pipeline, "read", read)
    settings = load({"home": str(tmp_path), "interval": 1, "base_url": "http://site.test"}, environ={})
    async with open_home(settings=settings, now=clock) as one:
        one.names, one.lexicon = Names(), None
        yield one


@pytest.fixture
async def told(home, clock):
    """The home after two articles were ingested and published, a minute ago."""
    seed(home, "a.txt", "2024-05-06 visit IMSS opens a clinic in Madrid", "2023 award INSS wins a medal")
    seed(home, "b.txt", "2024-07 visit INSS comes to Mexico", "2022-01-31 award IMSS perhaps wins a cup")
    await pipeline.ingest(home)
    await pipeline.publish(home)
    clock.forward(60)
    return home


@pytest.fixture
async def client(told, aiohttp_client):
    return await aiohttp_client(make_app(told, scheduled=False))


@pytest.fixture
async def bearer(told):
    """The headers of someone who may write."""
    token = await issue(told.desk, "desk", "write", told.now())
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
async def entries(client):
    """What everything holds, as the API says it."""
    return (await (await client.get("/api/timelines/all")).json())["entries"]
