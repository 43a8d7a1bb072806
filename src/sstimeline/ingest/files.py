"""Files to articles: `seeds/` and any path, one sentence for each that can't be read."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

from sstimeline.ingest import Refused
from sstimeline.ingest.text import Form, article, parse
from sstimeline.model.articles import Article
from sstimeline.model.errors import BadInput, TooLarge

FORMS: dict[str, Form] = {f".{form}": form for form in get_args(Form)} | {".htm": "html", ".markdown": "md"}
#: Characters that no text has: a file with one of them is no article.
BINARY = frozenset(map(chr, {*range(9), *range(14, 27), *range(28, 32)}))


def articles(
    path: Path, *, seeds: Path, max_bytes: int, seen: dict[Path, tuple[int, int]]
) -> Iterator[Article | Refused]:
    """Give the article of the file at *path*, or those of all article files below that folder, in order of their names.

    *seen* remembers each file's time and size: one that is unchanged since is passed over, read or refused.
    Hidden files, README files and other suffixes in a folder are nobody's articles.
    """
    if not path.exists():
        yield Refused(source=str(path), why="there is no such file or folder")
        return
    for file in sorted(_files(path)):
        try:
            stat = file.stat()
            if seen.get(file) == (stamp := (stat.st_mtime_ns, stat.st_size)):
                continue
            yield _read(file, seeds, max_bytes, stat.st_size)
        except (BadInput, OSError) as error:
            yield Refused(source=_name(file, seeds), why=(isinstance(error, OSError) and error.strerror) or str(error))
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
        if file.suffix.lower() in FORMS and file.stem.upper() != "README" and not any(part[0] == "." for part in parts):
            yield file


def _read(file: Path, seeds: Path, max_bytes: int, size: int) -> Article:
    form = FORMS.get(file.suffix.lower())
    if form is None:
        raise BadInput(f"{file.suffix or 'a file without a suffix'} is none of {', '.join(sorted(FORMS))}")
    if size > max_bytes:
        raise TooLarge(f"it has {size:,} bytes, more than the {max_bytes:,} allowed (max_bytes)")
    name = _name(file, seeds)
    draft = parse(decode(file.read_bytes()), form)
    return article(replace(draft, source=draft.source or name), path=name if name.startswith("seeds/") else None)


def _name(file: Path, seeds: Path) -> str:
    """Return `seeds/<path>` for a file below *seeds*, else its path as given."""
    whole, root = file.resolve(), seeds.resolve()
    return f"seeds/{whole.relative_to(root).as_posix()}" if whole.is_relative_to(root) else str(file)
