"""Writer, projector and server are killed in turn; a PostgreSQL holds what was acknowledged, once and whole."""

import asyncio

import pytest

import servers
from crash.harness import PATIENCE, Program, check, moments, rounds, settle

NAMES = ("crash-writer", "crash-projector")


@pytest.fixture
def server():
    return servers.own()


@pytest.fixture
def stores(server):
    """The store's address as the check, the writer and the projector have it."""
    schema = server.fresh().rpartition("%3D")[2]
    return [server.at(schema, application_name=name) for name in ("check", *NAMES)]


async def the_writer_is_killed(running, begin, server, moments):
    await running["writer"].kill()
    running["writer"] = await begin("writer")


async def the_projector_is_killed(running, begin, server, moments):
    await running["projector"].kill()
    running["projector"] = await begin("projector")


async def a_connection_is_ended(running, begin, server, moments):
    for pid in server.backends(NAMES[moments.randrange(2)]):
        server.terminate(pid)
    await running["writer"].further()


async def a_process_of_the_server_is_killed(running, begin, server, moments):
    server.kill(moments.choice(server.backends(*NAMES)))
    await running["writer"].further()


DEATHS = [
    the_writer_is_killed,
    a_process_of_the_server_is_killed,
    the_projector_is_killed,
    a_connection_is_ended,
]


async def test_what_was_acknowledged_outlives_every_death(server, stores):
    acknowledged, draw, times = {}, moments(), rounds(len(DEATHS))
    addresses = dict(zip(("check", "writer", "projector"), stores, strict=True))

    async def begin(role):
        program = await Program.start(role, addresses[role], acknowledged)
        await program.opening()
        return program

    running = {"writer": await begin("writer")}
    await running["writer"].further()  # the tables are there
    running["projector"] = await begin("projector")
    try:
        for n in range(times):
            await asyncio.sleep(draw.uniform(0, 0.3))  # the moment itself: nothing is awaited by it
            await DEATHS[n % len(DEATHS)](running, begin, server, draw)
            for program in running.values():
                program.pause()
            async with asyncio.timeout(PATIENCE):
                await check(addresses["check"], acknowledged)
            for program in running.values():
                program.go_on()
    finally:
        for program in running.values():
            await program.kill()

    assert await settle(addresses["check"], acknowledged) >= len(acknowledged) >= times


async def test_a_writer_that_acknowledges_before_its_commit_is_found_out(server, stores):
    """The server rolls back what a killed process had not committed."""
    acknowledged = {}
    liar = await Program.start("liar", stores[1], acknowledged)
    await liar.further()
    await liar.kill()

    with pytest.raises(AssertionError, match="that were acknowledged are not stored"):
        await check(stores[0], acknowledged)
