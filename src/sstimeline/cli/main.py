"""Options that every command shares, and errors to exit codes: 0 done, 1 failed with a sentence, 2 wrong usage."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from typing import Protocol

from sstimeline import leaves
from sstimeline.cli.options import shared
from sstimeline.model.errors import Error
from sstimeline.settings import Settings, load

COMMANDS = "sstimeline.cli.commands"


class Command(Protocol):
    """A leaf of `cli/commands/`: its docstring is its help, its first line the summary."""

    __doc__: str

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own arguments to *parser*."""

    async def run(self, args: argparse.Namespace, settings: Settings) -> int:
        """Do it and return the exit code; raise `Error` with a sentence where it can't be done."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    parser = _parser()
    args = parser.parse_args(argv)
    flags = {name: value for name, value in vars(args).items() if name in Settings.__dataclass_fields__}
    try:
        settings = load(flags)
        command: Command = leaves.module(COMMANDS, args.command)
        return asyncio.run(_until_told(command, args, settings))
    except Error as error:
        print(f"sstimeline: {error}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 130
    except BrokenPipeError:
        # Whoever read our output has enough; Python would complain again when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


async def _until_told(command: Command, args: argparse.Namespace, settings: Settings) -> int:
    """Run the command; SIGTERM ends it as Ctrl-C does, so that everything it holds is closed."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await command.run(args, settings)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sstimeline",
        description="Read news articles into dated events, and publish them as timelines to subscribe to.",
        epilog="sstimeline COMMAND --help says more. Begin with: sstimeline serve",
    )
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in leaves.names(COMMANDS):
        module = leaves.module(COMMANDS, name)
        summary, _, more = (module.__doc__ or "").partition("\n")
        one = commands.add_parser(
            name, parents=[shared()], help=summary, description=f"{summary}\n{more}".strip(),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )  # fmt: skip
        module.arguments(one)
    return parser


def _version() -> str:
    from importlib.metadata import version

    return f"sstimeline {version('sstimeline')}"
