"""Logs that move: out as lines and in again, into a backup and back, and the words that must not come along."""

import asyncio
import json
import os
import pty
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from time import monotonic, sleep

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from sqlite_utils import Database

import databases
from model.samples import append, dated, linked, minute, received, stream
from sstimeline import decide, pipeline
from sstimeline.cli.main import main
from sstimeline.cli.say import Bar
from sstimeline.home import open_home, open_store
from sstimeline.model.articles import article_id, stream_of
from sstimeline.model.errors import Conflict, Error
from sstimeline.model.events import ArticleErased, Head
from sstimeline.settings import load
from sstimeline.store import _cloudevents, _sql_views, _transfer, codec, sqlite

TOUR = """---
title: Wardens on tour
published: 2024-05-21
language: en
---
A delegation from the Costa Rican Social Security Fund (CCSS) visited the Mexican Institute of Social Security (IMSS) \
in Puebla on 14 May 2024. The delegates from Limón studied the digital file.
"""
RETOLD = """---
title: Fund calls on institute
url: https://gazette.example.org/fund
published: 2024-05-22
language: en
---
The Costa Rican Social Security Fund (CCSS) visited the Mexican Institute of Social Security (IMSS) in Puebla \
on 14 May 2024, says our gazette.
"""
AWARD = """---
title: Premio en Madrid
published: 2022-06-05
language: es
---
El 3 de junio de 2022 el IMSS recibió dos premios de la AISS en Madrid.
"""
#: Words of the tour that no other article uses.
WORDS = ("Wardens on tour", "delegates from Limón", "A delegation from the Costa Rican")
ENOUGH = 60.0  #: seconds in which anything awaited must come


class Cli:
    """The command line in this process, which is fast; `process` is the real thing."""

    def __init__(self, capfd):
        self._capfd = capfd

    def __call__(self, home, *words, code=0):
        self._capfd.readouterr()
        assert code == main([*map(str, words), "--home", str(home)]), self._capfd.readouterr().err
        self.out, self.err = self._capfd.readouterr()
        return self.out

    def ask(self, home, *words):
        return json.loads(self(home, *words, "--json"))

    def refusal(self, home, *words):
        self(home, *words, code=1)
        assert "Traceback" not in self.err
        return self.err


@pytest.fixture
def cli(capfd, monkeypatch):
    for name in [name for name in os.environ if name.startswith("SSTIMELINE_")]:
        monkeypatch.delenv(name)
    return Cli(capfd)


def process(*words, **more):
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SSTIMELINE_")}
    return subprocess.Popen([sys.executable, "-m", "sstimeline", *map(str, words)], env=environ, **more)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A home that has lived: articles, a merge, a correction, an erasure, published. Not to be changed."""
    home = tmp_path_factory.mktemp("told")
    (home / "seeds").mkdir()
    for name, text in {"tour": TOUR, "retold": RETOLD, "award": AWARD}.items():
        (home / "seeds" / f"{name}.txt").write_text(text, "utf-8")
    asyncio.run(_live(home))
    return home


async def _live(folder):
    async with open_home(folder) as home:
        await pipeline.ingest(home)
        await pipeline.publish(home)
        await pipeline.retract(home, (await _entries(home))[0].id, reason="it was a proposal, says the fund")
        await pipeline.erase(home, article_id(path="tour.txt"), reason="a court's order")
        await home.desk.keep("base_url", "https://timelines.example.org")
        await pipeline.publish(home)


async def _entries(home):
    from sstimeline.store.base import Query

    return await home.views.entries(Query())


@pytest.fixture(scope="module")
def lines(told):
    """The lines of its export."""
    return asyncio.run(_exported(f"sqlite:{told}/events/log.db")).splitlines(keepends=True)


async def _opened(address):
    scheme, _, rest = address.partition(":")
    return await open_store(scheme, rest)


async def _exported(address):
    store, written = await _opened(address), []
    try:
        await _transfer.export(store.log, written.append, lambda done, total: None)
    finally:
        await store.close()
    return b"".join(written)


async def _records(address):
    store = await _opened(address)
    try:
        return [record async for record in store.log.records()]
    finally:
        await store.close()


def records(address):
    return asyncio.run(_records(address))


def log_of(home):
    return f"sqlite:{home}/events/log.db"


def feeds(home):
    return {path.name: path.read_bytes() for path in (home / "feeds").iterdir()}


def history(events):
    """Return that many events as records that verify, made without a store."""
    made, head = [], Head()
    for n in range(1, events // 2 + 1):
        made += codec.seal(head, None, stream(n), 0, [received(n, f"News {n}. " + "é" * 50), linked(n)], minute(n))
        head = Head(position=made[-1].position, hash=made[-1].hash)
    return made


def as_lines(made):
    return [_cloudevents.line(record) + b"\n" for record in made]


# --- export


def test_an_export_is_the_log_with_the_stored_data_byte_for_byte(cli, told, lines, tmp_path):
    cli(told, "export", tmp_path / "log.jsonl")
    head = cli.ask(told, "verify")

    assert (tmp_path / "log.jsonl").read_bytes() == b"".join(lines)
    stored = records(log_of(told))
    assert len(lines) == len(stored) == head["position"]
    for line, record in zip(lines, stored, strict=True):
        assert line.endswith(b',"data":' + record.data.encode() + b"}\n")
    cli(told, "export", tmp_path / "log.jsonl")
    assert f"{head['position']} events exported: {head['position']}:{head['hash']}" in cli.err
    assert cli.ask(told, "verify", "--head", cli.err.strip().rpartition(" ")[2]) == head


def test_an_export_goes_to_stdout_and_its_talk_to_stderr(cli, told, lines):
    assert cli(told, "export").encode() == b"".join(lines)
    assert cli(told, "export", "-").encode() == b"".join(lines)
    assert cli.err.count("\n") == 1


def test_another_programs_parser_reads_every_line_as_a_cloud_event(lines):
    for line in lines:
        event = JSONFormat().read(CloudEvent, line)

        assert event.get_specversion() == "1.0"
        assert event.get_source() == f"/streams/{event.get_extension('stream')}"
        assert event.get_datacontenttype() == "application/json"
        assert codec.stamp(event.get_time()) == event.get_extension("recordedat")
        names = {"stream", "version", "position", "recordedat", "schema", "previous", "hash", "datadigest"}
        assert all(isinstance(event.get_extension(name), str) for name in names)
        assert set(event.get_attributes()) == names | {"specversion", "id", "source", "type", "time", "datacontenttype"}


def test_what_another_program_writes_anew_is_imported(cli, lines, tmp_path):
    anew = b"".join(JSONFormat().write(JSONFormat().read(CloudEvent, line)) + b"\n" for line in lines)
    (tmp_path / "log.jsonl").write_bytes(anew)
    cli(tmp_path, "import", tmp_path / "log.jsonl")

    assert anew != b"".join(lines)
    assert cli(tmp_path, "export").encode() == b"".join(lines)


def test_an_export_that_fails_leaves_the_file_as_it_was(cli, told, tmp_path):
    home, file = tmp_path / "home", tmp_path / "log.jsonl"
    shutil.copytree(told, home)
    file.write_text("yesterday's")
    with closing(sqlite3.connect(home / "events" / "log.db")) as db, db:
        db.execute("DROP TRIGGER log_no_update")
        db.execute("UPDATE log SET data = replace(data, 'Madrid', 'Sevilla')")

    assert "does not verify at position" in cli.refusal(home, "export", file)
    assert ["home", "log.jsonl"] == sorted(path.name for path in tmp_path.iterdir())
    assert file.read_text() == "yesterday's"


@pytest.mark.parametrize(
    ("name", "says"), [("missing/log.jsonl", "can't be written: No such file"), ("folder", "is a folder: name a file")]
)
@pytest.mark.parametrize("command", ["export", "backup"])
def test_a_place_that_cannot_be_written_is_told(cli, told, tmp_path, command, name, says):
    (tmp_path / "folder").mkdir()

    refusal = cli.refusal(told, command, tmp_path / name)
    assert (says if command == "export" or name != "folder" else "is there already") in refusal


def test_a_reader_who_has_enough_ends_an_export_quietly(tmp_path):
    (tmp_path / "log.jsonl").write_bytes(b"".join(as_lines(history(2000))))
    assert process("import", tmp_path / "log.jsonl", "--home", tmp_path, stdout=subprocess.DEVNULL).wait() == 0
    export = process("export", "--home", tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    export.stdout.readline()
    export.stdout.close()

    assert export.wait(ENOUGH) == 0
    assert export.stderr.read() == b""
    export.stderr.close()


class ErasedOnTheWay:
    """A log whose first page was read when nothing was erased yet, and whose second holds the erasure."""

    def __init__(self):
        erasure = ArticleErased(article=received(1).article, reason="a court's order", occurrences=())
        self._records = codec.seal(Head(), None, stream(1), 0, [received(1), linked(1), erasure], minute(1))

    async def head(self):
        return Head(position=2, hash=self._records[1].hash)

    async def records(self, position=0):
        for record in self._records:
            yield record


async def test_an_export_that_may_hold_words_erased_meanwhile_fails():
    with pytest.raises(Error, match="may still hold its words: run it again"):
        await _transfer.export(ErasedOnTheWay(), lambda line: None, lambda done, total: None)


# --- import


@pytest.mark.parametrize("route", [("sqlite", "postgresql", "sqlite"), ("sqlite", "memory"), ("postgresql", "memory")])
def test_a_log_is_the_same_in_every_store(told, lines, tmp_path, route):
    async def work():
        content = b"".join(lines)
        for scheme in route:
            address = {"sqlite": f"sqlite:{tmp_path / 'log.db'}", "memory": "memory:"}.get(scheme) or databases.fresh()
            folder = tmp_path / scheme
            settings = load({"home": str(folder), "store": address}, {})
            async with open_home(settings=settings) as home:
                if not (await home.log.head()).position:
                    taken = await pipeline.take_in(home, _pieces(content, 777))
                    assert taken.events == len(lines)
                found = []
                head = await pipeline.export(home, found.append)
                assert b"".join(found) == content
                assert await pipeline.verify(home, head) == head
                assert [record async for record in home.log.records()] == stored
                await home.desk.keep("base_url", "https://timelines.example.org")
                await pipeline.publish(home)
            assert feeds(folder) == feeds(told)

    stored = records(log_of(told))
    if "postgresql" in route:
        databases.server()
    asyncio.run(work())


async def _pieces(content, size):
    for start in range(0, len(content), size):
        yield content[start : start + size]


def test_a_log_moves_between_backends_on_the_command_line(cli, told, lines, tmp_path):
    address = databases.fresh()
    (tmp_path / "log.jsonl").write_bytes(b"".join(lines))
    taken = cli.ask(tmp_path, "import", tmp_path / "log.jsonl", "--store", address)

    assert (taken["events"], taken["position"]) == (len(lines), len(lines))
    assert cli(tmp_path, "export", "--store", address).encode() == b"".join(lines)
    assert cli.ask(told, "verify")["hash"] == cli.ask(tmp_path, "verify", "--store", address)["hash"]


@pytest.mark.parametrize("words", [(), ("-",)])
def test_an_import_reads_stdin(tmp_path, lines, words):
    with process("import", *words, "--home", tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as one:
        out, _ = one.communicate(b"".join(lines), ENOUGH)

    assert out.startswith(f"{len(lines)} events imported: {len(lines)}:".encode())
    assert one.returncode == 0


def test_importing_again_imports_nothing(cli, lines, tmp_path):
    (tmp_path / "log.jsonl").write_bytes(b"".join(lines))
    first, second = (cli.ask(tmp_path, "import", tmp_path / "log.jsonl") for _ in range(2))

    assert (first["events"], second["events"]) == (len(lines), 0)
    assert first["hash"] == second["hash"]


def test_an_empty_log_is_an_empty_file(cli, tmp_path):
    assert cli(tmp_path, "export", tmp_path / "log.jsonl") == ""
    assert (tmp_path / "log.jsonl").read_bytes() == b""
    assert cli.ask(tmp_path / "other", "import", tmp_path / "log.jsonl")["position"] == 0


def keys_in_another_order_and_spaces(line):
    row = json.loads(line)
    row["data"] = dict(reversed(row["data"].items()))
    return json.dumps(dict(reversed(row.items())), indent=None, separators=(" , ", " : ")).encode() + b"\r\n"


def escaped(line):
    return json.dumps(json.loads(line), ensure_ascii=True).encode() + b"\n"


def numbers_without_their_point(line):
    return re.sub(rb'("confidence":[01])\.0', rb"\1", line)


def by_jq(line):
    if not shutil.which("jq"):
        pytest.skip("no jq here")
    return subprocess.run(["jq", "-cS", "."], input=line, capture_output=True, check=True).stdout


def with_empty_lines(line):
    return b"\n" + line + b"  \n"


def with_an_attribute_of_another_tool(line):
    return line.replace(b'{"specversion"', b'{"traceparent":"00-4bf9","specversion"', 1)


@pytest.mark.parametrize(
    "anew",
    [
        keys_in_another_order_and_spaces, escaped, numbers_without_their_point, by_jq, with_empty_lines,
        with_an_attribute_of_another_tool,
    ],
)  # fmt: skip
def test_lines_that_other_tools_put_in_another_form_are_taken_in(lines, tmp_path, anew):
    sure = codec.seal(Head(), None, stream(1), 0, [received(1), dated(1, confidence=1.0), linked(1)], minute(1))
    for given in (lines, as_lines(sure)):
        content = b"".join(map(anew, given))
        if anew is not by_jq and (anew is not numbers_without_their_point or given is not lines):
            assert content != b"".join(given)

        address = f"sqlite:{tmp_path / sha256(content).hexdigest()}.db"
        asyncio.run(_take_in(address, content))
        assert asyncio.run(_exported(address)) == b"".join(given)


async def _take_in(address, content):
    store = await _opened(address)
    try:
        return await _transfer.take_in(store.log, _pieces(content, 100_000))
    finally:
        await store.close()


# What is wrong with a file: each makes the lines of a log bad from the fourth on, or tells which line is named.


def cut(lines):
    return [*lines[:3], lines[3][: len(lines[3]) // 2]]


def no_json(lines):
    return [*lines[:3], b"{not json}\n", *lines[4:]]


def not_utf_8(lines):
    return [*lines[:3], lines[3].replace(b'"title":"', b'"title":"\xff', 1), *lines[4:]]


def another_json(lines):
    return [*lines[:3], b'{"specversion":"1.0","id":"1","source":"/x","type":"y"}\n']


def a_list(lines):
    return [*lines[:3], b"[1, 2]\n"]


def an_old_cloud_event(lines):
    return [*lines[:3], lines[3].replace(b'"specversion":"1.0"', b'"specversion":"0.3"')]


def two_lines_exchanged(lines):
    return [*lines[:3], lines[4], lines[3], *lines[5:]]


def a_line_missing(lines):
    return [*lines[:3], *lines[4:]]


def a_line_twice(lines):
    return [*lines[:3], lines[2], *lines[3:]]


def a_changed_word(lines):
    return [*lines[:3], lines[3].replace(b"Harbour Fund", b"Harbour Bank"), *lines[4:]]


def a_changed_type(lines):
    return [*lines[:3], lines[3].replace(b'"type":"visit.began"', b'"type":"visit.ended"', 1), *lines[4:]]


def a_changed_time(lines):
    return [*lines[:3], re.sub(rb'"time":"20', b'"time":"19', lines[3], count=1), *lines[4:]]


def a_changed_source(lines):
    return [*lines[:3], lines[3].replace(b"/streams/article", b"/elsewhere/article", 1), *lines[4:]]


def a_changed_hash(lines):
    return [*lines[:3], re.sub(rb'"hash":"..', b'"hash":"zz', lines[3], count=1), *lines[4:]]


def a_changed_previous(lines):
    return [*lines[:3], re.sub(rb'"previous":"[0-9a-f]{64}', b'"previous":"' + b"0" * 64, lines[3]), *lines[4:]]


def a_position_of_letters(lines):
    return [*lines[:3], lines[3].replace(b'"position":"4"', b'"position":"four"'), *lines[4:]]


def data_of_another_kind(lines):
    return [*lines[:3], lines[3].replace(b"application/json", b"application/xml"), *lines[4:]]


def resealed(record, **changes):
    """Return *record* as a forger would change it: with a digest, an id and a hash that fit."""
    one = record._replace(**changes)
    one = one._replace(digest=sha256(one.data.encode()).hexdigest())
    if "id" not in changes:
        one = one._replace(id=codec.event_id(one.stream, one.version, one.digest))
    hash = codec.link_hash(
        one.previous, one.id, one.stream, one.version, one.position, one.recorded_at, one.type, one.schema, one.digest
    )
    return one._replace(hash=hash)


def forged(**changes):
    def made(lines):
        fourth = resealed(_cloudevents.record(lines[3].strip()), **changes)
        return [*lines[:3], *as_lines([fourth]), *lines[4:]]

    return made


def nested_without_end(lines):
    return [*lines[:3], lines[3].replace(b'"data":', b'"data":' + b"[" * 200_000, 1), *lines[4:]]


BAD = {
    "nested without end": (nested_without_end, "line 4: it is no JSON: "),
    "cut": (cut, "line 4: it is cut: the file ends in the middle of it"),
    "no JSON": (no_json, "line 4: it is no JSON: "),
    "not UTF-8": (not_utf_8, "line 4: it"),
    "another JSON": (another_json, "line 4: it is no CloudEvent that sstimeline exported: Object missing"),
    "a list": (a_list, "line 4: it is no CloudEvent"),
    "CloudEvents 0.3": (an_old_cloud_event, "line 4: it is no CloudEvent"),
    "exchanged": (two_lines_exchanged, "line 4: it holds event 5, and 4 is due"),
    "missing": (a_line_missing, "line 4: it holds event 5, and 4 is due"),
    "twice": (a_line_twice, "line 4: it holds event 3, and 4 is due"),
    "changed word": (a_changed_word, "line 4: its data was changed"),
    "changed type": (a_changed_type, "line 4: its data is no visit.ended"),
    "changed time": (a_changed_time, "line 4: its time '19"),
    "changed source": (a_changed_source, "line 4: its source '/elsewhere"),
    "changed hash": (a_changed_hash, "line 4: its hash is no SHA-256"),
    "changed previous": (a_changed_previous, "line 4: it does not follow the event before it"),
    "position": (a_position_of_letters, "line 4: its position is no number: 'four'"),
    "XML": (data_of_another_kind, "line 4: its data is 'application/xml'"),
    "newer schema": (forged(schema=7), "line 4: it holds a visit.began of schema 7, and this sstimeline knows none"),
    "newer type": (forged(type="visit.dreamt"), "line 4: its data is no visit.dreamt"),
    "another id": (forged(id="5" * 8 + "-0000-5000-8000-000000000000"), "line 4: its id is not that of its stream"),
    "gap in a stream": (forged(version=9), "line 4: it is version 9 of article-"),
    "an earlier time": (forged(recorded_at="2001-01-01T00:00:00.000000Z"), "line 4: it was recorded at 2001"),
    "blank without an erasure": (
        lambda lines: [*lines[:3], *as_lines([_blanked(_cloudevents.record(lines[3].strip()))]), *lines[4:]],
        "line 4: its data was blanked, and no article.erased",
    ),
}


def _blanked(record):
    return record._replace(data=codec.dumps(codec.blank(codec.unseal(record).event)).decode())


@pytest.fixture(scope="module")
def six():
    """The lines of six events that verify."""
    first = codec.seal(Head(), None, stream(1), 0, [received(1), linked(1)], minute(1))
    head = Head(position=2, hash=first[-1].hash)
    events = [received(2), dated(2, about=2), dated(3, about=2), linked(2)]
    return as_lines([*first, *codec.seal(head, None, stream(2), 0, events, minute(2))])


@pytest.mark.parametrize(("spoil", "says"), BAD.values(), ids=BAD)
def test_a_bad_line_is_named_what_came_before_stays_and_the_next_run_goes_on(cli, six, tmp_path, spoil, says):
    bad, good = tmp_path / "bad.jsonl", tmp_path / "good.jsonl"
    good.write_bytes(b"".join(six))
    bad.write_bytes(b"".join(spoil(six)))
    assert bad.read_bytes() != good.read_bytes()

    refusal = cli.refusal(tmp_path, "import", bad)
    assert refusal.startswith(f"sstimeline: {bad}: {says}")
    assert refusal.count("\n") == 1
    kept = 6 if "blanked" in says else 3
    assert len(records(log_of(tmp_path))) == kept
    if kept == 3:
        assert cli.ask(tmp_path, "import", good)["events"] == 3
        assert cli(tmp_path, "export").encode() == b"".join(six)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("missing.jsonl", "can't be read: No such file"),
        ("folder", "can't be read: Is a directory"),
        ("picture.png", "line 1: it is no JSON"),
        ("first-cut.jsonl", "line 1: it is cut: the file ends in the middle of it; nothing was imported"),
    ],
)
def test_what_is_no_export_is_told(cli, six, tmp_path, name, says):
    (tmp_path / "folder").mkdir()
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x01binary")
    (tmp_path / "first-cut.jsonl").write_bytes(six[0][:-9])

    assert says in cli.refusal(tmp_path, "import", tmp_path / name)


def test_a_log_that_holds_something_else_is_left_alone(cli, six, lines, tmp_path):
    (tmp_path / "ours.jsonl").write_bytes(b"".join(six))
    (tmp_path / "theirs.jsonl").write_bytes(b"".join(lines))
    cli(tmp_path, "import", tmp_path / "ours.jsonl")

    assert "line 1: the log holds something else at position 1" in cli.refusal(
        tmp_path, "import", tmp_path / "theirs.jsonl"
    )
    assert cli(tmp_path, "export").encode() == b"".join(six)


def test_a_log_that_went_on_is_left_alone(cli, six, tmp_path):
    (tmp_path / "all.jsonl").write_bytes(b"".join(six))
    (tmp_path / "some.jsonl").write_bytes(b"".join(six[:4]))
    cli(tmp_path, "import", tmp_path / "all.jsonl")

    assert "the log holds 6 events, the first 4 of which are all" in cli.refusal(
        tmp_path, "import", tmp_path / "some.jsonl"
    )


def test_words_that_the_file_has_no_more_are_not_gone_on_behind(cli, six, tmp_path):
    """The log was cut off before the erasure that the file, exported later, holds."""

    async def erased():
        store = await _opened("memory:")
        await _transfer.take_in(store.log, _pieces(b"".join(six), 1000))
        event = ArticleErased(article=received(2).article, reason="a court's order", occurrences=())
        await store.log.erase(stream(2), event, expect=4, at=minute(9))
        written = []
        await _transfer.export(store.log, written.append, lambda done, total: None)
        return b"".join(written)

    (tmp_path / "before.jsonl").write_bytes(b"".join(six[:5]))
    (tmp_path / "after.jsonl").write_bytes(asyncio.run(erased()))
    cli(tmp_path, "import", tmp_path / "before.jsonl")

    assert "line 3: the log holds something else at position 3" in cli.refusal(
        tmp_path, "import", tmp_path / "after.jsonl"
    )
    assert cli.ask(tmp_path / "new", "import", tmp_path / "after.jsonl")["events"] == 7


@pytest.mark.parametrize("told_to_end", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_an_import_that_is_ended_in_the_middle_is_gone_on_with(cli, tmp_path, told_to_end):
    made = as_lines(history(7000))
    file, path = tmp_path / "log.jsonl", tmp_path / "events" / "log.db"
    file.write_bytes(b"".join(made))
    one = process("import", "--home", tmp_path, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    one.stdin.write(b"".join(made[:4500]))
    one.stdin.flush()
    until = monotonic() + ENOUGH
    while _stored(path) < 1000 and monotonic() < until:
        sleep(0.02)
    one.send_signal(told_to_end)

    assert one.wait(ENOUGH) == (130 if told_to_end != signal.SIGKILL else -signal.SIGKILL)
    one.stdin.close()
    before = _stored(path)
    assert 1000 <= before < 7000
    assert cli.ask(tmp_path, "import", file)["events"] == 7000 - before
    assert cli(tmp_path, "export").encode() == b"".join(made)


def _stored(path):
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path)) as db:
        try:
            return db.execute("SELECT count(*) FROM log").fetchone()[0]
        except sqlite3.OperationalError:
            return 0


def test_an_import_beside_a_writer_says_so(tmp_path, six):
    async def work():
        store = await _opened("memory:")

        async def chunks():
            yield b"".join(six)
            await append(store, 9, received(9))

        with pytest.raises(Conflict, match="another program wrote to the log"):
            await _transfer.take_in(store.log, chunks())

    asyncio.run(work())


# --- backup and restore


def restored(cli, file, folder, *words):
    taken = cli.ask(folder, "restore", file, *words)
    assert cli.err.endswith("must begin anew, without `since`\n")
    return taken


@pytest.mark.parametrize("source", ["sqlite", "postgresql"])
@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_a_backup_brings_log_and_desk_back(cli, told, lines, tmp_path, source, target):
    home, words = told, ()
    if source == "postgresql":
        home, words = tmp_path / "home", ("--store", databases.fresh())
        (tmp_path / "log.jsonl").write_bytes(b"".join(lines))
        cli(home, "import", tmp_path / "log.jsonl", *words)
    name = f"{source}-{target}"
    token = cli(home, "token", "create", "--name", name, *words).strip()
    held = cli.ask(home, "backup", tmp_path / "b.db", *words)
    before = (tmp_path / "b.db").read_bytes()
    there = ("--store", databases.fresh()) if target == "postgresql" else ()
    taken = restored(cli, tmp_path / "b.db", tmp_path / "new", *there)

    assert held["position"] == taken["position"] == len(lines)
    assert held["hash"] == taken["hash"] == cli.ask(tmp_path / "new", "verify", *there)["hash"]
    assert cli(tmp_path / "new", "export", *there).encode() == b"".join(lines)
    assert name in cli(tmp_path / "new", "token", "list", *there)
    assert token not in cli.out
    assert before == (tmp_path / "b.db").read_bytes()
    assert ["b.db"] == [path.name for path in tmp_path.iterdir() if path.name.startswith((".", "b.db"))]
    cli(tmp_path / "new", "publish", *there, "--base-url", "https://timelines.example.org")
    assert feeds(tmp_path / "new") == feeds(told)
    assert _restoring(there[1] if there else log_of(tmp_path / "new")) is None


def _restoring(address):
    async def work():
        store = await _opened(address)
        try:
            return await store.desk.recall(_transfer.RESTORING)
        finally:
            await store.close()

    return asyncio.run(work())


def test_a_backup_says_its_head_and_keeps_a_file_that_is_there(cli, told, tmp_path):
    cli(told, "backup", tmp_path / "b.db")
    head = cli.out.strip().rpartition(" ")[2]
    before = (tmp_path / "b.db").read_bytes()

    cli(told, "verify", "--head", head)
    assert "b.db is there already: name another file" in cli.refusal(told, "backup", tmp_path / "b.db")
    assert before == (tmp_path / "b.db").read_bytes()


def test_a_backup_is_whole_while_a_writer_appends(tmp_path):
    """More pages than are copied in one step, and an append between any two of them."""

    async def work():
        async with open_home(tmp_path) as home, open_home(tmp_path) as other:
            for n in range(1, 41):
                await append(home.store, n, received(n, f"News {n}. " + "x" * 500_000))
            before = await home.log.head()
            writing = asyncio.create_task(_write(other))
            try:
                head = await asyncio.wait_for(pipeline.backup(home, tmp_path / "b.db"), 20)
                more = await home.log.head()
            finally:
                writing.cancel()
            kept = [record async for record in home.log.records()]
        assert before.position <= head.position <= more.position
        copied = await _records(f"sqlite:{tmp_path / 'b.db'}")
        assert copied == kept[: head.position]
        assert copied[-1].hash == head.hash

    asyncio.run(work())


async def _write(home):
    for n in range(1000, 100_000):
        await append(home.store, n, received(n))


def test_a_backup_of_another_backend_goes_on_with_what_is_appended_meanwhile(tmp_path):
    async def work():
        store = await _opened("memory:")
        for n in range(1, 1500):
            await append(store, n, received(n), linked(n))
        dump, late = store.desk.dump, [2000, 2001]

        async def while_someone_writes():
            if late:
                n = late.pop()
                guard = pipeline.Guard(key=f"link:{n}")
                await store.log.append(stream(n), [received(n)], expect=0, at=minute(9000 + n), guard=guard)
            return await dump()

        store.desk.dump = while_someone_writes
        head = await _transfer.backup(store, tmp_path / "b.db", lambda done, total: None)
        assert head == await store.log.head()
        copy = await sqlite.open(str(tmp_path / "b.db"))
        assert await copy.desk.dump() == await dump()
        assert await copy.log.verify() == head
        await copy.close()

    asyncio.run(work())


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_transfer_that_is_killed_leaves_nothing_half_done(cli, tmp_path, command):
    made = as_lines(history(20_000))
    file, copy, home = tmp_path / "log.jsonl", tmp_path / "b.db", tmp_path / "home"
    file.write_bytes(b"".join(made))
    cli(home, "import", file)
    if command == "restore":
        cli(home, "backup", copy)
        home = tmp_path / "new"
    one = process(command, copy, "--home", home, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    until = monotonic() + ENOUGH
    if command == "restore":
        while not _stored(home / "events" / "log.db") and one.poll() is None and monotonic() < until:
            sleep(0.005)
    else:
        while not list(tmp_path.glob(".b.db.*")) and one.poll() is None and monotonic() < until:
            sleep(0.001)
    one.kill()
    one.wait(ENOUGH)

    if command == "restore":
        assert 0 < _stored(home / "events" / "log.db") < len(made)
        assert restored(cli, copy, home)["position"] == len(made)
        assert cli(home, "export").encode() == b"".join(made)
    else:
        assert not copy.exists() or one.returncode == 0
        assert cli.ask(home, "backup", tmp_path / "again.db")["position"] == len(made)


def test_a_store_that_holds_events_is_not_restored_into(cli, told, lines, tmp_path):
    cli(told, "backup", tmp_path / "b.db")
    restored(cli, tmp_path / "b.db", tmp_path)

    refusal = cli.refusal(tmp_path, "restore", tmp_path / "b.db")
    assert f"the store holds {len(lines)} events, and a backup is restored into an empty one" in refusal
    assert "--store or --home" in refusal


def test_a_store_that_went_on_after_a_killed_restore_keeps_its_desk(cli, told, tmp_path):
    cli(told, "backup", tmp_path / "b.db")
    restored(cli, tmp_path / "b.db", tmp_path)
    cli(tmp_path, "token", "create", "--name", "new")
    with closing(sqlite3.connect(tmp_path / "events" / "log.db")) as raw, raw:
        # as a restore leaves it that was killed between the log and the desk, with a word written since
        head = raw.execute("SELECT position, hash FROM head").fetchone()
        raw.execute("INSERT INTO notes (name, value) VALUES (?, ?)", (_transfer.RESTORING, "{}:{}".format(*head)))
    (tmp_path / "seeds").mkdir(exist_ok=True)
    (tmp_path / "seeds" / "more.txt").write_text("The IMSS visited the INSS in Madrid on 3 May 2019.", "utf-8")
    cli(tmp_path, "ingest")

    assert "a backup is restored into an empty one" in cli.refusal(tmp_path, "restore", tmp_path / "b.db")
    assert "new" in cli(tmp_path, "token", "list")


def a_changed_word_in_the_log(path, tmp_path):
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DROP TRIGGER log_no_update")
        db.execute("UPDATE log SET data = replace(data, 'Madrid', 'Sevilla')")


def a_text(path, tmp_path):
    path.write_text("my diary " * 100)


def nothing(path, tmp_path):
    path.unlink()


def an_empty_file(path, tmp_path):
    path.write_bytes(b"")


def damage(path, tmp_path):
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 40_000)


def another_programs_database(path, tmp_path):
    path.unlink()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE recipes (name TEXT)")


def a_newer_form(path, tmp_path):
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(f"PRAGMA user_version = {sqlite.FORM + 1}")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (a_changed_word_in_the_log, "b.db can't be restored: the log does not verify at position"),
        (a_text, "b.db is no backup: sstimeline backup FILE makes one"),
        (nothing, "b.db can't be restored: No such file"),
        (an_empty_file, "b.db is no backup"),
        (damage, "b.db can't be restored: "),
        (another_programs_database, "b.db can't be restored: it is a database of another program\n"),
        (a_newer_form, "b.db can't be restored: it was written by a newer sstimeline"),
    ],
)
def test_what_is_no_whole_backup_is_not_restored(cli, told, tmp_path, spoil, says):
    cli(told, "backup", tmp_path / "b.db")
    spoil(tmp_path / "b.db", tmp_path)
    before = (tmp_path / "b.db").exists() and (tmp_path / "b.db").read_bytes()

    refusal = cli.refusal(tmp_path / "new", "restore", tmp_path / "b.db")
    assert says in refusal
    assert "sstimeline-restore-" not in refusal
    assert records(log_of(tmp_path / "new")) == []
    assert before == ((tmp_path / "b.db").exists() and (tmp_path / "b.db").read_bytes())


def test_a_backup_of_an_older_form_is_restored_and_stays_as_it_is(cli, tmp_path):
    made = history(50)
    with closing(sqlite3.connect(tmp_path / "old.db")) as db:
        sqlite.tables.apply(Database(db), stop_before="erasure")
        db.execute("INSERT INTO notes VALUES ('base_url', 'https://old.example.org')")
        places = ", ".join("?" * len(codec.Record._fields))
        db.executemany(f"INSERT INTO log ({', '.join(codec.Record._fields)}) VALUES ({places})", made)
        db.execute(f"PRAGMA application_id = {sqlite.APPLICATION_ID}")
        db.execute("PRAGMA user_version = 1")
        db.commit()
    before = (tmp_path / "old.db").read_bytes()

    assert restored(cli, tmp_path / "old.db", tmp_path)["hash"] == made[-1].hash
    assert before == (tmp_path / "old.db").read_bytes()
    assert records(log_of(tmp_path)) == made


# --- erase


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    (folder / "seeds").mkdir(parents=True)
    (folder / "seeds" / "tour.txt").write_text(TOUR, "utf-8")
    return folder


def raw(*folders):
    return {path: path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}


def holding(words, files):
    return [(path.name, word) for path, content in files.items() for word in words if word.encode() in content]


@pytest.mark.parametrize("named", ["seeds/tour.txt", str(article_id(path="tour.txt"))])
def test_an_erased_articles_words_are_nowhere(cli, home, tmp_path, named):
    for command in ("ingest", "publish"):
        cli(home, command)
    id = article_id(path="tour.txt")
    entry = json.loads(cli(home, "show", "--json"))["entries"][0]["id"]
    cli(home, "amend", entry, "--title", "Wardens on tour, says the desk", "--reason", "Wardens on tour, it says")
    for command in ("publish", "rebuild"):
        cli(home, command)
    cli(home, "backup", tmp_path / "before.db")
    places = (home / "events", home / "feeds")
    assert holding(WORDS[:1], raw(home / "events"))
    assert holding(WORDS[:1], raw(home / "feeds"))

    done = cli.ask(home, "erase", named, "--reason", "a court's order")
    assert (done["article"], done["occurrences"]) == (str(id), [entry])
    assert done["delete"] == ["seeds/tour.txt"]
    assert "delete seeds/tour.txt: the words are still in it" in cli.err
    assert "backups and exports made before still hold the words" in cli.err
    assert holding(WORDS, raw(*places)) == []
    assert cli.ask(home, "verify")["position"] >= done["position"]

    assert "seeds/tour.txt: article " in cli.refusal(home, "ingest")
    assert "was erased on lawful demand" in cli.err
    assert "was erased on lawful demand" in cli.refusal(home, "erase", named, "--reason", "again")
    for command in ("backup", "export"):
        cli(home, command, tmp_path / "after")
        assert holding(WORDS, raw(tmp_path))
        assert (tmp_path / "after").stat().st_size
        assert holding(WORDS, {Path("after"): (tmp_path / "after").read_bytes()}) == []
        (tmp_path / "after").unlink()
    assert holding(WORDS, raw(*places)) == []


async def words_appended(folder):
    """Blank the article in the log, and be killed there."""
    async with open_home(folder) as home:
        id = article_id(path="tour.txt")
        history = await home.log.read(stream_of(id))
        event = decide.erase(history, id, reason="a court's order")
        await home.log.erase(stream_of(id), event, expect=len(history), at=home.now())


async def views_switched(folder):
    """Be killed where the views are made anew, and those with the words still lie beside them."""
    await words_appended(folder)

    def killed(tx):
        raise RuntimeError("killed")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(_sql_views, "_clear_old", killed)
        async with open_home(folder) as home:
            with pytest.raises(RuntimeError):
                await pipeline.project(home)


@pytest.mark.parametrize("killed", [words_appended, views_switched])
@pytest.mark.parametrize("next_one", ["erase", "backup"])
def test_an_erasure_that_was_killed_is_gone_on_with(cli, home, tmp_path, killed, next_one):
    long = TOUR.replace("\n\n", "\n\n" + "The fund said so. " * 400, 1)  # its pages are given back to the file whole
    (home / "seeds" / "tour.txt").write_text(long, "utf-8")
    for command in ("ingest", "publish"):
        cli(home, command)
    asyncio.run(killed(home))
    assert holding(WORDS, raw(home / "events"))

    if next_one == "erase":
        assert "was erased on lawful demand" in cli.refusal(home, "erase", "seeds/tour.txt", "--reason", "again")
        assert holding(WORDS, raw(home / "feeds")) == []
    else:
        cli(home, "backup", tmp_path / "after.db")
        assert holding(WORDS, {Path("after"): (tmp_path / "after.db").read_bytes()}) == []

    assert holding(WORDS, raw(home / "events")) == []
    cli(home, "verify")


@pytest.mark.parametrize("first", ["rebuild", "publish"])
def test_words_that_were_put_back_behind_an_erasure_are_found(cli, home, first):
    cli(home, "ingest")
    with closing(sqlite3.connect(home / "events" / "log.db")) as raw:
        words = raw.execute("SELECT data, position FROM log").fetchall()
        cli(home, "erase", "seeds/tour.txt", "--reason", "a court's order")
        raw.execute("DROP TRIGGER log_no_update")
        raw.executemany("UPDATE log SET data = ? WHERE position = ?", words)
        raw.commit()
    cli(home, first)

    assert "still holds words of an article that was erased" in cli.refusal(home, "verify")


async def test_a_reader_of_the_words_is_waited_for_and_told_of(home, cli, tmp_path):
    async with open_home(home) as opened:
        await pipeline.ingest(opened)
        await pipeline.publish(opened)
        with closing(sqlite3.connect(home / "events" / "log.db", isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM log").fetchone()

            erasure = await pipeline.erase(opened, article_id(path="tour.txt"), reason="a court's order")

            assert not erasure.whole
            with pytest.raises(Error, match="erased words are still on the disk"):
                await pipeline.backup(opened, tmp_path / "copy.db")
        assert holding(WORDS, raw(home / "events"))
        assert await pipeline.scrub(opened)
    assert holding(WORDS, raw(home / "events", home / "feeds")) == []


def test_what_another_article_tells_lives_on(cli, home):
    (home / "seeds" / "retold.txt").write_text(RETOLD, "utf-8")
    cli(home, "ingest")
    cli(home, "publish")
    [entry] = json.loads(cli(home, "show", "--json"))["entries"]
    assert len(entry["articles"]) == 2

    cli(home, "erase", "seeds/tour.txt", "--reason", "a court's order")
    [after] = json.loads(cli(home, "show", "--json"))["entries"]
    assert [article["title"] for article in after["articles"] if article["title"]] == ["Fund calls on institute"]
    assert after["date"] == "2024-05-14"
    assert holding(WORDS, raw(home / "events", home / "feeds")) == []
    cli(home, "verify")
    cli(home, "erase", "https://gazette.example.org/fund", "--reason", "another order", "--yes")
    assert "delete seeds/retold.txt" in cli.err
    assert json.loads(cli(home, "show", "--json"))["entries"] == []


@pytest.mark.parametrize("name", ["nonsense", "3f2c8d16-5b0e-4c7a-9d21-8e64b1f7a350", "seeds/other.txt"])
def test_an_article_that_is_not_there_is_not_erased(cli, home, name):
    cli(home, "ingest")

    assert "no article named" in cli.refusal(home, "erase", name, "--reason", "x")


@pytest.mark.parametrize(("answer", "gone"), [("n", False), ("", False), ("y", True), ("yes", True)])
def test_a_terminal_is_asked_before_anything_is_erased(cli, home, answer, gone):
    cli(home, "ingest")
    code, screen = at_a_terminal(home, "erase", "seeds/tour.txt", "--reason", "a court's order", answer=answer)

    assert "(Wardens on tour) for good? [y/N]" in screen
    assert code == (0 if gone else 1)
    assert ("nothing was erased" in screen) is not gone
    assert bool(holding(WORDS, raw(home / "events"))) is not gone


def test_a_terminal_is_not_asked_where_the_answer_was_given(cli, home):
    cli(home, "ingest")
    code, screen = at_a_terminal(home, "erase", "seeds/tour.txt", "--reason", "a court's order", "--yes")

    assert (code, "[y/N]" in screen) == (0, False)


# --- bars


def at_a_terminal(home, *words, answer=None):
    """Run a command at a terminal and return its exit code and all that was shown; *answer* follows a question."""
    ours, theirs = pty.openpty()
    one = process(*words, "--home", home, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    shown = bytearray()

    def read():
        while True:
            try:
                shown.extend(os.read(ours, 4096))
            except OSError:  # Linux's way to say that nobody is at the other end any more
                return

    reading = threading.Thread(target=read)
    reading.start()
    if answer is not None:
        until = monotonic() + ENOUGH
        while b"[y/N]" not in shown and one.poll() is None and monotonic() < until:
            sleep(0.02)
        os.write(ours, answer.encode() + b"\n")
    code = one.wait(ENOUGH)
    reading.join(ENOUGH)
    os.close(ours)
    return code, shown.decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("command", "file", "stages"),
    [
        ("export", "out.jsonl", ["exporting"]),
        ("import", "in.jsonl", ["importing", "projecting"]),
        ("backup", "out.db", ["backing up"]),
        ("restore", "in.db", ["verifying", "restoring", "projecting"]),
        ("rebuild", None, ["folding"]),
    ],
)
def test_long_work_shows_a_bar_on_a_terminal_and_none_in_a_pipe(cli, told, lines, tmp_path, command, file, stages):
    (tmp_path / "in.jsonl").write_bytes(b"".join(lines))
    cli(told, "backup", tmp_path / "in.db")
    words = [command, *([tmp_path / file] if file else [])]
    if command not in ("import", "restore"):
        shutil.copytree(told, tmp_path / "home")
    code, screen = at_a_terminal(tmp_path / "home", *words)

    assert code == 0
    for stage in stages:
        assert re.search(rf"\r\x1b\[K{stage} \[#+\] 100%", screen), screen
    shutil.rmtree(tmp_path / "home")
    for name in ("out.jsonl", "out.db"):
        (tmp_path / name).unlink(missing_ok=True)
    cli(tmp_path / "home", *words)
    assert "\r" not in cli.out + cli.err


@pytest.mark.parametrize("columns", [8, 20, 40, 80, 300])
@pytest.mark.parametrize("share", [(0, 10), (3, 10), (10, 10), (12, 10), (5, 0)])
def test_a_bar_fits_the_terminal(columns, share):
    look = Bar("exporting")._look(*share, columns)

    assert len(look) < columns
    assert columns < 30 or (f"{min(1, share[0] / share[1]):.0%}" in look if share[1] else "5" in look)


def test_rebuild_says_where_the_views_stand(cli, told, tmp_path):
    shutil.copytree(told, tmp_path / "home")

    assert cli.ask(tmp_path / "home", "rebuild") == {"position": len(records(log_of(told)))}
