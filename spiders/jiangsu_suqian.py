"""宿迁市 Suqian · rests on the page below: placeholder index number."""

from crawler.cms.ucap import Ucap
from crawler.sought import SoughtPortalSpider


class JiangsuSuqianSpider(SoughtPortalSpider):
    name = "jiangsu_suqian"
    adcode = "321300"
    family = Ucap()
    start_urls = ["https://suqian.gov.cn/zfb/gknb/201802/a21fdc4296de494da7adce40d7541728.shtml"]
