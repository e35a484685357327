"""The pages 各地各机关: one line for a publisher, whichever of its names a report prints."""

from pathlib import Path

from lxml import html

from archive import Archive
from audit.site import build
from tests import site_archive
from tests.truth import CHANGZHOU_2022


def test_a_body_that_prints_two_names_stands_in_one_line(tmp_path: Path) -> None:
    archive = Archive.open(tmp_path / "data")
    site_archive.Visits(archive).crawl(
        ("a2021.html", site_archive.page(2021, CHANGZHOU_2022, "溧阳市人民政府")),
        ("a2022.html", site_archive.page(2022, CHANGZHOU_2022, "溧阳市")),
        ("a2023.html", site_archive.page(2023, CHANGZHOU_2022, "溧阳市人民政府")),
        ("b2022.html", site_archive.page(2022, CHANGZHOU_2022, "溧阳市水利局")),
    )
    build(archive, tmp_path / "site")
    archive.close()

    (page,) = (one for one in (tmp_path / "site" / "places").glob("*.html") if one.name != "index.html")
    rows = [[" ".join(cell.itertext()).strip() for cell in row] for row in html.parse(page).iter("tr")]
    assert sorted(rows[1:]) == [
        ["溧阳市人民政府", "2021", "2022", "2023"],
        ["溧阳市水利局", "未观察到", "2022", "未观察到"],
    ]
    home = html.parse(tmp_path / "site" / "index.html").getroot().text_content()
    assert "2个发布机关" in "".join(home.split())
