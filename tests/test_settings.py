"""Settings: flags outrank the environment, that outranks the file, and what makes no sense is told in a sentence."""

from pathlib import Path

import pytest

from sstimeline.model.errors import BadInput
from sstimeline.model.events import Filter
from sstimeline.settings import FILE, load

SURROUNDINGS = {"SSTIMELINE_PORT": "9001", "SSTIMELINE_TITLE": "From the environment", "SSTIMELINE_HOST": ""}


@pytest.fixture
def home(tmp_path):
    return tmp_path


@pytest.fixture
def read(home):
    def read(file="", environ=None, **flags):
        if file:
            (home / FILE).write_text(file)
        return load({"home": str(home), **flags}, environ=environ or {})

    return read


def test_without_anything_said_the_defaults_hold(read, home):
    settings = read()

    assert (settings.host, settings.port, settings.threshold, settings.title) == ("127.0.0.1", 8080, 0.8, "sstimeline")
    assert (settings.seeds, settings.feeds) == (home / "seeds", home / "feeds")
    assert settings.store_address == ("sqlite", str(home / "events" / "log.db"))
    assert settings.timelines == ()


def test_a_flag_outranks_the_environment_and_that_the_file(read, home):
    file = 'port = 9000\ninterval = 7\n[site]\ntitle = "From the file"\nauthor = "A keeper"\n'

    settings = read(file, SURROUNDINGS, port=9002, title=None)

    assert (settings.port, settings.title, settings.author, settings.interval, settings.host) == (
        9002, "From the environment", "A keeper", 7, "127.0.0.1",
    )  # fmt: skip
    assert settings.origins["port"] == "--port"
    assert settings.origins["title"] == "SSTIMELINE_TITLE"
    assert settings.origins["author"] == str(home / FILE)
    assert "host" not in settings.origins


def test_every_setting_is_listed_with_its_value_origin_and_default(read):
    rows = {name: (value, origin, default) for name, value, origin, default, says in read(port="9").rows() if says}

    assert rows["port"] == (9, "--port", 8080)
    assert rows["threshold"] == (0.8, "default", 0.8)
    assert "timelines" not in rows


@pytest.mark.parametrize(
    ("flags", "environ", "expected"),
    [({"home": "a"}, {"SSTIMELINE_HOME": "b"}, "a"), ({}, {"SSTIMELINE_HOME": "b"}, "b"), ({"home": None}, {}, ".")],
    ids=["flag", "environment", "current folder"],
)
def test_the_home_is_found(flags, environ, expected):
    assert load(flags, environ).home == Path(expected)


@pytest.mark.parametrize(
    ("store", "address"),
    [
        ("sqlite:other.db", ("sqlite", "{home}/other.db")),
        ("sqlite:/var/lib/log.db", ("sqlite", "/var/lib/log.db")),
        ("memory:", ("memory", "")),
        ("postgresql://keeper@db/log", ("postgresql", "//keeper@db/log")),
    ],
)
def test_a_store_is_a_scheme_and_an_address(read, home, store, address):
    assert read(store=store).store_address == (address[0], address[1].format(home=home))


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("port =", r"sstimeline\.toml can't be read"),
        ("prot = 1", "no setting named 'prot'; `sstimeline config` lists them"),
        ('[site]\ntitel = "x"', r"no setting named 'titel' in \[site\]"),
        ("[site]\nport = 1", r"no setting named 'port' in \[site\]"),
        ('title = "outside"', r"title stands outside \[site\]: move it below"),
        ('port = "many"', "port can't be 'many' .*: it is a number"),
        ("port = 70000", "port can't be 70000 .*: it is from 0 to 65535"),
        ("port = inf", "port can't be inf"),
        ("port = [1]", r"port can't be \[1\]"),
        ("threshold = 1.1", "threshold can't be 1.1 .*: it is from 0 to 1"),
        ("threshold = nan", "threshold can't be nan"),
        ("interval = 0", "interval can't be 0"),
        ("max_bytes = -1", "max_bytes can't be -1"),
        ("host = 5", "host can't be 5 .*: it is a text"),
        ('[site]\ntitle = ["a"]', r"title can't be \['a'\]"),
        ('[site]\nbase_url = "news.example.org"', "base_url can't be .*: it begins with http"),
        ('[site]\nlanguage = "fr"', "language can't be 'fr' .*: it is en or es"),
        ("site = 3", r"write \[site\]"),
        ("timeline = 3", r"write \[\[timeline\]\]"),
        ("timeline = [3]", r"write \[\[timeline\]\]"),
        ("timelines = []", "no setting named 'timelines'"),
        ("[[timeline]]", "needs a slug"),
        ('[[timeline]]\nslug = "Big"', "needs a slug of lower-case letters"),
        ('[[timeline]]\nslug = "a/b"', "needs a slug"),
        ('[[timeline]]\nslug = "all"', "the slug 'all' is taken"),
        ('[[timeline]]\nslug = "index"', "the slug 'index' is taken"),
        ('[[timeline]]\nslug = "kind-award"', "is taken"),
        ('[[timeline]]\nslug = "article-1"', "is taken"),
        ('[[timeline]]\nslug = "a"\ncolour = "red"', "has no 'colour'; it has slug, title, actor"),
        ('[[timeline]]\nslug = "a"\nkind = 5', "kind of the .*'a' is a text or a list of texts"),
        ('[[timeline]]\nslug = "a"\nplace = ["xx", 5]', "place of the .*'a'"),
        ('[[timeline]]\nslug = "a"\n[[timeline]]\nslug = "a"', "two .* have the slug 'a'"),
    ],
)
def test_what_makes_no_sense_is_told_in_a_sentence(read, file, sentence):
    with pytest.raises(BadInput, match=sentence):
        read(file)


def test_a_file_that_is_no_text_is_told(home, read):
    (home / FILE).write_bytes(b"\xff\xfe")

    with pytest.raises(BadInput, match="can't be read"):
        read()


def test_a_bad_variable_is_named(read):
    with pytest.raises(BadInput, match=r"port can't be 'x' \(SSTIMELINE_PORT\)"):
        read(environ={"SSTIMELINE_PORT": "x"})


def test_a_timeline_of_ones_own_is_a_filter(read):
    settings = read(
        '[[timeline]]\nslug = "prizes-2"\nkind = ["award", "visit"]\nactor = "imss"\n'
        '[[timeline]]\nslug = "mexico"\ntitle = "México"\nplace = "mx"\nlanguage = "es"\n'
    )

    assert settings.timelines == (
        Filter(slug="prizes-2", title="Prizes 2", kind=("award", "visit"), actor=("imss",)),
        Filter(slug="mexico", title="México", place=("mx",), language=("es",)),
    )


def test_an_address_has_no_slash_at_its_end(read):
    assert read('[site]\nbase_url = "https://news.example.org/"').base_url == "https://news.example.org"
