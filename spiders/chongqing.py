"""重庆市 Chongqing · rests on the page below: groups below zfxxgknb."""

from crawler.cms.trs import Trs
from crawler.sought import SoughtPortalSpider


class ChongqingSpider(SoughtPortalSpider):
    name = "chongqing"
    adcode = "500000"
    family = Trs()
    start_urls = ["https://admin.cq.gov.cn/zwgk/zfxxgkzl/zfxxgknb/szf/szf/202003/t20200331_8610641.html"]
