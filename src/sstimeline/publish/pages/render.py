"""What all pages share: the templates' environment, the words of our own, addresses, and the static files."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sstimeline import leaves
from sstimeline.model.errors import Unknown
from sstimeline.publish import content
from sstimeline.publish.format import Format, Site

if TYPE_CHECKING:
    from jinja2 import Environment

_PACKAGE = "sstimeline.publish.pages"

#: The static files, as `/static/<name>` serves them.
STATIC = {
    "icon.svg": "image/svg+xml",
    "page.js": "text/javascript; charset=utf-8",
    "style.css": "text/css; charset=utf-8",
}

#: Code points that are no characters: an HTML parser reports them, though XML lets most of them pass.
_NONCHARACTERS = re.compile(
    "[\ufdd0-\ufdef" + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF)) + "]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatLink:
    """One way to subscribe: a document of a timeline."""

    label: str  #: "Atom"
    url: str  #: its path, with a slash in front: "/feeds/imss.atom"
    media_type: str  #: without parameters: "application/atom+xml"

    @property
    def is_calendar(self) -> bool:
        """Whether a calendar program subscribes to it, and not a feed reader."""
        return self.media_type == "text/calendar"

    @property
    def suffix(self) -> str:
        """What its file is called behind the last dot."""
        return self.url.partition("?")[0].rpartition(".")[2]


def links(slug: str, formats: Iterable[Format]) -> tuple[FormatLink, ...]:
    """Return the ways to subscribe to the timeline *slug*, in the order of *formats*."""
    return tuple(
        FormatLink(
            label=one.LABEL, url=f"/feeds/{slug}.{one.SUFFIX}", media_type=one.MEDIA_TYPE.partition(";")[0].strip()
        )
        for one in formats
    )


def static(name: str) -> tuple[bytes, str]:
    """Return the content and the media type of the static file *name*; raise `Unknown` where there is none.

    Pages name it with a digest of its content (`/static/style.css?v=...`), so that it may be kept for ever.

    >>> static("icon.svg")[1]
    'image/svg+xml'
    """
    if name not in STATIC:
        raise Unknown("static file", name, STATIC)
    return leaves.text(_PACKAGE, "static", name).encode(), STATIC[name]


@cache
def words(language: str) -> Mapping[str, Any]:
    """Return the words of our own in *language*, a BCP 47 tag; English for any that has none.

    Each is `Markup`, so that `format` escapes whatever is put in.
    """
    table = leaves.table(_PACKAGE, "words")
    chosen = table.get(language.partition("-")[0].lower(), table["en"])
    return {name: Markup(text) for name, text in chosen.items()}


def render(template: str, site: Site, **values: object) -> str:
    """Return the page that *template* makes of *values*."""
    w = words(site.language)
    shared: dict[str, object] = {
        "site": site,
        "w": w,
        "lang": str(w["tag"]),
        "at": At(site),
        "mailto": content.mailbox(site).get("email", ""),
        "shapes": shapes(),
        "jsonld": None,
        "formats": (),
        "data_url": "",
        "feed_title": "",
        "position": None,
        "scripted": False,
        "is_front": False,
    }
    return _environment().get_template(f"{template}.html").render(shared | values)


@cache
def shapes() -> Mapping[str, Markup]:
    """Return the mark of every kind that has a shape of its own, and "other" for all that have none."""
    return {kind: Markup(shape) for kind, shape in leaves.table(_PACKAGE, "marks").items()}


def time_element(iso: str, said: str) -> Markup:
    """Return *said* as an element that tells programs the day, too."""
    return Markup('<time datetime="{}">{}</time>').format(iso, said)


def printable(value: object) -> object:
    """Return *value* without the characters that HTML cannot hold, where it is text."""
    if isinstance(value, str):
        return type(value)(_NONCHARACTERS.sub("", content.clean(value)))
    return value


class At:
    """Addresses within the site: below the path that its base URL has, where it has one."""

    def __init__(self, site: Site) -> None:
        host_and_path = site.base_url.partition("://")[2]
        self._below = "".join(host_and_path.partition("/")[1:]).rstrip("/")

    def __call__(self, path: str) -> str:
        """Return the address of *path*, which begins with a slash."""
        return self._below + path

    def static(self, name: str) -> str:
        """Return the address of the static file *name* as it is now."""
        return self(f"/static/{name}?v={_version(name)}")


@cache
def _version(name: str) -> str:
    return sha256(static(name)[0]).hexdigest()[:12]


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(lambda name: leaves.text(_PACKAGE, "templates", name)),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printable,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["upper_first"] = lambda text: text[:1].upper() + text[1:]
    environment.filters["lower_first"] = lambda text: text[:1].lower() + text[1:]
    environment.filters["code"] = Markup("<code>{}</code>").format
    return environment
