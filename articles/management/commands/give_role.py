"""`manage.py give_role ada curator`: say what an account may do."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.store.roles import ROLES, give_role


class Command(BaseCommand):
    """Gives an account a role: reader, curator, administrator, or none."""

    help = "Give an account a role: a reader reads a closed archive, a curator works at the desk, an administrator "
    help += "also takes articles down and looks after accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The account and its role."""
        parser.add_argument("username")
        parser.add_argument("role", choices=[*ROLES, "none"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Give it and say so."""
        role = None if options["role"] == "none" else options["role"]
        if not give_role(username=options["username"], role=role):
            raise CommandError(f"There is no account {options['username']!r}; `manage.py createsuperuser` makes one.")
        self.stdout.write(f"{options['username']} is {role or 'without a role'} now.")
