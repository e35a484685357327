"""重庆市渝中区 Yuzhong · rests on the page below: the folder name carries another year."""

from crawler.cms.trs import Trs
from crawler.sought import SoughtPortalSpider


class ChongqingYuzhongSpider(SoughtPortalSpider):
    name = "chongqing_yuzhong"
    adcode = "500103"
    family = Trs()
    start_urls = ["https://www.cqyz.gov.cn/zwgk_229/zfxxgknan_ew/2020_504392/qzfbgs/202601/t20260129_15364021.html"]
