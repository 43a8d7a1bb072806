"""Three servers on one PostgreSQL: each is killed and started again, and cut off, while others write and read."""

import asyncio
import contextlib
import os
import random
import signal
import socket
import sys
from datetime import UTC, datetime, timedelta

import aiohttp
import psycopg
import pytest

import databases
from sstimeline.home import open_store
from sstimeline.model.articles import stream_of

#: How often each replica is killed; `make crash` asks for more.
ROUNDS = max(1, int(os.environ.get("CRASH_ROUNDS", "1")) // 10)
SEED = int(os.environ.get("CRASH_SEED", random.randrange(10**6)))
BASE = "https://news.example.org"
TIDY = 2  #: seconds of a slot of the schedule


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Replica:
    """One `sstimeline serve` with a home of its own."""

    def __init__(self, folder, address):
        self.folder, self.port = folder, free_port()
        (folder / "seeds").mkdir(parents=True)
        self.address = f"{address}&application_name={folder.name}"
        self.environ = {**os.environ, "SSTIMELINE_STORE": self.address, "SSTIMELINE_HOME": str(folder),
                        "SSTIMELINE_BASE_URL": BASE, "SSTIMELINE_PORT": str(self.port),
                        "SSTIMELINE_TIDY_EVERY": str(TIDY)}  # fmt: skip
        self.process = None

    async def run(self, *arguments, **options):
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "sstimeline", *arguments, env=self.environ, **options
        )

    async def start(self, client):
        with (self.folder / "serve.log").open("ab") as log:
            self.process = await self.run("serve", stdout=log, stderr=log)
        async with asyncio.timeout(60):
            while True:
                with contextlib.suppress(aiohttp.ClientError):
                    async with client.get(self.url("/readyz")) as answer:
                        if answer.status == 200:
                            return
                assert self.process.returncode is None, (self.folder / "serve.log").read_text()
                await asyncio.sleep(0.1)

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    async def die(self):
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def cut_off(self):
        """End all its connections from the server's side, as a failover does."""
        ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s"
        async with await psycopg.AsyncConnection.connect(databases.server(), autocommit=True) as connection:
            await connection.execute(ending, (self.folder.name,))

    async def stop(self):
        if self.process is not None and self.process.returncode is None:
            self.process.terminate()
            assert await self.process.wait() == 0, (self.folder / "serve.log").read_text()

    def feeds(self):
        return {path.name: path.read_bytes() for path in (self.folder / "feeds").glob("[!.]*")}


class Site:
    """The replicas as somebody behind a balancer sees them: whichever answers."""

    def __init__(self, replicas, client, token, draw):
        self.replicas, self.client, self.draw = replicas, client, draw
        self.headers = {"Authorization": f"Bearer {token}"}
        self.acknowledged = []
        self.sentences = {}  # what each article says, by its id
        self.amended, self.retracted = {}, set()  # what was acknowledged of persons' decisions, by the entry's id

    async def ask(self, method, path, **options):
        """Ask one replica after another until one answers."""
        while True:
            with contextlib.suppress(aiohttp.ClientError, asyncio.TimeoutError):
                url = self.draw.choice(self.replicas).url(path)
                async with self.client.request(method, url, **options) as answer:
                    if answer.status < 500:
                        return answer.status, await answer.json()
            await asyncio.sleep(0.05)

    async def timeline(self, slug):
        """Return all entries of a timeline, page after page."""
        entries, next = [], f"/api/timelines/{slug}?limit=500"
        while next:
            _, answer = await self.ask("GET", next)
            entries.extend(answer["entries"])
            next = answer["next"] and answer["next"].removeprefix(BASE)
        assert len({entry["id"] for entry in entries}) == len(entries)
        return entries

    async def write(self, writer, done):
        """Post articles, each under a key of its own, until told that it is enough."""
        number = 0
        while number < 6 or not done.is_set():
            number += 1
            day = datetime(1900 + 40 * writer, 1, 1, tzinfo=UTC) + timedelta(days=3 * number)
            text = (
                f"Officials of the INSS visited the IMSS in Mexico on {day:%d %B %Y}. It was visit {writer}-{number}."
            )
            body = {"text": text, "title": f"INSS visits IMSS, {writer}-{number}", "language": "en"}
            headers = {**self.headers, "Idempotency-Key": f"{writer}-{number}"}
            status, said = await self.ask("POST", "/api/articles", json=body, headers=headers)
            assert status == 201, said  # also after a lost answer: the same key gets the same answer
            self.acknowledged.append((said["id"], said["version"], said["position"]))
            self.sentences[said["id"]] = text.partition(". ")[0].encode()
            await asyncio.sleep(0.03)

    async def decide(self, done):
        """Correct one entry after another, and take every other one back, until told that it is enough."""
        decided = 0
        while decided < 4 or not done.is_set():
            known = self.amended.keys() | self.retracted
            for entry in [one for one in await self.timeline("all") if one["id"] not in known][:1]:
                decided += 1
                what = "retract" if decided % 2 else "amend"
                body = {"reason": "says the fund"} | ({"title": f"Title {decided}"} if what == "amend" else {})
                headers = {**self.headers, "Idempotency-Key": f"decision-{decided}"}
                status, said = await self.ask("POST", f"/api/entries/{entry['id']}/{what}", json=body, headers=headers)
                assert status in (200, 201), said
                if what == "amend":
                    self.amended[entry["id"]] = body["title"]
                else:
                    self.retracted.add(entry["id"])
            await asyncio.sleep(0.2)


class Poller:
    """Who asks for what changed, at whichever replica, and applies every answer."""

    def __init__(self, site):
        self.site, self.since, self.held, self.sent = site, 0, {}, set()

    async def ask(self):
        _, answer = await self.site.ask("GET", f"/api/timelines/all?limit=5&since={self.since}")
        for entry in answer["entries"]:
            pair = entry["id"], entry["position"]
            assert pair not in self.sent, "sent twice"
            self.sent.add(pair)
            self.held.pop(entry["id"], None)
            if entry["status"] in ("published", "amended"):
                self.held[entry["id"]] = entry
        assert answer["timeline"]["position"] >= self.since
        self.since = answer["timeline"]["position"]
        return answer["next"] is not None

    async def follow(self, done):
        while not done.is_set():
            if not await self.ask():
                await asyncio.sleep(0.02)


@pytest.fixture
async def replicas(tmp_path):
    address = databases.fresh()
    made = [Replica(tmp_path / name, address) for name in ("one", "two", "three")]
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as client:
        try:
            await asyncio.gather(*(replica.start(client) for replica in made))
            yield made, client, address
        finally:
            for replica in made:
                if replica.process is not None and replica.process.returncode is None:
                    replica.process.kill()
                    await replica.process.wait()


async def test_replicas_that_die_in_turn_lose_nothing_and_tell_nothing_twice(replicas):
    print(f"CRASH_SEED={SEED}")
    made, client, address = replicas
    draw = random.Random(SEED)
    creating = await made[0].run("token", "create", "--scope", "write", stdout=asyncio.subprocess.PIPE)
    token = (await creating.communicate())[0].decode().strip()
    site, enough, over = Site(made, client, token, draw), asyncio.Event(), asyncio.Event()
    pollers = [Poller(site) for _ in range(2)]
    async with asyncio.timeout(120 * ROUNDS), asyncio.TaskGroup() as tasks:
        following = [tasks.create_task(poller.follow(over)) for poller in pollers]
        writing = [tasks.create_task(site.write(writer, enough)) for writer in range(3)]
        writing.append(tasks.create_task(site.decide(enough)))
        for _ in range(ROUNDS):
            for replica in made:
                acknowledged = len(site.acknowledged)
                while len(site.acknowledged) < acknowledged + draw.randrange(1, 6):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
                await replica.die()
                await replica.start(client)
                await draw.choice(made).cut_off()
        enough.set()
        await asyncio.gather(*writing)
        erased = site.acknowledged[-1][0]
        erasing = await made[0].run("erase", erased, "--reason", "a court's order", stderr=asyncio.subprocess.PIPE)
        assert await erasing.wait() == 0, await erasing.stderr.read()
        over.set()
        await asyncio.gather(*following)

    store = await open_store("postgresql", databases.behind(address))
    try:
        for id, version, position in site.acknowledged:
            history = await store.log.read(stream_of(id))
            assert [one.position for one in history if one.version == version] == [position]
            assert [one.type for one in history].count("article.received") == 1
        await store.log.verify()
        async with asyncio.timeout(
            60 * ROUNDS
        ):  # what was acknowledged is linked, folded and published by whoever is left
            while await store.views.unlinked():  # noqa: ASYNC110
                await asyncio.sleep(0.1)
            while not made[0].feeds() == made[1].feeds() == made[2].feeds():  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        entries = {entry["id"]: entry for entry in await site.timeline("all")}
        told = {one.id: one.event.occurrence for id, *_ in site.acknowledged[-1:]
                for one in await store.log.read(stream_of(id)) if one.type.startswith("visit.")}  # fmt: skip
        gone = site.retracted | set(map(str, told.values()))
        assert len(entries) == len(site.acknowledged) - len(gone)
        assert gone.isdisjoint(entries)
        for id, title in site.amended.items():
            assert id in gone or (entries[id]["title"], entries[id]["status"]) == (title, "amended")
        for replica in made:
            words = replica.feeds()["all.json"]
            telling = {id for id, sentence in site.sentences.items() if sentence in words}
            assert erased not in telling
            assert telling
        assert not await store.views.is_stale()
        for poller in pollers:
            while await poller.ask():
                pass
            assert poller.held == entries
        for replica in made:
            await replica.stop()
        runs = await store.desk.runs("tidy")
        assert runs
        assert all(run.done for run in runs), "a slot that was begun is finished, by whoever took it over"
    finally:
        await store.close()
