"""广州市番禺区 Panyu · rests on the page below: years below bm/."""

from crawler.cms.nfcms import Nfcms
from crawler.sought import SoughtPortalSpider


class GuangdongGuangzhouPanyuSpider(SoughtPortalSpider):
    name = "guangdong_guangzhou_panyu"
    adcode = "440113"
    family = Nfcms()
    start_urls = ["http://www.panyu.gov.cn/zwgk/zfxxgk/zfxxgknb/bm/2019n/content/post_5645412.html"]
