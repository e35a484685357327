"""Why an address brought no page: not asked, or answered with something else. The archive has its row before it is raised."""

from scrapy.exceptions import IgnoreRequest

from archive import Capture


class UnusableError(IgnoreRequest):
    """The visit is archived and shows no page; the message is the reason in words, ``capture`` its row.

    An `IgnoreRequest`, because that is how Scrapy takes "not now, and no fault": nothing is logged as an error or tried again.
    """

    def __init__(self, capture: Capture, *, is_block: bool) -> None:
        super().__init__(capture.error or str(capture.outcome))
        self.capture = capture
        self.is_block = is_block
        """Whether the host keeps us out, so that what else was to be asked of it will not be read either."""
