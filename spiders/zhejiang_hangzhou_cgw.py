"""杭州市城市管理局 Hangzhou urban management bureau · rests on the page below: Hanweb; jpage or jpaas, the page will tell."""

from crawler.sought import SoughtPortalSpider


class ZhejiangHangzhouCgwSpider(SoughtPortalSpider):
    name = "zhejiang_hangzhou_cgw"
    adcode = "330100"
    start_urls = ["http://cgw.hangzhou.gov.cn/art/2024/1/22/art_1229473546_88138.html"]
