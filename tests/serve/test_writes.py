"""Posting articles, amending and retracting: who may, what is refused, and once is once."""

import asyncio
import json

import pytest

from sstimeline import pipeline
from sstimeline.serve.access import issue
from sstimeline.serve.app import make_app
from sstimeline.serve.state import SERVER
from sstimeline.settings import load

ARTICLE = {
    "title": "The clinic",
    "text": "2024-09-01 visit IMSS opens a second clinic in Madrid",
    "url": "https://news.example.org/clinic#top",
    "published": "2024-09-02",
    "language": "en-GB",
}
BROWSERS = ("/api/articles", "/api/entries/00000000-0000-4000-8000-000000000000/retract")


async def test_an_article_is_new_then_known_then_revised(client, told, bearer):
    first = await client.post("/api/articles", json=ARTICLE, headers=bearer)
    second = await client.post("/api/articles", json=ARTICLE, headers=bearer)
    third = await client.post("/api/articles", json=ARTICLE | {"text": "2024-09-03 visit INSS leaves"}, headers=bearer)

    new, known, revised = [await one.json() for one in (first, second, third)]
    assert [first.status, second.status, third.status] == [201, 200, 200]
    assert new == {
        "id": new["id"],
        "stream": f"article-{new['id']}",
        "version": 2,
        "position": (await told.log.read(new["stream"]))[1].position,
    }
    assert new["id"] == known["id"] == revised["id"]
    assert (known["version"], revised["version"]) > (new["version"] - 1, known["version"])
    assert f"/api/articles/{new['id']}" == first.headers["Location"]


async def test_what_was_posted_is_published_soon(client, told, bearer):
    await client.post("/api/articles", json=ARTICLE, headers=bearer)

    await settled(client)
    assert "second clinic" in await (await client.get("/feeds/imss.rss")).text()


async def test_an_article_without_an_event_is_kept_all_the_same(client, bearer):
    answer = await client.post("/api/articles", json={"text": "Nothing happened.", "language": "en"}, headers=bearer)

    assert answer.status == 201
    assert (await client.get(answer.headers["Location"])).status == 200


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        (b"", 400, "no JSON"),
        (b"{", 400, "no JSON"),
        (b"\xff", 400, "no JSON"),
        (b"[" * 100_000, 400, "text"),
        (b"[]", 400, "text"),
        (b"{}", 400, "text"),
        (b'{"text": 1}', 400, "text"),
        (b'{"text": "a", "body": "b"}', 400, "body"),
        (b'{"text": " "}', 400, "empty"),
        (b'{"text": "12"}', 400, "no words"),
        (b'{"text": "a\\u0000b"}', 400, "control characters"),
        (b'{"text": "a", "url": "javascript:alert(1)"}', 400, "http://"),
        (b'{"text": "a", "url": "https://"}', 400, "http://"),
        (b'{"text": "a", "url": "http://[x"}', 400, "http://"),
        (b'{"text": "a", "published": "yesterday"}', 400, "published"),
        (b'{"text": "a", "published": "2024-13"}', 400, "published"),
        (b'{"text": "a", "language": "?"}', 400, "language"),
        (b'{"text": "a", "title": "%s"}' % (b"x" * 2001), 400, "title"),
    ],
)
async def test_a_bad_body_is_refused_with_what_is_wrong(client, told, bearer, body, status, word):
    before = await told.log.head()
    answer = await client.post("/api/articles", data=body, headers=bearer | {"Content-Type": "application/json"})

    assert status == answer.status
    assert word in (await answer.json(content_type=None))["detail"]
    assert before == await told.log.head()


@pytest.mark.parametrize("type", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_a_body_that_is_said_to_be_something_else_is_415(client, bearer, type):
    answer = await client.post(
        "/api/articles", data=b"{}", headers=bearer | {"Content-Type": type}, skip_auto_headers=["Content-Type"]
    )

    assert answer.status == 415


@pytest.mark.parametrize("chunked", [False, True], ids=["said", "unsaid"])
async def test_a_body_that_is_too_large_is_413(told, aiohttp_client, chunked):
    told.settings = load({"home": str(told.settings.home)}, environ={"SSTIMELINE_MAX_BYTES": "1000"})
    client = await aiohttp_client(make_app(told, scheduled=False))
    token = await issue(told.desk, "large", "write", told.now())

    async def body():
        yield json.dumps({"text": "x" * 2000}).encode()

    answer = await client.post(
        "/api/articles",
        data=body() if chunked else json.dumps({"text": "x" * 2000}),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )

    assert answer.status == 413
    assert "1,000 bytes" in (await answer.json(content_type=None))["detail"]


@pytest.mark.parametrize("path", BROWSERS)
@pytest.mark.parametrize(
    ("header", "challenge"),
    [
        (None, 'Bearer realm="sstimeline"'),
        ("Basic YTpi", 'Bearer realm="sstimeline"'),
        ("Bearer ", 'Bearer realm="sstimeline"'),
        ("Bearer sst_wrong", 'Bearer realm="sstimeline", error="invalid_token"'),
    ],
)
async def test_nobody_writes_without_a_token(client, path, header, challenge):
    answer = await client.post(path, json=ARTICLE, headers={"Authorization": header} if header else {})

    assert answer.status == 401
    assert challenge == answer.headers["WWW-Authenticate"]


async def test_a_token_to_read_does_not_write(client, told):
    token = await issue(told.desk, "reader", "read", told.now())

    answer = await client.post("/api/articles", json=ARTICLE, headers={"Authorization": f"Bearer {token}"})

    assert answer.status == 403
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


async def test_a_token_of_wider_scope_writes_until_it_is_revoked(client, told):
    token = await issue(told.desk, "chief", "admin", told.now())
    headers = {"Authorization": f"bearer {token}"}

    before = await client.post("/api/articles", json=ARTICLE, headers=headers)
    await told.desk.revoke_token("chief")
    after = await client.post("/api/articles", json=ARTICLE, headers=headers)

    assert (before.status, after.status) == (201, 401)


async def test_a_token_is_kept_as_a_digest_only(told):
    token = await issue(told.desk, "desk", "write", told.now())

    files = b"".join(file.read_bytes() for file in (told.settings.home / "events").iterdir())
    assert token.startswith("sst_")
    assert len(token) > 40
    assert token.encode() not in files


async def test_the_same_key_is_answered_the_same(client, told, bearer):
    headers = bearer | {"Idempotency-Key": "k-1"}
    first = await client.post("/api/articles", json=ARTICLE, headers=headers)
    head = await told.log.head()
    second = await client.post("/api/articles", json=ARTICLE, headers=headers)

    assert (first.status, second.status) == (201, 201)
    assert await first.read() == await second.read()
    assert first.headers["Location"] == second.headers["Location"]
    assert head.position <= (await told.log.head()).position


async def test_the_same_key_for_something_else_is_422(client, bearer, entries):
    headers = bearer | {"Idempotency-Key": "k-2"}
    await client.post("/api/articles", json=ARTICLE, headers=headers)

    other = await client.post("/api/articles", json=ARTICLE | {"title": "Another"}, headers=headers)
    elsewhere = await client.post(f"/api/entries/{entries[0]['id']}/retract", json=ARTICLE, headers=headers)

    assert (other.status, elsewhere.status) == (422, 422)
    assert "new one" in (await other.json(content_type=None))["detail"]


async def test_the_keys_of_two_tokens_are_apart(client, told, bearer):
    other = {"Authorization": f"Bearer {await issue(told.desk, 'other', 'write', told.now())}"}
    first = await client.post("/api/articles", json=ARTICLE, headers=bearer | {"Idempotency-Key": "k"})
    second = await client.post(
        "/api/articles", json={"text": "B", "language": "en"}, headers=other | {"Idempotency-Key": "k"}
    )

    assert (first.status, second.status) == (201, 201)


async def test_a_request_that_failed_may_be_mended_under_its_key(client, bearer):
    headers = bearer | {"Idempotency-Key": "k-3"}
    bad = await client.post("/api/articles", json={"text": ""}, headers=headers)
    good = await client.post("/api/articles", json=ARTICLE, headers=headers)

    assert (bad.status, good.status) == (400, 201)


@pytest.mark.parametrize("key", ["x" * 256, "\x85"])
async def test_a_key_that_is_none_is_400(client, bearer, key):
    assert (await client.post("/api/articles", json=ARTICLE, headers=bearer | {"Idempotency-Key": key})).status == 400


async def test_of_many_at_once_under_one_key_one_does_the_work(client, told, bearer, entries):
    headers = bearer | {"Idempotency-Key": "k-4"}
    body = {"title": "Another name", "reason": "the old one was wrong"}

    answers = await asyncio.gather(
        *(client.post(f"/api/entries/{entries[0]['id']}/amend", json=body, headers=headers) for _ in range(8))
    )

    assert {200} == {answer.status for answer in answers}
    assert len({await answer.read() for answer in answers}) == 1
    changes = await told.views.revisions((await told.views.entries(query("Another name")))[0].id)
    assert sum(change.envelope.type == "occurrence.amended" for change in changes) == 1


async def test_of_many_at_once_without_a_key_one_is_new(client, told, bearer):
    answers = await asyncio.gather(*(client.post("/api/articles", json=ARTICLE, headers=bearer) for _ in range(8)))

    assert sorted(answer.status for answer in answers) == [200] * 7 + [201]


async def test_an_amendment_shows_the_entry_as_it_then_stands(client, bearer, entries):
    body = {"date": "2023-03", "title": "INSS wins the medal", "reason": "the month is known"}
    answer = await client.post(f"/api/entries/{entries[0]['id']}/amend", json=body, headers=bearer)
    amended = await answer.json()

    assert answer.status == 200
    assert ("amended", "2023-03", body["title"]) == tuple(
        amended["entry"][name] for name in ("status", "date", "title")
    )
    assert amended["position"] == amended["entry"]["position"]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"title": "x"}, "reason"),
        ({"title": "x", "reason": " "}, "why"),
        ({"date": "May", "reason": "y"}, "date"),
        ({"date": "XXXX-05-06", "reason": "y"}, "year"),
        ({"reason": "y"}, "nothing would change"),
        ({"place": "x", "reason": "y"}, "place"),
    ],
)
async def test_an_amendment_that_makes_no_sense_is_refused(client, bearer, entries, body, word):
    answer = await client.post(f"/api/entries/{entries[0]['id']}/amend", json=body, headers=bearer)

    assert answer.status == 400
    assert word in (await answer.json(content_type=None))["detail"]


async def test_a_retraction_is_taken_once(client, bearer, entries):
    address, body = f"/api/entries/{entries[0]['id']}/retract", {"reason": "it never was"}
    first = await client.post(address, json=body, headers=bearer)
    second = await client.post(address, json=body, headers=bearer)

    assert (await first.json())["entry"]["status"] == "retracted"
    assert second.status == 409
    assert (await client.post("/api/entries/7/retract", json=body, headers=bearer)).status == 404


async def test_a_correction_reaches_every_feed(client, told, bearer, entries):
    [clinic] = [entry for entry in entries if "clinic" in entry["title"]]
    body = {"title": "IMSS opens a hospital", "reason": "it has beds"}
    await client.post(f"/api/entries/{clinic['id']}/amend", json=body, headers=bearer)

    await settled(client)
    for name in ("imss.rss", "imss.atom", "imss.ics", "imss.json"):
        assert "IMSS opens a hospital" in (told.settings.feeds / name).read_text("utf-8").replace("\r\n ", "")


async def test_writing_again_after_a_rebuild_is_still_once(client, told, bearer):
    headers = bearer | {"Idempotency-Key": "k-5"}
    first = await client.post("/api/articles", json=ARTICLE, headers=headers)
    await pipeline.rebuild(told)
    again = await client.post("/api/articles", json=ARTICLE, headers=headers)

    assert await first.read() == await again.read()


async def settled(client):
    """Wait until what was written is published."""
    async with asyncio.timeout(5):
        await asyncio.sleep(0)
        await client.app[SERVER].runs.settle()


def query(words):
    from sstimeline.store.base import Query

    return Query(words=words)
