"""``scrapy export FILE``: captures out of the archive, for other tools."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from crawler.command import ArchiveCommand, SentenceError

if TYPE_CHECKING:
    from archive.export import Selection


class Command(ArchiveCommand):
    def syntax(self) -> str:
        return "[options] FILE"

    def short_desc(self) -> str:
        return "Write captures as WACZ, WARC or CDXJ, for other tools"

    def long_desc(self) -> str:
        return (
            "Write captures into a file that needs nothing else: wacz opens in ReplayWeb.page, warc is read by any tool of the web "
            "archiving world, cdxj is an index of the archive's own files in data/warc. All captures that fit every option are in "
            "it, with the pictures and attachments of their page, and with the payloads they repeat. The same archive and options "
            "give the same bytes. Exit code 1: something is damaged and was left out, the sentences say what. "
            "Example: `scrapy export --format wacz --publisher 常州市人民政府 --year 2022 changzhou-2022.wacz`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--format", choices=("wacz", "warc", "cdxj"), default="wacz", help="default: wacz")
        parser.add_argument("--portal", help="only this portal, by its spider's name")
        parser.add_argument("--publisher", help="only reports of this publisher, as printed")
        parser.add_argument("--year", type=int, help="only reports on this year")
        parser.add_argument("--url", help="only captures of this address")
        parser.add_argument(
            "--since", metavar="TIME", help="only captures from then on: 2023-03-01 or '2023-03-01 08:00' (Beijing)"
        )
        parser.add_argument("--until", metavar="TIME", help="only captures until the end of then")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from archive import Archive  # noqa: PLC0415
        from archive.export import write_index, write_warc  # noqa: PLC0415
        from archive.wacz import write_wacz  # noqa: PLC0415
        from crawler.recorder import SOFTWARE  # noqa: PLC0415

        if len(args) != 1:
            raise UsageError("name the file to write", print_help=False)
        selection = _selection(opts)
        archive = Archive.read(self.archive_dir)
        path = Path(args[0])
        unfinished = path.with_name(path.name + ".part")
        try:
            with unfinished.open("wb") as stream:
                if opts.format == "wacz":
                    done = write_wacz(archive, selection, stream, software=SOFTWARE)
                elif opts.format == "warc":
                    done = write_warc(archive, selection, stream, file=path.name)
                else:
                    done = write_index(archive, selection, stream)
            if not done.captures:
                raise SentenceError(f"The archive holds no such capture{_that_is_whole(done.damages)}.")
            unfinished.replace(path)
        except OSError as error:
            raise SentenceError(f"Cannot write {path}: {error.strerror}.") from error
        finally:
            unfinished.unlink(missing_ok=True)
            archive.close()
        print(f"{done.captures} captures in {path}.")
        for damage in done.damages:
            print(f"Damaged and left out: {damage}", file=sys.stderr)
        return 1 if done.damages else 0


def _selection(opts: argparse.Namespace) -> "Selection":
    from archive.beijing import BEIJING  # noqa: PLC0415
    from archive.export import Selection  # noqa: PLC0415
    from archive.moments import stretch  # noqa: PLC0415
    from archive.warc import warc_date  # noqa: PLC0415

    try:
        since = warc_date(stretch(opts.since, BEIJING)[0]) if opts.since else None
        until = warc_date(stretch(opts.until, BEIJING)[1]) if opts.until else None
    except ValueError as error:
        raise SentenceError(f"--since, --until: {error}.") from error
    return Selection(opts.portal, opts.publisher, opts.year, opts.url, since, until)


def _that_is_whole(damages: list[str]) -> str:
    return f" that is whole ({damages[0]} …)" if damages else ""
