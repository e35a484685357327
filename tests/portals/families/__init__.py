"""Replicas of CMS families that no portal of the founding five runs: one module each, on a made-up city of its own.

A module holds one class `Replica` (see `FamilyReplica`), written from what is known of the family's real portals and never from the
crawler. The folder is read as it is: a new module is served and tested by being there.
"""

import importlib
import pkgutil
from typing import Protocol

from tests.portals.content import Article
from tests.portals.exchange import Reply, Request


class FamilyReplica(Protocol):
    """A portal of one family, found by `scrapy crawl any_portal` from any of its entries."""

    family: str
    """The module in crawler/cms/ that reads it."""
    hosts: tuple[str, ...]
    scheme: str
    adcode: str
    entries: tuple[str, ...]
    """Addresses a user may start from: the column, the home page, a known report."""
    articles: list[Article]
    """Everything it lists; roles and figures as in `tests.portals.content`."""

    def answer(self, request: Request) -> Reply: ...


def replicas() -> dict[str, FamilyReplica]:
    """A fresh replica of every family, by the name of its module."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    return {name: importlib.import_module(f"{__name__}.{name}").Replica() for name in names}
