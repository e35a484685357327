"""常州市政务服务管理办公室 the city's service office (formerly 行政服务中心, xzfwzx) · everything it publishes."""

from crawler.cms.czfx import Czfx
from crawler.portal import PortalSpider


class JiangsuChangzhouZwfwSpider(PortalSpider):
    name = "jiangsu_changzhou_zwfw"
    adcode = "320400"
    family = Czfx()
    start_urls = ["https://www.changzhou.gov.cn/gi_class/xzfwzx_all_list"]
