"""嘉兴市 Jiaxing · starts at the column of 2022, the other years are found from its breadcrumb."""

from crawler.cms.hanweb_jpage import HanwebJpage
from crawler.portal import PortalSpider


class ZhejiangJiaxingSpider(PortalSpider):
    name = "zhejiang_jiaxing"
    adcode = "330400"
    family = HanwebJpage()
    start_urls = ["https://www.jiaxing.gov.cn/col/col1229708661/index.html"]
