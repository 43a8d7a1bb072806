"""What is new: readings and people's wishes in, events out."""

import pytest

from model.samples import (
    FUND,
    GUILD,
    PORT,
    TITLE,
    append,
    article,
    dated,
    dating,
    evidence,
    linked,
    mention,
    number,
    reading,
    received,
    stream,
)
from sstimeline import decide
from sstimeline.decide import NO_LONGER_TOLD, Amendment
from sstimeline.model.dates import Date
from sstimeline.model.entries import Occurrence
from sstimeline.model.errors import AlreadyRetracted, BadInput
from sstimeline.model.events import (
    Actor,
    ArticleLinked,
    ArticleReceived,
    ArticleRevised,
    Dated,
    Filter,
    HomeConfigured,
    OccurrenceAmended,
    OccurrenceMerged,
    OccurrenceRetracted,
    Place,
    Quantity,
)
from sstimeline.model.values import replace
from sstimeline.project.fold import fold
from sstimeline.store.memory import Memory

TIDE = Actor(id="tide-office", name="Tide Office", role="visitor")
AWARD = {"kind": "award", "phases": ("granted",), "actors": (GUILD,)}
PRIZE = "The Port Prize goes to the Guild"


@pytest.fixture
def store():
    return Memory()


@pytest.fixture
def tell(store):
    """Hand in one text of the first article with what it was read to say; return the events that are new."""

    async def tell(text, *mentions, **said):
        one = article(1, text, **said)
        history = await store.log.read(one.stream)
        events = decide.news(history, one, reading(one, *mentions))
        await append(store, 1, *events)
        return events

    return tell


async def is_known(store, text, **said):
    return decide.is_known(await store.log.read(stream()), article(1, text, **said))


def ids(events):
    return list(dict.fromkeys(event.occurrence for event in events if isinstance(event, Dated)))


def gone(events):
    return [event.occurrence for event in events if isinstance(event, OccurrenceRetracted)]


class TestWhatIsKnown:
    async def test_an_article_nobody_heard_of_is_new(self, store):
        assert not await is_known(store, "One.")

    async def test_the_text_that_stands_is_known_from_any_source(self, store, tell):
        await tell("One.", source="seeds/a.txt")

        assert await is_known(store, "One.", source="seeds/a.txt")
        assert await is_known(store, "One.", source="seeds/b.txt")
        assert not await is_known(store, "Two.", source="seeds/a.txt")

    async def test_two_files_of_one_address_do_not_revise_each_other_for_ever(self, store, tell):
        await tell("One.", source="seeds/a.txt")
        await tell("Two.", source="seeds/b.txt")

        assert await is_known(store, "One.", source="seeds/a.txt")
        assert await is_known(store, "Two.", source="seeds/b.txt")

    async def test_a_source_may_go_back_to_its_earlier_words(self, store, tell):
        await tell("One.", source="seeds/a.txt")
        await tell("Two.", source="seeds/a.txt")

        assert not await is_known(store, "One.", source="seeds/a.txt")
        assert await is_known(store, "One.", source="seeds/b.txt")

    async def test_a_text_is_known_by_its_words_alone(self, store, tell):
        await tell("One.", title="A title")

        assert await is_known(store, "One.", title="Another title")


class TestNews:
    async def test_the_first_telling_is_the_text_and_then_what_it_tells(self, tell):
        events = await tell("One.", mention(phases=("began", "ended")), mention(PRIZE, "2023", **AWARD))

        assert [event.type for event in events] == ["article.received", "visit.began", "visit.ended", "award.granted"]
        assert isinstance(events[0], ArticleReceived)
        assert (events[0].text, events[0].received.isoformat()) == ("One.", "2024-06-01")
        assert len(ids(events)) == 2
        assert events[1].phases == events[2].phases == ("visit.began", "visit.ended")
        assert (events[1].bound, events[2].bound) == ("start", "end")

    async def test_an_article_that_tells_nothing_is_still_received(self, tell):
        assert [event.type for event in await tell("One.")] == ["article.received"]

    async def test_the_same_article_gives_the_same_ids_everywhere(self, tell):
        one = article(1, "One.")

        assert await tell("One.", mention()) == decide.news((), one, reading(one, mention()))

    async def test_two_occurrences_in_the_same_words_keep_apart(self, tell):
        events = await tell("One.", mention(), mention())

        assert len(ids(events)) == 2

    async def test_a_revision_that_tells_the_same_adds_only_its_text(self, tell):
        await tell("One.", mention(), mention(PRIZE, "2023", **AWARD))
        again = replace(mention(), evidence=(replace(evidence(f"{TITLE}."), revision="1" * 64),))

        events = await tell("Two.", mention(PRIZE, "2023", **AWARD), again)

        assert [event.type for event in events] == ["article.revised"]
        assert isinstance(events[0], ArticleRevised)

    @pytest.mark.parametrize(
        "changed",
        [
            mention(when="2024-05-07"),
            mention(confidence=0.95),
            mention(quantity=6),
            mention(actors=(FUND, GUILD, TIDE)),
            mention(places=()),
            mention(phases=("began", "ended")),
            mention(title=TITLE + " again"),
            mention(method="relative"),
            replace(mention(), dating=replace(dating(), because="Another reason.")),
        ],
        ids=["date", "confidence", "quantity", "actor", "place", "phase", "title", "method", "reason"],
    )
    async def test_a_revision_keeps_the_id_and_tells_the_difference(self, tell, changed):
        first = await tell("One.", mention(), mention(PRIZE, "2023", **AWARD))

        events = await tell("Two.", mention(PRIZE, "2023", **AWARD), changed)

        assert ids(events) == ids(first)[:1]
        assert gone(events) == []
        assert len(events) == 1 + len(changed.phases)

    async def test_words_that_changed_altogether_are_another_occurrence(self, tell):
        first = await tell("One.", mention())
        other = mention("Ministers sign a fishing treaty", "2022-01-02", quote="Ministers signed it on Sunday.")

        events = await tell("Two.", other)

        assert len(ids(events)) == 1
        assert ids(events) != ids(first)
        assert gone(events) == ids(first)

    async def test_what_is_no_longer_told_is_taken_back_once(self, tell):
        first = await tell("One.", mention(), mention(PRIZE, "2023", **AWARD))

        second = await tell("Two.", mention())
        third = await tell("Three.", mention())

        assert gone(second) == ids(first)[1:]
        assert [event.reason for event in second[1:]] == [NO_LONGER_TOLD]
        assert [event.by for event in second[1:]] == ["extractor"]
        assert [event.type for event in third] == ["article.revised"]

    async def test_told_again_it_comes_back_under_its_id(self, tell):
        first = await tell("One.", mention())
        await tell("Two.")

        assert ids(await tell("Three.", mention())) == ids(first)
        assert [event.type for event in await tell("Four.", mention())] == ["article.revised"]

    async def test_of_two_that_changed_places_each_keeps_its_id(self, tell):
        later = mention("The Harbour Fund visits again", "2024-05-20", quote="It came back a fortnight later.")
        first = await tell("One.", mention(), later)

        events = await tell("Two.", replace(later, confidence=0.95), replace(mention(), confidence=0.85))

        told = {event.occurrence: event.title for event in events if isinstance(event, Dated)}
        assert told == {ids(first)[0]: TITLE, ids(first)[1]: "The Harbour Fund visits again"}

    async def test_of_two_that_resemble_a_known_one_the_likest_gets_its_id(self, tell):
        first = await tell("One.", mention())
        like = mention(title=TITLE + " again", quote=f"{TITLE} once more.")

        events = await tell("Two.", like, mention())

        assert [event.title for event in events if isinstance(event, Dated)] == [TITLE + " again"]
        assert ids(events) != ids(first)
        assert gone(events) == []

    async def test_another_kind_is_another_occurrence(self, tell):
        first = await tell("One.", mention())

        events = await tell("Two.", mention(kind="meeting"))

        assert (gone(events), len(set(ids(events) + ids(first)))) == (ids(first), 2)

    async def test_a_persons_retraction_outlives_every_telling(self, store, tell):
        [id] = ids(await tell("One.", mention()))
        await append(store, 1, linked(), OccurrenceRetracted(occurrence=id, reason="it never happened", by="person"))

        assert ids(await tell("Two.", mention(when="2024-05-07"))) == [id]
        await append(store, 1, linked())
        await store.views.advance(fold)

        assert (await store.views.entry(id)).status == "retracted"
        assert await store.views.slugs() != {}

    async def test_what_a_person_took_back_is_not_minted_anew(self, store, tell):
        [id] = ids(await tell("One.", mention()))
        await append(store, 1, OccurrenceRetracted(occurrence=id, reason="it never happened", by="person"))

        assert [event.type for event in await tell("Two.", mention())] == ["article.revised"]

    async def test_an_amendment_is_no_telling(self, store, tell):
        """The extractor is compared with what it said itself: a person's words come and go without it."""
        [id] = ids(await tell("One.", mention()))
        await append(store, 1, OccurrenceAmended(occurrence=id, reason="misread", title="A person's title"))

        assert [event.type for event in await tell("Two.", mention())] == ["article.revised"]


@pytest.fixture
async def entry(store):
    await append(store, 1, received(), dated(), linked())
    await store.views.advance(fold)
    return await store.views.entry(number(1))


class TestAPersonDecides:
    async def test_only_what_differs_is_recorded(self, entry):
        wanted = Amendment(title="Another title", kind="visit", date=entry.date, places=entry.places)

        event = decide.amend(entry, wanted, reason="  the gazette \n says so ")

        assert event == OccurrenceAmended(occurrence=entry.id, reason="the gazette says so", title="Another title")

    async def test_actors_and_places_may_be_emptied(self, entry):
        event = decide.amend(entry, Amendment(actors=(), places=()), reason="nobody came")

        assert (event.actors, event.places) == ((), ())

    @pytest.mark.parametrize(
        ("wanted", "reason", "sentence"),
        [
            (Amendment(), "x", "nothing would change"),
            (Amendment(title=TITLE), "x", "nothing would change"),
            (Amendment(date=Date.parse("2024-05-06")), "x", "nothing would change"),
            (Amendment(actors=(FUND, GUILD)), "x", "nothing would change"),
            (Amendment(title="New"), " \n", "say why"),
            (Amendment(title=" \t"), "x", "title can't be empty"),
            (Amendment(kind="two words"), "x", "no kind"),
            (Amendment(kind=""), "x", "no kind"),
            (Amendment(date=Date.parse("XXXX-05-06")), "x", "needs its year.*XXXX-05-06"),
        ],
    )
    async def test_an_amendment_that_makes_no_sense_is_refused(self, entry, wanted, reason, sentence):
        with pytest.raises(BadInput, match=sentence):
            decide.amend(entry, wanted, reason=reason)

    async def test_a_retraction_says_who_and_why(self, entry):
        event = decide.retract(entry, reason="it never\thappened")

        assert event == OccurrenceRetracted(occurrence=entry.id, reason="it never happened", by="person")
        with pytest.raises(BadInput, match="say why"):
            decide.retract(entry, reason="")

    @pytest.mark.parametrize(
        ("gone", "sentence"),
        [
            ({"status": "retracted", "reason": "it never happened"}, "is retracted already: it never happened"),
            ({"status": "left", "into": number(7)}, f"was merged into {number(7)}: correct that one"),
        ],
        ids=["retracted", "merged away"],
    )
    async def test_what_is_gone_cannot_be_corrected(self, entry, gone, sentence):
        entry = replace(entry, **gone)

        with pytest.raises(AlreadyRetracted, match=sentence):
            decide.amend(entry, Amendment(title="New"), reason="x")
        with pytest.raises(AlreadyRetracted, match=sentence):
            decide.retract(entry, reason="x")

    def test_settings_are_recorded_only_where_they_differ(self):
        own = HomeConfigured(timelines=(Filter(slug="own", title="Own"),))

        assert decide.configure(HomeConfigured(), HomeConfigured()) == ()
        assert decide.configure(HomeConfigured(), own) == (own,)
        assert decide.configure(own, own) == ()
        assert decide.configure(own, HomeConfigured()) == (HomeConfigured(),)


def occurrence(n=1, *, about=None, into=None, waits=False, phases=("visit.began",), **told):
    """Return the *n*th occurrence, told by the article of the same number or by *about*."""
    event = dated(n, type=phases[0], phases=phases, about=about or n, **told)
    telling = {"pending": (event,)} if waits else {"told": (event,)}
    return Occurrence(id=number(n), article=number(about or n), first=n, into=into, **telling)


ES = {"language": "es", "title": "El Fondo del Puerto visita al Gremio en Puerto Alina"}
SIX, SEVEN = Quantity(value=6, unit="officials"), Quantity(value=7, unit="officials")

MATCH = {
    "the same words": ({}, {}),
    "a day within the range": ({"when": "2024-05-06/2024-05-08"}, {"when": "2024-05-07"}),
    "ranges that overlap": ({"when": "2024-05-06/2024-05-08"}, {"when": "2024-05-08/2024-05-10"}),
    "about the same day": ({"when": "2024-05-06~"}, {"when": "2024-05-08"}),
    "a doubtful day": ({"when": "2024-05-06?"}, {"when": "2024-05-06"}),
    "the same month": ({"when": "2024-05"}, {"when": "2024-05"}),
    "the same year": ({"when": "2024"}, {"when": "2024"}),
    "one more actor": ({"actors": (FUND, GUILD, TIDE)}, {}),
    "one actor in common": ({"actors": (FUND,)}, {"actors": (FUND, TIDE)}),
    "almost the same title": ({"title": "The Harbour Fund visits the Lamp Guild"}, {}),
    "a number only one knows": ({"quantity": SIX}, {}),
    "the same number": ({"quantity": SIX}, {"quantity": SIX}),
    "another language": (ES, {}),
    "other places": ({"places": ()}, {"places": (PORT, Place(name="Lampedo", country="XX", slug="xx-lampedo"))}),
    "an older telling that waits": ({"waits": True}, {}),
    "a newer telling that waits": ({}, {"waits": True}),
}
NO_MATCH = {
    "another day": ({"when": "2024-05-06"}, {"when": "2024-05-07"}),
    "another year": ({"when": "2023-05-06"}, {"when": "2024-05-06"}),
    "about another day": ({"when": "2024-05-06~"}, {"when": "2024-05-10"}),
    "a day and its month": ({"when": "2024-05"}, {"when": "2024-05-06"}),
    "a day and its year": ({"when": "2024"}, {"when": "2024-05-06"}),
    "no date": ({"when": None}, {"when": "2024-05-06"}),
    "no dates at all": ({"when": None}, {"when": None}),
    "no year": ({"when": "XXXX-05-06"}, {"when": "XXXX-05-06"}),
    "other actors": ({"actors": (TIDE,)}, {"actors": (FUND,)}),
    "no actors": ({"actors": ()}, {"actors": ()}),
    "actors the gazetteer does not know": (
        {"actors": (Actor(id=None, name="six officials", role="visitor"),)},
        {"actors": (Actor(id=None, name="six officials", role="visitor"),)},
    ),
    "another number": ({"quantity": SIX}, {"quantity": SEVEN}),
    "another title": ({"title": "Dredging starts at dawn"}, {}),
    "a title that shares a word": ({"title": "The Harbour Fund closes its books for good"}, {}),
    "another language and one actor more": (ES | {"actors": (FUND, GUILD, TIDE)}, {}),
    "other phases": ({"phases": ("visit.began", "visit.ended")}, {}),
    "merged away": ({"into": number(9)}, {}),
}


class TestMatching:
    @pytest.mark.parametrize(("earlier", "later"), MATCH.values(), ids=MATCH)
    def test_two_articles_tell_one_thing(self, earlier, later):
        first, second = occurrence(1, **earlier), occurrence(2, **later)

        assert decide.link(second, [first]) == first
        assert decide.link(first, [second]) == second  # whichever is being linked

    @pytest.mark.parametrize(("earlier", "later"), NO_MATCH.values(), ids=NO_MATCH)
    def test_two_articles_tell_two_things(self, earlier, later):
        assert decide.link(occurrence(2, **later), [occurrence(1, **earlier)]) is None

    def test_of_several_that_match_the_earliest_recorded_is_taken(self):
        candidates = [occurrence(1, when="2020"), occurrence(2), occurrence(3)]

        assert decide.link(occurrence(4), candidates) == candidates[1]

    def test_the_newest_telling_is_what_is_matched(self):
        """A revision that waits takes the place of what was told."""
        second = replace(occurrence(2), pending=(dated(2, "2024-06-06", about=2),))

        assert decide.link(second, [occurrence(1)]) is None


def merges(events):
    return [(event.occurrence.int, event.into.int) for event in events if isinstance(event, OccurrenceMerged)]


class TestLinking:
    def test_the_later_recorded_is_merged_into_the_earlier_whichever_is_linked(self):
        first, second = occurrence(1), occurrence(2)

        assert merges(decide.linked(number(2), [second], {second.id: [first]})) == [(2, 1)]
        assert merges(decide.linked(number(1), [first], {first.id: [second]})) == [(2, 1)]

    def test_the_link_comes_last_and_covers_all(self):
        events = decide.linked(number(2), [occurrence(2)], {number(2): [occurrence(1)]})

        assert events[-1] == ArticleLinked(article=number(2))
        assert TITLE in events[0].because
        assert decide.linked(number(5), [], {}) == (ArticleLinked(article=number(5)),)

    def test_what_does_not_wait_is_left_alone(self):
        assert merges(decide.linked(number(2), [occurrence(2)], {})) == []

    def test_what_is_merged_already_stays_where_it_is(self):
        second = occurrence(2, into=number(1))

        assert merges(decide.linked(number(2), [second], {second.id: [occurrence(1), occurrence(3)]})) == []

    def test_two_of_one_article_never_enter_one_entry(self):
        known, ours = occurrence(1), [occurrence(2, about=7), occurrence(3, about=7)]

        assert merges(decide.linked(number(7), ours, {one.id: [known] for one in ours})) == [(2, 1)]

    def test_one_that_entered_before_keeps_its_place(self):
        known, ours = occurrence(1), [occurrence(2, about=7, into=number(1)), occurrence(3, about=7)]

        assert merges(decide.linked(number(7), ours, {number(3): [known]})) == []

    def test_entries_that_share_an_article_are_never_joined(self):
        """Both entries hold one of article 9: joined they would hold two."""
        ours = occurrence(2, about=7)
        others = [occurrence(1), occurrence(3, about=9, into=number(1)), occurrence(4, about=9, into=number(2))]

        assert merges(decide.linked(number(7), [ours], {ours.id: others})) == []

    def test_two_may_enter_two_entries(self):
        known = [occurrence(1), occurrence(2, title="The Harbour Fund and its Guild dine late", about=1)]
        ours = [occurrence(3, about=7), occurrence(4, title="The Harbour Fund and its Guild dine late", about=7)]

        assert merges(decide.linked(number(7), ours, {one.id: known for one in ours})) == [(3, 1), (4, 2)]
