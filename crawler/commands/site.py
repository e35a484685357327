"""``scrapy site``: the auditors' site, as static HTML."""

import argparse
from pathlib import Path

from crawler.table_command import TableCommand


class Command(TableCommand):
    def short_desc(self) -> str:
        return "Render the archive as static HTML for auditors"

    def long_desc(self) -> str:
        return (
            "Render what the archive proves as static HTML that opens from the disk: what changed, every report with its tables, "
            "every figure with its history, the archived text it was read from. Only pages that changed are written. "
            "With --portal the site is about that portal alone. Example: `scrapy site --out /srv/www/nianbao`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super(TableCommand, self).add_options(parser)
        parser.add_argument("--portal", help="only this portal, by its spider's name")
        parser.add_argument(
            "--out", type=Path, metavar="DIR", help="folder to write to; otherwise the setting SITE_DIR"
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from audit.site import build  # noqa: PLC0415
        from crawler.command import SentenceError  # noqa: PLC0415
        from crawler.progress import counting  # noqa: PLC0415

        archive = self.open_archive(args, opts)
        assert self.settings is not None  # noqa: S101 - set by Scrapy before run
        folder = opts.out or Path(self.settings["SITE_DIR"] or self.archive_dir / "site")
        try:
            with counting("pages") as progress:
                built = build(archive, folder, portal=opts.portal, url=self.settings["SITE_URL"], progress=progress)
        except OSError as error:
            raise SentenceError(f"Cannot write the site to {folder}: {error.strerror}.") from error
        finally:
            archive.close()
        removed = f", {built.removed} removed" if built.removed else ""
        print(f"{built.pages} files, {built.written} written{removed}. Open {built.index.resolve()}")
        return 0
