"""Debian's Chromium without a window, spoken to over the DevTools protocol; and the folder of pages it looks at."""

import asyncio
import base64
import json
import os
import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import aiohttp
import pytest

from sstimeline.publish.pages import POLICY

SWITCHES = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--remote-debugging-port=0",
]


def chromium() -> str:
    """Return the browser's path; without it, skip, but on CI fail."""
    found = shutil.which("chromium")
    if found is None:
        sentence = "Chromium looks at the pages and is not here: install it with `apt-get install chromium`"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    return found


class _Quiet(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve *folder* under the policy of the pages, and give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Tab:
    """One tab: what it is told, and what its console said."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket, self._last = socket, 0
        self._answers: dict[int, asyncio.Future[dict]] = {}
        self._loaded = asyncio.Event()
        self.complaints: list[str] = []

    async def listen(self) -> None:
        async for message in self._socket:
            told = json.loads(message.data)
            if future := self._answers.pop(told.get("id"), None):
                future.set_result(told)
                continue
            match told.get("method"):
                case "Page.loadEventFired":
                    self._loaded.set()
                case "Runtime.exceptionThrown":
                    self.complaints.append(told["params"]["exceptionDetails"]["text"])
                case "Runtime.consoleAPICalled" if told["params"]["type"] in ("error", "warning", "assert"):
                    self.complaints.append(str(told["params"]["args"]))
                case "Log.entryAdded" if told["params"]["entry"]["level"] in ("error", "warning"):
                    self.complaints.append(told["params"]["entry"]["text"])

    async def call(self, method: str, **parameters: object) -> dict:
        self._last += 1
        future = self._answers[self._last] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": self._last, "method": method, "params": parameters})
        answer = await asyncio.wait_for(future, 30)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    async def visit(self, url: str, *, width: int = 1280, dark: bool = False, scripts: bool = True) -> None:
        """Open *url* in a window that is *width* pixels wide, with an empty console."""
        await self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await self.call("Emulation.setEmulatedMedia", features=[scheme])
        await self.call("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.complaints.clear()
        self._loaded.clear()
        await self.call("Page.navigate", url=url)
        await asyncio.wait_for(self._loaded.wait(), 30)

    async def ask(self, expression: str) -> object:
        """Return the value of a JavaScript expression in the page."""
        answer = await self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    async def picture(self, path: Path, *, whole: bool = True) -> None:
        """Save what the window shows, or the whole page, in a window as high as it is."""
        if whole:
            size = (await self.call("Page.getLayoutMetrics"))["cssContentSize"]
            await self.call(
                "Emulation.setDeviceMetricsOverride",
                width=size["width"],
                height=size["height"],
                deviceScaleFactor=1,
                mobile=size["width"] < 600,
            )
            await self.ask("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        answer = await self.call("Page.captureScreenshot")
        await asyncio.to_thread(path.write_bytes, base64.b64decode(answer["data"]))


@asynccontextmanager
async def tab(profile: Path) -> AsyncIterator[Tab]:
    """Start the browser with a new *profile*, give a tab, and end the browser with all it started."""
    browser = await asyncio.create_subprocess_exec(
        chromium(),
        *SWITCHES,
        f"--user-data-dir={profile}",
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        port = await _port(profile / "DevToolsActivePort")
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
                page = next(one for one in await answer.json() if one["type"] == "page")
            async with session.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                opened = Tab(socket)
                listening = asyncio.create_task(opened.listen())
                for domain in ("Page", "Runtime", "Log"):
                    await opened.call(f"{domain}.enable")
                yield opened
                with suppress(Exception):  # it may close the socket before it answers
                    await opened.call("Browser.close")
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)
        await asyncio.wait_for(browser.wait(), 15)
    finally:
        if browser.returncode is None:
            browser.kill()
            await browser.wait()


async def _port(file: Path) -> str:
    for _ in range(600):
        with suppress(OSError, IndexError):
            return (await asyncio.to_thread(file.read_text)).splitlines()[0]
        await asyncio.sleep(0.05)
    raise TimeoutError("Chromium did not say on which port it listens")
