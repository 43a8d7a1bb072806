"""The home folder, opened and closed again; and the leaves it finds by their names."""

import threading
from datetime import UTC, date, datetime

import pytest

from model.samples import append, received
from sstimeline import leaves
from sstimeline.home import BASE_URL, open_home, open_store, schemes
from sstimeline.ingest import Refused
from sstimeline.model.errors import BadInput, StoreUnusable, UnknownLeaf
from sstimeline.settings import load

WORDS = "The keeper of Port Aline lit the old lamp again on Monday, and the whole town came to watch."


def said(folder, **flags):
    return load({"home": str(folder), **flags}, environ={})


async def test_a_home_is_made_where_there_is_none(tmp_path):
    async with open_home(tmp_path / "new" / "home") as home:
        await append(home.store, 1, received())

    assert sorted(path.name for path in (tmp_path / "new" / "home").iterdir()) == ["events", "feeds", "seeds"]
    async with open_home(tmp_path / "new" / "home") as home:
        assert (await home.log.head()).position == 1


async def test_a_home_leaves_no_thread_behind(tmp_path):
    async with open_home(tmp_path) as home:
        await home.log.head()
        await append(home.store, 1, received())
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("sstimeline")]


@pytest.mark.parametrize("name", [".", "seeds", "feeds", "events"])
async def test_a_file_in_the_place_of_a_folder_is_told(tmp_path, name):
    home = tmp_path / "home"
    if name != ".":
        home.mkdir()
    (home / name).write_text("a file")

    with pytest.raises(StoreUnusable, match=r"can't be made .*: choose another --home"):
        async with open_home(home):
            pass


async def test_an_unknown_store_is_told_with_those_there_are(tmp_path):
    with pytest.raises(UnknownLeaf, match="no store named 'mysql'; there are: memory, postgresql, sqlite") as unknown:
        async with open_home(settings=said(tmp_path, store="mysql://x")):
            pass

    assert (unknown.value.name, unknown.value.known) == ("mysql", schemes())


@pytest.mark.parametrize("scheme", ["base", "codec", "_sqlite_log", "..sqlite", ""])
async def test_what_is_no_backend_opens_nothing(scheme):
    with pytest.raises(UnknownLeaf):
        await open_store(scheme, "")


async def test_a_home_in_memory_forgets(tmp_path):
    async with open_home(settings=said(tmp_path, store="memory:")) as home:
        await append(home.store, 1, received())

    assert not (tmp_path / "events").exists()


async def test_bad_settings_are_told_before_anything_is_made(tmp_path):
    (tmp_path / "sstimeline.toml").write_text("port = 'x'")

    with pytest.raises(BadInput, match="port"):
        async with open_home(tmp_path):
            pass
    assert [path.name for path in tmp_path.iterdir()] == ["sstimeline.toml"]


@pytest.mark.parametrize(
    ("flags", "served", "expected"),
    [
        ({"base_url": "https://set.example"}, "https://served.example", "https://set.example"),
        ({}, "https://served.example", "https://served.example"),
        ({"port": 9}, None, "http://127.0.0.1:9"),
    ],
    ids=["set", "last served with", "neither"],
)
async def test_links_lead_to_the_address_that_is_set_else_the_one_last_served_with(tmp_path, flags, served, expected):
    async with open_home(settings=said(tmp_path, **flags)) as home:
        if served:
            await home.desk.keep(BASE_URL, served)

        assert (await home.site()).base_url == expected


async def test_today_is_the_day_in_utc(tmp_path):
    late = datetime(2024, 6, 1, 23, 59, tzinfo=UTC)

    async with open_home(settings=said(tmp_path, store="memory:"), now=lambda: late) as home:
        assert home.today() == date(2024, 6, 1)


async def test_the_seeds_are_read_where_nothing_else_is_asked_for(tmp_path):
    async with open_home(settings=said(tmp_path, store="memory:", max_bytes=200)) as home:
        (home.settings.seeds / "a.txt").write_text(WORDS)
        (home.settings.seeds / "b.txt").write_text(WORDS * 9)

        first, second = [one async for one in home.articles()]

        assert (first.source, second.source) == ("seeds/a.txt", "seeds/b.txt")
        assert isinstance(second, Refused)
        assert [] == [one async for one in home.articles()]


async def test_pure_work_is_done_off_the_loop(tmp_path):
    async with open_home(settings=said(tmp_path, store="memory:")) as home:
        assert await home.work(threading.get_ident) != threading.get_ident()
        with pytest.raises(ZeroDivisionError):
            await home.work(lambda: 1 / 0)


class TestLeaves:
    def test_a_leaf_is_found_by_its_name(self):
        assert leaves.module("sstimeline.publish.formats", "atom").SUFFIX == "atom"
        assert "visit" in leaves.names("sstimeline.extract.kinds", "/")
        assert leaves.table("sstimeline.extract.gazetteer", "places")

    @pytest.mark.parametrize("name", ["docx", "", "__init__", "_hidden", "atom.py", "../format", "os"])
    def test_an_unknown_leaf_is_told_with_those_there_are(self, name):
        with pytest.raises(UnknownLeaf, match=r"no format named .*; there are: atom, ics, json, rss"):
            leaves.module("sstimeline.publish.formats", name)

    def test_an_unknown_table_is_told_with_those_there_are(self):
        with pytest.raises(UnknownLeaf, match="institutions, places"):
            leaves.table("sstimeline.extract.gazetteer", "rivers")

    def test_hidden_files_are_no_leaves(self):
        assert not [name for name in leaves.names("sstimeline.store") if name.startswith(("_", "."))]
