"""武汉市汉阳区 Hanyang · rests on the page below: the office's own column."""

from crawler.cms.trs import Trs
from crawler.sought import SoughtPortalSpider


class HubeiWuhanHanyangSpider(SoughtPortalSpider):
    name = "hubei_wuhan_hanyang"
    adcode = "420105"
    family = Trs()
    start_urls = ["https://www.hanyang.gov.cn/bmxxgk/zfgzjg/qrmzfbgs/zfxxgkndbg/202301/t20230119_2136694.shtml"]
