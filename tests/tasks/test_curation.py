"""Acts on many articles, done by a worker: wherever it takes them up, each batch is done once."""

from __future__ import annotations

import pytest

from articles.curating import bulk
from articles.curating.operations import Operation
from articles.models import Article, CurationAct, Job
from articles.tasks.curation import carry_out_act
from tests.factories import ArticleFactory, UserFactory
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
