"""Verdicts: bound to the values seen, kept for good, taken one by one or from a sheet."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from archive import ArchiveError
from archive.triage import Judgement, Opinion, append_judgements, identity_of, read_triage, take_judgements
from audit.changes import figure_changes
from audit.checks import FINDING, Finding, Wanted, findings, listed
from audit.judged_changes import CHANGE, listed_changes, thing_of
from audit.triage import Desk, UnknownIdError, judged, pick
from audit.triage_sheet import SheetError, read_sheet
from extraction import AnnualReport
from tests import site_archive
from tests.shelf import Shelf, changed, composed
from tests.truth import CHANGZHOU_2022

GRANTED = ("requests.result.granted", "natural_person")
WRONG = composed(changed(CHANGZHOU_2022, {GRANTED: "783"}))
OTHERWISE = composed(changed(CHANGZHOU_2022, {GRANTED: "784"}))


def findings_of(report: AnnualReport) -> list[Finding]:
    shelf = Shelf()
    shelf.put(report)
    return findings(shelf.database).found


def confirmed(one: Finding, note: str = "已核实") -> Judgement:
    return judged(FINDING, one, Opinion.CONFIRMED, "王芳", note)


@dataclass(frozen=True)
class Change:
    """Anything with an identity can be judged, not findings alone."""

    id: str
    subject: tuple[str, ...]
    seen: tuple[str, ...]


def test_a_verdict_is_kept_as_given_with_its_time(tmp_path: Path) -> None:
    first, second = findings_of(WRONG)
    with time_machine.travel("2023-05-01T08:00:00Z", tick=False):
        append_judgements(tmp_path, [confirmed(first)])
        append_judgements(tmp_path, [judged(FINDING, second, Opinion.QUESTION, "李强", "")])
    triage = read_triage(tmp_path)
    assert triage.damages == ()
    assert [(one.id, one.verdict, one.who, one.note) for one in triage.judgements] == [
        (first.id, "confirmed", "王芳", "已核实"),
        (second.id, "question", "李强", ""),
    ]
    assert triage.judgements[0].when.startswith("2023-05-01T08:00:00")
    assert triage.judgements[0].seen == ("2557", "2512") or triage.judgements[0].seen == first.seen
    assert "王芳" in (tmp_path / "triage.jsonl").read_text("utf-8"), "people read this file too"


def test_nothing_is_ever_rewritten(tmp_path: Path) -> None:
    (one, _) = findings_of(WRONG)
    append_judgements(tmp_path, [confirmed(one)])
    before = (tmp_path / "triage.jsonl").read_bytes()
    append_judgements(tmp_path, [judged(FINDING, one, Opinion.DISMISSED, "李强", "误报")])
    assert (tmp_path / "triage.jsonl").read_bytes().startswith(before)
    standing = Desk(read_triage(tmp_path)).standing(FINDING, one)
    assert standing.judgement is not None
    assert standing.judgement.verdict is Opinion.DISMISSED, "the later one counts"
    assert [past.verdict for past in standing.history] == ["confirmed"]


@given(st.integers(1, 120))
def test_a_torn_line_is_told_and_costs_no_other(cut: int) -> None:
    line = json.dumps(asdict(confirmed(findings_of(WRONG)[0])), ensure_ascii=False).encode()
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / f"torn-{cut}"
    folder.mkdir(exist_ok=True)
    file = folder / "triage.jsonl"
    file.write_bytes(line + b"\n" + line[:-cut])
    torn = read_triage(folder)
    assert len(torn.judgements) == 1
    assert ["line 2" in damage for damage in torn.damages] == [True]
    append_judgements(folder, [confirmed(findings_of(WRONG)[1])])
    after = read_triage(folder)
    assert file.read_bytes().startswith(line + b"\n" + line[:-cut] + b"\n"), "what is torn stays as evidence"
    assert len(after.judgements) == 2
    assert len(after.damages) == 1


def test_a_file_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "triage.jsonl").mkdir()
    with pytest.raises(ArchiveError, match="Nothing was recorded"):
        append_judgements(tmp_path, [confirmed(findings_of(WRONG)[0])])


def test_processes_that_append_at_once_tear_no_line(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from archive.triage import *\n"
        "for n in range(40): append_judgements(Path(sys.argv[1]), "
        "[Judgement(f'f{n}', 'finding', Opinion.CONFIRMED, sys.argv[2] * 3000, '', '', (), ())])"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, tmp_path, who]) for who in "AB"]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    triage = read_triage(tmp_path)
    assert triage.damages == ()
    assert len(triage.judgements) == 80


def test_a_verdict_survives_a_reparse_and_is_reopened_by_other_values(tmp_path: Path) -> None:
    shelf = Shelf()
    snapshot = shelf.put(WRONG)
    append_judgements(tmp_path, [confirmed(one) for one in findings(shelf.database).found])
    desk = Desk(read_triage(tmp_path))

    def standing() -> list[tuple[str, str]]:
        return [(one.verdict, one.history) for one in listed(findings(shelf.database), desk, Wanted())]

    assert [verdict for verdict, _ in standing()] == ["confirmed", "confirmed"]
    # Another version of the extractor finds the same numbers elsewhere and calls them something else.
    shelf.read(snapshot, composed(changed(CHANGZHOU_2022, {GRANTED: "783"}), origins={GRANTED: "ocr"}), "2")
    with shelf.database.conn:
        shelf.database.execute("UPDATE setting SET value = '2'")
    assert [verdict for verdict, _ in standing()] == ["confirmed", "confirmed"]
    # The publisher changes 783 to 784: open again, and what was said of 783 stands beside it.
    shelf.read(snapshot, OTHERWISE, "2")
    assert [verdict for verdict, _ in standing()] == ["", ""]
    assert all("王芳: confirmed" in history and "已核实" in history for _, history in standing())
    assert len(list(listed(findings(shelf.database), desk, Wanted(only_open=True)))) == 2


def test_verdicts_of_another_archive_come_along_once_and_the_last_given_counts(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    (one, two) = findings_of(WRONG)
    for folder, day, verdict in ((there, "2023-05-01", "question"), (here, "2023-05-02", "dismissed")):
        with time_machine.travel(f"{day}T08:00:00Z", tick=False):
            append_judgements(folder, [judged(FINDING, one, Opinion(verdict), "王芳", "")])
    append_judgements(there, [confirmed(two)])
    assert [take_judgements(here, there), take_judgements(here, there)] == [2, 0]
    desk = Desk(read_triage(here))
    standing = desk.standing(FINDING, one)
    assert standing.judgement is not None
    assert standing.judgement.verdict == "dismissed", "the question was asked the day before, and read later"
    assert [past.verdict for past in standing.history] == ["question"]
    assert desk.standing(FINDING, two).judgement is not None


def test_anything_with_an_identity_can_be_judged(tmp_path: Path) -> None:
    about, seen = ("jiangsu", "常州市", "2022", "requests.new", "total"), ("127", "129")
    change = Change(identity_of("change", about, seen), about, seen)
    assert change.id.startswith("c")
    append_judgements(tmp_path, [judged("change", change, Opinion.CONFIRMED, "王芳", "")])
    desk = Desk(read_triage(tmp_path))
    assert desk.standing("change", change).judgement is not None
    assert desk.standing(FINDING, change).judgement is None, "a finding on the same subject is something else"


def test_a_figure_that_changes_and_changes_back_is_judged_twice(tmp_path: Path) -> None:
    archive = site_archive.write(tmp_path / "data")
    there, back = figure_changes(archive.database)
    assert (there.old, there.new, back.new) == ("127", "129", "127")
    append_judgements(archive.folder, [judged(CHANGE, thing_of(there), Opinion.CONFIRMED, "王芳", "来电说明")])
    desk = Desk(read_triage(archive.folder))
    first, second = listed_changes([there, back], desk)
    assert (first.verdict, first.who, first.note) == ("confirmed", "王芳", "来电说明")
    assert second.verdict == ""
    assert "王芳: confirmed (127 / 129" in second.history
    assert [one.new for one in listed_changes([there, back], desk, only_open=True)] == ["127"]
    assert first.id[0] == "c"
    archive.close()


def test_an_id_may_be_shortened_as_long_as_it_is_one() -> None:
    things = [(FINDING, one) for one in findings_of(WRONG)]
    assert pick(things[0][1].id[:6], things) == things[0]
    with pytest.raises(UnknownIdError, match="begins several"):
        pick("f", things)
    with pytest.raises(UnknownIdError, match="its values may have changed"):
        pick("fffff", things)


def sheet(found: Sequence[Finding], *filled: tuple[str, str, str], encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["publisher", "id", "quote", "verdict", "who", "note"])
    for one, cells in zip(found, filled, strict=True):
        writer.writerow([one.publisher, one.id, "一句话\n两行", *cells])
    return out.getvalue().encode(encoding)


FOUND = findings_of(WRONG)
THINGS = [(FINDING, one) for one in FOUND]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_sheet_is_read_as_spreadsheets_in_china_write_it(tmp_path: Path, encoding: str) -> None:
    payload = sheet(FOUND, ("Confirmed ", "王芳", "属实"), ("", "", ""), encoding=encoding)
    (only,) = read_sheet(payload, THINGS, Desk(read_triage(tmp_path)))
    assert (only.id, only.verdict, only.who, only.note) == (FOUND[0].id, "confirmed", "王芳", "属实")
    assert (only.subject, only.seen) == (FOUND[0].subject, FOUND[0].seen)


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        (sheet(FOUND, ("confirmed", "王芳", ""), ("maybe", "王芳", "")), "line 4: 'maybe' is none of confirmed"),
        (sheet(FOUND, ("confirmed", "", ""), ("", "", "")), "line 2: a verdict needs a name"),
        (
            sheet(findings_of(OTHERWISE), ("confirmed", "王芳", ""), ("", "", "")),
            "line 2: nothing in the archive has the id",
        ),
        (b"id,verdict,who\n", "line 1: there is no column note"),
        (b"", "line 1: there is no column id, verdict, who, note"),
        (b"id,verdict,who,note\nf1,confirmed\n", "line 2: 2 cells under 4 headings"),
        (b'id,verdict,who,note\n"f1,confirmed', "line 2: unexpected end of data"),
        (b"\xff\xfe\x80\x00", "neither UTF-8 nor GBK"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_nothing_counts(payload: bytes, told: str, tmp_path: Path) -> None:
    with pytest.raises(SheetError, match=told.replace("(", r"\(")):
        read_sheet(payload, THINGS, Desk(read_triage(tmp_path)))


def test_a_sheet_read_twice_says_nothing_new(tmp_path: Path) -> None:
    payload = sheet(FOUND, ("confirmed", "王芳", "属实"), ("question", "王芳", ""))
    for count in (2, 0):
        judgements = read_sheet(payload, THINGS, Desk(read_triage(tmp_path)))
        assert len(judgements) == count
        append_judgements(tmp_path, judgements)
    again = sheet(FOUND, ("dismissed", "王芳", "属实"), ("question", "王芳", ""))
    assert [one.verdict for one in read_sheet(again, THINGS, Desk(read_triage(tmp_path)))] == ["dismissed"]
