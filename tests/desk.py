"""A user's terminal with an archive of its own, before the replica portals."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.portals import ReplicaPortals


class Desk:
    """Runs commands as a user would and looks into the database afterwards."""

    def __init__(self, archive: Path, portals: ReplicaPortals) -> None:
        self.archive = archive
        self.env = os.environ | {
            "NIANBAO_ARCHIVE_DIR": str(archive),
            "NIANBAO_HOST_MAP": portals.host_map,
            "NIANBAO_EXTRA_CA_FILE": str(portals.ca_file),
        }

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "scrapy", *arguments]

    def scrapy(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = self.command(*arguments)
        return subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=300, check=False)

    def crawl(self, portal: str, *arguments: str) -> None:
        done = self.scrapy("crawl", portal, "-s", "DOWNLOAD_DELAY=0", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr

    def rows(self, command: str) -> list[dict[str, Any]]:
        done = self.scrapy(command, "--json")
        assert done.returncode == 0, done.stderr
        return list(json.loads(done.stdout))

    def query(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self.archive / "reports.db")
        try:
            return connection.execute(sql, parameters).fetchall()
        finally:
            connection.close()

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start a command and do not wait for it."""
        pipe = subprocess.PIPE
        return subprocess.Popen(self.command(*arguments), env=self.env, stdout=pipe, stderr=pipe, text=True)

    def wait_for_captures(self, count: int) -> None:
        """Wait until a crawl that was started has stored so many captures."""
        while (
            not list((self.archive / "warc").glob("*.open")) or self.query("SELECT count(*) FROM capture")[0][0] < count
        ):
            time.sleep(0.02)
