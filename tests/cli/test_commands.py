"""The command line as people and scripts use it: real processes, real files."""

import json
import os
import subprocess
import sys

import pytest

ARTICLE = """---
title: Wardens on tour
published: 2024-05-21
language: en
---
A delegation from the Costa Rican Social Security Fund (CCSS) visited the Mexican Institute of Social Security (IMSS) \
in Puebla on 14 May 2024. The delegates studied the digital file.
"""


@pytest.fixture
def home(tmp_path):
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "tour.txt").write_text(ARTICLE, "utf-8")
    return tmp_path


def run(home, *words, code=0, stdin=None, **variables):
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SSTIMELINE_")}
    done = subprocess.run(
        [sys.executable, "-m", "sstimeline", *words],
        cwd=home,
        input=stdin,
        capture_output=True,
        text=True,
        env=environ | variables,
        check=False,
    )
    assert code == done.returncode, done.stderr
    return done


def ask(home, *words, **more):
    return json.loads(run(home, *words, "--json", **more).stdout)


def the_entry(home):
    [entry] = ask(home, "show")["entries"]
    return entry


def test_ingest_reads_seeds_once(home):
    first, second = ask(home, "ingest"), ask(home, "ingest")

    assert (first["articles"], first["events"]) == (1, 2)
    assert second["events"] == 0


def test_what_was_ingested_is_shown_with_its_evidence(home):
    run(home, "ingest")

    entry = the_entry(home)
    assert (entry["kind"], entry["date"], entry["status"]) == ("visit", "2024-05-14", "published")
    assert entry["evidence"][0]["trigger"]["text"] == "visited"
    assert "14 May 2024" in run(home, "show", "imss").stdout


def test_publish_writes_every_format_and_then_nothing(home):
    run(home, "ingest")
    first, second = ask(home, "publish"), ask(home, "publish")

    assert {"imss.rss", "imss.atom", "imss.ics", "imss.json", "index.opml"} <= set(first["written"])
    assert second["written"] == []


def test_an_amendment_reaches_the_feeds(home):
    run(home, "ingest")
    run(home, "publish")
    run(home, "amend", the_entry(home)["id"], "--date", "2024-05-15", "--reason", "the programme says so")
    changed = ask(home, "publish")["written"]

    assert {"all.rss", "all.atom", "all.ics", "all.json"} <= set(changed)
    assert "DTSTART;VALUE=DATE:20240515" in (home / "feeds" / "all.ics").read_text("utf-8")
    assert "the programme says so" in (home / "feeds" / "all.atom").read_text("utf-8")
    assert the_entry(home)["status"] == "amended"


def test_a_retraction_cancels_and_says_why(home):
    run(home, "ingest")
    run(home, "publish")
    id = the_entry(home)["id"]
    run(home, "retract", id, "--reason", "it was a proposal")
    run(home, "publish")

    assert "STATUS:CANCELLED" in (home / "feeds" / "all.ics").read_text("utf-8")
    assert "it was a proposal" in (home / "feeds" / "all.rss").read_text("utf-8")
    assert ask(home, "show")["entries"] == []
    assert "retracted already" in run(home, "retract", id, "--reason", "again", code=1).stderr


def test_as_of_shows_what_was_known_then(home):
    run(home, "ingest")

    assert ask(home, "show", "--as-of", "2020-01-01")["entries"] == []
    assert len(ask(home, "show", "--as-of", "2999-01-01")["entries"]) == 1


def test_rebuild_gives_the_same_and_verify_says_so(home):
    run(home, "ingest")
    before = ask(home, "verify")
    ask(home, "rebuild")
    head = f"{before['position']}:{before['hash']}"

    assert before == ask(home, "verify", "--head", head)
    assert "does not verify" in run(home, "verify", "--head", f"1:{'0' * 64}", code=1).stderr


def test_a_token_is_printed_once_and_can_be_revoked(home):
    token = run(home, "token", "create", "--scope", "write", "--name", "desk").stdout.strip()

    assert len(token) > 20
    assert token not in run(home, "token", "list").stdout
    assert [row["name"] for row in json.loads(run(home, "token", "list", "--json").stdout)] == ["desk"]
    run(home, "token", "revoke", "desk")
    assert "no token named" in run(home, "token", "revoke", "desk", code=1).stderr


@pytest.mark.parametrize("words", [("token", "--home", "other", "list"), ("token", "list", "--home", "other")])
def test_the_home_may_be_named_before_or_behind_an_action(home, words):
    run(home, *words)

    assert (home / "other" / "events").is_dir()
    assert not (home / "events").exists()


def test_config_says_where_each_setting_comes_from(home):
    (home / "sstimeline.toml").write_text('port = 9001\n[site]\ntitle = "Ours"\n', "utf-8")
    rows = {row["name"]: row for row in ask(home, "config", SSTIMELINE_HOST="127.0.0.2")}

    assert (rows["port"]["value"], rows["port"]["origin"]) == (9001, "sstimeline.toml")
    assert (rows["host"]["value"], rows["host"]["origin"]) == ("127.0.0.2", "SSTIMELINE_HOST")
    assert (rows["title"]["value"], rows["title"]["default"]) == ("Ours", "sstimeline")


def test_extract_stores_nothing(home):
    result = json.loads(run(home, "extract", "seeds/tour.txt", "--received", "2024-06-01").stdout)

    assert (result["published"], result["received"]) == ("2024-05-21", "2024-06-01")
    assert result["occurrences"][0]["date"] == "2024-05-14"
    assert not (home / "events").exists() or not list((home / "events").glob("*.db"))


def test_extract_answers_every_line_in_order(home):
    lines = [
        {"id": "a", "text": "On 3 June 2022 the IMSS won two awards from the ISSA.", "language": "en"},
        {
            "id": "b",
            "text": "Hoy no pasó nada en la oficina del instituto.",
            "language": "es",
            "published": "2024-05-01",
        },
        {"id": "c"},
        {"id": "d", "text": "Ce texte est en français et ne dit rien de particulier aux lecteurs."},
    ]
    done = run(home, "extract", "--jsonl", stdin="\n".join(map(json.dumps, lines)) + "\nnot json\n", code=1)
    answers = [json.loads(line) for line in done.stdout.splitlines()]

    assert [answer["id"] for answer in answers] == ["a", "b", "c", "d", "line 5"]
    assert [occurrence["kind"] for occurrence in answers[0]["occurrences"]] == ["award"]
    assert (answers[1]["published"], answers[1]["occurrences"]) == ("2024-05-01", [])
    assert "text is" in answers[2]["error"] or "every value" in answers[2]["error"]
    assert (answers[3]["language"], answers[3]["occurrences"]) == ("fr", [])
    for timex in answers[0]["timexes"]:
        assert timex["text"] == lines[0]["text"][timex["start"] : timex["end"]]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["show", "imsss"], "no timeline named 'imsss'"),
        (["amend", "nonsense", "--date", "2024", "--reason", "x"], "no entry named 'nonsense'"),
        (["show", "--as-of", "yesterday"], "is no time such as"),
        (["--help-me-not"], "usage"),
        (["show", "--home", "seeds/tour.txt"], "can't be"),
        (["show", "--store", "mysql://x"], "there are: memory, postgresql, sqlite"),
        (["ingest", "missing.txt"], "missing.txt: there is no such file"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_mistake_gets_one_clear_sentence(home, words, says):
    run(home, "ingest")
    done = run(home, *words, code=2 if words == ["--help-me-not"] else 1)

    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "the text is empty"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x01binary", "is not UTF-8"),
        ("nul.txt", b"zero \x00 zero", "binary file"),
        ("latin.txt", "El año pasado".encode("latin-1"), "is not UTF-8 (byte 4)"),
    ],
)
def test_a_bad_file_is_named_and_the_others_are_read(home, name, content, says):
    (home / "seeds" / name).write_bytes(content)
    done = run(home, "ingest", code=1)

    assert f"seeds/{name}: " in done.stderr
    assert says in done.stderr
    assert len(ask(home, "show")["entries"]) == 1


def test_a_huge_file_is_refused_by_its_size(home):
    with (home / "seeds" / "huge.txt").open("wb") as file:
        file.truncate(50_000_000)

    assert "50,000,000 bytes, more than the 20,000,000 allowed" in run(home, "ingest", code=1).stderr


def test_a_store_that_is_no_database_is_left_alone(home):
    (home / "events").mkdir()
    (home / "events" / "log.db").write_text("my diary, not a database at all, but long enough to be read" * 20, "utf-8")

    assert "is no database" in run(home, "ingest", code=1).stderr
    assert (home / "events" / "log.db").read_text("utf-8").startswith("my diary")
