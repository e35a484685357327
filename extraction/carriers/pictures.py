"""Pages of a PDF as pictures, by pypdfium2 (Apache-2.0 / BSD-3-Clause)."""

import io
from collections.abc import Iterator, Sequence

from extraction.carriers.printed import MOST_PAGES
from extraction.payload import UnreadablePayload

_DPI = 200
_MOST_PIXELS = 30_000_000
"""A page of A3 at 200 dpi has 8 million."""


def render(payload: bytes, pages: Sequence[int]) -> Iterator[bytes]:
    """PNG of each page asked for (from 1), or of all; larger pages than A3 get fewer dots."""
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415 - native code, loaded only where it is confined

    document = pypdfium2.PdfDocument(payload)
    if len(document) > MOST_PAGES:
        raise UnreadablePayload(f"The payload is a PDF of {len(document):,} pages; at most {MOST_PAGES} are read.")
    for number in pages or range(1, len(document) + 1):
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(_DPI / 72, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
        picture = io.BytesIO()
        page.render(scale=scale).to_pil().save(picture, "PNG", dpi=(scale * 72, scale * 72))
        yield picture.getvalue()
