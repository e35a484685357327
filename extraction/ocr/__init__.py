"""Pictures of tables to rows and evidence, offline, and a referee who says which figures are confirmed.

    bytes ── pixels ──> upright ──> rulings ──> lattice (frames) ──> cells with spans ─┐
             refuses    turns       long        spans by the         read twice:       ├─> picture ──> rows ──> gather,
             by name    scans       lines       form or the lines    whole, figures    │                        scan,
                           └──────> whole ──────────────────────────────(models,  ─────┘                        read_tables
                                    text found in the whole picture      decoding, ink)     └─> evidence           │
                                                                                                     │             v
                                                                                                     └────────> referee

The packages are an optional extra (``ocr``); nothing here needs them until a picture is read. The models come inside the
rapidocr wheel, are loaded once per process and run on one thread; nothing is fetched.
"""

from extraction.ocr.door import OcrNotInstalled, UnreadablePicture, is_picture, read_picture
from extraction.ocr.evidence import ORIGIN
from extraction.ocr.tables import NOT_INSTALLED, NOT_READ, PictureTables, read_picture_tables

__all__ = [
    "NOT_INSTALLED",
    "NOT_READ",
    "ORIGIN",
    "OcrNotInstalled",
    "PictureTables",
    "UnreadablePicture",
    "is_picture",
    "read_picture",
    "read_picture_tables",
]
