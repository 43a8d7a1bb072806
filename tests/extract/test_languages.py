"""Every language's own examples, run from its folder."""

from datetime import date

import pytest

from extract.reading import reading
from sstimeline import leaves
from sstimeline.extract.grammar import rules_of
from sstimeline.extract.language import LANGUAGES, language
from sstimeline.extract.timexes import timexes
from sstimeline.model.dates import Date
from sstimeline.model.errors import UnknownLeaf

TODAY = date(2026, 11, 23)
TAGS = [tag for tag in leaves.names(LANGUAGES, "/") if "dates" in leaves.names(f"{LANGUAGES}.{tag}")]


def examples():
    return [
        pytest.param(tag, example, id=f"{tag}: {example['text'][:70]}")
        for tag in TAGS
        for example in leaves.table(LANGUAGES, tag, "examples")["examples"]
    ]


@pytest.mark.parametrize(("tag", "example"), examples())
def test_an_example_reads_as_its_language_says(tag, example):
    published = Date.parse(example["published"]) if "published" in example else None

    found = timexes(example["text"], language(tag), published=published, today=TODAY)

    assert example["find"] == [
        f"{one.text} | {one.type} | {one.value}{f'[{one.mod}]' if one.mod else ''} | {one.date or '-'}" for one in found
    ]


@pytest.mark.parametrize("tag", TAGS)
def test_the_examples_reach_most_rules(tag):
    read = set()
    for example in leaves.table(LANGUAGES, tag, "examples")["examples"]:
        published = Date.parse(example["published"]) if "published" in example else None
        read |= {one.rule for one in timexes(example["text"], language(tag), published=published, today=TODAY)}

    rules = rules_of(leaves.module(f"{LANGUAGES}.{tag}", "dates"))
    assert len(read) >= len(rules) / 2


def test_an_unknown_language_names_the_known_ones():
    with pytest.raises(UnknownLeaf, match="no language named 'xx'; there are: en, es"):
        language("xx")


@pytest.mark.parametrize("tag", TAGS)
def test_a_language_is_loaded_once(tag):
    assert language(tag) is language(tag)


@pytest.mark.parametrize(
    ("tag", "text", "values"),
    [
        pytest.param("pt", "O IMSS foi premiado em 3 de maio de 2019.", ["2019-05-03"], id="its dates are known"),
        pytest.param("fi", "IMSS palkittiin 3. toukokuuta 2019.", [], id="nothing is known"),
    ],
)
def test_a_language_without_prose_tells_when_and_not_what(tag, text, values):
    found = reading(text, tag, "2019-06-01")

    assert [one.value for one in found.timexes] == values
    assert (found.language, found.mentions) == (tag, ())
