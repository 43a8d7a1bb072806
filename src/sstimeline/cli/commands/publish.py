"""Bring feeds/ up to date, writing only what changed: link what waits, project, publish.

sstimeline publish
"""

import argparse

from sstimeline.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """See `Command.arguments`."""
    parser.add_argument("--base-url", metavar="URL", help="the address in links; defaults to the one last served with")
    parser.add_argument("--json", action="store_true", help="print what was done as JSON")


async def run(args: argparse.Namespace, settings: Settings) -> int:
    """See `Command.run`."""
    from sstimeline import pipeline
    from sstimeline.cli.say import Progress, counted, data
    from sstimeline.home import open_home

    progress = Progress("publishing timeline")
    async with open_home(settings=settings) as home:
        done = await pipeline.publish(home, each=progress.step)
    progress.end()
    if args.json:
        data({"timelines": done.timelines, "entries": done.entries, "written": done.written, "removed": done.removed,
              "position": done.position})  # fmt: skip
    else:
        print(
            f"{counted(done.timelines, 'timeline', 'timelines')}, {counted(done.entries, 'entry', 'entries')}: "
            f"{counted(len(done.written), 'file', 'files')} changed, {len(done.removed)} removed"
        )
    return 0
