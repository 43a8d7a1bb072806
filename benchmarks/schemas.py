"""A PostgreSQL server for the benchmarks, thrown away afterwards: the one the tests use."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import pytest

import databases
from sstimeline.store import postgresql
from sstimeline.store.postgresql import Postgresql


def missing() -> str:
    """Return why there is no server, empty where there is one."""
    try:
        databases.server()
    except pytest.skip.Exception as error:
        return str(error)
    return ""


async def emptied() -> tuple[str, Postgresql]:
    """Return the address of a new, empty schema, and our store opened in it."""
    address = databases.fresh()
    return address, await postgresql.open(databases.behind(address))
