"""Forget the views and fold the whole log again; the result is the same, byte for byte.

sstimeline rebuild
"""

import argparse

from sstimeline.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """See `Command.arguments`."""
    parser.add_argument("--json", action="store_true", help="print the position reached as JSON")


async def run(args: argparse.Namespace, settings: Settings) -> int:
    """See `Command.run`."""
    from sstimeline import pipeline
    from sstimeline.cli.say import Bar, data
    from sstimeline.home import open_home

    async with open_home(settings=settings) as home:
        total = (await home.log.head()).position
        with Bar("folding") as bar:
            position = await pipeline.rebuild(home, each=lambda position: bar.reach(position, total))
    if args.json:
        data({"position": position})
    else:
        print(f"the views stand at position {position}")
    return 0
