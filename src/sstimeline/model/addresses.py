"""Addresses of stores, as they may be shown."""

import re


def without_password(address: str) -> str:
    """Return a store's address as it may be shown: without the password that is in it, wherever it stands.

    >>> without_password("postgresql://anna:s3cret@host/home?password=s3cret&sslmode=require")
    'postgresql://anna@host/home?sslmode=require'
    """
    base, mark, query = address.partition("?")
    asked = [part for part in query.split("&") if part and not re.match(r"(ssl)?password=", part)]
    return re.sub(r"(//[^:/@]*):.*@", r"\1@", base) + (mark + "&".join(asked) if asked else "")
