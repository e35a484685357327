"""OFD (GB/T 33190-2016), the national layout format: a ZIP of XML pages in millimetres, read like a printed page."""

import posixpath
import re
from collections.abc import Iterator

from lxml.etree import _Element

from extraction.carriers.carrier import Carrier
from extraction.carriers.packed import Package
from extraction.carriers.pages import rows_of
from extraction.carriers.printed import MOST_PAGES, Box, Edge, Glyph, PrintedPage, drawn_as, edges_of
from extraction.payload import UnreadablePayload

_POINTS = 72 / 25.4
_SCAN = 0.6
_NARROW = 0.5
_MOST_GLYPHS = 200_000
_REPEAT = re.compile(r"g\s+(\d{1,6})\s+(-?[\d.]+)")
_STEP = re.compile(r"([MLQBASC])([^MLQBASC]*)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?|-?\.\d+")

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read_ofd(package: Package) -> Carrier:
    """Rows of all pages of the first document; pages that are pictures are listed."""
    pages = []
    for number, page in enumerate(_pages(package), start=1):
        if number > MOST_PAGES:
            raise UnreadablePayload(
                f"The payload is an OFD of more than {MOST_PAGES} pages; split it and load the report alone."
            )
        pages.append(page._replace(number=number))
    scanned = tuple(page.number for page in pages if not page.glyphs and _covered(page))
    return Carrier("ofd", tuple(rows_of(pages, "pdf")), scanned)


def _covered(page: PrintedPage) -> bool:
    area = sum((box.x1 - box.x0) * (box.bottom - box.top) for box in page.pictures)
    return area > _SCAN * page.width * page.height


def _pages(package: Package) -> Iterator[PrintedPage]:
    entry = next(package.xml("OFD.xml").iter("{*}DocRoot"), None)
    main = (entry.text or "").strip().lstrip("/") if entry is not None else ""
    if not package.has(main):
        raise UnreadablePayload(
            "The payload is an OFD that is broken (no document in it); keep the capture and look at it by hand."
        )
    document, folder = package.xml(main), posixpath.dirname(main)
    templates = {item.get("ID"): _target(folder, item) for item in document.iter("{*}TemplatePage")}
    size = next((_numbers(item.text) for item in document.iter("{*}PhysicalBox")), [])
    for item in document.iterfind("{*}Pages/{*}Page"):
        name = _target(folder, item)
        if not package.has(name):
            continue
        content = package.xml(name)
        own = next((_numbers(box.text) for box in content.iter("{*}PhysicalBox")), size)
        x, y, width, height = own if len(own) == 4 else (0.0, 0.0, 210.0, 297.0)
        page = PrintedPage(0, width * _POINTS, height * _POINTS, [], [], [], [])
        used = (templates.get(template.get("TemplateID")) for template in content.iterfind("{*}Template"))
        for part in (*(package.xml(other) for other in used if other and package.has(other)), content):
            for element in part.iter("{*}TextObject", "{*}PathObject", "{*}ImageObject"):
                _draw(element, page, (x, y))
        yield page


def _target(folder: str, item: _Element) -> str:
    location = (item.get("BaseLoc") or "").strip()
    return location.lstrip("/") if location.startswith("/") else posixpath.normpath(posixpath.join(folder, location))


def _draw(element: _Element, page: PrintedPage, corner: tuple[float, float]) -> None:
    boundary = _numbers(element.get("Boundary"))
    if len(boundary) != 4 or element.get("Visible") == "false":
        return
    left, top = boundary[0] - corner[0], boundary[1] - corner[1]
    numbers = _numbers(element.get("CTM"))
    a, b, c, d, e, f = numbers if len(numbers) == 6 else _IDENTITY
    matrix = (a, b, c, d, e + left, f + top)
    kind = element.tag.rpartition("}")[2]
    if kind == "ImageObject":
        page.pictures.append(_box(left, top, left + boundary[2], top + boundary[3]))
    elif kind == "PathObject":
        _draw_path(element, page, matrix)
    else:
        page.glyphs.extend(_glyphs(element, matrix))
        if len(page.glyphs) > _MOST_GLYPHS:
            raise UnreadablePayload(
                "The payload is an OFD with a page of more than 200,000 characters, which is no report."
            )


def _glyphs(element: _Element, matrix: Matrix) -> Iterator[Glyph]:
    """Characters with their boxes: `Size` high above the base line, as wide as the step to the next one allows."""
    size = next(iter(_numbers(element.get("Size"))), 0.0)
    scale = next(iter(_numbers(element.get("HScale"))), 1.0)
    x = y = 0.0
    for code in element.iter("{*}TextCode"):
        x = next(iter(_numbers(code.get("X"))), x)
        y = next(iter(_numbers(code.get("Y"))), y)
        text = code.text or ""
        across, down = _steps(code.get("DeltaX"), len(text)), _steps(code.get("DeltaY"), len(text))
        for place, character in enumerate(text):
            width = size * scale * (_NARROW if character.isascii() else 1.0)
            step = across[place] if place < len(across) else 0.0 if down else width
            low = (x, y + 0.12 * size)
            high = (x + (min(step, width) if step > 0 else width), y - 0.88 * size)
            (x0, y0), (x1, y1) = _at(matrix, low), _at(matrix, high)
            yield Glyph(drawn_as(character), *_box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
            x += step
            y += down[place] if place < len(down) else 0.0


def _draw_path(element: _Element, page: PrintedPage, matrix: Matrix) -> None:
    data = next((item.text or "" for item in element.iter("{*}AbbreviatedData")), "")
    stroked = element.get("Stroke") != "false"
    points: list[tuple[float, float]] = []
    for command, arguments in _STEP.findall(data):
        numbers = _numbers(arguments)
        here = _at(matrix, (numbers[-2], numbers[-1])) if len(numbers) > 1 else points[0] if points else None
        if command == "M" or here is None:
            _outline(points, page, filled=not stroked)
            points = []
        elif stroked and points:
            _line(points[-1], here, page.edges)
        points += [here] if here else []
    _outline(points, page, filled=not stroked)


def _line(start: tuple[float, float], end: tuple[float, float], edges: list[Edge]) -> None:
    edges += edges_of(
        _box(min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])), stroked=False
    )[0]


def _outline(points: list[tuple[float, float]], page: PrintedPage, *, filled: bool) -> None:
    if filled and len(points) > 2:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        lines, outline = edges_of(_box(min(xs), min(ys), max(xs), max(ys)), stroked=False)
        page.edges.extend(lines)
        page.shades.extend(outline)


def _box(x0: float, y0: float, x1: float, y1: float) -> Box:
    return Box(x0 * _POINTS, y0 * _POINTS, x1 * _POINTS, y1 * _POINTS)


def _at(matrix: Matrix, point: tuple[float, float]) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    x, y = point
    return a * x + c * y + e, b * x + d * y + f


def _steps(text: str | None, count: int) -> list[float]:
    """Steps between characters; ``g 3 4.5`` stands for three steps of 4.5 (GB/T 33190-2016, 11.3)."""
    if not text:
        return []
    spread = _REPEAT.sub(lambda match: " ".join([match[2]] * min(int(match[1]), count)), text)
    return _numbers(spread)


def _numbers(text: str | None) -> list[float]:
    return [float(number) for number in _NUMBER.findall(text or "")]
