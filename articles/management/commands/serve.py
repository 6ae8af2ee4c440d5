"""Serve the archive: `make run`."""

from __future__ import annotations

import signal
import sys
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError

from newsarchive import preparation
from newsarchive.server import Address, Site, address_from_environment


class Command(BaseCommand):
    """Prepares what is not prepared yet, and serves the site until Ctrl-C."""

    help = (
        "Bring the tables up to date, take the sample captures into a new archive, make a first curator's account, "
        "collect static files, and serve the site, with a worker for background jobs beside it. NEWSARCHIVE_HOST, "
        "NEWSARCHIVE_PORT, NEWSARCHIVE_WORKERS, NEWSARCHIVE_THREADS and NEWSARCHIVE_JOB_WORKERS say where and how."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """What can be said on the command line."""
        parser.add_argument("--prepare-only", action="store_true", help="prepare everything, and end without serving")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare and serve."""
        self.was_interrupted = False
        signal.signal(signal.SIGINT, self.interrupt)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # an orderly end before gunicorn takes over
        address = address_from_environment()
        try:
            if not options["prepare_only"]:
                self.check_address(address)
            self.prepare()
            if not options["prepare_only"]:
                self.check_address(address)  # another start at the same time may have taken it
                Site(address, when_ready=lambda: self.say_ready(address)).serve()
        except (KeyboardInterrupt, Exception) as error:
            # What breaks behind Ctrl-C, such as a query that it ended, broke by it.
            if not isinstance(error, KeyboardInterrupt) and not self.was_interrupted:
                raise
            self.say("\nStopped. The next start goes on from here.")
            sys.exit(130)

    def interrupt(self, *_: object) -> None:
        """Take Ctrl-C, and remember it: raised while Python runs a finalizer, it would be dropped there."""
        self.was_interrupted = True
        raise KeyboardInterrupt

    def say_ready(self, address: Address) -> None:
        """Say where the site is, unless it was asked to stop before gunicorn listened to signals."""
        self.go_on()
        self.say(f"newsarchive: {address.url()}  (Ctrl-C stops it)")

    def go_on(self) -> None:
        """End here where Ctrl-C was pressed and got lost."""
        if self.was_interrupted:
            raise KeyboardInterrupt

    def check_address(self, address: Address) -> None:
        """Refuse an address that is taken, before anything else is done."""
        if problem := address.problem():
            raise CommandError(problem)

    def prepare(self) -> None:
        """Do what has not been done yet."""
        try:
            with preparation.alone():
                preparation.migrate(self.say)
                preparation.add_prewarming()
                self.go_on()
                self.take_in_samples()
                self.go_on()
                self.say_unfolded()
                preparation.make_curator(self.say)
                preparation.collect_static(self.say)
                self.go_on()
        except OperationalError as error:
            raise CommandError(f"The database is not to be had: {error}") from error

    def take_in_samples(self) -> None:
        """Load the word lists and, once ever, the samples. One that is rejected keeps nobody from the rest."""
        try:
            call_command("ingest_samples")
        except SystemExit as end:
            if end.code != 1:
                raise

    def say_unfolded(self) -> None:
        """Say where articles from before the archive looked for copies were never compared."""
        from articles.store.copy_backfill import unfolded_articles  # numpy, which a start without need does not load

        if unfolded_articles().exists():
            self.say("Some articles were never compared for copies; `manage.py fold_copies` does it.")

    def say(self, message: str) -> None:
        """Print at once, wherever the output goes."""
        self.stdout.write(message)
        self.stdout.flush()
