"""Take in whatever is put into a folder."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.capture.found import Limits
from articles.management.capture_command import quieten_log, shown
from articles.management.endings import plain_endings
from articles.pipeline import Rules, archive_rules
from articles.watching import Folder


class Command(BaseCommand):
    """Looks at folders again and again, and takes in what is new and whole."""

    help = (
        "Watch folders and take in every file that is put there, once it is whole: unchanged between two looks, not "
        "named as browsers and tools name unfinished ones (.part, .crdownload). What was taken is noted with its path, "
        "size, time and hash, so that a restart repeats nothing. Rejected files are reported and left. Ctrl-C ends it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Folders, and how to look at them."""
        parser.add_argument("folders", nargs="+", metavar="FOLDER")
        parser.add_argument("--move-to", metavar="DONE", default="", help="move files there that were taken in whole")
        parser.add_argument("--every", metavar="SECONDS", type=float, default=10.0, help="between two looks (10)")
        parser.add_argument("--once", action="store_true", help="look twice, take in what is whole, and end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, take in, sleep."""
        quieten_log(options["verbosity"])
        for path in options["folders"]:
            if not Path(path).is_dir():
                raise CommandError(f"{path} is no folder.")
        if options["every"] < 0:
            raise CommandError("--every: less than nothing")
        limits = Limits(max_bytes=settings.CAPTURE_SIZE_LIMIT)
        folders = [Folder(path, limits=limits, done=options["move_to"]) for path in options["folders"]]
        with plain_endings(self.stderr):
            rules = archive_rules()
            looks = 0
            while not (options["once"] and looks == 2):
                if looks:
                    time.sleep(options["every"])
                looks += 1
                self.look(folders, rules)

    def look(self, folders: list[Folder], rules: Rules) -> None:
        """Take in what is new, and say what became of it."""
        for folder in folders:
            try:
                for taken in folder.take_new(rules=rules, now_ns=time.time_ns()):
                    word = "rejected" if taken.is_rejected else "taken"
                    self.stdout.write(f"{word:<10} {shown(taken.path)}: {shown(taken.outcome)}")
                    self.stdout.flush()
            except OSError as error:
                self.stderr.write(f"{shown(folder.path)}: cannot be read: {error.strerror or error}")
