"""PostgreSQL as a user's server really is: somebody else's tables, a wrong password, restarts, failovers."""

import asyncio
import os
import time
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

import databases
import servers
from contracts.test_store import dated, minute, number, received
from sstimeline.home import open_store
from sstimeline.model.articles import stream_of
from sstimeline.model.errors import StoreUnusable, StreamMoved
from sstimeline.model.events import ArticleErased, ArticleLinked
from sstimeline.project.fold import fold
from sstimeline.store import postgresql
from sstimeline.store._sql_log import tail
from sstimeline.store.base import Token

AT = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture
def server():
    return servers.own()


async def opened(address):
    return await open_store("postgresql", databases.behind(address))


@pytest.fixture
async def store(server):
    address = server.fresh(application_name="tested")
    store = await opened(address)
    store.address = address
    yield store
    await store.close()


async def tell(store, article, *more, at=AT):
    """Append one article, told and linked."""
    events = (received(article), dated(article, about=article), ArticleLinked(article=number(article)), *more)
    return await store.log.append(stream_of(number(article)), events, expect=0, at=at)


async def refusal(address):
    with pytest.raises(StoreUnusable) as refused:
        await (await opened(address)).close()
    return str(refused.value)


class TestOpening:
    async def test_tables_of_another_program_are_left_alone(self, server):
        address = server.fresh()
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE TABLE log (id int); INSERT INTO log VALUES (7)")

            assert "tables of another program" in await refusal(address)

            assert connection.execute("SELECT id FROM log").fetchall() == [(7,)]
            assert connection.execute(
                "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
            ).fetchone() == (1,)

    async def test_tables_of_a_newer_form_ask_for_an_upgrade(self, store):
        with psycopg.connect(store.address, autocommit=True) as connection:
            connection.execute("UPDATE sstimeline SET form = form + 1")

        assert f"newer sstimeline (form {postgresql.FORM + 1}): upgrade" in await refusal(store.address)

    async def test_a_wrong_password_is_said_at_once_and_never_shown(self, server):
        role = f"reader{os.getpid()}"
        server.execute(f"DROP ROLE IF EXISTS {role}")
        server.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'right'")
        server.ask_for_password(role)
        address = server.fresh().replace("postgres:@", f"{role}:wr0ng@")
        assert "wr0ng" in address

        said = await refusal(address)

        assert "password authentication failed" in said
        assert "wr0ng" not in said

    async def test_a_password_is_not_shown_wherever_it_stands(self, monkeypatch):
        monkeypatch.setattr(postgresql, "PATIENCE", 0.2)
        said = await refusal("postgresql://u:wr0/ng@[::1]:1/db?password=wr0ng&connect_timeout=1")

        assert "can't be reached" in said
        assert "wr0" not in said

    async def test_several_open_a_database_whose_transactions_see_but_their_begin(self, server):
        address = server.fresh().replace("options=", "options=-cdefault_transaction_isolation%3Dserializable%20")

        stores = await asyncio.gather(*(opened(address) for _ in range(4)))

        for store in stores:
            assert (await store.log.head()).position == 0
            await store.close()

    async def test_a_database_that_is_not_there_is_named(self, server):
        said = await refusal(server.uri.replace("/postgres?", "/nowhere?"))

        assert '"nowhere" does not exist' in said

    async def test_nobody_listening_is_said_after_some_patience(self, monkeypatch, tmp_path):
        monkeypatch.setattr(postgresql, "PATIENCE", 0.5)

        assert "can't be reached" in await refusal(f"postgresql://postgres@/postgres?host={tmp_path}")

    async def test_who_is_stopped_while_it_opens_the_store_keeps_nobody_out(self, server, store):
        with psycopg.connect(store.address) as other:
            other.execute("SELECT pg_advisory_xact_lock(%s)", (postgresql.MAKING,))

            await (await opened(store.address)).close()

    async def test_several_that_open_an_empty_database_at_once_all_find_it_made(self, server):
        address = server.fresh()

        stores = await asyncio.gather(*(opened(address) for _ in range(4)))

        assert {(await store.log.head()).position for store in stores} == {0}
        for store in stores:
            await store.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log SET data = '{}' WHERE position = 1",
        "UPDATE log SET hash = 'x' WHERE position = 1",
        "DELETE FROM log WHERE position = 1",
        "TRUNCATE log",
    ],
)
async def test_the_log_refuses_to_be_changed_by_anybody(store, statement):
    await tell(store, 1)
    head = await store.log.head()

    with psycopg.connect(store.address, autocommit=True) as connection, pytest.raises(psycopg.errors.IntegrityError):
        connection.execute(statement)

    assert await store.log.verify() == head


class TestBadDays:
    async def test_a_connection_lost_in_the_middle_of_an_append_stores_it_once(self, server, store):
        """The head is held by another, so that the append is in the middle when its connection ends."""
        with psycopg.connect(store.address) as other:
            other.execute("SELECT * FROM head FOR UPDATE")
            appending = asyncio.create_task(tell(store, 1))
            while not (waiting := self.waiting(server)):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            server.terminate(waiting[0])
            other.rollback()

        appended = await appending

        assert await store.log.read(stream_of(number(1))) == appended
        assert (await store.log.verify()).position == 3

    def waiting(self, server):
        rows = server.execute(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'tested' AND wait_event_type = 'Lock'"
        )
        return [pid for (pid,) in rows]

    async def test_acknowledged_is_durable_whatever_the_server_defaults_to(self, server):
        store = await opened(server.fresh().replace("options=", "options=-csynchronous_commit%3Doff%20"))
        try:
            assert await store.read(lambda tx: tx.execute("SHOW synchronous_commit").fetchone()) == ("off",)
            assert await store.write(lambda tx: tx.execute("SHOW synchronous_commit").fetchone()) == ("on",)
        finally:
            await store.close()

    async def test_erased_words_are_not_given_up_while_somebody_may_read_them(self, store, monkeypatch):
        monkeypatch.setattr(postgresql, "PATIENCE", 0.3)
        await tell(store, 1)
        with psycopg.connect(store.address) as reader:
            reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            reader.execute("SELECT count(*) FROM head")
            event = ArticleErased(article=number(1), reason="a court said so", occurrences=(number(1),))
            await store.log.erase(stream_of(number(1)), event, expect=3, at=AT)

            assert not await store.scrub()

        assert await store.scrub()

    async def test_giving_up_erased_words_waits_for_no_reader_of_the_table(self, store):
        await tell(store, 1)
        with psycopg.connect(store.address) as reader:
            reader.execute("SELECT count(*) FROM log")  # at READ COMMITTED it keeps the table, and sees nothing old

            assert not await store.scrub()
            assert len(await store.log.after(0)) == 3

        assert await store.scrub()

    @pytest.mark.parametrize("what", ["take", "erase", "token", "run"])
    async def test_work_whose_answer_was_lost_is_found_done(self, store, monkeypatch, what):
        """The connection is lost behind the commit, so that nobody is told of it, and the work is done again."""
        other = await open_store("memory", "")
        await tell(other, 1)
        records = [record async for record in other.log.records()]
        if what != "take":
            await store.log.take(records)
        event = ArticleErased(article=number(1), reason="a court said so", occurrences=(number(1),))
        run = {"owner": "one", "at": AT, "lease": timedelta(seconds=10)}
        works = {
            "take": lambda: store.log.take(records),
            "erase": lambda: store.log.erase(stream_of(number(1)), event, expect=3, at=AT),
            "token": lambda: store.desk.issue_token("d1", Token(name="reader", scope="read", created=AT)),
            "run": lambda: store.desk.start_run("tidy", "1", **run),
        }
        execute, lost = psycopg.Connection.execute, []

        def losing(connection, query, *more, **options):
            done = execute(connection, query, *more, **options)
            if query == "COMMIT" and not lost:
                lost.append(query)
                connection.close()
                raise psycopg.OperationalError("the connection was lost")
            return done

        with monkeypatch.context() as patched:
            patched.setattr(psycopg.Connection, "execute", losing)
            answer = await works[what]()

        assert lost
        assert answer is not False
        assert (await store.log.verify()).position == 3 + (what == "erase")

    @pytest.mark.parametrize("how", ["fast", "immediate"])
    async def test_a_restart_under_load_loses_nothing(self, server, store, how):
        appended = []

        async def write(writer):
            for article in range(writer * 100 + 1, writer * 100 + 21):
                appended.extend(await tell(store, article))

        async def restart():
            while len(appended) < 15:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            await asyncio.to_thread(server.stop, how)
            await asyncio.to_thread(server.start)

        await asyncio.gather(restart(), *(write(writer) for writer in range(3)))

        head = await store.log.verify()
        stored = [envelope async for envelope in self.all(store)]
        assert head.position == len(stored) == len(appended) == 180
        assert sorted(stored, key=lambda one: one.position) == sorted(appended, key=lambda one: one.position)

    async def all(self, store):
        position = 0
        while page := await store.log.after(position, 50):
            for envelope in page:
                yield envelope
            position = page[-1].position

    async def test_a_program_that_hangs_in_a_transaction_is_ended_by_the_server(self, server, store, monkeypatch):
        """Nobody else could append as long as it holds the head."""
        monkeypatch.setattr(postgresql, "BEGIN", postgresql.BEGIN.replace("60s", "200ms"))
        tries = []

        def work(tx):
            tail(tx)
            tries.append(tx)
            if len(tries) == 1:
                time.sleep(1)

        hanging = asyncio.create_task(store.write(work))
        while not tries:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        other = await opened(store.address)

        assert len(await tell(other, 1)) == 3
        assert not hanging.done()

        await hanging
        assert len(tries) == 2  # it began anew
        await other.close()

    async def test_reads_are_answered_as_soon_as_the_server_is_back(self, server, store):
        await tell(store, 1)
        await asyncio.to_thread(server.stop, "fast")
        reading = asyncio.create_task(store.log.head())
        await asyncio.sleep(0.2)
        assert not reading.done()

        await asyncio.to_thread(server.start)

        assert (await reading).position == 3

    async def test_a_server_that_stays_away_is_told_of_and_nothing_is_half_there(self, server, store, monkeypatch):
        await tell(store, 1)
        with monkeypatch.context() as patched:
            patched.setattr(postgresql, "PATIENCE", 0.5)
            impatient = await opened(store.address)
            await asyncio.to_thread(server.stop, "fast")
            try:
                with pytest.raises(StoreUnusable, match="can't be reached"):
                    await tell(impatient, 2)
            finally:
                await asyncio.to_thread(server.start)
        await impatient.close()

        assert await store.log.read(stream_of(number(2))) == ()
        assert len(await tell(store, 2)) == 3
        assert (await store.log.verify()).position == 6

    async def test_a_failover_in_the_middle_of_a_projection_leaves_checkpoint_and_views_equal(self, server, store):
        for article in range(1, 6):
            await tell(store, article)
        folded = 0

        def failing(envelope, shelf):
            nonlocal folded
            folded += 1
            if folded == 7:
                for pid in server.backends("tested"):
                    server.terminate(pid)
            return fold(envelope, shelf)

        position, _ = await store.views.advance(failing)

        assert position == 15
        assert folded > 15  # it began anew, from where the checkpoint stood
        stands = await store.views.fingerprint()
        await store.views.rebuild(fold)
        assert await store.views.fingerprint() == stands

    async def test_a_standby_is_told_from_a_primary(self, server, store):
        readonly = await opened_read_only(server, store)
        try:
            with pytest.raises(StoreUnusable, match="name the primary"):
                await tell(readonly, 1)
            assert (await readonly.log.head()).position == 0
        finally:
            await readonly.close()


async def opened_read_only(server, store):
    """Return the store as a standby shows it: every transaction may only read."""
    schema = store.address.partition("search_path%3D")[2].partition("&")[0]
    address = f"{server.uri}&options=-csearch_path%3D{schema}%20-cdefault_transaction_read_only%3Don"
    made = postgresql.Postgresql(address)
    await made._run(made._knock)
    return made


async def test_many_appenders_leave_no_gap_for_a_follower(server, store):
    """A sequence would give numbers before commits: a follower would pass over those that commit late."""
    others = [await opened(store.address) for _ in range(3)]
    followed, over = [], asyncio.Event()

    async def follow():
        while True:
            ended = over.is_set()
            page = await store.log.after(len(followed), 7)
            followed.extend(one.position for one in page)
            if ended and not page:
                return

    following = asyncio.create_task(follow())
    await asyncio.gather(
        *(tell(one, index * 100 + article) for index, one in enumerate(others) for article in range(1, 31))
    )
    over.set()
    await following
    for one in others:
        await one.close()

    assert followed == list(range(1, 3 * 30 * 3 + 1))


async def test_of_two_processes_that_append_to_one_stream_one_is_told_that_it_moved(server, store):
    other = await opened(store.address)
    stream, linked = stream_of(number(1)), ArticleLinked(article=number(1))
    await tell(store, 1)

    outcomes = await asyncio.gather(
        store.log.append(stream, (dated(2, about=1), linked), expect=3, at=minute(5)),
        other.log.append(stream, (dated(3, about=1), linked), expect=3, at=minute(5)),
        return_exceptions=True,
    )

    assert sorted(isinstance(one, StreamMoved) for one in outcomes) == [False, True]
    assert (await store.log.verify()).position == 5
    await other.close()


async def test_a_clock_that_goes_backwards_does_not_take_the_log_with_it(store):
    late = await tell(store, 1, at=AT)
    early = await tell(store, 2, at=AT - timedelta(days=1))

    assert {one.recorded_at for one in (*late, *early)} == {AT}
