"""常州市钟楼区 Zhonglou · rests on the page below: class FPJBLMLO."""

from crawler.cms.czfx_county import CzfxCounty
from crawler.sought import SoughtPortalSpider


class JiangsuChangzhouZhonglouSpider(SoughtPortalSpider):
    name = "jiangsu_changzhou_zhonglou"
    adcode = "320404"
    family = CzfxCounty()
    start_urls = ["http://www.zhonglou.gov.cn/html/czzl/2021/FPJBLMLO_0414/15821.html"]
