"""Every kind's own examples, from its folder: what each sentence tells, or that it tells nothing."""

from datetime import date
from typing import Any

import pytest

from sstimeline import leaves
from sstimeline.extract.lexicon import load
from sstimeline.extract.names import load as names
from sstimeline.extract.read import read
from sstimeline.extract.rules import KINDS
from sstimeline.model.articles import Article, article_id
from sstimeline.model.readings import Mention

LEXICON = load(names())
TODAY = date(2026, 11, 23)


def examples() -> list[Any]:
    return [
        pytest.param(kind, tag, example, id=f"{kind}/{tag}: {example['text'][:60]}")
        for kind in leaves.names(KINDS, "/")
        for tag in leaves.names(f"{KINDS}.{kind}", ".toml")
        if tag != "kind"
        for example in leaves.table(KINDS, kind, tag).get("examples", ())
    ]


def told(text: str, tag: str, kind: str) -> list[Mention]:
    article = Article(id=article_id(text=text), text=text, language=tag)
    return [mention for mention in read(article, LEXICON, today=TODAY).mentions if mention.kind == kind]


@pytest.mark.parametrize(("kind", "tag", "example"), examples())
def test_an_example_is_read_as_its_folder_says(kind: str, tag: str, example: dict[str, Any]) -> None:
    mentions = told(example["text"], tag, kind)

    if example.get("none"):
        assert [mention.title for mention in mentions] == []
        return
    (mention,) = mentions
    assert str(mention.date) == example["date"]
    if "title" in example:
        assert mention.title == example["title"]
    if "phase" in example:
        assert example["phase"] in [phase.name for phase in mention.phases]
    if "quantity" in example:
        assert mention.quantity is not None
        assert mention.quantity.value == example["quantity"]


@pytest.mark.parametrize("kind", leaves.names(KINDS, "/"))
@pytest.mark.parametrize("tag", ["en", "es"])
def test_every_kind_shows_what_it_tells_and_what_it_does_not(kind: str, tag: str) -> None:
    found = leaves.table(KINDS, kind, tag)["examples"]

    assert any(example.get("none") for example in found)
    assert any("date" in example for example in found)


@pytest.mark.parametrize("kind", leaves.names(KINDS, "/"))
@pytest.mark.parametrize("tag", ["en", "es"])
def test_every_rule_says_by_which_words_a_sentence_is_looked_at(kind: str, tag: str) -> None:
    blind = [rule.name for rule in LEXICON.kinds[kind].speech[tag].rules if rule.form != "again" and not rule.cues]

    assert blind == []


@pytest.mark.parametrize("kind", leaves.names(KINDS, "/"))
@pytest.mark.parametrize("tag", ["en", "es"])
def test_no_two_rules_of_a_language_have_one_name(kind: str, tag: str) -> None:
    names = [rule.name for rule in LEXICON.kinds[kind].speech[tag].rules]

    assert sorted(set(names)) == sorted(names)
