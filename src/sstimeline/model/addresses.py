"""Addresses of stores, as they may be shown."""

import re


def without_password(address: str) -> str:
    """Return a store's address as it may be shown: without the password that is in it, wherever it stands.

    >>> without_password("postgresql://anna:s3cret@host/home?password=s3cret&sslmode=require")
    'postgresql://anna@host/home?sslmode=require'
    """
    bare = re.sub(r"(//[^:/?@]*):.*@", r"\1@", address)
    return re.sub(r"(?<=[?&])password=[^&]*&?", "", bare).rstrip("?&")
