"""芜湖市 Wuhu · rests on the page below: text version beside a picture version."""

from crawler.cms.lonsun import Lonsun
from crawler.sought import SoughtPortalSpider


class AnhuiWuhuSpider(SoughtPortalSpider):
    name = "anhui_wuhu"
    adcode = "340200"
    family = Lonsun()
    start_urls = ["http://www.wuhu.gov.cn/openness/public/6596211/15194841.html"]
