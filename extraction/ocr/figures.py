"""Reads the cells of one table: labels as text, everything else twice as figures."""

import re
from collections.abc import Mapping, Sequence

from extraction.ocr.decoding import decode, decode_figure
from extraction.ocr.evidence import Evidence, Reading
from extraction.ocr.ink import Ink, cut, ink_of
from extraction.ocr.models import Probabilities, recognise
from extraction.ocr.pitch import with_pitch
from extraction.ocr.pixels import Box, Pixels
from extraction.ocr.rulings import Mask
from extraction.ocr.whole import in_lines
from extraction.report import Status
from extraction.values import read

_HAN = re.compile("[\u4e00-\u9fff]")
_LABEL = 2
"""Chinese characters; the mark 无 has one."""
_SURE = 0.5
"""Below it a figure is only what is left when nothing else may be written."""


def read_cells(
    pixels: Pixels, gray: Mask, cells: Sequence[Box], text: Mapping[int, list[Box]], crossed: set[int]
) -> list[str | Evidence]:
    """For each cell its label, or the evidence for its figure."""
    boxes = [(number, box) for number in text for line in in_lines(text[number]) for box in line]
    seen = recognise([pixels[box[1] : box[3], box[0] : box[2]] for _, box in boxes])
    whole: dict[int, list[tuple[Box, Probabilities]]] = {}
    for (number, box), probabilities in zip(boxes, seen, strict=True):
        whole.setdefault(number, []).append((box, probabilities))
    labels = {number: _text(found) for number, found in whole.items()}
    inks = {
        number: ink
        for number, cell in enumerate(cells)
        if not _is_label(labels.get(number, "")) and (ink := ink_of(gray, cell))
    }
    lines = [(number, line) for number, ink in inks.items() for line in ink.lines]
    single: dict[int, list[Probabilities]] = {}
    for (number, _), probabilities in zip(lines, recognise([cut(pixels, line) for _, line in lines]), strict=True):
        single.setdefault(number, []).append(probabilities)
    read_in_cells: list[str | Evidence] = []
    for number in range(len(cells)):
        label = labels.get(number) or "".join(decode(probabilities).text for probabilities in single.get(number, ()))
        if _is_label(label):
            read_in_cells.append(label)
            continue
        found = _of_whole(whole.get(number, []))
        read_in_cells.append(_evidence(found, single.get(number, []), inks.get(number), crossing=number in crossed))
    return with_pitch(read_in_cells)


def _is_label(text: str) -> bool:
    return len(_HAN.findall(text)) >= _LABEL and read(text).status == Status.TEXT


def _text(found: Sequence[tuple[Box, Probabilities]]) -> str:
    return "".join(decode(probabilities).text for _, probabilities in found)


def _evidence(whole: Reading | None, single: list[Probabilities], ink: Ink | None, *, crossing: bool) -> Evidence:
    cell = _joined([_figure_first(probabilities) for probabilities in single], "")
    if ink is None:
        return Evidence(whole, None, blank=whole is None, crossing=crossing)
    clear = cell is not None and ink.digits == sum(map(str.isdecimal, cell.text))
    return Evidence(
        whole, cell, blank=False, height=ink.height, width=ink.width, clear_cut=clear, mark=ink.mark, crossing=crossing
    )


def _of_whole(found: Sequence[tuple[Box, Probabilities]]) -> Reading | None:
    """Boxes side by side are two numbers in one cell, boxes under each other one number wrapped."""
    by_box = {box: _text_first(probabilities) for box, probabilities in found}
    lines = [_joined([by_box[box] for box in line], " ") for line in in_lines(by_box)]
    return _joined([line for line in lines if line], "")


def _joined(parts: Sequence[Reading], between: str) -> Reading | None:
    written = [part for part in parts if part.text]
    if not written:
        return None
    return Reading(between.join(part.text for part in written), min(part.confidence for part in written))


def _text_first(probabilities: Probabilities) -> Reading:
    text = decode(probabilities)
    if read(text.text).status in {Status.NUMBER, Status.MARK}:
        return text
    figure = decode_figure(probabilities)
    return figure if figure.confidence >= _SURE or not text.text else text


def _figure_first(probabilities: Probabilities) -> Reading:
    figure = decode_figure(probabilities)
    return (
        figure if figure.confidence >= _SURE else max(decode(probabilities), figure, key=lambda seen: seen.confidence)
    )
