"""Days that are bad for a file: no room, no right to write, bytes gone wrong. What stands is still read, and told."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from model.samples import append, dated, linked, received, stream
from sstimeline.model.errors import StoreUnusable, Tampered
from sstimeline.project.fold import fold
from sstimeline.store import sqlite
from sstimeline.store.base import Query

TESTS = Path(__file__).parents[1]

#: How many events one of `news` is.
EVENTS = 3


def news(n, words=40):
    return received(n, f"News number {n}. " * words), dated(n, about=n), linked(n)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "log.db"


@pytest.fixture
async def opened():
    """What opens a file, and closes it at the end."""
    stores = []

    async def open(path):
        stores.append(await sqlite.open(str(path)))
        return stores[-1]

    yield open
    for store in stores:
        await store.close()


@pytest.fixture
async def store(opened, path):
    """Twenty articles, folded."""
    one = await opened(path)
    for n in range(1, 21):
        await append(one, n, *news(n))
    await one.views.advance(fold)
    return one


async def holds(store, articles):
    """Whether exactly that many articles are there, whole, and can be read in every manner."""
    head = await store.log.verify()
    assert head.position == EVENTS * articles
    assert [one.version for one in await store.log.read(stream(1))] == [1, 2, 3]
    assert len(await store.log.after(0, 10_000)) == head.position
    assert await store.views.entries(Query())
    return True


async def test_a_full_disk_is_told_and_what_stands_is_read_until_there_is_room_again(store):
    [[pages]] = await store.write(lambda tx: tx.execute("PRAGMA page_count").fetchall())
    await store.write(lambda tx: tx.execute(f"PRAGMA max_page_count = {pages + 2}"))

    with pytest.raises(StoreUnusable, match="the disk is full: make room; nothing acknowledged was lost"):
        await append(store, 21, *news(21, 4000))
    assert await holds(store, 20)
    with pytest.raises(StoreUnusable, match="the disk is full"):
        await store.desk.keep_items({"one": b"x" * 100_000}, generation=0)

    await store.write(lambda tx: tx.execute("PRAGMA max_page_count = 1000000"))
    await append(store, 21, *news(21, 4000))
    assert await holds(store, 21)
    await store.views.advance(fold)
    assert len(await store.views.entries(Query())) == 21


#: Runs out of room, reads all the same, gets room, and goes on; in a process, for the limit is one of processes.
EXHAUSTED = """
import asyncio, os, resource, sys
sys.path.insert(0, sys.argv[2])
from model.samples import append, stream
from store.test_bad_days import holds, news
from sstimeline.model.errors import StoreUnusable
from sstimeline.project.fold import fold
from sstimeline.store import sqlite

folder, limit = sys.argv[1], sys.argv[3]
ballast = os.path.join(folder, "ballast")
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]

async def main():
    if limit == "disk":
        with open(ballast, "wb") as file:
            file.write(bytes(400_000))
    else:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), hard))
    store, said, n = await sqlite.open(os.path.join(folder, "log.db")), "", 0
    while not said:
        try:
            await append(store, n + 1, *news(n + 1))
            await store.views.advance(fold)
            n += 1
        except StoreUnusable as error:
            said = str(error)
    position = (await store.log.head()).position
    whole = position // 3
    assert position % 3 == 0 and n <= whole <= n + 1, (position, n)  # of the last, the fold may have failed
    assert await holds(store, whole)
    if limit == "disk":
        os.remove(ballast)
    else:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    await append(store, whole + 1, *news(whole + 1))
    await store.views.advance(fold)
    assert await holds(store, whole + 1)
    await store.close()
    print(said)

asyncio.run(main())
"""


def exhausted(folder, limit, *before):
    command = [*before, sys.executable, "-c", EXHAUSTED, str(folder), str(TESTS), str(limit)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("limit", [400_001, 1_000_000])
def test_a_file_that_may_not_grow_is_told_and_nothing_acknowledged_is_lost(tmp_path, limit):
    done = exhausted(tmp_path, limit)

    assert done.returncode == 0, done.stderr
    assert "can't be read or written, the disk reports an error: check the disk" in done.stdout


MOUNTING = 'mount -t tmpfs -o size=1500k none "$1" && shift && exec "$@"'


@pytest.fixture
def apart():
    """The beginning of a command that may mount what only it sees."""
    if shutil.which("unshare") is None:
        pytest.skip("unshare is missing: install util-linux to have a small disk filled")
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-ec"]
    if subprocess.run([*command, "mount -t tmpfs none /mnt"], capture_output=True, check=False).returncode:
        command = ["unshare", "--mount", "sh", "-ec"]
        if subprocess.run([*command, "mount -t tmpfs none /mnt"], capture_output=True, check=False).returncode:
            pytest.skip("this user may mount nothing here: run as root, or allow user namespaces")
    return command


def test_a_small_disk_that_is_full_is_told_and_nothing_acknowledged_is_lost(tmp_path, apart):
    done = exhausted(tmp_path, "disk", *apart, MOUNTING, "sh", str(tmp_path))

    assert done.returncode == 0, done.stderr
    assert "the disk is full: make room" in done.stdout


OPENING = """
import asyncio, sys
from sstimeline.model.errors import StoreUnusable
from sstimeline.store import sqlite

async def main():
    try:
        await sqlite.open(sys.argv[1])
    except StoreUnusable as error:
        print(error)

asyncio.run(main())
"""


async def test_a_disk_that_may_only_be_read_is_told(store, path, apart):
    await store.close()
    read_only = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"'
    done = await asyncio.create_subprocess_exec(
        *apart, read_only, "sh", path.parent, sys.executable, "-c", OPENING, path, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await done.communicate()

    assert done.returncode == 0
    assert str(path) in said.decode()
    assert "can't be opened: check that its folder exists and can be written" in said.decode()


async def test_another_program_that_writes_for_long_delays_nobody_who_reads(store, path, monkeypatch):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        waiting = asyncio.create_task(append(store, 21, *news(21)))

        assert await holds(store, 20)
        assert not waiting.done()
        other.execute("ROLLBACK")
    await waiting
    assert await holds(store, 21)


async def test_a_byte_gone_wrong_is_named_by_its_position(store, path, opened):
    await store.close()
    pages = path.read_bytes()
    wrong = pages.replace(b"News number 7. News number 7.", b"News number 7. News number 1.")
    assert wrong != pages
    path.write_bytes(wrong)

    again = await opened(path)
    with pytest.raises(Tampered) as found:
        await again.log.verify()

    assert found.value.position == EVENTS * 6 + 1
    assert len(await again.views.entries(Query())) == 20


async def test_one_page_gone_wrong_hides_no_other(store, path, opened):
    await store.close()
    pages = bytearray(path.read_bytes())
    at = pages.index(b"News number 11. News number 11.") // 4096 * 4096
    pages[at : at + 4096] = b"\xa5" * 4096
    path.write_bytes(pages)

    again = await opened(path)
    with pytest.raises(StoreUnusable, match="is damaged: restore it from a backup"):
        await again.log.verify()
    assert [one.version for one in await again.log.read(stream(1))] == [1, 2, 3]
    assert len(await again.views.entries(Query())) == 20


@pytest.mark.parametrize("left", ["half", "half a page", "a page and a bit", "all but a page"])
async def test_a_file_cut_short_is_told_and_left_as_it_was(store, path, opened, left):
    await store.close()
    size = path.stat().st_size
    length = {"half": size // 2, "half a page": 2048, "a page and a bit": 5000, "all but a page": size - 4096}[left]
    with path.open("r+b") as file:
        file.truncate(length)

    async def read_all():
        again = await opened(path)
        await again.log.verify()
        await again.views.fingerprint()

    with pytest.raises(StoreUnusable, match=r"is damaged: restore it|is no database: move it away"):
        await read_all()
    assert path.stat().st_size == length


async def test_a_write_that_the_power_cut_in_two_is_not_seen_at_all(opened, path, tmp_path):
    """Copied while it is open, its write-ahead log cut anywhere: a whole number of appends is there, in order."""
    store = await opened(path)
    hashes = [(await append(store, n, *news(n)))[-1].hash for n in range(1, 13)]
    ahead = path.with_name("log.db-wal").read_bytes()
    seen = set()
    for n, length in enumerate(range(len(ahead), 0, -len(ahead) // 23)):
        copy = tmp_path / f"{n}.db"
        shutil.copy(path, copy)
        copy.with_name(f"{n}.db-wal").write_bytes(ahead[:length] + b"\x00" * (n % 2 * 512))
        after = await opened(copy)
        head = await after.log.verify()
        seen.add(head.position // EVENTS)

        assert head.position % EVENTS == 0
        assert head.position == 0 or head.hash == hashes[head.position // EVENTS - 1]
        [again] = await append(after, 99, received(99))
        assert again.position == head.position + 1
    assert {0, 12} < seen
