"""What a browser sees where there is nothing to show: what went wrong, and where to go from here."""

from collections.abc import Sequence

from markupsafe import Markup

from sstimeline.publish.format import Site
from sstimeline.publish.pages.render import At, FormatLink, render, words


def error(
    status: int,
    title: str,
    detail: str,
    slug: str,
    site: Site,
    suggestions: Sequence[tuple[str, str]] = (),
    *,
    formats: Sequence[FormatLink] = (),
) -> str:
    """Return the page of an error: *status* is the HTTP status, *slug* ends its problem type, `/problems/<slug>`.

    *suggestions* are titles and paths of what might have been meant, *formats* the ways to subscribe to everything.
    """
    w, at = words(site.language), At(site)
    named = [Markup('<a href="{}">{}</a>').format(at(path), name) for name, path in suggestions]
    return render(
        "error",
        site,
        status=status,
        title=title,
        detail=detail,
        slug=slug,
        did_you_mean=w["did_you_mean"].format(w["or_word"].join(named)) if named else "",
        formats=formats,
        feed_title=w["everything"],
        marks=set(),
    )
