"""Names to leaves: a module or a table in a package's folder, found by its name. There is no registry."""

import importlib
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import ModuleType
from typing import Any

from sstimeline.model.errors import UnknownLeaf


def names(package: str, suffix: str = ".py") -> tuple[str, ...]:
    """Return the names of the leaves in *package*: its files with *suffix*, or its folders where suffix is "/"."""
    return tuple(sorted(_names(files(package), suffix)))


def module(package: str, name: str) -> ModuleType:
    """Return the module `package.name`; raise `UnknownLeaf` where there is none.

    >>> module("sstimeline.publish.formats", "atom").SUFFIX
    'atom'
    """
    known = names(package)
    if name not in known:
        raise UnknownLeaf(package.rpartition(".")[2].removesuffix("s"), name, known)
    return importlib.import_module(f"{package}.{name}")


def table(package: str, *path: str) -> dict[str, Any]:
    """Return the TOML file at *path* below *package*, without its suffix in the last part."""
    node = files(package).joinpath(*path[:-1], f"{path[-1]}.toml")
    if not node.is_file():
        known = _names(files(package).joinpath(*path[:-1]), ".toml")
        raise UnknownLeaf(package.rpartition(".")[2], path[-1], known)
    return tomllib.loads(node.read_text("utf-8"))


def text(package: str, *path: str) -> str:
    """Return the text of the file at *path* below *package*."""
    return files(package).joinpath(*path).read_text("utf-8")


def _names(folder: Traversable, suffix: str) -> Iterator[str]:
    for node in folder.iterdir():
        if node.name.startswith(("_", ".")):
            continue
        if suffix == "/":
            if node.is_dir():
                yield node.name
        elif node.name.endswith(suffix):
            yield node.name.removesuffix(suffix)
