"""Tables in pictures against plain OCR of the same pictures, on one core: ``python -m benchmarks.pictures``.

Plain OCR gives lines of text without cells, so its time is the floor; beside it stands what ours could confirm.
"""

import os
import time
from collections.abc import Callable
from functools import cache, partial

import numpy as np
import rapidocr

from extraction.ocr import PictureTables, read_picture_tables
from extraction.report import Status
from tests.pictures import FOLDER, PICTURES, opened, printed_in, wrong_in

GOAL = 10.0
_KNOWN = (Status.NUMBER, Status.BLANK, Status.MARK)
_ONE_THREAD = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}


def main() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    for job in (plain, read):  # loads the models
        job(PICTURES[0])
    figures = confirmed = wrong = 0
    slowest = 0.0
    print(f"{'picture':34} {'plain s':>8} {'ours s':>7} {'ratio':>6}   confirmed")
    for name in PICTURES:
        floor, ours = seconds(partial(plain, name)), seconds(partial(read, name))
        printed, found = printed_in(name), read(name)
        known = sum(one.status in _KNOWN for one in found.tables.observations.values())
        figures, confirmed, wrong = figures + len(printed), confirmed + known, wrong + len(wrong_in(found, printed))
        slowest = max(slowest, ours)
        print(f"{name:34} {floor:8.2f} {ours:7.2f} {ours / floor:6.2f}   {known} of {len(printed)}")
    print(f"confirmed {confirmed} of {figures}, wrong {wrong}; slowest {slowest:.2f} s, goal {GOAL:.0f} s")


def plain(name: str) -> object:
    return _engine()(np.asarray(opened(name).convert("RGB"))[:, :, ::-1])


@cache
def _engine() -> rapidocr.RapidOCR:
    return rapidocr.RapidOCR(params={"Global.log_level": "error", **_ONE_THREAD})


def read(name: str) -> PictureTables:
    return read_picture_tables({name: (FOLDER / name).read_bytes()})


def seconds(job: Callable[[], object]) -> float:
    """Processor time."""
    start = time.process_time()
    job()
    return time.process_time() - start


if __name__ == "__main__":
    main()
