"""Background jobs in the admin: how far they are, and what may be done with them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.models import CurationAct, Job, JobProgress
from articles.store import jobs
from tests.admin.forms import form_data
from tests.factories import ArticleFactory, CaptureFactory, JobFactory, TopicFactory

LIST = reverse("admin:articles_job_changelist")


def act(client, action, *chosen):
    data = {"action": action, "_selected_action": [one.pk for one in chosen]}
    return client.post(LIST, data, follow=True).content.decode()


def test_the_list_tells_what_how_far_and_why_it_failed(desk, curator):
    failed = JobFactory(status=Job.Status.FAILED, attempts=8)
    JobProgress.objects.filter(job=failed).update(
        label="Process 1,200 captures", done=300, total=1_200, error="OSError: no route", requested_by=curator
    )
    page = desk.get(LIST).content.decode()
    for word in ("Process 1,200 captures", "failed", "300 of 1,200 (25%)", "OSError: no route", "curator"):
        assert word in page


def test_it_says_so_where_no_worker_is_there_to_do_what_waits(desk):
    assert "No worker is running" not in desk.get(LIST).content.decode()
    waiting = JobFactory()
    assert "No worker is running" in desk.get(LIST).content.decode()
    jobs.cancel(job_ids=[waiting.pk])
    assert "No worker is running" not in desk.get(LIST).content.decode()


def test_a_failed_job_is_queued_again_and_a_waiting_one_cancelled(desk):
    failed, waiting, done = (JobFactory(status=one) for one in ("failed", "todo", "succeeded"))
    said = act(desk, "queue_again", failed, done)
    assert "1 queued again" in said
    assert "1 left as they are" in said
    assert "1 cancelled or asked to stop" in act(desk, "cancel", waiting, done)
    assert [Job.objects.get(pk=one.pk).status for one in (failed, waiting, done)] == ["todo", "cancelled", "succeeded"]


def test_who_may_only_look_is_offered_no_action(staff_client):
    failed = JobFactory(status="failed")
    client = staff_client("view_job")
    assert "queue_again" not in client.get(LIST).content.decode()
    act(client, "queue_again", failed)
    assert Job.objects.get().status == "failed"
    client = staff_client("view_job", "change_job")
    assert "1 queued again" in act(client, "queue_again", failed)


@pytest.mark.parametrize(("count", "label"), [(3, "Processing 3 captures again")])
def test_processing_many_captures_again_is_queued(desk, monkeypatch, count, label):
    monkeypatch.setattr("articles.admin.reprocessing.CAPTURES_AT_MOST", 2)
    chosen = CaptureFactory.create_batch(count)
    data = {"action": "reprocess", "_selected_action": [one.pk for one in chosen]}
    page = desk.post(reverse("admin:articles_capture_changelist"), data, follow=True).content.decode()
    queued = Job.objects.get()
    assert f"{label}: queued as job {queued.pk}. No worker is running" in page
    act = CurationAct.objects.get()
    assert act.article_ids == sorted(one.pk for one in chosen)
    assert queued.args == {"act_id": act.pk}
    assert queued.progress.label == f"Processed again: {count} captures"


def test_tagging_by_a_rule_that_touches_much_is_queued_once(desk, monkeypatch):
    monkeypatch.setattr("articles.tasks.tagging.AT_ONCE", 0)
    topic = TopicFactory(rule="harbour")
    ArticleFactory(title="Canal freight rises", text="Canal freight rose.")
    address = reverse("admin:articles_topic_change", args=[topic.pk])
    for rule in ("canal", "canal freight"):
        page = desk.post(address, form_data(desk.get(address)) | {"rule": rule}, follow=True).content.decode()
    assert "is queued already" in page
    assert Job.objects.get().args == {"sort": "topic", "number": topic.pk, "names": []}
