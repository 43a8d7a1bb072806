"""Files that a command writes whole or not at all, and bytes that it reads without keeping Ctrl-C away."""

import asyncio
import os
import shutil
import stat
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import BinaryIO

from sstimeline.model.errors import BadInput

#: How many bytes are read at a time.
CHUNK = 1 << 20


@contextmanager
def whole(path: Path, *, anew: bool = False) -> Iterator[Path]:
    """Lend a place to write to, whose file becomes *path* once it is whole and on the disk.

    Where the block raises, nothing is left. *anew* refuses a *path* that is there, also one that came meanwhile.
    Raises `BadInput` where it can't be written.
    """
    path = Path(os.path.realpath(path))  # what a link leads to, not the link, is replaced
    if anew and path.exists():
        raise _there(path)
    if path.is_dir():
        raise BadInput(f"{path} is a folder: name a file")
    try:
        folder = Path(mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        part = folder / path.name
        yield part
        _sync(part)
        if anew:
            _put_new(part, path)
        else:
            part.replace(path)
        _sync(path.parent)
    except FileExistsError as error:
        raise _there(path) from error
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def written(name: str) -> Iterator[BinaryIO]:
    """Lend the file of that *name*, `whole`, to write to; stdout for `-`, and what is no file, a pipe say, as it is."""
    path = Path(name)
    if name == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    elif path.exists() and not path.is_file() and not path.is_dir():
        with path.open("wb") as file:
            yield file
    else:
        with whole(path) as part, part.open("wb") as file:
            yield file


@contextmanager
def opened(name: str) -> Iterator[int]:
    """Lend the number under which the file of that *name* is open to be read; stdin's for `-`."""
    if name == "-":
        yield sys.stdin.fileno()
        return
    try:
        number = os.open(name, os.O_RDONLY)
    except OSError as error:
        raise _unreadable(name, error) from error
    try:
        yield number
    finally:
        os.close(number)


def size(number: int) -> int:
    """Return how many bytes the open file of that *number* has; 0 for a pipe, where nobody knows."""
    about = os.fstat(number)
    return about.st_size if stat.S_ISREG(about.st_mode) else 0


def _put_new(part: Path, path: Path) -> None:
    """Put *part* at *path*; raise `FileExistsError` where something is there, which renaming would replace."""
    try:
        path.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:  # this file system has no links
        if path.exists():
            raise FileExistsError(path) from None
        part.rename(path)


def _there(path: Path) -> BadInput:
    return BadInput(f"{path} is there already: name another file, or move that one away")


def _unwritable(path: Path, error: OSError) -> BadInput:
    return BadInput(f"{path} can't be written: {error.strerror or error}")


def _unreadable(name: str, error: OSError) -> BadInput:
    return BadInput(f"{name} can't be read: {error.strerror or error}")


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


async def chunks(number: int) -> AsyncIterator[bytes]:
    """Give what can be read from the open file of that *number*, as it comes, until its end.

    The loop waits, not the read: what reads in a thread, or waits in the loop, keeps Ctrl-C from being heard.
    """
    while True:
        await _readable(number)
        try:
            chunk = os.read(number, CHUNK)
        except OSError as error:
            raise _unreadable("the input", error) from error
        if not chunk:
            return
        yield chunk


async def _readable(number: int) -> None:
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    try:
        loop.add_reader(number, _tell, ready)
    except PermissionError:  # a file on a disk is always ready
        await asyncio.sleep(0)
        return
    try:
        await ready
    finally:
        loop.remove_reader(number)


def _tell(ready: "asyncio.Future[None]") -> None:
    if not ready.done():
        ready.set_result(None)
