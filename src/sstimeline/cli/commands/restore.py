"""Put a backup back, into an empty store of any backend: verify its chain, then take in its log, tokens and keys.

FILE is left as it is. A run that was killed is gone on with by the next one.

  sstimeline restore backups/monday.db --home restored
"""

import argparse
from pathlib import Path

from sstimeline.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """See `Command.arguments`."""
    parser.add_argument("file", metavar="FILE", help="what sstimeline backup wrote")
    parser.add_argument("--json", action="store_true", help="print the head restored as JSON")


async def run(args: argparse.Namespace, settings: Settings) -> int:
    """See `Command.run`."""
    from sstimeline import pipeline
    from sstimeline.cli.say import Bar, counted, data, talk
    from sstimeline.home import open_home

    with Bar("verifying") as bar:

        def reach(what: str, done: int, total: int) -> None:
            bar.what = what
            bar.reach(done, total)

        async with open_home(settings=settings) as home:
            head = await pipeline.restore(home, Path(args.file), each=reach)
    if args.json:
        data({"events": head.position, "position": head.position, "hash": head.hash})
    else:
        print(f"{counted(head.position, 'event', 'events')} restored: {head.position}:{head.hash}")
    talk(
        f"whoever polls with a `since` above {head.position} was told of events that are no longer there, "
        "and must begin anew, without `since`"
    )
    return 0
