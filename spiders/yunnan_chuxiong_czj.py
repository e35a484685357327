"""楚雄州财政局 Chuxiong finance bureau · rests on the page below: its annual-report column is known."""

from crawler.cms.vsb import Vsb
from crawler.sought import SoughtPortalSpider


class YunnanChuxiongCzjSpider(SoughtPortalSpider):
    name = "yunnan_chuxiong_czj"
    adcode = "532300"
    family = Vsb()
    start_urls = ["http://czj.cxz.gov.cn/zfxxgk/zfxxgknb.htm"]
