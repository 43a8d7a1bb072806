"""Whatever an article, a gazetteer or a setting says is text on a page, and never more."""

import json
import re

import pytest

from pages import examples as x
from pages.views import entry, timeline, tree, words
from sstimeline.model.dates import Date
from sstimeline.model.entries import Label
from sstimeline.model.events import Actor, Place
from sstimeline.model.values import replace
from sstimeline.publish import pages

both_languages = pytest.mark.parametrize("site", [x.SITE, x.SPANISH_SITE], ids=["en", "es"])

HOSTILE = (
    "</script></style><script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;\x00\x1b\ufffe\u2028{{ 7 * 7 }}"
)


@both_languages
def test_whatever_an_article_says_is_text(site):
    article = x.source(HOSTILE, url="javascript:alert(1)", published="2026-11-21")
    hostile = x.entry(
        HOSTILE,
        "2026-11-20",
        kind="visit",
        article=article,
        quote=f"{HOSTILE} met on Friday",
        trigger="met",
        words="on Friday",
        because=HOSTILE,
        actors=(Actor(id='a"b', name=HOSTILE, role=HOSTILE),),
        places=(Place(name=HOSTILE, country="<b>", slug="<i>"),),
    )
    change = x.corrected(hostile, reason=HOSTILE, date=Date.parse("2026-11-19"))
    label = Label(slug="a b", title=HOSTILE, group="yours", description=HOSTILE, url="javascript:alert(2)")
    suspicious = replace(site, title=HOSTILE, contact='"><script>')

    made = [
        timeline(suspicious, entries=(change.entry,), corrections=(change,), label=label),
        pages.entry(change.entry, [change.envelope], [change], label, suspicious, position=1),
        pages.index({}, [change], suspicious, position=1),
        pages.error(404, HOSTILE, HOSTILE, HOSTILE, suspicious, [(HOSTILE, "/")]),
    ]

    for html in made:
        scripts = [script.get("type") for script in tree(html).iter("script")]
        assert set(scripts) <= {"module", "application/ld+json"}
        assert not list(tree(html).iter("img"))
        assert "49" not in words(tree(html).find("body/main"))
        assert not re.search(r'(href|src)="javascript:', html)


def test_only_web_addresses_become_links():
    shown = x.entry("A visit", "2026-11-20", article=x.source("Copied by hand", url="file:///etc/passwd"))

    assert "Copied by hand" in entry(shown=shown)
    assert "file:" not in entry(shown=shown)


@pytest.mark.parametrize("title", ["</script><!--<script>", "\u2028\u2029", "a \ud800 b", "&lt;"])
def test_what_search_engines_read_survives_any_title(title):
    html = timeline(entries=(x.entry(title, "2026-11-20"),))
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)

    assert not set("<>&\u2028\u2029") & set(script)
    assert title.replace("\ud800", "").split() == json.loads(script)["@graph"][0]["name"].split()
