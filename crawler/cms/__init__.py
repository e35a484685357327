"""One module per CMS family: how the vendor's lists are recognised, read and paged, and what it gets wrong.

A portal is ten lines on top of a family. `FAMILIES` is who is asked when a portal without a spider is to be recognised.
"""

from crawler.cms.czfx import Czfx
from crawler.cms.czfx_county import CzfxCounty
from crawler.cms.epoint import Epoint
from crawler.cms.family import Declared, Family
from crawler.cms.gkmlpt import Gkmlpt
from crawler.cms.hanweb_jpaas import HanwebJpaas
from crawler.cms.hanweb_jpage import HanwebJpage
from crawler.cms.hanweb_xxgk import HanwebXxgk
from crawler.cms.lonsun import Lonsun
from crawler.cms.nfcms import Nfcms
from crawler.cms.trs import Trs
from crawler.cms.truecms import Truecms
from crawler.cms.ucap import Ucap
from crawler.cms.vsb import Vsb

FAMILIES: tuple[Family, ...] = (
    Czfx(),
    CzfxCounty(),
    Epoint(),
    Gkmlpt(),
    HanwebJpaas(),
    HanwebJpage(),
    HanwebXxgk(),
    Lonsun(),
    Nfcms(),
    Trs(),
    Truecms(),
    Ucap(),
    Vsb(),
)

__all__ = ["FAMILIES", "Declared", "Family"]
