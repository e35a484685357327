"""重庆市九龙坡区 Jiulongpo · rests on the page below: groups below zfxxgknb."""

from crawler.cms.trs import Trs
from crawler.sought import SoughtPortalSpider


class ChongqingJiulongpoSpider(SoughtPortalSpider):
    name = "chongqing_jiulongpo"
    adcode = "500107"
    family = Trs()
    start_urls = ["http://cqjlp.gov.cn/zwgk_251/zfxxgknb/qzf/202102/t20210205_8875368.html"]
