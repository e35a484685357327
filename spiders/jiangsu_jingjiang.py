"""靖江市 Jingjiang, county-level city of Taizhou · year × group folders."""

from crawler.cms.hanweb_jpaas import HanwebJpaas
from crawler.portal import PortalSpider


class JiangsuJingjiangSpider(PortalSpider):
    name = "jiangsu_jingjiang"
    adcode = "321282"
    family = HanwebJpaas()
    start_urls = ["http://www.jingjiang.gov.cn/xxgk/zfxxgknb/index.html"]
