"""Print what an article would be recorded to say, storing nothing: its time expressions and occurrences as JSON.

With --jsonl, articles come one a line on stdin, {"id", "text", "title"?, "published"?, "received"?, "language"?,
"url"?}, and one result a line goes out, in order, as a stream.

  sstimeline extract seeds/article.txt --published 2018-09-28
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sstimeline.settings import Settings

if TYPE_CHECKING:
    from sstimeline.extract.lexicon import Lexicon
    from sstimeline.ingest import Refused
    from sstimeline.model.articles import Article


def arguments(parser: argparse.ArgumentParser) -> None:
    """See `Command.arguments`."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="article files; stdin where there are none")
    parser.add_argument("--published", metavar="DATE", help="the day of publication; defaults to what the text says")
    parser.add_argument("--received", metavar="DATE", help="the day the text arrived; defaults to today, UTC")
    parser.add_argument("--language", metavar="TAG", help="such as en or es; defaults to what the text looks like")
    parser.add_argument("--jsonl", action="store_true", help="read articles and write results as JSON Lines")


async def run(args: argparse.Namespace, settings: Settings) -> int:
    """See `Command.run`."""
    from sstimeline.cli.say import data, talk
    from sstimeline.extract.lexicon import load
    from sstimeline.ingest import Refused

    lexicon, failed = load(), 0
    for one in _lines(args) if args.jsonl else _files(args, settings):
        if isinstance(one, Refused):
            failed += 1
            talk(f"{one.source}: {one.why}")
            if args.jsonl:
                data({"id": one.source, "error": one.why})
            continue
        name, article, received = one
        data(_result(name, article, received, lexicon, settings))
    return 1 if failed else 0


def _result(name: str, article: "Article", received: date, lexicon: "Lexicon", settings: Settings) -> dict[str, Any]:
    from sstimeline.extract.read import read
    from sstimeline.ingest.text import spoken
    from sstimeline.publish import shapes

    reading = read(spoken(article), lexicon, today=received)
    return shapes.reading(reading, settings.threshold, id=name)


def _files(args: argparse.Namespace, settings: Settings) -> "Iterator[tuple[str, Article, date] | Refused]":
    from sstimeline.ingest.files import articles, decode
    from sstimeline.ingest.text import Draft, article
    from sstimeline.model.articles import Article

    received = _day(args.received)
    if not args.files:
        one = _told(article(Draft(text=decode(sys.stdin.buffer.read()))), args)
        yield str(one.id), one, received
    for file in args.files:
        for found in articles(Path(file), seeds=settings.seeds, max_bytes=settings.max_bytes, seen={}):
            yield (str(found.id), _told(found, args), received) if isinstance(found, Article) else found


def _told(article: "Article", args: argparse.Namespace) -> "Article":
    """Return *article* with what the flags say about it."""
    from sstimeline.ingest.text import day, primary

    if args.published:
        article = replace(article, published=day(args.published), published_by="given")
    return replace(article, language=primary(args.language)) if args.language else article


def _lines(args: argparse.Namespace) -> "Iterator[tuple[str, Article, date] | Refused]":
    import msgspec

    from sstimeline.ingest import Refused
    from sstimeline.ingest.text import Draft, article, day, primary
    from sstimeline.model.errors import BadInput

    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        name = f"line {number}"
        try:
            row = msgspec.json.decode(line, type=dict[str, Any])
            name = str(row.get("id") or name)
            said = {key: row.get(key) or None for key in ("text", "title", "published", "received", "language", "url")}
            if any(not isinstance(value, str | None) for value in said.values()) or said["text"] is None:
                raise BadInput('a line is {"id", "text", ...}, and every value is a string')
            draft = Draft(
                text=said["text"],
                title=said["title"] or "",
                url=said["url"],
                language=primary(said["language"]) if said["language"] else "",
                published=day(said["published"]) if said["published"] else None,
                published_by="given" if said["published"] else "",
            )
            yield name, _told(article(draft), args), _day(said["received"] or args.received)
        except (BadInput, msgspec.DecodeError) as error:
            yield Refused(source=name, why=str(error))


def _day(text: str | None) -> date:
    from sstimeline.model.errors import BadInput

    try:
        return date.fromisoformat(text) if text else datetime.now(UTC).date()
    except ValueError as error:
        raise BadInput(f"{text!r} is no day such as 2026-11-23") from error
