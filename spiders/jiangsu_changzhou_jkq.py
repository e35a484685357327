"""常州经济开发区 Changzhou economic zone · rests on the page below: class HMBAQIJH."""

from crawler.cms.czfx_county import CzfxCounty
from crawler.sought import SoughtPortalSpider


class JiangsuChangzhouJkqSpider(SoughtPortalSpider):
    name = "jiangsu_changzhou_jkq"
    adcode = "320400"
    family = CzfxCounty()
    start_urls = ["https://jkq.changzhou.gov.cn/html/jkq/2025/HMBAQIJH_0115/8775.html"]
