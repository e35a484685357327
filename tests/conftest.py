"""Golden files: `expected.json` beside each captured page says what we claim the page says."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Golden = Callable[[Path, dict[str, Any]], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite expected.json from what is extracted now")


def dumped(report: dict[str, Any]) -> str:
    """One line per record, so that a changed figure is one changed line."""
    parts = []
    for key, value in sorted(report.items()):
        if value and isinstance(value, list | tuple):
            records = ",\n  ".join(_line(item) for item in value)
            parts.append(f' "{key}": [\n  {records}\n ]')
        else:
            parts.append(f' "{key}": {_line(value)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


@pytest.fixture(scope="session", autouse=True)
def own_configuration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the key that signs checkpoints out of the configuration of whoever runs the tests."""
    folder = tmp_path_factory.mktemp("configuration")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder))
        yield folder


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares with a golden file, or rewrites it under --update-golden; never writes where CI is set."""
    update = request.config.getoption("--update-golden")
    if update and os.environ.get("CI"):
        pytest.fail("Golden files are reviewed by people: --update-golden is refused where CI is set.")

    def compare(path: Path, actual: dict[str, Any]) -> None:
        if update:
            path.write_text(dumped(actual), encoding="utf-8")
        elif not path.exists():
            pytest.fail(f"{path} is missing; run pytest --update-golden and review what it writes.")
        else:
            assert json.loads(dumped(actual)) == json.loads(path.read_text(encoding="utf-8"))

    return compare
