"""Which timelines hold an entry, in which order, and what they tell of its past."""

from datetime import timedelta

import pytest

from model.samples import FUND, GUILD, PORT, START, append, dated, linked, minute, number, received
from sstimeline.model.dates import Date
from sstimeline.model.entries import Label
from sstimeline.model.events import Actor, Filter, OccurrenceAmended, OccurrenceMerged, OccurrenceRetracted, Place
from sstimeline.project.fold import fold
from sstimeline.project.timelines import TOLD_FOR, build, holds, slugs
from sstimeline.store.memory import Memory

NOBODY = Actor(id=None, name="six officials", role="visitor")
CAPITAL = Place(name="Lampedo", country="XX", slug="xx-lampedo")
COUNTRY = Place(name="Xanadu", country="XX", slug="xx")
SOMEWHERE = Place(name="Somewhere", country="")


@pytest.fixture
def store():
    return Memory()


async def entry(store, **told):
    await append(store, 1, received(), dated(**told), linked())
    await store.views.advance(fold)
    return await store.views.entry(number(1))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"actors": (), "places": ()}, {"all", "kind-visit"}),
        ({"actors": (FUND, GUILD), "places": ()}, {"all", "kind-visit", "harbour-fund", "lamp-guild"}),
        ({"actors": (NOBODY,), "places": ()}, {"all", "kind-visit"}),
        ({"actors": (), "places": (PORT,)}, {"all", "kind-visit", "place-xx", "place-xx-port-aline"}),
        (
            {"actors": (), "places": (PORT, CAPITAL)},
            {"all", "kind-visit", "place-xx", "place-xx-port-aline", "place-xx-lampedo"},
        ),
        ({"actors": (), "places": (COUNTRY,)}, {"all", "kind-visit", "place-xx"}),
        ({"actors": (), "places": (SOMEWHERE,)}, {"all", "kind-visit"}),
    ],
    ids=["nobody", "institutions", "unknown to the gazetteer", "place", "places", "country", "nowhere known"],
)
async def test_an_entry_stands_on_the_timelines_of_what_it_names(store, told, expected):
    found = (await entry(store, **told)).timelines

    assert set(found) == expected
    assert list(found) == sorted(found)


@pytest.mark.parametrize(
    ("says", "held"),
    [
        ({}, True),
        ({"kind": ("visit",)}, True),
        ({"kind": ("award", "visit")}, True),
        ({"kind": ("award",)}, False),
        ({"actor": ("lamp-guild",)}, True),
        ({"actor": ("tide-office",)}, False),
        ({"place": ("xx",)}, True),
        ({"place": ("xx-port-aline",)}, True),
        ({"place": ("xx-port",)}, False),
        ({"language": ("en",)}, True),
        ({"language": ("es",)}, False),
        ({"kind": ("visit",), "actor": ("tide-office",)}, False),
        ({"kind": ("visit",), "actor": ("lamp-guild",), "place": ("xx",), "language": ("en",)}, True),
    ],
    ids=str,
)
async def test_a_filter_holds_what_matches_every_field_it_gives(store, says, held):
    own = Filter(slug="own", title="Own", **says)
    one = await entry(store)

    assert holds(own, one) is held
    assert ("own" in slugs(one, [own])) is held


class Line:
    """A log in memory, and timelines built from it."""

    def __init__(self, store):
        self.store = store

    async def tell(self, n, *events, at=None):
        await append(self.store, n, *events, at=at)
        await self.store.views.advance(fold)

    async def build(self, slug="all"):
        last = (await self.store.log.after(0, 999))[-1]
        return build(
            Label(slug=slug, title=slug, group="all"),
            await self.store.views.changes(slug),
            opened=minute(1),
            now=last.recorded_at,
        )


@pytest.fixture
def line(store):
    return Line(store)


def told(changes):
    return [(change.entry.id.int, change.entry.status, change.correction) for change in changes]


async def test_entries_stand_by_date_then_id(line):
    await line.tell(
        1, received(), dated(4, "2024-05"), dated(3, "2024-05-01"), dated(2, "2024-05-01"), dated(5, "2023"),
        dated(6, "2024-05-01/2024-05-03"), dated(7, "../2024"), linked(),
    )  # fmt: skip

    assert [entry.id.int for entry in (await line.build()).entries] == [7, 5, 2, 3, 6, 4]


async def test_changes_come_newest_first(line):
    for n in (1, 2, 3):
        await line.tell(n, received(n), dated(n, about=n), linked(n))

    assert [change.entry.id.int for change in (await line.build()).changes] == [3, 2, 1]


async def test_an_amendment_is_also_told_as_a_correction(line):
    await line.tell(1, received(), dated(), linked())
    await line.tell(1, OccurrenceAmended(occurrence=number(1), reason="misread", title="Another title"))

    built = await line.build()

    assert told(built.changes) == [(1, "amended", True), (1, "amended", False)]
    assert built.changes[0].before.title != built.changes[0].entry.title
    assert (built.position, built.updated) == (4, minute(4))


async def test_every_correction_stays_an_item_of_its_own(line):
    await line.tell(1, received(), dated(), linked())
    await line.tell(1, OccurrenceAmended(occurrence=number(1), reason="misread", title="One"))
    await line.tell(1, OccurrenceAmended(occurrence=number(1), reason="misread", title="Two"))
    await line.tell(1, OccurrenceRetracted(occurrence=number(1), reason="no", by="person"))

    corrections = [change for change in (await line.build()).changes if change.correction]

    assert [(change.entry.title, change.entry.status) for change in corrections] == [
        ("Two", "retracted"),
        ("Two", "amended"),
        ("One", "amended"),
    ]


async def test_what_was_amended_before_anyone_saw_it_is_no_correction(line):
    await line.tell(1, received(), dated(when=None), linked())
    await line.tell(1, OccurrenceAmended(occurrence=number(1), reason="misread", date=Date.parse("2024")))

    assert told((await line.build()).changes) == [(1, "amended", False)]


async def test_a_merge_is_no_correction(line):
    await line.tell(1, received(1), dated(1, about=1), linked(1))
    await line.tell(2, received(2), dated(2, about=2), linked(2))
    await line.tell(2, OccurrenceMerged(occurrence=number(2), into=number(1), because="one thing"))

    assert told((await line.build()).changes) == [(1, "published", False), (2, "left", False)]


async def test_what_waits_for_review_is_told_to_nobody(line):
    await line.tell(1, received(), dated(1, None), dated(2, confidence=0.1), linked())

    built = await line.build()
    assert (built.entries, built.retracted, built.changes) == ((), (), ())


@pytest.mark.parametrize(
    ("later", "stands"),
    [(timedelta(0), True), (TOLD_FOR, True), (TOLD_FOR + timedelta(microseconds=1), False)],
    ids=["at once", "on the last day", "after it"],
)
async def test_a_retraction_is_told_for_thirty_days_of_the_log(line, later, stands):
    await line.tell(1, received(), dated(), linked())
    await line.tell(1, OccurrenceRetracted(occurrence=number(1), reason="no", by="person"), at=minute(100))
    await line.tell(2, received(2), at=minute(100) + later)

    built = await line.build()

    assert timedelta(days=30) == TOLD_FOR
    assert ((1, "retracted", False) in told(built.changes)) is stands
    assert (1, "retracted", True) in told(built.changes)  # the correction stays
    assert [entry.id.int for entry in built.retracted] == [1]  # and so does the struck line of the page


async def test_a_timeline_an_entry_left_tells_that_it_left(line):
    await line.tell(1, received(), dated(), linked())
    tide = Actor(id="tide-office", name="Tide Office", role="visitor")
    await line.tell(1, OccurrenceAmended(occurrence=number(1), reason="misread", actors=(tide,)))

    left, joined = await line.build("lamp-guild"), await line.build("tide-office")

    assert (told(left.changes), left.entries) == ([(1, "left", False)], ())
    assert told(joined.changes) == [(1, "amended", True), (1, "amended", False)]


async def test_an_empty_timeline_is_as_old_as_the_log():
    built = build(Label(slug="own", title="Own", group="yours"), (), opened=START, now=minute(9))

    assert (built.updated, built.position, built.entries) == (START, 0, ())
