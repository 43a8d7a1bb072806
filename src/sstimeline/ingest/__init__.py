"""Files, pages and posts to articles."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Something that can't be read as an article, and why, in one sentence."""

    source: str
    why: str
