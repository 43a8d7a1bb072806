"""Recompute the hash chain and every projection from the log; exit 1 and name what differs.

sstimeline verify --head 412:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
"""

import argparse

from sstimeline.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """See `Command.arguments`."""
    parser.add_argument("--head", metavar="POSITION:HASH", help="a head kept elsewhere, which the log must still hold")
    parser.add_argument("--json", action="store_true", help="print the head as JSON")


async def run(args: argparse.Namespace, settings: Settings) -> int:
    """See `Command.run`."""
    from sstimeline import pipeline
    from sstimeline.cli.say import data
    from sstimeline.home import open_home
    from sstimeline.model.errors import BadInput
    from sstimeline.model.events import Head

    kept = None
    if args.head:
        position, _, hash = args.head.partition(":")
        if not (position.isascii() and position.isdigit()) or len(hash) != 64:
            raise BadInput("--head is POSITION:HASH, as verify prints it")
        kept = Head(position=int(position), hash=hash)
    async with open_home(settings=settings) as home:
        head = await pipeline.verify(home, kept)
    if args.json:
        data({"position": head.position, "hash": head.hash})
    else:
        print(f"the log and its views are whole: {head.position}:{head.hash}")
    return 0
