"""天津市和平区发展改革委 Heping district, Tianjin · rests on the page below: each department has a column of its own."""

from crawler.cms.trs import Trs
from crawler.sought import SoughtPortalSpider


class TianjinHepingFgwSpider(SoughtPortalSpider):
    name = "tianjin_heping_fgw"
    adcode = "120101"
    family = Trs()
    start_urls = ["http://www.tjhp.gov.cn/zw/zfxxgk/zfgbm/qfzggw/zfxxgknb/202012/t20201230_5252166.html"]
