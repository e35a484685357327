"""The prose of generated reports: plain paragraphs whose request figures agree with the tables."""

import json
import random
from pathlib import Path

from tests.portals.codes import RESULTS
from tests.portals.figures import SCALES, Figures, whole

_CONTENT = Path(__file__).with_name("content")
_CHOICES: dict[str, list[str]] = json.loads((_CONTENT / "prose_choices.json").read_text("utf-8"))


def prose(publisher: str, kind: str, year: int, form: str, figures: Figures) -> tuple[str, ...]:
    """Paragraphs of a report, with `[[table n]]` where the form has a table."""
    rng = random.Random(f"prose/{publisher}/{year}")
    size = SCALES[kind].requests
    requests = _requests(figures, form) if figures else _requests_2014(rng, year, size)
    text = (_CONTENT / f"prose_{form}.txt").read_text("utf-8")
    return tuple(
        text.format(
            publisher=publisher,
            year=year,
            next_year=year + 1,
            items=rng.randint(40, 400) + 4 * size,
            documents=whole(figures, ["disclosure.normative_docs.issued"]),
            explained=rng.randint(1, 9) + size // 20,
            messages=rng.randint(0, 60) + size,
            checks=rng.randint(2, 12),
            trainings=rng.randint(1, 6),
            requests=requests,
            reviews=rng.randint(0, size // 40),
            lawsuits=rng.randint(0, size // 60),
            **{name: rng.choice(sentences) for name, sentences in _CHOICES.items()},
        ).splitlines()
    )


def _requests(figures: Figures, form: str) -> str:
    def group(name: str) -> int:
        return whole(figures, [code for code in RESULTS[form] if code.startswith(f"requests.result.{name}")])

    new, carried_in = whole(figures, ["requests.new"]), whole(figures, ["requests.carried_in"])
    reviews = whole(figures, ["review.total"])
    lawsuits = whole(figures, ["litigation.direct.total", "litigation.after_review.total"])
    disputes = f"因政府信息公开引发行政复议{reviews}件、行政诉讼{lawsuits}件。" if reviews + lawsuits else ""
    if new + carried_in == 0:
        return f"本年度未收到政府信息公开申请，无上年结转。{disputes}"
    return (
        f"全年共收到政府信息公开申请{new}件，上年结转{carried_in}件。"
        f"办结{whole(figures, ['requests.result.total'])}件，"
        f"其中予以公开{group('granted')}件，部分公开{group('partial')}件，不予公开{group('refused')}件，"
        f"无法提供{group('unavailable')}件，不予处理{group('not_processed')}件，其他处理{group('other')}件。"
        f"结转下年度继续办理{whole(figures, ['requests.carried_out'])}件。{disputes}"
    )


def _requests_2014(rng: random.Random, year: int, size: int) -> str:
    """Channels, deadlines and replies each add up to the number received, as the form of 2014 asks."""
    in_person, online, letter = (rng.randint(0, size // 3) for _ in range(3))
    received = in_person + online + letter
    extended = rng.randint(0, received // 5)
    granted = rng.randint(0, received)
    refused = rng.randint(0, received - granted)
    return (
        f"{year}年，共收到政府信息公开申请{received}件（当面申请{in_person}件、网络申请{online}件、信函申请{letter}件），"
        f"其中，按期办结{received - extended}件、延期{extended}件。同意公开答复{granted}件、不同意公开答复{refused}件、"
        f"申请信息不存在{received - granted - refused}件。"
    )
