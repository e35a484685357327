"""常州市 Changzhou, city government and departments · the list behind the shell, and the older news list."""

from crawler.cms.czfx import Czfx
from crawler.portal import PortalSpider


class JiangsuChangzhouSpider(PortalSpider):
    name = "jiangsu_changzhou"
    adcode = "320400"
    family = Czfx()
    start_urls = [
        "https://www.changzhou.gov.cn/gi_class/zwgk_05?furl=zfxxgknb",
        "https://www.changzhou.gov.cn/ns_class/zwgk_10_18_01",
    ]
