"""Serve the timelines: ingest, project and publish on the schedule, and answer HTTP.

On a fresh home seeds/ is ingested at once; an article dropped into it later is in the feeds within ten seconds.
Ctrl-C ends it.

  sstimeline serve --port 8080 --base-url https://timelines.example.org
"""

import argparse

from sstimeline.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """See `Command.arguments`."""
    parser.add_argument("--host", help="the address to listen on; defaults to 127.0.0.1")
    parser.add_argument("--port", type=int, help="the port to listen on, 0 for any free one; defaults to 8080")
    parser.add_argument(
        "--base-url", metavar="URL", help="the address readers reach it at; defaults to http://HOST:PORT"
    )


async def run(args: argparse.Namespace, settings: Settings) -> int:
    """See `Command.run`."""
    from sstimeline.cli.say import talk
    from sstimeline.home import open_home
    from sstimeline.serve.app import serve

    async with open_home(settings=settings) as home:
        await serve(home, announce=talk)
    return 0
