"""The front page: every timeline by group, and what changed last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sstimeline.model.entries import Change, Label
from sstimeline.publish.format import Site
from sstimeline.publish.pages.names import country_name, day_of
from sstimeline.publish.pages.render import FormatLink, render, shapes, words
from sstimeline.publish.pages.rows import Fix, Row, Tag, css_name, fix, row

#: In this order, whatever order they come in.
GROUPS = ("all", "yours", "institutions", "places", "kinds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A timeline as the front page lists it."""

    label: Label
    count: int  #: of its public entries
    first: int | None = None  #: the year of its oldest entry; None where it has none
    last: int | None = None  #: the year of its newest


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    slug: str
    title: str
    about: str
    count: int
    hue: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _News:
    row: Row
    tag: Tag
    on: str
    iso: str
    fix: Fix | None


def index(
    groups: Mapping[str, Sequence[Listed]],
    changes: Sequence[Change],
    site: Site,
    *,
    position: int,
    formats: Sequence[FormatLink] = (),
) -> str:
    """Return the front page: *groups* are the timelines by `Label.group`, *changes* the last ones, newest first.

    *formats* are the ways to subscribe to everything. Timelines without an entry are listed all the same; where none
    has any, the page says how to begin.
    """
    w = words(site.language)
    known = [name for name in GROUPS if groups.get(name)]
    kinds = {one.label.slug.removeprefix("kind-") for one in groups.get("kinds", ())}
    news = [_news(change, site) for change in changes if change.entry.status in ("published", "amended", "retracted")]
    empty = not news and not any(one.count for lines in groups.values() for one in lines)
    return render(
        "index",
        site,
        groups=[(name, w[f"group_{name}"], [_line(one, site) for one in groups[name]]) for name in known],
        news=news,
        empty=empty,
        marks={css_name(kind) for kind in kinds} | {one.row.mark for one in news},
        formats=formats,
        feed_title=w["everything"],
        data_url="/api/timelines/all",
        position=position,
        is_front=True,
    )


def span(first: int | None, last: int | None, site: Site) -> str:
    """Return the years from *first* to *last* in words; empty where there are none.

    >>> span(2016, 2027, Site())
    '2016 to 2027'
    """
    if first is None or last is None:
        return ""
    w = words(site.language)
    if first == last:
        return str(w["span_one"].format(first))
    return str(w["span_two" if last == first + 1 else "span_many"].format(first, last))


def _line(one: Listed, site: Site) -> _Line:
    label = one.label
    kind = css_name(label.slug.removeprefix("kind-"))
    country = country_name(label.country, site.language) if label.country else ""
    about = [label.description, country, span(one.first, one.last, site)]
    return _Line(
        slug=label.slug,
        title=label.title,
        about=", ".join(dict.fromkeys(part for part in about if part and part != label.title)),
        count=one.count,
        hue=f"k-{kind}",
        mark=kind if kind in shapes() else "other",
    )


def _news(change: Change, site: Site) -> _News:
    w = words(site.language)
    before, entry = change.before, change.entry
    put_right: Fix | None = None
    if entry.status == "retracted":
        tag = Tag(w["retracted"], fix=True)
        put_right = fix(w["retracted"], change, site)
    elif change.is_correction:
        tag = Tag(w["corrected"], fix=True)
        put_right = fix(w["corrected"], change, site)
    elif before is None or not before.is_public:
        tag = Tag(w["new"])
    elif len(entry.articles) > len(before.articles):
        tag = Tag(w["sources_many"].format(len(entry.articles)))
    else:
        tag = Tag(w["changed"])
    moment = change.envelope.recorded_at
    return _News(
        row=row(entry, (change,), site),
        tag=tag,
        on=day_of(moment, site.language),
        iso=moment.date().isoformat(),
        fix=put_right,
    )
