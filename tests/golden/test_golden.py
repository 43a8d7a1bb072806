"""Articles of our own invention, each with its reading: what a changed rule changes is seen here, and read in review.

`python tests/golden/test_golden.py --update` writes every reading anew.
"""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from extract.reading import LEXICON, TODAY  # noqa: E402
from sstimeline.extract.read import read  # noqa: E402
from sstimeline.ingest.text import article, parse  # noqa: E402
from sstimeline.model.readings import Mention  # noqa: E402

PAIRS = sorted(folder for folder in HERE.iterdir() if (folder / "article.txt").is_file())


def found(folder: Path) -> list[dict[str, Any]]:
    """Return what the article of *folder* tells, as its reading.json holds it."""
    text = (folder / "article.txt").read_text("utf-8")
    return [_row(one) for one in read(article(parse(text, "txt")), LEXICON, today=TODAY).mentions]


def _row(one: Mention) -> dict[str, Any]:
    return {
        "title": one.title,
        "date": None if one.date is None else str(one.date),
        "events": {f"{one.kind}.{phase.name}": phase.date and str(phase.date) for phase in one.phases},
        "actors": [f"{actor.role}: {actor.name}" for actor in one.actors],
        "places": [place.name for place in one.places],
        "quantity": None if one.quantity is None else f"{one.quantity.value} {one.quantity.unit}",
        "confidence": one.confidence,
        "dating": one.dating.method,
        "evidence": [f"{evidence.rule}: {evidence.quote}" for evidence in one.evidence],
    }


@pytest.mark.parametrize("folder", PAIRS, ids=lambda folder: folder.name)
def test_an_article_is_read_as_before(folder: Path) -> None:
    assert json.loads((folder / "reading.json").read_text("utf-8")) == found(folder)


def update() -> None:
    """Write every reading as it is now."""
    for folder in PAIRS:
        text = json.dumps(found(folder), ensure_ascii=False, indent=2)
        (folder / "reading.json").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    if sys.argv[1:] != ["--update"]:
        sys.exit("python tests/golden/test_golden.py --update writes every reading anew")
    update()
