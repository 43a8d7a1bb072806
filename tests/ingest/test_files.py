"""Files to articles: every file is an article or one sentence, and none of them stops the others."""

import os
import time
from pathlib import Path

import pytest

from sstimeline.ingest import Refused
from sstimeline.ingest.files import articles
from sstimeline.model.articles import Article, article_id

WORDS = "The keeper of Port Aline lit the old lamp again on Monday, and the whole town came to watch."
LIMIT = 20_000_000


@pytest.fixture
def seeds(tmp_path):
    folder = tmp_path / "seeds"
    folder.mkdir()
    return folder


def read(path, seeds, *, seen=None, max_bytes=LIMIT, **said):
    return list(articles(path, seeds=seeds, max_bytes=max_bytes, seen={} if seen is None else seen, **said))


def an_empty_file(path):
    path.write_bytes(b"")


def a_blank_file(path):
    path.write_text("\n \t\n")


def a_binary_file(path):
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))


def a_binary_file_in_utf_8(path):
    path.write_bytes(b"%PDF-1.7\x00\x01\x02 words")


def another_encoding(path):
    path.write_bytes("Lámpara encendida.".encode("latin-1"))


def utf_16(path):
    path.write_text("The lamp was lit.", encoding="utf-16")


def fifty_megabytes(path):
    path.touch()
    os.truncate(path, 50_000_000)


def a_bad_day(path):
    path.write_text(f"published: soon\n\n{WORDS}")


def a_link_that_leads_nowhere(path):
    path.symlink_to("nowhere")


def a_link_to_itself(path):
    path.symlink_to(path.name)


WRONG = {
    an_empty_file: "the text is empty",
    a_blank_file: "the text is empty",
    a_binary_file: "it is not UTF-8",
    a_binary_file_in_utf_8: "it is a binary file, no text",
    another_encoding: "it is not UTF-8 (byte 1): save it as UTF-8",
    utf_16: "it is not UTF-8",
    fifty_megabytes: "it has 50,000,000 bytes, more than the 20,000,000 allowed (max_bytes)",
    a_bad_day: "'soon' is no publication day",
    a_link_that_leads_nowhere: "No such file",
    a_link_to_itself: "symbolic link",
}


@pytest.mark.parametrize(("make", "sentence"), WRONG.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence_and_the_others_are_read(seeds, make, sentence):
    make(seeds / "1-wrong.txt")
    (seeds / "2-right.txt").write_text(WORDS)

    refused, right = read(seeds, seeds)

    assert refused.source == "seeds/1-wrong.txt"
    assert sentence in refused.why
    assert right.text == WORDS


@pytest.mark.parametrize("make", WRONG, ids=lambda make: make.__name__)
def test_what_was_refused_is_told_once_until_it_changes(seeds, make):
    make(seeds / "a.txt")
    seen = {}
    assert [type(one) for one in read(seeds, seeds, seen=seen)] == [Refused]

    assert read(seeds, seeds, seen=seen) == []
    (seeds / "a.txt").unlink()
    (seeds / "a.txt").write_text(WORDS)
    assert [type(one) for one in read(seeds, seeds, seen=seen)] == [Article]


def test_a_large_file_is_refused_by_its_size_alone(seeds, monkeypatch):
    fifty_megabytes(seeds / "a.txt")
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail("it was read"))

    [refused] = read(seeds, seeds)

    assert "50,000,000" in refused.why


def test_a_file_of_just_the_limit_is_read(seeds):
    (seeds / "a.txt").write_text(WORDS)

    assert [type(one) for one in read(seeds, seeds, max_bytes=len(WORDS))] == [Article]
    assert [type(one) for one in read(seeds, seeds, max_bytes=len(WORDS) - 1)] == [Refused]


def test_an_article_of_the_seeds_is_named_by_its_place_there(seeds):
    (seeds / "2024").mkdir()
    (seeds / "2024" / "a.txt").write_text(WORDS)

    [one] = read(seeds, seeds)

    assert (one.source, one.id) == ("seeds/2024/a.txt", article_id(path="2024/a.txt"))
    assert [one] == read(seeds / "2024", seeds) == read(seeds / "2024" / "a.txt", seeds)


def test_an_article_from_elsewhere_is_named_by_its_text(tmp_path, seeds):
    file = tmp_path / "elsewhere.txt"
    file.write_text(WORDS)

    [one] = read(file, seeds)

    assert (one.source, one.id) == (str(file), article_id(text=WORDS))


def test_a_link_is_named_by_where_it_lies(tmp_path, seeds):
    (tmp_path / "elsewhere.txt").write_text(WORDS)
    (seeds / "a.txt").symlink_to(tmp_path / "elsewhere.txt")

    assert [one.source for one in read(seeds, seeds)] == ["seeds/a.txt"]


def test_files_come_in_the_order_of_their_names(seeds):
    for name in ("b.txt", "a.md", "c.html", "B.TXT"):
        (seeds / name).write_text(WORDS)

    assert [one.source for one in read(seeds, seeds)] == [f"seeds/{name}" for name in sorted(os.listdir(seeds))]  # noqa: PTH208


@pytest.mark.parametrize(
    "name",
    [".hidden.txt", ".git/a.txt", "a/.cache/b.md", "README.md", "readme.txt", "a/README.html", "a.pdf", "a.txt~", "a",
     "a.txt.part"],
)  # fmt: skip
def test_what_is_nobodys_article_is_passed_over(seeds, name):
    (seeds / name).parent.mkdir(parents=True, exist_ok=True)
    (seeds / name).write_text(WORDS)

    assert read(seeds, seeds) == []


def test_a_home_in_a_hidden_folder_is_read_all_the_same(tmp_path):
    seeds = tmp_path / ".home" / "seeds"
    seeds.mkdir(parents=True)
    (seeds / "a.txt").write_text(WORDS)

    assert [one.source for one in read(seeds, seeds)] == ["seeds/a.txt"]


def test_a_folder_named_like_an_article_is_only_a_folder(seeds):
    (seeds / "2024.txt").mkdir()
    (seeds / "2024.txt" / "a.txt").write_text(WORDS)

    assert [one.source for one in read(seeds, seeds)] == ["seeds/2024.txt/a.txt"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nowhere.txt", "there is no such file or folder"),
        ("a.pdf", ".pdf is none of .htm, "),
        ("a", "without a suffix"),
    ],
)
def test_a_path_that_was_asked_for_is_refused_in_a_sentence(tmp_path, seeds, name, sentence):
    if name != "nowhere.txt":
        (tmp_path / name).write_text(WORDS)

    [refused] = read(tmp_path / name, seeds)

    assert sentence in refused.why


def test_a_pipe_is_never_waited_for(seeds):
    os.mkfifo(seeds / "a.txt")

    assert read(seeds, seeds) == []
    assert [one.why for one in read(seeds / "a.txt", seeds)] == ["it is neither a file nor a folder"]


def test_a_name_that_is_not_utf_8_is_refused_in_one_that_is(seeds):
    (seeds / os.fsdecode(b"l\xe1mpara.txt")).write_text(WORDS)
    (seeds / "right.txt").write_text(WORDS)

    refused, right = read(seeds, seeds)

    assert (refused.source, refused.why) == ("seeds/l\\udce1mpara.txt", "its name is not UTF-8: rename it")
    assert right.source == "seeds/right.txt"


def test_an_unchanged_file_is_passed_over_and_a_changed_one_read_again(seeds):
    (seeds / "a.txt").write_text(WORDS)
    (seeds / "b.txt").write_text(WORDS)
    seen = {}
    assert len(read(seeds, seeds, seen=seen)) == 2

    assert read(seeds, seeds, seen=seen) == []
    (seeds / "a.txt").write_text(WORDS + " And again.")
    assert [one.source for one in read(seeds, seeds, seen=seen)] == ["seeds/a.txt"]


def test_a_file_whose_reader_gave_up_is_read_again(seeds):
    """It counts as seen only once the one who asked for it comes back for the next."""
    (seeds / "a.txt").write_text(WORDS)
    seen = {}
    found = articles(seeds, seeds=seeds, max_bytes=LIMIT, seen=seen)
    next(found)
    found.close()

    assert [one.source for one in read(seeds, seeds, seen=seen)] == ["seeds/a.txt"]


def test_a_file_that_may_still_be_being_written_waits(seeds):
    (seeds / "a.txt").write_text(WORDS)
    seen = {}
    assert read(seeds, seeds, seen=seen, settled=60) == []

    then = time.time() - 61
    os.utime(seeds / "a.txt", (then, then))

    assert [one.source for one in read(seeds, seeds, seen=seen, settled=60)] == ["seeds/a.txt"]
