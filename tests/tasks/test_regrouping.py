"""Merges of what stands in very many articles: a job does them once, whenever it is begun again."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.admin import regrouping as pages
from articles.models import Company, Job, Regrouping, Tagging
from articles.tasks.regrouping import merge_things, queue_merge, undo_regrouping
from tests.factories import ArticleFactory, CompanyFactory, TaggingFactory, UserFactory


def two() -> tuple[Company, Company]:
    kept, gone = CompanyFactory(name="Quillback"), CompanyFactory(name="Quillback Cranes")
    for number in range(3):
        TaggingFactory(article=ArticleFactory(text=f"Crane {number * 7919}."), company=gone, how="curator")
    return kept, gone


@pytest.mark.django_db
def test_a_job_merges_and_another_takes_it_back():
    ada = UserFactory(username="ada")
    kept, gone = two()
    number = queue_merge(kept=kept, gone=gone, by=ada)
    assert number is not None
    assert queue_merge(kept=kept, gone=gone, by=ada) is None
    merge_things.run_now(**Job.objects.get(pk=number).args)

    act = Regrouping.objects.get()
    assert (act.made_by, act.articles) == (ada, 3)
    assert not Company.objects.filter(pk=gone.pk).exists()
    assert Tagging.objects.filter(company=kept).count() == 3
    assert undo_regrouping.run_now(number=act.pk, account=ada.pk) == f"Undone: {act}."
    assert Tagging.objects.filter(company=gone.pk).count() == 3
    assert undo_regrouping.run_now(number=act.pk) == f"Undone: {act}."


@pytest.mark.django_db
def test_a_merge_begun_again_after_it_was_done_is_not_done_twice():
    kept, gone = two()
    told = {"sort": "company", "kept": kept.pk, "gone": gone.pk}
    assert merge_things.run_now(**told) == merge_things.run_now(**told)
    assert Regrouping.objects.count() == 1
    assert Job.objects.filter(task_name="retag").exists()
    assert "meanwhile" in merge_things.run_now(sort="company", kept=kept.pk, gone=gone.pk + 99)


@pytest.mark.django_db
def test_the_undoing_of_what_is_gone_ends_in_words():
    assert undo_regrouping.run_now(number=999).startswith("It is gone")


@pytest.mark.django_db
def test_the_page_leaves_a_large_merge_and_its_undoing_to_a_job(client, monkeypatch):
    monkeypatch.setattr(pages, "AT_MOST", 2)
    client.force_login(UserFactory(curator=True), backend="django.contrib.auth.backends.ModelBackend")
    kept, gone = two()
    page = client.post(
        reverse("admin:articles_company_merge", args=[gone.pk]),
        {"other": kept.pk, "stays": "other", "confirmed": "yes"},
        follow=True,
    )
    assert "Merging it into Quillback: queued as job" in page.content.decode()
    assert Company.objects.count() == 2
    merge_things.run_now(**Job.objects.get(task_name="merge_things").args)
    act = Regrouping.objects.get()
    page = client.post(reverse("admin:articles_regrouping_undo", args=[act.pk]), follow=True)
    assert "Undoing it: queued as job" in page.content.decode()
    assert Job.objects.filter(task_name="undo_regrouping").exists()
