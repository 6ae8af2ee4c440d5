"""The rules that a process keeps."""

from __future__ import annotations

import gc
from threading import Thread
from weakref import ref

import pytest
from django.urls import reverse

from articles import correcting, pipeline, rules
from articles.pipeline import stored_rules
from tests.factories import ArticleFactory, CompanyFactory, SourceFactory, TopicFactory, UserFactory


class Loop:
    """What only the collector of garbage can free."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture
def made(monkeypatch) -> list[pipeline.Rules]:
    """The rules that a process with none has made since."""
    every: list[pipeline.Rules] = []

    def make() -> pipeline.Rules:
        every.append(stored_rules())
        return every[-1]

    monkeypatch.setattr(rules, "_kept", {})
    monkeypatch.setattr(pipeline, "stored_rules", make)
    return every


@pytest.fixture
def warmed(monkeypatch) -> list[str]:
    """A word for each time that rules were to be made beforehand."""
    times: list[str] = []

    def note() -> None:
        times.append("warmed")
        rules._warming.release()

    monkeypatch.setattr(rules, "_in_background", note)
    return times


@pytest.mark.django_db
def test_rules_kept_between_jobs_are_made_anew_when_the_vocabulary_changed(made):
    first = rules.present_rules()
    assert rules.present_rules() is first
    company = CompanyFactory()
    second = rules.present_rules()
    assert second is not first
    company.name = "Another name"
    company.save()
    assert rules.present_rules() is not second


@pytest.mark.django_db
def test_a_new_publisher_is_known_to_the_next_job_and_has_nothing_else_made_anew(made):
    first = rules.present_rules()
    SourceFactory(name="The Saltmarsh Ledger")
    second = rules.present_rules()
    assert second.sources.by_name("Saltmarsh Ledger") is not None
    assert second.extractor is first.extractor
    assert rules.present_rules() is second


@pytest.mark.django_db
def test_corrections_one_after_another_make_no_rules_anew(made):
    article = ArticleFactory(title="Rain", text="It rained at the harbour.")
    for number in range(3):
        article = correcting.correct_article(article, {"text": f"It rained for {number} days."}, by=None)
    assert len(made) == 1


@pytest.mark.django_db(transaction=True)
def test_rules_made_beforehand_are_those_that_are_used_then(made):
    assert rules._warming.acquire(blocking=False)
    thread = Thread(target=rules._warm)
    thread.start()
    thread.join()
    assert rules.present_rules() is made[0]
    assert len(made) == 1
    assert not rules._warming.locked()


def test_they_are_made_by_one_at_a_time(monkeypatch):
    begun = []
    monkeypatch.setattr(rules, "_in_background", lambda: begun.append("one"))
    try:
        rules.warm_rules()
        rules.warm_rules()
        assert begun == ["one"]
    finally:
        rules._warming.release()


@pytest.mark.django_db
@pytest.mark.parametrize("make", [ArticleFactory, CompanyFactory, TopicFactory, SourceFactory])
def test_a_form_has_the_rules_made_for_who_may_save_it_and_for_nobody_else(client, warmed, make):
    row = make()
    address = reverse(f"admin:articles_{row._meta.model_name}_change", args=[row.pk])
    reader = UserFactory(is_staff=True)
    client.force_login(reader)
    client.get(address)
    assert warmed == []
    client.force_login(UserFactory(curator=True))
    assert client.get(address).status_code == 200
    assert warmed == ["warmed"]


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["desk:queue", "desk:add", "desk:dashboard", "articles:capture_window"])
def test_the_pages_of_the_desk_have_the_rules_made(client, warmed, page):
    client.force_login(UserFactory(curator=True))
    assert client.get(reverse(page)).status_code == 200
    assert warmed == ["warmed"]


@pytest.mark.django_db
def test_garbage_is_not_kept_for_good_when_rules_are_made_anew():
    gc.disable()  # so that nothing but the making of rules collects it
    try:
        left = ref(Loop())
        stored_rules()
        gc.collect()
        assert left() is None
    finally:
        gc.enable()
