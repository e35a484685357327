"""青岛市 Qingdao · rests on the page below: reports on 2020, 2021 and 2018 stand in other columns (bgt/gzbg, zwzl/ndbg)."""

from crawler.cms.trs import Trs
from crawler.sought import SoughtPortalSpider


class ShandongQingdaoSpider(SoughtPortalSpider):
    name = "shandong_qingdao"
    adcode = "370200"
    family = Trs()
    start_urls = ["http://www.qingdao.gov.cn/zwgk/szfgk/gknb/2024/202501/t20250121_8854725.shtml"]
