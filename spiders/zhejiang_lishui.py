"""丽水市 Lishui · rests on the page below: Hanweb catalogue module."""

from crawler.sought import SoughtPortalSpider


class ZhejiangLishuiSpider(SoughtPortalSpider):
    name = "zhejiang_lishui"
    adcode = "331100"
    start_urls = ["http://www.lishui.gov.cn/module/xxgk/xxgkAnnualReport.jsp?fbtime=2017&area=113325000026455663"]
