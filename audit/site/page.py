"""One file of the site, before it is made."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Page:
    """A file and what it is made from."""

    path: str
    """Below the folder of the site, with slashes."""
    key: str
    """Equal keys stand for equal contents: a page with the key of the last run is not made again."""
    make: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Menu:
    """An entry of the menu on every page."""

    label: str
    english: str
    path: str
    order: int


def key_of(*inputs: object) -> str:
    """Return a key for what a page is made from: values whose ``repr`` tells them apart."""
    return sha256(repr(inputs).encode("utf-8", "surrogatepass")).hexdigest()[:32]
