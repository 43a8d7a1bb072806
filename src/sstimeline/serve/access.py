"""Bearer tokens (RFC 6750): made once, shown once, and remembered by their SHA-256 alone."""

from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from sstimeline.model.errors import BadInput, Error
from sstimeline.store.base import Desk, Token

PREFIX = "sst_"
#: Each includes the ones before.
SCOPES = ("read", "write", "admin")


class Unauthorized(Error):
    """The request does not say who it is from, or says it with a token that is none."""

    slug, status = "unauthorized", 401

    def __init__(self, sentence: str, *, tried: bool) -> None:
        invalid = ', error="invalid_token"' if tried else ""
        self.headers = {"WWW-Authenticate": f'Bearer realm="sstimeline"{invalid}'}
        super().__init__(sentence)


class Forbidden(Error):
    """The token is good, but not for this."""

    slug, status = "forbidden", 403

    def __init__(self, token: Token, scope: str) -> None:
        self.headers = {
            "WWW-Authenticate": f'Bearer realm="sstimeline", error="insufficient_scope", scope="{scope}"',
        }
        super().__init__(
            f"the token {token.name!r} has the scope {token.scope}; this needs {scope}: "
            f"make another with sstimeline token create --scope {scope}"
        )


async def issue(desk: Desk, name: str, scope: str, now: datetime) -> str:
    """Return a new token, which nobody can look up again.

    Raises `BadInput` for a scope that is none of `SCOPES` or an empty name, `Conflict` for a name that is taken.
    """
    if scope not in SCOPES:
        raise BadInput(f"there is no scope {scope!r}; there are: {', '.join(SCOPES)}")
    if not name.strip():
        raise BadInput("a token needs a name, by which it is listed and revoked")
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise BadInput(f"{name!a} is no name for a token: it is not UTF-8") from error
    token = PREFIX + token_urlsafe(32)
    await desk.issue_token(digest_of(token), Token(name=name, scope=scope, created=now))
    return token


async def check(desk: Desk, header: str | None, scope: str) -> Token:
    """Return the token in the `Authorization` field *header*; raise `Unauthorized`, or `Forbidden` without *scope*."""
    kind, _, word = (header or "").partition(" ")
    if kind.lower() != "bearer" or not word.strip():
        raise Unauthorized(
            "this needs a token: send it as Authorization: Bearer TOKEN; "
            f"sstimeline token create --scope {scope} makes one",
            tried=False,
        )
    token = await desk.token(digest_of(word.strip()))
    if token is None:
        raise Unauthorized("that token is not known: it was revoked, or never issued here", tried=True)
    if SCOPES.index(token.scope) < SCOPES.index(scope):
        raise Forbidden(token, scope)
    return token


def digest_of(token: str) -> str:
    """Return the hex SHA-256 of *token*: all that is kept of it."""
    return sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
