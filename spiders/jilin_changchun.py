"""长春市 Changchun · rests on the page below: the city's office; departments stand under zcbm/."""

from crawler.cms.trs import Trs
from crawler.sought import SoughtPortalSpider


class JilinChangchunSpider(SoughtPortalSpider):
    name = "jilin_changchun"
    adcode = "220100"
    family = Trs()
    start_urls = ["http://js.changchun.gov.cn/szf_3410/ndbg/202501/t20250127_3378533.html"]
