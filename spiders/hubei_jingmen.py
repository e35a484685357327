"""荆门市 Jingmen · rests on the page below: Hanweb; the report of a county on the city's site."""

from crawler.sought import SoughtPortalSpider


class HubeiJingmenSpider(SoughtPortalSpider):
    name = "hubei_jingmen"
    adcode = "420800"
    start_urls = ["https://jingmen.gov.cn/art/2018/1/27/art_9597_675815.html"]
