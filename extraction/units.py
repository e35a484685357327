"""Units printed in the heads of amounts, such as 本年收费金额(单位:万元)."""

import re
from collections.abc import Sequence

from extraction.rows import Row

_AMOUNT = re.compile(r"金额[^元]{0,8}?(亿元|万元|元)")


def printed_unit(heads: Sequence[Row]) -> str:
    """The unit an amount is printed in, empty if the heads name none.

    Not every publisher keeps the form's 万元, and a change of unit is a change of the figure by ten thousand.
    """
    for row in heads:
        for cell in row.cells:
            found = _AMOUNT.search(cell.text)
            if found:
                return found[1]
    return ""
