"""`manage.py worker`: do queued work until told to stop."""

from __future__ import annotations

import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError, connection

from articles.models import JobProgress
from articles.tasks.worker import JobWorker


class Command(BaseCommand):
    """One worker. Any number may run, on any machines that reach the database."""

    help = (
        "Do queued work (processing, tagging again, training, fetching) until Ctrl-C or SIGTERM; what is in hand then "
        "is queued again and goes on where it was. `serve` starts NEWSARCHIVE_JOB_WORKERS of these by itself. As many "
        "more as wanted may run, on other machines too, with the DATABASE_URL of the same archive."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """When to stop."""
        parser.add_argument("--until-idle", action="store_true", help="end once nothing is left to do now")
        parser.add_argument("--parent", type=int, metavar="PID", help="end with this process, which started it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work."""
        if options["verbosity"] < 1:
            logging.getLogger("articles").setLevel(logging.WARNING)
        logging.getLogger("articles.pipeline").setLevel(logging.WARNING)  # the job's own line tells enough
        self.check_tables()
        JobWorker(parent=options["parent"], until_idle=options["until_idle"], say=self.say(options)).run()

    def say(self, options: dict[str, Any]) -> Any:
        """Prints on standard output, unless asked to be quiet."""

        def tell(message: str) -> None:
            if options["verbosity"] >= 1:
                self.stdout.write(message)
                self.stdout.flush()

        return tell

    def check_tables(self) -> None:
        """Refuse a database that was never migrated, which waiting does not mend."""
        try:
            JobProgress.objects.exists()
        except ProgrammingError as error:
            raise CommandError("The database has no tables for jobs yet: run `manage.py migrate` first.") from error
        except OperationalError as error:
            raise CommandError(f"The database is not to be had: {error}") from error
        finally:
            connection.close()
