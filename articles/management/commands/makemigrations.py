"""`makemigrations`, which compares files with files and so starts no server of the archive's own."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import makemigrations
from django.db import connection


class Command(makemigrations.Command):
    """Django's command, without its look at the database's history where the archive runs its own PostgreSQL."""

    def handle(self, *app_labels: Any, **options: Any) -> None:
        """Make migrations, or with --check say whether any are missing."""
        if connection.settings_dict["ENGINE"] == "newsarchive.embedded.backend":
            connection.settings_dict["ENGINE"] = "django.db.backends.dummy"  # the name that makes Django skip the look
        super().handle(*app_labels, **options)
