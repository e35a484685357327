"""郑州市 Zhengzhou · rests on the page below: family not known yet."""

from crawler.sought import SoughtPortalSpider


class HenanZhengzhouSpider(SoughtPortalSpider):
    name = "henan_zhengzhou"
    adcode = "410100"
    start_urls = ["https://public.zhengzhou.gov.cn/D41X/4779287.jhtml"]
