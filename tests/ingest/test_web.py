"""Pages to articles, politely: tried on a server of our own."""

import asyncio

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer, unused_port

from ingest.test_text import ENGLISH, PAGE
from sstimeline.ingest import Refused
from sstimeline.ingest import web as pages
from sstimeline.ingest.web import page
from sstimeline.model.articles import article_id

LIMIT = 100_000


class Site:
    """What a site answers, and what it was asked."""

    def __init__(self):
        self.asked = []
        self.answers = {"/robots.txt": web.Response(status=404)}

    async def handle(self, request):
        self.asked.append((request.path, request.headers["User-Agent"]))
        answer = self.answers.get(request.path)
        if callable(answer):
            return await answer(request)
        if answer is None:
            raise web.HTTPNotFound
        return web.Response(
            body=answer.body, status=answer.status, headers={"Content-Type": answer.headers.get("Content-Type", "")}
        )


@pytest.fixture
async def site():
    made = Site()
    app = web.Application()
    app.router.add_get("/{path:.*}", made.handle)
    async with TestServer(app) as server:
        made.url = lambda path: str(server.make_url(path))
        yield made


@pytest.fixture
async def client():
    async with ClientSession(headers={"User-Agent": pages.AGENT}) as session:
        yield session


@pytest.fixture
def ask(site, client):
    async def ask(path, *, max_bytes=LIMIT):
        return await page(client, site.url(path), max_bytes=max_bytes)

    return ask


def text(body, content_type="text/plain", status=200, charset="utf-8"):
    header = f"{content_type}; charset={charset}" if charset else content_type
    return web.Response(
        body=body if isinstance(body, bytes) else body.encode(), status=status, headers={"Content-Type": header}
    )


async def test_a_page_is_read_and_named_by_its_address(site, ask):
    site.answers["/lamp"] = text(PAGE, "text/html")

    one = await ask("/lamp")

    assert ENGLISH in one.text
    assert one.title == "The lamp burns again & again"
    assert one.url == one.source == site.url("/lamp")
    assert one.id == article_id(url=site.url("/lamp"))
    assert site.asked == [("/robots.txt", "sstimeline"), ("/lamp", "sstimeline")]


@pytest.mark.parametrize("content_type", ["text/plain", "text/markdown", "text/html", "application/xhtml+xml"])
async def test_a_text_is_read_as_what_it_is(site, ask, content_type):
    site.answers["/lamp"] = text(ENGLISH, content_type)

    assert (await ask("/lamp")).text == ENGLISH


@pytest.mark.parametrize("charset", ["", "utf-8", "UTF8", "latin-1", "windows-1252", "utf-16"])
async def test_a_text_is_read_in_the_encoding_it_names(site, ask, charset):
    words = "La lámpara del puerto se encendió otra vez el lunes."
    site.answers["/lamp"] = text(words.encode(charset or "utf-8"), charset=charset)

    assert (await ask("/lamp")).text == words


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (text("x", status=404), "the site answered 404 Not Found"),
        (text("x", status=503), "the site answered 503"),
        (text("%PDF", "application/pdf"), "it is application/pdf, neither a page nor a text"),
        (text("{}", "application/json"), "neither a page nor a text"),
        (text("x" * (LIMIT + 1)), "it has more than the 100,000 bytes allowed"),
        (text(""), "the text is empty"),
        (text("123"), "the text has no words"),
        (text(b"\xff\xfe words"), "it is not UTF-8"),
        (text(b"\x81 words", charset="ascii"), "it is not the ascii it says it is"),
        (text("words", charset="klingon"), "it is not the klingon it says it is"),
        (text("words", charset="undefined"), "it is not the undefined it says it is"),
        (text("words", charset="base64"), "it is not the base64 it says it is"),
        (text("published: soon\n\nWords."), "'soon' is no publication day"),
    ],
    ids=[
        "404", "503", "pdf", "json", "too large", "empty", "no words", "not utf-8", "not ascii", "no encoding",
        "no codec", "no text codec", "front matter",
    ],
)  # fmt: skip
async def test_what_cannot_be_read_is_refused_in_a_sentence(site, ask, answer, sentence):
    site.answers["/lamp"] = answer

    refused = await ask("/lamp")

    assert isinstance(refused, Refused)
    assert refused.source == site.url("/lamp")
    assert sentence in refused.why


async def test_a_page_without_end_is_left(site, ask):
    sent = 0

    async def endless(request):
        nonlocal sent
        response = web.StreamResponse(headers={"Content-Type": "text/plain"})
        await response.prepare(request)
        while sent < 200 * LIMIT:
            await response.write(b"lamp " * 2000)
            sent += 10_000
        return response

    site.answers["/lamp"] = endless

    assert "more than the 100,000 bytes" in (await ask("/lamp")).why
    assert sent < 200 * LIMIT


@pytest.mark.parametrize(
    ("robots", "may"),
    [
        (text("User-agent: *\nDisallow: /lamp"), False),
        (text("User-agent: *\nDisallow: /"), False),
        (text("User-agent: sstimeline\nDisallow: /\n\nUser-agent: *\nDisallow:"), False),
        (text("User-agent: *\nDisallow: /\n\nUser-agent: sstimeline\nDisallow:"), True),
        (text("User-agent: *\nDisallow: /private"), True),
        (text("User-agent: *\nDisallow:"), True),
        (text("", status=404), True),
        (text("", status=403), True),
        (text("", status=500), False),
        (text("", status=503), False),
        (text(b"\xff\xfe\x00 no text at all"), True),
        (text("# " + "x" * 600_000), True),
        (text("User-agent: *\nDisallow: /\n# " + "x" * 600_000), False),
    ],
    ids=[
        "this page", "all", "us", "not us", "other pages", "nothing", "no file", "closed file", "broken site",
        "busy site", "garbage", "endless", "endless, but read",
    ],
)  # fmt: skip
async def test_robots_are_heeded(site, ask, robots, may):
    site.answers |= {"/robots.txt": robots, "/lamp": text(ENGLISH)}

    one = await ask("/lamp")

    assert (not isinstance(one, Refused)) is may
    assert may or "robots.txt" in one.why
    assert ("/lamp" in [path for path, _ in site.asked]) is may


async def test_a_redirect_is_followed_and_the_address_asked_for_is_kept(site, ask):
    async def moved(request):
        raise web.HTTPMovedPermanently("/new")

    site.answers |= {"/old": moved, "/new": text(ENGLISH)}

    one = await ask("/old")

    assert (one.text, one.url) == (ENGLISH, site.url("/old"))


async def test_a_page_that_moves_for_ever_is_refused(site, ask):
    async def moved(request):
        raise web.HTTPFound(request.path)

    site.answers["/lamp"] = moved

    assert "can't be reached" in (await ask("/lamp")).why


async def test_a_site_that_is_not_there_is_refused(client):
    refused = await page(client, f"http://127.0.0.1:{unused_port()}/lamp", max_bytes=LIMIT)

    assert "the site can't be reached: " in refused.why


async def test_a_site_that_hangs_is_left(site, ask, monkeypatch):
    async def hang(request):
        await asyncio.sleep(30)

    monkeypatch.setattr(pages, "TIMEOUT", pages.aiohttp.ClientTimeout(total=0.2))
    site.answers["/lamp"] = hang

    assert "took too long" in (await ask("/lamp")).why


@pytest.mark.parametrize(
    "url", ["ftp://gazette.example.org/x", "file:///etc/passwd", "http://", "http:///x", "http://[bad/x", "x://"]
)
async def test_what_is_no_address_is_refused(client, url):
    refused = await page(client, url, max_bytes=LIMIT)

    assert (refused.source, "address" in refused.why) == (url, True)
