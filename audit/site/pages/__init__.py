"""The pages, one module per kind; how one is added stands in `audit.site`."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Protocol, cast

from audit.site.page import Menu, Page
from audit.site.site import Site


class PageModule(Protocol):
    """A module of this folder."""

    MENU: Menu
    """Only of those that stand in the menu."""

    def pages(self, site: Site) -> Iterator[Page]:
        """Yield every file of this kind."""
        ...


def modules() -> list[PageModule]:
    """Return the modules of this folder by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [cast("PageModule", importlib.import_module(f"{__name__}.{name}")) for name in names]
