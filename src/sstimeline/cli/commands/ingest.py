"""Read articles into the log: files, folders or web pages; seeds/ where none is named.

A text that the log holds already is not read again. Link and project follow; feeds/ waits for publish.

  sstimeline ingest article.txt https://example.org/news/1
"""

import argparse

from sstimeline.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """See `Command.arguments`."""
    parser.add_argument("sources", nargs="*", metavar="PATH or URL", help="what to read; defaults to seeds/")
    parser.add_argument("--json", action="store_true", help="print what was done as JSON")


async def run(args: argparse.Namespace, settings: Settings) -> int:
    """See `Command.run`."""
    from sstimeline import pipeline
    from sstimeline.cli.say import Progress, counted, data, talk
    from sstimeline.home import open_home

    progress = Progress("reading article")
    async with open_home(settings=settings) as home:
        done = await pipeline.ingest(home, args.sources, each=progress.step)
        await pipeline.link(home)
    progress.end()
    for refused in done.refused:
        talk(f"{refused.source}: {refused.why}")
    if args.json:
        refusals = [{"source": one.source, "why": one.why} for one in done.refused]
        data({"articles": done.articles, "events": len(done.events), "refused": refusals})
    else:
        print(
            f"{counted(done.articles, 'article', 'articles')} read, {counted(len(done.events), 'event', 'events')} new"
        )
    return 1 if done.refused else 0
