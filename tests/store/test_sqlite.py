"""What only a file can suffer: strangers, locks, other processes, and a death in the middle."""

import asyncio
import os
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from model.samples import append, dated, linked, received, stream
from sstimeline.model.errors import StoreUnusable
from sstimeline.project.fold import fold
from sstimeline.store import sqlite
from sstimeline.store.base import Query

TESTS = Path(__file__).parents[1]
needs_permissions = pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere: run as another user")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "events" / "log.db"


@pytest.fixture
async def another(path):
    """Return what opens the file once more; all that were opened are closed at the end."""
    stores = []

    async def open():
        stores.append(await sqlite.open(str(path)))
        return stores[-1]

    yield open
    for store in stores:
        await store.close()


@pytest.fixture
async def store(another):
    return await another()


def a_text(path):
    path.write_text("This is a letter, and no database at all. " * 50)


def a_picture(path):
    path.write_bytes(bytes(range(256)) * 16)


def the_database_of_another_program(path):
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE recipes (name TEXT)")


def the_database_of_another_program_that_marks_its_files(path):
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA application_id = 4711")
        db.execute("CREATE TABLE recipes (name TEXT)")


def a_newer_form(path):
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(f"PRAGMA application_id = {sqlite.APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {sqlite.FORM + 1}")
        db.execute("CREATE TABLE log (position INTEGER PRIMARY KEY)")


def a_folder(path):
    path.mkdir()


@pytest.mark.parametrize(
    ("stands_there", "sentence"),
    [
        (a_text, "is no database: move it away"),
        (a_picture, "is no database: move it away"),
        (the_database_of_another_program, "is a database of another program"),
        (the_database_of_another_program_that_marks_its_files, "is a database of another program"),
        (a_newer_form, f"was written by a newer sstimeline .form {sqlite.FORM + 1}.: upgrade"),
        (a_folder, "can't be opened"),
    ],
)
async def test_what_is_no_store_of_ours_is_refused_and_left_as_it_was(tmp_path, stands_there, sentence):
    path = tmp_path / "log.db"
    stands_there(path)
    before = path.read_bytes() if path.is_file() else None

    with pytest.raises(StoreUnusable, match=sentence) as refusal:
        await sqlite.open(str(path))

    assert str(path) in str(refusal.value)
    assert before == (path.read_bytes() if path.is_file() else None)


async def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "events").write_text("a file in the place of the folder")

    with pytest.raises(StoreUnusable, match=r"events can't be made .*: choose another"):
        await sqlite.open(str(tmp_path / "events" / "log.db"))


@needs_permissions
async def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StoreUnusable, match="can't be opened: check that its folder exists and can be written"):
            await sqlite.open(str(tmp_path / "log.db"))
    finally:
        tmp_path.chmod(0o700)


@needs_permissions
async def test_a_file_that_cannot_be_written_is_told(store, path, another):
    await store.close()
    path.chmod(0o400)

    with pytest.raises(StoreUnusable, match="can't be written: give write permission"):
        await append(await another(), 1, received())


async def test_a_damaged_file_is_told(store, path, another):
    for n in range(1, 60):
        await append(store, n, received(n, f"News number {n}. " * 40))
    await store.close()
    pages = bytearray(path.read_bytes())
    pages[8192 : len(pages) // 2] = b"\xff" * (len(pages) // 2 - 8192)
    path.write_bytes(pages)

    with pytest.raises(StoreUnusable, match="is damaged: restore it from a backup"):
        await (await another()).log.verify()


@pytest.fixture
def impatience(monkeypatch):
    monkeypatch.setattr(sqlite, "PATIENCE", 0.2)


async def test_a_locked_file_is_told_and_nothing_is_lost(impatience, store, path, another):
    await append(store, 1, received())
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        second = await another()
        with pytest.raises(StoreUnusable, match="is locked by another program"):
            await append(second, 2, received(2))
        assert [stream()] == [one.stream for one in await second.log.after(0)]  # readers are never locked out

        other.execute("ROLLBACK")
    await append(second, 2, received(2))
    assert (await store.log.head()).position == 2


async def test_a_lock_that_is_let_go_is_waited_for(store, path):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(append(store, 1, received()))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        other.execute("COMMIT")

    [envelope] = await waiting
    assert envelope.position == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log SET data = '{}' WHERE position = 1",
        "UPDATE log SET recorded_at = recorded_at",
        "DELETE FROM log WHERE position = 2",
        "DELETE FROM log",
        "INSERT OR REPLACE INTO log SELECT * FROM log WHERE position = 1",
        "REPLACE INTO log (position, id, stream, version, type, schema, recorded_at, data, digest, previous, hash) "
        "SELECT 3, id, 'article-y', 1, type, schema, recorded_at, data, digest, previous, hash FROM log LIMIT 1",
        "INSERT OR REPLACE INTO log (position, id, stream, version, type, schema, recorded_at, data, digest, previous, "
        "hash) SELECT 3, 'other', stream, version, type, schema, recorded_at, data, digest, previous, hash FROM log "
        "LIMIT 1",
        "INSERT INTO log (position, id, stream, version, type, schema, recorded_at, data, digest, previous, hash) "
        "SELECT 9, 'other', 'article-y', 1, type, schema, recorded_at, data, digest, previous, hash FROM log LIMIT 1",
    ],
    ids=["update", "no change", "delete", "empty", "replace", "same id", "same version", "leave a gap"],
)
async def test_history_refuses_to_be_changed(store, path, statement):
    before = await append(store, 1, received(), dated())

    with closing(sqlite3.connect(path)) as raw, pytest.raises(sqlite3.IntegrityError, match="append-only"), raw:
        raw.execute(statement)

    assert before == await store.log.after(0)


async def test_two_stores_on_one_file_see_each_other(store, another):
    second = await another()
    await append(store, 1, received(), dated())
    await append(second, 1, linked())

    assert [one.version for one in await store.log.read(stream())] == [1, 2, 3]
    await second.views.advance(fold)
    assert await store.views.entries(Query()) == await second.views.entries(Query()) != ()


async def test_many_may_open_a_new_file_at_once(another):
    stores = await asyncio.gather(*(another() for _ in range(6)))
    for n, one in enumerate(stores, 1):
        await append(one, n, received(n))

    assert (await stores[0].log.verify()).position == 6


async def test_reopening_finds_everything(store, another):
    history = await append(store, 1, received(), dated(), linked())
    await store.views.advance(fold)
    await store.desk.keep("note", "kept")
    print_before = await store.views.fingerprint()
    await store.close()

    again = await another()
    assert history == await again.log.read(stream())
    assert (print_before, "kept") == (await again.views.fingerprint(), await again.desk.recall("note"))


async def test_a_store_that_was_only_just_begun_is_finished_by_the_next(path, another):
    """Killed while its tables were made: nothing of them is there, or all."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")

    store = await another()
    await append(store, 1, received())


async def test_a_caller_who_gives_up_leaves_a_whole_append(store):
    writing = asyncio.create_task(append(store, 1, received(), dated()))
    await asyncio.sleep(0)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing

    await append(store, 2, received(2))
    assert len(await store.log.read(stream())) in (0, 2)
    assert (await store.log.verify()).position in (1, 3)


async def program(code, *arguments):
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, *map(str, arguments[:1]), str(TESTS), *arguments[1:], stdout=asyncio.subprocess.PIPE
    )


READER = """
import asyncio, sys
sys.path.insert(0, sys.argv[2])
from sstimeline.store import sqlite

async def main():
    store, seen = await sqlite.open(sys.argv[1]), 0
    print("ready", flush=True)
    while seen < 40:
        for envelope in await store.log.after(seen, 7):
            assert envelope.position == seen + 1, (envelope.position, seen)
            seen = envelope.position
    print(seen, (await store.log.verify()).hash)
    await store.close()

asyncio.run(main())
"""


async def test_a_second_process_reads_while_the_first_writes(store, path):
    reader = await program(READER, path)
    assert await reader.stdout.readline() == b"ready\n"
    for n in range(1, 41):
        await append(store, n, received(n))
    said, _ = await asyncio.wait_for(reader.communicate(), 30)

    assert said.decode() == f"40 {(await store.log.head()).hash}\n"
    assert reader.returncode == 0


WRITER = """
import asyncio, sys
sys.path.insert(0, sys.argv[2])
from model.samples import append, dated, linked, minute, received
from sstimeline.project.fold import fold
from sstimeline.store import sqlite

async def main():
    store = await sqlite.open(sys.argv[1])
    for n in range(int(sys.argv[3]), 10**6):
        appended = await append(store, n, received(n), dated(n, about=n), linked(n))
        sys.stdout.write("".join(f"{one.position} {one.hash}\\n" for one in appended))
        sys.stdout.flush()
        await store.views.advance(fold)

asyncio.run(main())
"""


async def test_what_was_acknowledged_outlives_a_kill(path, another):
    """Killed in the middle of appending, five times over one log."""
    acknowledged = []
    for round in range(5):
        writer = await program(WRITER, path, str(1 + round * 100_000))
        acknowledged.append(await writer.stdout.readline())
        await asyncio.sleep(0.05 + 0.037 * round)
        writer.send_signal(signal.SIGKILL)
        acknowledged.extend((await writer.stdout.read()).splitlines(keepends=True))
        assert await writer.wait() == -signal.SIGKILL

        store = await another()
        stored = {f"{one.position} {one.hash}\n".encode() for one in await store.log.after(0, 10**6)}
        assert {line for line in acknowledged if line.endswith(b"\n")} <= stored
        assert (await store.log.verify()).position == len(stored)
        assert len(stored) % 3 == 0, "an append is there whole or not at all"
        assert await store.views.checkpoint() % 3 == 0
        while (await store.views.advance(fold))[0] < len(stored):
            pass
        assert len(await store.views.entries(Query())) == len(stored) // 3
        await store.close()
    assert len(acknowledged) >= 15


def test_the_marks_in_the_file_are_ours_for_ever():
    assert sqlite.APPLICATION_ID.to_bytes(4, "big") == b"sstl"
