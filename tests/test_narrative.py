"""Figures in prose: five real reports, composed sentences with their traps, and damage that must not invent a figure.

What is expected was written before the patterns were run, one line per claim, in the order of the text:
``<codes> = <value or pattern> <unit> @<scope> (<share>%)``.
"""

import json
import random
import re
import time
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction import Observation, Status, Verdict, extract
from extraction.codebook import CODEBOOK
from extraction.narrative import Claim, Passage, compare_claims, matches, passages, quoted, read_claims
from extraction.narrative.amounts import OF_REQUESTS, PARTS, Amounts
from extraction.narrative.comparison import _IDENTITIES
from extraction.narrative.patterns import wordings_by_layout
from tests.damaging import through_gbk
from tests.truth import CHANGZHOU_2022, JIAXING_OFFICE_2022, Figures

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
SEEDS: dict[str, Any] = json.loads((FIXTURES / "narrative" / "seeds.json").read_text(encoding="utf-8"))
SNIPPETS: list[dict[str, Any]] = json.loads((FIXTURES / "narrative" / "snippets.json").read_text(encoding="utf-8"))
HAN = "政府信息公开申请收到受理答复办结不予公开结转下年行政复议诉讼未件条,;。()《》、的共其中2022年"


def told(claim: Claim) -> str:
    number = claim.value if claim.value is not None else claim.pattern
    scope = f" @{claim.scope}" if claim.scope else ""
    share = f" ({claim.share}%)" if claim.share else ""
    return f"{' + '.join(claim.indicators)} = {number} {claim.unit}".rstrip() + scope + share


def read(snippet: dict[str, Any], text: str | None = None) -> tuple[Claim, ...]:
    passage = Passage(snippet["text"] if text is None else text, snippet.get("heading", ""))
    return read_claims([passage], layout=snippet["layout"], year=snippet["year"])


@cache
def seed_prose(name: str) -> tuple[Passage, ...]:
    return tuple(passages(extract((FIXTURES / name / "page.txt").read_bytes()).sections))


def seed_claims(name: str) -> tuple[Claim, ...]:
    return read_claims(seed_prose(name), layout=SEEDS[name]["layout"], year=SEEDS[name]["year"])


def values(claims: tuple[Claim, ...], *codes: str) -> list[int]:
    found = {claim.indicators[0]: int(claim.value) for claim in claims if claim.value and len(claim.indicators) == 1}
    return [found[code] for code in codes]


NOTHING = Amounts({})


def amounts(figures: Figures, **changes: str) -> Amounts:
    printed: dict[tuple[str, str | None], str] = {**figures}
    for key, text in changes.items():
        code, _, applicant = key.replace("__", ".").partition("-")
        printed[code, applicant or None] = text
    return Amounts(
        {
            (code, who): Observation(
                code, who, text or None, Status.NUMBER if text else Status.BLANK, text, "件", "table", None
            )
            for (code, who), text in printed.items()
        }
    )


@pytest.mark.parametrize("name", SEEDS)
def test_real_reports(name: str) -> None:
    assert [told(claim) for claim in seed_claims(name)] == SEEDS[name]["claims"]


@pytest.mark.parametrize("snippet", SNIPPETS, ids=[snippet["name"] for snippet in SNIPPETS])
def test_snippets(snippet: dict[str, Any]) -> None:
    assert [told(claim) for claim in read(snippet)] == snippet["claims"]


@pytest.mark.parametrize("name", SEEDS)
def test_claims_lead_back_to_the_text(name: str) -> None:
    prose = {passage.place: passage.text for passage in seed_prose(name)}
    for claim in seed_claims(name):
        place, _, span = claim.locator.partition("#chars ")
        text = prose[place]
        assert span == f"{claim.start}-{claim.end}"
        number = claim.value if claim.value is not None else (claim.pattern or "")
        printed = text[claim.start : claim.end]
        assert re.match(r"\??\d*", printed)[0] == number or (number == "0" and "收" in printed)  # type: ignore[index]
        assert claim.raw in text
        assert printed in claim.raw


def test_positions_count_from_where_the_passage_begins() -> None:
    (claim,) = read_claims([Passage("收到　政府信息公开申请　１２件。", place="opening", start=100)])
    assert (claim.start, claim.end, claim.locator) == (112, 115, "opening#chars 112-115")


def test_232_requests_add_up_three_ways() -> None:
    claims = seed_claims("seed_004")
    new, gave = values(claims, "requests.new", "replies.refused")
    channels = ("in_person", "online", "letter")
    assert sum(values(claims, *(f"requests.channel.{one}" for one in channels))) == new == 232
    assert sum(values(claims, "requests.closed.on_time", "requests.closed.extended")) == new
    kinds = ("already_public", "granted", "partial", "refused", "not_responsible", "not_exist", "needs_correction")
    assert sum(values(claims, *(f"replies.{kind}" for kind in kinds), "replies.other_channel")) == new
    assert (
        sum(values(claims, *(f"replies.refused.{why}" for why in ("privacy", "not_gov_info", "other_legal")))) == gave
    )


@pytest.mark.parametrize(("name", "figures"), [("seed_000", CHANGZHOU_2022), ("seed_001", JIAXING_OFFICE_2022)])
def test_prose_of_real_reports_agrees_with_their_tables(name: str, figures: Figures) -> None:
    claims = seed_claims(name)
    checks = compare_claims(claims, amounts(figures))
    assert {check.verdict for check in checks} == {Verdict.PASS}
    printed = amounts(figures)
    compared = [(claim, amount) for claim in claims if (amount := printed.sum(claim.indicators))]
    assert len(compared) == 13
    for claim, amount in compared:
        number = str(amount.value)
        assert claim.value == number or (claim.pattern is not None and matches(claim.pattern, number))
    assert {claim.indicators for claim, _ in compared} >= {
        check_claim for check_claim in _IDENTITIES if name == "seed_x"
    }


def test_a_check_names_what_the_sentence_was_found_equal_to() -> None:
    text = "收到政府信息公开申请61件,无法提供27件,答复58件。"
    claims = read_claims([Passage(text)])
    checks = {check.identity: check for check in compare_claims(claims, amounts(JIAXING_OFFICE_2022))}
    new, unavailable, total = checks["N-NEW"], checks["N-UNAVAILABLE"], checks["N-TOTAL"]
    assert (new.scope, new.verdict) == ("requests.new + requests.carried_in", Verdict.PASS)
    assert (unavailable.scope, unavailable.verdict) == ("requests.result.unavailable.not_held", Verdict.PASS)
    assert (total.left, total.right, total.verdict) == ("58", "59", Verdict.FAIL)


def test_joint_figures_are_compared_with_sums_only() -> None:
    joint = read_claims([Passage("依申请公开予以公开及部分公开18件。")])
    (check,) = compare_claims(joint, amounts(JIAXING_OFFICE_2022))
    assert (check.identity, check.right, check.verdict) == ("N-GRANTED", "20", Verdict.FAIL)
    plain = read_claims([Passage("依申请公开予以公开20件。")])
    assert [check.verdict for check in compare_claims(plain, amounts(JIAXING_OFFICE_2022))] == [Verdict.FAIL]


def test_blank_totals_are_the_sum_of_their_row_and_say_so() -> None:
    claims = read_claims([Passage("依申请公开予以公开18件,不予公开1件,复议1件。行政复议共1件。")])
    blanks = {
        "requests__result__granted-total": "",
        "requests__result__refused__state_secret-total": "",
        "review__total": "",
    }
    checks = compare_claims(claims, amounts(JIAXING_OFFICE_2022, **blanks))
    assert {check.identity: check.verdict for check in checks} == {
        "N-GRANTED": Verdict.PASS_BLANK_ZERO,
        "N-REFUSED": Verdict.PASS_BLANK_ZERO,
        "N-REVIEW": Verdict.NOT_ASSESSABLE,
    }


def test_shares() -> None:
    text = "答复政府信息公开申请59件,其中予以公开18件,占30.5%;不予公开1件,占17%。"
    checks = compare_claims(read_claims([Passage(text)]), amounts(JIAXING_OFFICE_2022))
    shares = [(check.left, check.right, check.verdict) for check in checks if check.identity == "P-PERCENT"]
    assert shares == [("30.5", "30.51", Verdict.PASS), ("17", "1.69", Verdict.FAIL)]


def test_without_tables_nothing_is_assessable_but_the_channels() -> None:
    checks = compare_claims(seed_claims("seed_003"), NOTHING)
    assert {check.verdict for check in checks if check.identity.startswith("N-")} == {Verdict.NOT_ASSESSABLE}
    (channels,) = [check for check in checks if check.identity == "P-CHANNELS"]
    assert (channels.left, channels.right, channels.verdict) == ("145", "145", Verdict.PASS)
    assert compare_claims(seed_claims("seed_004"), NOTHING, layout="f2014") == []


def test_prose_stands_for_missing_figures_only_where_it_agrees() -> None:
    figures, flags = quoted(seed_claims("seed_003"), NOTHING)
    assert not flags
    assert figures["requests.new", "total"].value == "145"
    assert figures["requests.channel.online", None].origin == "narrative"
    assert ("requests.result.granted", "total") not in figures, "a joint figure stays one"
    two = "全市收到政府信息公开申请93件,其中市政府办公室收到政府信息公开申请5件。"
    figures, flags = quoted(read_claims([Passage(two)]), NOTHING)
    assert not figures
    assert [flag.code for flag in flags] == ["claims_disagree"]
    figures, _ = quoted(seed_claims("seed_000"), NOTHING)
    assert figures["requests.carried_out", "total"].status == Status.DAMAGED


def test_what_the_tables_print_or_add_up_to_is_not_taken_from_prose() -> None:
    figures, flags = quoted(seed_claims("seed_001"), amounts(JIAXING_OFFICE_2022))
    assert not flags
    assert set(figures) == {
        ("response.interpretations", None),
        ("publication.gazette_issues", None),
        ("fee.processing.received", None),
    }
    blank = amounts(JIAXING_OFFICE_2022, **{"requests__new-total": ""})
    assert ("requests.new", "total") not in quoted(seed_claims("seed_001"), blank)[0]


def test_patterns_name_figures_of_the_codebook() -> None:
    data = json.loads((ROOT / "extraction" / "narrative" / "patterns.json").read_text(encoding="utf-8"))
    named = {
        code for entry in data["figures"] for code in (*entry.get("codes", ()), *entry.get("by_topic", {}).values())
    }
    named |= {code for entry in data["statements"] for code in entry["codes"]}
    named |= {code for identity in _IDENTITIES.values() for target in identity.targets for code in target}
    assert named <= set(CODEBOOK.indicators)
    assert set(wordings_by_layout()) == set(CODEBOOK.layouts)
    assert set(PARTS) <= set(CODEBOOK.indicators)
    assert set(CODEBOOK.indicators) >= OF_REQUESTS


def expected(snippet: dict[str, Any]) -> Counter[tuple[str, str]]:
    pairs = (line.split(" = ") for line in snippet["claims"])
    return Counter((codes, re.split("[ @]", number)[0]) for codes, number in pairs)


def wrong(snippet: dict[str, Any], claims: tuple[Claim, ...]) -> list[str]:
    """Claims that the undamaged sentence does not make."""
    true = expected(snippet)

    def is_true(claim: Claim) -> bool:
        codes = " + ".join(claim.indicators)
        if claim.value is not None:
            return any(said == codes and _could_be(claim.value, number) for said, number in true)
        return any(
            said == codes and (claim.pattern == number or matches(claim.pattern or "", number)) for said, number in true
        )

    return [told(claim) for claim in claims if not is_true(claim)]


def _could_be(value: str, number: str) -> bool:
    return value == number if "?" not in number else matches(number, value)


def test_through_gbk_makes_the_damage_of_a_real_report() -> None:
    assert through_gbk("本机关不掌握等原因无法提供1089件,占40.6%") == "本机关不掌握等原因无法提?089??0.6%"
    assert through_gbk("规范性文件49件,全市") == "规范性文?9?全市"


def test_damage_never_makes_a_figure_that_was_not_there() -> None:
    chance = random.Random(2022)
    truth = read_exactly = read_in_part = 0
    for snippet in SNIPPETS:
        if "\ufffd" in snippet["text"]:
            continue
        for _ in range(20):
            # What is lost depends on whether a run of Han is odd; a word more in front of it decides that.
            longer = re.sub(
                "(?<=[,;。])", lambda _: chance.choice(("", "", "又")), chance.choice(("", "一", "a")) + snippet["text"]
            )
            claims = read(snippet, through_gbk(longer))
            assert not wrong(snippet, claims), snippet["name"]
            truth += len(snippet["claims"])
            read_exactly += sum(claim.value is not None for claim in claims)
            read_in_part += sum(claim.pattern is not None for claim in claims)
    assert read_exactly / truth > 0.5
    assert read_in_part / truth > 0.05


def test_script_and_spacing_change_nothing() -> None:
    to_traditional = opencc.OpenCC("s2t").convert
    chance = random.Random(7)
    for snippet in SNIPPETS:
        text = to_traditional(snippet["text"])
        claims = read(snippet, text)
        assert not wrong(snippet, claims), snippet["name"]
        assert len(claims) == len(snippet["claims"]), snippet["name"]
        spaced = re.sub(
            "(?<=[\u4e00-\u9fff])(?!\\()", lambda _: chance.choice(("", "", " ", "\u3000", "\xa0")), snippet["text"]
        )
        assert [claim.value for claim in read(snippet, spaced)] == [claim.value for claim in read(snippet)]


def test_a_changed_digit_changes_one_claim() -> None:
    for name in ("seed_001", "seed_003"):
        true = seed_claims(name)
        for nth, claim in enumerate(true):
            if claim.value in {None, "0"} or not claim.unit:
                continue
            other = str(Decimal(claim.value or "0") + 1)
            altered = [
                passage._replace(text=passage.text[: claim.start] + other + claim.unit + passage.text[claim.end :])
                if claim.locator.startswith(f"{passage.place}#")
                else passage
                for passage in seed_prose(name)
            ]
            read_again = read_claims(altered, layout=SEEDS[name]["layout"], year=SEEDS[name]["year"])
            assert [one.value for one in read_again] == [
                other if place == nth else one.value for place, one in enumerate(true)
            ]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from(HAN + "0123456789?\ufffd\n　 %.") | st.characters(), max_size=200))
def test_any_text_is_read_or_left_alone(text: str) -> None:
    for layout in (None, "f2019", "f2014", "f2008", "stat"):
        for claim in read_claims([Passage(text)], layout=layout, year=2022):
            assert 0 <= claim.start < claim.end <= len(text)
            assert (claim.value is None) == (claim.status == Status.DAMAGED) == (claim.pattern is not None)


PIECES = "收到政府信息公开 收到政府信息公开申请5件, 未收到 1 1件 1件。 (a 一、 《 ?9件 复议、 行政复议1件, 结转 ,1, 未收取费。 无"


@pytest.mark.parametrize("piece", PIECES.split(" "))
def test_hostile_lines_take_no_longer_than_their_length(piece: str) -> None:
    """Patterns with gaps, and words looked for all the way back, could make it quadratic: 100 kB within a second."""
    text = piece * (33_000 // len(piece))
    began = time.process_time()
    read_claims([Passage(text)], year=2022)
    assert time.process_time() - began < 1
