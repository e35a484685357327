"""The process in which a file is read: ``python -m extraction.carriers rows|images SECONDS SIZE [PAGE…] < FILE``.

Nothing is caught here but refusals: any other exception ends the process, which is how the door learns of it.
"""

import base64
import json
import logging
import sys

from extraction.carriers.carrier import to_json
from extraction.carriers.confined import limit
from extraction.carriers.kinds import Kind, kind_of
from extraction.payload import UnreadablePayload


def read(payload: bytes) -> str:
    """The carrier as JSON; each kind imports its own library only."""
    kind = kind_of(payload)
    if kind == Kind.PDF:
        from extraction.carriers.pdf import read_pdf  # noqa: PLC0415

        return to_json(read_pdf(payload))
    if kind == Kind.EXCEL:
        from extraction.carriers.workbook import read_workbook  # noqa: PLC0415

        return to_json(read_workbook(payload, "xls"))
    from extraction.carriers.package import read_package  # noqa: PLC0415

    return to_json(read_package(payload))


def images(payload: bytes, pages: list[int]) -> str:
    from extraction.carriers.pictures import render  # noqa: PLC0415

    return json.dumps([base64.b64encode(image).decode() for image in render(payload, pages)])


def main() -> None:
    task, seconds, size, *pages = sys.argv[1:]
    limit(int(seconds), int(size))
    logging.lastResort = None  # what libraries find odd is no complaint of ours
    payload = sys.stdin.buffer.read()
    try:
        answer = read(payload) if task == "rows" else images(payload, list(map(int, pages)))
    except UnreadablePayload as refusal:
        answer, task = json.dumps(str(refusal)), "refused"
    sys.stdout.write(f'{{"{"refused" if task == "refused" else "read"}": {answer}}}')


if __name__ == "__main__":
    main()
