"""Every page, made of the examples; and how a test reads one."""

import html5lib

from pages import examples as x
from sstimeline.model.entries import Label
from sstimeline.publish import pages

NEWS = (x.TAKEN_BACK, x.MOVED, x.new(x.MERGED), x.new(x.VISIT), x.new(x.SCHEDULED))
LAKELAND = Label(slug="lakeland", title="Lakeland", group="yours")


def front(site=x.SITE, changes=NEWS):
    return pages.index(x.groups(), changes, site, position=1207, formats=x.formats("all"))


def timeline(site=x.SITE, **parts):
    return pages.timeline(x.timeline(**parts), site, x.formats("lakeland"), position=1207)


def entry(site=x.SITE, shown=x.VISIT, history=(), changes=()):
    return pages.entry(shown, history, changes, LAKELAND, site, x.formats("lakeland"), position=1207)


def corrected_entry(site=x.SITE):
    return entry(site, x.VISIT_CORRECTED.entry, x.history(), (x.VISIT_CORRECTED,))


def retracted_entry(site=x.SITE):
    return entry(site, x.TAKEN_BACK.entry, (x.TAKEN_BACK.envelope,), (x.TAKEN_BACK,))


def merged_entry(site=x.SITE):
    return entry(site, x.MERGED)


def empty_home(site=x.SITE):
    return pages.index({}, (), site, position=0, formats=x.formats("all"))


def empty_timeline(site=x.SITE):
    return timeline(site, entries=(), retracted=(), corrections=())


def error(site=x.SITE):
    suggestions = [("Lakeland", "/timelines/lakeland"), ("LHF", "/timelines/lhf")]
    return pages.error(404, "No timeline “lakland”", "A letter is missing.", "unknown-timeline", site, suggestions)


ALL = (front, timeline, entry, corrected_entry, retracted_entry, merged_entry, empty_home, empty_timeline, error)


def tree(html):
    """The parsed document, which is parsed only if it is valid."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)


def words(element):
    return " ".join("".join(element.itertext()).split())


def row(html, one):
    """The list item of an entry."""
    return next(item for item in tree(html).iter("li") if item.get("id") == f"e-{one.id}")


def classes(element):
    return (element.get("class") or "").split()
