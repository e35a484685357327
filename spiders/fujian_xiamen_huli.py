"""厦门市湖里区 Huli · rests on the page below: tables are attached."""

from crawler.cms.trs import Trs
from crawler.sought import SoughtPortalSpider


class FujianXiamenHuliSpider(SoughtPortalSpider):
    name = "fujian_xiamen_huli"
    adcode = "350206"
    family = Trs()
    start_urls = ["http://www.huli.gov.cn/zwgk/zfxxgkzl/zfxxyjxndbg/201901/t20190111_182924.htm"]
