"""Writing into `feeds/`: a file is there whole or not at all, and is touched only where its bytes differ."""

import os
import time
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from errno import EDQUOT, ENOSPC
from pathlib import Path
from secrets import token_hex

from sstimeline.model.errors import BadInput, Error

#: How old a file that is being written must be to be taken for the leftover of a crash, in seconds.
STALE = 60.0
_UNFINISHED = ".unfinished"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Unwritable(Error):
    """The folder cannot be written, or has no room left."""

    slug, status = "unwritable", 503

    def __init__(self, path: Path, error: OSError) -> None:
        self.path, self.errno = path, error.errno
        super().__init__(f"cannot write {path}: {error.strerror or error}; {_advice(path, error)}")


def write(folder: Path, name: str, content: bytes, *, modified: datetime | None) -> bool:
    """Make the file *name* in *folder* hold *content*, and tell whether it did not before.

    A reader sees the old file or the new one, never a part, also after a power cut: the bytes go into a file beside
    it, are forced to disk, and take its place in one step. The new file's time is *modified* (the time of the event
    that changed the document), or now where that is None or the old file is not older; a file that already holds
    *content* keeps its own. The folder is made where it is missing.

    Raises `BadInput` where *name* would lie outside the folder or is hidden, `Unwritable` where it cannot be written.
    """
    target = folder / _checked(name)
    try:
        if _holds(target, content):
            return False
        folder.mkdir(parents=True, exist_ok=True)
        _replace(folder, target, content, modified)
    except OSError as error:
        raise Unwritable(target, error) from error
    return True


def remove(folder: Path, *, keep: Collection[str], suffixes: Collection[str]) -> tuple[str, ...]:
    """Remove the documents in *folder* whose names are not in *keep*, and return their names, sorted.

    A document is a file whose name ends with a dot and one of *suffixes*; others (a README, `.gitignore`) and
    folders stay. Raises `Unwritable`.
    """
    gone = []
    try:
        for path in _files(folder):
            is_document = not path.name.startswith(".") and path.suffix[1:] in suffixes
            if is_document and path.name not in keep:
                path.unlink(missing_ok=True)
                gone.append(path.name)
        if gone:
            _sync(folder)
    except OSError as error:
        raise Unwritable(folder, error) from error
    return tuple(sorted(gone))


def stands(folder: Path, names: Collection[str]) -> bool:
    """Tell whether all files of those *names* are in *folder*."""
    return all((folder / name).is_file() for name in names)


def sweep(folder: Path, *, age: float = STALE) -> tuple[str, ...]:
    """Remove what a crash left half written, at least *age* seconds old, and return the names, sorted.

    Younger ones may be another replica's, at work in the same folder. Raises `Unwritable`.
    """
    swept = []
    try:
        for path in _files(folder):
            if path.name.startswith(".") and path.name.endswith(_UNFINISHED) and _age(path) >= age:
                path.unlink(missing_ok=True)
                swept.append(path.name)
    except OSError as error:
        raise Unwritable(folder, error) from error
    return tuple(sorted(swept))


def _checked(name: str) -> str:
    if not name or name.startswith(".") or any(char in "/\\" or ord(char) < 32 for char in name):
        raise BadInput(f"{name!r} is no name for a file in the feeds folder: it must be plain, such as all.atom")
    return name


def _holds(target: Path, content: bytes) -> bool:
    """Tell whether the file is there with exactly these bytes; a link is not the file itself."""
    try:
        return not target.is_symlink() and target.stat().st_size == len(content) and target.read_bytes() == content
    except FileNotFoundError:
        return False
    except PermissionError:  # unreadable to us, but perhaps replaceable: the folder decides
        return False


def _replace(folder: Path, target: Path, content: bytes, modified: datetime | None) -> None:
    unfinished = folder / f".{token_hex(8)}{_UNFINISHED}"  # a name of its own: any slug fits, however long
    try:
        with unfinished.open("xb") as file:
            file.write(content)
            file.flush()
            if modified is not None and not _is_newer(target, modified):
                when = (modified - _EPOCH) // timedelta(microseconds=1) * 1000
                os.utime(unfinished, ns=(when, when))
            os.fsync(file.fileno())
        unfinished.replace(target)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
    _sync(folder)


def _is_newer(target: Path, modified: datetime) -> bool:
    """Tell whether the file there bears that second or a later one: then only now tells the new bytes from its."""
    try:
        return int(target.stat().st_mtime) >= int(modified.timestamp())
    except FileNotFoundError:
        return False


def _sync(folder: Path) -> None:
    """Force the folder's own list of names to disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _files(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.is_symlink() or path.is_file()]
    except FileNotFoundError:
        return []


def _age(path: Path) -> float:
    """Return how long ago the file's status changed, in seconds: `modified` sets its time, but never this one."""
    try:
        return time.time() - path.stat(follow_symlinks=False).st_ctime
    except FileNotFoundError:  # another replica finished it
        return 0.0


def _advice(path: Path, error: OSError) -> str:
    if error.errno in (ENOSPC, EDQUOT):
        return "free some space, then publish again"
    if isinstance(error, PermissionError):
        return f"let this user write in {path.parent}, or choose another home with --home"
    if isinstance(error, IsADirectoryError):
        return f"something that is no file stands in its place: move {path} away"
    return "see that the folder is there and can be written, then publish again"
