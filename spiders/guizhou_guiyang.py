"""贵阳市 Guiyang · rests on the page below: year folders such as 2021n hold city and office."""

from crawler.cms.trs import Trs
from crawler.sought import SoughtPortalSpider


class GuizhouGuiyangSpider(SoughtPortalSpider):
    name = "guizhou_guiyang"
    adcode = "520100"
    family = Trs()
    start_urls = ["https://www.guiyang.gov.cn/zwgk/zfxxgks/zfxxgknb/2021n/202203/t20220310_72915842.html"]
