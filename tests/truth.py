"""The figures of two real reports, read off the texts by hand and in order, apart from the extractor.

Table 3 has one line per row of 国办公开办函〔2021〕30号, seven columns each.
"""

from extraction.codebook import CODEBOOK
from extraction.labels import APPLICANTS

FORM = CODEBOOK.layouts["f2021"]
Figures = dict[tuple[str, str | None], str]


def _figures(*, disclosure: str, requests: str, disputes: str) -> Figures:
    first = [code for block in FORM.blocks for row in block.rows for code in row.codes]
    figures: Figures = {(code, None): value for code, value in zip(first, disclosure.split(), strict=True)}
    keys = [(code, applicant) for code in FORM.requests for applicant in APPLICANTS]
    figures |= dict(zip(keys, requests.split(), strict=True))
    return figures | {(code, None): value for code, value in zip(FORM.disputes, disputes.split(), strict=True)}


CHANGZHOU_2022 = _figures(
    disclosure="2 0 17 49 18 420 3601228 3631890 66586 181321.09",
    requests="""
        2512 172 0 4 61 3 2752
        58 2 0 0 0 0 60
        738 34 0 2 15 2 791
        411 19 0 0 12 0 442
        15 1 0 0 0 0 16
        7 0 0 0 0 0 7
        0 1 0 0 0 0 1
        29 0 0 0 3 0 32
        16 1 0 0 0 0 17
        11 0 0 0 0 0 11
        8 0 0 0 0 0 8
        28 1 0 0 0 0 29
        933 97 0 1 23 1 1055
        27 0 0 0 0 0 27
        7 0 0 0 0 0 7
        68 6 0 0 0 0 74
        59 1 0 0 3 0 63
        0 0 0 0 0 0 0
        0 0 0 0 0 0 0
        3 0 0 0 0 0 3
        49 6 0 0 5 0 60
        1 0 0 0 0 0 1
        36 5 0 0 0 0 41
        2446 172 0 3 61 3 2685
        124 2 0 1 0 0 127
    """,
    disputes="57 19 14 25 115 64 6 33 18 121 18 0 4 10 32",
)

JIAXING_OFFICE_2022 = _figures(
    disclosure="1 0 4 21 1 422 0 0 0 0",
    requests="""
        56 2 0 0 0 0 58
        3 0 0 0 0 0 3
        17 1 0 0 0 0 18
        2 0 0 0 0 0 2
        1 0 0 0 0 0 1
        0 0 0 0 0 0 0
        0 0 0 0 0 0 0
        0 0 0 0 0 0 0
        0 0 0 0 0 0 0
        0 0 0 0 0 0 0
        0 0 0 0 0 0 0
        0 0 0 0 0 0 0
        26 1 0 0 0 0 27
        0 0 0 0 0 0 0
        2 0 0 0 0 0 2
        3 0 0 0 0 0 3
        1 0 0 0 0 0 1
        0 0 0 0 0 0 0
        2 0 0 0 0 0 2
        0 0 0 0 0 0 0
        3 0 0 0 0 0 3
        0 0 0 0 0 0 0
        0 0 0 0 0 0 0
        57 2 0 0 0 0 59
        2 0 0 0 0 0 2
    """,
    disputes="1 0 0 0 1 0 0 0 0 0 2 0 0 0 2",
)
