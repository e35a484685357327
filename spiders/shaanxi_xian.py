"""西安市 Xi'an · rests on the page below: family not known yet."""

from crawler.sought import SoughtPortalSpider


class ShaanxiXianSpider(SoughtPortalSpider):
    name = "shaanxi_xian"
    adcode = "610100"
    start_urls = ["http://www.xa.gov.cn/gk/zfxxgkzl/zfxxgknb/6229614ff8fd1c0bdc855f08.html"]
