"""What curators decide of copies outlives every re-run."""

from __future__ import annotations

import pytest

from articles.models import Article, CopyChoice, CopyGroup, CopyVerdict
from articles.store.copies import fold_copies
from articles.store.copy_decisions import choose_canonical, decide_copies, take_out, verdicts_on, withdraw_choice
from articles.store.edits import update_article
from tests.factories import UserFactory
from tests.store.test_copies import OTHER, STORY, canonical_ids, stored, words

pytestmark = pytest.mark.django_db


def fold_again():
    """A re-run over everything, as rules that changed would have it."""
    CopyGroup.objects.all().delete()
    fold_copies(article_ids=Article.objects.values_list("pk", flat=True))


def hide_and_show(article):
    for state in (Article.State.HIDDEN, Article.State.PUBLISHED):
        update_article(article=article, changes={"state": state}, by=None)


def groups():
    return sorted(sorted(group.fingerprints.values_list("pk", flat=True)) for group in CopyGroup.objects.all())


def test_a_choice_outlives_hiding_and_folding_again():
    early, chosen = stored(STORY, day=1), stored(STORY, day=3)
    curator = UserFactory()
    choose_canonical(article_id=chosen.pk, by=curator)
    hide_and_show(chosen)
    hide_and_show(early)
    fold_again()
    assert canonical_ids() == {chosen.pk}
    assert CopyChoice.objects.get().decided_by == curator


def test_a_choice_takes_the_place_of_another_and_can_be_withdrawn():
    early, second, third = stored(STORY, day=1), stored(STORY, day=2), stored(STORY, day=3)
    choose_canonical(article_id=second.pk, by=None)
    choose_canonical(article_id=third.pk, by=None)
    assert canonical_ids() == {third.pk}
    withdraw_choice(article_id=third.pk, by=None)
    assert canonical_ids() == {early.pk}


def test_what_was_taken_out_stays_out_whatever_comes_later():
    first, second, out = stored(STORY, day=1), stored(STORY, day=2), stored(STORY, day=3)
    take_out(article_id=out.pk, by=None)
    assert canonical_ids() == {first.pk, out.pk}
    hide_and_show(out)
    fold_again()
    assert groups() == [[first.pk, second.pk]]
    later = stored(STORY, day=4)
    assert out.pk in canonical_ids()
    assert [one for one in groups() if out.pk in one and first.pk in one] == []
    assert later.pk not in canonical_ids()


def test_articles_called_copies_are_folded_however_different_their_texts_are():
    first, other = stored(STORY, day=1), stored(OTHER, day=2)
    decide_copies(article_id=other.pk, other_ids=[first.pk], is_copy=True, by=None)
    assert canonical_ids() == {first.pk}
    hide_and_show(other)
    fold_again()
    assert canonical_ids() == {first.pk}
    decide_copies(article_id=first.pk, other_ids=[other.pk], is_copy=None, by=None)
    assert canonical_ids() == {first.pk, other.pk}


def test_the_later_word_on_two_articles_holds():
    first, second = stored(STORY, day=1), stored(STORY, day=2)
    for is_copy, count in ((False, 2), (True, 1), (False, 2), (None, 1)):
        decide_copies(article_id=second.pk, other_ids=[first.pk], is_copy=is_copy, by=None)
        assert len(canonical_ids()) == count
    assert not CopyVerdict.objects.exists()


def test_a_verdict_reads_the_same_from_both_articles():
    first, second = stored(STORY), stored(words(200, 7))
    decide_copies(article_id=second.pk, other_ids=[first.pk], is_copy=True, by=None)
    assert verdicts_on(first.pk) == {second.pk: True}
    assert verdicts_on(second.pk) == {first.pk: True}


def test_an_article_is_no_copy_of_itself_or_of_nothing():
    article = stored(STORY)
    for other in (article.pk, article.pk + 1_000):
        with pytest.raises(ValueError, match="article"):
            decide_copies(article_id=article.pk, other_ids=[other], is_copy=True, by=None)
