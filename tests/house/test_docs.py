"""What the documents name exists, and what exists is in the documents."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sstimeline import leaves
from sstimeline.cli.main import COMMANDS
from sstimeline.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
DOCS = README + "".join(file.read_text("utf-8") for file in sorted((ROOT / "docs").glob("*.md")))


@pytest.mark.parametrize("name", leaves.names(COMMANDS))
def test_every_command_is_in_the_readme(name):
    assert f"sstimeline {name}" in README


@pytest.mark.parametrize("name", [row[0] for row in Settings().rows()])
def test_every_setting_is_in_the_docs(name):
    assert f"`{name}`" in DOCS


@pytest.mark.parametrize("suffix", leaves.names("sstimeline.publish.formats"))
def test_every_format_is_in_the_readme(suffix):
    assert f".{suffix}`" in README


def _policies():
    """Give the names of the policies as their rooms say them: words with hyphens that are no unit of time."""
    units = {"half-year"}
    for file in (ROOT / "src/sstimeline/extract/policies").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and re.fullmatch(r"[a-z]+(-[a-z]+)+", str(node.value)):
                yield from {node.value} - units


@pytest.mark.parametrize("name", sorted(set(_policies())))
def test_every_policy_is_in_the_docs(name):
    assert f"`{name}`" in DOCS


@pytest.mark.parametrize("target", sorted(set(re.findall(r"(?:^|`)make (\w+)", DOCS, re.MULTILINE))))
def test_every_make_target_named_is_there(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(((?!https?:|#|mailto:)[^)#]+)", README))))
def test_every_file_the_readme_links_to_is_there(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("name", leaves.names(COMMANDS))
def test_every_command_explains_itself(name):
    module = leaves.module(COMMANDS, name)

    assert re.match(r"[A-Z][a-z]+,? .*[.;:,]", module.__doc__), "help begins with a verb"
    assert f"  sstimeline {name}" in module.__doc__ or f"sstimeline {name}" in module.__doc__, (
        "and shows a line to copy"
    )


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from sstimeline.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(*(name for name in sys.modules if '.' not in name), file=sys.stderr)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr.split()

    heavy = {"aiohttp", "apscheduler", "babel", "feedgen", "holidays", "icalendar", "jinja2", "lxml", "msgspec"}
    heavy |= {"numpy", "py3langid", "sqlite3", "sqlite_utils", "trafilatura", "markdown_it"}
    assert set() == heavy & set(loaded)


def test_nothing_in_the_project_names_a_place_outside_it():
    # The names are put together here, so that this file does not name them either.
    outside = re.compile("/" + "work/|" + r"\.\./" + "shared")
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    texts = {name: (ROOT / name).read_text("utf-8", "ignore") for name in tracked if name and (ROOT / name).is_file()}

    assert [name for name, text in texts.items() if outside.search(text)] == []
