"""Pages to articles, politely: robots.txt is kept, sizes and times are limited."""

from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

import aiohttp

from sstimeline.ingest import Refused
from sstimeline.ingest.files import decode
from sstimeline.ingest.text import Form, article, is_address, parse
from sstimeline.model.articles import Article
from sstimeline.model.errors import BadInput, TooLarge
from sstimeline.model.values import replace

AGENT = "sstimeline"
TIMEOUT = aiohttp.ClientTimeout(total=30, connect=10)
ROBOTS = 500 * 1024  #: bytes of a robots.txt that are read (RFC 9309, 2.5)
FORMS: dict[str, Form] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "txt",
    "text/markdown": "md",
}


async def page(client: aiohttp.ClientSession, url: str, *, max_bytes: int) -> Article | Refused:
    """Return the article on the page at *url*, or the reason why there is none."""
    try:
        if not await _is_allowed(client, url):
            return Refused(source=url, why="the site's robots.txt asks not to read it")
        async with client.get(url, timeout=TIMEOUT) as response:
            if response.status != 200:
                return Refused(source=url, why=f"the site answered {response.status} {response.reason}")
            form = FORMS.get(response.content_type)
            if form is None:
                return Refused(source=url, why=f"it is {response.content_type}, neither a page nor a text")
            text = _text(await _body(response, max_bytes), response.charset)
        draft = parse(text, form)
        return article(replace(draft, url=url, source=url))
    except BadInput as error:
        return Refused(source=url, why=str(error))
    except (aiohttp.ClientError, TimeoutError) as error:
        return Refused(source=url, why=f"the site can't be reached: {str(error) or 'it took too long'}")


async def _is_allowed(client: aiohttp.ClientSession, url: str) -> bool:
    if not is_address(url):
        raise BadInput("an address begins with http:// or https://")
    try:
        robots = urljoin(url, "/robots.txt")
    except ValueError as error:
        raise BadInput(f"it is no address: {error}") from error
    async with client.get(robots, timeout=TIMEOUT) as response:
        if response.status >= 500:  # RFC 9309, 2.3.1.4: one that can't be had just now forbids everything
            raise BadInput(f"the site's robots.txt can't be read ({response.status}): try again later")
        if response.status != 200:
            return True  # RFC 9309, 2.3.1.3: an unavailable file forbids nothing
        rules = RobotFileParser()
        rules.parse((await _start(response, ROBOTS)).decode("utf-8", "replace").splitlines())
    return rules.can_fetch(AGENT, url)


async def _body(response: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    body = await _start(response, max_bytes + 1)
    if len(body) > max_bytes:
        raise TooLarge(f"it has more than the {max_bytes:,} bytes allowed (max_bytes)")
    return body


async def _start(response: aiohttp.ClientResponse, size: int) -> bytes:
    """Return the first *size* bytes of what is answered; what comes after is not waited for."""
    body = bytearray()
    async for chunk in response.content.iter_chunked(65536):
        body += chunk
        if len(body) >= size:
            break
    return bytes(body[:size])


def _text(body: bytes, charset: str | None) -> str:
    if charset is None or charset.lower().replace("-", "") == "utf8":
        return decode(body)
    try:
        return body.decode(charset)
    except (LookupError, UnicodeError) as error:
        raise BadInput(f"it is not the {charset} it says it is") from error
