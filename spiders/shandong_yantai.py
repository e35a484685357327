"""烟台市 Yantai · rests on the page below: Hanweb; jpage or jpaas, the page will tell."""

from crawler.sought import SoughtPortalSpider


class ShandongYantaiSpider(SoughtPortalSpider):
    name = "shandong_yantai"
    adcode = "370600"
    start_urls = ["https://www.yantai.gov.cn/art/2021/3/10/art_107155_3099917.html"]
