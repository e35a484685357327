"""The spider of the city whose year is scripted."""

from crawler.cms.nfcms import Nfcms
from crawler.portal import PortalSpider
from tests.year.city import COLUMN, ROOT


class LanwanSpider(PortalSpider):
    name = "guangdong_lanwan"
    adcode = "991200"
    family = Nfcms()
    start_urls = [ROOT + COLUMN]
