"""``scrapy alert``: tells those who subscribed what was found."""

import argparse
import shutil
import sys
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from crawler.command import ArchiveCommand, SentenceError

if TYPE_CHECKING:
    from audit.alerts.outbox import Outbox
    from audit.alerts.subscription import Subscription


class Command(ArchiveCommand):
    def short_desc(self) -> str:
        return "Send what was found to those who subscribed: webhook, mail, and whatever apprise knows"

    def long_desc(self) -> str:
        return (
            "Collect new findings into outbox.db beside the archive and send what is due, by a TOML file of subscriptions "
            "(audit/alerts/subscription.py shows one). Run it after each crawl, or from cron. A finding is told once; what is not "
            "accepted is sent again, after a pause that doubles up to a day. After a crash a message may come twice. "
            "Exit code 1: a receiver did not accept. Example: `scrapy alert --dry-run`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--subscriptions", metavar="FILE", help="default: alerts.toml in the folder of the archive")
        parser.add_argument("--dry-run", action="store_true", help="print what would be sent; send and note nothing")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from archive import Archive  # noqa: PLC0415
        from audit.alerts.operator import operator_alerts  # noqa: PLC0415
        from audit.alerts.outbox import Outbox, OutboxError  # noqa: PLC0415
        from audit.alerts.send import AppriseMissingError  # noqa: PLC0415
        from audit.alerts.sources import alerts  # noqa: PLC0415
        from audit.alerts.subscription import SubscriptionError, read_subscriptions  # noqa: PLC0415

        if args:
            raise UsageError(f"unexpected {' '.join(args)}", print_help=False)
        archive = Archive.read(self.archive_dir)
        try:
            subscriptions = read_subscriptions(Path(opts.subscriptions or self.archive_dir / "alerts.toml"))
            with (Outbox.rehearsed if opts.dry_run else Outbox.opened)(self.archive_dir) as outbox:
                now, found = datetime.now(UTC), alerts(archive.database)
                if any(one.operator for one in subscriptions):
                    free = shutil.disk_usage(self.archive_dir).free
                    found = chain(found, operator_alerts(archive.database, self.margins(), free, now))
                new = outbox.collect(found, subscriptions, now)
                print(f"{new} new findings.")
                return _rehearse(outbox, subscriptions) if opts.dry_run else _send(outbox, subscriptions)
        except (SubscriptionError, OutboxError, AppriseMissingError) as error:
            raise SentenceError(str(error)) from error
        finally:
            archive.close()


def _rehearse(outbox: "Outbox", subscriptions: "list[Subscription]") -> int:
    for one in subscriptions:
        due = outbox.due(one, datetime.now(UTC))
        print(f"{one.name}: {len(due)} due of {len(outbox.waiting(one))} waiting")
        for waiting in due:
            print(f"  {waiting.alert.title}")
    return 0


def _send(outbox: "Outbox", subscriptions: "list[Subscription]") -> int:
    from audit.alerts.send import send_due  # noqa: PLC0415

    failed = False
    for sent in send_due(outbox, subscriptions, lambda: datetime.now(UTC)):
        print(f"{sent.name}: {sent.told} told, {sent.waiting} waiting")
        if sent.error is not None:
            failed = True
            print(f"{sent.name}: not accepted, and sent again later ({sent.error})", file=sys.stderr)
    return 1 if failed else 0
