"""溧阳市 Liyang, county-level city of Changzhou · one class holds every year since 2017."""

from crawler.cms.czfx_county import CzfxCounty
from crawler.portal import PortalSpider


class JiangsuLiyangSpider(PortalSpider):
    name = "jiangsu_liyang"
    adcode = "320481"
    family = CzfxCounty()
    start_urls = ["https://www.liyang.gov.cn/class/OPCKQFNA"]
