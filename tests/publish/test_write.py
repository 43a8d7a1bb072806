"""A file is there whole or not at all, and is touched only where its bytes differ."""

import errno
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sstimeline.model.errors import BadInput, Error
from sstimeline.publish import write as module
from sstimeline.publish.write import Unwritable, remove, sweep, write

THEN = datetime(2018, 9, 17, 8, 30, 15, 123456, tzinfo=UTC)
LATER = datetime(2020, 1, 1, tzinfo=UTC)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_is_written_with_the_time_it_is_given(tmp_path):
    assert write(tmp_path, "all.atom", b"one", modified=THEN)

    assert (tmp_path / "all.atom").read_bytes() == b"one"
    assert (tmp_path / "all.atom").stat().st_mtime_ns == 1537173015123456000


def test_the_same_bytes_again_touch_nothing(tmp_path):
    write(tmp_path, "all.atom", b"one", modified=THEN)
    before = (tmp_path / "all.atom").stat()

    assert not write(tmp_path, "all.atom", b"one", modified=LATER)
    after = (tmp_path / "all.atom").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_other_bytes_of_the_same_length_take_their_place(tmp_path):
    write(tmp_path, "all.atom", b"one", modified=THEN)

    assert write(tmp_path, "all.atom", b"two", modified=LATER)
    assert (tmp_path / "all.atom").read_bytes() == b"two"
    assert (tmp_path / "all.atom").stat().st_mtime == LATER.timestamp()


def test_without_a_time_the_file_is_of_now(tmp_path):
    write(tmp_path, "all.atom", b"one", modified=None)

    assert abs((tmp_path / "all.atom").stat().st_mtime - datetime.now(UTC).timestamp()) < 60


def test_a_missing_folder_is_made(tmp_path):
    assert write(tmp_path / "new" / "feeds", "all.atom", b"one", modified=THEN)


def test_a_file_can_be_read_by_a_web_server_of_another_user(tmp_path):
    mask = os.umask(0o022)
    try:
        write(tmp_path, "all.atom", b"one", modified=THEN)
    finally:
        os.umask(mask)

    assert (tmp_path / "all.atom").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("name", ["", ".", "..", "../all.atom", "a/b.atom", "/etc/passwd", "a\\b", ".hidden", "a\0b"])
def test_a_name_outside_the_folder_is_refused(tmp_path, name):
    with pytest.raises(BadInput, match="no name for a file"):
        write(tmp_path, name, b"one", modified=THEN)

    assert list(tmp_path.iterdir()) == []


def test_a_link_is_replaced_and_what_it_pointed_to_stays(tmp_path):
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine")
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "all.atom").symlink_to(outside)

    assert write(tmp_path / "feeds", "all.atom", b"one", modified=THEN)
    assert outside.read_bytes() == b"mine"
    assert not (tmp_path / "feeds" / "all.atom").is_symlink()


def the_disk_is_full(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def the_process_is_stopped(*_, **__):
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("happens", "raises"), [(the_disk_is_full, Unwritable), (the_process_is_stopped, KeyboardInterrupt)]
)
def test_a_write_that_fails_leaves_the_old_file_whole_and_nothing_beside_it(tmp_path, monkeypatch, happens, raises):
    write(tmp_path, "all.atom", b"old", modified=THEN)
    monkeypatch.setattr(module.os, "fsync", happens)

    with pytest.raises(raises):
        write(tmp_path, "all.atom", b"new", modified=LATER)

    assert (tmp_path / "all.atom").read_bytes() == b"old"
    assert names(tmp_path) == ["all.atom"]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, r"No space left on device; free some space"),
        (errno.EACCES, r"Permission denied; let this user write in"),
        (errno.EROFS, r"Read-only file system; see that the folder"),
    ],
)
def test_what_stands_in_the_way_is_said_with_what_to_do(tmp_path, monkeypatch, number, said):
    def fails(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(module.os, "fsync", fails)

    with pytest.raises(Error, match=rf"cannot write .*all\.atom: {said}"):
        write(tmp_path, "all.atom", b"new", modified=LATER)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_said_so(tmp_path):
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(Unwritable, match="Permission denied; let this user write in"):
            write(tmp_path, "all.atom", b"one", modified=THEN)
    finally:
        tmp_path.chmod(0o755)


def test_a_folder_in_the_file_s_place_is_said_so(tmp_path):
    (tmp_path / "all.atom").mkdir()

    with pytest.raises(Unwritable, match="stands in its place"):
        write(tmp_path, "all.atom", b"", modified=THEN)


def test_a_file_in_the_folder_s_place_is_said_so(tmp_path):
    (tmp_path / "feeds").write_text("")

    with pytest.raises(Unwritable, match=r"Not a directory|File exists"):
        write(tmp_path / "feeds", "all.atom", b"one", modified=THEN)


def test_a_reader_never_sees_a_part(tmp_path):
    contents = [bytes([letter]) * 200_000 for letter in b"ab"]
    write(tmp_path, "all.atom", contents[0], modified=THEN)
    seen, done = set(), threading.Event()

    def look():
        while not done.is_set():
            seen.add((tmp_path / "all.atom").read_bytes())

    reader = threading.Thread(target=look)
    reader.start()
    for turn in range(60):
        write(tmp_path, "all.atom", contents[turn % 2], modified=THEN)
    done.set()
    reader.join()

    assert seen <= set(contents)


def test_what_a_crash_left_is_swept_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "replace", the_process_is_stopped)
    monkeypatch.setattr(Path, "unlink", the_process_is_stopped)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path, "all.atom", b"one", modified=THEN)
    monkeypatch.undo()
    (left,) = names(tmp_path)
    for other in (".gitignore", "README.md", "all.rss"):
        (tmp_path / other).write_text("")

    assert sweep(tmp_path) == ()  # it may be another process, still at work
    assert sweep(tmp_path, age=0) == (left,)
    assert names(tmp_path) == [".gitignore", "README.md", "all.rss"]


def test_documents_of_timelines_that_are_gone_are_removed(tmp_path):
    for name in (
        "all.atom",
        "gone.atom",
        "gone.1.atom",
        "gone.rss",
        "README.md",
        ".gitignore",
        "index.opml",
        ".x.atom",
    ):
        (tmp_path / name).write_text("")
    (tmp_path / "folder.atom").mkdir()

    assert remove(tmp_path, keep={"all.atom"}, suffixes={"atom", "rss"}) == ("gone.1.atom", "gone.atom", "gone.rss")
    assert names(tmp_path) == [
        ".gitignore", ".x.atom", "README.md", "all.atom", "folder.atom", "index.opml",
    ]  # fmt: skip


def test_a_folder_that_is_not_there_has_nothing_to_remove(tmp_path):
    assert remove(tmp_path / "none", keep=(), suffixes={"atom"}) == ()
    assert sweep(tmp_path / "none") == ()
