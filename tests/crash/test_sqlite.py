"""Killed at any moment, a SQLite file holds what was acknowledged, once and whole (STORE.md, 1)."""

import asyncio
import os
import re
import shutil
import sqlite3
import sys
from contextlib import closing

import pytest

from crash.harness import PROGRAM, Program, check, kill_and_check, moments, opened, rounds, settle
from sstimeline import pipeline
from sstimeline.home import Home
from sstimeline.settings import Settings


@pytest.fixture
def store(tmp_path):
    return f"sqlite:{tmp_path}/log.db"


async def test_what_was_acknowledged_outlives_every_kill(store):
    times = rounds(4)
    acknowledged = await kill_and_check("scribe", store, times, moments())

    assert await settle(store, acknowledged) >= len(acknowledged) >= times


async def test_a_writer_that_acknowledges_before_its_commit_is_found_out(store):
    with pytest.raises(AssertionError, match="that were acknowledged are not stored"):
        await kill_and_check("liar", store, 20, moments())


@pytest.fixture
async def written(store):
    """What a process wrote that ended in peace, and was folded."""
    acknowledged = {}
    program = await Program.start("lone", store, acknowledged, many=6)
    assert await program.process.wait() == 0
    async with opened(store) as one:
        await pipeline.link(Home(settings=Settings(), store=one))
    await check(store, acknowledged)
    return acknowledged


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        ("UPDATE sets SET checkpoint = checkpoint - 1 WHERE live = 1", r"the views at \d\d are not"),
        ("UPDATE sets SET checkpoint = 0 WHERE live = 1", "the views at 0 are not"),
        ("DROP TRIGGER log_no_delete; DELETE FROM log WHERE position > 11", "7 events that were .* are not stored"),
        ("DROP TRIGGER log_no_delete; DELETE FROM log WHERE position = 19", "gaps"),
    ],
    ids=["applied twice", "forgotten", "cut", "gap"],
)
async def test_the_check_finds_what_is_broken(store, written, damage, what):
    with closing(sqlite3.connect(store.partition(":")[2])) as raw, raw:
        raw.executescript(damage)

    with pytest.raises(AssertionError, match=what):
        await check(store, written if "11" in damage else {})


async def test_no_commit_is_acknowledged_before_the_disk_has_it(store, tmp_path):
    """A power cut takes what the disk does not have: between two acknowledgements there is an fsync that succeeded."""
    if (strace := shutil.which("strace")) is None:
        why = "strace is missing: install Debian's package to have the system calls looked at"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    trace, many = tmp_path / "trace", 12
    program = await asyncio.create_subprocess_exec(
        strace, "-f", "-o", trace, "-e", "trace=fsync,fdatasync,write", "--",
        sys.executable, PROGRAM, "lone", store, "1", str(many),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, said = await program.communicate()
    if program.returncode and b"PTRACE" in said:
        pytest.skip(f"system calls can't be looked at here: {said.decode().splitlines()[0]}")
    assert program.returncode == 0, said

    synced = acknowledged = 0
    for call in trace.read_text().splitlines():
        if re.search(r"f(data)?sync(\(\d+\)| resumed>\)) += 0$", call):
            synced += 1
        elif re.search(r'write\(1, "\d+ [0-9a-f]+', call):
            assert synced, f"acknowledged without an fsync: {call}"
            synced, acknowledged = 0, acknowledged + 1
    assert acknowledged == many
