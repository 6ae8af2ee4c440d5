"""What an article said each time its page was captured."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from tests.factories import ArticleFactory, ArticleVersionFactory, SightingFactory

pytestmark = pytest.mark.django_db

TEXTS = (
    "Nine ships of the fleet <b>lay</b> in the bay.",
    "Ten ships of the fleet lay in the bay.",
    "Ten ships came in from the bay at last.",
)


def versions(*texts, article=None):
    article = article or ArticleFactory(title="Ships wait", text=texts[-1])
    made = []
    for number, text in enumerate(texts):
        is_last = number == len(texts) - 1
        made.append(ArticleVersionFactory(article=article, text=text, is_current=is_last))
        SightingFactory(capture=made[-1].capture, captured_at=datetime(2025, 7, 7, 8 + number, tzinfo=UTC))
    return article, [one.capture_id for one in made]


def _page(client, name, article, *arguments):
    return client.get(reverse(f"articles:{name}", args=[article.pk, article.slug, *arguments])).content.decode()


@pytest.mark.parametrize(("count", "words"), [(2, "Once between"), (3, "Twice between")])
def test_the_article_says_how_often_it_changed(client, count, words):
    article, _ = versions(*TEXTS[:count])
    page = _page(client, "article", article)
    assert words in page
    assert reverse("articles:versions", args=[article.pk, article.slug]) in page


def test_an_article_that_never_changed_says_nothing_of_versions(client):
    article, _ = versions(TEXTS[0], TEXTS[0])
    assert "What changed" not in _page(client, "article", article)


def test_versions_are_listed_newest_first_with_what_changed(client):
    article, captures = versions(*TEXTS)
    page = _page(client, "versions", article)
    assert page.index("Version 3") < page.index("Version 2") < page.index("Version 1")
    for older, newer in [(0, 1), (1, 2), (0, 2)]:
        assert reverse("articles:changes", args=[article.pk, article.slug, captures[older], captures[newer]]) in page
    assert "7 July 2025, 10:00 UTC" in page


def test_captures_in_a_row_that_say_the_same_are_one_version(client):
    article, _ = versions(TEXTS[0], TEXTS[1], TEXTS[1])
    page = _page(client, "versions", article)
    assert "Version 2" in page
    assert "Version 3" not in page
    assert "1 time more with the same text" in page


def test_what_changed_is_marked_word_by_word_and_escaped(client):
    article, captures = versions(*TEXTS[:2])
    page = _page(client, "changes", article, *captures)
    assert "<del>Nine</del><ins>Ten</ins>" in page
    assert "<b>lay" not in page
    assert "&lt;" in page


def test_paragraphs_stay_apart_and_what_came_stands_in_its_own(client):
    article, captures = versions("One ship.\n\nTwo boats.", "One ship.\n\nTwo rafts.\n\nThree oars.")
    page = _page(client, "changes", article, *captures)
    assert "<p>One ship.</p>" in page
    assert "<p>Two <del>boats.</del><ins>rafts.</ins></p>" in page
    assert "<p><ins>Three oars.</ins></p>" in page


def test_of_long_texts_what_is_alike_is_folded_and_the_page_stays_light(client):
    many = [f"Ship {number} of the fleet lay in the bay all day, waiting for a berth." for number in range(1_500)]
    other = [*many[:700], "Ship 700 sank.", *many[701:]]
    article, captures = versions("\n\n".join(many), "\n\n".join(other))
    page = _page(client, "changes", article, *captures)
    assert "701 paragraphs are alike" in page
    assert "sank" in page
    article, captures = versions("\n\n".join(many), "raft " * 40_000)
    page = _page(client, "changes", article, *captures)
    assert len(page.encode()) < 60_000
    assert "Only the beginning of what differs is shown." in page
    article, captures = versions("oar " * 40_000, "raft " * 40_000)
    assert 40_000 < len(_page(client, "changes", article, *captures).encode()) < 60_000


def test_a_version_is_kept_to_its_article(client):
    (article, captures), (_, others) = versions(*TEXTS[:2]), versions(*TEXTS[1:])
    address = reverse("articles:changes", args=[article.pk, article.slug, captures[0], others[0]])
    assert client.get(address).status_code == 404


def test_a_hidden_article_has_no_versions(client):
    article, captures = versions(*TEXTS[:2], article=ArticleFactory(state="hidden"))
    for name, arguments in (("versions", []), ("changes", captures)):
        assert client.get(reverse(f"articles:{name}", args=[article.pk, article.slug, *arguments])).status_code == 404


def test_under_another_slug_the_reader_is_sent_to_the_address(client):
    article, captures = versions(*TEXTS[:2])
    for name, arguments in (("versions", []), ("changes", captures)):
        assert client.get(reverse(f"articles:{name}", args=[article.pk, "other", *arguments])).status_code == 301


def test_more_versions_cost_no_more_queries(client, django_assert_num_queries):
    article, _ = versions(*TEXTS * 4)
    with django_assert_num_queries(2):
        client.get(reverse("articles:versions", args=[article.pk, article.slug]))
