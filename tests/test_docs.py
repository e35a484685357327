"""The documents tell the truth: every command, portal and variable they name exists, and every one there is they name."""

import re
from pathlib import Path
from typing import cast

import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from archive.database import open_database
from audit.divisions import DIVISIONS, divisions
from crawler.any_portal import AnyPortalSpider
from crawler.coverage import coverage, markdown
from crawler.portal import PortalSpider
from tests.divisions import table

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")


def names(folder: str) -> set[str]:
    return {path.stem for path in (ROOT / folder).glob("*.py")} - {"__init__"}


@pytest.mark.parametrize("readme", READMES)
def test_every_command_and_portal_is_named(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert names("crawler/commands") <= set(re.findall(r"`scrapy (\w+)", text))
    assert names("spiders") <= set(re.findall(r"`(\w+)`", text))


@pytest.mark.parametrize("readme", READMES)
def test_the_table_of_portals_is_the_generated_one(readme: str, request: pytest.FixtureRequest) -> None:
    path = ROOT / readme
    text = path.read_text(encoding="utf-8")
    before, begin, rest = text.partition("<!-- coverage: written by `pytest tests/test_docs.py --update-golden` -->\n")
    _, end, after = rest.partition("<!-- /coverage -->")
    loader = SpiderLoader.from_settings(get_project_settings())
    spiders = [loader.load(name) for name in loader.list() if name != AnyPortalSpider.name]
    written = before + begin + markdown(coverage(cast("list[type[PortalSpider]]", spiders))) + end + after
    assert end
    if request.config.getoption("--update-golden"):
        path.write_text(written, encoding="utf-8")
    else:
        assert text == written


@pytest.mark.parametrize("readme", READMES)
def test_the_variables_are_those_of_the_settings(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    settings = (ROOT / "crawler/settings.py").read_text(encoding="utf-8")
    assert set(re.findall(r"NIANBAO_\w+", text)) == set(re.findall(r'"(NIANBAO_\w+)"', settings))


def test_documents_link_to_what_is_there() -> None:
    for document in (*READMES, "CONTRIBUTING.md", "CHANGELOG.md"):
        for target in re.findall(r"\]\((?!http)([^)#]+)", (ROOT / document).read_text(encoding="utf-8")):
            assert (ROOT / target).exists(), f"{document} links to {target}"


def test_the_query_of_the_readme_is_one(tmp_path: Path) -> None:
    (query,) = re.findall(r"```sql\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    database = open_database(tmp_path / "reports.db")
    assert list(database.query(query)) == []
    database.close()


def test_the_register_is_whole_and_as_its_source_has_it() -> None:
    assert divisions().keys() >= {unit.parent for unit in divisions().values() if unit.parent}
    assert table() == DIVISIONS.read_text(encoding="utf-8")
    assert sum(unit.level == "prefecture" for unit in divisions().values()) == 333
    assert all(unit.portal.endswith("/") for unit in divisions().values() if unit.portal)
