#!/usr/bin/env python
"""The command line of the archive."""

import os
import sys


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def stopped() -> int:
    """Say that Ctrl-C ended a command before it could say so itself; the exit status that shells give it."""
    sys.stderr.write("\nStopped.\n")
    return 130


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(stopped())
