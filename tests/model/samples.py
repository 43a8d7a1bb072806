"""Hand-made articles, readings and events for the tests of the rooms; every word of them is invented."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from sstimeline.model.articles import Article, Evidence, Span, article_id, stream_of
from sstimeline.model.dates import Date, Dating
from sstimeline.model.events import (
    Actor,
    ArticleLinked,
    ArticleReceived,
    ArticleRevised,
    Dated,
    Place,
    Quantity,
)
from sstimeline.model.readings import Mention, Phase, Reading
from sstimeline.model.values import replace

START = datetime(2024, 6, 1, 8, 0, 0, tzinfo=UTC)
TODAY = date(2024, 6, 1)
GUILD = Actor(id="lamp-guild", name="Lamp Guild", role="host")
FUND = Actor(id="harbour-fund", name="Harbour Fund", role="visitor")
PORT = Place(name="Port Aline", country="XX", slug="xx-port-aline")
TITLE = "The Harbour Fund visits the Lamp Guild in Port Aline"

#: Texts that are hard on whoever stores, hashes or prints them.
HARD_TEXTS = ["", "a\x00b", "\U0001f5fc شكرا \u202e", 'quote " and \\ slash', "line\r\nline\u2028line", "é e\u0301 ﬁ"]


def number(n):
    """Return the id of the *n*th occurrence or article."""
    return UUID(int=n)


def minute(n):
    """Return the time *n* minutes after the start."""
    return START + timedelta(minutes=n)


def article(n=1, text=None, **said):
    """Return the *n*th article, as ingest hands it over."""
    text = f"{TITLE}. It is news number {n}." if text is None else text
    made = {"id": number(n), "text": text, "language": "en", "title": f"News {n}", "source": f"seeds/{n}.txt"}
    return Article(**(made | said))


def mention(
    title=TITLE, when="2024-05-06", *, kind="visit", phases=("began",), actors=(FUND, GUILD), places=(PORT,),
    quantity=None, confidence=0.9, quote=None, method="explicit", about=1,
):  # fmt: skip
    """Return one occurrence as an article tells it."""
    quote, day = quote or f"{title}.", when and Date.parse(when)
    bounds = {"began": "start", "ended": "end"}
    return Mention(
        kind=kind, title=title, date=day,
        phases=tuple(Phase(name=name, bound=bounds.get(name, "point"), date=day) for name in phases),
        actors=tuple(actors), places=tuple(places), quantity=quantity and Quantity(value=quantity, unit="officials"),
        confidence=confidence, evidence=(evidence(quote, about),), dating=dating(method),
    )  # fmt: skip


def evidence(quote, about=1):
    return Evidence(
        article=number(about), revision="0" * 64, span=Span(0, len(quote)), quote=quote, rule="visit/en#call-on"
    )


def dating(method="explicit"):
    return Dating(method=method, because="The harbour's gazette names the day.")


def reading(article, *mentions, today=TODAY):
    """Return what *article* was read to say."""
    return Reading(
        article=article.id, language=article.language, published=article.published, today=today, timexes=(),
        mentions=mentions,
    )  # fmt: skip


def dated(occurrence=1, when="2024-05-06", *, type="visit.began", phases=None, about=1, **changes):
    """Return the event that the *about*th article tells of the *occurrence*th thing."""
    day = when and Date.parse(when)
    made = Dated(
        type=type, occurrence=number(occurrence), phases=phases or (type,), date=day, bound="start", when=day,
        title=TITLE, language="en", actors=(FUND, GUILD), places=(PORT,), quantity=None,
        evidence=(evidence(f"{TITLE}.", about),), dating=dating(), confidence=0.9,
    )  # fmt: skip
    return replace(made, **changes)


def received(n=1, text=None, *, revised=False, **changes):
    """Return the arrival of the *n*th article."""
    one = article(n, text)
    make = ArticleRevised if revised else ArticleReceived
    made = make(
        article=one.id, text=one.text, digest=one.digest, language="en", title=one.title, url=None,
        source=one.source, published=None, received=TODAY,
    )  # fmt: skip
    return replace(made, **changes)


def linked(n=1):
    """Return the event that lets all that the *n*th article told take effect."""
    return ArticleLinked(article=number(n))


def stream(n=1):
    """Return the name of the *n*th article's stream."""
    return stream_of(number(n))


async def append(store, n, *events, at=None):
    """Append *events* to the *n*th article's stream, or to the one named, a minute after what is there."""
    name = n if isinstance(n, str) else stream(n)
    history, head = await store.log.read(name), await store.log.head()
    return await store.log.append(name, events, expect=len(history), at=at or minute(head.position + 1))


__all__ = [
    "FUND", "GUILD", "HARD_TEXTS", "PORT", "START", "TITLE", "TODAY", "append", "article", "article_id", "dated",
    "dating", "evidence", "linked", "mention", "minute", "number", "reading", "received", "stream", "uuid5",
]  # fmt: skip
