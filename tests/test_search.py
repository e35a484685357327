"""Full-text search finds what a person would find by reading, whatever the length of the term."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.database import memory_database
from archive.words import phrase
from audit.search import NothingToSearchForError, search
from audit.selection import Selection
from extraction.report import AnnualReport, Section
from tests.shelving import shelve
from tests.test_bad_input import one_sentence, scrapy, stored

__all__ = ["stored"]

TEXTS = {
    2021: "结果纠正127件，行政复议3件。",
    2022: "本年纠\n正 27.5% 的问题；行政诉讼１２件，纠，正。",
    2023: "行政复议与行政诉讼均无；网站𬭚改版，Ａpp上线。",
}


@pytest.fixture
def database() -> Iterator[Database]:
    """Three reports of one publisher, one section each, the first read twice."""
    database = memory_database()
    for year, text in (*TEXTS.items(), (2021, TEXTS[2021])):
        section = Section(1, "一、总体情况", text)
        report = AnnualReport(title="年报", publisher="某市", report_year=year, format="f2021", sections=(section,))
        shelve(database, report, url=f"https://www.a.gov.cn/{year}")
    yield database
    database.close()


@pytest.mark.parametrize(("terms", "years"), [
    ("纠正", [2022, 2021]),
    ("正", [2022, 2021]),
    ("127", [2021]),
    ("27", [2022]),
    ("12", [2022]),
    ("27.5%", [2022]),
    ("行政复议", [2023, 2021]),
    ("行政 复议", [2023, 2021]),
    ("行政复议 行政诉讼", [2023]),
    ("纠正 诉讼", [2022]),
    ("诉讼12件", [2022]),
    ("𬭚", [2023]),
    ("app", [2023]),
    ("总体情况", [2023, 2022, 2021]),
    ("况结果", []),  # it would run from the heading into the text
    ("正行", []),
    ('"', None),
])  # fmt: skip
def test_what_is_found(database: Database, terms: str, years: list[int] | None) -> None:
    if years is None:
        with pytest.raises(NothingToSearchForError):
            list(search(database, terms.split()))
    else:
        assert [found.report_year for found in search(database, terms.split())] == years


def test_the_match_is_marked_in_the_text_as_printed(database: Database) -> None:
    (found,) = search(database, ["纠正", "１2"], Selection(publisher="某市", report_year=2022))
    assert found.snippet == "本年【纠 正】 27.5% 的问题；行政诉讼【１２】件，纠，正。"
    assert found.matches == 2
    assert not list(search(database, ["纠正"], Selection(portal="q")))


def test_the_same_words_are_indexed_once(database: Database) -> None:
    indexed = database.execute("SELECT count(*) FROM section_index WHERE section_index MATCH ?", [phrase("纠正")])
    assert indexed.fetchone() == (2,), "the index drops the comma in 纠，正, and that section holds 纠正 besides"
    assert database.execute("SELECT count(*) FROM section").fetchone() == (len(TEXTS),)


def test_the_command_finds_after_texts_db_is_lost_and_read_again(stored: Path) -> None:
    arguments = ("search", "收到", "公开申请", "--portal", "jiangsu_liyang", "--json")
    assert scrapy(stored, "reparse").returncode == 0
    found = json.loads(scrapy(stored, *arguments).stdout)
    assert found
    assert {"【收到】", "【公开申请】"} <= {
        mark for one in found for mark in ("【收到】", "【公开申请】") if mark in one["snippet"]
    }
    for file in stored.glob("texts.db*"):
        file.unlink()
    assert scrapy(stored, "reparse").returncode == 0
    assert json.loads(scrapy(stored, *arguments).stdout) == found
    assert "neither a character" in one_sentence(scrapy(stored, "search", "——"))
