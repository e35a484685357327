"""Report pages composed in structures that exist, each with the figures it was composed from.

`PAGES` has them by name, which is the folder of their golden file in `tests/fixtures`. What a page prints is decided here
and nowhere else: no truth comes from the extractor. Real pages named are those whose structure was copied, not their figures.
"""

from tests.pages.copies import COPIES
from tests.pages.layouts import LAYOUTS
from tests.pages.lists import LISTS
from tests.pages.made import Made, Make
from tests.pages.markup import MARKUP
from tests.pages.texts import TEXTS

PAGES: dict[str, Make] = {make.__name__: make for make in (*LAYOUTS, *MARKUP, *TEXTS, *COPIES, *LISTS)}

__all__ = ["PAGES", "Made"]
