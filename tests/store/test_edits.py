"""What curators change is theirs."""

from datetime import UTC, datetime

import pytest

from articles.models import Article
from articles.store.edits import update_article
from articles.store.taggings import add_tag, decide_taggings, reject_tag
from tests.factories import (
    ArticleFactory,
    CompanyFactory,
    MentionFactory,
    SourceFactory,
    TaggingFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def edit(article, **changes):
    update_article(article=article, changes=changes, by=None)
    article.refresh_from_db()
    return article


def test_an_edited_field_is_the_curators():
    article = edit(ArticleFactory(title_is_derived=True), title="Another title", kind="opinion")

    assert (article.title, article.title_is_derived, article.kind) == ("Another title", False, "opinion")
    assert sorted(article.curated_fields) == ["kind", "title"]


def test_the_same_value_again_decides_nothing():
    article = ArticleFactory()

    assert edit(article, title=article.title, section=article.section).curated_fields == []


def test_the_address_stays():
    article = ArticleFactory()
    before = article.slug

    assert edit(article, title="Quite another title").slug == before


def test_search_follows_an_edit():
    article = ArticleFactory(text="Old words.")

    edit(article, text="Zebras arrived.", source=(source := SourceFactory()), published_at=None)

    entry = article.search_entry
    assert "zebra" in entry.vector
    assert (entry.source_id, entry.year) == (source.pk, None)


def test_hiding_takes_an_article_out_of_search_and_showing_brings_it_back():
    article = edit(ArticleFactory(), state="hidden", state_reason="Spam.")
    assert not hasattr(Article.objects.get(pk=article.pk), "search_entry")

    edit(article, state="published", state_reason="")
    assert article.search_entry
    assert article.curated_fields == ["state"]


@pytest.mark.parametrize(
    ("changes", "precision"),
    [
        ({"published_at": datetime(2024, 5, 1, tzinfo=UTC)}, "day"),
        ({"published_at": datetime(2024, 5, 1, 9, 30, tzinfo=UTC)}, "second"),
        ({"published_at": datetime(2024, 5, 1, tzinfo=UTC), "published_precision": "month"}, "month"),
        ({"published_at": None}, "unknown"),
        ({"published_at": None, "published_precision": "unknown"}, "unknown"),
        ({"published_precision": "year"}, "year"),
    ],
)
def test_a_date_comes_with_its_precision_and_basis(changes, precision):
    article = edit(ArticleFactory(published_is_inferred=True, published_evidence="7 hours ago"), **changes)

    assert (article.published_precision, article.published_basis) == (precision, "curator")
    assert (article.published_is_inferred, article.published_evidence) == (False, "")
    assert article.curated_fields == ["published_at"]


def test_an_edited_text_is_tidied_and_counted():
    article = edit(ArticleFactory(), text="One  line.\r\n\r\nTwo\nlines.\n\n\n\n  Three. ")

    assert article.text == "One line.\n\nTwo lines.\n\nThree."
    assert (article.paragraph_kinds, article.word_count) == (["paragraph"] * 3, 5)


def test_mentions_whose_words_are_gone_go():
    article = ArticleFactory(text="BYD grows. BYD sells.")
    kept = MentionFactory(article=article, start=0, end=3)
    MentionFactory(article=article, start=11, end=14)

    edit(article, text="BYD shrinks.")

    assert list(article.mentions.all()) == [kept]


def test_nul_and_surrogates_are_left_out():
    assert edit(ArticleFactory(), title="A\x00 title\ud800").title == "A title"


def test_only_known_fields_can_be_edited():
    with pytest.raises(ValueError, match="slug"):
        edit(ArticleFactory(), slug="other")


def test_a_decision_is_remembered_with_who_and_when():
    tagging = TaggingFactory()
    curator = UserFactory()

    assert decide_taggings(tagging_ids=[tagging.pk], decision="rejected", by=curator) == 1

    tagging.refresh_from_db()
    assert (tagging.decision, tagging.how, tagging.decided_by) == ("rejected", "curator", curator)
    assert tagging.decided_at is not None
    assert tagging.article.search_entry.company_ids == []


def test_tags_come_and_go_by_hand():
    article = ArticleFactory()
    topic = TopicFactory(parent=TopicFactory())

    add_tag(article_id=article.pk, thing=topic, by=None)
    article.refresh_from_db()
    assert article.search_entry.topic_ids == sorted([topic.pk, topic.parent_id])

    reject_tag(article_id=article.pk, thing=topic, by=None)
    assert Article.objects.get(pk=article.pk).search_entry.topic_ids == []
    assert article.taggings.get().decision == "rejected"


def test_rejecting_what_was_never_tagged_keeps_it_away():
    article = ArticleFactory()

    assert reject_tag(article_id=article.pk, thing=CompanyFactory(), by=None).decision == "rejected"


def test_no_other_decisions_exist():
    with pytest.raises(ValueError, match="perhaps"):
        decide_taggings(tagging_ids=[], decision="perhaps", by=None)
