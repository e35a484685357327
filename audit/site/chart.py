"""Charts as inline SVG: the same bytes for the same figures on every machine, in the colours of the page.

Matplotlib lays out with the font it brings along, and text stays text, so that neither the fonts of the machine nor those of the
reader move anything. A policy of the pages forbids ``style`` attributes; what they say becomes attributes and classes here, and
colours become those of the style sheet, dark or light. Legends are HTML: they are read aloud and break into lines.
"""

import io
import re
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lxml import etree
from markupsafe import Markup

from audit.site.links import short

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SERIES = tuple(f"#0000{number:02x}" for number in range(1, 7))
"""What to draw the first six series in; stands for --chart-1 … --chart-6."""
INK, SOFT, LINE, PAPER = "#000000", "#010000", "#020000", "#030000"
_CLASSES = dict(zip((*SERIES, SOFT, LINE, PAPER), ("k1", "k2", "k3", "k4", "k5", "k6", "ks", "kl", "kp"), strict=True))
_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_KEPT = {"fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "fill-opacity"} | {
    "text-anchor",
    "font-size",
    "font-weight",
}
_RC: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "nianbao",
    "font.family": "DejaVu Sans",
    "font.size": 10.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": LINE,
    "axes.labelcolor": SOFT,
    "xtick.color": LINE,
    "ytick.color": LINE,
    "xtick.labelcolor": SOFT,
    "ytick.labelcolor": SOFT,
    "text.color": INK,
    "grid.color": LINE,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "path.simplify": False,
}


def chart(
    draw: "Callable[[Axes], object]", *, title: str, description: str, size: tuple[float, float] = (7.6, 2.6)
) -> Markup:
    """Return ``<svg>`` with what ``draw`` puts into the axes.

    ``title`` and ``description`` are read aloud instead of the drawing and say what it shows, in words; ``size`` is in inches.
    Colours are those named in this module and no others.
    """
    import matplotlib as mpl  # noqa: PLC0415 - takes a second, and a second run of the site draws nothing
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    drawn = io.BytesIO()
    with mpl.rc_context(_RC), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        figure = Figure(figsize=size, layout="constrained")
        FigureCanvasSVG(figure)
        draw(figure.subplots())
        figure.savefig(
            drawn, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")), transparent=True
        )
    root = etree.fromstring(drawn.getvalue())
    return _of_the_page(root, title, description)


def _of_the_page(root: etree._Element, title: str, description: str) -> Markup:
    for element in list(root.iter(f"{_SVG}metadata", f"{_SVG}style")):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    name = f"g{short(etree.tostring(root), title)}"
    for element in root.iter():
        if isinstance(element.tag, str):
            _restyle(element, name)
    width, height = (float(part) for part in (root.get("viewBox") or "").split()[2:])
    root.attrib.clear()
    for key, value in {
        "class": "chart",
        "viewBox": f"0 0 {width:g} {height:g}",
        "width": f"{width:g}",
        "height": f"{height:g}",
        "role": "img",
        "aria-labelledby": f"{name}-t {name}-d",
    }.items():
        root.set(key, value)
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = etree.Element(f"{_SVG}{tag}", id=f"{name}-{tag[0]}")
        element.text = text
        root.insert(place, element)
    etree.cleanup_namespaces(root)
    markup = etree.tostring(root, encoding="unicode", with_tail=False)
    return Markup(re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", re.sub(r">\s+<", "><", markup)))  # noqa: S704 - made here


def _restyle(element: etree._Element, name: str) -> None:
    classes = []
    declared = [part.partition(":") for part in str(element.attrib.pop("style", "")).split(";") if ":" in part]
    facts = {key.strip(): value.strip() for key, _, value in declared}
    facts |= _font(facts.pop("font", ""))
    facts |= {key: str(element.attrib.pop(key)) for key in ("fill", "stroke") if key in element.attrib}
    for key, value in facts.items():
        if value in _CLASSES:
            classes.append(f"{_CLASSES[value]}{key[0]}")
        elif value == INK:
            element.set(key, "currentColor")
        elif key in _KEPT:
            element.set(key, value)
    if classes:
        element.set("class", " ".join(classes))
    if "id" in element.attrib:
        element.set("id", f"{name}-{element.get('id')}")
    if _LINK in element.attrib:
        element.set("href", f"#{name}-{str(element.attrib.pop(_LINK))[1:]}")
    if (clip := element.get("clip-path")) is not None:
        element.set("clip-path", clip.replace("url(#", f"url(#{name}-"))


def _font(shorthand: str) -> dict[str, str]:
    """Return size and weight of a font, whose family is the page's."""
    size = re.search(r"([\d.]+px)", shorthand)
    weight = re.search(r"\b(bold|[6-9]00)\b", shorthand)
    return ({"font-size": size[1]} if size else {}) | ({"font-weight": weight[1]} if weight else {})
