"""温州市 Wenzhou · rests on the pages below: Hanweb: catalogue module and columns side by side."""

from crawler.sought import SoughtPortalSpider


class ZhejiangWenzhouSpider(SoughtPortalSpider):
    name = "zhejiang_wenzhou"
    adcode = "330300"
    start_urls = [
        "http://www.wenzhou.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=001008003015001&fbtime=2022",
        "http://www.wenzhou.gov.cn/art/2021/1/31/art_1229485109_48114.html",
    ]
