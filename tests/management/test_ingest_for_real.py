"""`manage.py ingest` with the real stages: the three real captures, and a run that is killed half-way."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from articles.models import Article, ArticleVersion, Capture, SearchEntry, Sighting, Tagging
from tests.conftest import IS_LONG

PROJECT = Path(__file__).resolve().parents[2]
CAPTURES = PROJECT.parent / "shared" / "captures"
PAGES = 600 if IS_LONG else 40
WORDS = ("harbour", "ships", "steel", "prices", "rose", "fell", "again", "buyers", "waited", "for", "better", "news")
KILLS = 20 if IS_LONG else 2


def ingest(path, capsys):
    call_command("ingest", str(path), "--jsonl")
    return [json.loads(line)["status"] for line in capsys.readouterr().out.splitlines()]


@pytest.mark.django_db
@pytest.mark.skipif(not CAPTURES.is_dir(), reason=f"the real captures are not here: {CAPTURES}")
def test_the_real_captures_are_three_new_and_then_three_duplicates(capsys):
    assert sorted(ingest(CAPTURES, capsys)) == ["new", "new", "new", "skipped"]
    assert (Capture.objects.count(), Article.objects.count(), SearchEntry.objects.count()) == (3, 6, 6)
    before = [list(model.objects.order_by("pk").values()) for model in (Article, ArticleVersion, Sighting, Tagging)]

    assert sorted(ingest(CAPTURES, capsys)) == ["duplicate", "duplicate", "duplicate", "skipped"]
    assert [
        list(model.objects.order_by("pk").values()) for model in (Article, ArticleVersion, Sighting, Tagging)
    ] == before


@pytest.fixture
def folder(tmp_path):
    """Pages of one story each, all different."""
    dice = random.Random(11)
    for number in range(PAGES):
        sentences = [" ".join(dice.choices(WORDS, k=40)).capitalize() + "." for _ in range(5)]
        body = "".join(f"<p>Volkswagen said so in week {number}. {sentence}</p>" for sentence in sentences)
        title = title_of(number)
        (tmp_path / f"story{number:03}.html").write_text(
            f"<!doctype html><html><head><title>{title}</title></head>"
            f"<body><article><h1>{title}</h1>{body}</article></body></html>"
        )
    return tmp_path


def title_of(number):
    return f"Volkswagen reports week {number} from its yard"


def start_ingest(folder):
    """An ingest in a process of its own, into the tests' database."""
    info = connection.connection.info
    password = f"&password={info.password}" if info.password else ""
    url = f"postgresql://{info.user}@/{info.dbname}?host={info.host}&port={info.port}{password}"
    return subprocess.Popen(
        [sys.executable, "manage.py", "ingest", str(folder)],
        cwd=PROJECT,
        env={**os.environ, "DATABASE_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_killed_is_finished_by_the_next_one_with_nothing_lost_or_twice(folder):
    connection.ensure_connection()
    dice = random.Random(7)
    killed = 0
    for _ in range(KILLS):
        done = Capture.objects.filter(status="processed").count()
        process = start_ingest(folder)
        goal = done + dice.randint(1, max(1, PAGES // KILLS))
        deadline = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < deadline:
            if Capture.objects.filter(status="processed").count() >= goal:
                process.send_signal(signal.SIGKILL)
                break
            time.sleep(0.005)
        out, _ = process.communicate(timeout=120)
        killed += process.returncode == -signal.SIGKILL
    assert killed >= 1, out

    last = start_ingest(folder)
    out, _ = last.communicate(timeout=300)

    assert last.returncode == 0, out
    assert Capture.objects.filter(status="processed").count() == Capture.objects.count() == PAGES
    assert Sighting.objects.count() == PAGES
    titles = sorted(Article.objects.values_list("title", flat=True))
    assert titles == sorted(map(title_of, range(PAGES)))
    assert ArticleVersion.objects.filter(is_current=True).count() == SearchEntry.objects.count() == PAGES
    assert Tagging.objects.filter(company__slug__startswith="volkswagen").count() == PAGES


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_end_as_one_would(folder):
    connection.ensure_connection()

    runs = [start_ingest(folder), start_ingest(folder)]

    for run in runs:
        out, _ = run.communicate(timeout=300)
        assert run.returncode == 0, out
    assert Capture.objects.filter(status="processed").count() == Sighting.objects.count() == PAGES
    assert Article.objects.count() == ArticleVersion.objects.count() == SearchEntry.objects.count() == PAGES
