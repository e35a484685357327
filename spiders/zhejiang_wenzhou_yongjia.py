"""永嘉县 Yongjia · rests on the page below: Hanweb catalogue module."""

from crawler.sought import SoughtPortalSpider


class ZhejiangWenzhouYongjiaSpider(SoughtPortalSpider):
    name = "zhejiang_wenzhou_yongjia"
    adcode = "330324"
    start_urls = ["http://www.yj.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=001008003014064&fbtime=2016"]
