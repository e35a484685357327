"""At which level of government a publisher stands: province, prefecture, county or township.

The name decides, read from its beginning place by place (GB/T 2260): 杭州市上城区审计局 is a body of a county. Development
zones are no level, whatever their rank.
"""

import re

from extraction.codebook import CODEBOOK
from extraction.folding import HAN, fold
from extraction.identifiers import PROVINCES, division

_PROVINCE = re.compile("|".join(PROVINCES))
_CITY = "(?:" + "|".join(sorted(CODEBOOK.prefecture_cities, key=len, reverse=True)) + ")市"
_PREFECTURE = re.compile(
    rf"{_CITY}|{HAN}{{2,12}}?自治州|(?:兴安|锡林郭勒|阿拉善)盟|(?:大兴安岭|阿里|阿克苏|喀什|和田|塔城|阿勒泰)地区"
)
_END = r"(?=$|(?:人民)?政府|\()"
_ZONE = re.compile(
    rf"{HAN}{{0,12}}?(?:(?<!浦东|滨海)新|开发|高新|经开|园|工业|保税|示范|合作|试验|实验|度假|保护|风景|名胜|景|管理)区"
)
_NO_PLACE = f"(?:(?:城|都)市|(?:社|辖|市|片|特|灾|地|城)区)(?!{_END})"
"""Words that end like a place, unless they are all that is left: 城市管理局, but 晋城市城区."""
_COUNTY = re.compile(rf"(?!{_NO_PLACE}){HAN}{{1,10}}?(?:市|县|区|旗)")
_TOWNSHIP = re.compile(rf"{HAN}{{1,12}}?(?:镇|乡|街道)(?:{_END}|(?=办))")


def level_of(publisher: str, adcode: str | None = None) -> str | None:
    """``province | prefecture | county | township``; None if the name does not say it, and the organ's area code neither.

    >>> [level_of(name) for name in ("上海市人民政府办公厅", "常州市", "溧阳市", "杭州市上城区审计局", "永嘉县北城街道办事处")]
    ['province', 'prefecture', 'county', 'county', 'township']
    >>> level_of("常州市城市管理局"), level_of("苏州工业园区管委会"), level_of("审计局"), level_of("审计局", "332500")
    ('prefecture', None, None, 'prefecture')
    """
    name = fold(publisher)
    level, at = None, 0
    for step, pattern in (("province", _PROVINCE), ("prefecture", _PREFECTURE), ("county", _COUNTY)):
        if step == "county" and _ZONE.match(name, at):
            level = None
            break
        if found := pattern.match(name, at):
            level, at = _rank(found.group(), step), found.end()
    if _TOWNSHIP.match(name, at):
        return "township"
    place = division(adcode) if adcode and level is None and not _ZONE.match(name, at) else None
    return place.level if place else level


def _rank(place: str, step: str) -> str:
    """A city named behind its province without 省 (江苏常州市) is no county."""
    is_city = step == "county" and place.endswith("市") and re.search(f"{_CITY}$", place)
    return "prefecture" if is_city else step
