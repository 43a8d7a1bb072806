"""Times as people write them on a command line."""

from datetime import UTC, datetime, time

from sstimeline.model.errors import BadInput


def moment(text: str) -> datetime:
    """Return the time that *text* says in ISO 8601; UTC where it names no zone, the day's end where no time."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{text!r} is no time such as 2018-10-01 or 2018-10-01T12:00Z") from error
    if len(text) == 10:
        found = datetime.combine(found.date(), time.max)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
