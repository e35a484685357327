"""``make demo``: the replica portals on loopback, crawled by the spiders that crawl the real ones."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.portals import ReplicaPortals

ARCHIVE = Path("data/demo")
KEY = ARCHIVE.with_suffix(".pem")
PORTALS = ("jiangsu_changzhou", "jiangsu_changzhou_zwfw", "zhejiang_jiaxing", "jiangsu_jingjiang", "jiangsu_liyang")

EDIT = ("https://www.changzhou.gov.cn/gi_news/886167835328449", "requests.carried_out", "total", "129")


def main() -> int:
    shutil.rmtree(ARCHIVE, ignore_errors=True)  # replica data only, never mixed with a real archive
    # Its own key, too: nothing is left in the user's configuration.
    environment = os.environ | {"NIANBAO_ARCHIVE_DIR": str(ARCHIVE), "NIANBAO_KEY_FILE": str(KEY)}
    began = time.monotonic()
    worst = 0
    with ReplicaPortals() as portals:
        print("Replica portals are up; every host name below is answered on 127.0.0.1.\n", flush=True)
        mapped = environment | {"NIANBAO_HOST_MAP": portals.host_map, "NIANBAO_EXTRA_CA_FILE": str(portals.ca_file)}
        for name in PORTALS:
            # No pause between requests: the only difference from a live crawl, where politeness would take half an hour.
            crawl = [sys.executable, "-m", "scrapy", "crawl", name, "-s", "DOWNLOAD_DELAY=0"]
            worst = max(worst, subprocess.run(crawl, env=mapped, check=False).returncode)
        portals.set_figure(*EDIT)
        print(
            "\nOn the replica of 常州市 one figure is edited, as portals do, and the city is crawled again.", flush=True
        )
        crawl = [sys.executable, "-m", "scrapy", "crawl", "jiangsu_changzhou", "-s", "DOWNLOAD_DELAY=0"]
        worst = max(worst, subprocess.run(crawl, env=mapped, check=False).returncode)
    print(f"\nCrawled in {time.monotonic() - began:.1f} s.\n", flush=True)
    worst = max(
        worst, subprocess.run([sys.executable, "-m", "scrapy", "reports"], env=environment, check=False).returncode
    )
    scrapy = Path(sys.executable).with_name("scrapy")
    command = f"NIANBAO_ARCHIVE_DIR={ARCHIVE} NIANBAO_KEY_FILE={KEY} {os.path.relpath(scrapy)}"
    print(
        f"Archive   {ARCHIVE}/warc/  (WARC/1.1: every exchange, byte for byte)\n"
        f"Database  {ARCHIVE}/reports.db  (SQLite: start with the view `figures`)\n\n"
        "Try next:\n"
        f"  {command} changes\n"
        f"  {command} site\n"
        f"  {command} reports --portal zhejiang_jiaxing --csv\n"
        f"  {command} verify\n"
        f"  rm {ARCHIVE}/reports.db && {command} reparse\n"
    )
    return worst


if __name__ == "__main__":
    sys.exit(main())
