"""长春市退役军人事务局 Changchun veterans' bureau · rests on the page below: one department of js.changchun.gov.cn."""

from crawler.cms.trs import Trs
from crawler.sought import SoughtPortalSpider


class JilinChangchunTyjrSpider(SoughtPortalSpider):
    name = "jilin_changchun_tyjr"
    adcode = "220100"
    family = Trs()
    start_urls = ["http://js.changchun.gov.cn/zcbm/styjrswj/ndbg/202401/t20240115_3271106.html"]
