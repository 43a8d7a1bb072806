"""Ids as people paste them on a command line."""

from uuid import UUID

from sstimeline.model.errors import UnknownEntry


def entry_id(text: str) -> UUID:
    """Return the entry's id in *text*, with or without `urn:uuid:`; raise `UnknownEntry` where it is none."""
    try:
        return UUID(text)
    except ValueError as error:
        raise UnknownEntry(text) from error
