"""Correct an entry; the correction outranks the reader for ever and reaches every subscriber.

The server, or publish, writes it out.

  sstimeline amend 3f2c8d16-5b0e-4c7a-9d21-8e64b1f7a350 --date 2018-09-18 --reason "the programme says so"
"""

import argparse

from sstimeline.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """See `Command.arguments`."""
    parser.add_argument("id", metavar="ID", help="the entry's id")
    parser.add_argument("--date", metavar="EDTF", help="its date: 2018-09-17, 2018-09, 2018-09-17/2018-09-21")
    parser.add_argument("--title", help="its title")
    parser.add_argument("--kind", help="its kind: visit, award ...")
    parser.add_argument("--reason", required=True, help="why; shown to every reader")
    parser.add_argument("--json", action="store_true", help="print the event as JSON")


async def run(args: argparse.Namespace, settings: Settings) -> int:
    """See `Command.run`."""
    from sstimeline import pipeline
    from sstimeline.cli.ids import entry_id
    from sstimeline.cli.say import data
    from sstimeline.decide import Amendment
    from sstimeline.home import open_home
    from sstimeline.model.dates import Date

    wanted = Amendment(date=Date.parse(args.date) if args.date else None, title=args.title, kind=args.kind)
    async with open_home(settings=settings) as home:
        envelope = await pipeline.amend(home, entry_id(args.id), wanted, reason=args.reason)
    if args.json:
        data({"id": envelope.id, "type": envelope.type, "position": envelope.position})
    else:
        print(f"corrected at position {envelope.position}; the server or publish writes it out")
    return 0
