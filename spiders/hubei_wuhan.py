"""武汉市 Wuhan · rests on the page below: the address says 2022, the report is on 2020."""

from crawler.cms.trs import Trs
from crawler.sought import SoughtPortalSpider


class HubeiWuhanSpider(SoughtPortalSpider):
    name = "hubei_wuhan"
    adcode = "420100"
    family = Trs()
    start_urls = ["https://www.wuhan.gov.cn/zwgk/szfbg/202202/t20220210_1920948.shtml"]
