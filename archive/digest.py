"""Labelled digests as WARC writes them, and short keys made of the same hash."""

import base64
import hashlib


def digest(data: bytes) -> str:
    """Return ``sha256:`` and the base32 hash, the form of WARC-Block-Digest.

    >>> digest(b"")
    'sha256:4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ===='
    """
    return "sha256:" + base64.b32encode(hashlib.sha256(data).digest()).decode("ascii")


def short_key(*parts: str | None) -> int:
    """Return a 62-bit key of the parts: the same in every rebuilt database, and two of them add up within SQLite's integers.

    At a million keys the chance that any two of them collide is about one in ten million.
    """
    text = "\n".join(part or "" for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 2


def hex_digits(labelled: str) -> str:
    """Return a labelled digest as the hexadecimal digits that ``sha256sum`` prints.

    >>> hex_digits(digest(b""))[:16]
    'e3b0c44298fc1c14'
    """
    return base64.b32decode(labelled.partition(":")[2]).hex()
