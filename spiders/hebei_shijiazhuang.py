"""石家庄市 Shijiazhuang · rests on the page below: family not known yet."""

from crawler.sought import SoughtPortalSpider


class HebeiShijiazhuangSpider(SoughtPortalSpider):
    name = "hebei_shijiazhuang"
    adcode = "130100"
    start_urls = [
        "https://www.sjz.gov.cn/zfxxgk/columns/f74d6b1e-ff1b-45ff-8cdb-faa7079a660d/202301/29/c6d51e4b-84c0-48a4-8821-d13086d9e81c.html",
    ]
