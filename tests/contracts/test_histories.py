"""Any history of articles, corrections and rebuilds keeps what readers and pollers rely on, on every backend."""

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from contracts.test_store import ADDRESSES
from model.samples import FUND, GUILD, START, TITLE, article, mention, reading
from sstimeline import decide, pipeline
from sstimeline.home import Home, open_store, schemes
from sstimeline.model.dates import Date
from sstimeline.model.errors import AlreadyRetracted, BadInput, Erased, StreamMoved, UnknownArticle
from sstimeline.model.events import ArticleLinked, Filter
from sstimeline.model.values import replace
from sstimeline.project.fold import fold
from sstimeline.settings import Settings
from sstimeline.store.base import Query
from sstimeline.store.memory import MemoryViews

#: What articles tell: two of them are one thing in other words, some wait for review, one is of another kind.
MENTIONS = (
    mention(),
    mention(title=TITLE + " again"),
    mention(when="2024-05-06~"),
    mention(when="2024-05-20", quote="The second visit came a fortnight later."),
    mention(when=None, quote="Nobody wrote down when they came."),
    mention(confidence=0.4, quote="They may have come."),
    mention("The Port Prize goes to the Guild", "2023", kind="award", phases=("granted",), actors=(GUILD,)),
)
#: What pollers ask: everything, an institution, a kind, a timeline of the home's own.
QUERIES = (Query(), Query(slug="harbour-fund"), Query(slug="kind-award"), Query(slug="own"), Query(language="en"))
OWN = (Filter(slug="own", title="Own", actor=("lamp-guild",)), Filter(slug="own", title="Own", kind=("award",)))


class Histories(RuleBasedStateMachine):
    """What happens to a home, told through the same doors as the program uses."""

    scheme = "memory"

    def __init__(self):
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.minutes = 0
        self.held = {query: {} for query in QUERIES}
        self.since = dict.fromkeys(QUERIES, 0)
        self.stood = {0: ()}
        self.address = ADDRESSES[self.scheme](Path(self.folder.name))
        store = self.run(open_store(self.scheme, self.address))
        self.home = Home(settings=Settings(), store=store, now=lambda: START + timedelta(minutes=self.minutes))

    def run(self, work):
        return self.loop.run_until_complete(work)

    def teardown(self):
        self.run(self.home.store.close())
        self.loop.close()
        self.folder.cleanup()

    @property
    def views(self):
        return self.home.views

    @rule(n=st.integers(1, 3), told=st.sets(st.integers(0, len(MENTIONS) - 1), max_size=3), words=st.integers(0, 2))
    def append(self, n, told, words):
        async def append():
            one = article(n, f"Text {words} of article {n}: {sorted(told)}")
            history = await self.home.log.read(one.stream)
            try:
                if decide.is_known(history, one):
                    return
            except Erased:
                return
            events = decide.news(history, one, reading(one, *(MENTIONS[index] for index in sorted(told))))
            with pytest.raises(StreamMoved):
                await self.home.log.append(one.stream, events, expect=len(history) + 1, at=self.home.now())
            stored = await self.home.log.append(one.stream, events, expect=len(history), at=self.home.now())
            assert stored == await self.home.log.append(one.stream, events, expect=len(history), at=self.home.now())

        self.run(append())

    @rule(minutes=st.integers(-3, 9))
    def the_clock_moves(self, minutes):
        self.minutes += minutes

    @rule(limit=st.integers(1, 4))
    def project_a_little(self, limit):
        self.run(self.views.advance(fold, limit))

    @rule()
    def link(self):
        self.run(pipeline.link(self.home))

        assert self.run(self.views.unlinked()) == ()
        assert self.run(self.views.checkpoint()) == self.run(self.home.log.head()).position

    @rule(threshold=st.sampled_from([0.3, 0.8]), own=st.sampled_from([(), OWN[:1], OWN[1:]]))
    def configure(self, threshold, own):
        self.home.settings = replace(self.home.settings, threshold=threshold, timelines=own)
        self.run(pipeline.configure(self.home))

    @precondition(lambda self: self.run(self.views.slugs()) or self.run(self.views.entries(WAITING)))
    @rule(
        data=st.data(),
        wanted=st.sampled_from(
            [
                decide.Amendment(date=Date.parse("2024-05-09")),
                decide.Amendment(title="Another title"),
                decide.Amendment(kind="meeting"),
                decide.Amendment(actors=(FUND,)),
                decide.Amendment(places=()),
                None,
            ]
        ),
    )
    def a_person_amends_or_retracts(self, data, wanted):
        ids = [entry.id for entry in self.run(self.views.entries(ANY))]
        id = data.draw(st.sampled_from(ids))
        try:
            if wanted is None:
                self.run(pipeline.retract(self.home, id, reason="it never happened"))
            else:
                self.run(pipeline.amend(self.home, id, wanted, reason="the gazette says so"))
        except (AlreadyRetracted, BadInput):
            return

        entry = self.run(self.views.entry(id))
        assert entry.position == self.run(self.home.log.head()).position
        assert entry.status in (("amended", "review") if wanted else ("retracted",))

    @rule(n=st.integers(1, 3))
    def erase(self, n):
        """The words go, from the past, too; who polls hears of every entry that showed them."""

        async def erase():
            one = article(n)
            history = await self.home.log.read(one.stream)
            try:
                event = decide.erase(history, one.id, reason="a court said so")
            except (Erased, UnknownArticle):
                return
            await self.home.log.erase(one.stream, event, expect=len(history), at=self.home.now())
            await pipeline.project(self.home)
            assert not await self.views.is_stale()
            self.stood = {0: ()}

        self.run(erase())

    @precondition(lambda self: self.scheme != "memory")
    @rule()
    def the_program_starts_anew(self):
        """What it held in memory is gone, and nothing else."""
        before = self.run(self.home.log.head()), self.run(self.views.fingerprint())
        self.run(self.home.store.close())
        self.home.store = self.run(open_store(self.scheme, self.address))

        assert before == (self.run(self.home.log.head()), self.run(self.views.fingerprint()))

    @rule()
    def rebuild(self):
        self.run(pipeline.project(self.home))
        before = self.run(self.views.fingerprint())
        self.run(pipeline.rebuild(self.home))

        assert before == self.run(self.views.fingerprint())

    @rule(limit=st.integers(1, 3))
    def pollers_ask(self, limit):
        """Each applies every answer, and holds exactly the timeline."""

        async def ask():
            for query in QUERIES:
                held = self.held[query]
                while answer := (await self.views.changed(query, self.since[query], limit)).entries:
                    for entry in answer:
                        assert entry.position > self.since[query]
                        held.pop(entry.id, None)
                        if entry.is_public:
                            held[entry.id] = entry
                    self.since[query] = answer[-1].position
                assert held == {entry.id: entry for entry in await self.views.entries(query)}

        self.run(ask())

    @rule()
    def the_past_stands_as_it_stood(self):
        checkpoint = self.run(self.views.checkpoint())
        for position, stood in self.stood.items():
            if position <= checkpoint:
                assert stood == self.run(self.views.entries(Query(), as_of=position))

    @invariant()
    def nothing_contradicts_the_log(self):
        async def check():
            head = await self.home.log.verify()
            assert head == await self.home.log.head()
            assert [*range(1, head.position + 1)] == [one.position for one in await self.home.log.after(0, 9999)]
            checkpoint = await self.views.checkpoint()
            assert checkpoint <= head.position
            afresh = MemoryViews(self.home.log)
            while await afresh.checkpoint() < checkpoint:
                await afresh.advance(fold, 1)
            assert await afresh.fingerprint() == await self.views.fingerprint()
            self.stood.setdefault(checkpoint, await self.views.entries(Query()))
            assert self.stood[checkpoint] == await self.views.entries(Query())

        self.run(check())

    @invariant()
    def entries_are_whole(self):
        """No revision twice, no article twice within one, sequences that only rise, `published` that never moves."""

        async def check():
            for entry in await self.views.entries(ANY):
                revisions = [change.entry for change in await self.views.revisions(entry.id)]
                positions = [revision.position for revision in revisions]
                assert positions == sorted(set(positions))
                assert positions == [revision.sequence for revision in revisions]
                assert len({revision.published for revision in revisions} - {None}) <= 1
                assert len({source.id for source in entry.articles}) == len(entry.articles)
                assert not entry.is_public or (entry.date is not None and entry.date.is_usable)

        self.run(check())

    @invariant()
    def an_extractors_word_waits_for_its_link(self):
        """Only a link, a person's decision or new settings make a revision."""

        async def check():
            for entry in await self.views.entries(ANY):
                for change in await self.views.revisions(entry.id):
                    event = change.envelope.event
                    assert isinstance(event, ArticleLinked) or change.envelope.type in (
                        "occurrence.merged",
                        "occurrence.amended",
                        "occurrence.retracted",
                        "home.configured",
                        "article.erased",
                    )
                    assert getattr(event, "by", "person") == "person"

        self.run(check())


WAITING = Query(statuses=("review",))
ANY = Query(statuses=("published", "amended", "review", "retracted", "left"))


@pytest.mark.parametrize("scheme", schemes())
def test_any_history_keeps_what_readers_rely_on(scheme):
    machine = type("Histories", (Histories,), {"scheme": scheme})

    run_state_machine_as_test(machine, settings=settings(max_examples=30, stateful_step_count=25, deadline=None))
