"""文成县 Wencheng · rests on the page below: Hanweb catalogue module."""

from crawler.sought import SoughtPortalSpider


class ZhejiangWenzhouWenchengSpider(SoughtPortalSpider):
    name = "zhejiang_wenzhou_wencheng"
    adcode = "330328"
    start_urls = ["http://www.wencheng.gov.cn/module/xxgk/xxgkAnnualReport.jsp?fbtime=2015&area=001008003010038"]
