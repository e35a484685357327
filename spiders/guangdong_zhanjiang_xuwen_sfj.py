"""徐闻县司法局 Xuwen justice bureau · rests on the page below: each department has a folder of its own."""

from crawler.cms.nfcms import Nfcms
from crawler.sought import SoughtPortalSpider


class GuangdongZhanjiangXuwenSfjSpider(SoughtPortalSpider):
    name = "guangdong_zhanjiang_xuwen_sfj"
    adcode = "440825"
    family = Nfcms()
    start_urls = ["http://www.xuwen.gov.cn/zfxxgk/zjsxwxsfj/content/post_1865610.html"]
