"""Python's garbage collector while pages are read by the thousand: they make millions of objects and hardly a ring of them."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_NEW_OBJECTS = 10_000
"""Between two looks at the youngest of them; Python's own 700 are what one page leaves in caches and rows."""


def spare() -> None:
    """Look for rings less often, and never among the objects that are there now: all modules, for one.

    Reading thousands of pages with Python's own settings, a twelfth of the time goes into looking at them again and again.
    """
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])


@contextmanager
def spared() -> Iterator[None]:
    """Do the work inside after `spare`, and go back to how it was."""
    before = gc.get_threshold()
    spare()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
