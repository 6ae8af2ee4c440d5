"""A newer capture of an article whose text a curator wrote."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.store.edits import update_article
from tests.factories import ArticleFactory, ArticleVersionFactory


@pytest.fixture
def article(db):
    made = ArticleFactory(title="Ships wait", text="Nine ships of the fleet lay in the bay.")
    update_article(article=made, changes={"text": "Nine ships of the fleet lay in the <b>bay</b>."}, by=None)
    return made


def _page(desk, article):
    return desk.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()


def test_the_newer_text_is_offered_beside_the_curators(desk, article):
    ArticleVersionFactory(article=article, text="Ten ships of the fleet lay in the bay.")
    page = _page(desk, article)
    assert "<del>Nine</del><ins>Ten</ins>" in page
    assert "&lt;b&gt;bay" in page


def test_an_article_without_edits_follows_its_capture(desk, db):
    assert "follows its newest capture" in _page(desk, ArticleVersionFactory().article)
