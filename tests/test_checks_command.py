"""`scrapy checks`, `scrapy triage` and `scrapy restated` as an auditor uses them: on an archive, one after the other."""

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archive import Archive, Exchange, Run
from archive.readings import NO_LAYERS, choose_extractor, record_readings
from archive.reparse import reparse
from extraction import extract
from extraction.report import EXTRACTOR_VERSION
from tests import composing
from tests.truth import CHANGZHOU_2022

ROOT = Path(__file__).parents[1]
GRANTED = ("requests.result.granted", "natural_person")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of one report with one slip of the pen, and of one without."""
    folder = tmp_path_factory.mktemp("checks") / "data"
    archive = Archive.open(folder)
    run = Run(archive, portal="shili", adcode="320499", software="test", user_agent="test")
    for name, figures in (("shili", CHANGZHOU_2022 | {GRANTED: "783"}), ("lishi", CHANGZHOU_2022)):
        title = composing.TITLE.replace("示例市", "示例市" if name == "shili" else "例示市")
        page = composing.page(composing.body(composing.tables(figures), title), title)
        visit = Exchange(f"https://www.{name}.gov.cn/1.html", sent=bytearray(b"GET / HTTP/1.1\r\n\r\n"))
        visit.received += b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(page) + page
        run.capture(visit, {"role": "report", "document": visit.url})
    run.finish("finished")
    assert reparse(archive) == []
    archive.close()
    return folder


def scrapy(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    env = os.environ | {"NIANBAO_ARCHIVE_DIR": str(folder)}
    command = [sys.executable, "-m", "scrapy", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False)


def rows(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    done = scrapy(folder, "checks", "--json", *arguments)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def test_the_table_names_the_cell_and_says_how_much_was_checked(kept: Path) -> None:
    done = scrapy(kept, "checks", "--portal", "shili", "--severity", "strict")
    assert done.returncode == 0, done.stderr
    assert "(一)予以公开 / 自然人" in done.stdout
    assert done.stdout.count("738") == 2
    assert (
        "2 findings on 2 reports. Of 88 identities applied 86 hold, 0 hold if blanks count as zero, 2 fail and 0 could not be "
        "assessed (--all lists them). 2 reports have no report on the year before to be compared with." in done.stderr
    )


def test_an_auditor_fills_in_the_sheet_and_the_findings_are_no_longer_open(kept: Path, tmp_path: Path) -> None:
    printed = scrapy(kept, "checks", "--csv", "--severity", "strict").stdout
    sheet = list(csv.DictReader(io.StringIO(printed)))
    assert list(sheet[0])[-3:] == ["verdict", "who", "note"], "what is filled in stands last"
    assert sheet[0]["suggested"] == "738"
    for row in sheet:
        row |= {"verdict": "confirmed", "who": "王芳", "note": "原表如此"}
    filled = tmp_path / "sheet.csv"
    with filled.open("w", encoding="gbk", newline="") as file:  # as Excel in China saves it
        writer = csv.DictWriter(file, list(sheet[0]))
        writer.writeheader()
        writer.writerows(sheet)
    done = scrapy(kept, "triage", "--csv", str(filled))
    assert (done.returncode, "2 verdicts recorded" in done.stdout) == (0, True), done.stderr
    assert rows(kept, "--open", "--severity", "strict") == []
    assert {(row["verdict"], row["who"], row["note"]) for row in rows(kept, "--severity", "strict")} == {
        ("confirmed", "王芳", "原表如此")
    }

    sheet[1]["verdict"] = "wrong"
    with filled.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(sheet[0]))
        writer.writeheader()
        writer.writerows(sheet)
    before = (kept / "triage.jsonl").read_bytes()
    done = scrapy(kept, "triage", "--csv", str(filled))
    assert done.returncode == 1
    assert "line 3: 'wrong' is none of confirmed, dismissed, question" in done.stderr
    assert (kept / "triage.jsonl").read_bytes() == before


def test_one_finding_is_judged_by_the_beginning_of_its_id(kept: Path) -> None:
    one = rows(kept)[0]
    done = scrapy(kept, "triage", one["id"][:8], "question", "--who", "李强", "--note", "待核")
    assert done.returncode == 0, done.stderr
    (row,) = [row for row in rows(kept) if row["id"] == one["id"]]
    assert (row["verdict"], row["who"], row["note"]) == ("question", "李强", "待核")
    nobody = scrapy(kept, "triage", "f0000000000", "confirmed", "--who", "李强")
    assert nobody.returncode == 1
    assert "its values may have changed" in nobody.stderr
    assert scrapy(kept, "triage", one["id"], "maybe", "--who", "李强").returncode == 2
    assert scrapy(kept, "triage", one["id"], "confirmed").returncode == 2
    assert scrapy(kept, "triage", "--csv", "/nowhere.csv").returncode == 1


def test_a_torn_verdict_is_reported_by_the_commands(kept: Path) -> None:
    with (kept / "triage.jsonl").open("ab") as file:
        file.write(b'{"id": "f12')
    assert "torn off while it was written" in scrapy(kept, "checks").stderr


def test_restated_asks_for_versions_that_are_there(kept: Path) -> None:
    alone = scrapy(kept, "restated")
    assert (alone.returncode, "no readings of an earlier extractor" in alone.stderr) == (1, True)
    unknown = scrapy(kept, "restated", "--from", "77")
    assert f"no readings of extractor 77; it holds those of {EXTRACTOR_VERSION}" in unknown.stderr


def test_an_upgrade_says_what_it_restates_and_lists_it(kept: Path) -> None:
    """The database as an earlier version left it, which read 783 as 788; the present one is run on it."""
    archive = Archive.open(kept)
    readings = []
    for capture in archive.captures("role = 'report'", {}):
        report = extract(archive.entity(capture), url=capture.url, content_type=capture.content_type)
        figures = tuple(seen._replace(value="788") if seen.value == "783" else seen for seen in report.observations)
        readings.append((capture.snapshot or 0, replace(report, observations=figures), NO_LAYERS))
    with archive.database.conn:
        archive.database.execute("DELETE FROM reading")
    record_readings(archive.database, "1", readings)
    choose_extractor(archive.database, "1")
    archive.close()
    done = scrapy(kept, "reparse")
    assert done.returncode == 0, done.stderr
    command = f"scrapy restated --from 1 --to {EXTRACTOR_VERSION}"
    assert f"1 figures are restated: extractor {EXTRACTOR_VERSION} reads them differently than 1" in done.stdout
    assert f"`{command}` lists them" in done.stdout
    (row,) = json.loads(scrapy(kept, *command.split()[1:], "--json").stdout)
    assert (row["publisher"], row["old"], row["new"], row["raw"]) == ("示例市人民政府", "788", "783", "783")
    assert json.loads(scrapy(kept, "restated", "--json").stdout) == [row]
    assert json.loads(scrapy(kept, "changes", "--json").stdout) == []
