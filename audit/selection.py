"""Which part of the archive a question is about."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Selection:
    """What an auditor narrows a question to; a field that is None asks for everything."""

    portal: str | None = None
    """A spider's name."""
    publisher: str | None = None
    """As the report prints it."""
    report_year: int | None = None
    since: str | None = None
    """What ended, was seen or fell due at this instant or later; UTC text as in the database."""

    def holds(self, *, portal: str, publisher: str | None, report_year: int | None, at: str | None = None) -> bool:
        """Whether a row belongs to it; a row without an instant is not asked for one.

        >>> Selection(report_year=2022).holds(portal="jiangsu_changzhou", publisher="常州市人民政府", report_year=2022)
        True
        """
        return (
            self.portal in {None, portal}
            and self.publisher in {None, publisher}
            and self.report_year in {None, report_year}
            and (self.since is None or at is None or at >= self.since)
        )

    @property
    def condition(self) -> str:
        """The same in SQL, of columns ``portal``, ``publisher``, ``report_year``; only what is given, so that an index serves.

        >>> Selection(portal="jiangsu_changzhou").condition
        'portal = :portal'
        """
        names = ("portal", "publisher", "report_year")
        return " AND ".join(f"{name} = :{name}" for name in names if getattr(self, name) is not None) or "1"


EVERYTHING = Selection()
