"""Folders that are looked at every minute."""

from __future__ import annotations

import logging
import time

from django.conf import settings

from articles.rules import present_rules
from articles.tasks.kinds import kind_of_job
from articles.tasks.runs import Run

logger = logging.getLogger(__name__)


@kind_of_job(label="Take in what was put into watched folders", every="* * * * *")
def take_watched(run: Run) -> str:
    """Take in the files in the folders of NEWSARCHIVE_WATCH that nobody has changed for some seconds."""
    from articles.capture.found import Limits
    from articles.watching import Folder

    rejected = 0
    for path in settings.WATCH:
        folder = Folder(path, limits=Limits(max_bytes=settings.CAPTURE_SIZE_LIMIT))
        try:
            for taken in folder.take_new(rules=present_rules(), now_ns=time.time_ns()):
                rejected += taken.is_rejected
                run.note(done=run.done + 1)
        except OSError as error:
            logger.warning("the watched folder %s cannot be read: %s", path, error.strerror or error)
    return f"{run.done:,} files taken{f', {rejected:,} of them rejected' if rejected else ''}."
