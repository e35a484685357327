"""广州市 Guangzhou · rests on the pages below: years below bm/, districts in gq/."""

from crawler.cms.nfcms import Nfcms
from crawler.sought import SoughtPortalSpider


class GuangdongGuangzhouSpider(SoughtPortalSpider):
    name = "guangdong_guangzhou"
    adcode = "440100"
    family = Nfcms()
    start_urls = [
        "https://www.gz.gov.cn/zfjgzy/gzsrmzfbgt/zfxxgknb/bm/2023n/content/post_9469010.html",
        "https://www.gz.gov.cn/zfjgzy/gzsrmzfbgt/zfxxgknb/gq/content/post_8780034.html",
    ]
