"""Composes files that carry a report, from the same grids as the composed pages: DOCX, XLSX, OFD, and PDF page by page."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import docx
import openpyxl  # type: ignore[import-untyped]
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from tests.composing import HEADINGS, PERIOD, TITLE, Grid, disclosure_blocks, dispute_grid, request_grid
from tests.truth import Figures

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
WIDTH, MARGIN, SIZE = 595.0, 60.0, 10.0
OPENING = f"本报告根据《中华人民共和国政府信息公开条例》编制。{PERIOD}"


class Mark(NamedTuple):
    """One thing on a page: a text at its base line, or a line (`text` empty) to a second point."""

    text: str
    x: float
    y: float
    to_x: float = 0.0
    to_y: float = 0.0


def grids(figures: Figures) -> tuple[Grid, Grid, Grid]:
    return [row for block in disclosure_blocks(figures) for row in block], request_grid(figures), dispute_grid(figures)


def parts(figures: Figures) -> list[str | Grid]:
    """A whole report as paragraphs and tables."""
    first, second, third = grids(figures)
    one, two, three, four, five, six = HEADINGS
    return [
        TITLE,
        OPENING,
        one,
        "全年主动公开政府信息8865条。",
        two,
        first,
        three,
        second,
        four,
        third,
        five,
        "无。",
        six,
        "无。",
    ]


def placed(grid: Grid) -> Iterator[tuple[str, int, int, int, int]]:
    """Text, row, column, height and width of each cell."""
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(grid):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            taken |= {
                (number + down, column + across) for down in range(cell.rowspan) for across in range(cell.colspan)
            }
            yield cell.text, number, column, cell.rowspan, cell.colspan
            column += cell.colspan


def as_docx(figures: Figures, *, drawn: Mapping[int, bytes] | None = None) -> bytes:
    """The report as a Word document; a part (by its number) may be `drawn` as a picture."""
    document = docx.Document()
    for number, part in enumerate(parts(figures)):
        if drawn and number in drawn:
            document.add_picture(io.BytesIO(drawn[number]))
            continue
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        cells = list(placed(part))
        table = document.add_table(len(part), max(column + width for _, _, column, _, width in cells))
        for text, row, column, height, width in cells:
            merged = table.cell(row, column).merge(table.cell(row + height - 1, column + width - 1))
            merged.paragraphs[0].text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_xlsx(figures: Figures) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    top = 1
    for part in parts(figures):
        if isinstance(part, str):
            sheet.cell(top, 1, part)
            top += 1
            continue
        for text, row, column, height, width in placed(part):
            value = float(text) if text.replace(".", "").isdecimal() and row % 2 else text
            sheet.cell(top + row, column + 1, value)
            if height * width > 1:
                sheet.merge_cells(
                    start_row=top + row,
                    start_column=column + 1,
                    end_row=top + row + height - 1,
                    end_column=column + width,
                )
        top += len(part)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def pages(
    figures: Figures, *, height: float = 842.0, borders: bool = True, numbers: bool = False, figure_width: float = 36.0
) -> list[list[Mark]]:
    """The report drawn on pages; without `borders` a table that goes on has no line at the top of the next page."""
    sheets: list[list[Mark]] = [[]]
    y = MARGIN
    bottom = height - MARGIN
    for part in parts(figures):
        if isinstance(part, str):
            for line in _wrapped(part, WIDTH - 2 * MARGIN, indent=0):
                if y + 16 > bottom:
                    sheets.append([])
                    y = MARGIN
                sheets[-1].append(Mark(line, MARGIN, y + 12))
                y += 16
            continue
        y = _table(sheets, part, y, bottom, figure_width=figure_width, borders=borders)
    if numbers:
        for number, sheet in enumerate(sheets, start=1):
            sheet.append(Mark(f"- {number} -", WIDTH / 2, height - 30))
    return sheets


def _table(
    sheets: list[list[Mark]], grid: Grid, y: float, bottom: float, *, figure_width: float, borders: bool
) -> float:
    cells = list(placed(grid))
    columns = max(column + width for _, _, column, _, width in cells)
    labels = columns - 7 if columns == 10 else 0
    label_width = (WIDTH - 2 * MARGIN - 7 * figure_width) / labels if labels else 0.0
    xs = [MARGIN]
    for column in range(columns):
        xs.append(
            xs[-1] + (label_width if column < labels else figure_width if labels else (WIDTH - 2 * MARGIN) / columns)
        )
    heights = [
        max(
            18.0,
            *(
                12.0 * len(_wrapped(text, xs[c + w] - xs[c] - 4)) + 6
                for text, r, c, h, w in cells
                if r == row and h == 1
            ),
            18.0,
        )
        for row in range(len(grid))
    ]
    page_of, tops = [], []
    for height in heights:
        if y + height > bottom:
            sheets.append([])
            y = MARGIN
        page_of.append(len(sheets) - 1)
        tops.append(y)
        y += height
    for text, row, column, rows, width in cells:
        left, right = xs[column], xs[column + width]
        for page in sorted({page_of[at] for at in range(row, row + rows)}):
            own = [at for at in range(row, row + rows) if page_of[at] == page]
            top, end = tops[own[0]], tops[own[-1]] + heights[own[-1]]
            marks = sheets[page]
            marks += [Mark("", left, top, left, end), Mark("", right, top, right, end), Mark("", left, end, right, end)]
            if borders or top > MARGIN or page == page_of[0]:
                marks.append(Mark("", left, top, right, top))
            if page == page_of[row]:
                lines = _wrapped(text, right - left - 4)
                marks += (Mark(line, left + 2, top + 12 + 12 * number) for number, line in enumerate(lines))
    return y + 6


def _wrapped(text: str, room: float, indent: int = 0) -> list[str]:
    lines, used = [""], indent * SIZE
    for character in text:
        step = width_of(character)
        if used + step > room and lines[-1]:
            lines.append("")
            used = 0.0
        lines[-1] += character
        used += step
    return lines


def width_of(text: str) -> float:
    return float(pdfmetrics.stringWidth(text, FONT, SIZE))


def as_pdf(sheets: Iterable[list[Mark]], *, height: float = 842.0, secret: str = "") -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(WIDTH, height), encrypt=secret or None, invariant=True)
    for sheet in sheets:
        canvas.setFont(FONT, SIZE)
        canvas.setLineWidth(0.5)
        for mark in sheet:
            if mark.text:
                canvas.drawString(mark.x, height - mark.y, mark.text)
            else:
                canvas.line(mark.x, height - mark.y, mark.to_x, height - mark.to_y)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def as_scan(*pictures: bytes, hidden: str = "") -> bytes:
    """A PDF of pages that are pictures, perhaps with the text that someone's OCR has put under them."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(WIDTH, 842.0), invariant=True)
    for picture in pictures:
        canvas.drawImage(ImageReader(io.BytesIO(picture)), 0, 0, WIDTH, 842.0)
        if hidden:
            text = canvas.beginText(MARGIN, 700)
            text.setFont(FONT, SIZE)
            text.setTextRenderMode(3)
            text.textOut(hidden)
            canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def as_ofd(sheets: list[list[Mark]], *, height: float = 842.0) -> bytes:
    """The marks as an OFD (GB/T 33190-2016), in millimetres, every text with its steps between characters."""
    mm = 25.4 / 72
    name = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    size = f"<ofd:PhysicalBox>0 0 {WIDTH * mm:.2f} {height * mm:.2f}</ofd:PhysicalBox>"
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(sheets)))
    files = {
        "OFD.xml": f"<ofd:OFD {name}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {name}><ofd:CommonData><ofd:PageArea>{size}</ofd:PageArea></ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    for number, sheet in enumerate(sheets):
        objects = []
        for mark in sheet:
            x, y = mark.x * mm, mark.y * mm
            if not mark.text:
                path = f"M 0 0 L {(mark.to_x - mark.x) * mm:.3f} {(mark.to_y - mark.y) * mm:.3f}"
                objects.append(
                    f'<ofd:PathObject Boundary="{x:.3f} {y:.3f} {(mark.to_x - mark.x) * mm:.3f} {(mark.to_y - mark.y) * mm:.3f}" '
                    f'LineWidth="0.2"><ofd:AbbreviatedData>{path}</ofd:AbbreviatedData></ofd:PathObject>'
                )
                continue
            steps = [width_of(character) * mm for character in mark.text[:-1]]
            delta = (
                f"g {len(steps)} {steps[0]:.3f}" if len(set(steps)) == 1 else " ".join(f"{step:.3f}" for step in steps)
            )
            text = mark.text.replace("&", "&amp;").replace("<", "&lt;")
            objects.append(
                f'<ofd:TextObject Boundary="{x:.3f} {y - SIZE * mm:.3f} 200 5" Size="{SIZE * mm:.3f}" Font="1">'
                f'<ofd:TextCode X="0" Y="{SIZE * mm * 0.88:.3f}" DeltaX="{delta}">{text}</ofd:TextCode></ofd:TextObject>'
            )
        files[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f"<ofd:Page {name}><ofd:Content><ofd:Layer>{''.join(objects)}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    return zipped(files)


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(zipfile.ZipInfo(name, (2023, 1, 1, 0, 0, 0)), content)
    return stream.getvalue()


def word(body: str, **parts: str) -> bytes:
    """A DOCX of the given body, with further parts by name of their relationship."""
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    one = '<Relationship Id="r{0}" Type="' + office + '/{1}" Target="{2}"/>'
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relation.format(one.format(0, "officeDocument", "word/document.xml")),
        "word/document.xml": body
        if body.startswith("<!")
        else f'<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": relation.format(
            "".join(one.format(number, name, f"{name}.xml") for number, name in enumerate(parts))
        ),
    }
    files |= {f"word/{name}.xml": f'<w:{name} xmlns:w="{namespace}">{part}</w:{name}>' for name, part in parts.items()}
    return zipped(files)
