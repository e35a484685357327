"""A table whose form was met before is read as if it never had been, whatever was read in between."""

import re
from pathlib import Path
from random import Random

import pytest

from extraction import AnnualReport, contents, extract_with_layers
from extraction.blank_form import read_form, table_matters
from extraction.document import read_document
from extraction.grid import _FIGURE, Grid, _known_lines
from extraction.layers import Layers
from extraction.shown import FIGURE
from tests.damaging import DAMAGES
from tests.truths import pages

FIXTURES = Path(__file__).parent / "fixtures"
PAYLOADS = [path.read_bytes() for path in sorted(FIXTURES.glob("*/page.*"))]
_CELL = re.compile(r"(?<=>)\d{1,6}(?=<)")


def forget() -> None:
    for cached in (read_form, table_matters, _known_lines):
        cached.cache_clear()


def variants(chance: Random) -> list[bytes]:
    """The golden pages as they are, with other figures, with blanks among them, and damaged."""
    texts = [page.text for page in pages()]
    filled = [_CELL.sub(lambda _: str(chance.randrange(10 ** chance.randrange(1, 7))), text) for text in texts]
    partly = [_CELL.sub(lambda cell: chance.choice((cell[0], "0", "")), text) for text in texts]
    damaged = [chance.choice(DAMAGES)(text, chance) for text in texts]
    return [*PAYLOADS, *(text.encode() for text in (*filled, *partly, *damaged))]


def without_memory(payload: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[AnnualReport, Layers]:
    with monkeypatch.context() as patch:
        patch.setattr(contents, "recall", lambda _: None)
        return extract_with_layers(payload)


@pytest.mark.parametrize("seed", range(2))
def test_the_same_with_and_without_memory_in_any_order(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = Random(seed)
    payloads = variants(chance)
    forget()
    alone = [without_memory(payload, monkeypatch) for payload in payloads]
    for _ in range(2):
        order = chance.sample(range(len(payloads)), len(payloads))
        assert [number for number in order if extract_with_layers(payloads[number]) != alone[number]] == []
    assert read_form.cache_info().hits > len(pages()), "otherwise nothing was shown"


def test_what_is_kept_of_a_table_has_none_of_its_figures() -> None:
    closed = [row.table for page in pages() for row in read_document(page.text.encode()).rows if not row.cells]
    forms = [grid.form for grid in closed if isinstance(grid, Grid)]
    assert len(forms) > len(pages())
    assert not [form for form in forms if _FIGURE.search(form)]
    assert not [grid.form for grid in closed if isinstance(grid, Grid) and grid.form.count(FIGURE) != len(grid.figures)]
