"""Many ids are one parameter, and mean what Django's `in` means."""

import pytest
from django.db.models import Q

from articles.models import Article, Mention, SearchEntry
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db
MANY = range(1, 301)


def parameters(rows):
    return len(rows.query.sql_with_params()[1])


@pytest.mark.parametrize(
    "collection", [set, frozenset, list, tuple, dict.fromkeys, lambda ids: dict.fromkeys(ids).keys()]
)
def test_many_ids_are_one_parameter(collection):
    ids = collection(MANY)
    assert parameters(Article.objects.filter(pk__in=ids)) == 1
    assert parameters(Mention.objects.filter(article__in=ids)) == 1
    assert parameters(Mention.objects.filter(Q(article_id__in=ids) | Q(company__in=ids))) == 2
    assert parameters(SearchEntry.objects.filter(pk__in=ids)) == 1
    assert parameters(Article.objects.filter(mentions__in=ids)) == 1


def test_few_ids_and_other_values_are_written_as_ever():
    assert parameters(Article.objects.filter(pk__in=[1, 2, 3])) == 3
    assert parameters(Article.objects.filter(pk__in=[None, *MANY])) == 300
    assert parameters(Article.objects.filter(slug__in=[str(number) for number in MANY])) == 300


def test_the_same_rows_are_found():
    articles = ArticleFactory.create_batch(12)
    wanted = {article.pk for article in articles[:11]}
    assert set(Article.objects.filter(pk__in=wanted).values_list("pk", flat=True)) == wanted
    assert Article.objects.exclude(pk__in=wanted).get() == articles[11]
    assert SearchEntry.objects.filter(article__in=articles).count() == SearchEntry.objects.count()
    assert Article.objects.filter(pk__in=Article.objects.filter(pk__in=wanted)).count() == 11
    assert Article.objects.filter(pk__in=wanted).update(word_count=7) == 11
    assert Article.objects.filter(word_count__in=range(20)).count() >= 11


def test_a_number_that_a_small_column_cannot_hold_is_in_no_row():
    assert not SearchEntry.objects.filter(year__in=range(32_700, 32_800)).exists()
    assert not Article.objects.filter(pk__in=[*MANY, 2**31]).exists()


def test_of_no_ids_nothing_is_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert list(Article.objects.filter(pk__in=set())) == []
