"""Bytes to annual report: pure functions without network, clock, or any file but the codebook.

    payload ── payload ──> charset ──> text ──┬─ page (shown, grid) ──┐
                  │ refuses binaries          └─ plain ───────────────┴─> rows
                                                                           │
        ┌──────────────────────────────────────────────────────────────────┤
        v                                                                  v
    scan ──> naming ──> tables (heads, cells, values) ──> observations   headline, sections, metadata,
    where the tables    labels not quite                    │            period, publisher, damage
    stand               as in the form                      v
                                                       layout ──> checks

Tables whose form was met before are read by `recurring`, from what scan and tables made of that form (`blank_form`). Scanned pages
and pictures go through `ocr` first, whose referee says which figures are confirmed. `extract` is the one door; `embedded` lists the
pictures and attachments of the same page; `parse_title` judges a title met in a list. What the reports contain is data, in
`codebook.json`. After the checks, `locate` names the cell that explains what fails, `solve` what a damaged cell must have been;
before them, `proof` tells the figures of a row apart whose boundaries are lost, if the identities leave one way only; `explain`
shows the evidence for one figure (`quote`, `markup`).
"""

from extraction.assembly import extract, extract_with_layers
from extraction.attachments import embedded
from extraction.codebook import CODEBOOK
from extraction.payload import UnreadablePayload
from extraction.report import EXTRACTOR_VERSION, AnnualReport, Check, Flag, Observation, Section, Status, Verdict
from extraction.title import Title, parse_title
from extraction.twins import Part

__all__ = [
    "CODEBOOK",
    "EXTRACTOR_VERSION",
    "AnnualReport",
    "Check",
    "Flag",
    "Observation",
    "Part",
    "Section",
    "Status",
    "Title",
    "UnreadablePayload",
    "Verdict",
    "embedded",
    "extract",
    "extract_with_layers",
    "parse_title",
]
