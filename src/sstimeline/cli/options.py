"""The options that every command takes, and every action of a command."""

import argparse


def shared() -> argparse.ArgumentParser:
    """Return a parent for parsers; an option that was not given leaves no trace, so one level keeps the other's."""
    parser = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    parser.add_argument("--home", metavar="DIR", help="the home folder; default: $SSTIMELINE_HOME, else this folder")
    parser.add_argument("--store", metavar="URL", help="where the log is; defaults to sqlite:events/log.db in the home")
    return parser
