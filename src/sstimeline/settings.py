"""What the operator set: `sstimeline.toml`, `SSTIMELINE_*` and flags, read once, at the door."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sstimeline.model.addresses import without_password
from sstimeline.model.errors import BadInput

if TYPE_CHECKING:
    from sstimeline.model.events import Filter

FILE = "sstimeline.toml"


def _setting(default: Any, says: str, *, site: bool = False) -> Any:
    return field(default=default, metadata={"says": says, "site": site})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting, checked; where each came from is in `origins`."""

    home: Path = _setting(Path(), "the folder that holds seeds/, events/, feeds/ and sstimeline.toml")
    store: str = _setting("", "where the log is: sqlite:PATH, from the home, postgresql://user@host/name, or memory:")
    host: str = _setting("127.0.0.1", "the address to listen on")
    port: int = _setting(8080, "the port to listen on; 0 takes a free one")
    interval: int = _setting(2, "seconds between two looks into seeds/")
    tidy_every: int = _setting(3600, "seconds between two times that old idempotency keys are forgotten")
    threshold: float = _setting(0.8, "the confidence, 0 to 1, below which an occurrence waits for review")
    max_age: int = _setting(60, "seconds for which readers and CDNs may keep a feed without asking")
    max_bytes: int = _setting(20_000_000, "the largest article read, in bytes")
    base_url: str = _setting("", "the address readers reach the server at; default http://HOST:PORT", site=True)
    title: str = _setting("sstimeline", "the name of the site, carried by every feed", site=True)
    author: str = _setting("sstimeline", "who publishes", site=True)
    contact: str = _setting("", "an e-mail address for errors readers find", site=True)
    language: str = _setting("en", "the language in which dates and notices are said: en or es", site=True)
    rights: str = _setting("", "the terms under which the feeds may be used", site=True)
    hub: str = _setting("", "a WebSub hub's address", site=True)
    timelines: "tuple[Filter, ...]" = ()  #: the home's own, each a `[[timeline]]`
    origins: Mapping[str, str] = field(default_factory=dict)  #: name -> file, variable or flag

    @property
    def seeds(self) -> Path:
        """The folder articles come in by."""
        return self.home / "seeds"

    @property
    def feeds(self) -> Path:
        """The folder of what is published."""
        return self.home / "feeds"

    @property
    def store_address(self) -> tuple[str, str]:
        """The scheme of the store and what is behind its colon, relative paths counted from the home."""
        if not self.store:
            return "sqlite", str(self.home / "events" / "log.db")
        scheme, _, rest = self.store.partition(":")
        return scheme, str(self.home / rest) if scheme == "sqlite" else rest

    def rows(self) -> Iterator[tuple[str, Any, str, Any, str]]:
        """Give every single-valued setting: name, value, where it came from, default, what it says."""
        for one in _single():
            origin = self.origins.get(one.name, "default")
            value = getattr(self, one.name)
            shown = without_password(value) if one.name == "store" else value
            yield one.name, shown, origin, one.default, one.metadata["says"]


def load(flags: Mapping[str, Any], environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings that flags, then the environment, then the home's file, then defaults give.

    A flag of None was not given. Raises `BadInput` with a sentence for what can't be read or makes no sense.
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    home = flags.get("home") or environ.get("SSTIMELINE_HOME") or "."
    path = Path(home) / FILE
    table = _read(path)
    _check_form(table, path)
    known = {one.name: one for one in _single()}
    for name, one in known.items():
        variable = f"SSTIMELINE_{name.upper()}"
        if flags.get(name) is not None:
            value, origin = flags[name], f"--{name.replace('_', '-')}"
        elif environ.get(variable):
            value, origin = environ[variable], variable
        elif name in (section := table.get("site", {}) if one.metadata["site"] else table):
            value, origin = section[name], str(path)
        else:
            continue
        values[name], origins[name] = _checked(name, value, one.default, origin), origin
    if misplaced := sorted(name for name in table.keys() & known.keys() if known[name].metadata["site"]):
        raise BadInput(f"{path}: {misplaced[0]} stands outside [site]: move it below")
    for name in table.keys() - known.keys() - {"site", "timeline"}:
        raise BadInput(f"{path}: there is no setting named {name!r}; `sstimeline config` lists them")
    for name in table.get("site", {}).keys() - {name for name, one in known.items() if one.metadata["site"]}:
        raise BadInput(f"{path}: there is no setting named {name!r} in [site]; `sstimeline config` lists them")
    values["home"] = Path(home)
    values["timelines"] = tuple(_filter(row, path) for row in table.get("timeline", ()))
    slugs = [own.slug for own in values["timelines"]]
    if twice := next((slug for slug in slugs if slugs.count(slug) > 1), None):
        raise BadInput(f"{path}: two [[timeline]] have the slug {twice!r}: give one of them another")
    return Settings(**values, origins=origins)


def _single() -> Iterator[Any]:
    return (one for one in fields(Settings) if one.metadata)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):  # a home that is no folder is told when it is opened
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path} can't be read: {error}") from error


def _check_form(table: Mapping[str, Any], path: Path) -> None:
    if not isinstance(table.get("site", {}), dict):
        raise BadInput(f"{path}: site is a table: write [site], and its settings below")
    rows = table.get("timeline", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput(f"{path}: each timeline is a table: write [[timeline]], and its filter below")


def _checked(name: str, value: Any, default: Any, origin: str) -> Any:
    if isinstance(default, str) and not isinstance(value, str):
        raise BadInput(f"{name} can't be {value!r} ({origin}): it is a text, in quotes")
    try:
        value = type(default)(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise BadInput(f"{name} can't be {value!r} ({origin}): it is a number such as {default}") from error
    seconds = (1, 86400)
    limits = {"port": (0, 65535), "threshold": (0, 1), "interval": seconds, "tidy_every": seconds}
    lowest, highest = limits.get(name, (0, 10**12))
    if isinstance(value, int | float) and not lowest <= value <= highest:
        raise BadInput(f"{name} can't be {value} ({origin}): it is from {lowest} to {highest}")
    if name == "base_url" and value and not value.startswith(("http://", "https://")):
        raise BadInput(f"base_url can't be {value!r} ({origin}): it begins with http:// or https://")
    if name == "language" and value not in ("en", "es"):
        raise BadInput(f"language can't be {value!r} ({origin}): it is en or es")
    return value.rstrip("/") if name == "base_url" else value


def _filter(row: Mapping[str, Any], path: Path) -> "Filter":
    lists = {"kind", "actor", "place", "language"}
    if unknown := row.keys() - lists - {"slug", "title"}:
        raise BadInput(
            f"{path}: a [[timeline]] has no {sorted(unknown)[0]!r}; it has slug, title, {', '.join(sorted(lists))}"
        )
    slug = str(row.get("slug", ""))
    if not slug or not slug.replace("-", "").isalnum() or not slug.isascii() or slug != slug.lower():
        raise BadInput(f"{path}: a [[timeline]] needs a slug of lower-case letters, digits and hyphens, not {slug!r}")
    if slug in ("all", "index") or slug.startswith(("kind-", "place-", "article-")):
        raise BadInput(f"{path}: the slug {slug!r} is taken by a timeline that every home has")
    values = {name: tuple(value if isinstance(value := row[name], list) else [value]) for name in lists & row.keys()}
    for name, value in values.items():
        if not all(isinstance(one, str) for one in value):
            raise BadInput(f"{path}: {name} of the [[timeline]] {slug!r} is a text or a list of texts")
    from sstimeline.model.events import Filter  # and msgspec with it: not for --help

    return Filter(slug=slug, title=str(row.get("title") or slug.replace("-", " ").capitalize()), **values)
