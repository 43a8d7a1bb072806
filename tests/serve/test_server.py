"""The server as a process sees it: where it listens, what it says, and how it ends."""

import asyncio
import os
import re
import signal
import socket

import aiohttp
import pytest

from serve.lines import seed
from sstimeline.home import BASE_URL
from sstimeline.serve.app import CannotListen, base_url, bind, serve
from sstimeline.settings import load


async def served(home, said):
    """Start serving *home* and return the task and the address it tells, once it does."""
    task = asyncio.create_task(serve(home, announce=said.append))
    async with asyncio.timeout(10):
        while not any("timelines: http" in line for line in said):
            assert not task.done() or task.result()
            await asyncio.sleep(0.02)
    return task, re.search(r"http://\S+/", said[-1])[0]


@pytest.fixture
def anywhere(home):
    """The home, to be served on a free port."""
    home.settings = load({"home": str(home.settings.home), "port": 0, "interval": 1}, environ={})
    seed(home, "a.txt", "2024-05-06 visit IMSS opens a clinic in Madrid")
    return home


@pytest.mark.parametrize("one", [signal.SIGTERM, signal.SIGINT])
async def test_it_says_what_it_serves_and_ends_on_a_signal(anywhere, one):
    said = []
    task, address = await served(anywhere, said)
    async with aiohttp.ClientSession() as session:
        feed = await (await session.get(f"{address}feeds/all.atom")).text()
    os.kill(os.getpid(), one)
    async with asyncio.timeout(10):
        await task

    assert re.fullmatch(r"1 article, 3 events, 5 timelines: http://127\.0\.0\.1:\d+/", said[-1])
    assert f"{address}feeds/all.atom" in feed
    assert address == f"{await anywhere.desk.recall(BASE_URL)}/"
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.get(address)


async def test_it_ends_when_it_is_cancelled(anywhere):
    task, _ = await served(anywhere, [])
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_second_start_records_nothing_twice(anywhere):
    starts = [], []
    for said in starts:
        task, _ = await served(anywhere, said)
        await asyncio.sleep(1.5)  # a whole run, and the next
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        anywhere.seen.clear()

    first, second = starts
    assert first[0].partition(": ")[0] == second[0].partition(": ")[0]
    assert (await anywhere.log.head()).position == 3


async def test_a_port_in_use_is_told_with_what_to_do(anywhere):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        anywhere.settings = load({"home": str(anywhere.settings.home), "port": port}, environ={})

        with pytest.raises(CannotListen, match=f"port {port} is in use: choose another with --port"):
            await serve(anywhere, announce=print)


def test_an_address_of_another_machine_is_told():
    with pytest.raises(CannotListen, match=r"203\.0\.113\.7 is no address of this machine"):
        bind("203.0.113.7", 0)


async def test_beyond_loopback_a_base_url_is_asked_for(anywhere):
    anywhere.settings = load({"home": str(anywhere.settings.home), "port": 0, "host": "0.0.0.0"}, environ={})
    said = []
    task, _ = await served(anywhere, said)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert "without --base-url" in said[0]


async def test_the_base_url_that_is_set_is_the_one_in_feeds(anywhere):
    flags = {"home": str(anywhere.settings.home), "port": 0, "base_url": "https://t.example.org/"}
    anywhere.settings = load(flags, environ={})
    said = asyncio.Queue()
    task = asyncio.create_task(serve(anywhere, announce=said.put_nowait))
    async with asyncio.timeout(10):
        told = await said.get()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert told.endswith("timelines: https://t.example.org/")
    assert "https://t.example.org/feeds/all.atom" in (anywhere.settings.feeds / "all.atom").read_text()
    assert await anywhere.desk.recall(BASE_URL) == "https://t.example.org"


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("0.0.0.0", "http://127.0.0.1:80"),
        ("::1", "http://[::1]:80"),
        ("news.local", "http://news.local:80"),
    ],
)
def test_the_base_url_is_where_this_machine_reaches_it(host, url):
    assert url == base_url(host, 80)
