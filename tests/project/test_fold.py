"""What each event does to the entries readers see."""

import pytest

from model.samples import (
    FUND,
    GUILD,
    PORT,
    TITLE,
    append,
    dated,
    dating,
    evidence,
    linked,
    minute,
    number,
    received,
    stream,
)
from sstimeline.model.dates import Date
from sstimeline.model.events import (
    Actor,
    Envelope,
    Filter,
    HomeConfigured,
    OccurrenceAmended,
    OccurrenceMerged,
    OccurrenceRetracted,
    Quantity,
)
from sstimeline.model.values import replace
from sstimeline.project.fold import DROPPED, evolve, fold
from sstimeline.store.base import Query
from sstimeline.store.memory import Memory

TIDE = Actor(id="tide-office", name="Tide Office", role="visitor")


class Told:
    """A log in memory and the views it was folded into."""

    def __init__(self):
        self.store = Memory()
        self.views = self.store.views

    async def __call__(self, n, *events):
        """Append to the *n*th article's stream, fold, and return the position reached."""
        await append(self.store, n, *events)
        return (await self.views.advance(fold))[0]

    async def entry(self, n=1):
        return await self.views.entry(number(n))

    async def public(self):
        return [entry.id.int for entry in await self.views.entries(Query())]


@pytest.fixture
def told():
    return Told()


def amended(n=1, reason="the gazette says so", **changes):
    return OccurrenceAmended(occurrence=number(n), reason=reason, **changes)


def retracted(n=1, reason="it never happened", by="person"):
    return OccurrenceRetracted(occurrence=number(n), reason=reason, by=by)


def merged(n, into):
    return OccurrenceMerged(occurrence=number(n), into=number(into), because="Both articles tell it.")


class TestLinking:
    async def test_what_an_article_tells_shows_only_once_it_is_linked(self, told):
        await told(1, received(), dated())
        assert await told.entry() is None

        position = await told(1, linked())

        entry = await told.entry()
        assert (entry.status, entry.title, str(entry.date)) == ("published", TITLE, "2024-05-06")
        assert (entry.position, entry.sequence, entry.published) == (position, position, minute(3))

    async def test_until_a_revision_is_linked_the_entry_stands_as_before(self, told):
        await told(1, received(), dated(), linked())
        before = await told.entry()

        await told(1, received(text="New words.", revised=True), dated(when="2024-05-07"))
        assert before == await told.entry()
        await told(1, linked())

        assert str((await told.entry()).date) == "2024-05-07"

    async def test_until_it_is_linked_what_is_no_longer_told_stands_as_before(self, told):
        await told(1, received(), dated(), linked())
        before = await told.entry()

        await told(1, retracted(by="extractor"))
        assert before == await told.entry()
        position = await told(1, linked())

        entry = await told.entry()
        assert (entry.status, entry.reason, entry.position) == ("retracted", DROPPED, position)
        assert (await told.views.revisions(number(1)))[-1].envelope.type == "article.linked"

    async def test_a_person_is_heard_at_once(self, told):
        await told(1, received(), dated(), linked())

        amendment = await told(1, amended(title="Another title"))
        assert ((await told.entry()).title, (await told.entry()).position) == ("Another title", amendment)
        retraction = await told(1, retracted())

        assert ((await told.entry()).status, (await told.entry()).position) == ("retracted", retraction)

    async def test_a_person_is_heard_while_a_revision_waits(self, told):
        await told(1, received(), dated(), linked(), dated(when="2024-05-07", title="A newer title"))

        await told(1, amended(title="A person's title"))

        entry = await told.entry()
        assert (entry.title, str(entry.date)) == ("A person's title", "2024-05-06")

    async def test_linking_again_changes_nothing(self, told):
        await told(1, received(), dated(), linked())
        before = await told.entry()

        await told(1, linked())

        assert before == await told.entry()
        assert len(await told.views.revisions(number(1))) == 1

    async def test_the_same_telling_again_is_no_revision(self, told):
        await told(1, received(), dated(), linked())

        await told(1, dated(), linked())

        assert len(await told.views.revisions(number(1))) == 1

    async def test_a_telling_has_only_the_phases_it_names(self, told):
        both = ("visit.began", "visit.ended")
        await told(
            1, received(), dated(phases=both), dated(type="visit.ended", phases=both, when="2024-05-08"), linked()
        )
        assert [step.type for step in (await told.entry()).events] == list(both)

        await told(1, dated(), linked())

        assert [step.type for step in (await told.entry()).events] == ["visit.began"]

    async def test_phases_stand_in_the_order_of_the_telling(self, told):
        both = ("visit.began", "visit.ended")
        await told(
            1, received(), dated(type="visit.ended", phases=both, when="2024-05-08"), dated(phases=both), linked()
        )

        assert [(step.type, str(step.date)) for step in (await told.entry()).events] == [
            ("visit.began", "2024-05-06"),
            ("visit.ended", "2024-05-08"),
        ]

    async def test_what_was_never_linked_and_is_no_longer_told_makes_no_entry(self, told):
        await told(1, received(), dated(), retracted(by="extractor"), linked())

        assert await told.entry() is None

    async def test_told_again_it_is_back_under_its_id(self, told):
        await told(1, received(), dated(), linked(), retracted(by="extractor"), linked())

        await told(1, dated(), linked())

        entry = await told.entry()
        assert (entry.status, entry.published, entry.reason) == ("published", minute(1), "")

    @pytest.mark.parametrize("event", [linked(), amended(), retracted(), retracted(by="extractor"), merged(1, 2)])
    def test_nobody_decides_about_what_was_never_told(self, event):
        with pytest.raises(ValueError, match="nobody told of"):
            evolve(None, _envelope(event))

    def test_an_article_is_no_occurrence(self):
        with pytest.raises(ValueError, match=r"article\.received"):
            evolve(evolve(None, _envelope(dated())), _envelope(received()))


def _envelope(event):
    return Envelope(
        id=number(9), stream=stream(), version=1, position=1, recorded_at=minute(1), type=event.type, schema=1,
        event=event, previous="", hash="",
    )  # fmt: skip


class TestMerging:
    async def test_one_merged_away_is_left_and_says_where_to(self, told):
        await told(1, received(1), dated(1, about=1), linked(1))
        await told(2, received(2), dated(2, about=2), linked(2))
        public = (await told.entry(2)).published

        position = await told(2, merged(2, into=1))

        left = await told.entry(2)
        assert (left.status, left.into, left.position, left.published) == ("left", number(1), position, public)
        assert await told.public() == [1]

    async def test_one_merged_before_it_was_public_leaves_no_trace(self, told):
        await told(1, received(1), dated(1, about=1), linked(1))

        await told(2, received(2), dated(2, about=2), merged(2, into=1), linked(2))

        assert await told.entry(2) is None
        assert [source.id.int for source in (await told.entry(1)).articles] == [1, 2]

    async def test_the_entry_gathers_what_all_tell(self, told):
        await told(1, received(1), dated(1, about=1, actors=(FUND,), when="2024-05", confidence=0.7), linked(1))
        second = dated(
            2, about=2, actors=(TIDE, FUND), title="Other words", places=(replace(PORT, name="Aline"),),
            quantity=Quantity(value=6, unit="officials"), confidence=0.95,
        )  # fmt: skip
        position = await told(2, received(2), second, merged(2, into=1), linked(2))

        entry = await told.entry(1)
        assert (entry.id, entry.title, entry.position) == (number(1), TITLE, position)
        assert (str(entry.date), entry.confidence, entry.quantity.value) == ("2024-05-06", 0.95, 6)
        assert {actor.id for actor in entry.actors} == {"harbour-fund", "tide-office"}
        assert [source.title for source in entry.articles] == ["News 2", "News 1"]  # beside their datings
        assert len(entry.datings) == 2
        assert {one.article for one in entry.evidence} == {number(1), number(2)}

    @pytest.mark.parametrize(
        ("first", "second", "date"),
        [
            ({"when": "2024-05-06"}, {"when": "2024-05-07"}, "2024-05-06"),
            ({"when": None}, {"when": "2024-05-07"}, "2024-05-07"),
            ({"when": "XXXX-05-06"}, {"when": "2024-05-07"}, "2024-05-07"),
            ({"when": "2024-05"}, {"when": "2024-05-07"}, "2024-05-07"),
            ({"when": "2024-05-06~"}, {"when": "2024-05-07"}, "2024-05-07"),
            ({"dating": dating("publication")}, {"when": "2024-05-07"}, "2024-05-07"),
            ({"dating": dating("inferred")}, {"when": "2024-05-07", "dating": dating("relative")}, "2024-05-07"),
        ],
        ids=["the first", "a date", "a year", "a day", "without doubt", "read, not assumed", "the nearer method"],
    )
    async def test_of_several_dates_the_surest_stands(self, told, first, second, date):
        await told(1, received(1), dated(1, about=1, **first), linked(1))
        await told(2, received(2), dated(2, about=2, **second), merged(2, into=1), linked(2))

        assert str((await told.entry()).date) == date

    async def test_it_lives_while_one_article_tells_it(self, told):
        await told(1, received(1), dated(1, about=1), linked(1))
        await told(2, received(2), dated(2, about=2), merged(2, into=1), linked(2))

        await told(1, retracted(1, by="extractor"), linked(1))
        entry = await told.entry(1)
        assert (entry.status, [source.id.int for source in entry.articles]) == ("published", [2])

        await told(2, retracted(2, by="extractor"), linked(2))
        assert (await told.entry(1)).status == "retracted"

    async def test_merges_reach_up_to_the_one_that_stays(self, told):
        for n in (1, 2, 3):
            await told(n, received(n), dated(n, about=n), linked(n))
        await told(3, merged(3, into=2))

        await told(2, merged(2, into=1))

        assert await told.public() == [1]
        assert [source.id.int for source in (await told.entry(1)).articles] == [1, 2, 3]
        await told(3, dated(3, about=3, quantity=Quantity(value=9, unit="officials")), linked(3))
        assert (await told.entry(1)).quantity.value == 9

    async def test_what_a_person_said_of_the_one_merged_away_holds_for_the_whole_entry(self, told):
        await told(1, received(1), dated(1, about=1), linked(1))
        await told(2, received(2), dated(2, about=2), linked(2), amended(2, title="A person's title"))

        await told(2, merged(2, into=1))

        assert ((await told.entry(1)).title, (await told.entry(1)).status) == ("A person's title", "amended")

    async def test_the_later_word_of_a_person_holds_whichever_id_it_was_said_about(self, told):
        await told(1, received(1), dated(1, about=1), linked(1))
        await told(2, received(2), dated(2, about=2), linked(2), amended(2, title="The earlier word"))
        await told(2, merged(2, into=1))

        await told(1, amended(1, title="The later word"))

        assert (await told.entry(1)).title == "The later word"

    async def test_one_that_a_person_took_back_takes_the_entry_with_it(self, told):
        await told(1, received(1), dated(1, about=1), linked(1), retracted(1))
        await told(2, received(2), dated(2, about=2), merged(2, into=1), linked(2))

        assert ((await told.entry(1)).status, await told.public()) == ("retracted", [])


class TestAPersonOutranksTheExtractor:
    @pytest.mark.parametrize(
        ("amendment", "shown"),
        [
            ({"title": "Another title"}, {"title": "Another title"}),
            ({"kind": "meeting"}, {"kind": "meeting"}),
            ({"actors": (TIDE,)}, {"actors": (TIDE,)}),
            ({"actors": ()}, {"actors": ()}),
            ({"places": ()}, {"places": ()}),
            ({"date": Date.parse("2020")}, {"date": Date.parse("2020")}),
        ],
        ids=lambda changes: " ".join(changes),
    )
    async def test_an_amendment_outranks_every_later_telling(self, told, amendment, shown):
        await told(1, received(), dated(), linked(), amended(**amendment))
        await told(1, dated(title="T", when="2024-06-06", actors=(GUILD,), places=(PORT, PORT)), linked())

        entry = await told.entry()
        assert {name: getattr(entry, name) for name in shown} == shown
        assert (entry.status, entry.reason) == ("amended", "the gazette says so")

    async def test_what_was_not_amended_still_follows_the_article(self, told):
        await told(1, received(), dated(), linked(), amended(title="Another title"))

        await told(1, dated(when="2024-05-07"), linked())

        assert str((await told.entry()).date) == "2024-05-07"

    async def test_amendments_add_up_and_the_later_one_holds(self, told):
        await told(1, received(), dated(), linked())
        await told(1, amended(title="One"), amended(kind="meeting"), amended(title="Two", reason="and again"))

        entry = await told.entry()
        assert (entry.title, entry.kind, entry.reason) == ("Two", "meeting", "and again")

    async def test_an_amended_date_says_who_set_it_and_moves_the_phases(self, told):
        both = ("visit.began", "visit.ended")
        await told(1, received(), dated(phases=both), dated(type="visit.ended", phases=both), linked())

        await told(1, amended(date=Date.parse("2024-05-10/2024-05-12")))

        entry = await told.entry()
        assert [(step.type, str(step.date)) for step in entry.events] == [
            ("visit.began", "2024-05-10"),
            ("visit.ended", "2024-05-12"),
        ]
        assert (entry.dating.method, entry.dating.policy) == ("explicit", "amended")
        assert "the gazette says so" in entry.dating.because

    async def test_an_amendment_publishes_what_waited_for_review(self, told):
        await told(1, received(), dated(when=None, confidence=0.1), linked())
        assert (await told.entry()).status == "review"

        position = await told(1, amended(date=Date.parse("2024-05-06")))

        entry = await told.entry()
        assert (entry.status, entry.position, entry.published) == ("amended", position, minute(4))

    async def test_a_retraction_stays_over_every_later_telling(self, told):
        await told(1, received(), dated(), linked(), retracted())

        await told(1, dated(when="2024-05-07"), linked())
        await told(1, retracted(by="extractor"), linked(), dated(when="2024-05-08"), linked())

        entry = await told.entry()
        assert (entry.status, entry.reason, str(entry.date)) == ("retracted", "it never happened", "2024-05-06")
        assert len(await told.views.revisions(number(1))) == 2

    async def test_a_retracted_entry_keeps_the_timelines_it_stood_on(self, told):
        await told(1, received(), dated(), linked())
        before = await told.entry()

        await told(1, retracted())

        assert (await told.entry()).timelines == before.timelines != ()


class TestReview:
    @pytest.mark.parametrize(
        ("told_as", "status", "reason"),
        [
            ({}, "published", ""),
            ({"confidence": 0.8}, "published", ""),
            ({"confidence": 0.79}, "review", "0.79, is below 0.80"),
            ({"when": None}, "review", "No date"),
            ({"when": "XXXX-05-06"}, "review", "year: XXXX-05-06"),
            ({"when": "2024-05-06/XXXX-05-08"}, "review", "year"),
            ({"when": "199X"}, "published", ""),
            ({"when": "2024-05-06/.."}, "published", ""),
        ],
        ids=str,
    )
    async def test_what_is_unsure_or_undated_waits(self, told, told_as, status, reason):
        await told(1, received(), dated(**told_as), linked())

        entry = await told.entry()
        assert (entry.status, entry.is_public) == (status, status == "published")
        assert reason in entry.reason
        assert (entry.timelines == ()) is (status == "review")
        assert (entry.published is None) is (status == "review")

    async def test_a_lower_threshold_publishes_what_waited(self, told):
        await told(1, received(), dated(confidence=0.5), linked())

        position = await told("home", HomeConfigured(threshold=0.5))

        entry = await told.entry()
        assert (entry.status, entry.position, entry.published) == ("published", position, minute(4))

    async def test_a_higher_threshold_takes_back_to_review_and_the_first_day_is_kept(self, told):
        await told(1, received(), dated(), linked())
        await told("home", HomeConfigured(threshold=0.95))
        assert ((await told.entry()).status, await told.public()) == ("review", [])

        await told("home", HomeConfigured())

        assert ((await told.entry()).status, (await told.entry()).published) == ("published", minute(1))

    async def test_a_person_outranks_the_threshold(self, told):
        await told(1, received(), dated(), linked(), amended(title="Another title"))

        await told("home", HomeConfigured(threshold=1.0))

        assert await told.public() == [1]

    async def test_a_surer_article_publishes_what_waited(self, told):
        await told(1, received(1), dated(1, about=1, confidence=0.5), linked(1))

        await told(2, received(2), dated(2, about=2, confidence=0.9), merged(2, into=1), linked(2))

        assert await told.public() == [1]


class TestFilters:
    async def test_a_new_filter_has_a_position_and_changes_no_words(self, told):
        await told(1, received(), dated(), linked())
        before = await told.entry()

        position = await told("home", HomeConfigured(timelines=(Filter(slug="own", title="Own", kind=("visit",)),)))

        after = await told.entry()
        assert (after.position, after.sequence, after.updated) == (position, position, before.updated)
        assert "own" in after.timelines
        assert replace(after, position=before.position, sequence=before.sequence, timelines=before.timelines) == before

    async def test_settings_that_change_no_entry_make_no_revision(self, told):
        await told(1, received(), dated(), linked())

        await told("home", HomeConfigured(timelines=(Filter(slug="own", title="Own", kind=("award",)),)))

        assert len(await told.views.revisions(number(1))) == 1

    async def test_a_filter_that_goes_takes_its_timeline_along(self, told):
        await told("home", HomeConfigured(timelines=(Filter(slug="own", title="Own"),)))
        await told(1, received(), dated(), linked())
        assert "own" in (await told.entry()).timelines

        await told("home", HomeConfigured())

        assert "own" not in (await told.entry()).timelines


async def test_sequences_rise_with_every_revision(told):
    await told(1, received(1), dated(1, about=1), linked(1), amended(title="A"), amended(title="B"))
    await told(2, received(2), dated(2, about=2), linked(2), merged(2, into=1))
    await told(1, retracted())

    for id in (1, 2):
        sequences = [change.entry.sequence for change in await told.views.revisions(number(id))]
        assert sequences == sorted(set(sequences))
    assert [change.entry.sequence for change in await told.views.revisions(number(1))] == [3, 4, 5, 9, 10]


async def test_the_quote_of_every_article_stands_once(told):
    await told(1, received(1), dated(1, evidence=(evidence("One."), evidence("One."), evidence("Two."))), linked(1))

    assert [one.quote for one in (await told.entry()).evidence] == ["One.", "Two."]
