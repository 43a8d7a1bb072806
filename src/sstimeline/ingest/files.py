"""Files to articles: `seeds/` and any path, one sentence for each that can't be read."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from sstimeline.ingest import Refused
from sstimeline.ingest.text import Form, article, parse
from sstimeline.model.articles import Article
from sstimeline.model.errors import BadInput, TooLarge
from sstimeline.model.values import replace

FORMS: dict[str, Form] = {f".{form}": form for form in get_args(Form)} | {".htm": "html", ".markdown": "md"}
#: Characters that no text has: a file with one of them is no article.
BINARY = frozenset(map(chr, {*range(9), *range(14, 27), *range(28, 32)}))


def articles(
    path: Path, *, seeds: Path, max_bytes: int, seen: dict[Path, tuple[int, int]], settled: float = 0.0
) -> Iterator[Article | Refused]:
    """Give the article of the file at *path*, or those of all article files below that folder, in order of their names.

    *seen* remembers each file's time and size: one that is unchanged since is passed over, read or refused.
    One changed within the last *settled* seconds is left for the next look, because it may still be being written.
    Hidden files, README files and other suffixes in a folder are nobody's articles.
    """
    if not path.exists():
        yield Refused(source=_shown(path), why="there is no such file or folder")
        return
    if not (path.is_file() or path.is_dir()):
        yield Refused(source=_shown(path), why="it is neither a file nor a folder")
        return
    for file in sorted(_files(path)):
        stamp = _stamp(file)
        if seen.get(file) == stamp or 0 <= time.time() - stamp[0] / 1e9 < settled:
            continue
        try:
            yield _read(file, seeds, max_bytes, stamp[1])
        except (BadInput, OSError) as error:
            yield Refused(source=_shown(_name(file, seeds)), why=getattr(error, "strerror", None) or str(error))
        seen[file] = stamp


def decode(content: bytes) -> str:
    """Return the text in *content*, UTF-8 with or without its mark; raise `BadInput` where it is something else."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"it is not UTF-8 (byte {error.start}): save it as UTF-8") from error
    if not BINARY.isdisjoint(text[:20_000]):
        raise BadInput("it is a binary file, no text")
    return text


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for file in path.rglob("*"):
        parts = file.relative_to(path).parts
        if file.suffix.lower() not in FORMS or file.stem.upper() == "README" or any(part[0] == "." for part in parts):
            continue
        if file.is_file() or not file.exists():  # a link that leads nowhere is told of; a folder or a pipe is no file
            yield file


def _stamp(file: Path) -> tuple[int, int]:
    """Return the file's time in ns and its size in bytes; zeros for a link that leads nowhere."""
    try:
        stat = file.stat()
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_size


def _read(file: Path, seeds: Path, max_bytes: int, size: int) -> Article:
    form = FORMS.get(file.suffix.lower())
    if form is None:
        raise BadInput(f"{file.suffix or 'a file without a suffix'} is none of {', '.join(sorted(FORMS))}")
    if size > max_bytes:
        raise TooLarge(f"it has {size:,} bytes, more than the {max_bytes:,} allowed (max_bytes)")
    name = _name(file, seeds)
    if _shown(name) != name:
        raise BadInput("its name is not UTF-8: rename it")
    draft = parse(decode(file.read_bytes()), form)
    return article(replace(draft, source=draft.source or name), path=name if name.startswith("seeds/") else None)


def _name(file: Path, seeds: Path) -> str:
    """Return `seeds/<path>` for a file below *seeds*, else its path as given."""
    whole, root = file.parent.resolve() / file.name, seeds.resolve()  # a link is named by where it lies
    return f"seeds/{whole.relative_to(root).as_posix()}" if whole.is_relative_to(root) else str(file)


def _shown(name: str | Path) -> str:
    """Return *name* as it can be written anywhere, also where its bytes are not UTF-8."""
    return str(name).encode("utf-8", "backslashreplace").decode()
