"""The data leave whole: described, harmless, the same every time, and with what changed since the last release."""

import csv
import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import frictionless
import pyarrow.parquet
import pytest

from archive import Archive
from archive.database import open_database
from audit.release.figures import figures_table
from audit.release.freeze import write_release
from audit.release.outputs import OUTPUTS
from audit.release.sheet import as_printed
from audit.release.unborn import TakenError, new_file, new_folder
from audit.selection import Selection
from extraction.report import AnnualReport, Check, Observation, Status, Verdict
from tests.shelving import PORTAL, figure, read_again, shelve
from tests.test_bad_input import one_sentence, scrapy

CITY = "https://www.changzhou.gov.cn/2022"
HOSTILE = '=HYPERLINK("http://a","年报")'
FAILED = Check("T3-FLOW", "total", "strict", "127", "129", Verdict.FAIL)
EVERYTHING = Selection()


def report(*figures: Observation, year: int = 2022, publisher: str = "常州市人民政府", **facts: Any) -> AnnualReport:  # noqa: ANN401
    return AnnualReport(
        title=f"{publisher}{year}年年报", publisher=publisher, report_year=year, format="f2021", observations=figures, **facts
    )  # fmt: skip


def fill(folder: Path) -> None:
    """A city whose figure changed, and a department that prints whatever it likes."""
    database = open_database(folder / "reports.db")
    rest = (
        figure("requests.carried_in", "", "total", Status.BLANK),
        figure("review.total", "0"),
        figure("requests.result.granted", "-3", "total"),
    )
    for day, new in ((0, "127"), (1, "127"), (3, "129")):
        checks = () if day < 3 else (FAILED,)
        shelve(database, report(figure("requests.new", new, "total"), *rest, checks=checks), url=CITY, day=day)
    odd = (
        figure("requests.new", "@SUM(A1)", "total", Status.TEXT),
        figure("requests.result.granted", "-", "total", Status.MARK),
        figure("review.total", "?1", None, Status.DAMAGED),
        figure("disclosure.admin_fees.amount", "12.50")._replace(unit="元"),
    )
    shelve(database, report(*odd, publisher=HOSTILE), url="https://www.changzhou.gov.cn/odd", day=3)
    database.close()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    folder = tmp_path / "data"
    folder.mkdir()
    fill(folder)
    archive = Archive.read(folder)
    yield archive
    archive.close()


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def test_a_figure_says_since_when_it_reads_so_and_what_it_breaks(archive: Archive) -> None:
    table = figures_table(archive.database, EVERYTHING)
    names = [column.name for column in table.columns]
    found = [dict(zip(names, row, strict=True)) for row in table.rows()]
    assert len({tuple(row[name] for name in table.key) for row in found}) == len(found) == 8
    new, carried_in, granted, reviews = (row for row in found if row["publisher"] == "常州市人民政府")
    assert (new["value"], new["not_before"], new["not_after"]) == (
        "129", "2023-03-02T00:00:00.000000Z", "2023-03-04T00:00:01.000000Z",
    )  # fmt: skip
    assert (carried_in["value"], carried_in["status"], carried_in["raw"]) == ("blank", "blank", "")
    assert (carried_in["not_before"], carried_in["not_after"]) == (None, "2023-03-01T00:00:01.000000Z")
    assert {name: row["checks_failed"] for name, row in (("new", new), ("reviews", reviews))} == {
        "new": "T3-FLOW",
        "reviews": "",
    }
    assert granted["value"] == "-3"


def test_the_package_is_valid_and_says_what_every_gap_means(archive: Archive, tmp_path: Path) -> None:
    OUTPUTS["datapackage"](archive, EVERYTHING, tmp_path / "package")
    path = tmp_path / "package" / "datapackage.json"
    judged = frictionless.validate(str(path))
    assert judged.valid, judged.flatten(["type", "note"])
    assert judged.stats["errors"] == 0
    package = frictionless.Package(str(path))
    values = [row["value"] for row in package.get_table_resource("figures").read_rows()]
    assert values.count(None) == 4
    assert Decimal(129) in values
    (city,) = (
        row for row in package.get_table_resource("wide_f2021").read_rows() if row["publisher"] == "常州市人民政府"
    )
    assert city["一、本年新收政府信息公开申请数量 · 总计（件）"] == 129
    described = json.loads(path.read_text("utf-8"))
    assert described["$schema"].endswith("/2.0/datapackage.json")
    assert described["sources"] == [{"title": PORTAL, "path": "https://www.changzhou.gov.cn/"}]
    fields = {field["name"]: field for field in described["resources"][0]["schema"]["fields"]}
    labels = {entry["value"]: entry["label"] for entry in fields["value"]["missingValues"]}
    assert labels.keys() == {status.value for status in Status} - {"number"}
    assert "not a zero" in labels["blank"]


def test_frictionless_would_have_said_so(archive: Archive, tmp_path: Path) -> None:
    OUTPUTS["datapackage"](archive, EVERYTHING, tmp_path / "package")
    path = tmp_path / "package" / "figures.csv"
    path.write_text(
        path.read_text("utf-8").replace(",blank,", ",unknown,").replace("review.total", "review.none"), "utf-8"
    )
    kinds = {kind for (kind,) in frictionless.validate(str(path.with_name("datapackage.json"))).flatten(["type"])}
    assert {"type-error", "foreign-key"} <= kinds


def test_no_spreadsheet_runs_what_a_publisher_wrote(archive: Archive, tmp_path: Path) -> None:
    OUTPUTS["datapackage"](archive, EVERYTHING, tmp_path / "package")
    for path in (tmp_path / "package").glob("*.csv"):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "Excel takes Chinese for another encoding without it"
        for row in rows(path):
            for name, cell in row.items():
                assert cell[:1] not in set("=+@\t\r\n") or name == "indicator", (path.name, name, cell)
                assert not cell.startswith("-") or Decimal(cell), (path.name, name, cell)
    odd = [row for row in rows(tmp_path / "package" / "figures.csv") if "HYPERLINK" in row["publisher"]]
    assert {row["raw"] for row in odd} == {"'@SUM(A1)", "'-", "?1", "12.50"}
    assert {row["publisher"] for row in odd} == {f"'{HOSTILE}"}
    assert as_printed(odd[0]["publisher"]) == HOSTILE
    (city, other) = rows(tmp_path / "package" / "wide_f2021.csv")
    if "HYPERLINK" in city["publisher"]:
        city, other = other, city
    assert city["(一)予以公开 · 总计（件）"] == "-3", "a number is no formula"
    assert city["二、上年结转政府信息公开申请数量 · 总计（件）"] == "空白"
    assert city["行政事业性收费 / 本年收费金额(单位:万元)"] == ""
    assert other["行政事业性收费 / 本年收费金额(单位:万元)"] == "单位不同"


def test_parquet_says_the_same(archive: Archive, tmp_path: Path) -> None:
    OUTPUTS["parquet"](archive, EVERYTHING, tmp_path / "figures.parquet")
    OUTPUTS["csv"](archive, EVERYTHING, tmp_path / "figures.csv")
    found = pyarrow.parquet.read_table(tmp_path / "figures.parquet").to_pylist()
    sheet = rows(tmp_path / "figures.csv")
    assert [row["value"] or row["status"] for row in found] == [row["value"] for row in sheet]
    assert [row["publisher"] for row in found] == [as_printed(row["publisher"]) for row in sheet]
    assert {row["value_float"] for row in found if row["status"] != "number"} == {None}
    assert next(row["value_float"] for row in found if row["value"] == "12.50") == 12.5
    assert found[0]["not_after"].isoformat().endswith("+00:00")


def test_without_pyarrow_a_sentence_says_what_to_install(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['pyarrow'] = None", "utf-8")
    arguments = ("export", "--format", "parquet", str(tmp_path / "a"))
    said = one_sentence(scrapy(archive.folder, *arguments, PYTHONPATH=str(tmp_path)))
    assert "pip install" in said
    assert not (tmp_path / "a").exists()


def test_the_same_archive_gives_the_same_bytes(archive: Archive, tmp_path: Path) -> None:
    made = {}
    for name, write in OUTPUTS.items():
        folders = [tmp_path / turn for turn in "ab"]
        for folder in folders:
            folder.mkdir(exist_ok=True)
            write(archive, EVERYTHING, folder / name)
        made[name] = [content(folder / name) for folder in folders]
    releases = [write_release(archive, tmp_path / f"r{turn}", previous=None, software="t") for turn in "ab"]
    made["release"] = [content(release) for release in releases]
    for name, (one, other) in made.items():
        assert one == other, name


def content(path: Path) -> dict[str, bytes]:
    files = [path] if path.is_file() else sorted(path.iterdir())
    return {file.name: file.read_bytes() for file in files}


def test_a_release_says_what_changed_since_the_last_and_why(archive: Archive, tmp_path: Path) -> None:
    out = tmp_path / "releases"
    first = write_release(archive, out, previous=None, software="t")
    assert first.name == "2023-03-04T000001Z"
    sums = dict(line.split("  ")[::-1] for line in (first / "SHA256SUMS").read_text("utf-8").splitlines())
    assert sums.keys() == {file.name for file in first.iterdir()} - {"SHA256SUMS"}
    for name, made_of in sums.items():
        assert hashlib.sha256((first / name).read_bytes()).hexdigest() == made_of
    with pytest.raises(TakenError, match="not overwritten"):
        write_release(archive, out, previous=None, software="t")

    database = open_database(archive.folder / "reports.db")
    after = report(
        figure("requests.new", "127", "total"),
        figure("requests.carried_in", "4", "total"),
        figure("requests.carried_out", "1", "total"),
        figure("requests.result.granted", "-3", "total"),
    )
    shelve(database, after, url=CITY, day=5)
    shelve(database, report(figure("review.total", "2"), year=2023), url=f"{CITY}/3", day=5)
    database.close()
    second = write_release(archive, out, previous=None, software="t")
    changes = {(row["change"], row["report_year"], row["indicator"]): row for row in rows(second / "delta.csv")}
    assert changes.keys() == {
        ("MOD", "2022", "requests.new"), ("MOD", "2022", "requests.carried_in"), ("ADD", "2022", "requests.carried_out"),
        ("DEL", "2022", "review.total"), ("ADD", "2023", "review.total"),
    }  # fmt: skip
    moved = changes["MOD", "2022", "requests.new"]
    assert (moved["old_value"], moved["new_value"], moved["cause"]) == ("129", "127", "page")
    assert changes["MOD", "2022", "requests.carried_in"]["old_value"] == "blank"
    facts = json.loads((second / "release.json").read_text("utf-8"))
    assert facts["previous"]["name"] == first.name
    assert facts["delta"] == {"ADD": 2, "MOD": 2, "DEL": 1}
    assert facts["as_of"] == "2023-03-06T00:00:01.000000Z"
    assert frictionless.validate(str(second / "datapackage.json")).valid

    restated = report(figure("requests.new", "1127", "total"))
    database = open_database(archive.folder / "reports.db")
    snapshot = database.execute("SELECT snapshot FROM report WHERE report_year = 2022 AND url = ?", [CITY]).fetchone()[
        0
    ]
    read_again(database, snapshot, restated, "2")
    database.close()
    third = write_release(archive, out, previous=None, software="t")
    assert third.name == f"{second.name}-extractor2"
    assert {row["cause"] for row in rows(third / "delta.csv") if row["change"] == "MOD"} == {"reading"}


def test_a_release_that_was_touched_is_not_compared_with(archive: Archive, tmp_path: Path) -> None:
    first = write_release(archive, tmp_path / "releases", previous=None, software="t")
    with (first / "figures.csv").open("ab") as stream:
        stream.write(b"\r\n")
    arguments = ("export", "--format", "release", "--previous", str(first), str(tmp_path / "new"))
    assert "is not what SHA256SUMS beside it says" in one_sentence(scrapy(archive.folder, *arguments))
    assert not list((tmp_path / "new").glob("*"))


def test_a_full_disk_leaves_nothing(archive: Archive, tmp_path: Path) -> None:
    for name, limit in (("csv", 2_000), ("datapackage", 10_000), ("release", 50_000)):

        def small(limit: int = limit) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        out = tmp_path / name
        command = [sys.executable, "-m", "scrapy", "export", "--format", name, str(out)]
        environment = os.environ | {"NIANBAO_ARCHIVE_DIR": str(archive.folder)}
        done = subprocess.run(command, env=environment, preexec_fn=small, capture_output=True, text=True, check=False)
        assert done.returncode == 1, name
        assert "Cannot write" in done.stderr, done.stderr
        assert not [path for path in tmp_path.rglob("*") if path.name.endswith(".new") or path.parent == out]
        assert not out.exists() or name == "release", "the folder of releases stays, empty"


def test_what_a_killed_export_left_is_cleared_and_a_running_one_is_left_alone(tmp_path: Path) -> None:
    left = tmp_path / "out.new"
    left.mkdir()
    (left / "half").write_text("", "utf-8")
    with new_folder(tmp_path / "out") as folder:
        assert not list(folder.iterdir())
        with pytest.raises(TakenError, match="another export"), new_folder(tmp_path / "out"):
            pass
    assert (tmp_path / "out").is_dir()
    with pytest.raises(TakenError, match="not overwritten"), new_file(tmp_path / "out"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_options_that_would_be_ignored_are_refused(archive: Archive, tmp_path: Path) -> None:
    for arguments in (
        ("--format", "release", "--year", "2022"),
        ("--format", "csv", "--url", CITY),
        ("--previous", "a"),
    ):
        done = scrapy(archive.folder, "export", *arguments, str(tmp_path / "a"))
        assert done.returncode == 2
        assert not (tmp_path / "a").exists()
