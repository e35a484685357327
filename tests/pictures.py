"""Draws the pictures of tests/fixtures/pictures: tables of reports in several styles, as screenshots and scans.

Two reports are real; the third is that of the replica portals which has its tables as pictures.

`python -m tests.pictures` needs Chromium and the fonts Liberation, DejaVu and Noto CJK; the tests only read the files.
"""

import io
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from itertools import cycle
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from extraction import Observation, Status
from extraction.ocr import PictureTables
from extraction.rows import Cell
from tests.portals.content import seed
from tests.portals.grid import Dress, table_html
from tests.portals.layout2021 import table2, table3, table4
from tests.truth import CHANGZHOU_2022, JIAXING_OFFICE_2022, Figures

FOLDER = Path(__file__).parent / "fixtures" / "pictures"
_PREFIXES = {"t2": ("disclosure.",), "t3": ("requests.",), "t4": ("review.", "litigation.")}
_MARKS = frozenset(("/", "—", "-", "无"))
TABLES = {"t2": table2, "t3": table3, "t4": table4}
STYLES = {
    "serif": ("640px", "14px 'Liberation Serif','Noto Serif CJK SC'", "1px solid #000", "2px 5px"),
    "sans": ("760px", "16px 'Liberation Sans','Noto Sans CJK SC'", "1px solid #ccc", "6px"),
    "tight": ("600px", "12px/1.15 'Noto Serif CJK SC'", "1px solid #333", "0 1px"),
    "bold": ("820px", "bold 15px 'DejaVu Sans','Noto Sans CJK SC'", "2px solid #000", "4px 8px"),
}
"""Width, font, rulings, padding."""


def with_blanks(figures: Figures) -> Figures:
    return {key: "" if value == "0" else value for key, value in figures.items()}


def with_marks(figures: Figures) -> Figures:
    """As publishers who write anything but a nought."""
    marks = cycle(("/", "—", "-", "", "0", "无"))
    return {key: next(marks) if value == "0" else value for key, value in figures.items()}


REPORTS: dict[str, Figures] = {
    "changzhou": CHANGZHOU_2022,
    "jiaxing": JIAXING_OFFICE_2022,
    "blanks": with_blanks(JIAXING_OFFICE_2022),
    "marks": with_marks(JIAXING_OFFICE_2022),
    "jingjiang": seed("jingjiang_2022")[1],
}
PICTURES = (
    "changzhou-t2-sans-150.png",
    "changzhou-t2-serif-150-scan.jpg",
    "changzhou-t2-bold-72-q70.jpg",
    "jiaxing-t2-serif-96.png",
    "marks-t2-sans-150-q60.jpg",
    "changzhou-t3-serif-96.png",
    "changzhou-t3-tight-72-q70.jpg",
    "jiaxing-t3-sans-96-q60.jpg",
    "jiaxing-t3-serif-150-scan.jpg",
    "blanks-t3-serif-96-q60.jpg",
    "changzhou-t4-bold-96-q60.jpg",
    "jiaxing-t4-tight-150.png",
    "jingjiang-t2-serif-96.png",
    "jingjiang-t3-serif-96.png",
    "jingjiang-t4-bold-96.png",
)
"""Report, table, style, dots per inch, and what was done to it: JPEG of some quality, or a crooked, blurred, noisy scan."""


def draw(name: str) -> bytes:
    report, table, style, dots, *treatment = Path(name).stem.split("-")
    picture = _screenshot(_page(TABLES[table](REPORTS[report]), style), int(dots) / 96)
    if treatment == ["scan"]:
        return _scanned(picture)
    return _jpeg(picture, int(treatment[0][1:])) if treatment else _png(picture)


def _page(grid: list, style: str) -> str:  # type: ignore[type-arg]
    width, font, rulings, padding = STYLES[style]
    dress = Dress(table="<table>{0}</table>", cell="<td{1}>{0}</td>", paragraph="", heading="")
    return (
        "<meta charset=utf-8><style>body{margin:12px;background:#fff}"
        f"table{{border-collapse:collapse;width:{width};font:{font};text-align:center}}"
        f"td{{border:{rulings};padding:{padding}}}</style>{table_html(grid, dress)}"
    )


def _screenshot(page: str, scale: float) -> Image.Image:
    with tempfile.TemporaryDirectory() as folder:
        source, shot = Path(folder) / "page.html", Path(folder) / "shot.png"
        source.write_text(page, encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=900,2400"]
        command = ["chromium", *options, f"--force-device-scale-factor={scale}", f"--screenshot={shot}", str(source)]
        subprocess.run(command, check=True, capture_output=True)
        picture = Image.open(shot).convert("RGB")
    left, top, right, bottom = (
        ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox() or (0,) * 4
    )
    return picture.crop((left - 10, top - 10, right + 10, bottom + 10))


def _scanned(picture: Image.Image) -> bytes:
    """1.2 degrees askew, blurred, unevenly lit, noisy, JPEG."""
    paper = (248, 247, 243)
    sheet = Image.new("RGB", (picture.width + 80, picture.height + 80), paper)
    sheet.paste(picture, (40, 40))
    turned = sheet.rotate(1.2, Image.Resampling.BICUBIC, fillcolor=paper).filter(ImageFilter.GaussianBlur(0.7))
    levels = np.asarray(turned.convert("L")).astype(np.float64)
    levels += np.linspace(0, -14, levels.shape[1]) + np.random.default_rng(1).normal(0, 8, levels.shape)
    return _jpeg(Image.fromarray(levels.clip(0, 255).astype(np.uint8)), 70)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return file.getvalue()


def _png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.convert("L").quantize(32).save(file, "PNG", optimize=True)
    return file.getvalue()


def printed_in(name: str) -> Figures:
    """The figures of the table that a picture shows."""
    report, table = name.split("-")[:2]
    return {key: printed for key, printed in REPORTS[report].items() if key[0].startswith(_PREFIXES[table])}


def as_printed(seen: Observation | None, printed: str) -> bool:
    if seen is None:
        return False
    if seen.status == Status.NUMBER:
        return seen.value == printed
    return (seen.status == Status.BLANK and not printed) or (seen.status == Status.MARK and printed in _MARKS)


def wrong_in(found: PictureTables, printed: Figures) -> list[Observation]:
    """What claims to be known and is not what is printed."""
    seen = found.tables.observations
    told = {Status.NUMBER, Status.BLANK, Status.MARK}
    return [
        seen[key]
        for key in printed
        if key in seen and seen[key].status in told and not as_printed(seen[key], printed[key])
    ]


def opened(name: str) -> Image.Image:
    return Image.open(io.BytesIO((FOLDER / name).read_bytes()))


def box_of(seen: Observation | Cell) -> tuple[int, ...]:
    return tuple(map(int, (seen.locator or "").rpartition("#")[2].split(",")))


def painted(name: str, over: Mapping[tuple[int, ...], tuple[int, ...]]) -> bytes:
    """The picture with the inside of some boxes replaced by that of others."""
    picture = opened(name).convert("RGB")
    original = picture.copy()
    for target, source in over.items():
        wide = min(target[2] - target[0], source[2] - source[0]) // 2 - 3
        high = min(target[3] - target[1], source[3] - source[1]) // 2 - 3
        (x, y), (u, v) = ((sum(one[::2]) // 2, sum(one[1::2]) // 2) for one in (target, source))
        picture.paste(original.crop((u - wide, v - high, u + wide, v + high)), (x - wide, y - high))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    for name in PICTURES:
        (FOLDER / name).write_bytes(draw(name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
