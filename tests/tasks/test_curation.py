"""Acts on many articles, done by a worker: wherever it takes them up, each batch is done once."""

from __future__ import annotations

import pytest

from articles.curating import bulk
from articles.curating.operations import Operation
from articles.models import Article, CurationAct, Job, Source
from articles.tasks.curation import carry_out_act
from tests.factories import ArticleFactory, SourceFactory, UserFactory
from tests.tasks.conftest import job, progress

OPINION = Operation(name="set_kind", value="opinion")


def begun(by) -> CurationAct:
    articles = [ArticleFactory(text=f"Canal {number * 7919}.") for number in range(5)]
    return bulk.begin(OPINION, [article.pk for article in articles], search="", by=by)


def test_a_worker_does_an_act_and_undoes_it(work, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 2)
    ada = UserFactory(username="ada")
    act = begun(ada)
    number = carry_out_act.queue(by=ada, act_id=act.pk)
    work()

    assert job(number).status == Job.Status.DONE
    assert (progress(number).done, progress(number).total) == (5, 5)
    assert Article.objects.filter(kind="opinion").count() == 5
    bulk.begin_undoing(act_id=act.pk, by=ada)
    carry_out_act.queue(by=ada, act_id=act.pk)
    work()
    assert not Article.objects.filter(kind="opinion").exists()
    assert CurationAct.objects.get().state == "undone"


@pytest.mark.django_db
def test_goes_on_where_a_page_left_an_act_and_ends_at_once_where_it_is_done(monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 2)
    act = begun(UserFactory())
    bulk.advance(act_id=act.pk)

    assert carry_out_act.run_now(act_id=act.pk) == "done: set the kind to opinion."
    assert act.rows.count() == 5
    assert carry_out_act.run_now(act_id=act.pk) == "done: set the kind to opinion."
    assert act.rows.count() == 5
    assert carry_out_act.run_now(act_id=act.pk + 1) == "The act is gone."


def test_an_act_that_was_deleted_ends_its_job(work):
    ada = UserFactory(username="ada")
    act = begun(ada)
    number = carry_out_act.queue(by=ada, act_id=act.pk)
    CurationAct.objects.all().delete()
    work()

    assert (job(number).status, progress(number).outcome) == (Job.Status.DONE, "The act is gone.")


def test_an_act_whose_source_was_deleted_stops_with_the_reason(work):
    ada = UserFactory(username="ada")
    articles = [ArticleFactory(source=None) for _ in range(3)]
    source = SourceFactory(name="The Lindmouth Gazette")
    to_source = Operation(name="set_source", number=source.pk)
    act = bulk.begin(to_source, [article.pk for article in articles], search="", by=ada)
    number = carry_out_act.queue(by=ada, act_id=act.pk)
    Source.objects.filter(pk=source.pk).delete()
    work()

    act.refresh_from_db()
    assert (act.state, act.operation["problem"]) == ("stopped", "The source is gone.")
    assert (job(number).status, progress(number).failures) == (Job.Status.DONE, 0)
    assert not Article.objects.exclude(source=None).exists()
