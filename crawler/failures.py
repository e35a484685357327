"""What it means that a page could not be read: the request, the reason in words, and what it says of the list it belongs to."""

from typing import cast

from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from archive import Outcome
from crawler.items import ListScan, ScanState
from crawler.unusable import UnusableError


def request_of(failure: Failure) -> Request:
    """Return the request that failed; Scrapy hangs it on the failure it passes to an errback."""
    return cast("Request", failure.request)  # type: ignore[attr-defined]


def why(failure: Failure) -> str:
    """Return in words why a page could not be read."""
    match failure.value:
        case HttpError(response=response):
            return f"answered {response.status}"
        case _:
            return str(failure.getErrorMessage())


def state_after(failure: Failure, scan: ListScan) -> tuple[ScanState, str]:
    """Return how a list ends whose next page could not be read, and why."""
    state, reason = ScanState.PARTIAL, why(failure)
    match failure.value:
        case UnusableError(is_block=True):
            state = ScanState.BLOCKED
        case UnusableError(capture=capture) | HttpError(response=Response(meta={"capture": capture})):
            gone = capture.outcome in {Outcome.GONE, Outcome.SOFT_GONE}
            if gone and scan.verdicts and scan.declared_pages == scan.pages:
                state = ScanState.COMPLETE  # one past the last page that was declared
            elif gone and scan.declared_pages == scan.pages + 1 and scan.ran_short:
                # One page more was declared than there is; that the list has ended is seen by its last page.
                state = ScanState.COMPLETE
                reason += f"; {scan.declared_pages} pages are declared, but page {scan.pages} is not full"
                scan.declared_pages = scan.pages
            elif gone and scan.declared_total is not None and not scan.lacks_rows:
                state = ScanState.COMPLETE  # as many rows as declared were seen
    return state, reason
