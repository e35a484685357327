"""``scrapy enqueue``: portals to the workers of several machines."""

import argparse

from scrapy.exceptions import UsageError

from crawler.command import SentenceCommand, SentenceError


class Command(SentenceCommand):
    requires_crawler_process = True  # which knows the spiders

    def syntax(self) -> str:
        return "NAME ..."

    def short_desc(self) -> str:
        return "Put portals into the queue that workers on several machines empty"

    def long_desc(self) -> str:
        return (
            "Put portals into the queue in Redis (setting REDIS_URL, environment NIANBAO_REDIS_URL). Workers take one portal at "
            "a time; start them with `dramatiq crawler.jobs` in this folder on each machine. No two of them ask the same hosts at "
            "once, and the portal of a worker that died is crawled by another. Example: "
            "`NIANBAO_REDIS_URL=redis://10.0.0.5 scrapy enqueue jiangsu_changzhou zhejiang_jiaxing`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--due", action="store_true", help="only what is due by the archive of the machine that takes it"
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if not args:
            raise UsageError("name one portal or more; `scrapy list` shows them", print_help=False)
        assert self.settings is not None  # noqa: S101 - set by Scrapy before run
        assert self.crawler_process is not None  # noqa: S101
        if unknown := set(args) - set(self.crawler_process.spider_loader.list()):
            raise SentenceError(f"There is no portal {', '.join(sorted(unknown))}; `scrapy list` shows all.")
        if not self.settings["REDIS_URL"]:
            raise SentenceError("REDIS_URL names no Redis: set NIANBAO_REDIS_URL, for example redis://10.0.0.5:6379/0.")
        try:
            from redis import RedisError  # noqa: PLC0415

            from crawler.jobs import enqueue  # noqa: PLC0415
        except ImportError as error:
            raise SentenceError("Several machines need the extra `cluster`: pip install 'dramatiq[redis]'.") from error
        try:
            for portal in args:
                print(f"{portal}: {'queued' if enqueue(portal, due=opts.due) else 'waits in the queue already'}")
        except RedisError as error:
            raise SentenceError(f"Redis at {self.settings['REDIS_URL']} does not answer: {error}.") from error
        return 0
