"""The arguments of a crawl (``-a name=value``), judged before anything is asked."""

import re
from collections.abc import Mapping

from crawler.plan import instant


def wrong_arguments(given: Mapping[str, str], *, any_portal: bool) -> str | None:
    """Return in a sentence what is wrong with the arguments; None if nothing is."""
    needed = {"url", "adcode"} if any_portal else set()
    if unknown := given.keys() - {"year", *(needed or {"due"})}:
        return f"unknown argument -a {', '.join(sorted(unknown))}; see `scrapy crawl -h`."
    if missing := needed - given.keys():
        return f"needs {' and '.join(f'-a {one}=…' for one in sorted(missing))}; see `scrapy crawl -h`."
    if given.keys() >= {"year", "due"}:
        return "-a year=… keeps to one report year, -a due=… to what is due: give one of them."
    problems = (problem for name, value in given.items() if (problem := _problem(name, value)))
    return next(problems, None)


def _problem(name: str, value: str) -> str | None:
    match name:
        case "year" if not re.fullmatch(r"20\d\d", value):
            return f"-a year={value} is not a report year such as 2022."
        case "url" if not re.fullmatch(r"https?://[^/\s]+\S*", value):
            return f"-a url={value} is no http or https address."
        case "adcode" if not re.fullmatch(r"\d{6}", value):
            return f"-a adcode={value} is not a GB/T 2260 code of six digits, such as 320400 of 常州."
        case "due":
            try:
                instant(value)
            except ValueError as error:
                return f"-a due={value} is neither `now` nor a time such as 2027-02-01T08:00+08:00: {error}."
    return None
