"""What an older sstimeline wrote is read by this one: files of an older form, events of an older schema."""

import shutil
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from model.samples import START, dated, linked, minute, number, received, stream
from sstimeline.home import open_store
from sstimeline.model.errors import StoreUnusable
from sstimeline.model.events import ArticleLinked, Dated, Head
from sstimeline.project.fold import fold
from sstimeline.store import codec, sqlite
from sstimeline.store.base import Answer, Guard, Query
from sstimeline.store.memory import MemoryViews

FORMS = Path(__file__).parent / "forms"


@pytest.fixture
async def form_1(tmp_path):
    """Return the store in a file that form 1 wrote: two articles, merged, one amended."""
    shutil.copy(FORMS / "1.db", tmp_path / "log.db")
    store = await sqlite.open(str(tmp_path / "log.db"))
    yield store
    await store.close()


async def test_a_file_of_form_1_keeps_its_log_and_its_desk(form_1):
    assert (await form_1.log.head()).hash == "a8c40fb90feff8cd3de147e428d80e903862532e20e85fdb6885a5bdeabc3fa4"
    assert await form_1.log.verify() == await form_1.log.head()
    assert await form_1.desk.recall("base_url") == "https://one.example.org"
    assert (await form_1.desk.token("d1")).name == "reader"
    kept = await form_1.desk.answer("idempotency:reader:k")
    assert kept == Answer(digest="ab", status=201, id=str(number(2)), stream=stream(2), version=2, position=5)


async def test_a_key_that_form_1_took_stays_taken(form_1):
    with pytest.raises(Exception, match="link:3 is taken"):
        await form_1.log.append(stream(3), (received(3),), expect=0, at=minute(9), guard=Guard(key="link:3"))


async def test_the_views_of_form_1_are_folded_anew(form_1):
    assert await form_1.views.checkpoint() == 0

    await form_1.views.advance(fold)

    [entry] = await form_1.views.entries(Query())
    assert (entry.title, entry.status, len(entry.articles)) == ("Another title", "amended", 2)
    afresh = MemoryViews(form_1.log)
    await afresh.advance(fold)
    assert await afresh.fingerprint() == await form_1.views.fingerprint()


async def test_a_file_of_form_1_is_opened_by_many_at_once(tmp_path):
    shutil.copy(FORMS / "1.db", tmp_path / "log.db")

    first, second = await sqlite.open(str(tmp_path / "log.db")), await sqlite.open(str(tmp_path / "log.db"))

    assert await first.log.head() == await second.log.head()
    with closing(first._plain()) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (sqlite.FORM,)
    await first.close()
    await second.close()


def older(events, renamed):
    """Return *events* as an older sstimeline recorded them: schema 1, and fields under the names of then."""
    records, head = [], Head()
    for version, event in enumerate(events):
        fields = {renamed.get(name, name): value for name, value in msgspec.json.decode(codec.dumps(event)).items()}
        data = codec.dumps(fields).decode()
        digest = sha256(data.encode()).hexdigest()
        [today] = codec.seal(head, None, stream(), version, [event], START)
        id = codec.event_id(stream(), version + 1, digest)
        hash = codec.link_hash(head.hash, id, *today[2:4], today.position, today.recorded_at, event.type, 1, digest)
        records.append(today._replace(id=id, schema=1, data=data, digest=digest, hash=hash))
        head = Head(position=today.position, hash=hash)
    return records


@pytest.fixture(params=["memory", "sqlite"])
async def store(request, tmp_path):
    opened = await open_store(request.param, str(tmp_path / "log.db") if request.param == "sqlite" else "")
    yield opened
    await opened.close()


async def test_a_renamed_field_is_lifted_and_the_chain_still_holds(store, monkeypatch):
    """Schema 2 calls the heading a title; the file was written by schema 1."""
    events = (received(), dated(), linked())
    await store.log.take(older(events, {"title": "heading"}))
    monkeypatch.setattr(Dated, "schema", 2)
    monkeypatch.setitem(codec.STEPS, ("*", 1), lambda fields: {**fields, "title": fields.pop("heading")})
    monkeypatch.setattr(type(events[0]), "schema", 2)

    read = await store.log.read(stream())

    assert events == tuple(envelope.event for envelope in read)
    assert [envelope.schema for envelope in read] == [1, 1, 1]  # as it was stored; the event is of today
    assert (await store.log.verify()).position == 3
    await store.views.advance(fold)
    assert [entry.title for entry in await store.views.entries(Query())] == [events[1].title]


async def test_schemas_are_lifted_one_step_at_a_time(store, monkeypatch):
    await store.log.take(older((received(), dated(), linked()), {"bound": "side"}))
    steps = []
    monkeypatch.setattr(Dated, "schema", 3)
    monkeypatch.setitem(codec.STEPS, ("visit.began", 1), lambda fields: steps.append(1) or fields)
    monkeypatch.setitem(
        codec.STEPS, ("*", 2), lambda fields: steps.append(2) or {**fields, "bound": fields.pop("side")}
    )

    assert (await store.log.read(stream()))[1].event == dated()
    assert steps == [1, 2]


async def test_a_kind_that_is_read_no_more_stays_on_its_timelines(store):
    """Events carry all a reader needs: no folder of a kind is asked when they are shown."""
    await store.log.take(older((received(), dated(type="jousting.held"), linked()), {}))
    await store.views.advance(fold)

    [entry] = await store.views.entries(Query())
    assert (entry.kind, "kind-jousting" in entry.timelines) == ("jousting", True)


async def test_an_event_of_a_newer_schema_is_refused_in_a_sentence(store, monkeypatch):
    monkeypatch.setattr(ArticleLinked, "schema", 2)
    await store.log.append(stream(), (linked(),), expect=0, at=minute(1))
    monkeypatch.setattr(ArticleLinked, "schema", 1)

    with pytest.raises(StoreUnusable, match="newer than this sstimeline knows: upgrade"):
        await store.log.read(stream())
    assert (await store.log.verify()).position == 1  # the chain needs no knowledge of what it holds
