"""The desk in a browser: tags taken off and added by name, with nothing the content policy forbids."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.models import Tagging
from tests.factories import ArticleFactory, CompanyFactory, TopicFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page):
    UserFactory(username="curator", curator=True)
    page.goto(f"{reverse('login')}?next={reverse('admin:index')}")
    page.fill("input[name=username]", "curator")
    page.fill("input[name=password]", "a long enough password")
    page.click("form:has(input[name=password]) [type=submit]")
    page.wait_for_url("**/admin/")


def test_a_curator_takes_a_tag_off_and_adds_another_by_name(page):
    wrong = CompanyFactory(name="Lockwood Barges")
    article = ArticleFactory(companies=[wrong], topics=[TopicFactory(name="Waterways")])
    right = CompanyFactory(name="Northwind Motors of Leeds")
    sign_in(page)
    page.goto(reverse("admin:articles_article_change", args=[article.pk]))
    page.check("tr:has-text('Lockwood Barges') input[type=checkbox]")
    page.click(".field-add_companies .select2-selection")
    page.keyboard.type("northwind")
    page.click(".select2-results__option:has-text('Northwind Motors of Leeds')")
    page.click("input[name=_continue]")
    page.wait_for_selector(".success")
    assert Tagging.objects.get(company=wrong).decision == "rejected"
    assert Tagging.objects.get(company=right).how == "curator"
    assert page.is_visible("tr.tag-rejected:has-text('Lockwood Barges')")


def test_lists_filters_and_history_open_in_a_browser(page):
    article = ArticleFactory(title="Canal reopens")
    sign_in(page)
    for address in (
        f"{reverse('admin:articles_article_changelist')}?published=2025-07&q=canal",
        reverse("admin:articles_article_history", args=[article.pk]),
        reverse("admin:articles_tagging_changelist"),
        reverse("admin:articles_capture_changelist"),
    ):
        response = page.goto(address)
        assert response.status == 200
    page.goto(f"{reverse('admin:articles_article_changelist')}?published=2025-07")
    page.click("text=Canal reopens")
    page.wait_for_selector("#id_title")
