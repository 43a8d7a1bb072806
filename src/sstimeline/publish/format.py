"""What an output format is: a module in `formats/` with two constants and two pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sstimeline.model.entries import Change, Timeline

VERSION = 1  #: raised whenever any format's bytes change, so that kept items are made anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Who publishes, as every feed says it (`[site]` in sstimeline.toml)."""

    base_url: str = "http://127.0.0.1:8080"  #: absolute, without a slash at its end
    title: str = "sstimeline"
    author: str = "sstimeline"
    contact: str = ""  #: an e-mail address; empty for none
    language: str = "en"  #: in which dates and notices are said: "en" or "es"
    rights: str = ""
    hub: str = ""  #: a WebSub hub's URL; empty for none

    def url(self, path: str) -> str:
        """Return the absolute URL of *path*, which begins with a slash."""
        return self.base_url + path


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a reader wants it."""

    imprecise: str = "omit"  #: a year-precise entry in a calendar: "omit", "point" (1 January) or "span"


class Format(Protocol):
    """A leaf of `publish/formats/`; its name is the suffix of its files."""

    SUFFIX: str
    MEDIA_TYPE: str
    LABEL: str  #: as a subscribe link says it: "Atom"

    def item(self, change: Change, site: Site, options: Options) -> bytes:
        """Return the bytes of one change; empty where the format shows nothing for it."""

    def join(self, timeline: Timeline, items: Sequence[bytes], site: Site) -> bytes:
        """Return the whole document; *items* are in the order of `timeline.changes`, empty ones left out."""
