"""靖江市 Jingjiang, county-level city of Taizhou · year × group folders."""

from crawler.cms.hanweb_jpaas import HanwebJpaasSpider


class JiangsuJingjiangSpider(HanwebJpaasSpider):
    name = "jiangsu_jingjiang"
    adcode = "321282"
    start_urls = ["http://www.jingjiang.gov.cn/xxgk/zfxxgknb/index.html"]
