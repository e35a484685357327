"""``scrapy replay``: the archive in a browser, by date."""

import argparse

from scrapy.exceptions import UsageError

from crawler.command import ArchiveCommand, SentenceError


class Command(ArchiveCommand):
    def short_desc(self) -> str:
        return "Show archived pages in a browser, as they were at a time"

    def long_desc(self) -> str:
        return (
            "Serve the archive to a browser on this machine: / lists the reports, /20230301000000/ADDRESS shows a page as it was "
            "last captured by that time (UTC), /20230301000000id_/ADDRESS its bytes unchanged, /*/ADDRESS when it was captured. "
            "Archived scripts do not run, and nothing is fetched from elsewhere. Ends with Ctrl-C. "
            "Example: `scrapy replay --port 8000`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--port", type=int, default=8000, help="default: 8000; 0 takes any that is free")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from archive import Archive  # noqa: PLC0415
        from archive.replay import Replay  # noqa: PLC0415

        if args:
            raise UsageError("replay takes no arguments", print_help=False)
        Archive.read(self.archive_dir).close()  # says what is wrong before anybody asks
        try:
            server = Replay(self.archive_dir, opts.port)
        except (OSError, OverflowError) as error:
            raise SentenceError(f"Cannot listen on port {opts.port}: {error}; name another with --port.") from error
        print(f"http://127.0.0.1:{server.server_port}/ shows {self.archive_dir}; Ctrl-C ends it.", flush=True)
        with server:
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                return 0
        return 0
