"""The JSON of timelines, entries and articles."""

from datetime import timedelta

import pytest

from serve.lines import seed
from sstimeline import decide, pipeline
from sstimeline.model.dates import Date
from sstimeline.serve.app import ROUTES, make_app
from sstimeline.serve.openapi import description
from sstimeline.settings import load
from sstimeline.store.base import Query

TITLES = {
    "clinic": "IMSS opens a clinic in Madrid",
    "medal": "INSS wins a medal",
    "visit": "INSS comes to Mexico",
}


async def get(client, address, status=200):
    answer = await client.get(address.removeprefix("http://site.test"))
    assert status == answer.status, await answer.text()
    return await answer.json(content_type=None)


async def titles(client, query):
    return [entry["title"] for entry in (await get(client, f"/api/timelines/all?{query}"))["entries"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["medal", "clinic", "visit"]),
        ("order=-date", ["visit", "clinic", "medal"]),
        ("kind=visit", ["clinic", "visit"]),
        ("actor=imss", ["clinic"]),
        ("place=es", ["clinic"]),
        ("place=es-madrid", ["clinic"]),
        ("language=en-GB", ["medal", "clinic", "visit"]),
        ("language=es", []),
        ("from=2024", ["clinic", "visit"]),
        ("from=2024-07-31", ["visit"]),
        ("to=2024-05-06", ["medal", "clinic"]),
        ("from=2023-12&to=2024-05-06", ["medal", "clinic"]),
        ("q=CLÍNIC", ["clinic"]),
        ("q=inss+medal", ["medal"]),
        ("q=", ["medal", "clinic", "visit"]),
        ("kind=nothing", []),
    ],
)
async def test_a_filter_keeps_what_it_says(client, query, found):
    assert [TITLES[name] for name in found] == await titles(client, query)


async def test_what_is_not_sure_enough_is_in_no_ordinary_answer(client, told):
    [waiting] = await told.views.entries(Query(statuses=("review",)))

    assert "INSS perhaps" not in str(await titles(client, ""))
    assert (await get(client, f"/api/entries/{waiting.id}"))["status"] == "review"


async def test_the_newest_change_comes_first(client, told):
    [medal] = await told.views.entries(Query(kind="award"))
    await pipeline.amend(told, medal.id, decide.Amendment(title="INSS wins two medals"), reason="there were two")

    assert (await titles(client, "order=-changed"))[0] == "INSS wins two medals"


@pytest.mark.parametrize("order", ["date", "-date", "-changed"])
async def test_pages_make_the_whole_even_while_it_changes(client, told, order):
    whole = await titles(client, f"order={order}")
    paged, address = [], f"/api/timelines/all?order={order}&limit=1"
    positions = set()
    while address:
        page = await get(client, address)
        paged += [entry["title"] for entry in page["entries"]]
        positions.add(page["timeline"]["position"])
        address = page["next"]
        seed(told, f"late-{len(paged)}.txt", f"2023-0{len(paged)} visit IMSS walks {len(paged)} miles")
        await pipeline.ingest(told)
        await pipeline.link(told)

    assert whole == paged
    assert len(positions) == 1
    assert len(await titles(client, "")) == 6


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("foo=1", "foo"),
        ("kind=", "kind"),
        ("kind=a&kind=b", "kind"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=%C2%B2", "limit"),
        ("since=-1", "since"),
        ("since=99999999999999999999", "since"),
        ("since=100000", "since"),
        ("since=1&order=date", "order"),
        ("since=1&as_of=2024-01-01", "as_of"),
        ("order=title", "order"),
        ("from=May", "from"),
        ("from=XXXX-05-06", "from"),
        ("from=2024&to=2023", "to"),
        ("language=%00", "language"),
        ("as_of=2024-01-01T00:00:00", "as_of"),
        ("as_of=now", "as_of"),
        ("as_of=0001-01-01T00:00:00%2B14:00", "as_of"),
        ("cursor=nonsense", "cursor"),
        ("cursor=%C3%B1", "cursor"),
        ("cursor=WyJkYXRlIiwxLFsxXV0", "cursor"),
    ],
)
async def test_a_bad_parameter_is_named_with_what_it_takes(client, query, parameter):
    problem = await get(client, f"/api/timelines/all?{query}", 400)

    assert ("/problems/bad-parameter", parameter) == (problem["type"], problem["parameter"])
    assert parameter in problem["detail"]


async def test_a_cursor_keeps_to_its_order(client):
    page = await get(client, "/api/timelines/all?limit=1")
    address = page["next"].replace("limit=1", "order=-date")

    assert "order=date" in (await get(client, address, 400))["detail"]


@pytest.mark.parametrize("address", ["/api/timelines", "/api/openapi.json"])
async def test_a_parameter_where_there_are_none_is_refused(client, address):
    assert "takes none" in (await get(client, f"{address}?x=1", 400))["detail"]


async def test_a_timeline_is_shown_as_it_stood(client, told, clock):
    before, day = clock(), f"{clock().date()}"
    clock.forward(3600)
    [clinic] = await told.views.entries(Query(actor="imss"))
    await pipeline.retract(told, clinic.id, reason="it never opened")

    then = f"as_of={before.isoformat().replace('+', '%2B')}"
    assert len(await titles(client, then)) == 3
    assert len(await titles(client, then.replace("%2B", "+"))) == 3
    assert len(await titles(client, "")) == 2
    assert len(await titles(client, f"as_of={clock().date() + timedelta(days=1)}")) == 2
    assert await titles(client, "as_of=1999-01-01") == []
    assert await titles(client, "as_of=0999-01-01T00:00:00Z") == []
    assert len(await titles(client, f"as_of={day}")) in (2, 3)


async def test_the_list_of_timelines_carries_the_head_of_the_log(client, told):
    head, answer = await told.log.head(), await get(client, "/api/timelines")

    listed = {one["slug"]: one for one in answer["timelines"]}
    assert (head.position, head.hash) == (answer["position"], answer["hash"])
    assert listed["all"]["entries"] == 3
    assert listed["imss"]["feeds"]["atom"] == "http://site.test/feeds/imss.atom"


async def test_an_entry_comes_with_its_whole_history(client, told, entries):
    [clinic] = [entry for entry in entries if "clinic" in entry["title"]]
    amendment = decide.Amendment(date=Date.parse("2024-05-07"))
    await pipeline.amend(told, (await told.views.entries(Query(actor="imss")))[0].id, amendment, reason="a day late")

    entry = await get(client, f"/api/entries/{clinic['id']}")

    types = [event["type"] for event in entry["history"]]
    assert types == ["article.received", "visit.held", "article.linked", "occurrence.amended"]
    assert (entry["status"], entry["date"]) == ("amended", "2024-05-07")
    assert {"occurrence": clinic["id"], "reason": "a day late", "date": "2024-05-07"} == entry["history"][-1]["data"]


async def test_merged_entries_share_a_history(client, told):
    seed(told, "c.txt", "2024-05-06 visit IMSS opens a clinic in Madrid, finally")
    await pipeline.ingest(told)
    await pipeline.link(told)
    merged = [one for one in await told.views.entries(Query(statuses=("published", "left"))) if "clinic" in one.title]

    [entry] = [one for one in merged if one.into is None]
    shown = await get(client, f"/api/entries/{entry.id}")

    assert len(shown["articles"]) == 2
    assert [event["type"] for event in shown["history"]].count("visit.held") == 2
    assert "occurrence.merged" in [event["type"] for event in shown["history"]]


async def test_an_entry_has_the_shape_of_the_contract(entries):
    [clinic] = [entry for entry in entries if "clinic" in entry["title"]]
    [evidence] = clinic["evidence"]

    assert clinic["events"] == [{"type": "visit.held", "date": "2024-05-06"}]
    assert clinic["actors"] == [{"id": "imss", "name": "IMSS", "role": "host"}]
    assert clinic["places"] == [{"name": "Madrid", "country": "ES"}]
    assert evidence["trigger"]["text"] == "visit"
    assert evidence["quote"][evidence["trigger"]["start"] - evidence["start"] :].startswith("visit")
    assert (clinic["articles"][0]["id"], evidence["revision"]) == (
        clinic["dating"]["article"],
        clinic["dating"]["revision"],
    )


async def test_an_article_comes_with_its_stream_and_without_its_text(client, told, entries):
    article = await get(client, f"/api/articles/{entries[0]['articles'][0]['id']}")

    assert [event["type"] for event in article["events"]] == [
        "article.received",
        "visit.held",
        "award.held",
        "article.linked",
    ]
    assert article["title"] == "About a.txt"
    assert "text" not in article["events"][0]["data"]
    assert article["events"][1]["data"]["evidence"]


async def poll(client, held, position, slug, query=""):
    """Apply all that changed after *position* to *held*, and return the position to go on from."""
    address = f"/api/timelines/{slug}?since={position}&{query}"
    while address:
        answer = await get(client, address)
        keys = [(entry["position"], entry["id"]) for entry in answer["entries"]]
        assert sorted(keys) == keys
        for entry in answer["entries"]:
            held.pop(entry["id"], None)
            if entry["status"] in ("published", "amended"):
                held[entry["id"]] = entry
        position, address = answer["timeline"]["position"], answer["next"]
    return position


@pytest.mark.parametrize("query", ["limit=1", "limit=500", "kind=visit&limit=2", "from=2024-05&limit=1"])
@pytest.mark.parametrize("slug", ["all", "imss", "kind-visit", "place-mx"])
async def test_a_poller_that_applies_every_answer_holds_exactly_the_timeline(told, aiohttp_client, slug, query):
    client = await aiohttp_client(make_app(told, scheduled=False))
    held, position = {}, 0

    async def entry(word):
        [found] = [one for one in await told.views.entries(Query()) if word in one.title]
        return found.id

    async def amended(word, **changes):
        await pipeline.amend(told, await entry(word), decide.Amendment(**changes), reason="it was wrong")

    async def retracted(word):
        await pipeline.retract(told, await entry(word), reason="it never was")

    async def arrived(name, *lines):
        seed(told, name, *lines)
        await pipeline.ingest(told)
        await pipeline.link(told)

    async def configured(threshold):
        told.settings = load({"home": str(told.settings.home), "threshold": threshold}, environ={})
        await pipeline.configure(told)

    steps = [
        lambda: amended("clinic", date=Date.parse("2023-01-01")),
        lambda: arrived("c.txt", "2024-08-01 visit IMSS goes to Mexico", "2024-08-02 award IMSS is praised"),
        lambda: amended("medal", kind="visit"),
        lambda: amended("comes", kind="tour"),
        lambda: retracted("goes"),
        lambda: configured(0.4),
        lambda: arrived("d.txt", "2024-08-02 award IMSS is praised", "2022 visit INSS sails to Mexico"),
        lambda: arrived("a.txt", "2024-05-06 visit IMSS opens a clinic in Madrid"),
        lambda: configured(0.95),
        lambda: configured(0.8),
    ]
    for step in [None, *steps]:
        if step:
            await step()
        position = await poll(client, held, position, slug, query)
        filters = "&".join(part for part in query.split("&") if not part.startswith("limit"))
        whole = (await get(client, f"/api/timelines/{slug}?{filters}"))["entries"]
        assert {one["id"]: one for one in whole} == held


async def test_what_was_taken_back_is_told_to_pollers(client, told, entries):
    position = (await told.log.head()).position
    [clinic] = await told.views.entries(Query(actor="imss"))
    await pipeline.retract(told, clinic.id, reason="it never opened")

    [change] = (await get(client, f"/api/timelines/imss?since={position}"))["entries"]

    assert (str(clinic.id), "retracted", "it never opened") == (change["id"], change["status"], change["reason"])


async def test_the_description_is_of_exactly_the_routes_there_are(told):
    described = description(await told.site(), list(told.formats))["paths"]

    there_are = {(route.path, route.method.lower()) for route in ROUTES}
    assert there_are == {(path, method) for path, methods in described.items() for method in methods}


async def test_the_description_names_every_parameter(told):
    from sstimeline.serve.params import KNOWN

    parameters = description(await told.site(), [])["paths"]["/api/timelines/{slug}"]["get"]["parameters"]

    assert {"slug", *KNOWN} == {one["name"] for one in parameters}


async def test_a_script_on_another_site_may_read_it(client):
    good, bad = await client.get("/api/timelines"), await client.get("/api/nothing")

    assert [answer.headers["Access-Control-Allow-Origin"] for answer in (good, bad)] == ["*", "*"]
