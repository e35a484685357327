"""溧阳市 Liyang, county-level city of Changzhou · one class holds every year since 2017."""

from crawler.cms.czfx_county import CzfxCountySpider


class JiangsuLiyangSpider(CzfxCountySpider):
    name = "jiangsu_liyang"
    adcode = "320481"
    start_urls = ["https://www.liyang.gov.cn/class/OPCKQFNA"]
