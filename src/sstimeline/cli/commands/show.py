"""Show a timeline in the terminal, oldest first; without a slug, everything.

sstimeline show issste --as-of 2018-10-01
"""

import argparse

from sstimeline.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """See `Command.arguments`."""
    parser.add_argument("slug", nargs="?", default="all", metavar="SLUG", help="which timeline; defaults to all")
    parser.add_argument("--as-of", metavar="TIME", help="as it stood at that ISO 8601 time; defaults to now")
    parser.add_argument("--json", action="store_true", help="print the timeline as the JSON endpoint does")


async def run(args: argparse.Namespace, settings: Settings) -> int:
    """See `Command.run`."""
    from sstimeline import pipeline
    from sstimeline.cli.say import counted, data, talk
    from sstimeline.cli.times import moment
    from sstimeline.home import open_home
    from sstimeline.publish import shapes
    from sstimeline.publish.dates import say
    from sstimeline.store.base import Query

    async with open_home(settings=settings) as home:
        await pipeline.link(home)
        label = await pipeline.label_of(home, args.slug)
        as_of = None if args.as_of is None else await home.views.position_at(moment(args.as_of))
        entries = await home.views.entries(Query(slug=args.slug), as_of=as_of)
        position = await home.views.checkpoint() if as_of is None else as_of
    if args.json:
        head = {"slug": label.slug, "title": label.title, "position": position}
        data({"timeline": head, "entries": [shapes.entry(entry) for entry in entries], "next": None})
        return 0
    print(f"{label.title}: {counted(len(entries), 'entry', 'entries')}")
    if not entries:
        talk("Nothing here yet. Put an article into seeds/, then: sstimeline ingest")
    for entry in entries:
        inferred = entry.dating.method == "inferred"
        print(f"\n{say(entry.date, settings.language, inferred=inferred)}\n  {entry.title}")
        print(f"  {entry.kind}, {entry.status}, confidence {entry.confidence:.2f}, {entry.id}")
        print(f"  {entry.dating.method.capitalize()}: {entry.dating.because}")
        print(f"  “{' '.join(entry.evidence[0].quote.split())}”")
    return 0
