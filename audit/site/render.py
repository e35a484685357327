"""Templates to bytes: Jinja2 that escapes everything and forgives no misspelt name."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from archive.beijing import beijing_time
from archive.digest import hex_digits
from audit.site import links, text, words

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"


def environment() -> Environment:
    """Return the environment of all pages: ``links``, and the filters ``said plain time day outward value hex``."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "said": text.said,
        "plain": text.plain,
        "time": beijing_time,
        "day": _day,
        "outward": links.outward,
        "value": text.value,
        "hex": hex_digits,
    }
    made.globals |= {"links": links, "words": words}
    return made


def render(made: Environment, template: str, path: str, values: Mapping[str, object]) -> bytes:
    """Return a page as it stands at ``path``."""
    page = made.get_template(template).render(**values, path=path, link=partial(links.relative, path))
    return page.encode("utf-8", "replace")


def _day(utc: str) -> str:
    """Return the day of an instant of the data, in Beijing."""
    return beijing_time(utc)[:10]
