"""Whatever goes wrong leaves as a problem that says what to do: JSON for a program, a page for a browser."""

import logging

import pytest

from sstimeline import pipeline
from sstimeline.serve.app import make_app
from sstimeline.serve.errors import wants_html

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("path", "status", "slug"),
    [
        ("/timelines/imsss", 404, "unknown-timeline"),
        ("/api/timelines/imsss", 404, "unknown-timeline"),
        (f"/entries/{NOBODY}", 404, "unknown-entry"),
        (f"/api/entries/{NOBODY}", 404, "unknown-entry"),
        ("/api/entries/7", 404, "unknown-entry"),
        (f"/api/articles/{NOBODY}", 404, "unknown-article"),
        ("/api/articles/%00", 404, "unknown-article"),
        ("/static/nothing.css", 404, "unknown"),
        ("/api/timeline", 404, "not-found"),
        ("/api/timelines/all?limit=0", 400, "bad-parameter"),
    ],
)
async def test_a_problem_has_a_type_a_status_and_a_sentence(client, path, status, slug):
    answer = await client.get(path)
    problem = await answer.json(content_type="application/problem+json")

    assert (status, status, f"/problems/{slug}") == (answer.status, problem["status"], problem["type"])
    assert problem["title"]
    assert problem["detail"]


async def test_a_browser_gets_a_page_with_the_way_on(client):
    answer = await client.get("/timelines/imsss", headers=BROWSER)
    page = await answer.text()

    assert answer.status == 404
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert 'href="/timelines/imss"' in page
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("accepted", "html"),
    [
        ("*/*", False),
        ("application/json", False),
        ("text/html", True),
        ("application/json;q=0.9, text/html;q=0.8", False),
        ("text/html;q=0", False),
        ("", False),
    ],
)
def test_a_page_is_for_who_prefers_one(accepted, html):
    assert html is wants_html([accepted])


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("DELETE", "/feeds/all.rss", "GET, HEAD"), ("GET", "/api/articles", "POST"), ("POST", "/healthz", "GET, HEAD")],
)
async def test_a_wrong_method_is_told_the_right_ones(client, method, path, allowed):
    answer = await client.request(method, path)

    assert answer.status == 405
    assert allowed == answer.headers["Allow"]


async def test_a_path_nearly_right_is_told_the_right_one(client):
    assert "/api/timelines" in (await (await client.get("/api/timeline")).json(content_type=None))["suggestions"]


async def test_what_nobody_foresaw_is_logged_once_and_told_without_its_inside(client, monkeypatch, caplog):
    async def broken(home):
        raise RuntimeError("the password is lighthouse")

    monkeypatch.setattr(pipeline, "all_labels", broken)
    with caplog.at_level(logging.ERROR):
        answer = await client.get("/api/timelines")

    assert answer.status == 500
    assert "lighthouse" not in await answer.text()
    assert len(caplog.records) == 1
    assert "the password is lighthouse" in caplog.text


async def test_a_store_that_fails_is_503_also_for_a_browser(told, aiohttp_client):
    client = await aiohttp_client(make_app(told, scheduled=False))
    from sstimeline.model.errors import StoreUnusable

    async def broken(*_, **__):
        raise StoreUnusable("the store is locked by another program: end that one, then try again")

    told.views.checkpoint = told.desk.recall = broken

    program, browser = await client.get("/timelines/all"), await client.get("/timelines/all", headers=BROWSER)

    assert (program.status, browser.status) == (503, 503)
    assert "end that one" in await browser.text()
