"""What every backend promises: one suite, run over each that `sstimeline.home.schemes` finds.

A new backend needs two lines here: where its address comes from, and how a row of its log is changed behind its back.
"""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import cache

import psycopg
import pytest

import databases
from model.samples import (
    HARD_TEXTS,
    PORT,
    START,
    append,
    dated,
    evidence,
    linked,
    minute,
    number,
    received,
    stream,
)  # fmt: skip
from sstimeline.home import open_store, schemes
from sstimeline.model.dates import Date
from sstimeline.model.errors import BadInput, Conflict, StreamMoved, Tampered
from sstimeline.model.events import (
    Actor,
    ArticleErased,
    Filter,
    Head,
    HomeConfigured,
    OccurrenceAmended,
    OccurrenceMerged,
    OccurrenceRetracted,
)
from sstimeline.model.values import replace
from sstimeline.project.fold import fold
from sstimeline.store import _sql_views
from sstimeline.store.base import SCRUB, Answer, Guard, Query, Token
from sstimeline.store.codec import Verification
from sstimeline.store.memory import MemoryViews

ADDRESSES = {
    "memory": lambda folder: "",
    "postgresql": lambda folder: databases.behind(schema_of(folder)),
    "sqlite": lambda folder: str(folder / "log.db"),
}


@cache
def schema_of(folder):
    return databases.fresh()


def change_memory(store, address, position, column, value):
    records = store.log._records
    records[position - 1] = records[position - 1]._replace(**{column: value})


def change_postgresql(store, address, position, column, value):
    with psycopg.connect(f"postgresql:{address}", autocommit=True) as raw:
        raw.execute("DROP TRIGGER log_no_change ON log")
        raw.execute(f"UPDATE log SET {column} = %s WHERE position = %s", (value, position))


def change_sqlite(store, address, position, column, value):
    with closing(sqlite3.connect(address)) as raw, raw:
        raw.execute("DROP TRIGGER log_no_update")
        raw.execute(f"UPDATE log SET {column} = ? WHERE position = ?", (value, position))


CHANGE = {"memory": change_memory, "postgresql": change_postgresql, "sqlite": change_sqlite}


def test_every_backend_is_held_to_the_contract():
    assert set(schemes()) == ADDRESSES.keys() == CHANGE.keys()


@pytest.fixture(params=schemes())
async def store(request, tmp_path):
    opened = await open_store(request.param, ADDRESSES[request.param](tmp_path))
    yield opened
    await opened.close()


@pytest.fixture
def tamper(request, tmp_path, store):
    scheme = request.node.callspec.params["store"]
    return lambda *row: CHANGE[scheme](store, ADDRESSES[scheme](tmp_path), *row)


async def everything(store):
    return await store.log.after(0, 10_000)


async def folded(store):
    """Fold the log to its head."""
    while (await store.views.advance(fold))[0] < (await store.log.head()).position:
        pass


class TestLogContract:
    async def test_an_empty_log_stands_at_nothing(self, store):
        assert Head() == await store.log.head() == await store.log.verify()
        assert () == await store.log.read("article-x") == await everything(store)

    async def test_what_is_appended_comes_back_as_history(self, store):
        events = (received(), dated(), linked())

        appended = await store.log.append(stream(), events, expect=0, at=minute(1))

        assert [(one.version, one.position) for one in appended] == [(1, 1), (2, 2), (3, 3)]
        assert events == tuple(one.event for one in appended)
        assert {stream()} == {one.stream for one in appended}
        assert {minute(1)} == {one.recorded_at for one in appended}
        assert appended == await store.log.read(stream()) == await everything(store)
        assert Head(position=3, hash=appended[-1].hash) == await store.log.head() == await store.log.verify()

    async def test_each_stream_counts_its_own_versions(self, store):
        await append(store, 1, received(1))
        await append(store, 2, received(2), dated(about=2))
        await append(store, 1, linked(1))

        assert [one.version for one in await store.log.read(stream(1))] == [1, 2]
        assert [one.position for one in await store.log.read(stream(1))] == [1, 4]

    async def test_appending_nothing_changes_nothing(self, store):
        assert await store.log.append(stream(), (), expect=7, at=minute(1), guard=Guard(key="k")) == ()
        assert Head() == await store.log.head()
        assert await store.desk.answer("k") is None

    @pytest.mark.parametrize("expect", [0, 1, 3, 99])
    async def test_a_stream_that_moved_is_told_with_its_version(self, store, expect):
        await append(store, 1, received(), dated())

        with pytest.raises(StreamMoved) as moved:
            await store.log.append(stream(), (linked(),), expect=expect, at=minute(9))

        assert (stream(), expect, 2) == (moved.value.stream, moved.value.expected, moved.value.actual)
        assert (await store.log.head()).position == 2

    async def test_a_retry_after_a_lost_answer_gets_the_stored_positions(self, store):
        events = (received(), dated())
        first = await store.log.append(stream(), events, expect=0, at=minute(1), guard=Guard(key="guard"))
        await append(store, 2, received(2))
        await append(store, 1, linked())

        again = await store.log.append(stream(), events, expect=0, at=minute(50), guard=Guard(key="guard"))

        assert first == again
        assert (await store.log.head()).position == 4

    async def test_a_retry_of_which_only_a_part_is_stored_is_a_stream_that_moved(self, store):
        await append(store, 1, received())

        with pytest.raises(StreamMoved):
            await store.log.append(stream(), (received(), dated()), expect=0, at=minute(9))

    async def test_two_honest_writers_with_other_words_are_no_retry(self, store):
        await store.log.append(stream(), (received(text="One."),), expect=0, at=minute(1))

        with pytest.raises(StreamMoved):
            await store.log.append(stream(), (received(text="Two."),), expect=0, at=minute(1))

    async def test_a_stream_that_moved_is_told_before_a_key_that_is_taken(self, store):
        await store.log.append(stream(1), (received(),), expect=0, at=minute(1), guard=Guard(key="link:0"))

        with pytest.raises(StreamMoved):
            await store.log.append(stream(1), (linked(),), expect=0, at=minute(2), guard=Guard(key="link:0"))
        with pytest.raises(Conflict):
            await store.log.append(stream(1), (linked(),), expect=1, at=minute(2), guard=Guard(key="link:0"))

    async def test_a_key_is_taken_once_and_with_its_append(self, store):
        with pytest.raises(StreamMoved):
            await store.log.append(stream(), (received(),), expect=5, at=minute(1), guard=Guard(key="link:0"))
        await store.log.append(stream(), (received(),), expect=0, at=minute(1), guard=Guard(key="link:0"))  # still free

        with pytest.raises(Conflict, match="link:0"):
            await store.log.append(stream(2), (received(2),), expect=0, at=minute(2), guard=Guard(key="link:0"))
        assert await store.log.read(stream(2)) == ()

    async def test_positions_have_no_gaps_while_many_append_and_one_follows(self, store):
        seen = []

        async def write(n):
            for version in range(8):
                await store.log.append(stream(n), (received(n, f"{n} {version}"),), expect=version, at=minute(n))

        async def insist(n):
            """Write into a stream that others write too, as the pipeline does."""
            for turn in range(4):
                while True:
                    history = await store.log.read(stream(99))
                    event = received(99, f"{n} {turn}")
                    try:
                        await store.log.append(stream(99), (event,), expect=len(history), at=minute(n))
                        break
                    except StreamMoved:
                        await asyncio.sleep(0)

        async def follow():
            while len(seen) < 6 * 8 + 3 * 4:
                page = await store.log.after(len(seen), 7)
                assert [one.position for one in page] == list(range(len(seen) + 1, len(seen) + len(page) + 1))
                seen.extend(page)
                await asyncio.sleep(0)

        await asyncio.gather(follow(), *(write(n) for n in range(1, 7)), *(insist(n) for n in range(3)))

        assert tuple(seen) == await everything(store)
        assert list(range(1, 13)) == [one.version for one in await store.log.read(stream(99))]
        assert (await store.log.verify()).position == 60

    async def test_of_many_who_append_at_one_version_one_wins(self, store):
        async def attempt(n):
            return await store.log.append(stream(), (received(text=f"By {n}."),), expect=0, at=minute(n))

        answers = await asyncio.gather(*(attempt(n) for n in range(8)), return_exceptions=True)

        assert sum(isinstance(answer, StreamMoved) for answer in answers) == 7
        assert len(await store.log.read(stream())) == 1

    async def test_recorded_at_stands_still_while_the_clock_runs_backwards(self, store):
        for n, at in enumerate([5, 2, 9, 1], 1):
            await append(store, n, received(n), at=minute(at))

        assert [minute(at) for at in (5, 5, 9, 9)] == [one.recorded_at for one in await everything(store)]

    async def test_pages_are_as_long_as_asked(self, store):
        await append(store, 1, received(), dated(), linked())

        assert [one.position for one in await store.log.after(1, 1)] == [2]
        assert [one.position for one in await store.log.after(1, 9)] == [2, 3]
        assert () == await store.log.after(3) == await store.log.after(99)

    @pytest.mark.parametrize("text", HARD_TEXTS, ids=ascii)
    async def test_a_hard_text_comes_back_as_it_was(self, store, text):
        await append(store, 1, received(text=text, title=text))

        [envelope] = await store.log.read(stream())
        assert (text, text) == (envelope.event.text, envelope.event.title)

    async def test_half_a_character_is_refused_and_nothing_is_appended(self, store):
        with pytest.raises(BadInput):
            await store.log.append(stream(), (received(), received(text="\ud800")), expect=0, at=minute(1))

        assert Head() == await store.log.head()
        await append(store, 1, received())

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("data", '{"article":"00000000-0000-0000-0000-000000000002"}'),
            ("recorded_at", "2020-01-01T00:00:00.000000Z"),
            ("type", "article.received"),
            ("stream", "article-x"),
            ("version", 7),
            ("schema", 2),
            ("id", str(number(3))),
            ("digest", "0" * 64),
            ("previous", "0" * 64),
            ("hash", "0" * 64),
        ],
    )
    async def test_verify_names_the_position_of_a_changed_row(self, store, tamper, column, value):
        await append(store, 1, received(), dated(), linked())
        await append(store, 2, received(2), linked(2))
        await store.log.verify()

        tamper(3, column, value)

        with pytest.raises(Tampered) as found:
            await store.log.verify()
        assert found.value.position == 3
        assert "position 3" in str(found.value)

    async def test_records_are_given_as_they_are_stored_and_can_be_taken_elsewhere(self, store):
        await append(store, 1, received(), dated(), linked())
        await append(store, 2, received(2, "Ñandú \t\\n\u0000 said."))
        records = [record async for record in store.log.records()]
        other = await open_store("memory", "")

        await other.log.take(records[:2])
        with pytest.raises(Tampered):
            await other.log.take(records[3:])  # one is missing
        await other.log.take(records[2:])

        assert [record.position for record in records] == [1, 2, 3, 4]
        assert records[2:] == [record async for record in store.log.records(2)]
        assert await store.log.head() == await other.log.head() == await other.log.verify()
        assert await everything(store) == await everything(other)

    async def test_what_is_taken_from_elsewhere_stands_as_it_stood_there(self, store):
        other = await open_store("memory", "")
        await append(other, 1, received(), dated(), linked())
        await append(other, 2, received(2, "Ñandú \t\\n\u0000 said."))
        records = [record async for record in other.log.records()]

        await store.log.take(records)
        await store.log.take([])
        await store.log.take(records)  # the answer was lost: they stand already
        with pytest.raises(Tampered):
            await store.log.take(records[:-1])

        assert await everything(other) == await everything(store)
        assert [5] == [one.position for one in await append(store, 1, dated(about=1))]

    async def test_a_long_append_is_one_append(self, store):
        events = tuple(received(1, f"Version {n}.", revised=n > 0) for n in range(300))

        appended = await store.log.append(stream(), events, expect=0, at=minute(1), guard=Guard(key="k"))

        assert [one.position for one in appended] == list(range(1, 301))
        assert events == tuple(one.event for one in await store.log.read(stream()))
        assert appended == await store.log.append(stream(), events, expect=0, at=minute(9), guard=Guard(key="k"))
        assert (await store.log.verify()).position == 300

    async def test_a_long_append_with_half_a_character_leaves_nothing(self, store):
        events = [received(1, f"Version {n}.") for n in range(200)] + [received(text="\ud800")]

        with pytest.raises(BadInput):
            await store.log.append(stream(), events, expect=0, at=minute(1))

        assert Head() == await store.log.head()

    async def test_of_many_appended_together_only_those_to_blame_fail(self, store):
        await append(store, 9, received(9))

        answers = await asyncio.gather(
            store.log.append(stream(1), (received(1),), expect=0, at=minute(1), guard=Guard(key="k")),
            store.log.append(stream(9), (linked(9),), expect=5, at=minute(1)),
            store.log.append(stream(2), (received(2),), expect=0, at=minute(1), guard=Guard(key="k")),
            store.log.append(stream(3), (received(3),), expect=0, at=minute(1)),
            store.log.append(stream(3), (received(3),), expect=0, at=minute(1)),
            store.log.append(stream(3), (received(3, "Else."),), expect=0, at=minute(1)),
            return_exceptions=True,
        )

        kinds = [type(answer) for answer in answers]
        assert kinds == [tuple, StreamMoved, Conflict, tuple, tuple, StreamMoved]
        assert answers[3] == answers[4]
        assert [one.stream for one in await everything(store)] == [stream(9), stream(1), stream(3)]

    async def test_what_a_guard_answers_is_kept_with_its_append(self, store):
        def answer(records):
            return Answer(digest="d", status=201, id="x", stream=records[0].stream, version=2, position=len(records))

        await store.log.append(
            stream(), (received(), linked()), expect=0, at=minute(1), guard=Guard(key="k", answer=answer)
        )

        assert await store.desk.answer("k") == answer([*(await records_of(store))])
        assert await store.desk.answer("other") is None


async def records_of(store):
    return [record async for record in store.log.records()]


class TestErasureContract:
    @pytest.fixture
    async def erased(self, store):
        """Two articles tell one visit, a person corrected it, and the first article is erased."""
        await append(store, 1, received(1, "Secret words of one."), dated(1, about=1), linked(1))
        await append(store, 2, received(2, "Words of two."), dated(2, about=2))
        await append(store, 2, OccurrenceMerged(occurrence=number(2), into=number(1), because="Both."), linked(2))
        amended = OccurrenceAmended(occurrence=number(1), reason="secret reason", title="Secret title")
        await append(store, 1, amended)
        await folded(store)
        await store.desk.keep_items({"k": b"secret"}, generation=0)
        event = ArticleErased(article=number(1), reason="a court said so", occurrences=(number(1),))
        await store.log.erase(stream(1), event, expect=4, at=minute(9))
        return store

    async def test_the_words_are_gone_and_the_ids_stay(self, erased):
        records = await records_of(erased)

        assert not any("ecret" in record.data or "words of one" in record.data for record in records)
        assert any("Words of two." in record.data for record in records)
        assert [one.type for one in await erased.log.read(stream(1))] == [
            "article.received", "visit.began", "article.linked", "occurrence.amended", "article.erased",
        ]  # fmt: skip
        assert (await erased.log.read(stream(1)))[1].event.occurrence == number(1)
        assert await erased.desk.items(["k"]) == {}

    async def test_what_was_made_before_the_words_were_gone_is_not_kept(self, erased):
        await erased.desk.keep_items({"unfolded": b"secret"}, generation=0)
        await folded(erased)
        await erased.desk.keep_items({"stale": b"secret"}, generation=0)
        await erased.views.rebuild(fold)
        await erased.desk.keep_items({"late": b"secret"}, generation=0)
        await erased.desk.keep_items({"new": b"blank"}, generation=await erased.views.generation())

        assert await erased.desk.items(["unfolded", "stale", "late", "new"]) == {"new": b"blank"}

    async def test_that_the_words_may_lie_on_the_disk_is_noted_with_the_erasure(self, erased):
        position = str((await erased.log.head()).position)
        assert position == await erased.desk.recall(SCRUB)

        await erased.desk.forget(SCRUB, "another")
        assert position == await erased.desk.recall(SCRUB)

        assert await erased.scrub()
        await erased.desk.forget(SCRUB, position)
        assert await erased.desk.recall(SCRUB) is None

    async def test_erasing_again_after_a_lost_answer_gives_the_same(self, erased):
        stood = await everything(erased)
        event = ArticleErased(article=number(1), reason="a court said so", occurrences=(number(1),))

        assert stood[-1] == await erased.log.erase(stream(1), event, expect=4, at=minute(30))
        assert stood == await everything(erased)

    async def test_the_chain_holds_with_the_erasure_named(self, erased):
        assert (
            (await erased.log.head()).position == len(await everything(erased)) == (await erased.log.verify()).position
        )
        records = await records_of(erased)

        verification = Verification()
        for record in records[:-1]:
            verification.take(record)
        with pytest.raises(Tampered, match=r"article\.erased"):
            verification.end()

    async def test_views_that_saw_the_words_say_that_they_are_stale(self, erased):
        assert not await erased.views.is_stale()
        await folded(erased)
        assert await erased.views.is_stale()
        before = await erased.views.generation()

        await erased.views.rebuild(fold)

        assert not await erased.views.is_stale()
        assert await erased.views.generation() > before
        assert await erased.views.fingerprint() == await _afresh(erased)

    async def test_what_another_article_tells_lives_on(self, erased):
        await erased.views.rebuild(fold)

        [entry] = await erased.views.entries(Query())
        assert [source.id for source in entry.articles] == [number(2)]
        for as_of in range(1, 10):
            assert not any("ecret" in str(one) for one in await erased.views.entries(Query(), as_of=as_of))

    async def test_what_nobody_else_tells_is_taken_back_from_pollers_too(self, erased):
        position = (await erased.log.head()).position
        event = ArticleErased(article=number(2), reason="the other, too", occurrences=(number(2),))
        await erased.log.erase(stream(2), event, expect=4, at=minute(10))
        await erased.views.rebuild(fold)

        assert await erased.views.entries(Query()) == ()
        [change] = (await erased.views.changed(Query(slug="all"), position, 9)).entries
        assert (change.id, change.status) == (number(1), "retracted")

    async def test_an_erasure_of_a_stream_that_moved_changes_nothing(self, store):
        await append(store, 1, received(), dated())
        before = await records_of(store)

        event = ArticleErased(article=number(1), reason="r", occurrences=())
        with pytest.raises(StreamMoved):
            await store.log.erase(stream(1), event, expect=1, at=minute(9))

        assert before == await records_of(store)


PRIZE = "The Port Prize goes to the Tide Office"
AWARD = {"type": "award.granted", "title": PRIZE, "actors": (), "evidence": (evidence(PRIZE, 3),)}


@pytest.fixture
async def news(store):
    """Three articles: a visit, the same visit again, and an award whose date is only a year; all linked and folded."""
    await append(store, 1, received(1), dated(1, about=1), linked(1))
    await append(store, 2, received(2), dated(2, about=2), linked(2))
    await append(store, 3, received(3), dated(3, "2023", about=3, language="es", **AWARD), linked(3))
    await folded(store)
    return store.views


class TestViewsContract:
    async def test_empty_views_stand_at_nothing(self, store):
        views = store.views

        assert 0 == await views.checkpoint() == await views.linked() == await views.position_at(minute(0))
        assert () == await views.unlinked() == await views.entries(Query())
        assert ((), 0, False) == await views.changed(Query(), 0, 9)
        assert await views.slugs() == {}
        assert HomeConfigured() == await views.settings()
        assert await views.entry(number(1)) is await views.occurrence(number(1)) is await views.source(number(1))
        assert await views.advance(fold) == (0, ())

    async def test_the_checkpoint_moves_with_what_was_folded(self, store):
        await append(store, 1, received(), dated(), linked())

        assert await store.views.advance(fold, 2) == (2, ())
        assert await store.views.checkpoint() == 2
        position, changes = await store.views.advance(fold, 2)

        assert 3 == position == await store.views.checkpoint()
        assert [number(1)] == [change.entry.id for change in changes]

    async def test_a_fold_that_fails_leaves_views_that_can_go_on(self, store):
        await append(store, 1, received(), dated(), linked())
        await append(store, 2, received(2), dated(2, about=2), linked(2))

        def fails(envelope, shelf):
            if envelope.position == 5:
                raise RuntimeError("the disk went away")
            return fold(envelope, shelf)

        with pytest.raises(RuntimeError):
            await store.views.advance(fails)
        stands = await store.views.checkpoint()
        assert (stands >= 3) is bool(await store.views.entries(Query()))
        await folded(store)

        assert await _afresh(store) == await store.views.fingerprint()

    async def test_many_who_fold_at_once_fold_each_event_once(self, store):
        for n in range(1, 9):
            await append(store, n, received(n), dated(n, about=n), linked(n))

        answers = []
        while await store.views.checkpoint() < 24:  # one who finds another at it does nothing
            answers += await asyncio.gather(*(store.views.advance(fold, 5) for _ in range(6)))

        ids = [change.entry.id for _, changes in answers for change in changes]
        assert sorted(ids) == [number(n) for n in range(1, 9)]

    async def test_folding_again_gives_the_same_views(self, store, news):
        await append(store, 1, OccurrenceRetracted(occurrence=number(1), reason="no", by="person"))
        await append(store, "home", HomeConfigured(threshold=0.1, timelines=(Filter(slug="own", title="Own"),)))
        await folded(store)
        before = await news.fingerprint()

        assert await news.rebuild(fold) == (await store.log.head()).position

        assert before == await news.fingerprint() == await _afresh(store)

    async def test_a_rebuild_stands_beside_the_views_until_it_is_done(self, store, news):
        stands, generation = await news.fingerprint(), await news.generation()
        seen = []

        def slow(envelope, shelf):
            seen.append(envelope.position)
            if envelope.position == 5:
                raise RuntimeError("killed half-way")
            return fold(envelope, shelf)

        with pytest.raises(RuntimeError):
            await news.rebuild(slow)
        assert (seen[-1], stands, generation) == (5, await news.fingerprint(), await news.generation())
        reached = []
        await news.rebuild(fold, reached.append)

        assert reached[-1] == 9
        assert stands == await news.fingerprint()
        assert await news.generation() > generation

    async def test_two_who_rebuild_at_once_leave_whole_views(self, store, news):
        stands = await news.fingerprint()

        for _ in range(5):  # the moment at which one waits for the other's switch does not come each time
            assert [9, 9, 9, 9] == await asyncio.gather(*(news.rebuild(fold, join=n > 1) for n in range(4)))
        assert stands == await news.fingerprint()

    async def test_a_rebuild_that_was_killed_is_gone_on_with_by_one_that_joins(self, store, news, monkeypatch):
        monkeypatch.setattr(_sql_views, "BULK", 4)
        stands, folded = await news.fingerprint(), []

        def killed(position):
            raise RuntimeError("killed behind the first stretch")

        def counting(envelope, shelf):
            folded.append(envelope.position)
            return fold(envelope, shelf)

        with pytest.raises(RuntimeError):
            await news.rebuild(fold, killed)
        await news.rebuild(counting, join=True)

        assert folded[0] == (1 if isinstance(news, MemoryViews) else 5)
        assert stands == await news.fingerprint()

    async def test_an_event_about_nothing_that_was_told_is_named_by_its_position(self, store, news):
        await append(store, 1, OccurrenceAmended(occurrence=number(77), reason="says who?"))

        with pytest.raises(Tampered, match=r"position 10.* nobody told of"):
            await folded(store)

        assert await news.checkpoint() == 9

    async def test_each_timeline_knows_when_it_changed(self, store, news):
        assert set(await news.shelved()) == set(await news.slugs())
        await append(store, 3, OccurrenceRetracted(occurrence=number(3), reason="no", by="person"))
        await folded(store)

        changed = await news.shelved(9)

        assert {"all", "kind-award"} <= set(changed)
        assert "kind-visit" not in changed
        assert (changed["kind-award"].public, changed["kind-award"].changed) == (0, 10)
        assert changed["kind-award"].first == 9
        assert await news.shelved(10) == {}

    async def test_the_fingerprint_tells_other_views_apart(self, store, news):
        prints = {await news.fingerprint()}
        for event in (received(1, "New words.", revised=True), dated(1, "2024-05-07"), linked()):
            await append(store, 1, event)
            await folded(store)
            prints.add(await news.fingerprint())

        assert len(prints) == 4

    async def test_articles_wait_for_linking_oldest_first_and_once(self, store, news):
        assert await news.linked() == 9

        await append(store, 2, received(2, "Revised.", revised=True))
        await append(store, 1, OccurrenceRetracted(occurrence=number(1), reason="gone", by="extractor"))
        await append(store, 2, dated(2, about=2))
        await append(store, 3, OccurrenceRetracted(occurrence=number(3), reason="never happened", by="person"))
        await folded(store)
        assert (number(2), number(1)) == await news.unlinked()

        await append(store, 2, linked(2))
        await folded(store)

        assert (number(1),) == await news.unlinked()
        assert await news.linked() == 14

    async def test_what_linking_asks_for_is_of_one_moment(self, store, news):
        days = timedelta(days=3)
        assert await news.waiting(days) is None
        await append(store, 4, received(4), dated(7, about=4))
        await append(store, 2, dated(5, about=2))
        await folded(store)
        await append(store, 4, dated(8, about=4))  # the views do not know it yet

        one = await news.waiting(days)

        assert (number(4), 2, 9) == (one.article, one.version, one.linked)
        assert one.told == await news.told_by(number(4))
        assert one.candidates == {number(7): await news.candidates(one.told[0], days)}
        assert one.candidates[number(7)]

        await append(store, 4, linked(4))
        await folded(store)
        two = await news.waiting(days)
        assert (number(2), 4, 14) == (two.article, two.version, two.linked)
        assert [number(5)] == list(two.candidates)  # the other one was linked before

    async def test_occurrences_are_found_by_id_and_by_article(self, store, news):
        await append(store, 1, dated(5, "2024-05-09"), dated(4, "2024-05-08"))
        await folded(store)

        assert [number(1), number(5), number(4)] == [one.id for one in await news.told_by(number(1))]
        assert number(1) == (await news.occurrence(number(4))).article
        assert (await news.occurrence(number(5))).first == 10
        assert await news.told_by(number(99)) == ()

    async def test_candidates_are_of_one_kind_and_other_articles_oldest_first(self, store, news):
        await append(store, 4, received(4), dated(7, about=4))  # waits, and counts all the same
        await append(store, 1, OccurrenceRetracted(occurrence=number(1), reason="no", by="person"))
        await folded(store)

        found = await news.candidates(await news.occurrence(number(2)), timedelta(days=3))

        assert [number(1), number(7)] == [one.id for one in found]

    async def test_entries_come_by_date(self, store, news):
        await append(
            store, 4, received(4), dated(9, "2024-05"), dated(8, "2024-05-06"), dated(6, "2024-05-01"), linked(4)
        )
        await folded(store)

        assert [one.id.int for one in await news.entries(Query())] == [3, 6, 9, 1, 2, 8]

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({}, [3, 1, 2]),
            ({"slug": "all"}, [3, 1, 2]),
            ({"slug": "nowhere"}, []),
            ({"slug": "lamp-guild"}, [1, 2]),
            ({"slug": "kind-award"}, [3]),
            ({"kind": "visit"}, [1, 2]),
            ({"kind": "award", "slug": "lamp-guild"}, []),
            ({"actor": "harbour-fund"}, [1, 2]),
            ({"place": "xx"}, [3, 1, 2]),
            ({"place": "xx-port-aline"}, [3, 1, 2]),
            ({"place": "xx-port"}, []),
            ({"language": "es"}, [3]),
            ({"language": "en", "slug": "all"}, [1, 2]),
            ({"earliest": date(2023, 12, 31)}, [3, 1, 2]),
            ({"earliest": date(2024, 1, 1)}, [1, 2]),
            ({"latest": date(2023, 1, 1)}, [3]),
            ({"earliest": date(2024, 5, 6), "latest": date(2024, 5, 6)}, [1, 2]),
            ({"words": "TIDE prize"}, [3]),
            ({"words": "áline lamp"}, [1, 2]),
            ({"words": "lamp tide"}, []),
            ({"words": "  "}, [3, 1, 2]),
            ({"words": "%"}, []),
            ({"statuses": ("review",)}, []),
            ({"statuses": ()}, []),
        ],
        ids=str,
    )
    async def test_a_query_finds_what_it_asks_for(self, news, query, found):
        assert found == [one.id.int for one in await news.entries(Query(**query))]

    async def test_the_past_stands_as_it_stood(self, store, news):
        before = await news.entries(Query())
        await append(store, 1, OccurrenceRetracted(occurrence=number(1), reason="no", by="person"))
        await append(store, 3, OccurrenceAmended(occurrence=number(3), reason="misread", date=Date.parse("2022")))
        await folded(store)

        assert [one.id.int for one in await news.entries(Query())] == [3, 2]
        assert before == await news.entries(Query(), as_of=9)
        assert [one.id.int for one in await news.entries(Query(), as_of=6)] == [1, 2]
        assert [one.id.int for one in await news.entries(Query(slug="lamp-guild"), as_of=3)] == [1]
        assert () == await news.entries(Query(), as_of=2) == await news.entries(Query(), as_of=0)

    async def test_what_changed_comes_by_position(self, store, news):
        await append(store, 1, OccurrenceRetracted(occurrence=number(1), reason="no", by="person"))
        await folded(store)

        changed = (await news.changed(Query(), 0, 9)).entries
        assert [(one.id.int, one.position) for one in changed] == [(2, 6), (3, 9), (1, 10)]
        assert [(one.id.int, one.status) for one in (await news.changed(Query(), 9, 9)).entries] == [(1, "retracted")]
        assert (await news.changed(Query(), 10, 9)).entries == ()

    async def test_what_left_the_answer_is_told_as_left(self, store, news):
        tide = Actor(id="tide-office", name="Tide Office", role="visitor")
        amendment = OccurrenceAmended(occurrence=number(1), reason="it was the other office", actors=(tide,))
        await append(store, 1, amendment)
        await folded(store)

        def told(entries):
            return [(one.id.int, one.status) for one in entries]

        assert told((await news.changed(Query(slug="lamp-guild"), 9, 9)).entries) == [(1, "left")]
        assert told((await news.changed(Query(slug="tide-office"), 9, 9)).entries) == [(1, "amended")]
        assert told((await news.changed(Query(slug="all"), 9, 9)).entries) == [(1, "amended")]
        assert told((await news.changed(Query(slug="kind-award"), 9, 9)).entries) == []

    async def test_a_page_of_changes_never_splits_a_position(self, store, news):
        await append(store, 4, received(4), dated(7, about=4), dated(8, about=4), dated(9, about=4), linked(4))
        await folded(store)

        assert [one.id.int for one in (await news.changed(Query(), 3, 2)).entries] == [2, 3]
        assert [one.id.int for one in (await news.changed(Query(), 3, 3)).entries] == [2, 3, 7, 8, 9]

    async def test_every_revision_is_kept_with_the_one_before(self, store, news):
        await append(store, 1, OccurrenceAmended(occurrence=number(1), reason="misread", title="Another title"))
        [retraction] = await append(store, 1, OccurrenceRetracted(occurrence=number(1), reason="no", by="person"))
        await folded(store)

        first, second, third = await news.revisions(number(1))

        assert (None, first.entry, second.entry) == (first.before, second.before, third.before)
        assert [one.entry.status for one in (first, second, third)] == ["published", "amended", "retracted"]
        assert retraction == third.envelope
        assert third.entry == await news.entry(number(1))
        assert await news.revisions(number(99)) == ()

    async def test_the_changes_of_a_timeline_are_all_revisions_of_all_that_ever_stood_there(self, store, news):
        await append(store, 3, OccurrenceAmended(occurrence=number(3), reason="misread", kind="visit"))
        await folded(store)

        def told(changes):
            return [(change.entry.id.int, change.entry.position) for change in changes]

        assert told(await news.changes("kind-award")) == [(3, 9), (3, 10)]
        assert told(await news.changes("kind-visit")) == [(1, 3), (2, 6), (3, 9), (3, 10)]
        assert told(await news.changes("nowhere")) == []

    async def test_slugs_count_what_is_public_and_keep_what_was(self, store, news):
        assert {
            slug: count for slug, count in (await news.slugs()).items() if slug not in ("lamp-guild", "harbour-fund")
        } == {"kind-visit": 2, "kind-award": 1, "all": 3, "place-xx": 3, "place-xx-port-aline": 3}

        await append(store, 3, OccurrenceRetracted(occurrence=number(3), reason="no", by="person"))
        await folded(store)

        slugs = await news.slugs()
        assert (slugs["kind-award"], slugs["all"]) == (0, 2)

    async def test_an_article_is_named_as_its_newest_revision_does(self, store, news):
        await append(store, 1, received(1, "New words.", revised=True, title="A new title"))
        await folded(store)

        source = await news.source(number(1))
        assert ("A new title", received(1, "New words.").digest) == (source.title, source.digest)

    async def test_settings_are_those_last_configured(self, store, news):
        wanted = HomeConfigured(threshold=0.25, timelines=(Filter(slug="ports", title="Ports", place=("xx",)),))
        await append(store, "home", wanted)
        await folded(store)

        assert wanted == await news.settings()

    async def test_a_moment_has_the_position_of_the_last_event_recorded_by_then(self, store, news):
        moments = {minute(0): 0, minute(1): 3, minute(4): 6, minute(5): 6, minute(7): 9, minute(999): 9}

        assert list(moments.values()) == [await news.position_at(moment) for moment in moments]
        assert await news.position_at(minute(4) + timedelta(microseconds=1)) == 6
        assert await news.position_at(minute(4) - timedelta(microseconds=1)) == 3
        assert await news.position_at(datetime(999, 1, 1, tzinfo=UTC)) == 0

    async def test_a_moment_counts_only_what_is_folded(self, store, news):
        await append(store, 9, received(9))

        assert await news.position_at(minute(999)) == 9

    async def test_a_hard_text_is_shown_as_it_was(self, store):
        title = " ".join(HARD_TEXTS)
        place = replace(PORT, name=title)
        await append(store, 1, received(), dated(title=title, places=(place,)), linked())
        await folded(store)

        [entry] = await store.views.entries(Query(words="شكرا"))
        assert (title, title) == (entry.title, entry.places[0].name)


async def _afresh(store):
    """Return the fingerprint of the same log folded anew, elsewhere and one event at a time."""
    views = MemoryViews(store.log)
    while await views.checkpoint() < await store.views.checkpoint():
        await views.advance(fold, 1)
    return await views.fingerprint()


READER = Token(name="reader", scope="read", created=START)


class TestRunsContract:
    LEASE = timedelta(seconds=10)

    async def start(self, store, owner, at, slot="one"):
        return await store.desk.start_run("tidy", slot, owner=owner, at=minute(at), lease=self.LEASE)

    async def test_a_run_is_started_once(self, store):
        answers = await asyncio.gather(*(self.start(store, f"owner {n}", 1) for n in range(8)))

        assert sum(answers) == 1
        assert await self.start(store, "another", 1, slot="two")

    async def test_a_run_that_died_is_taken_over_after_its_lease(self, store):
        assert await self.start(store, "dead", 1)
        assert not await self.start(store, "early", 1)
        assert await self.start(store, "heir", 2)

        assert not await store.desk.finish_run("tidy", "one", owner="dead", at=minute(3))
        assert await store.desk.finish_run("tidy", "one", owner="heir", at=minute(3))
        assert not await store.desk.finish_run("tidy", "one", owner="heir", at=minute(4))
        assert not await self.start(store, "late", 9)
        [run] = await store.desk.runs("tidy")
        assert (run.slot, run.owner, run.done) == ("one", "heir", minute(3))

    async def test_tidying_forgets_old_runs_and_keys_of_its_kind_alone(self, store):
        await self.start(store, "o", 1)
        await store.desk.finish_run("tidy", "one", owner="o", at=minute(1))
        await self.start(store, "o", 1, slot="unfinished")
        for key, at in (("idempotency:a", 1), ("idempotency:b", 20), ("link:3", 1)):
            await store.desk.keep_answer(key, Answer(digest="d"), at=minute(at))

        assert await store.desk.tidy(minute(10), "idempotency:") == 2

        assert [run.slot for run in await store.desk.runs("tidy")] == ["unfinished"]
        known = [await store.desk.answer(key) for key in ("idempotency:a", "idempotency:b", "link:3")]
        assert [one is None for one in known] == [True, False, False]


class TestDeskContract:
    async def test_what_is_dumped_can_be_loaded_elsewhere(self, store):
        await store.desk.keep("base_url", "https://one.example.org")
        await store.desk.issue_token("d1", READER)
        await store.desk.keep_answer("k", Answer(digest="d", status=200, id="x", position=3), at=minute(1))
        other = await open_store("memory", "")
        await other.desk.keep("base_url", "another")

        await other.desk.load(await store.desk.dump())
        assert await other.desk.dump() == await store.desk.dump()
        await store.desk.load(await other.desk.dump())

        assert await store.desk.recall("base_url") == await other.desk.recall("base_url") == "https://one.example.org"
        assert await store.desk.token("d1") == READER
        assert await store.desk.answer("k") == Answer(digest="d", status=200, id="x", position=3)

    async def test_a_note_is_kept_until_the_next(self, store):
        assert await store.desk.recall("base_url") is None

        await store.desk.keep("base_url", "https://one.example.org")
        await store.desk.keep("base_url", "https://två.example.org")

        assert await store.desk.recall("base_url") == "https://två.example.org"

    async def test_the_desk_survives_a_rebuild(self, store):
        await store.desk.keep("note", "kept")
        await store.desk.issue_token("d1", READER)
        await store.desk.keep_items({"k": b"bytes"}, generation=0)
        await store.log.append(stream(), (received(),), expect=0, at=minute(1), guard=Guard(key="guard"))

        await store.views.rebuild(fold)

        assert (await store.desk.recall("note"), await store.desk.token("d1")) == ("kept", READER)
        assert await store.desk.items(["k"]) == {"k": b"bytes"}
        with pytest.raises(Conflict):
            await store.log.append(stream(), (linked(),), expect=1, at=minute(1), guard=Guard(key="guard"))

    async def test_a_token_is_known_by_its_digest_until_it_is_revoked(self, store):
        writer = Token(name="writer", scope="write", created=minute(1))
        await store.desk.issue_token("d2", writer)
        await store.desk.issue_token("d1", READER)

        assert (READER, writer) == await store.desk.tokens()
        assert await store.desk.token("d1") == READER
        assert await store.desk.token("d9") is None

        assert await store.desk.revoke_token("reader")
        assert not await store.desk.revoke_token("reader")
        assert await store.desk.token("d1") is None
        assert (writer,) == await store.desk.tokens()

    async def test_two_tokens_never_share_a_name(self, store):
        await store.desk.issue_token("d1", READER)

        with pytest.raises(Conflict, match="reader"):
            await store.desk.issue_token("d2", READER)

        assert await store.desk.token("d2") is None

    async def test_the_first_answer_to_a_key_stays(self, store):
        first = Answer(digest="ab", status=201, id="x", stream=stream(), version=3, position=7)
        assert await store.desk.answer("k") is None

        await store.desk.keep_answer("k", first, at=minute(1))
        await store.desk.keep_answer("k", Answer(digest="cd", status=200), at=minute(2))

        assert first == await store.desk.answer("k")

    async def test_items_are_found_by_their_keys(self, store):
        await store.desk.keep_items({str(n): bytes([n]) for n in range(200)}, generation=0)
        await store.desk.keep_items({"7": b"newer"}, generation=0)
        await store.desk.keep_items({}, generation=0)

        assert await store.desk.items(["7", "8", "unknown", "7"]) == {"7": b"newer", "8": b"\x08"}
        assert await store.desk.items([]) == {}
        assert len(await store.desk.items(map(str, range(5000)))) == 200

    async def test_a_store_may_be_closed_twice(self, store):
        await store.close()
        await store.close()
