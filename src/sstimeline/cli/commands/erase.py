"""Blank one article on lawful demand: its text, title and quotes, in the log and in all that was made of them.

That it was erased, when and why stays on record; ids and days stay, so that the chain verifies. It can't be undone.
Backups and exports made before still hold the words.

  sstimeline erase 7a1d0c52-93a1-5b7e-8b1c-0f0d3c1b2a99 --reason "court order of 3 May"
"""

import argparse
import sys
from typing import TYPE_CHECKING
from uuid import UUID

from sstimeline.settings import Settings

if TYPE_CHECKING:
    from sstimeline.home import Home


def arguments(parser: argparse.ArgumentParser) -> None:
    """See `Command.arguments`."""
    parser.add_argument("article", metavar="ARTICLE", help="the article's id, its URL, or its path below the home")
    parser.add_argument("--reason", required=True, help="why; it stays on record, so let it name nobody")
    parser.add_argument("--yes", action="store_true", help="do not ask first; in a script nothing is asked")
    parser.add_argument("--json", action="store_true", help="print what was erased as JSON")


async def run(args: argparse.Namespace, settings: Settings) -> int:
    """See `Command.run`."""
    from sstimeline import pipeline
    from sstimeline.cli.say import counted, data, talk
    from sstimeline.home import open_home
    from sstimeline.model.events import ArticleErased

    id = _article(args.article)
    async with open_home(settings=settings) as home:
        if not args.yes and sys.stdin.isatty() and sys.stderr.isatty() and not await _agreed(home, id):
            talk("nothing was erased")
            return 1
        erasure = await pipeline.erase(home, id, reason=args.reason)
        there = [name for name in erasure.sources if (settings.home / name).is_file()]
    event = erasure.envelope.event
    assert isinstance(event, ArticleErased)
    if args.json:
        data({"article": id, "occurrences": event.occurrences, "sources": erasure.sources, "delete": there,
              "position": erasure.envelope.position, "whole": erasure.whole})  # fmt: skip
    else:
        told = counted(len(event.occurrences), "occurrence", "occurrences")
        print(f"article {id} is erased, with the words of {told}, at position {erasure.envelope.position}")
        for occurrence in event.occurrences:
            print(f"  {occurrence}")
    for name in there:
        talk(f"delete {name}: the words are still in it")
    if not erasure.whole:
        talk("another program still reads the words: when it has ended, a server takes them off the disk, "
             "or the next sstimeline backup does")  # fmt: skip
    talk("backups and exports made before still hold the words: delete those, too")
    return 0


def _article(text: str) -> UUID:
    """Return the id of the article that *text* names."""
    from sstimeline.model.articles import article_id
    from sstimeline.model.errors import UnknownArticle

    if "://" in text:
        return article_id(url=text)
    if text.startswith("seeds/"):
        return article_id(path=text)
    try:
        return UUID(text.removeprefix("article-"))
    except ValueError as error:
        raise UnknownArticle(text) from error


async def _agreed(home: "Home", id: UUID) -> bool:
    """Ask the person at the terminal; an article that can't be erased is told of without asking."""
    from sstimeline.cli.files import chunks
    from sstimeline.model.articles import stream_of
    from sstimeline.model.events import ArticleErased, ArticleReceived

    events = [envelope.event for envelope in await home.log.read(stream_of(id))]
    if not events or isinstance(events[-1], ArticleErased):
        return True
    title = next((event.title for event in reversed(events) if isinstance(event, ArticleReceived)), "")
    print(f"Erase article {id}{f' ({title})' if title else ''} for good? [y/N] ", end="", file=sys.stderr, flush=True)
    async for answer in chunks(sys.stdin.fileno()):
        return answer.strip().lower() in (b"y", b"yes")
    return False
