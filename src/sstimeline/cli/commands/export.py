"""Write the log as JSON Lines of CloudEvents 1.0, to stdout or into FILE: whole, or not at all.

At the end it says on stderr where the log stands, POSITION:HASH, for `sstimeline verify --head` to hold it to.
import reads it back, into any store, without loss.

  sstimeline export log.jsonl
"""

import argparse

from sstimeline.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """See `Command.arguments`."""
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="where to write; defaults to stdout")
    parser.add_argument("--json", action="store_true", help="with FILE: print what was written as JSON")


async def run(args: argparse.Namespace, settings: Settings) -> int:
    """See `Command.run`."""
    from sstimeline import pipeline
    from sstimeline.cli.files import written
    from sstimeline.cli.say import Bar, counted, data, talk
    from sstimeline.home import open_home

    async with open_home(settings=settings) as home:
        with written(args.file) as out, Bar("exporting") as bar:
            head = await pipeline.export(home, out.write, each=bar.reach)
    talk(f"{counted(head.position, 'event', 'events')} exported: {head.position}:{head.hash}")
    if args.json and args.file != "-":
        data({"file": args.file, "events": head.position, "position": head.position, "hash": head.hash})
    return 0
