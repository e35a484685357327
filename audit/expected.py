"""Who should have published, and on which years.

A body is known from its reports on other years, from the lists of a portal, or by the code of the portal: a city has a government.
It is asked for every year from the first known of it to the last that fell due while the portal was watched; whether it still
exists is more than a name can tell.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from archive.warc import warc_date
from audit.body import body, duty_of
from audit.divisions import divisions
from audit.duty import FIRST_YEAR
from audit.sightings import Report, Sightings, Site


@dataclass(frozen=True, slots=True)
class Expected:
    """A report that was seen, or that its publisher's other reports let expect."""

    report: Report
    publisher: str
    """As the body's newest report prints it."""
    kind: str | None
    level: str | None
    names: frozenset[str] = field(default=frozenset())
    """Every way its reports print it."""

    def called(self, name: str | None) -> str:
        """Return the name that was asked for if it is one of the body's, else its newest."""
        return name if name in self.names else self.publisher


def expected(sightings: Sightings, until: Mapping[Site, str]) -> Iterator[Expected]:
    """Yield every report seen or expected, by portal, publisher and year; ``until`` says how far each portal was watched."""
    for known in sorted(
        _bodies(sightings, until), key=lambda one: (one.report.site.portal, one.report.site.adcode, one.publisher)
    ):
        site, who = known.report.site, known.report.body
        years = {report.report_year for report in sightings.by_body[site, who]}
        first = min(years, default=known.report.report_year)
        last = _last_due(known, until.get(site, ""), first)
        for year in sorted(years | set(range(first, max(years | {last}) + 1))):
            yield replace(known, report=Report(site, who, year))


def _bodies(sightings: Sightings, until: Mapping[Site, str]) -> Iterator[Expected]:
    """Yield every body once, with its newest report."""
    first_years: dict[Site, int] = defaultdict(lambda: 9999)
    for (site, _), reports in sightings.by_body.items():
        newest = max(reports, key=lambda report: report.report_year)
        seen = sightings.seen[newest]
        names = frozenset(sightings.seen[report].publisher for report in reports)
        first_years[site] = min(first_years[site], *(report.report_year for report in reports))
        yield Expected(newest, seen.publisher, seen.kind, seen.level, names)
    everybody = {who for _, who in sightings.by_body}
    for site in until:
        unit = divisions().get(site.adcode)
        if unit is not None and site in first_years:
            name = unit.name + "人民政府"
            government = body(name, site.adcode, site.portal)
            if government not in everybody:
                report = Report(site, government, first_years[site])
                yield Expected(report, name, "government", unit.level, frozenset({name}))


def _last_due(known: Expected, until: str, year: int) -> int:
    """Return the last year whose report was due when the portal was last watched, the year before the first if none was."""
    year = max(year, FIRST_YEAR)
    while (rule := duty_of(known.publisher, known.kind, known.level, year)) and warc_date(rule.due) < until:
        year += 1
    return year - 1
