"""Print every setting, its value, where it came from and its default.

SSTIMELINE_PORT=9000 sstimeline config
"""

import argparse

from sstimeline.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """See `Command.arguments`."""
    parser.add_argument("--json", action="store_true", help="print them as JSON")


async def run(args: argparse.Namespace, settings: Settings) -> int:
    """See `Command.run`."""
    from sstimeline.cli.say import data

    if args.json:
        names = ("name", "value", "origin", "default", "says")
        data([dict(zip(names, map(_plain, row), strict=True)) for row in settings.rows()])
        return 0
    for name, value, origin, default, says in settings.rows():
        print(f"{name} = {_shown(value)}\n    {says}\n    from {origin}; default {_shown(default)}")
    for own in settings.timelines:
        print(f"[[timeline]] {own.slug}: {own.title}")
    return 0


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float) else str(value)


def _shown(value: object) -> str:
    return repr(str(value)) if isinstance(value, str) or not isinstance(value, int | float) else str(value)
