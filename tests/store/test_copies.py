"""Copies found and folded as articles are stored."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from articles.models import Article, CopyGroup, CopyPair, Fingerprint, SearchEntry, SketchHash
from articles.store.copies import fold_copies, forget_copies
from articles.store.copy_decisions import choose_canonical
from articles.store.edits import update_article
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db


def words(count, seed):
    random = Random(seed)
    return " ".join(f"word{random.randrange(30_000)}" for _ in range(count))


STORY, OTHER = words(200, 1), words(200, 2)


def stored(text, *, day=7, **fields):
    article = ArticleFactory(text=text, published_at=datetime(2025, 7, day, tzinfo=UTC), **fields)
    fold_copies(article_ids=[article.pk])
    return article


def canonical_ids():
    return set(SearchEntry.objects.canonical().values_list("pk", flat=True))


def test_the_earliest_copy_is_counted_and_the_others_are_not():
    late, early, stranger = stored(STORY, day=9), stored(f"By our desk. {STORY}", day=8), stored(OTHER)
    assert canonical_ids() == {early.pk, stranger.pk}
    assert CopyGroup.objects.get().canonical == early
    assert {one.article for one in CopyGroup.objects.get().fingerprints.all()} == {late, early}


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_order_of_storing_does_not_matter(order):
    texts = [STORY, f"{STORY} {words(20, 5)}", STORY[: len(STORY) // 2]]
    made = {number: stored(texts[number], day=1 + number) for number in order}
    assert canonical_ids() == {made[0].pk}
    assert CopyGroup.objects.count() == 1


def test_copies_stored_together_are_found():
    made = [ArticleFactory(text=STORY) for _ in range(3)]
    fold_copies(article_ids=[article.pk for article in made])
    assert len(canonical_ids()) == 1


def test_of_undated_copies_the_longest_is_counted():
    stored(STORY, published_precision="day", published_is_inferred=True, day=1)
    longer = ArticleFactory(text=f"{STORY} {words(20, 5)}", undated=True)
    fold_copies(article_ids=[longer.pk])
    assert canonical_ids() == {longer.pk}


def test_the_stories_of_a_digest_stay_counted_and_so_does_the_digest():
    one, other = stored(STORY), stored(OTHER)
    digest = stored(f"{STORY}\n\n{OTHER}\n\n{words(200, 3)}")
    assert canonical_ids() == {one.pk, other.pk, digest.pk}
    assert CopyPair.objects.filter(longer=digest).count() == 2
    assert not CopyGroup.objects.exists()


def test_storing_again_changes_nothing():
    early, late = stored(STORY, day=1), stored(STORY, day=2)
    group = CopyGroup.objects.get().pk
    fold_copies(article_ids=[late.pk])
    fold_copies(article_ids=[early.pk])
    assert CopyGroup.objects.get().pk == group
    assert canonical_ids() == {early.pk}


def test_a_hidden_article_leaves_its_group():
    first, second, third = stored(STORY, day=1), stored(STORY, day=2), stored(STORY, day=3)
    update_article(article=first, changes={"state": Article.State.HIDDEN}, by=None)
    assert canonical_ids() == {second.pk}
    assert not Fingerprint.objects.filter(pk=first.pk).exists()
    update_article(article=first, changes={"state": Article.State.PUBLISHED}, by=None)
    assert canonical_ids() == {first.pk}
    assert CopyGroup.objects.get().fingerprints.count() == 3
    assert third.pk not in canonical_ids()


def test_a_changed_text_leaves_its_group():
    first, second = stored(STORY, day=1), stored(STORY, day=2)
    update_article(article=second, changes={"text": OTHER}, by=None)
    assert canonical_ids() == {first.pk, second.pk}
    assert not CopyPair.objects.exists()
    assert not CopyGroup.objects.exists()


def test_an_earlier_date_moves_the_count():
    first, second = stored(STORY, day=4), stored(STORY, day=5)
    update_article(article=second, changes={"published_at": datetime(2025, 7, 1, tzinfo=UTC)}, by=None)
    assert canonical_ids() == {second.pk}
    assert first.pk not in canonical_ids()


def test_a_curators_choice_outlives_what_comes_later():
    stored(STORY, day=1)
    chosen = stored(STORY, day=3)
    assert choose_canonical(article_id=chosen.pk, by=UserFactory())
    stored(STORY, day=2)
    assert canonical_ids() == {chosen.pk}
    fold_copies(article_ids=Article.objects.values_list("pk", flat=True))
    assert canonical_ids() == {chosen.pk}


def test_who_has_no_copies_cannot_be_chosen():
    assert not choose_canonical(article_id=stored(STORY).pk, by=None)


def test_what_is_forgotten_leaves_nothing_behind():
    first, second = stored(STORY, day=1), stored(STORY, day=2)
    forget_copies(article_ids=[first.pk])
    assert not SketchHash.objects.filter(article=first.pk).exists()
    assert not CopyPair.objects.exists()
    assert canonical_ids() >= {second.pk}
    assert not CopyGroup.objects.exists()


def test_an_article_is_stored_with_a_fixed_number_of_queries(django_assert_max_num_queries):
    for day in range(1, 6):
        stored(STORY, day=day)
    article = ArticleFactory(text=STORY)
    with django_assert_max_num_queries(40):
        fold_copies(article_ids=[article.pk])
