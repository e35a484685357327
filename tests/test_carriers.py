"""Files to figures: real files figure by figure, composed ones of every kind, and files made to break or to keep us busy."""

import io
import os
import random
import re
import shutil
import subprocess
import time
import zipfile
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from PIL import Image, ImageDraw

from extraction import Observation, Status, UnreadablePayload
from extraction.carriers import Carrier, Kind, converted, kind_of, page_images, read_rows
from extraction.carriers.confined import allowance
from extraction.labels import APPLICANTS, OTHER, REQUEST_ORDER
from extraction.rows import gather
from extraction.scan import scan
from extraction.tables import read_tables
from tests.carrying import MARGIN, WIDTH, Mark, as_docx, as_ofd, as_pdf, as_scan, as_xlsx, pages, word, zipped
from tests.composing import TITLE, body, page, tables
from tests.truth import CHANGZHOU_2022, FORM, JIAXING_OFFICE_2022, Figures

FIXTURES = Path(__file__).parent / "fixtures" / "carriers"
HONGZE = (FIXTURES / "hongze-2024.pdf").read_bytes()
BLANK_FORM = (FIXTURES / "blank-form-2021.docx").read_bytes()

HONGZE_DISCLOSURE = "0 0 0 3 0 8 9487 2776 84 7545"
HONGZE_NATURAL_AND_TOTAL = "95 0 50 9 0 0 1 0 0 1 1 0 31 1 0 1 0 0 0 0 0 95 0"
"""Twenty-three rows with (六) in one: natural persons alone applied, so the last column is the first and the rest is zero."""
HONGZE_DISPUTES = "1 1 0 0 2 1 0 0 0 1 2 0 1 0 3"


def hongze() -> Figures:
    """The figures of 淮安市洪泽区's report on 2024, read off the rendered pages by eye."""
    codes = [code for block in FORM.blocks for row in block.rows for code in row.codes]
    truth: Figures = {(code, None): value for code, value in zip(codes, HONGZE_DISCLOSURE.split(), strict=True)}
    rows = [code for code in REQUEST_ORDER if not code.startswith(f"{OTHER}.")]
    for code, value in zip(rows, HONGZE_NATURAL_AND_TOTAL.split(), strict=True):
        truth |= {(code, who): value if who in {APPLICANTS[0], APPLICANTS[-1]} else "0" for who in APPLICANTS}
    return truth | {(code, None): value for code, value in zip(FORM.disputes, HONGZE_DISPUTES.split(), strict=True)}


def figures(carrier: Carrier) -> dict[tuple[str, str | None], Observation]:
    return read_tables(scan(gather(carrier.rows))).observations


def values(carrier: Carrier) -> dict[tuple[str, str | None], str | None]:
    return {key: seen.value for key, seen in figures(carrier).items()}


def lines(carrier: Carrier) -> list[str]:
    return [row.line for row in carrier.rows if row.line]


def drawn(*marks: Mark) -> bytes:
    return as_pdf([list(marks)])


def box(left: float, top: float, right: float, bottom: float) -> list[Mark]:
    corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
    return [Mark("", *one, *other) for one, other in pairwise(corners)]


# Real files.


def test_every_figure_of_a_real_pdf() -> None:
    carrier = read_rows(HONGZE)
    seen = figures(carrier)
    assert len(seen) == 186
    assert values(carrier) == hongze()
    assert {one.origin for one in seen.values()} == {"pdf"}
    assert (carrier.kind, carrier.scanned, carrier.flags) == ("pdf", (), ())


def test_a_locator_leads_to_the_figure() -> None:
    """PDFium, which had no part in the reading, finds exactly the figure in the box that is named."""
    document = pypdfium2.PdfDocument(HONGZE)
    for seen in figures(read_rows(HONGZE)).values():
        place = re.fullmatch(r"page(\d)#([\d.]+),([\d.]+),([\d.]+),([\d.]+)", seen.locator or "")
        assert place
        sheet = document[int(place[1]) - 1]
        left, top, right, bottom = map(float, place.groups()[1:])
        height = sheet.get_height()
        text = sheet.get_textpage().get_text_bounded(left + 1, height - bottom + 1, right - 1, height - top - 1)
        assert text.strip() == seen.raw


def test_sentences_go_on_over_lines_and_pages() -> None:
    read = lines(read_rows(HONGZE))
    assert sum("区政府办代表区政府受理政府信息公开申请17件，均已在法定期限内予以答复。" in line for line in read) == 1
    assert sum("依申请公开政府信息答复书模板，使各行政机关答复的方式" in line for line in read) == 1
    assert not any(re.fullmatch(r"- ?\d ?-", line) for line in read)
    assert "三、收到和处理政府信息公开申请情况" in read
    assert "淮安市洪泽区人民政府" in read


def test_the_blank_form_has_blanks_and_no_figures() -> None:
    carrier = read_rows(BLANK_FORM)
    assert {one.status for one in figures(carrier).values()} == {Status.BLANK}
    assert len(figures(carrier)) == 200
    assert {one.origin for one in figures(carrier).values()} == {"office"}
    assert figures(carrier)["requests.new", "total"].locator == "table2#r3c9"


# Composed files of every kind.


@pytest.mark.parametrize("truth", [CHANGZHOU_2022, JIAXING_OFFICE_2022], ids=["changzhou", "jiaxing"])
@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf", "ofd"])
def test_every_kind_carries_the_same_figures(kind: str, truth: Figures) -> None:
    payload = {
        "docx": lambda: as_docx(truth),
        "xlsx": lambda: as_xlsx(truth),
        "pdf": lambda: as_pdf(pages(truth)),
        "ofd": lambda: as_ofd(pages(truth)),
    }[kind]()
    carrier = read_rows(payload)
    assert carrier.kind == kind
    assert values(carrier) == truth
    assert lines(carrier)[0] == TITLE


def test_an_old_workbook() -> None:
    carrier = read_rows((FIXTURES / "changzhou-2022.xls").read_bytes())
    assert carrier.kind == "xls"
    assert values(carrier) == CHANGZHOU_2022
    assert figures(carrier)["disclosure.rules.issued", None].locator == "sheet1#B8"


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_an_old_document() -> None:
    carrier = read_rows((FIXTURES / "jiaxing-office-2022.doc").read_bytes())
    assert carrier.kind == "doc"
    assert values(carrier) == JIAXING_OFFICE_2022
    assert {one.origin for one in figures(carrier).values()} == {"office"}


@pytest.mark.parametrize("borders", [True, False], ids=["closed", "open"])
@pytest.mark.parametrize("height", [300.0, 420.0, 842.0])
@pytest.mark.parametrize("kind", ["pdf", "ofd"])
def test_tables_over_page_breaks(kind: str, height: float, *, borders: bool) -> None:
    """Open: no line above the first row of a page, so that only the upright lines tell its cells."""
    sheets = pages(CHANGZHOU_2022, height=height, borders=borders, numbers=True)
    carrier = read_rows(as_pdf(sheets, height=height) if kind == "pdf" else as_ofd(sheets, height=height))
    assert values(carrier) == CHANGZHOU_2022
    assert not any(re.search(r"- \d+ -", cell.text) for row in carrier.rows for cell in row.cells)


@pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed")
@pytest.mark.parametrize("size", ["A4", "A5", "170mm 110mm"])
def test_pages_printed_by_a_browser(size: str, tmp_path: Path) -> None:
    """Rows are cut in the middle of their labels, cells that fill a page lose their borders, radicals stand for characters."""
    style = f"<style>@page{{size:{size};margin:18mm}}table{{border-collapse:collapse}}</style>"
    html = page(body(tables(CHANGZHOU_2022))).replace(b"<head>", b"<head>" + style.encode())
    (tmp_path / "report.html").write_bytes(html)
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    command += [f"--print-to-pdf={tmp_path / 'report.pdf'}", str(tmp_path / "report.html")]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    carrier = read_rows((tmp_path / "report.pdf").read_bytes())
    assert values(carrier) == CHANGZHOU_2022


# What stands on a page.


@pytest.mark.parametrize("kind", ["pdf", "ofd"])
def test_digits_wrapped_inside_a_cell_are_one_number(kind: str) -> None:
    sheets = pages(CHANGZHOU_2022, figure_width=18.0)
    carrier = read_rows(as_pdf(sheets) if kind == "pdf" else as_ofd(sheets))
    assert values(carrier) == CHANGZHOU_2022


def test_two_numbers_in_a_cell_stay_two() -> None:
    table = [*box(60, 100, 160, 140), *box(160, 100, 260, 140)]
    carrier = read_rows(drawn(*table, Mark("规章", 70, 115), Mark("12", 170, 115), Mark("34", 170, 130)))
    assert [cell.text for row in carrier.rows for cell in row.cells] == ["规章", "12 34"]


def test_a_number_over_a_border_is_damaged_and_never_split() -> None:
    table = [*box(60, 100, 160, 120), *box(160, 100, 180, 120), *box(180, 100, 260, 120)]
    carrier = read_rows(drawn(*table, Mark("规章", 70, 115), Mark("3601228", 162, 115)))
    assert [cell.text for row in carrier.rows for cell in row.cells] == ["规章", "3601\ufffd", "228\ufffd"]


def test_neighbours_are_never_joined() -> None:
    table = [*box(60, 100, 160, 120), *box(160, 100, 172, 120), *box(172, 100, 190, 120)]
    carrier = read_rows(drawn(*table, Mark("规章", 70, 115), Mark("12", 161, 115), Mark("34", 174, 115)))
    assert [cell.text for row in carrier.rows for cell in row.cells] == ["规章", "12", "34"]


def test_figures_without_ruling_lines_keep_their_order() -> None:
    marks = [Mark("本年新收政府信息公开申请数量", 60, 200)]
    marks += [Mark(str(number), 300 + 35 * number, 200) for number in range(7)]
    (row,) = read_rows(drawn(*marks)).rows
    assert [cell.text for cell in row.cells] == ["本年新收政府信息公开申请数量", *"0123456"]


def test_a_lone_number_at_the_foot_of_a_page_is_kept_unless_it_counts_pages() -> None:
    foot = Mark("7", WIDTH / 2, 812)
    assert (
        lines(read_rows(as_pdf([[Mark("正文", MARGIN, 200), foot], [Mark("正文", MARGIN, 200), foot]]))).count("7") == 2
    )
    counted = [[Mark("正文", MARGIN, 200), Mark(str(number), WIDTH / 2, 812)] for number in (7, 8, 9)]
    assert lines(read_rows(as_pdf(counted))) == ["正文", "正文", "正文"]


def test_running_heads_are_furniture() -> None:
    sheets = [[Mark("示例市人民政府文件", 60, 40), Mark(f"第{n}件", 60, 300)] for n in range(1, 5)]
    assert lines(read_rows(as_pdf(sheets))) == ["第1件", "第2件", "第3件", "第4件"]


def test_a_half_row_is_not_mended_with_a_row_of_its_own() -> None:
    """Above the break a row without figures, below it another one with: two rows, because each has its number."""
    upper = [*box(60, 700, 160, 720), *box(160, 700, 260, 720), Mark("1.重复申请的处理情", 62, 715)]
    lower = [*box(60, 60, 160, 80), *box(160, 60, 260, 80), Mark("2.其他", 62, 75), Mark("5", 200, 75)]
    texts = [[cell.text for cell in row.cells] for row in read_rows(as_pdf([upper, lower])).rows]
    assert texts == [["1.重复申请的处理情", ""], ["2.其他", "5"]]


# Scans.


def picture() -> bytes:
    image = Image.new("L", (827, 1170), 255)
    ImageDraw.Draw(image).text((100, 100), "2752", fill=0)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def test_a_scan_is_no_error() -> None:
    payload = as_scan(picture())
    carrier = read_rows(payload)
    assert carrier.scanned == (1,)
    assert [row.image for row in carrier.rows] == ["page1#0.0,0.0,595.0,842.0"]
    (image,) = page_images(payload)
    assert Image.open(io.BytesIO(image)).size == (1653, 2339)
    assert page_images(HONGZE, [5]) != page_images(HONGZE, [4])


def test_text_drawn_as_outlines_is_a_picture_too() -> None:
    strokes = [Mark("", 60 + number % 50 * 9, 60 + number // 50 * 9, 64 + number % 50 * 9, 66) for number in range(600)]
    carrier = read_rows(drawn(*strokes))
    assert carrier.scanned == (1,)
    assert [row.image for row in carrier.rows] == ["page1#0.0,0.0,595.0,842.0"]


def test_text_that_ocr_put_under_a_scan_is_told() -> None:
    carrier = read_rows(as_scan(picture(), hidden="本年新收 2752"))
    assert carrier.scanned == (1,)
    assert [flag.code for flag in carrier.flags] == ["text_under_scan"]
    assert lines(carrier) == ["本年新收 2752"]


# What Word shows and what it only stores.


def texts(payload: bytes) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in read_rows(payload).rows]


def test_changes_and_hidden_text() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    inserted, deleted = f"<w:ins>{run.format('52')}</w:ins>", "<w:del><w:r><w:delText>99</w:delText></w:r></w:del>"
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>1</w:t></w:r>"
    assert texts(word(f"<w:p>{run.format('27')}{deleted}{hidden}{inserted}</w:p>")) == [["2752"]]
    wrapped = f"<w:sdt><w:sdtContent><w:p>{run.format('甲')}</w:p></w:sdtContent></w:sdt>"
    boxed = f"<w:p><w:r><w:pict><w:txbxContent><w:p>{run.format('乙')}</w:p></w:txbxContent></w:pict></w:r></w:p>"
    assert texts(word(wrapped + boxed)) == [["甲"], ["乙"]]


def test_numbers_that_word_prints_itself() -> None:
    level = '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
    numbering = (
        f'<w:abstractNum w:abstractNumId="4">{level.format(0, "chineseCounting", "%1、")}{level.format(1, "decimal", "%2.")}'
        '</w:abstractNum><w:num w:numId="2"><w:abstractNumId w:val="4"/></w:num>'
    )
    paragraph = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="2"/></w:numPr></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
    )
    written = "".join(
        paragraph.format(*one) for one in ((0, "总体情况"), (1, "甲"), (1, "乙"), (0, "主动公开"), (1, "丙"))
    )
    assert texts(word(written, numbering=numbering)) == [
        ["一、总体情况"],
        ["1.甲"],
        ["2.乙"],
        ["二、主动公开"],
        ["1.丙"],
    ]


def test_merged_cells_and_tables_in_tables() -> None:
    cell = "<w:tc><w:tcPr>{}</w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    first = cell.format('<w:vMerge w:val="restart"/>', "甲") + cell.format('<w:gridSpan w:val="2"/>', "乙")
    second = cell.format("<w:vMerge/>", "") + cell.format("", "1") + cell.format("", "2")
    table = f"<w:tbl><w:tr>{first}</w:tr><w:tr>{second}</w:tr></w:tbl>"
    assert texts(word(table)) == [["甲", "乙"], ["1", "2"]]
    outer = f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>外</w:t></w:r></w:p>{table}</w:tc></w:tr></w:tbl>"
    rows = read_rows(word(outer)).rows
    assert [[(cell.text, cell.column, cell.width) for cell in row.cells] for row in rows] == [
        [("外", 0, 1)],
        [("甲", 0, 1), ("乙", 1, 2)],
        [("1", 1, 1), ("2", 2, 1)],
    ]


# Refusals: one sentence, in time.


def refusal(payload: bytes) -> str:
    started = time.perf_counter()
    with pytest.raises(UnreadablePayload) as refused:
        read_rows(payload)
    assert time.perf_counter() - started < allowance(payload) + 5
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    return sentence


def many_pages(count: int) -> bytes:
    kids = " ".join(f"{number + 3} 0 R" for number in range(count))
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {count}/MediaBox[0 0 9 9]/Kids[{kids}]>>"]
    objects += ["<</Type/Page/Parent 2 0 R>>"] * count
    return pdf_of(*(one.encode() for one in objects))


def pdf_of(*objects: bytes) -> bytes:
    written = b"%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(written))
    return written + head + table + end


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


ONE_PAGE = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 595 842]>>")


def flate_bomb() -> bytes:
    squeezer = zlib.compressobj(9)
    packed = b"".join(squeezer.compress(b"0 0 m 9 9 l S " * 100_000) for _ in range(20)) + squeezer.flush()
    return pdf_of(*ONE_PAGE, b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>", stream(packed, b"/Filter/FlateDecode"))


def forms_in_forms() -> bytes:
    """Each form draws the next one ten times: ten to the twelfth."""
    forms = [
        stream(
            b"/F Do " * 10,
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>" % (number + 6),
        )
        for number in range(12)
    ]
    leaf = stream(b"0 0 m 9 9 l S", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    page_of = b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>"
    return pdf_of(*ONE_PAGE, page_of, stream(b"/F Do"), *forms, leaf)


def zip_bomb() -> bytes:
    stream_ = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word(""))) as source, zipfile.ZipFile(stream_, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name == "word/document.xml":
                with target.open(name, "w") as part:
                    for _ in range(300):
                        part.write(b" " * (1 << 20))
            else:
                target.writestr(name, source.read(name))
    return stream_.getvalue()


def lying_zip() -> bytes:
    """Says that the bomb is one kilobyte."""
    payload = bytearray(zip_bomb())
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = 0
        while (start := payload.find(mark, start + 1)) >= 0:
            if int.from_bytes(payload[start + at : start + at + 4], "little") > 1 << 20:
                payload[start + at : start + at + 4] = (1024).to_bytes(4, "little")
    return bytes(payload)


def sparse_workbook() -> bytes:
    """Two cells, at opposite corners of a sheet of 17 billion."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    one = '<Relationships xmlns="{0}"><Relationship Id="r1" Type="{1}/{2}" Target="{3}"/></Relationships>'
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": one.format(relations, office, "officeDocument", "xl/workbook.xml"),
            "xl/_rels/workbook.xml.rels": one.format(relations, office, "worksheet", "worksheets/sheet1.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
        }
    )


def encrypted_office() -> bytes:
    """The directory of an OLE file with the stream that [MS-OFFCRYPTO] 2.3.4 names."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32], header[48:52], header[76:80] = b"\x09\x00", (1).to_bytes(4, "little"), (0).to_bytes(4, "little")
    header[80:512] = b"\xff" * 432
    table = b"\xfd\xff\xff\xff" + b"\xfe\xff\xff\xff" + b"\xff" * 504
    return bytes(header) + table + _entry("Root Entry", child=1) + _entry("EncryptedPackage") + bytes(256)


def _entry(name: str, child: int = 0xFFFFFFFF) -> bytes:
    entry = bytearray(128)
    encoded = name.encode("utf-16-le") + b"\0\0"
    entry[: len(encoded)] = encoded
    entry[64:66] = len(encoded).to_bytes(2, "little")
    entry[68:76], entry[76:80] = b"\xff" * 8, child.to_bytes(4, "little")
    return bytes(entry)


LAUGHS = "<!DOCTYPE w [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
FOREIGN = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><w>&a;</w>'


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: as_pdf([[Mark("甲", 60, 60)]], secret="x"), "encrypted PDF"),
        (lambda: many_pages(10_000), "10,000 pages"),
        (flate_bomb, "marks|too long|memory"),
        (forms_in_forms, "marks|too long"),
        (zip_bomb, "unpacks to more"),
        (lying_zip, "broken"),
        (lambda: word(f"{LAUGHS}]><w>&i;</w>"), "document type"),
        (lambda: word(FOREIGN), "document type"),
        (sparse_workbook, "cells|memory"),
        (encrypted_office, "encrypted Office"),
        (lambda: zipped({"a.txt": "a"}), "no DOCX, XLSX or OFD"),
        (lambda: b"<html></html>", "no PDF"),
        (lambda: b"%PDF-1.7 and nothing else", "broken"),
        (lambda: zipped({"OFD.xml": "<OFD/>"}), "broken"),
    ],
)
def test_refusals(make: Callable[[], bytes], said: str) -> None:
    assert re.search(said, refusal(make()))


def test_two_hundred_pages_are_read() -> None:
    assert read_rows(many_pages(200)).rows == ()


KINDS: dict[str, Callable[[], bytes]] = {
    "pdf": lambda: as_pdf(pages(JIAXING_OFFICE_2022)),
    "real": HONGZE.__bytes__,
    "docx": BLANK_FORM.__bytes__,
    "xlsx": lambda: as_xlsx(JIAXING_OFFICE_2022),
    "xls": (FIXTURES / "changzhou-2022.xls").read_bytes,
    "ofd": lambda: as_ofd(pages(JIAXING_OFFICE_2022)),
}


def outcome(payload: bytes) -> str:
    try:
        return read_rows(payload).kind
    except UnreadablePayload as refused:
        return str(refused)


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_files_are_read_or_refused(kind: str) -> None:
    """Cut at many places, and with bytes overwritten: a carrier or a refusal, nothing else."""
    whole = KINDS[kind]()
    chance = random.Random(kind)
    damaged = [whole[: len(whole) * part // 16] for part in range(1, 16, 4)] + [whole[:-1], whole[:9]]
    for _ in range(4):
        broken = bytearray(whole)
        for _ in range(chance.choice((1, 20, 400))):
            broken[chance.randrange(8, len(broken))] = chance.randrange(256)
        damaged.append(bytes(broken))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = list(pool.map(outcome, damaged))
    assert all(len(one) < 300 and "\n" not in one for one in outcomes)


def test_a_file_that_was_cut_off_says_so() -> None:
    whole = as_pdf(pages(CHANGZHOU_2022))
    cut = read_rows(whole[: whole.rindex(b"startxref")])
    assert [flag.code for flag in cut.flags] == ["file_incomplete"]
    assert not read_rows(whole).flags


def test_a_stream_without_its_checksum_is_told() -> None:
    content = zlib.compress(b"BT ET")
    whole = pdf_of(
        *ONE_PAGE, b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>", stream(content[:-1] + b"\xff", b"/Filter/FlateDecode")
    )
    assert [flag.code for flag in read_rows(whole).flags] == ["file_damaged"]


def test_the_kind_is_told_by_the_bytes() -> None:
    assert kind_of((FIXTURES / "jiaxing-office-2022.doc").read_bytes()) == Kind.WORD
    assert kind_of((FIXTURES / "changzhou-2022.xls").read_bytes()) == Kind.EXCEL
    assert kind_of(encrypted_office()) == Kind.ENCRYPTED
    assert kind_of(b"\r\n" + HONGZE) == Kind.PDF
    assert kind_of(BLANK_FORM) == Kind.ZIP
    assert kind_of("政府信息公开工作年度报告".encode()) is None


# LibreOffice: missing, late, or there.

RTF = rb"{\rtf1\ansi 1}"


def test_without_libreoffice_the_refusal_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert "install it (apt install libreoffice-writer-nogui)" in refusal(RTF)


def test_a_late_conversion_is_ended_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = tmp_path / "soffice"
    office.write_text(f"#!/bin/sh\nsleep 300 & echo $! > {tmp_path}/child\nwait\n", encoding="ascii")
    office.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setattr(converted, "SECONDS", 1.0)
    assert "too long" in refusal(RTF)
    child = Path("/proc", (tmp_path / "child").read_text(encoding="ascii").strip(), "status")
    assert not child.exists() or "State:\tZ" in child.read_text(encoding="ascii")


def test_a_conversion_without_a_page_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = tmp_path / "soffice"
    office.write_text("#!/bin/sh\nexit 0\n", encoding="ascii")
    office.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert "cannot convert" in refusal(RTF)
