"""A real browser looks at the pages: nothing scrolls sideways, nothing complains, the dialog works by keyboard."""

import pytest

from pages import examples as x
from pages.browser import chromium, served, tab
from pages.views import ALL
from sstimeline.publish import pages

WIDTHS = (1280, 360, 320)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Every page, and one of long words, as files beside the static files they name."""
    chromium()
    place = tmp_path_factory.mktemp("pages")
    (place / "static").mkdir()
    for name in pages.STATIC:
        (place / "static" / name).write_bytes(pages.static(name)[0])
    for page in (*ALL, long_words):
        (place / f"{page.__name__}.html").write_text(page(), "utf-8")
    return place


def long_words():
    """A timeline of words that no line can hold."""
    word = "Pensionskassenverwaltungsgesellschaft" * 4
    shown = x.entry(word, "2025-12-28/2026-01-03", quote=f"{word} visited {word}", words="", kind=word.lower())
    return pages.timeline(x.timeline(entries=(shown,)), x.SITE, x.formats("lakeland"), position=1)


async def test_no_page_scrolls_sideways_or_complains(folder, tmp_path):
    with served(folder) as address:
        async with tab(tmp_path / "profile") as opened:
            for page in sorted(folder.glob("*.html")):
                for width in WIDTHS:
                    await opened.visit(f"{address}/{page.name}", width=width, dark=width == 360)
                    await opened.ask("document.querySelectorAll('details').forEach((one) => one.open = true)")

                    over = await opened.ask("document.documentElement.scrollWidth - innerWidth")

                    assert over <= 0, f"{page.name} is {over} pixels too wide for {width}"
                    assert opened.complaints == [], f"{page.name} complains"


async def test_the_subscribe_section_becomes_a_dialog_and_a_section_again(folder, tmp_path):
    with served(folder) as address:
        async with tab(tmp_path / "profile") as opened:
            await opened.visit(f"{address}/timeline.html")
            await opened.ask("document.querySelector('a[href=\"#subscribe\"]').click()")
            assert await opened.ask("document.querySelector('#subscribe').matches(':modal')")

            for kind in ("keyDown", "keyUp"):
                await opened.call(
                    "Input.dispatchKeyEvent", type=kind, key="Escape", code="Escape", windowsVirtualKeyCode=27
                )
            await opened.ask("new Promise((done) => setTimeout(done, 100))")

            assert not await opened.ask("document.querySelector('#subscribe').matches(':modal')")
            assert await opened.ask("document.querySelector('#subscribe').open")
            assert await opened.ask("document.activeElement.getAttribute('href')") == "#subscribe"


async def test_without_scripts_the_link_leads_down_to_the_section(folder, tmp_path):
    with served(folder) as address:
        async with tab(tmp_path / "profile") as opened:
            await opened.visit(f"{address}/timeline.html", scripts=False)

            assert await opened.ask("document.querySelector('#subscribe').open")
            assert await opened.ask("document.querySelector('#subscribe').getBoundingClientRect().height") > 0


async def test_text_can_be_told_from_its_background_in_both_schemes(folder, tmp_path):
    """WCAG 2.2, 1.4.3: 4.5 to 1 for every run of text on the timeline, as the browser computes the colours."""
    with served(folder) as address:
        async with tab(tmp_path / "profile") as opened:
            for dark in (False, True):
                await opened.visit(f"{address}/timeline.html", dark=dark)

                assert await opened.ask(FAINT) == []


async def test_text_is_never_smaller_than_14_pixels_and_can_be_twice_as_large(folder, tmp_path):
    with served(folder) as address:
        async with tab(tmp_path / "profile") as opened:
            for page in ("front", "timeline", "corrected_entry", "error"):
                await opened.visit(f"{address}/{page}.html", width=640)
                assert await opened.ask(SMALL) == []

                await opened.ask("document.documentElement.style.fontSize = '200%'")
                assert await opened.ask("document.documentElement.scrollWidth - innerWidth") <= 0, page


#: Every run of text that is smaller than 14 pixels.
SMALL = """(() => {
  document.querySelectorAll("details").forEach((one) => one.open = true);
  const own = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  return [...document.querySelectorAll("body *")]
    .filter((element) => own(element) && parseFloat(getComputedStyle(element).fontSize) < 14)
    .map((element) => element.outerHTML.slice(0, 80));
})()"""

#: Every run of text that is fainter than 4.5 to 1; a canvas turns any CSS colour into red, green and blue.
FAINT = """(() => {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (colour) => {
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].map((v) => v / 255)
      .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (colour !== "rgba(0, 0, 0, 0)") return colour;
    }
  };
  const faint = [];
  document.querySelectorAll("details").forEach((one) => one.open = true);
  for (const element of document.querySelectorAll("body *")) {
    const text = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join("").trim();
    if (!text || element.closest("script, svg")) continue;
    const pair = [light(getComputedStyle(element).color), light(ground(element))].sort((a, b) => a - b);
    const ratio = (pair[1] + 0.05) / (pair[0] + 0.05);
    if (ratio < 4.5) faint.push(`${text}: ${ratio.toFixed(2)}`);
  }
  return faint;
})()"""
