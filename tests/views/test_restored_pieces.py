"""The article's page shows what was removed and not what was put back."""

import pytest

from tests.factories import ArticleFactory, ArticleVersionFactory, UserFactory

REMOVED = [{"text": "Swans stayed  on it.", "rule": "model: aside"}, {"text": "Share the boats", "rule": "share"}]


@pytest.fixture
def article(db):
    restored = [{"text": "Swans stayed on it.", "rule": "model: aside", "after": "", "place": 3}]
    made = ArticleFactory(text="Swans stayed on it.\n\nThe canal reopened.", restored=restored)
    ArticleVersionFactory(article=made, text="The canal reopened.", removed=REMOVED)
    return made


def test_a_piece_put_back_is_no_longer_shown_as_removed(client, article):
    page = client.get(article.get_absolute_url()).content.decode()
    assert "Share the boats" in page
    assert "model: aside" not in page


def test_curators_are_led_to_where_pieces_are_put_back(client, article):
    assert "put a removed piece back" not in client.get(article.get_absolute_url()).content.decode()
    client.force_login(UserFactory(curator=True), backend="django.contrib.auth.backends.ModelBackend")
    assert "put a removed piece back" in client.get(article.get_absolute_url()).content.decode()
