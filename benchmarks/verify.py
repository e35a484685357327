"""`scrapy verify` against plain inflate and SHA-256 over the same files: ``python -m benchmarks.verify [--quick]``."""

import hashlib
import tempfile
import zlib
from functools import partial
from pathlib import Path

from archive.verify import verify
from benchmarks.filled import filled
from benchmarks.measuring import Row, Spread, main, rounds

GOAL = 2.0
_READ = 1 << 16


def rows(*, quick: bool = False) -> list[Row]:
    pages, count = (100, 1) if quick else (800, 3)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        filled(folder, pages)
        taken = rounds({"floor": partial(floor, folder), "verify": partial(whole, folder)}, count)
    least, ours = ([seconds / pages * 1000 for seconds in taken[job]] for job in ("floor", "verify"))
    return [
        Row("floor: inflate + sha256 of the files", f"{Spread.of(least).median:.3f} ms"),
        Row("`scrapy verify`", f"{Spread.of(ours).median:.3f} ms", Spread.ratio(ours, least), GOAL),
    ]


def floor(folder: Path) -> bytes:
    """The least that reads and hashes everything: one inflater after the other over each file."""
    sha256 = hashlib.sha256()
    for path in sorted((folder / "warc").iterdir()):
        with path.open("rb") as stream:
            unpacker = zlib.decompressobj(31)
            while data := stream.read(_READ):
                while data:
                    sha256.update(unpacker.decompress(data))
                    data = unpacker.unused_data
                    if unpacker.eof:
                        unpacker = zlib.decompressobj(31)
    return sha256.digest()


def whole(folder: Path) -> None:
    verdict = verify(folder)
    if verdict.problems:
        raise SystemExit("\n".join(verdict.problems))


if __name__ == "__main__":
    main(rows, __doc__)
