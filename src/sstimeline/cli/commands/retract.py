"""Take an entry back; every subscriber is told.

sstimeline retract 3f2c8d16-5b0e-4c7a-9d21-8e64b1f7a350 --reason "the article reports a proposal"
"""

import argparse

from sstimeline.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """See `Command.arguments`."""
    parser.add_argument("id", metavar="ID", help="the entry's id")
    parser.add_argument("--reason", required=True, help="why; shown to every reader")
    parser.add_argument("--json", action="store_true", help="print the event as JSON")


async def run(args: argparse.Namespace, settings: Settings) -> int:
    """See `Command.run`."""
    from sstimeline import pipeline
    from sstimeline.cli.ids import entry_id
    from sstimeline.cli.say import data
    from sstimeline.home import open_home

    async with open_home(settings=settings) as home:
        envelope = await pipeline.retract(home, entry_id(args.id), reason=args.reason)
    if args.json:
        data({"id": envelope.id, "type": envelope.type, "position": envelope.position})
    else:
        print(f"retracted at position {envelope.position}; the server or publish writes it out")
    return 0
