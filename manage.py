#!/usr/bin/env python
"""The command line of the archive."""

import os
import sys


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # a setting of the environment, which is the reader's and no fault of code
        if "--traceback" in sys.argv:
            raise
        sys.exit(end(str(error), 1))


def end(words: str, status: int) -> int:
    """Say why a command ended that could not say so itself: Ctrl-C, or a setting; the exit status."""
    sys.stderr.write(f"{words}\n")
    return status


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(end("\nStopped.", 130))
