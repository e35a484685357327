"""A stranger's host that serves copies of two articles of 常州: www.shilizhiben.com.

Path, title, index number and body are the city's own; the host in the text is the stranger's. The second copy was converted to
traditional script, with readings in pinyin behind some characters. There are no lists.
"""

import re
from dataclasses import replace

from opencc import OpenCC

from tests.portals.content import Report
from tests.portals.czfx import ROOT, Changzhou
from tests.portals.exchange import Reply, Request, not_found

HOST = "www.shilizhiben.com"
_OWN = ROOT.removeprefix("https://")
_READINGS = {"報": "bào", "務": "wù", "業": "yè", "開": "kāi", "請": "qǐng"}


class Clone:
    hosts = (HOST,)
    scheme = "http"

    def __init__(self, original: Changzhou) -> None:
        self._original = original
        reports = [a for a in original.city if isinstance(a, Report) and "/gi_news/" in a.url]
        rewritten = next(report for report in reports if report.facts.get("id") == "886167835328449")
        converted = next(report for report in reports if report.report_year == 2023)
        self.copied = {article.url.removeprefix(ROOT): article for article in (rewritten, converted)}
        self._converted = converted.url.removeprefix(ROOT)

    def answer(self, request: Request) -> Reply:
        if request.path not in self.copied:
            return not_found()
        reply = self._original.answer(replace(request, host=_OWN, scheme="https"))
        text = str(reply.body).replace(_OWN, HOST)
        if request.path == self._converted:
            text = re.sub("[報務業開請]", lambda mark: f"{mark[0]}({_READINGS[mark[0]]})", OpenCC("s2t").convert(text))
        return Reply(text)
