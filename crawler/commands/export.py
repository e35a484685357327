"""``scrapy export OUT``: captures and figures out of the archive, for other tools."""

import argparse
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from crawler.command import ArchiveCommand, SentenceError

if TYPE_CHECKING:
    from archive import Archive
    from archive.export import Selection as Captures

_CAPTURES = ("wacz", "warc", "cdxj")
_FIGURES = ("csv", "parquet", "wide", "datapackage", "release", "datasette", "feeds")
_NARROWING = {"portal", "publisher", "year"}
_NARROWED_BY = {"csv": _NARROWING, "parquet": _NARROWING, "wide": _NARROWING, "datapackage": _NARROWING}


class Command(ArchiveCommand):
    def syntax(self) -> str:
        return "[options] OUT"

    def short_desc(self) -> str:
        return "Write captures (WACZ, WARC, CDXJ) or figures (CSV, Parquet, data package, release), for other tools"

    def long_desc(self) -> str:
        return (
            "Write captures into a file that needs nothing else: wacz opens in ReplayWeb.page, warc is read by any tool of the web "
            "archiving world, cdxj is an index of the archive's own files in data/warc. All captures that fit every option are in "
            "it, with the pictures and attachments of their page, and with the payloads they repeat. Or write figures: csv and "
            "parquet are one tidy table, a row per figure; wide is a folder of sheets with a row per report; datapackage a folder "
            "with these tables and what their columns mean; release a folder in OUT, named by the moment the data are of, with "
            "database, package, hashes and the delta to the release before; datasette metadata for Datasette; feeds are Atom, in "
            "a folder. The same archive and options give the same bytes, and nothing that is there is overwritten. Exit code 1: "
            "something is damaged and was left out, the sentences say what. "
            "Example: `scrapy export --format wacz --publisher 常州市人民政府 --year 2022 changzhou-2022.wacz`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--format", choices=(*_CAPTURES, *_FIGURES), default="wacz", help="default: wacz")
        parser.add_argument("--portal", help="only this portal, by its spider's name")
        parser.add_argument("--publisher", help="only reports of this publisher, as printed")
        parser.add_argument("--year", type=int, help="only reports on this year")
        parser.add_argument("--url", help="only captures of this address")
        parser.add_argument(
            "--since", metavar="TIME", help="only captures from then on: 2023-03-01 or '2023-03-01 08:00' (Beijing)"
        )
        parser.add_argument("--until", metavar="TIME", help="only captures until the end of then")
        parser.add_argument(
            "--previous", metavar="FOLDER", help="the release to compare with; default: the newest in OUT"
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from archive import Archive  # noqa: PLC0415
        from audit.release.unborn import TakenError  # noqa: PLC0415
        from audit.reports import unheard  # noqa: PLC0415

        if len(args) != 1:
            raise UsageError("name the file or folder to write", print_help=False)
        _require_apt(opts)
        path = Path(args[0])
        archive = Archive.read(self.archive_dir)
        try:
            if opts.portal is not None:
                self.require_crawl(archive, opts.portal)
            if opts.publisher is not None and (sentence := unheard(archive.database, opts.publisher)):
                raise SentenceError(sentence)
            if opts.format in _CAPTURES:
                return _write_captures(archive, opts, path)
            print(_write_figures(archive, opts, path))
        except TakenError as error:
            raise SentenceError(str(error)) from error
        except OSError as error:
            raise SentenceError(f"Cannot write {path}: {error.strerror}.") from error
        except sqlite3.Error as error:
            raise SentenceError(f"Cannot write {path}: {error}.") from error
        finally:
            archive.close()
        return 0


def _require_apt(opts: argparse.Namespace) -> None:
    """Say it when an option would be ignored."""
    if opts.previous is not None and opts.format != "release":
        raise UsageError("--previous goes with --format release", print_help=False)
    if opts.format in _FIGURES:
        for name in ("portal", "publisher", "year", "url", "since", "until"):
            if getattr(opts, name) is not None and name not in _NARROWED_BY.get(opts.format, ()):
                raise UsageError(f"--format {opts.format} takes no --{name}", print_help=False)


def _write_figures(archive: "Archive", opts: argparse.Namespace, path: Path) -> str:
    from audit.release.delta import DamagedReleaseError  # noqa: PLC0415
    from audit.release.freeze import EmptyArchiveError, write_release  # noqa: PLC0415
    from audit.release.outputs import OUTPUTS  # noqa: PLC0415
    from audit.release.parquet import ParquetMissingError  # noqa: PLC0415
    from audit.selection import Selection  # noqa: PLC0415
    from crawler.recorder import SOFTWARE  # noqa: PLC0415

    try:
        if opts.format == "release":
            previous = Path(opts.previous) if opts.previous else None
            return f"Release {write_release(archive, path, previous=previous, software=SOFTWARE)}."
        return OUTPUTS[opts.format](archive, Selection(opts.portal, opts.publisher, opts.year), path)
    except (DamagedReleaseError, EmptyArchiveError, ParquetMissingError) as error:
        raise SentenceError(str(error)) from error


def _write_captures(archive: "Archive", opts: argparse.Namespace, path: Path) -> int:
    from archive.export import write_index, write_warc  # noqa: PLC0415
    from archive.wacz import write_wacz  # noqa: PLC0415
    from audit.release.unborn import new_file  # noqa: PLC0415
    from crawler.recorder import SOFTWARE  # noqa: PLC0415

    selection = _captures(opts)
    with new_file(path) as stream:
        if opts.format == "wacz":
            done = write_wacz(archive, selection, stream, software=SOFTWARE)
        elif opts.format == "warc":
            done = write_warc(archive, selection, stream, file=path.name)
        else:
            done = write_index(archive, selection, stream)
        if not done.captures:
            raise SentenceError(f"The archive holds no such capture{_that_is_whole(done.damages)}.")
    print(f"{done.captures} captures in {path}.")
    for damage in done.damages:
        print(f"Damaged and left out: {damage}", file=sys.stderr)
    return 1 if done.damages else 0


def _captures(opts: argparse.Namespace) -> "Captures":
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
