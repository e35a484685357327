"""The process in which a file is read: ``python -m extraction.carriers rows|images SECONDS SIZE [PAGE or PART…] < FILE``.

Nothing is caught here but refusals: any other exception ends the process, which is how the door learns of it.
"""

import base64
import json
import logging
import sys
from collections.abc import Iterable

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


def images(payload: bytes, names: list[str]) -> str:
    """Pages of a PDF as pictures, or the pictures in a package, one string of base64 for each."""
    found: Iterable[bytes]
    if kind_of(payload) == Kind.PDF:
        from extraction.carriers.pictures import render  # noqa: PLC0415

        found = render(payload, list(map(int, names)))
    else:
        from extraction.carriers.packed import Package  # noqa: PLC0415

        package = Package(payload)
        found = (package.bytes_of(name) if package.has(name) else b"" for name in names)
    return json.dumps([base64.b64encode(image).decode() for image in found])


def main() -> None:
    task, seconds, size, *names = sys.argv[1:]
    limit(int(seconds), int(size))
    logging.lastResort = None  # what libraries find odd is no complaint of ours
    payload = sys.stdin.buffer.read()
    try:
        answer = read(payload) if task == "rows" else images(payload, names)
    except UnreadablePayload as refusal:
        answer, task = json.dumps(str(refusal)), "refused"
    sys.stdout.write(f'{{"{"refused" if task == "refused" else "read"}": {answer}}}')


if __name__ == "__main__":
    main()
