"""What every page is made from."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from typing import Any, TypeVar, cast

from sqlite_utils import Database

from archive import Archive
from archive.readings import chosen_extractor
from audit.site.page import Menu, Page, key_of
from audit.site.render import HERE, environment, render

_Answer = TypeVar("_Answer")
_NEWEST = """
SELECT max(at) AS at FROM (
  SELECT max(answered_at) AS at FROM capture JOIN run USING (run) WHERE :portal IS NULL OR portal = :portal
  UNION ALL SELECT max(scan.finished_at) FROM scan JOIN run USING (run) WHERE :portal IS NULL OR portal = :portal)
"""


class Site:
    """One build of the site: the data, what all pages share, and the way to make a page."""

    def __init__(self, archive: Archive, portal: str | None = None, url: str | None = None) -> None:
        self.archive = archive
        self.portal = portal
        """The one portal the site is about; None: all."""
        self.url = url.rstrip("/") if url else None
        """Where the site is served, if it is: what leaves it (feeds) links back."""
        self.shelf: str | None = None
        """The way from the top of the site to the folder of releases, if links can go it."""
        self.menu: Sequence[Menu] = ()
        self._answers: dict[Callable[[Site], Any], Any] = {}
        self._environment = environment()

    @property
    def database(self) -> Database:
        return self.archive.database

    @cached_property
    def as_of(self) -> str:
        """When the newest exchange or walk of the archive ended: nothing here knows of anything later. UTC."""
        return next(self.database.query(_NEWEST, {"portal": self.portal}))["at"] or ""

    @cached_property
    def extractor(self) -> str:
        """Version of the extractor whose readings are shown."""
        return chosen_extractor(self.database) or ""

    @cached_property
    def program(self) -> str:
        """Key of everything that makes pages out of data: another program, other pages."""
        digest = sha256()
        for folder in (HERE, HERE.parent, HERE.parent.parent / "extraction"):
            for path in sorted(folder.rglob("*")):
                if path.suffix in {".py", ".html", ".css", ".json"}:
                    digest.update(path.read_bytes())
        return digest.hexdigest()

    def ask(self, question: "Callable[[Site], _Answer]") -> _Answer:
        """Return the answer of a function of the site, asked once however many pages want it."""
        if question not in self._answers:
            self._answers[question] = question(self)
        return cast("_Answer", self._answers[question])

    def page(  # noqa: PLR0913 - all but the first two by name
        self,
        path: str,
        template: str,
        *,
        title: str,
        inputs: object,
        values: Callable[[], Mapping[str, object]],
        as_of: str | None = None,
        feeds: Sequence[tuple[str, str]] = (),
    ) -> Page:
        """Return a page made by a template.

        ``inputs`` is all that is shown and may change, by its ``repr``; ``values`` gives the template its names and is called only
        if that changed. ``as_of`` is the instant up to which the page's own data were observed, UTC: a page of one report that
        was not visited since need not be made again; without it, that of the whole archive. ``feeds`` are path and title
        of those that go with the page (`audit.site.feeds.feeds_of`).
        """
        observed = as_of or self.as_of
        shared = {"title": title, "as_of": observed, "extractor": self.extractor, "menu": self.menu, "feeds": feeds}
        key = key_of(self.program, path, shared, inputs)
        return Page(path, key, lambda: render(self._environment, template, path, {**shared, **values()}))

    def draw(self, template: str, path: str, values: Mapping[str, object]) -> bytes:
        """Return what a template makes of values: a page that leaves the site, in a bundle."""
        shared = {"as_of": self.as_of, "extractor": self.extractor, "menu": (), "feeds": ()}
        return render(self._environment, template, path, {**shared, **values})

    def data(self, path: str, *, inputs: object, make: Callable[[], bytes]) -> Page:
        """Return a file that no template makes: data, a feed, archived bytes."""
        return Page(path, key_of(self.program, path, inputs), make)
