"""Ingest timed in this process, and by workers of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

from django.conf import settings
from django.db import connection
from django.db.models import Max

from articles.documents import RawCapture
from articles.models import Article, Capture, JobProgress, SearchEntry
from articles.pipeline import Rules, ingest
from articles.store.captures import record_many
from articles.store.lexemes import STATE_KEY
from articles.store.state import forget
from articles.tasks.captures import queue_processing

_TICKS: float = os.sysconf("SC_CLK_TCK")
SUFFIX = "ingest_benchmark"  # of the name of the database that is made for it
_IN_A_JOB = 25  # captures; few, so that workers end at about the same moment
_WIPE = """
    TRUNCATE articles_capture, articles_article, articles_person, articles_companycandidate, articles_sketchhash,
        articles_story, articles_sitefurniture, articles_lexeme CASCADE
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """Captures, and the articles that search finds of them, in seconds of the clock and of processors.

    `processor` counts this process and its part of the PostgreSQL server, where that runs on this machine.
    """

    captures: int
    articles: int
    searchable: int
    seconds: float
    processor: float
    database: float | None

    @property
    def a_second(self) -> float:
        """Captures a second of one processor's time: what a core that does nothing else makes."""
        return self.captures / self.processor

    @property
    def by_the_clock(self) -> float:
        """Captures a second, whatever else the machine does."""
        return self.captures / self.seconds


def wiped() -> None:
    """Empty the archive but for its lists and rules; refused in any database but the benchmark's own."""
    if not connection.settings_dict["NAME"].endswith(SUFFIX):
        raise RuntimeError("this is no database of the benchmark's")
    with connection.cursor() as cursor:
        cursor.execute(_WIPE)
    forget(key=STATE_KEY)


def timed_ingest(raws: Sequence[RawCapture], *, rules: Rules) -> Timed:
    """Take captures in, from bytes to search."""
    before, found = _database_time(), Article.objects.count()
    wall, own = perf_counter(), process_time()
    for _ in ingest(raws, rules=rules):
        pass
    wall, own = perf_counter() - wall, process_time() - own
    after = _database_time()
    database = None if before is None or after is None else after - before
    return Timed(
        captures=len(raws),
        articles=Article.objects.count() - found,
        searchable=SearchEntry.objects.count(),
        seconds=wall,
        processor=own + (database or 0.0),
        database=database,
    )


def timed_workers(raws: Sequence[RawCapture], *, workers: int) -> float:
    """Captures a second that so many worker processes make of stored ones, while all of them are at work.

    Not before each has had a job, which makes the rules, and not when one has no more while another still works: of a
    run of a few seconds these would be much.
    """
    for start in range(0, len(raws), _IN_A_JOB):
        queue_processing(record_many(raws=raws[start : start + _IN_A_JOB]))
    last = JobProgress.objects.aggregate(last=Max("pk"))["last"] or 0
    first = last - (len(raws) - 1) // _IN_A_JOB
    command = [sys.executable, "manage.py", "worker", "--until-idle", "--verbosity", "0"]
    environment = {**os.environ, "DATABASE_URL": _address()}
    running = [
        subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)  # noqa: S603  # our own program
        for _ in range(workers)
    ]
    for process in running:
        process.wait()
    if Capture.objects.filter(status=Capture.Status.STORED).exists():
        raise RuntimeError("the workers left captures unprocessed")
    rows = JobProgress.objects.filter(pk__gte=first, pk__lte=last, total__gt=0)
    told = [
        (begun.timestamp(), ended.timestamp(), done)
        for begun, ended, done in rows.values_list("started_at", "ended_at", "done")
        if begun is not None and ended is not None
    ]
    return rate_together(told, workers=workers)


def rate_together(jobs: Sequence[tuple[float, float, int]], *, workers: int) -> float:
    """Captures a second while so many workers were all at work, by begin, end and captures of their jobs."""
    ends = sorted(end for _, end, _ in jobs)
    if len(ends) <= workers:
        raise RuntimeError("there are too few captures to time so many workers")
    starts = sorted(start for start, _, _ in jobs)
    together = (at for at in starts if sum(start <= at < end for start, end, _ in jobs) >= workers)
    begin = max(ends[workers - 1], next(together, 0.0))
    finish = min(end for end in ends if end > starts[-1])
    if finish <= begin:
        raise RuntimeError("there are too few captures to time so many workers")
    shares = (
        done * max(0.0, min(end, finish) - max(start, begin)) / max(end - start, 1e-6) for start, end, done in jobs
    )
    return sum(shares) / (finish - begin)


def _database_time() -> float | None:
    """Processor seconds that the server has used for this connection; None where it runs elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    try:
        words = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()
    except OSError:
        return None
    return (int(words[11]) + int(words[12])) / _TICKS


def _address() -> str:
    """The database in use, as libpq takes it."""
    connection.ensure_connection()
    info = connection.connection.info
    password = f"&password={info.password}" if info.password else ""
    return f"postgresql://{info.user}@/{info.dbname}?host={info.host}&port={info.port}{password}"
