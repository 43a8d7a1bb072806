"""A reader for tests: every line "2024-05-06 visit IMSS opens a clinic in Madrid" is an occurrence."""

import re
from datetime import UTC, datetime, timedelta

from sstimeline.extract.names import Institution
from sstimeline.model.articles import Evidence, Span
from sstimeline.model.dates import Date, Dating
from sstimeline.model.events import Actor, Place
from sstimeline.model.readings import Mention, Phase, Reading

LINE = re.compile(r"^(\d{4}\S*) ([a-z]+) (.+)$", re.MULTILINE)
ACTORS = {"IMSS": Actor(id="imss", name="IMSS", role="host"), "INSS": Actor(id="inss", name="INSS", role="visitor")}
PLACES = {
    "Madrid": Place(name="Madrid", country="ES", slug="es-madrid"),
    "Mexico": Place(name="Mexico", country="MX", slug="mx"),
}


def read(article, lexicon, *, today):
    """Return what the lines of *article* say; one with "perhaps" in it is not sure enough to be published."""
    return Reading(
        article=article.id,
        language=article.language,
        published=article.published,
        today=today,
        timexes=(),
        mentions=tuple(mention(article, line) for line in LINE.finditer(article.text)),
    )


def mention(article, line):
    date, kind, title = Date.parse(line[1]), line[2], line[3]
    return Mention(
        kind=kind,
        title=title,
        date=date,
        phases=(Phase(name="held", bound="point", date=date),),
        actors=tuple(actor for name, actor in ACTORS.items() if name in title),
        places=tuple(place for name, place in PLACES.items() if name in title),
        quantity=None,
        confidence=0.5 if "perhaps" in title else 0.9,
        evidence=(
            Evidence(
                article=article.id,
                revision=article.digest,
                span=Span(line.start(), line.end()),
                quote=line[0],
                rule="visit/en#line",
                trigger=Span(line.start(2), line.end(2)),
            ),
        ),
        dating=Dating(
            method="explicit", because="The line begins with it.", start=line.start(1), end=line.end(1), text=line[1]
        ),
    )


class Names:
    """What the names of timelines are made from."""

    def institution(self, id):
        known = {actor.id: actor.name for actor in ACTORS.values()}
        if id not in known:
            return None
        return Institution(id=id, short=known[id], country="XX", url=None, names={"en": (f"Institute {known[id]}",)})

    def place(self, slug, language):
        return Place(name=slug.rpartition("-")[2].capitalize(), country=slug[:2].upper(), slug=slug)


class Clock:
    """The time, which a test may put forward."""

    def __init__(self):
        self.ahead = timedelta()

    def __call__(self):
        return datetime.now(UTC) + self.ahead

    def forward(self, seconds):
        self.ahead += timedelta(seconds=seconds)


def seed(home, name, *lines):
    """Drop an article of those lines into seeds/, whole."""
    path = home.settings.seeds / name
    unfinished = path.with_name(f".{name}")
    unfinished.write_text("title: About " + name + "\nlanguage: en\n\n" + "\n".join(lines) + "\n", "utf-8")
    unfinished.replace(path)
    return path
