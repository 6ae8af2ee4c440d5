"""Captures stored now and processed by a worker, and processed again."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles import pipeline
from articles.management.commands import ingest
from articles.models import Article, Capture, Job, Sighting
from articles.store import jobs
from articles.tasks import captures
from articles.tasks.captures import find_waiting_captures, process_captures, reprocess
from articles.tasks.runs import Run
from tests.factories import CaptureFactory
from tests.stages import fake_rules, stages  # noqa: F401  (a fixture)
from tests.tasks.conftest import progress


@pytest.fixture
def few_stages(stages, monkeypatch):  # noqa: F811  (the fixture)
    monkeypatch.setattr(captures, "present_rules", fake_rules)
    monkeypatch.setattr(ingest, "archive_rules", fake_rules)


@pytest.fixture
def folder(tmp_path):
    for number in range(5):
        (tmp_path / f"story{number}.txt").write_text(f"# Story {number}\nWhat BYD did on day {number}.")
    return tmp_path


@pytest.mark.usefixtures("few_stages")
class TestTakingInLater:
    def test_bytes_are_stored_and_queued_and_a_worker_makes_articles_of_them(self, folder, work, capsys):
        call_command("ingest", str(folder), "--queue", "--jsonl")
        said = capsys.readouterr()
        receipts = [json.loads(line) for line in said.out.splitlines()]
        assert [(one["status"], one["pending"], one["articles"]) for one in receipts] == [("new", True, [])] * 5
        assert "No worker is running" in said.err
        assert (Capture.objects.filter(status="stored").count(), Article.objects.count()) == (5, 0)

        work()

        assert Capture.objects.filter(status="processed").count() == Article.objects.count() == 5
        done = Job.objects.get(task_name="process_captures")
        assert done.progress.outcome == "5 captures processed."
        assert done.progress.label == "Process 5 captures"

    def test_again_it_queues_nothing(self, folder, work, capsys):
        call_command("ingest", str(folder), "--queue")
        work()
        call_command("ingest", str(folder), "--queue")

        assert "5 duplicates" in capsys.readouterr().out
        assert Job.objects.filter(task_name="process_captures").count() == 1
        assert Sighting.objects.count() == 5

    def test_what_an_ingest_in_the_foreground_did_meanwhile_is_left_alone(self, folder, work, capsys):
        call_command("ingest", str(folder), "--queue")
        call_command("ingest", str(folder))
        before = list(Article.objects.order_by("pk").values())
        work()
        assert list(Article.objects.order_by("pk").values()) == before

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("setbacks", "sizes"), [(0, [5]), (1, [5]), (2, [5]), (3, [4, 1]), (4, [1] * 5), (7, [1] * 5)]
    )
    def test_after_setbacks_it_goes_by_smaller_steps(self, folder, monkeypatch, setbacks, sizes):
        call_command("ingest", str(folder), "--queue")
        job = Job.objects.get(task_name="process_captures")
        done = []

        def process(ids, **options):
            done.append(len(ids))
            return pipeline_process(ids, **options)

        pipeline_process = pipeline.process_many
        monkeypatch.setattr(pipeline, "process_many", process)
        process_captures.work(Run(setbacks=setbacks), **job.args)
        assert done == sizes
        assert Article.objects.count() == 5

    @pytest.mark.django_db
    def test_a_capture_that_ended_twenty_workers_is_set_aside_and_the_rest_processed(self, folder):
        call_command("ingest", str(folder), "--queue")
        job = Job.objects.get(task_name="process_captures")
        assert (
            process_captures.work(Run(losses=20, setbacks=20), **job.args)
            == "5 captures processed, 1 of them rejected."
        )
        assert Article.objects.count() == 4
        assert "every worker that processed it ended" in Capture.objects.get(status="rejected").reason
        process_captures.work(Run(losses=20, setbacks=20), **job.args)  # what is processed already is no reason
        assert Capture.objects.filter(status="rejected").count() == 1

    def test_a_worker_tells_a_run_how_often_the_job_was_set_back(self, folder, work, monkeypatch):
        call_command("ingest", str(folder), "--queue")
        job = Job.objects.get(task_name="process_captures")
        jobs.note_failure(job_id=job.pk, reason="Its worker ended in the middle of it.")
        told = []
        monkeypatch.setattr(Run, "step", lambda run, size: told.append(run.setbacks) or size)
        work()
        assert told == [1]
        assert (progress(job.pk).failures, progress(job.pk).losses) == (0, 0)

    def test_a_dry_run_queues_nothing(self, folder):
        with pytest.raises(CommandError, match="--dry-run"):
            call_command("ingest", str(folder), "--queue", "--dry-run")

    def test_nothing_is_stored_where_the_job_cannot_be_queued(self, folder, monkeypatch, queue):
        def refuse(*_, **__):
            raise RuntimeError

        monkeypatch.setattr(captures, "queue_processing", refuse)
        with pytest.raises(RuntimeError):
            call_command("ingest", str(folder), "--queue")
        assert not Capture.objects.exists()

    def test_captures_that_nobody_processed_are_found_after_a_while(self, folder, work, capsys):
        call_command("ingest", str(folder), "--queue")
        call_command("jobs", "--cancel", str(Job.objects.get().pk))
        assert find_waiting_captures.run_now() == "0 found."
        Capture.objects.update(created_at=timezone.now() - timedelta(hours=1))

        assert find_waiting_captures.run_now() == "5 found."
        find_waiting_captures.run_now()
        assert Job.objects.filter(status="todo").count() == 1
        work()

        assert Article.objects.count() == 5


@pytest.mark.usefixtures("few_stages", "queue")
class TestProcessingAgain:
    def test_all_are_processed_in_steps_from_where_a_killed_worker_left_off(self, monkeypatch):
        captures_ = [CaptureFactory(raw_content=f"# Story {n}\nText {n}.".encode()) for n in range(5)]
        seen = []

        def process_many(ids, **_):
            seen.append(list(ids))
            return {}

        monkeypatch.setattr(pipeline, "process_many", process_many)
        monkeypatch.setattr("articles.capture.files.BATCH_CAPTURES", 2)
        ids = [one.pk for one in captures_]
        assert reprocess.run_now(which="all") == "5 captures processed again."
        assert seen == [ids[:2], ids[2:4], ids[4:]]

    def test_a_worker_processes_those_it_was_given(self, work):
        chosen = CaptureFactory(raw_content=b"# Chosen\nText.")
        CaptureFactory(raw_content=b"# Other\nText.")
        number = reprocess.queue(ids=[chosen.pk])
        work()
        assert list(Article.objects.values_list("title", flat=True)) == ["Chosen"]
        assert (progress(number).done, progress(number).total) == (1, 1)

    def test_no_other_choice_is_taken_for_all(self):
        CaptureFactory()
        with pytest.raises(ValueError, match="which captures"):
            reprocess.run_now(which="everything")


def test_process_captures_leaves_done_ones_alone_and_processes_completed_ones(few_stages, queue):
    done = CaptureFactory(raw_content=b"# Done\nText.")
    assert process_captures.run_now(waiting=[done.pk]) == "1 captures processed."
    assert not Article.objects.exists()
    process_captures.run_now(waiting=[], again=[done.pk])
    assert Article.objects.count() == 1
