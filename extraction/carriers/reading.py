"""The door: a file in, its rows out, read in a process of its own (see `confined`)."""

import base64
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from extraction.carriers.carrier import Carrier, from_json
from extraction.carriers.confined import allowance, patience, run
from extraction.carriers.converted import read_converted
from extraction.carriers.kinds import Kind, kind_of
from extraction.payload import UnreadablePayload

_ROOT = Path(__file__).resolve().parents[2]
_LARGEST = 100 << 20
_NAMES = {
    Kind.PDF: "a PDF",
    Kind.ZIP: "a ZIP package",
    Kind.WORD: "an old Word or WPS document",
    Kind.EXCEL: "an old Excel or ET workbook",
    Kind.RTF: "an RTF document",
}


def read_rows(payload: bytes) -> Carrier:
    """The rows of a file. Raises UnreadablePayload if it is of no kind read here, broken, encrypted or too much."""
    kind = kind_of(payload)
    if kind is None or kind == Kind.OLE:
        raise UnreadablePayload("The payload is no PDF, OFD or Office document that could be read for its rows.")
    if kind == Kind.ENCRYPTED:
        raise UnreadablePayload(
            "The payload is an encrypted Office document; ask the publisher for one without a password."
        )
    if kind in {Kind.WORD, Kind.RTF}:
        return read_converted(payload, kind, _NAMES[kind])
    return from_json(_confined("rows", payload, _NAMES[kind]))


def images_of(payload: bytes, carrier: Carrier) -> dict[str, bytes]:
    """Pictures that stand where text should, by what their locators begin with: scanned pages of a PDF, pictures in a DOCX.

    Pages of an OFD and pictures in old Word files are not drawn; their rows say that they are there.
    """
    if carrier.kind == Kind.PDF and carrier.scanned:
        return {
            f"page{number}": image
            for number, image in zip(carrier.scanned, page_images(payload, carrier.scanned), strict=True)
        }
    if carrier.kind == "docx":
        names = list(dict.fromkeys(row.image for row in carrier.rows if row.image))
        return dict(zip(names, _images(payload, Kind.ZIP, names), strict=True)) if names else {}
    return {}


def page_images(payload: bytes, pages: Sequence[int] = ()) -> list[bytes]:
    """The pages of a PDF as PNG pictures of 200 dots per inch, for reading scans: those asked for, or all."""
    if kind_of(payload) != Kind.PDF:
        raise UnreadablePayload("The payload is no PDF, so it has no pages to make pictures of.")
    return _images(payload, Kind.PDF, map(str, pages))


def _images(payload: bytes, kind: Kind, names: Iterable[str]) -> list[bytes]:
    return [base64.b64decode(image) for image in _confined("images", payload, _NAMES[kind], *names)]


def _confined(task: str, payload: bytes, what: str, *arguments: str) -> Any:  # noqa: ANN401 - JSON
    if len(payload) > _LARGEST:
        raise UnreadablePayload(f"The payload is {what} of more than {_LARGEST >> 20} MB; look at it by hand.")
    seconds = allowance(payload)
    command = [sys.executable, "-m", "extraction.carriers", task, str(seconds), str(len(payload)), *arguments]
    output = run(
        command,
        payload,
        what,
        seconds=patience(seconds),
        folder=_ROOT,
        PYTHONPATH=str(_ROOT),
        PYTHONWARNINGS="ignore",
        RUST_BACKTRACE="0",
    )
    answer = json.loads(output)
    if "refused" in answer:
        raise UnreadablePayload(answer["refused"])
    return answer["read"]
