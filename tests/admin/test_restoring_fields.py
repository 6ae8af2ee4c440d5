"""The article's form with its capture beside it, and a history that brings earlier states back."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.urls import reverse

from articles.models import CurationAct
from articles.store.edits import update_article
from tests.factories import ArticleFactory, ArticleVersionFactory, CaptureFactory, CompanyFactory, TopicFactory

pytestmark = pytest.mark.django_db
TEXT = "The canal was closed for repairs on Monday, said the keeper of its locks.\n\nBoats wait above the gates."


def history(desk, article) -> str:
    return desk.get(reverse("admin:articles_article_history", args=[article.pk])).content.decode()


def restoring(desk, article, **data):
    return desk.post(reverse("admin:articles_article_restore", args=[article.pk]), data, follow=True)


def last_event(article) -> int:
    return apps.get_model("articles", "ArticleEvent").objects.filter(pgh_obj_id=article.pk).latest("pgh_id").pgh_id


def test_a_changed_text_is_told_word_by_word(desk, curator):
    article = ArticleFactory(text=TEXT)
    update_article(article=article, changes={"text": TEXT.replace("Monday", "Sunday <b>")}, by=curator)
    page = history(desk, article)
    assert "<del>Monday</del>" in page
    assert "<ins>Sunday &lt;b&gt;</ins>" in page
    assert "curator" in page


def test_a_long_text_is_cut_where_nothing_changed(desk):
    article = ArticleFactory(text="".join(f"Lock {number} is shut. " for number in range(200)) + "Monday.")
    update_article(article=article, changes={"text": article.text.replace("Monday", "Sunday")}, by=None)
    page = history(desk, article)
    assert "[…]" in page
    assert page.count("is shut.") < 30


@pytest.mark.parametrize(("factory", "field"), [(CompanyFactory, "sector"), (TopicFactory, "description")])
def test_companies_and_topics_have_a_history_to_read_too(desk, factory, field):
    row = factory()
    setattr(row, field, "Waterways and what floats upon them, all the way to the sea.")
    row.save()
    address = reverse(f"admin:articles_{row._meta.model_name}_history", args=[row.pk])
    page = desk.get(address).content.decode()
    assert "and what floats upon them" in page
    assert "Have it back" not in page


def test_a_button_brings_the_state_before_a_change_back(desk, curator):
    article = ArticleFactory(title="Canal closed")
    update_article(article=article, changes={"kind": "opinion"}, by=curator)
    assert "Have it back" in history(desk, article)
    page = restoring(desk, article, event=last_event(article), field="kind")
    assert "Restored: kind" in page.content.decode()
    article.refresh_from_db()
    assert (article.kind, article.curated_fields) == ("news", ["kind"])
    assert CurationAct.objects.get().by == curator


@pytest.mark.parametrize("data", [{}, {"event": "x", "field": "kind"}, {"event": "999999", "field": "kind"}])
def test_a_change_that_is_not_there_changes_nothing(desk, data):
    article = ArticleFactory()
    assert "Nothing was changed" in restoring(desk, article, **data).content.decode()


def test_who_may_only_look_cannot_restore(staff_client, desk):
    article = ArticleFactory()
    update_article(article=article, changes={"kind": "opinion"}, by=None)
    reader = staff_client("view_article")
    assert "Have it back" not in history(reader, article)
    data = {"event": last_event(article), "field": "kind"}
    address = reverse("admin:articles_article_restore", args=[article.pk])
    assert reader.post(address, data).status_code == 403
    assert desk.get(address).status_code == 405
    article.refresh_from_db()
    assert article.kind == "opinion"


def test_the_captured_page_stands_beside_the_text(desk):
    raw = "<html><body><p>Menu & shop</p><p>Boats wait above the gates.</p><script>x()</script></body></html>"
    article = ArticleFactory(text="Boats wait above the gates.")
    capture = CaptureFactory(raw_content=raw.replace("&", "&amp;").encode(), media_type="text/html")
    ArticleVersionFactory(article=article, capture=capture)
    page = desk.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
    assert '<p class="kept">Boats wait above the gates.</p>' in page
    assert '<p class="dropped">Menu &amp; shop</p>' in page
    assert "x()" not in page.split('class="beside"')[1].split("</div>")[0]


def test_an_article_without_a_capture_says_so(desk):
    article = ArticleFactory()
    page = desk.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
    assert "no capture is kept" in page
