"""How the challenges of the shields look that Chinese portals stand behind, as data. They are recognised, never solved."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Shield:
    """One way a shield answers instead of the page: a short page without words that bears all ``marks``."""

    name: str
    source: str
    """Where it was met, and how."""
    marks: Sequence[bytes]
    """Regular expressions, case folded."""
    statuses: frozenset[int] = frozenset({200, 202, 400, 403, 405, 412, 503, 521})
    max_bytes: int = 16_384
    _patterns: list[re.Pattern[bytes]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_patterns", [re.compile(mark, re.IGNORECASE) for mark in self.marks])

    def fits(self, status: int, entity: bytes) -> bool:
        """Whether an answer, which has been found to hold no words, is this shield's."""
        return (
            status in self.statuses
            and len(entity) <= self.max_bytes
            and all(pattern.search(entity) for pattern in self._patterns)
        )


SHIELDS: Sequence[Shield] = (
    Shield("加速乐 (知道创宇)", "521, at times 200: Hefei, Yancheng, Hangzhou", [rb"__jsl_clearance"]),
    Shield(
        "加速乐 (知道创宇)",
        "its first stage: a cookie is made by script and the page asked again",
        [rb"document\.cookie\s*=", rb"location\.href\s*="],
        frozenset({521}),
    ),
    Shield("Aliyun WAF", "acw_sc__v2 at 200", [rb"acw_sc__v2|var\s+arg1\s*=\s*'[0-9a-f]{40}'"], max_bytes=65_536),
    Shield("瑞数", "412 or 202: Gansu, the health commission, Yiyang", [rb"\$_ts\b"], max_bytes=1 << 20),
    Shield("瑞数", "one big script and no words", [rb"<script"], frozenset({202, 400, 412}), 1 << 20),
    Shield("slider of a CDN", "yd_cookie, a slider page", [rb"yd_cookie|nocaptcha|slidecaptcha"]),
    Shield(
        "script stub",
        "counties of Jiangxi answer 200 with about 1,166 bytes of script",
        [rb"<script", rb"document\.cookie|eval\(|fromCharCode|_0x[0-9a-f]{4}|atob\("],
        frozenset({200}),
        2_048,
    ),
)
