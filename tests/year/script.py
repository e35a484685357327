"""The year 2023 in 蓝湾市, as its publishers and its server live it; between two days everything stands as it is.

Twelve bodies owe a report on 2022, and each has one on 2021 on line when the year begins. Crawls begin at nine in the morning in
Beijing. After every step the generator yields the day of the next crawl.
"""

from collections.abc import Iterator

from tests.year.city import City

GOVERNMENT, OFFICE, TOWN = "蓝湾市人民政府", "蓝湾市人民政府办公室", "石桥镇人民政府"
EDUCATION, FINANCE, CIVIL_AFFAIRS, AUDIT = "蓝湾市教育局", "蓝湾市财政局", "蓝湾市民政局", "蓝湾市审计局"
WATER, COMMERCE, JUSTICE, TRANSPORT = "蓝湾市水利局", "蓝湾市商务局", "蓝湾市司法局", "蓝湾市交通运输局"
STATISTICS = "蓝湾市统计局"
CARRIED_OUT, LICENSING, PENALTY = (
    "requests.carried_out",
    "disclosure.licensing.decisions",
    "disclosure.penalty.decisions",
)


def story(city: City) -> Iterator[str]:  # noqa: PLR0915 - a year is long
    """Live the year; yield the day of each crawl."""
    # Reports on 2021, all in their time.
    city.publish(GOVERNMENT, 2021, "2022-03-18", kind="county", group="sj")
    city.publish(OFFICE, 2021, "2022-01-14", kind="office", group="sj")
    education_2021 = city.publish(EDUCATION, 2021, "2022-01-17")
    for publisher in (FINANCE, CIVIL_AFFAIRS, AUDIT, WATER, COMMERCE, JUSTICE):
        city.publish(publisher, 2021, "2022-01-20")
    transport_2021 = city.publish(TRANSPORT, 2021, "2022-01-21")
    city.publish(STATISTICS, 2021, "2022-01-24", group="xz")
    city.publish(TOWN, 2021, "2022-02-11", kind="town", group="xz")
    yield "2023-01-05"

    # January: seven reports on 2022 come in time.
    city.publish(OFFICE, 2022, "2023-01-13", kind="office", group="sj")
    education = city.publish(EDUCATION, 2022, "2023-01-16")
    yield "2023-01-19"
    audit = city.publish(AUDIT, 2022, "2023-01-24")
    water = city.publish(WATER, 2022, "2023-01-20")
    city.print_figure(water, LICENSING, None, "64")
    commerce = city.publish(COMMERCE, 2022, "2023-01-25")
    city.print_figure(commerce, LICENSING, None, "205")
    justice = city.publish(JUSTICE, 2022, "2023-01-23")
    # The file beside the page of 司法局 prints another number of penalties, and so it stays.
    city.print_figure(justice, PENALTY, None, "713")
    city.attach(justice, PENALTY, None, "731")
    transport = city.publish(TRANSPORT, 2022, "2023-01-24")
    yield "2023-01-26"

    # The day is over. 财政局, 民政局 and 统计局 are not there; the list of 统计局 cannot be read.
    city.lists_down.add("xz")
    yield "2023-02-01"
    yield "2023-02-03"
    city.lists_down.clear()

    # 财政局 appears, with a date of January on it. 统计局 appears, perhaps it has been there for days. 民政局 never does.
    city.publish(FINANCE, 2022, "2023-01-30")
    statistics = city.publish(STATISTICS, 2022, "2023-01-29", group="xz")
    yield "2023-02-08"
    yield "2023-02-15"

    # A weekend on which every article answers 503. On Monday 水利局 has another figure.
    city.is_overloaded = True
    yield "2023-02-18"
    yield "2023-02-19"
    city.is_overloaded = False
    city.print_figure(water, LICENSING, None, "46")
    yield "2023-02-20"

    city.publish(TOWN, 2022, "2023-02-24", kind="town", group="xz")
    yield "2023-03-01"

    # A challenge with status 200 stands in front of 商务局; behind it a figure is exchanged.
    city.blocked.add(commerce.url)
    yield "2023-03-15"
    city.blocked.clear()
    city.print_figure(commerce, LICENSING, None, "250")
    yield "2023-03-22"

    # The government is in time; one total of its table does not add up.
    government = city.publish(GOVERNMENT, 2022, "2023-03-28", kind="county", group="sj")
    right = government.figures["requests.result.partial", "total"]
    city.print_figure(government, "requests.result.partial", "total", str(int(right) + 9))
    yield "2023-03-29"

    # 教育局 prints another total, and a month later the old one again.
    old = education.figures[CARRIED_OUT, "total"]
    city.print_figure(education, CARRIED_OUT, "total", str(int(old) + 5))
    yield "2023-04-12"
    city.print_figure(education, CARRIED_OUT, "total", old)
    yield "2023-05-10"

    # The government repairs its total without a word; 交通运输局 prints another date.
    city.print_figure(government, "requests.result.partial", "total", right)
    city.redate(transport, "2023-01-16")
    yield "2023-06-07"

    # For a week the page of 审计局 is not there; then it is, as it was.
    city.deleted.add(audit.url)
    yield "2023-06-14"
    yield "2023-06-16"
    yield "2023-06-18"
    city.deleted.clear()
    yield "2023-06-21"

    # 统计局 rewords a sentence; no figure moves.
    city.reword(statistics, "本年度未收取政府信息公开信息处理费。", "全年没有收取政府信息公开信息处理费。")
    yield "2023-08-09"

    # 教育局 gives its report on 2021 another address. That of 交通运输局 goes and does not come back.
    city.move(education_2021, 4_040_404)
    city.deleted.add(transport_2021.url)
    yield "2023-09-13"
    yield "2023-09-15"
    yield "2023-09-18"
    yield "2023-12-06"


def upgrade(read: str) -> str:
    """What the next version of the extractor makes of a figure: it turns 638, 财政局's licences of 2022, round."""
    return "836" if read == "638" else read
