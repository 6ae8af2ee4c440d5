"""Articles tagged again by jobs, and topics learned by one: in steps, gone on with, and no change lost."""

from __future__ import annotations

from threading import Thread

import pytest
from django.db import connection, connections, transaction

from articles import retagging, training
from articles.extract import topic_learning
from articles.models import Company, CompanyAlias, Job, LearnedModel, Tagging
from articles.store import jobs
from articles.tasks import tagging
from articles.tasks.runs import Run
from tests.factories import (
    ArticleFactory,
    CompanyAliasFactory,
    CompanyFactory,
    PersonFactory,
    TaggingFactory,
    TopicFactory,
    UserFactory,
)
from tests.tasks.conftest import job, progress
from tests.test_training import CARGOES, TOWNS, bread, canal


@pytest.fixture
def no_files(monkeypatch):
    """Rules by what the archive holds alone."""
    monkeypatch.setattr("articles.rules._kept", {})


@pytest.fixture
def barges(no_files) -> Company:
    company = CompanyFactory(name="Lockwood Barges", slug="lockwood-barges")
    CompanyAliasFactory(company=company, text="Lockwood Barges")
    return company


def articles_naming(name: str, count: int = 5) -> list[int]:
    return [ArticleFactory(text=f"Profits at {name} rose by {number + 3} percent.").pk for number in range(count)]


def tagged(company: Company) -> set[int]:
    return set(Tagging.objects.filter(company=company).values_list("article_id", flat=True))


class Killed(BaseException):
    """What no handler of errors catches, as SIGKILL is by none."""


def killed_after(steps: int) -> Run:
    """A run whose worker dies after so many steps were noted."""
    left = iter(range(steps))

    def die() -> None:
        if next(left, None) is None:
            raise Killed

    return Run(check=die)


@pytest.mark.django_db
def test_few_articles_are_tagged_at_once(barges):
    ids = articles_naming("Lockwood Barges", 2)
    done = tagging.tag_again(thing=barges, names=["Lockwood Barges", ""], by=None)
    assert (done.words, done.is_queued) == ("2 articles gained the tag and 0 lost it, of 2 looked at again.", False)
    assert tagged(barges) == set(ids)
    assert not Job.objects.exists()


def test_many_are_tagged_by_a_job_in_steps_with_progress(work, barges, monkeypatch):
    monkeypatch.setattr(tagging, "AT_ONCE", 3)
    monkeypatch.setattr(retagging, "_BATCH", 2)
    ids, ada = articles_naming("Lockwood Barges"), UserFactory()

    done = tagging.tag_again(thing=barges, names=["Lockwood Barges"], by=ada)

    queued = Job.objects.get()
    assert done.is_queued
    assert done.words.startswith(
        f"More than 3 articles may change. Tagging them again: queued as job {queued.pk}. No wo"
    )
    assert (queued.task_name, progress(queued.pk).label) == ("retag", "Tag again for the company Lockwood Barges")
    assert progress(queued.pk).requested_by == ada
    assert tagged(barges) == set()
    work()
    assert tagged(barges) == set(ids)
    assert (progress(queued.pk).done, progress(queued.pk).total) == (5, 5)
    assert progress(queued.pk).outcome == "5 articles gained the tag and 0 lost it, of 5 looked at again."


def test_a_topics_articles_are_tagged_in_steps(work, monkeypatch, no_files):
    monkeypatch.setattr(retagging, "_BATCH", 2)
    topic = TopicFactory(rule="canal")
    articles = [ArticleFactory(title=f"Canal freight {n}", text="Canal freight rose.") for n in range(5)]
    ArticleFactory(title="Elsewhere", text="Nothing happened.")

    number = tagging.queue_retagging(thing=topic, by=None)
    work()

    assert topic.taggings.count() == len(articles)
    assert (progress(number).done, progress(number).total) == (5, 5)
    assert progress(number).outcome == "5 articles gained the tag and 0 lost it, of 5 looked at again."


def test_tagging_for_what_is_gone_ends_well_and_leaves_its_names_to_others(work, barges):
    other = CompanyFactory(name="Lockwood", slug="lockwood")
    topic = TopicFactory()
    [article] = articles_naming("Lockwood Barges", 1)
    tagging.retag.run_now(sort="company", number=barges.pk, names=["Lockwood Barges"])
    numbers = [tagging.queue_retagging(thing=one, names=["Lockwood Barges"], by=None) for one in (barges, topic)]
    barges.delete()
    topic.delete()
    CompanyAliasFactory(company=other, text="Lockwood Barges")
    work()
    assert tagged(other) == {article}
    assert [progress(number).outcome for number in numbers] == [
        "0 articles gained the tag and 0 lost it, of 1 looked at again.",
        "The topic is gone.",
    ]


@pytest.mark.django_db
def test_a_job_killed_in_the_middle_goes_on_where_it_was(barges, monkeypatch):
    monkeypatch.setattr(retagging, "_BATCH", 2)
    ids = articles_naming("Lockwood Barges")
    run = killed_after(1)
    run.job_id = 1  # notes are written to no row
    asked = {"sort": "company", "number": barges.pk, "names": ["Lockwood Barges"]}
    with pytest.raises(Killed):
        tagging.retag.work(run, **asked)
    assert (run.done, run.total, run.place["last"]) == (4, 5, ids[3])

    Tagging.objects.filter(article_id=ids[0]).delete()  # only what is done twice would bring it back
    words = tagging.retag.work(Run(done=run.done, place=run.place), **asked)

    assert tagged(barges) == set(ids[1:])
    assert words == "5 articles gained the tag and 0 lost it, of 5 looked at again."


@pytest.mark.django_db
def test_articles_that_came_in_meanwhile_are_looked_at_too(barges, monkeypatch):
    monkeypatch.setattr(retagging, "_BATCH", 2)
    ids, late = articles_naming("Lockwood Barges"), []
    for step in retagging.steps(
        sort="company", number=barges.pk, names=["Lockwood Barges"], rules=tagging.present_rules
    ):
        if not late:
            late = articles_naming("Lockwood Barges", 3)
        left = step.left
    assert left == 0
    assert tagged(barges) == {*ids, *late}


def test_a_name_changed_while_another_waits_is_not_lost(work, barges):
    first, second = articles_naming("Lockwood Barges"), articles_naming("Narrowboat Holdings")
    assert tagging.queue_retagging(thing=barges, names=["Lockwood Barges"], by=None)
    CompanyAliasFactory(company=barges, text="Narrowboat Holdings")
    assert tagging.queue_retagging(thing=barges, names=["Narrowboat Holdings"], by=None)
    assert tagging.queue_retagging(thing=barges, names=["Narrowboat Holdings"], by=None) is None
    assert len({one.lock for one in Job.objects.all()}) == 1  # so that no two run at the same moment
    work()
    assert tagged(barges) == {*first, *second}


def test_a_change_made_while_its_job_runs_is_made_up_for_by_another(work, barges, monkeypatch):
    ids = articles_naming("Lockwood Barges", 2)
    steps, made = retagging.steps, []

    def changed_meanwhile(**asked):
        yield from steps(**asked)
        if not made:
            CompanyAlias.objects.all().delete()
            made.append(tagging.queue_retagging(thing=barges, names=["Lockwood Barges"], by=None))

    monkeypatch.setattr(retagging, "steps", changed_meanwhile)
    first = tagging.queue_retagging(thing=barges, names=["Lockwood Barges"], by=None)
    work()
    assert made[0] not in (None, first)
    assert progress(first).outcome.startswith("2 articles gained")
    assert progress(made[0]).outcome.startswith("0 articles gained the tag and 2 lost it")
    assert ids
    assert tagged(barges) == set()


def test_a_waiting_job_is_not_begun_before_the_change_it_is_to_see_is_committed(queue, barges):
    """Else it would look with the old names, and nothing would be queued for the new ones."""
    number = tagging.queue_retagging(thing=barges, names=["Lockwood Barges"], by=None)
    fetched: list[int | None] = []

    def fetch() -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
            cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", cursor.fetchone())
            fetched.append(cursor.fetchone()[0])
        connections.close_all()

    def in_a_thread() -> None:
        thread = Thread(target=fetch)
        thread.start()
        thread.join()

    with transaction.atomic():
        assert tagging.queue_retagging(thing=barges, names=["Lockwood Barges"], by=None) is None
        in_a_thread()
    in_a_thread()
    assert fetched == [None, number]


def test_one_that_lost_its_worker_waits_again_beside_its_like(queue, barges):
    """Only one may wait under a word, and a worker that cannot give a job back cannot start."""
    number = tagging.queue_retagging(thing=barges, names=["Lockwood Barges"], by=None)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [number])
    second = tagging.queue_retagging(thing=barges, names=["Lockwood Barges"], by=None)
    assert second is not None

    assert jobs.give_lost_jobs_back() == [number]

    assert {(one.pk, one.status) for one in Job.objects.all()} == {(number, "todo"), (second, "todo")}


def test_one_that_stands_aside_waits_again_beside_its_like(work, barges, monkeypatch):
    monkeypatch.setattr("articles.tasks.runs._LOOKS_EVERY", 0)
    monkeypatch.setattr(retagging, "_BATCH", 2)
    ids = articles_naming("Lockwood Barges")
    steps, more = retagging.steps, []

    def asked_meanwhile(**asked):
        for step in steps(**asked):
            if not more:
                more.append(tagging.queue_retagging(thing=barges, names=["Lockwood Barges"], by=None))
                tagging.count_lexemes.queue(priority=10)
            yield step

    monkeypatch.setattr(retagging, "steps", asked_meanwhile)
    first = tagging.queue_retagging(thing=barges, names=["Lockwood Barges"], by=None)
    work()
    assert [job(number).status for number in (first, *more)] == [Job.Status.DONE] * 2
    assert progress(first).outcome == "5 articles gained the tag and 0 lost it, of 5 looked at again."
    assert tagged(barges) == set(ids)


@pytest.mark.django_db
def test_people_are_looked_for_again_where_they_are_tagged(no_files):
    person, article = PersonFactory(), ArticleFactory(text="Nobody was there.")
    TaggingFactory(article=article, person=person, company=None)
    assert retagging.retag_names(thing=person, names=()) == retagging.Retagged(looked_at=1, gained=0, lost=1)


@pytest.fixture
def lessons():
    """Forty articles with the tag and forty without, and one of each wrongly so."""
    topic = TopicFactory(name="Waterways", slug="waterways", rule="")
    for cargo in CARGOES:
        for town in TOWNS:
            canal(cargo, town, topics=[topic])
            bread(cargo, town)
    bread("barley", "Brent", topics=[topic])
    return canal("barley", "Ashby")


def test_training_looks_through_the_archive_in_steps(work, lessons, monkeypatch):
    monkeypatch.setattr(training, "_BATCH", 20)
    number = tagging.train_topics.queue()
    work()
    assert progress(number).outcome == "1 topics learned from 82 articles."
    assert (progress(number).done, progress(number).total) == (82, 82)
    assert Tagging.objects.get(how="learned").article == lessons
    assert Tagging.objects.filter(doubt__isnull=False).count() == 1


@pytest.mark.django_db
def test_training_killed_while_it_looks_through_goes_on_with_the_same_model(lessons, monkeypatch):
    monkeypatch.setattr(training, "_BATCH", 20)
    whole = training.train_topics()
    before = list(Tagging.objects.order_by("article_id").values("article_id", "how", "confidence", "doubt"))
    Tagging.objects.filter(how="learned").delete()
    run = killed_after(3)
    run.job_id = 1
    with pytest.raises(Killed):
        tagging.train_topics.work(run)
    assert run.done == 40
    monkeypatch.setattr(topic_learning, "train", None)  # what was learned is not learned again

    words = tagging.train_topics.work(Run(done=run.done, total=run.total, place=run.place))

    assert words == whole.in_words
    assert LearnedModel.objects.count() == 2
    assert list(Tagging.objects.order_by("article_id").values("article_id", "how", "confidence", "doubt")) == before


@pytest.mark.django_db
def test_looking_through_ends_where_another_training_took_its_place(lessons, monkeypatch):
    monkeypatch.setattr(training, "_BATCH", 20)
    version = training.learn().version
    looking = training.look_through(version=version)
    assert next(looking)[1] == 20
    training.learn()
    assert list(looking) == []
    assert list(training.look_through(version=version)) == []


def test_training_and_counting_are_thin_calls(work):
    ArticleFactory(title="Canal freight", text="Canal freight rose.")
    trained, counted = tagging.train_topics.queue(), tagging.count_lexemes.queue()
    work()
    assert progress(trained).outcome == "0 topics learned from 0 articles."
    assert progress(counted).outcome == "The words of 1 articles were counted."
