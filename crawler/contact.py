"""Nobody is asked anything by a crawler that does not say whom to write to."""

from scrapy.settings import BaseSettings

from crawler.hostmap import HostMap


def missing_contact(settings: BaseSettings) -> str | None:
    """Return in a sentence why a crawl may not start; None if ``CONTACT`` is filled, or nobody but this machine would be asked.

    Raises ValueError for a ``HOST_MAP`` that is none.
    """
    if settings.get("CONTACT") or HostMap.parse(settings.get("HOST_MAP")).keeps_to_this_machine:
        return None
    return "Set NIANBAO_CONTACT to an address where a webmaster can reach you: it stands in the User-Agent of every request."
