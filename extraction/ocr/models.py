"""The two models, loaded once per process from the files that come inside the rapidocr wheel; nothing is ever fetched.

The detector is asked through rapidocr. The recogniser (PP-OCRv6 small) is run directly, because reading digits needs its
probabilities and not only its best guess. One thread each: a crawl runs one process per core.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import onnxruntime  # type: ignore[import-untyped]
import rapidocr
from numpy.typing import NDArray

from extraction.ocr.pixels import Box, Pixels

Probabilities = NDArray[np.float32]
"""Steps along the line x characters."""

_DETECTOR = "PP-OCRv6_det_small.onnx"
_RECOGNISER = "PP-OCRv6_rec_small.onnx"
_LINE_HEIGHT = 48
"""What the recogniser was trained on."""
_NARROWEST = 64
_WIDEST = 3200
_BATCH_WIDTH = 1600
"""Pixels of line per run; bounds memory, for each step has 18,710 probabilities."""


class Recogniser(NamedTuple):
    session: onnxruntime.InferenceSession
    characters: tuple[str, ...]
    """By number; the first stands for no character."""


def _model(name: str) -> str:
    return str(Path(rapidocr.__file__).parent / "models" / name)


@cache
def _detector() -> rapidocr.RapidOCR:
    # Sizes are chosen by `find_text`, so the library's own limits are set out of the way.
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.min_side_len": 1,
            "Global.max_side_len": 100_000,
            "Global.use_vertical_padding": False,
            "Det.model_path": _model(_DETECTOR),
            "Det.limit_side_len": 32,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


@cache
def recogniser() -> Recogniser:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(_model(_RECOGNISER), options, providers=["CPUExecutionProvider"])
    characters = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return Recogniser(session, ("", *characters, " "))


def detect(pixels: Pixels) -> list[Box]:
    """Boxes around lines of text."""
    found = _detector()(pixels, use_det=True, use_cls=False, use_rec=False)
    quadrangles = getattr(found, "boxes", None)  # four kinds of result, and only this kind has boxes
    if quadrangles is None:
        return []
    height, width = pixels.shape[:2]
    boxes = []
    for corners in np.asarray(quadrangles):
        left, top = np.floor(corners.min(axis=0)).astype(int).tolist()
        right, bottom = np.ceil(corners.max(axis=0)).astype(int).tolist()
        boxes.append((max(0, left), max(0, top), min(width, right), min(height, bottom)))
    return [box for box in boxes if box[0] < box[2] and box[1] < box[3]]


def recognise(lines: Sequence[Pixels]) -> list[Probabilities]:
    """For each picture of one line the probabilities of all characters, step by step."""
    widths = [max(_NARROWEST, min(_WIDEST, round(line.shape[1] * _LINE_HEIGHT / line.shape[0]))) for line in lines]
    order = sorted(range(len(lines)), key=widths.__getitem__)
    results: list[Probabilities] = [np.empty((0, 0), np.float32)] * len(lines)
    while order:
        batch = order[: max(1, _BATCH_WIDTH // widths[order[0]])]
        while len(batch) > 1 and len(batch) * widths[batch[-1]] > _BATCH_WIDTH:
            batch.pop()
        order = order[len(batch) :]
        widest = widths[batch[-1]]
        session = recogniser().session
        inputs = np.stack([_prepared(lines[number], widest) for number in batch])
        (outputs,) = session.run(None, {session.get_inputs()[0].name: inputs})
        for number, output in zip(batch, np.asarray(outputs, dtype=np.float32), strict=True):
            results[number] = output
    return results


def _prepared(line: Pixels, width: int) -> NDArray[np.float32]:
    """Scaled to the height of a line, from -1 to 1, filled up with grey on the right, as in training."""
    own = min(width, max(1, round(line.shape[1] * _LINE_HEIGHT / line.shape[0])))
    scaled = cv2.resize(line, (own, _LINE_HEIGHT), interpolation=cv2.INTER_LINEAR).astype(np.float32)
    filled = np.zeros((3, _LINE_HEIGHT, width), np.float32)
    filled[:, :, :own] = scaled.transpose(2, 0, 1) / 127.5 - 1
    return filled
