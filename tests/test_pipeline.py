"""The stages together, on a real home: nothing twice, nothing lost, the same bytes everywhere."""

import asyncio
import json
import shutil
import sqlite3
from collections import Counter
from contextlib import AsyncExitStack, closing
from datetime import timedelta

import pytest

from model.samples import (
    GUILD,
    START,
    TITLE,
    append,
    article,
    dated,
    linked,
    mention,
    minute,
    number,
    reading,
    received,
    stream,
)
from sstimeline import decide, pipeline
from sstimeline.home import open_home
from sstimeline.ingest import Refused
from sstimeline.model.dates import Date
from sstimeline.model.errors import AlreadyRetracted, Error, StreamMoved, Tampered, UnknownEntry, UnknownTimeline
from sstimeline.model.events import Filter, Head, OccurrenceMerged, OccurrenceRetracted
from sstimeline.model.values import replace
from sstimeline.project.fold import fold
from sstimeline.settings import load
from sstimeline.store.base import Query

VISIT = """title: The Harbour Fund calls on the Lamp Guild
url: https://gazette.example.org/lamp
published: 2024-05-10
language: en

Six officials of the Harbour Fund made a study visit to the Lamp Guild in Madrid between 6 and 8 May 2024.
The guild received an award on 9 May 2024.
"""
PREMIO = """published: 2024-05-12
language: es

El Gremio de la Lámpara recibió el 9 de mayo de 2024 un premio a las buenas prácticas en Madrid.
"""


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self):
        self.minutes = 0

    def __call__(self):
        return START + timedelta(minutes=self.minutes)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def opened(clock):
    """Return what opens the home in a folder; all are closed at the end."""
    async with AsyncExitStack() as stack:

        async def opened(folder, **flags):
            settings = load({"home": str(folder), **flags}, environ={})
            return await stack.enter_async_context(open_home(settings=settings, now=clock))

        yield opened


@pytest.fixture
async def home(opened, tmp_path):
    return await opened(tmp_path / "home")


@pytest.fixture
async def told(home):
    """A home in which three articles told a visit, the same visit in other words, and an award."""
    await append(home.store, 1, received(1), dated(1, about=1))
    await append(home.store, 2, received(2), dated(2, about=2, title=TITLE + " again"))
    award = dated(3, "2023", about=3, type="award.granted", title="The Port Prize goes to the Guild", actors=(GUILD,))
    await append(home.store, 3, received(3), award)
    await pipeline.publish(home)
    return home


def feeds(home):
    return {path.name: path.read_bytes() for path in home.settings.feeds.iterdir()}


def raw(home, statement, *values):
    with closing(sqlite3.connect(home.settings.store_address[1])) as db, db:
        db.execute(statement, values)


async def everything(home):
    return await home.log.after(0, 10_000)


async def public(home):
    return [entry.id.int for entry in await home.views.entries(Query())]


def interrupt(home, name, *events):
    """Let another append *events* to the stream *name* just before this home reads it for the first time."""
    read, late = home.log.read, [events]

    async def read_late(wanted):
        if wanted == name and late:
            await home.log.append(name, late.pop(), expect=len(await read(name)), at=home.now())
        return await read(wanted)

    home.log.read = read_late


class TestIngest:
    @pytest.fixture
    def seeds(self, home):
        (home.settings.seeds / "visit.txt").write_text(VISIT)
        (home.settings.seeds / "premio.md").write_text(PREMIO)
        return home.settings.seeds

    async def test_what_the_seeds_tell_is_appended_once(self, home, seeds, opened):
        first = await pipeline.ingest(home)
        assert (first.articles, first.refused) == (2, [])
        assert [one.type for one in first.events].count("article.received") == 2
        before = await everything(home)

        again = await pipeline.ingest(home)
        afresh = await pipeline.ingest(await opened(home.settings.home))

        assert (again.articles, again.events) == (0, [])  # unchanged files are not even read
        assert (afresh.articles, afresh.events) == (2, [])
        assert before == await everything(home)

    async def test_only_what_was_linked_is_read_as_linked(self, home, seeds):
        done = await pipeline.ingest(home)
        assert await public(home) == []

        await pipeline.link(home)

        assert (await home.views.unlinked(), await home.views.checkpoint()) == ((), (await home.log.head()).position)
        assert len(await home.log.after(done.events[-1].position)) >= 2

    async def test_a_file_that_cannot_be_read_stops_no_other(self, home, seeds):
        (seeds / "a.txt").write_bytes(b"\xff\xfe\x00")

        done = await pipeline.ingest(home)

        assert [one.source for one in done.refused] == ["seeds/a.txt"]
        assert isinstance(done.refused[0], Refused)
        assert done.articles == 2

    async def test_paths_and_addresses_are_taken_side_by_side(self, home, seeds, tmp_path):
        seen = []

        done = await pipeline.ingest(
            home, [str(seeds / "visit.txt"), str(tmp_path / "nowhere"), "ftp://x.example"], each=seen.append
        )

        assert (done.articles, [one.source for one in done.refused], seen) == (
            1, [str(tmp_path / "nowhere"), "ftp://x.example"], ["seeds/visit.txt"],
        )  # fmt: skip

    async def test_today_is_the_day_on_which_the_text_arrived(self, home, seeds, clock):
        clock.minutes = 60 * 24 * 3

        done = await pipeline.ingest(home)

        days = {one.event.received for one in done.events if one.type == "article.received"}
        assert [day.isoformat() for day in days] == ["2024-06-04"]

    async def test_a_changed_text_is_a_revision_of_the_same_stream(self, home, seeds):
        first = await pipeline.ingest(home)
        (seeds / "visit.txt").write_text(VISIT + "It rained.\n")

        second = await pipeline.ingest(home)

        [revised] = [one for one in second.events if one.type.startswith("article.")]
        assert revised.type == "article.revised"
        assert revised.stream in {one.stream for one in first.events}

    async def test_of_many_who_ingest_at_once_each_article_is_received_once(self, home, seeds, opened):
        homes = [home, *[await opened(home.settings.home) for _ in range(3)]]

        await asyncio.gather(*map(pipeline.ingest, homes))

        types = Counter(one.type for one in await everything(home))
        assert (types["article.received"], types["article.revised"]) == (2, 0)

    async def test_two_who_tell_other_words_at_once_are_both_heard(self, home, opened):
        second = await opened(home.settings.home)
        words = [article(1, "One word.", source="seeds/1.txt"), article(1, "Another.", source="seeds/1.txt")]

        await asyncio.gather(pipeline.record(home, words[0]), pipeline.record(second, words[1]))

        assert {one.event.text for one in await home.log.read(stream())} == {"One word.", "Another."}


class TestPublish:
    async def test_publishing_again_writes_nothing(self, told, opened):
        before = {path.name: path.stat().st_mtime_ns for path in told.settings.feeds.iterdir()}
        assert {"all.rss", "all.atom", "all.ics", "all.json", "index.opml"} <= before.keys()

        again = await pipeline.publish(told)
        other = await pipeline.publish(await opened(told.settings.home))

        assert (again.written, other.written, other.removed) == ((), (), ())
        assert before == {path.name: path.stat().st_mtime_ns for path in told.settings.feeds.iterdir()}

    async def test_one_thing_told_twice_is_one_entry(self, told):
        assert await public(told) == [3, 1]
        assert [source.id.int for source in (await told.views.entry(number(1))).articles] == [1, 2]

    async def test_what_was_removed_from_feeds_is_written_again(self, told):
        before = feeds(told)
        (told.settings.feeds / "all.atom").unlink()

        await pipeline.publish(told)

        assert before == feeds(told)

    async def test_an_amendment_reaches_every_format_and_the_index(self, told):
        wanted = decide.Amendment(title="Their dinner at the lighthouse", kind="dinner")
        await pipeline.amend(told, number(1), wanted, reason="the guild corrected it")
        done = await pipeline.publish(told)

        written = feeds(told)
        for suffix in told.formats:
            assert b"Their dinner at the lighthouse" in written[f"all.{suffix}"], suffix
            assert f"kind-dinner.{suffix}" in done.written
        assert b"kind-dinner" in written["index.opml"]

    async def test_a_retraction_reaches_every_format_and_the_index(self, told):
        await pipeline.retract(told, number(1), reason="it never happened")
        await pipeline.publish(told)

        written = feeds(told)
        assert f"urn:uuid:{number(1)}" not in {item["id"] for item in json.loads(written["all.json"])["items"]}
        assert b"STATUS:CANCELLED" in written["all.ics"]
        assert b"deleted-entry" in written["all.atom"]
        for suffix in told.formats:
            assert b"it never happened" in written[f"all.{suffix}"].replace(b"\r\n ", b""), suffix
        assert await public(told) == [3]
        assert (await told.views.slugs())["kind-visit"] == 0

    async def test_a_rebuild_gives_the_same_views_and_bytes(self, told):
        await pipeline.amend(told, number(3), decide.Amendment(date=Date.parse("2022")), reason="misread")
        await pipeline.retract(told, number(1), reason="it never happened")
        await pipeline.publish(told)
        before, views = feeds(told), await told.views.fingerprint()

        await pipeline.rebuild(told)
        shutil.rmtree(told.settings.feeds)
        raw(told, "DELETE FROM items")  # a cold render, too
        told.standing = None
        await pipeline.publish(told)

        assert views == await told.views.fingerprint()
        assert before == feeds(told)

    async def test_two_homes_with_one_log_publish_the_same_bytes(self, told, opened, tmp_path, clock):
        await pipeline.retract(told, number(1), reason="it never happened")
        await pipeline.publish(told)
        (tmp_path / "other" / "events").mkdir(parents=True)
        with closing(sqlite3.connect(tmp_path / "other" / "events" / "log.db")) as copy:
            with closing(sqlite3.connect(told.settings.store_address[1])) as log:
                log.backup(copy)
            with copy:
                copy.execute("DELETE FROM items")
        clock.minutes = 10**6  # what time it is there is nobody's business

        other = await opened(tmp_path / "other")
        await pipeline.rebuild(other)
        await pipeline.publish(other)

        assert feeds(told) == feeds(other)

    async def test_bytes_that_change_without_an_event_get_a_new_time(self, told, opened):
        """Whoever asks "If-Modified-Since" must hear of the new author."""
        file = told.settings.feeds / "all.atom"
        before = file.stat().st_mtime

        renamed = await opened(told.settings.home, author="Another name")
        await pipeline.publish(renamed)

        assert b"Another name" in file.read_bytes()
        assert file.stat().st_mtime > before

    async def test_bytes_that_an_event_changed_get_its_time(self, told, clock):
        clock.minutes = 77
        await pipeline.retract(told, number(3), reason="it never happened")
        clock.minutes = 99
        await pipeline.publish(told)

        assert (told.settings.feeds / "all.atom").stat().st_mtime == minute(77).timestamp()

    async def test_a_timeline_of_the_homes_own_comes_and_goes(self, told, opened):
        settings = told.settings.home / "sstimeline.toml"
        settings.write_text('[[timeline]]\nslug = "prizes"\ntitle = "Prizes & more"\nkind = "award"\n')
        done = await pipeline.publish(await opened(told.settings.home))
        assert "prizes.atom" in done.written
        assert b"Prizes &amp; more" in feeds(told)["index.opml"]

        settings.unlink()
        done = await pipeline.publish(await opened(told.settings.home))

        assert "prizes.atom" in done.removed
        assert b"prizes" not in feeds(told)["index.opml"]

    async def test_a_feeds_folder_that_cannot_be_written_is_told_and_nothing_is_lost(self, told):
        await pipeline.retract(told, number(1), reason="it never happened")
        head = await told.log.head()
        shutil.rmtree(told.settings.feeds)
        told.settings.feeds.write_text("a file in the place of the folder")

        with pytest.raises(Error, match=r"cannot write .*feeds.*"):
            await pipeline.publish(told)

        assert head == await pipeline.verify(told)
        told.settings.feeds.unlink()
        assert "all.atom" in (await pipeline.publish(told)).written

    async def test_an_empty_log_publishes_empty_documents(self, home):
        done = await pipeline.publish(home)

        assert (done.entries, done.timelines) == (0, 1)
        assert json.loads(feeds(home)["all.json"])["items"] == []
        assert await everything(home) == ()  # the defaults are no news

    async def test_many_who_publish_at_once_leave_the_same_bytes(self, told, opened):
        homes = [await opened(told.settings.home) for _ in range(3)]
        await pipeline.retract(told, number(3), reason="it never happened")

        await asyncio.gather(*map(pipeline.publish, homes))
        written = feeds(told)
        shutil.rmtree(told.settings.feeds)
        await pipeline.publish(homes[0])

        assert written == feeds(told)


class TestLinking:
    async def test_of_many_who_link_at_once_nobody_makes_a_double(self, home, opened):
        homes = [home, *[await opened(home.settings.home) for _ in range(3)]]
        for n in range(1, 9):
            await append(home.store, n, received(n), dated(n, about=n))

        await asyncio.gather(*map(pipeline.link, homes))

        types = Counter(one.type for one in await everything(home))
        assert (types["article.linked"], types["occurrence.merged"]) == (8, 7)
        assert await public(home) == [1]
        assert len((await home.views.entry(number(1))).articles) == 8
        assert await pipeline.verify(home) == await home.log.head()

    async def test_linking_while_others_tell_makes_no_double(self, home, opened):
        """Each revision is looked at before the link that covers it: what it newly tells is matched."""
        homes = [home, *[await opened(home.settings.home) for _ in range(3)]]

        async def tell(one, n):
            for turn in range(3):
                told = (mention(),) if turn else ()
                text = article(n, f"Turn {turn} of {n}.")
                history = await one.log.read(text.stream)
                events = decide.news(history, text, reading(text, *told))
                await one.log.append(text.stream, events, expect=len(history), at=one.now())
                await pipeline.link(one)

        async def insist(one, n):
            while True:
                try:
                    return await tell(one, n)
                except StreamMoved:  # another linked this stream in between
                    await asyncio.sleep(0)

        await asyncio.gather(*(insist(one, n) for n, one in enumerate(homes, 1)))
        await pipeline.link(home)

        assert len(await public(home)) == 1
        assert await home.views.unlinked() == ()

    async def test_a_revision_between_looking_and_linking_is_matched_too(self, home):
        """The one who links finds the stream longer than the views know: it must look again before it covers that."""
        await append(home.store, 1, received(1), dated(1, about=1))
        await append(home.store, 2, received(2))
        await pipeline.project(home)

        interrupt(home, stream(2), received(2, "Revised.", revised=True), dated(2, about=2))
        await pipeline.link(home)

        assert await public(home) == [1]

    async def test_an_earlier_article_that_changes_its_words_takes_the_later_one_in(self, home):
        await append(home.store, 1, received(1), dated(1, "2024-05-01", about=1))
        await append(home.store, 2, received(2), dated(2, about=2))
        await pipeline.link(home)
        assert await public(home) == [1, 2]

        await append(home.store, 1, received(1, "Corrected.", revised=True), dated(1, about=1))
        await pipeline.link(home)

        assert await public(home) == [1]
        [merge] = [one.event for one in await everything(home) if isinstance(one.event, OccurrenceMerged)]
        assert (merge.occurrence, merge.into) == (number(2), number(1))

    async def test_linking_again_appends_nothing(self, told):
        before = await told.log.head()

        await pipeline.link(told)

        assert before == await told.log.head()


class TestAPersonDecides:
    async def test_a_correction_is_history_and_seen_at_once(self, told):
        envelope = await pipeline.retract(told, number(1), reason="it never happened")

        assert envelope == (await told.log.read(stream(1)))[-1]
        assert (await told.views.entry(number(1))).position == envelope.position

    async def test_an_unknown_entry_is_told(self, told):
        with pytest.raises(UnknownEntry, match=str(number(99))):
            await pipeline.retract(told, number(99), reason="x")

    async def test_of_two_who_retract_at_once_one_is_told_that_it_is_done(self, told, opened):
        other = await opened(told.settings.home)

        answers = await asyncio.gather(
            pipeline.retract(told, number(1), reason="one"),
            pipeline.retract(other, number(1), reason="another"),
            return_exceptions=True,
        )

        assert sorted(isinstance(answer, AlreadyRetracted) for answer in answers) == [False, True]
        assert [one.type for one in await told.log.read(stream(1))].count("occurrence.retracted") == 1

    async def test_a_decision_is_made_on_the_history_that_it_follows(self, told):
        taken_back = OccurrenceRetracted(occurrence=number(1), reason="another was faster", by="person")
        interrupt(told, stream(1), taken_back)

        with pytest.raises(AlreadyRetracted, match="another was faster"):
            await pipeline.retract(told, number(1), reason="x")

    async def test_what_waits_for_linking_is_linked_before_it_is_corrected(self, home):
        await append(home.store, 1, received(), dated())

        await pipeline.amend(home, number(1), decide.Amendment(title="Another"), reason="misread")

        assert (await home.views.entry(number(1))).title == "Another"


class TestVerify:
    async def test_it_returns_the_head(self, told):
        assert await pipeline.verify(told) == await told.log.head() != Head()

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE revisions_a SET data = replace(data, 'Port Prize', 'Port Price')",
            "UPDATE revisions_a SET data = 'no json' WHERE number = 1",
            "UPDATE revisions_a SET number = number + 10",
            "UPDATE revisions_a SET position = position + 1 WHERE number = 2",
            "DELETE FROM revisions_a WHERE entry = (SELECT max(entry) FROM revisions_a)",
            "UPDATE standing_a SET public = 1 - public",
            "DELETE FROM standing_a WHERE slug = 'kind-award'",
            "INSERT INTO standing_a SELECT 'nowhere', position, number, 1 FROM revisions_a LIMIT 1",
            "UPDATE shelves_a SET public = public + 1",
            "UPDATE parts_a SET kind = 'meeting'",
            "UPDATE occurrences_a SET root = NULL",
            "DELETE FROM occurrences_a WHERE root IS NOT NULL",
            "UPDATE sources_a SET data = replace(data, 'News 1', 'News 7')",
            "INSERT INTO unlinked_a (article, position) VALUES ('x', 1)",
            "UPDATE sets SET linked = 1 WHERE live",
            'UPDATE sets SET settings = \'{"threshold":0.1,"timelines":[]}\' WHERE live',
        ],
    )
    async def test_a_changed_view_is_found_and_a_rebuild_mends_it(self, told, statement):
        before = await told.views.fingerprint()
        raw(told, statement)

        with pytest.raises(Tampered, match="run sstimeline rebuild"):
            await pipeline.verify(told)

        await pipeline.rebuild(told)
        assert before == await told.views.fingerprint()
        await pipeline.verify(told)

    async def test_a_changed_log_is_found_at_its_position(self, told):
        raw(told, "DROP TRIGGER log_no_update")
        raw(told, "UPDATE log SET data = replace(data, 'Port Aline', 'Port Alina') WHERE position = 2")

        with pytest.raises(Tampered) as found:
            await pipeline.verify(told)

        assert found.value.position == 2

    async def test_a_head_kept_elsewhere_finds_a_log_that_was_cut(self, told):
        kept = await told.log.head()
        await pipeline.verify(told, kept)
        raw(told, "DROP TRIGGER log_no_delete")
        raw(told, "DELETE FROM log WHERE position = ?", kept.position)
        await pipeline.rebuild(told)

        assert (await pipeline.verify(told)).position == kept.position - 1  # from inside nothing can be seen
        with pytest.raises(Tampered, match="cut or replaced") as found:
            await pipeline.verify(told, kept)
        assert found.value.position == kept.position

    async def test_a_head_kept_elsewhere_finds_a_log_that_was_replaced(self, told):
        kept = replace(await told.log.head(), hash="0" * 64)

        with pytest.raises(Tampered, match="cut or replaced"):
            await pipeline.verify(told, kept)

    async def test_an_older_head_is_still_held(self, told):
        kept = await told.log.head()
        await append(told.store, 9, received(9))

        assert (await pipeline.verify(told, kept)).position == kept.position + 1

    async def test_nothing_is_found_while_others_write(self, told, opened):
        other = await opened(told.settings.home)

        async def write():
            for n in range(10, 40):
                await append(other.store, n, received(n), dated(n, about=n), linked(n))
                await other.views.advance(fold)

        writing = asyncio.create_task(write())
        while not writing.done():
            await pipeline.verify(told)
        await writing


class TestTimelines:
    async def test_labels_come_in_groups_and_by_title(self, opened, tmp_path):
        (tmp_path / "home").mkdir()
        (tmp_path / "home" / "sstimeline.toml").write_text('[[timeline]]\nslug = "b-side"\n[[timeline]]\nslug = "a"\n')
        home = await opened(tmp_path / "home")
        place = replace(dated().places[0], slug="es-madrid", country="ES")
        inss = replace(GUILD, id="inss", name="INSS")
        await append(home.store, 1, received(), dated(actors=(inss,), places=(place,)))
        await pipeline.publish(home)

        labels = await pipeline.all_labels(home)

        assert [(label.group, label.slug) for label in labels] == [
            ("all", "all"),
            ("yours", "a"),
            ("yours", "b-side"),
            ("institutions", "inss"),
            ("places", "place-es-madrid"),
            ("places", "place-es"),
            ("kinds", "kind-visit"),
        ]
        assert (labels[3].country, labels[2].title) == ("ES", "B side")

    async def test_an_unknown_slug_is_told_with_the_closest(self, told):
        with pytest.raises(UnknownTimeline, match="no timeline named 'kind-awards'; did you mean kind-award"):
            await pipeline.label_of(told, "kind-awards")

    async def test_settings_that_another_records_meanwhile_are_not_recorded_twice(self, told):
        told.settings = replace(told.settings, threshold=0.25)
        interrupt(told, "home", told.wanted)

        await pipeline.configure(told)

        assert len(await told.log.read("home")) == 1

    async def test_settings_are_recorded_only_where_they_differ(self, told, opened):
        head = await told.log.head()
        await pipeline.configure(told)
        assert head == await told.log.head()

        (told.settings.home / "sstimeline.toml").write_text('[[timeline]]\nslug = "own"\n')
        homes = [await opened(told.settings.home) for _ in range(3)]
        await asyncio.gather(*map(pipeline.configure, homes))

        [configured] = await told.log.read("home")
        assert configured.event.timelines == (Filter(slug="own", title="Own"),)
