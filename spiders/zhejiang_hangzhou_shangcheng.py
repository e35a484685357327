"""杭州市上城区 Shangcheng · rests on the page below: Hanweb; jpage or jpaas, the page will tell."""

from crawler.sought import SoughtPortalSpider


class ZhejiangHangzhouShangchengSpider(SoughtPortalSpider):
    name = "zhejiang_hangzhou_shangcheng"
    adcode = "330102"
    start_urls = ["https://www.hzsc.gov.cn/art/2024/1/30/art_1229231425_4236209.html"]
