"""What a CMS family knows: four questions about one fetched page of a list, and how the family is recognised."""

from collections.abc import Iterable
from typing import NamedTuple

from scrapy import Request
from scrapy.http import TextResponse
from w3lib.url import canonicalize_url

from crawler.cms.columns import columns_named
from crawler.items import ListScan, Row


class Declared(NamedTuple):
    """What a list says of itself; None where it does not say."""

    rows: int | None = None
    pages: int | None = None


class Family:
    """One vendor's way to publish lists. Holds no state: what happened so far is in the `ListScan` of the list.

    The walk (`crawler.portal`) asks and a family answers; it never fetches anything by itself.
    """

    rendered: frozenset[str] = frozenset()
    """Which pages exist only after JavaScript, ``list`` or ``report``: a browser draws them (`crawler.browser`)."""

    @property
    def name(self) -> str:
        """The module's name, for people: ``hanweb_jpage``."""
        return type(self).__module__.rpartition(".")[2]

    def evidence(self, page: TextResponse) -> list[str]:
        """Return what in this page speaks for the family, in words a person can check; empty if it is another's.

        Marks that other families share are no evidence: where two families fit, nobody is believed.
        """
        raise NotImplementedError

    def rows(self, page: TextResponse) -> Iterable[Row]:
        """Return the entries of a list page, in order, rejected ones too."""
        raise NotImplementedError

    def columns(self, page: TextResponse) -> Iterable[str]:
        """Return addresses of further lists below (or beside) this one: years, groups of publishers.

        Read from the words of menu and breadcrumb; a family whose columns have no names, or other lists besides, says it better.
        """
        return columns_named(page)

    def next_page(self, page: TextResponse, scan: ListScan) -> Request | None:  # noqa: ARG002
        """Return the request for the following part of this list, None at its end."""
        return None

    def declared(self, page: TextResponse) -> Declared:  # noqa: ARG002
        """Return how many rows and pages the list claims to hold."""
        return Declared()

    def document(self, url: str) -> str:
        """Return what stays the same when one document is reached by http, https or another spelling of its address."""
        return canonicalize_url(url).partition("://")[2]
