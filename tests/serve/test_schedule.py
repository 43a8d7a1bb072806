"""The schedule reads seeds/, publishes, survives what fails, and ends cleanly."""

import asyncio
import logging
import time
from datetime import UTC, datetime, timedelta

import pytest

from serve.lines import seed
from sstimeline import pipeline
from sstimeline.home import open_home
from sstimeline.model.errors import StoreUnusable
from sstimeline.serve import schedule
from sstimeline.serve.app import make_app
from sstimeline.serve.ops import Metrics
from sstimeline.serve.schedule import LEASE, Runs, kept, slot_of
from sstimeline.serve.writes import IDEMPOTENCY
from sstimeline.settings import load
from sstimeline.store.base import Answer


async def until(client, path, holds, seconds=10):
    """Ask again and again until the answer *holds*, and return its text."""
    async with asyncio.timeout(seconds):
        while True:
            answer = await client.get(path)
            text = await answer.text()
            if holds(answer.status, text):
                return text
            await asyncio.sleep(0.05)


def ready(status, text):
    return status == 200


@pytest.fixture
async def served(home, aiohttp_client):
    """A fresh home with one seed, served on its schedule."""
    seed(home, "a.txt", "2024-05-06 visit IMSS opens a clinic in Madrid")
    return await aiohttp_client(make_app(home))


async def test_a_fresh_home_is_ready_once_its_seeds_are_published(served):
    await until(served, "/readyz", ready)

    assert "IMSS opens a clinic" in await (await served.get("/feeds/imss.atom")).text()


async def test_a_file_dropped_into_seeds_is_in_the_feeds_within_ten_seconds(served, home):
    await until(served, "/readyz", ready)
    begun = time.monotonic()
    seed(home, "b.txt", "2024-06-07 visit INSS comes to Mexico")

    await until(served, "/feeds/all.rss", lambda _, text: "INSS comes to Mexico" in text)

    assert time.monotonic() - begun < 10


async def test_a_file_still_being_written_is_left_for_the_next_look(served, home):
    await until(served, "/readyz", ready)
    path = home.settings.seeds / "slow.txt"
    with path.open("w") as file:
        file.write("language: en\n\n2024-06-07 visit INSS comes to Mex")
        for part in "ico", " and", " stays":
            file.flush()
            await asyncio.sleep(0.6)
            file.write(part)

    await until(served, "/feeds/all.rss", lambda _, text: "INSS comes to Mexico and stays" in text)

    types = [envelope.type for envelope in await home.log.after(0)]
    assert "article.revised" not in types


async def test_a_home_that_has_a_log_is_ready_without_reading_its_seeds(told, aiohttp_client, monkeypatch):
    async def never(*_, **__):
        await asyncio.Event().wait()

    monkeypatch.setattr(pipeline, "ingest", never)
    monkeypatch.setattr(schedule, "DEADLINE", 0.1)
    client = await aiohttp_client(make_app(told))

    await until(client, "/readyz", ready)


async def test_what_is_missing_is_said_until_it_is_ready(home, aiohttp_client):
    seed(home, "a.txt", "2024-05-06 visit IMSS opens a clinic in Madrid")
    client = await aiohttp_client(make_app(home, scheduled=False))

    answer = await client.get("/readyz")

    assert answer.status == 503
    assert "seeds/ is not read" in (await answer.json(content_type=None))["detail"]
    assert (await client.get("/healthz")).status == 200


async def test_a_run_that_fails_is_told_once_counted_and_tried_again(home, monkeypatch, caplog):
    seed(home, "a.txt", "2024-05-06 visit IMSS opens a clinic in Madrid")
    metrics = Metrics()
    runs = Runs(home, metrics)
    true = pipeline.publish

    async def full(home, **asked):
        raise StoreUnusable("the disk is full: make room")

    monkeypatch.setattr(pipeline, "publish", full)
    with caplog.at_level(logging.ERROR):
        await runs.run()
        await runs.run()
    assert [one.getMessage() for one in caplog.records] == [
        "publish failed, and is tried again: the disk is full: make room"
    ]
    assert "the disk is full" in runs.missing

    monkeypatch.setattr(pipeline, "publish", true)
    await runs.run()

    assert metrics.runs == {"failed": 2, "done": 1}
    assert runs.missing == ""


async def test_reads_go_on_where_feeds_cannot_be_written(told, aiohttp_client):
    kept_bytes = (told.settings.feeds / "all.rss").read_bytes()
    for path in told.settings.feeds.iterdir():
        path.unlink()
    told.settings.feeds.rmdir()
    told.settings.feeds.write_text("in the way")
    client = await aiohttp_client(make_app(told))

    await until(client, "/metrics", lambda _, text: 'runs_total{outcome="failed"} 0' not in text)

    assert (await client.get("/timelines/all")).status == 200
    assert (await client.get("/readyz")).status == 503
    told.settings.feeds.unlink()
    await until(client, "/readyz", ready)
    assert kept_bytes == await (await client.get("/feeds/all.rss")).read()


async def test_nothing_new_is_not_published_again(told):
    told.standing = None
    metrics = Metrics()
    runs = Runs(told, metrics)
    for _ in range(3):
        await runs.run()
    once = metrics.publishes
    (told.settings.feeds / "all.rss").unlink()
    await runs.run()

    assert (once, metrics.publishes) == (1, 2)
    assert (told.settings.feeds / "all.rss").exists()


async def test_a_burst_of_writes_is_published_together(told, monkeypatch):
    written = []
    publish = pipeline.publish

    async def counted(home, **asked):
        written.append(True)
        return await publish(home, **asked)

    monkeypatch.setattr(pipeline, "publish", counted)
    runs = Runs(told, Metrics())
    for _ in range(20):
        runs.soon()
    await asyncio.sleep(0)
    await runs.settle()

    assert written == [True]


async def test_a_backlog_is_shown_as_it_is_worked_off_and_to_the_end(told, monkeypatch):
    """A server that starts amid a stream of news answers before it has linked all of that."""
    monkeypatch.setattr(schedule, "AT_A_TIME", 2)
    waiting = []
    publish = pipeline.publish

    async def watched(home, **asked):
        done = await publish(home, **asked)
        waiting.append(len(await home.views.unlinked()))
        return done

    monkeypatch.setattr(pipeline, "publish", watched)
    for number in range(5):
        seed(told, f"{number}.txt", f"2024-05-0{number + 1} visit IMSS visits Madrid {number}")
    await pipeline.ingest(told)
    runs = Runs(told, Metrics())

    runs.soon()
    while waiting[-1:] != [0]:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await runs.settle()

    assert waiting == [3, 1, 0]


async def test_runs_never_overlap_and_those_skipped_are_counted(told, monkeypatch):
    metrics = Metrics()
    runs = Runs(told, metrics)
    at_once = most = 0

    async def slow(home):
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(2.5)
        at_once -= 1
        return pipeline.Ingested()

    monkeypatch.setattr(pipeline, "ingest", slow)
    async with kept(runs, metrics, interval=1):
        await asyncio.sleep(2.4)

    assert most == 1
    assert metrics.runs["skipped"] >= 1
    assert metrics.runs["failed"] == 0


async def test_what_is_running_may_end_before_the_server_does(told, monkeypatch):
    metrics = Metrics()
    runs = Runs(told, metrics)
    begun, ended = asyncio.Event(), []

    async def slow(home):
        begun.set()
        await asyncio.sleep(0.3)
        ended.append(True)
        return pipeline.Ingested()

    monkeypatch.setattr(pipeline, "ingest", slow)
    async with kept(runs, metrics, interval=60):
        await begun.wait()

    assert ended == [True]
    assert metrics.runs["done"] == 1


async def test_what_takes_too_long_is_ended(told, monkeypatch):
    runs = Runs(told, Metrics())
    begun = asyncio.Event()

    async def endless(home):
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(pipeline, "ingest", endless)
    monkeypatch.setattr(schedule, "DEADLINE", 0.1)
    async with asyncio.timeout(5), kept(runs, Metrics(), interval=60):
        await begun.wait()


async def test_what_can_not_be_read_is_named_once(home, caplog):
    (home.settings.seeds / "bad.txt").write_bytes(b"\xff\xfe\x00")
    runs = Runs(home, Metrics())
    with caplog.at_level(logging.WARNING):
        await runs.run()
        await runs.run()

    assert len(caplog.records) == 1
    assert "refused seeds/bad.txt: it is not UTF-8" in caplog.text


async def test_the_metrics_count_what_was_done(served):
    await until(served, "/readyz", ready)
    await served.get("/api/timelines/all")
    await served.get("/no/such/address")
    text = await until(served, "/metrics", lambda _, text: 'runs_total{outcome="done"} 0' not in text)

    lines = text.splitlines()
    assert 'sstimeline_http_requests_total{route="/api/timelines/{slug}",method="GET",status="200"} 1' in lines
    assert 'sstimeline_http_requests_total{route="none",method="GET",status="404"} 1' in lines
    assert "sstimeline_articles_ingested_total 1" in lines
    assert "sstimeline_events_appended_total 3" in lines
    assert "sstimeline_log_position 3" in lines
    assert "sstimeline_publishes_total 1" in lines


@pytest.fixture
async def replica(home, tmp_path, clock):
    """Another home on the store of *home*, whose seeds/ are looked at once a day."""
    flags = {
        "home": str(tmp_path / "replica"), "store": f"sqlite:{home.settings.store_address[1]}", "interval": 86400,
        "base_url": "http://site.test",
    }  # fmt: skip
    async with open_home(settings=load(flags, environ={}), now=clock) as one:
        one.names, one.lexicon = home.names, None
        yield one


async def test_what_another_process_wrote_is_published_here_too(told, replica, aiohttp_client):
    client = await aiohttp_client(make_app(replica))
    await until(client, "/readyz", ready)
    seed(told, "c.txt", "2024-06-07 visit INSS comes to Mexico once more")
    await pipeline.ingest(told)
    await pipeline.publish(told)

    def files(home):
        return {path.name: path.read_bytes() for path in home.settings.feeds.glob("*.*")}

    await until(client, "/feeds/all.rss", lambda _, text: "once more" in text and files(told) == files(replica))


async def test_trouble_with_following_is_told_once(told, monkeypatch, caplog):
    runs = Runs(told, Metrics())
    await runs.run()

    async def gone():
        raise StoreUnusable("the server can't be reached")

    monkeypatch.setattr(told.log, "head", gone)
    with caplog.at_level(logging.ERROR):
        await runs.follow()
        await runs.follow()

    assert [one.getMessage() for one in caplog.records] == [
        "follow failed, and is tried again: the server can't be reached"
    ]


@pytest.mark.parametrize(
    ("moment", "every", "slot"),
    [
        ("2024-06-01T08:59:59.999999+00:00", 3600, "2024-06-01T08:00:00Z"),
        ("2024-06-01T09:00:00+00:00", 3600, "2024-06-01T09:00:00Z"),
        ("2024-06-01T01:30:00+05:30", 3600, "2024-05-31T20:00:00Z"),
        ("2024-06-01T09:00:01+00:00", 86400, "2024-06-01T00:00:00Z"),
    ],
)
def test_a_slot_is_called_by_its_start(moment, every, slot):
    assert slot == slot_of(datetime.fromisoformat(moment), every)


async def test_of_many_replicas_one_tidies_in_a_slot(told, replica, monkeypatch, clock):
    monkeypatch.setattr(clock, "ahead", datetime(2030, 6, 1, 8, 59, tzinfo=UTC) - datetime.now(UTC))
    every = [Runs(home, Metrics()) for home in (told, replica, told)]
    await asyncio.gather(*(runs.tidy() for runs in every))
    await asyncio.gather(*(runs.tidy() for runs in every))
    clock.forward(3600)
    await asyncio.gather(*(runs.tidy() for runs in every))

    runs = await told.desk.runs("tidy")
    assert [run.slot for run in runs] == ["2030-06-01T08:00:00Z", "2030-06-01T09:00:00Z"]
    assert all(run.done for run in runs)


async def test_answers_are_forgotten_after_a_week_and_nothing_else_is(told, clock):
    names = [f"{IDEMPOTENCY}desk:old", "link:4711", f"{IDEMPOTENCY}desk:new"]
    for name in names[:2]:
        await told.desk.keep_answer(name, Answer(status=201), at=told.now() - timedelta(days=7, seconds=1))
    await told.desk.keep_answer(names[2], Answer(status=201), at=told.now() - timedelta(days=6, hours=23))

    await Runs(told, Metrics()).tidy()

    assert [None, 201, 201] == [one and one.status for one in [await told.desk.answer(name) for name in names]]


async def test_a_slot_whose_owner_died_is_taken_over_after_its_lease(told, clock):
    slot = slot_of(told.now(), told.settings.tidy_every)
    await told.desk.start_run("tidy", slot, owner="the dead one", at=told.now(), lease=LEASE)
    runs = Runs(told, Metrics())
    await runs.tidy()
    [before] = await told.desk.runs("tidy")
    clock.forward(told.settings.tidy_every + LEASE.total_seconds())  # its slot is over, too

    await runs.tidy()

    after = await told.desk.runs("tidy")
    assert (before.owner, before.done) == ("the dead one", None)
    assert [slot, slot_of(told.now(), told.settings.tidy_every)] == [run.slot for run in after]
    assert all(run.done and run.owner != "the dead one" for run in after)


async def test_a_clean_end_leaves_no_slot_unfinished(told, monkeypatch):
    told.settings = load({"home": str(told.settings.home), "tidy_every": 1}, environ={})
    metrics, begun, tidy = Metrics(), asyncio.Event(), told.desk.tidy

    async def slow(before, prefix):
        begun.set()
        await asyncio.sleep(0.2)
        return await tidy(before, prefix)

    monkeypatch.setattr(told.desk, "tidy", slow)
    async with kept(Runs(told, metrics), metrics, interval=60):
        await begun.wait()

    assert all(run.done for run in await told.desk.runs("tidy"))
    assert metrics.runs["failed"] == 0


async def test_a_slot_that_failed_is_tried_again(told, monkeypatch, clock):
    metrics = Metrics()
    runs, tidy = Runs(told, metrics), told.desk.tidy

    async def full(before, prefix):
        raise StoreUnusable("the disk is full: make room")

    monkeypatch.setattr(told.desk, "tidy", full)
    await runs.tidy()
    monkeypatch.setattr(told.desk, "tidy", tidy)
    clock.forward(LEASE.total_seconds() + 1)
    await runs.tidy()

    assert metrics.runs == {"failed": 1}
    assert all(run.done for run in await told.desk.runs("tidy"))
