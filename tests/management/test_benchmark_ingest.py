"""The benchmark of ingest: what it makes up, and that its figures hang together."""

from __future__ import annotations

import json
from contextlib import nullcontext
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.clean.page import clean_capture
from articles.clean.sources import SourceBook
from articles.documents import Rejection
from articles.management.commands import benchmark_ingest
from articles.management.ingest_benchmark import timing
from articles.management.ingest_benchmark.captures import html_pages, reworded, text_scrapes
from articles.models import Article, Job
from articles.tasks import captures
from tests.stages import fake_rules, stages  # noqa: F401  (a fixture)
from tests.tasks.conftest import queue  # noqa: F401  (a fixture)


def test_the_same_seed_makes_the_same_captures_and_another_makes_others():
    assert [one.content for one in html_pages(3, seed=1)] == [one.content for one in html_pages(3, seed=1)]
    assert {one.content for one in text_scrapes(3, seed=1)} & {one.content for one in text_scrapes(3, seed=2)} == set()


def test_invented_pages_are_read_as_pages_of_news():
    (raw,) = html_pages(1, seed=1)
    page = clean_capture(raw, sources=SourceBook(()))
    assert not isinstance(page, Rejection)
    assert len(page.blocks) > 2
    assert "Newsletters" not in " ".join(block.text for block in page.blocks)


@pytest.mark.parametrize("make", [html_pages, text_scrapes])
def test_what_warms_up_has_the_same_words_in_other_sentences_and_is_read_as_well(make):
    (raw,) = make(1, seed=1)
    page, other = (clean_capture(one, sources=SourceBook(())) for one in (raw, reworded(raw)))
    paragraphs, others = ({block.text for block in one.blocks if len(block.text) > 100} for one in (page, other))
    assert len(paragraphs) == len(others) > 2
    assert not paragraphs & others
    assert sorted(" ".join(paragraphs).split()) == sorted(" ".join(others).split())


@pytest.mark.django_db
def test_an_ingest_is_timed_from_bytes_to_search(stages):  # noqa: F811  (the fixture)
    raws = [*text_scrapes(4, seed=1)]
    timed = timing.timed_ingest(raws, rules=stages)
    assert (timed.captures, timed.articles, timed.searchable) == (4, Article.objects.count(), Article.objects.count())
    assert timed.a_second == pytest.approx(4 / timed.processor)
    assert timed.by_the_clock == pytest.approx(4 / timed.seconds)


@pytest.mark.django_db(transaction=True)
def test_the_archive_is_emptied_between_two_ingests_and_no_other_is(stages, monkeypatch):  # noqa: F811  (the fixture)
    with pytest.raises(RuntimeError):
        timing.wiped()
    monkeypatch.setattr(timing, "SUFFIX", "")
    raws = [*text_scrapes(4, seed=1)]
    first = timing.timed_ingest(raws, rules=stages)
    timing.wiped()
    assert not Article.objects.exists()
    assert timing.timed_ingest(raws, rules=stages).articles == first.articles > 0


@pytest.mark.usefixtures("stages")
def test_workers_are_timed_after_they_have_started(queue, monkeypatch):  # noqa: F811  (the fixture)
    monkeypatch.setattr(captures, "present_rules", fake_rules)
    monkeypatch.setattr(timing, "_IN_A_JOB", 10)
    started = []

    class Worker:
        """Does in the test's process what a worker does in one of its own."""

        def __init__(self, command, **_):
            started.append(command)

        def wait(self):
            for job in Job.objects.filter(status="todo", task_name="process_captures").order_by("pk"):
                captures.process_captures._work(context_of(job), job.args)

    monkeypatch.setattr(timing.subprocess, "Popen", Worker)
    assert timing.timed_workers([*text_scrapes(30, seed=1)], workers=2) > 0
    assert len(started) == 2
    assert "--until-idle" in started[0]


def test_only_the_time_in_which_all_workers_work_is_counted():
    first = [(0, 10, 5), (10, 12, 20), (12, 14, 20), (14, 16, 20)]
    second = [(4, 11, 5), (11, 13, 20), (13, 15, 20)]
    assert timing.rate_together([*first, *second], workers=2) == pytest.approx(20)
    assert timing.rate_together(first, workers=1) == pytest.approx(10)
    with pytest.raises(RuntimeError, match="too few"):
        timing.rate_together(first[:2], workers=2)


def context_of(job):
    class Context:
        should_abort = staticmethod(lambda: False)

    Context.job = job
    return Context()


def test_numbers_that_make_no_sense_are_refused():
    with pytest.raises(CommandError):
        call_command("benchmark_ingest", "--captures", "0")


def test_it_prints_figures_for_each_sort(monkeypatch):
    timed = timing.Timed(captures=10, articles=9, searchable=9, seconds=2.0, processor=0.5, database=0.1)
    monkeypatch.setattr(benchmark_ingest, "own_database", lambda _: nullcontext())
    monkeypatch.setattr(benchmark_ingest, "archive_rules", lambda: None)
    monkeypatch.setattr(benchmark_ingest, "wiped", lambda: None)
    monkeypatch.setattr(benchmark_ingest, "timed_ingest", lambda raws, *, rules: timed)
    rates = {1: 10.0, 2: 19.0}
    monkeypatch.setattr(benchmark_ingest, "timed_workers", lambda raws, *, workers: rates[workers])
    out = StringIO()
    call_command("benchmark_ingest", "--captures", "2", "--workers", "2", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["html"]["a_second"], told["text"]["by_the_clock"]) == (20.0, 5.0)
    assert told["workers"] == {"workers": 2, "one": 10.0, "together": 19.0, "times": 1.9}
