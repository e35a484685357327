"""深圳市 Shenzhen · rests on the page below: the list is the folder of the report."""

from crawler.cms.nfcms import Nfcms
from crawler.sought import SoughtPortalSpider


class GuangdongShenzhenSpider(SoughtPortalSpider):
    name = "guangdong_shenzhen"
    adcode = "440300"
    family = Nfcms()
    start_urls = ["https://www.sz.gov.cn/cn/xxgk/ndxxgkbg/content/post_8595151.html"]
