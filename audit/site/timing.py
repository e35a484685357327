"""When reports were published, as far as anybody can know: asked once for all pages."""

from audit.selection import Selection
from audit.site.site import Site
from audit.timeliness import Publication, publications

ByReport = dict[tuple[str, str, int], Publication]
"""By portal, publisher and year."""


def published(site: Site) -> ByReport:
    """Return what is known of the publication of every report seen or due; ask through `Site.ask`."""
    found = publications(site.database, Selection(portal=site.portal))
    return {(one.portal, one.publisher, one.report_year): one for one in found}
