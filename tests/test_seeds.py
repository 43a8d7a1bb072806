"""The two articles that come with the project, read by the whole road: what a careful editor would put down."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sstimeline import pipeline
from sstimeline.home import open_home
from sstimeline.settings import load
from sstimeline.store.base import Query

SEEDS = Path(__file__).parents[1] / "seeds"

#: kind, date, how it was found, words of the title, actors' ids
EDITOR = [
    ("visit", "2017", "explicit", "INSS experts visit Mexico", {"inss"}),
    ("visit", "2018-09-17?/2018-09-21?", "inferred", "Six ISSSTE officials", {"issste", "inss", "socieux"}),
    ("record", "2020", "explicit", "138 good practices", {"issa"}),
    ("award", "2021-12-06~", "publication", "20 awards", {"imss", "issa"}),
    ("award", "2021-12-06~", "publication", "three Certificates of Merit with Special Mention", {"imss"}),
    ("award", "2021-12-06~", "publication", "programs received Certificates of Merit", {"imss"}),
    ("award", "2021-12-06~", "publication", "two ISSA Certificates", {"imss", "issa"}),
    ("conference", "2021-12-06~", "publication", "Virtual Forum of Social Security for the Americas", {"imss"}),
]


@pytest.fixture
async def entries(tmp_path):
    async def read(at: datetime, statuses=("published",)):
        folder = tmp_path / str(at.year)
        shutil.copytree(SEEDS, folder / "seeds")
        async with open_home(settings=load({"home": str(folder)}, {}), now=lambda: at) as home:
            await pipeline.ingest(home)
            await pipeline.link(home)
            return await home.views.entries(Query(statuses=statuses))

    return read


async def test_the_timeline_holds_what_the_editor_holds_and_nothing_else(entries):
    found = await entries(datetime(2026, 11, 23, tzinfo=UTC))

    for kind, date, method, words, actors in EDITOR:
        [entry] = [one for one in found if one.kind == kind and words in one.title]
        assert (date, method) == (str(entry.date), entry.dating.method)
        assert actors <= {actor.id for actor in entry.actors}
    assert len(EDITOR) == len(found)


async def test_the_visit_has_its_two_days_its_hosts_and_its_six_officials(entries):
    [visit] = [one for one in await entries(datetime(2026, 11, 23, tzinfo=UTC)) if one.date.is_interval]

    assert [("visit.began", "2018-09-17?"), ("visit.ended", "2018-09-21?")] == [
        (step.type, str(step.date)) for step in visit.events
    ]
    assert {"visitor": "ISSSTE", "host": "INSS", "organiser": "SOCIEUX+"} == {
        actor.role: actor.name for actor in visit.actors
    }
    assert ["Madrid", "Toledo"] == [place.name for place in visit.places]
    assert (6, "officials") == (visit.quantity.value, visit.quantity.unit)
    assert "2017" in visit.dating.because
    assert "Monday to Friday" in visit.dating.because


async def test_the_strategies_that_were_honoured_are_quoted(entries):
    [award] = [one for one in await entries(datetime(2026, 11, 23, tzinfo=UTC)) if "Special Mention" in one.title]

    for strategy in (
        "My Digital Pension",
        "Incorporation of Domestic Workers",
        "Find out about your Covid-19 relative",
    ):
        assert any(strategy in evidence.quote for evidence in award.evidence)


async def test_a_text_that_arrives_when_two_years_fit_leaves_the_year_open_and_waits(entries):
    at = datetime(2030, 2, 1, tzinfo=UTC)
    [waiting] = [one for one in await entries(at, ("review",)) if one.kind == "visit"]

    assert "XXXX-09-17/XXXX-09-21" == str(waiting.date)
    assert () == waiting.timelines


async def test_every_quote_stands_in_the_text_where_it_says(entries):
    texts = [file.read_text("utf-8") for file in SEEDS.glob("*.txt")]
    for entry in await entries(datetime(2026, 11, 23, tzinfo=UTC)):
        for evidence in entry.evidence:
            assert evidence.quote in [text[evidence.span.start : evidence.span.end] for text in texts]
