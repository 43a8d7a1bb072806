"""Copy the store into FILE while it is in use: the log, and the tokens and keys that an export leaves out.

FILE is a SQLite store, whatever backend it is a copy of; it is written whole, or not at all. restore puts it back.

  sstimeline backup backups/monday.db
"""

import argparse
from pathlib import Path

from sstimeline.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """See `Command.arguments`."""
    parser.add_argument("file", metavar="FILE", help="where to write; it must not be there yet")
    parser.add_argument("--json", action="store_true", help="print the head it holds as JSON")


async def run(args: argparse.Namespace, settings: Settings) -> int:
    """See `Command.run`."""
    from sstimeline import pipeline
    from sstimeline.cli.files import whole
    from sstimeline.cli.say import Bar, counted, data
    from sstimeline.home import open_home

    with whole(Path(args.file), anew=True) as part, Bar("backing up") as bar:
        async with open_home(settings=settings) as home:
            head = await pipeline.backup(home, part, each=bar.reach)
    if args.json:
        data({"file": args.file, "position": head.position, "hash": head.hash})
    else:
        print(f"{args.file} holds {counted(head.position, 'event', 'events')}: {head.position}:{head.hash}")
    return 0
