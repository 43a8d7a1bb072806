"""Read a log that export wrote, from FILE or stdin, into an empty store: same ids, positions and hashes.

Every line is verified. One that can't be taken in is named by its number; what came before it stays, and a second
run goes on behind it, as it does after Ctrl-C.

  sstimeline import log.jsonl --store sqlite:events/other.db
"""

import argparse
from collections.abc import AsyncIterator

from sstimeline.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """See `Command.arguments`."""
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="what to read; defaults to stdin, as - is")
    parser.add_argument("--json", action="store_true", help="print what was imported as JSON")


async def run(args: argparse.Namespace, settings: Settings) -> int:
    """See `Command.run`."""
    from sstimeline import pipeline
    from sstimeline.cli.files import chunks, opened, size
    from sstimeline.cli.say import Bar, counted, data
    from sstimeline.home import open_home
    from sstimeline.model.errors import BadInput

    with opened(args.file) as number, Bar("importing") as bar:

        async def read() -> AsyncIterator[bytes]:
            done, total = 0, size(number)
            async for chunk in chunks(number):
                yield chunk
                bar.reach(done := done + len(chunk), total)
            bar.what = "projecting"

        async with open_home(settings=settings) as home:
            try:
                taken = await pipeline.take_in(home, read(), each=bar.reach)
            except BadInput as error:
                raise BadInput(f"{'stdin' if args.file == '-' else args.file}: {error}") from error
    head = taken.head
    if args.json:
        data({"events": taken.events, "position": head.position, "hash": head.hash})
    else:
        print(f"{counted(taken.events, 'event', 'events')} imported: {head.position}:{head.hash}")
    return 0
