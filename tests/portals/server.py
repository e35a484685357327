"""The portals behind one address: which host is whose, what was asked, and what was published."""

import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.portals.clone import Clone
from tests.portals.content import Article, Published, Report
from tests.portals.czfx import Changzhou
from tests.portals.czfx_county import Liyang
from tests.portals.drawn import Drawn
from tests.portals.exchange import Reply, Request, Site, not_found, redirect
from tests.portals.families import replicas
from tests.portals.jpaas import Jingjiang
from tests.portals.jpage import Jiaxing
from tests.portals.listener import Certificates, Listener

_CHALLENGE = (
    "<script>document.cookie='__jsl_clearance_s=1.0|-1|replica;path=/';location.href=location.pathname</script>"
)


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    host: str
    method: str
    target: str
    headers: dict[str, str]
    at: datetime
    scheme: str


class ReplicaPortals:
    """The founding portals, one of every other family and a clone, on two ports of this machine, while the context lasts.

    Switches, for tests that need a bad day: hosts in `blocked` answer a challenge (521) to everything, addresses in
    `withdrawn` are 404, `jiaxing.proxy_form` chooses which of the two jpage proxies is played. A test may bring sites of its own
    as `guests`; one on a host of ours takes its place.
    """

    def __init__(self, *guests: Site) -> None:
        self.changzhou, self.jiaxing, self.jingjiang, self.liyang = Changzhou(), Jiaxing(), Jingjiang(), Liyang()
        self.drawn = Drawn()
        self.requests: list[Seen] = []
        self.violations: list[str] = []
        self.blocked: set[str] = set()
        self.withdrawn: set[str] = set()
        self._listings: dict[str, list[Article]] = {
            "jiangsu_changzhou": self.changzhou.city,
            "jiangsu_changzhou_zwfw": self.changzhou.department,
            "zhejiang_jiaxing": self.jiaxing.articles,
            "jiangsu_jingjiang": self.jingjiang.articles,
            "jiangsu_liyang": self.liyang.articles,
            "drawn": self.drawn.articles,
        }
        self.families = replicas()
        self._listings |= {name: family.articles for name, family in self.families.items()}
        self.clone = Clone(self.changzhou)
        founding: tuple[Site, ...] = (self.changzhou, self.jiaxing, self.jingjiang, self.liyang)
        sites: tuple[Site, ...] = (*founding, self.clone, self.drawn, *self.families.values(), *guests)
        self._sites = {host: site for site in sites for host in site.hosts}
        self._certificates = Certificates()

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="portals-")
        self.ca_file = Path(self._folder.name) / "ca.pem"
        self._certificates.write(self.ca_file)
        self._plain = Listener(self.answer, "http")
        self._secure = Listener(self.answer, "https")
        self._secure.socket = self._certificates.wrap(self._secure.socket)
        self.drawn.port = self._plain.server_port
        self.host_map = f"*:80=127.0.0.1:{self._plain.server_port},*:443=127.0.0.1:{self._secure.server_port}"
        for listener in (self._plain, self._secure):
            threading.Thread(target=listener.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for listener in (self._plain, self._secure):
            listener.shutdown()
            listener.server_close()
            listener.hang_up()
        self._folder.cleanup()

    def published(self, portal: str) -> list[Published]:
        return [report.published() for report in self._reports(portal)]

    def false_friends(self, portal: str) -> list[str]:
        return [article.url for article in self._listings[portal] if article.role == "false friend"]

    def gone(self, portal: str) -> list[str]:
        """Reports that are listed and whose pages answer 404."""
        return [article.url for article in self._listings[portal] if article.role == "gone"]

    def set_figure(self, url: str, indicator: str, applicant: str | None, value: str) -> str:
        """Print another figure on one page from now on; the prose stays, as it does on real pages."""
        report = {report.url: report for portal in self._listings for report in self._reports(portal)}[url]
        old = report.figures[indicator, applicant]
        report.figures[indicator, applicant] = value
        return old

    def answer(self, request: Request) -> Reply:
        address = f"{request.scheme}://{request.host}{request.target}"
        self.requests.append(
            Seen(request.host, request.method, request.target, request.headers, datetime.now(UTC), request.scheme)
        )
        reply = self._answer(request, address)
        if reply.violation:
            self.violations.append(f"{address}: {reply.violation}")
        return reply

    def _answer(self, request: Request, address: str) -> Reply:
        site = self._sites.get(request.host)
        if site is None:
            return Reply(b"", 404, violation="this host is none of the portals")
        if request.scheme != site.scheme:
            return redirect(f"{site.scheme}://{request.host}{request.target}", 301)
        if request.host in self.blocked:
            return Reply(_CHALLENGE, 521, headers=(("Set-Cookie", "__jsluid_s=replica; path=/; HttpOnly"),))
        return not_found() if address in self.withdrawn else site.answer(request)

    def _reports(self, portal: str) -> Iterator[Report]:
        return (article for article in self._listings[portal] if isinstance(article, Report))
