"""Settings of the crawl. Each says what it is for where it differs from Scrapy's default.

Those in capitals that are our own can be overridden by an environment variable of the same name with ``NIANBAO_`` before it, or on
the command line with ``-s NAME=VALUE``.
"""

import os
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent

# --- Ours ---
ARCHIVE_DIR = os.environ.get("NIANBAO_ARCHIVE_DIR", str(_ROOT / "data"))
# Where `scrapy site` writes; none: the folder `site` of the archive.
SITE_DIR = os.environ.get("NIANBAO_SITE_DIR")
# Where that folder is served, for entries of its feeds to link to; none: they link to the portals.
SITE_URL = os.environ.get("NIANBAO_SITE_URL")
# The key that signs what the archive becomes; without it, nianbao/key.pem in the user's configuration folder.
KEY_FILE = os.environ.get("NIANBAO_KEY_FILE")
# Where to connect instead of a host's own address, see crawler/hostmap.py.
HOST_MAP = os.environ.get("NIANBAO_HOST_MAP")
# One more PEM file of trusted roots: a gateway's own CA.
EXTRA_CA_FILE = os.environ.get("NIANBAO_EXTRA_CA_FILE")
# Whom a webmaster can write to (address or e-mail); stands in the User-Agent of every request. Fill it in before a live crawl.
CONTACT = os.environ.get("NIANBAO_CONTACT", "")
# Seconds an answer that has arrived waits for others under way, to be made durable with them by one fsync; 0: each by itself.
COMMIT_WAIT = 0.02
# The hours of Beijing in which portals are asked, for example 22:00-06:00; none: all day.
CRAWL_HOURS = os.environ.get("NIANBAO_CRAWL_HOURS")
# The Redis through which several machines share the work, for example redis://10.0.0.5:6379/0; none: this machine works alone.
REDIS_URL = os.environ.get("NIANBAO_REDIS_URL")
# Seconds after which a worker that is not heard of is taken for dead and its portal given to another; and after which a portal
# whose hosts another crawl is asking is tried again.
WORKER_TIMEOUT = int(os.environ.get("NIANBAO_WORKER_TIMEOUT", "60"))
TAKEN_PAUSE = int(os.environ.get("NIANBAO_TAKEN_PAUSE", "60"))
# The Chromium that draws pages made by scripts; none: Playwright's own, else the one on the PATH. Seconds for one page, and for all
# pages of a crawl.
BROWSER = os.environ.get("NIANBAO_BROWSER")
BROWSER_PAGE_TIMEOUT = 120
BROWSER_CRAWL_TIMEOUT = 1800

# --- When pages are visited again, in days. The rules are in audit/revisit.py; benchmarks/schedule.py measures what they give ---
# Floors: no list and no published report stays unvisited for longer. Four weeks is what an auditor can answer for.
LIST_FLOOR = 28
REPORT_FLOOR = 28
# After a change: corrections come in bursts.
AFTER_CHANGE = (1, 3, 7)
# A report is edited in its first year if ever, so for so many days after it appeared it is visited more often than the floor.
FRESH_REPORT = 14
FRESH_FOR = 365
# Lists on which reports on the last year are awaited: from 1 January on, close to the day the law names (so many days before and
# behind it), and then until the end of April. Most reports appear in the days before; daily for long costs visits and finds little.
SEASON_EARLY = 5
SEASON_CLOSE = 1
SEASON_CLOSE_BEGINS = 14
SEASON_CLOSE_ENDS = 3
SEASON_LATE = 7
# A page whose server keeps saying that nothing changed is fetched whole every so many visits, because some send a wrong ETag.
FULL_GET_EVERY = 4
# `scrapy due --run`: portals crawled at once. Portals that share a host are crawled one after the other whatever this says.
PORTALS_AT_ONCE = 4
# Seconds after which the crawl of one portal is ended; what it did not come to stays due.
PORTAL_TIMEOUT = 6 * 3600

# --- When a person is needed: `scrapy health` ---
# Bytes free where the archive lies; a crawl that finds no room ends.
DISK_MARGIN = 5 << 30
# Days by which a page may be late before somebody must look whether `scrapy due --run` is still started.
OVERDUE_MARGIN = 7
# How far the newest crawl of a portal may fall behind the median of earlier ones: a list that shows less than this share of its
# reports has shrunk, and shares of visits (blocked, failed, unread) may rise by this much.
SHRUNK_TO = 0.8
RISEN_BY = 0.2

# --- Scrapy's own ---
BOT_NAME = "nianbao"
SPIDER_MODULES = [
    "spiders",
    "crawler.any_portal",
]  # the folder is the coverage; the other takes a portal without a spider
NEWSPIDER_MODULE = "spiders"
COMMANDS_MODULE = "crawler.commands"
TEMPLATES_DIR = str(_ROOT / "crawler" / "templates")

# Evidence: the exact bytes, stored before anything reads them.
DOWNLOAD_HANDLERS = {
    "http": "crawler.wire.WireDownloadHandler",
    "https": "crawler.wire.WireDownloadHandler",
    # Reports come over HTTP; nothing a page links to may make us open a file or another protocol.
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
EXTENSIONS = {
    "crawler.recorder.Recorder": 0,
    "crawler.pacer.Pacer": 10,
    "crawler.progress.CrawlProgress": 100,
    "crawler.standing.Standing": 200,
}
ITEM_PIPELINES = {"pipelines.snapshot.SnapshotPipeline": 100, "pipelines.extract.ExtractPipeline": 200}
DOWNLOADER_MIDDLEWARES = {
    "crawler.browser.Browser": 10,  # before all others: what it has drawn by a browser passes them request by request
    # Ours does both, for parts and redirects too, and leaves a row for what it does not let pass.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "crawler.refresh.MetaRefresh": 580,
    "crawler.encoding.TrueEncodingMiddleware": 595,  # right after the body is unpacked (590)
    "crawler.politeness.Politeness": 650,  # sees an answer before redirects (600) and retries (550) do
    "crawler.conditional.Conditional": 700,
}
HTTPCACHE_ENABLED = False  # the archive is the cache
REMOTE_CONTROL_ENABLED = False  # default True: a port that runs posted code has no place in an evidence crawler
TELNETCONSOLE_ENABLED = False

# Politeness: one request per host at a time, a pause between them, our name on each.
USER_AGENT = "nianbao/0.1.0 (archive of government disclosure reports" + (f"; +{CONTACT})" if CONTACT else ")")
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = float(os.environ.get("NIANBAO_DOWNLOAD_DELAY", "1"))
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 64 << 20
RETRY_TIMES = 2
REDIRECT_MAX_TIMES = 5  # default 20; no portal needs more, and a loop costs as many
# A host that answers a block, 429 or 503 is left alone for so many seconds, the next time in a row for twice as long. A crawl
# waits for the first two of these pauses; then it leaves the host alone, and says so.
BACKOFF_PAUSE = 60
LONGEST_WAIT = 120
# A visit must not depend on the one before it; and Scrapy's cookie jar would fetch a list of domain suffixes past our handler.
COOKIES_ENABLED = False
# Items of one response that pass the pipelines side by side: a response brings one, and each of Scrapy's hundred costs a task.
CONCURRENT_ITEMS = 4
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Accept-Encoding": "gzip, deflate",  # what archive/http_message.py can unpack again in ten years
}

RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # default ERROR; the list or report that failed says so once, in its own sentence
LOG_LEVEL = "WARNING"
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
