"""三明市 Sanming · rests on the page below: indicator tables are attached."""

from crawler.cms.trs import Trs
from crawler.sought import SoughtPortalSpider


class FujianSanmingSpider(SoughtPortalSpider):
    name = "fujian_sanming"
    adcode = "350400"
    family = Trs()
    start_urls = ["http://www.sm.gov.cn/smsrmzfbgs/smsrmzf/zfxxgkndbg/201903/t20190307_1271142.htm"]
