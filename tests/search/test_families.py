"""Companies counted with those below them, against going through the articles one by one."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Company
from articles.search.families import Families, family_counts, read_families
from articles.search.live.selection import whole
from articles.search.live.snapshot import one_snapshot
from tests.factories import ArticleFactory, CompanyFactory

FIRMS = 7


def test_those_below_are_found_through_every_generation():
    families = Families({2: 1, 3: 2, 4: 2, 6: 5})
    assert families.below([1]) == {2, 3, 4}
    assert families.below([2, 5]) == {3, 4, 6}
    assert families.below([4, 99]) == set()


def test_companies_that_own_one_another_end():
    families = Families({1: 2, 2: 1, 3: 3})
    assert families.below([1]) == {2}
    assert families.above() == {1: [2], 2: [1], 3: []}


@pytest.mark.django_db
@given(
    st.lists(st.sets(st.integers(0, FIRMS - 1)), max_size=8),
    st.lists(st.integers(0, FIRMS - 1), min_size=FIRMS, max_size=FIRMS),
)
def test_counts_each_article_once_for_everyone_above(named, parents):
    firms = [CompanyFactory() for _ in range(FIRMS)]
    for number, parent in enumerate(parents):
        Company.objects.filter(pk=firms[number].pk).update(parent=firms[parent] if parent < number else None)
    articles = [ArticleFactory(companies=[firms[number] for number in sorted(numbers)]) for numbers in named]
    line = {number: lineage(number, parents) for number in range(FIRMS)}
    expected = Counter(firms[one].pk for numbers in named for one in set().union(*(line[n] for n in numbers)))
    with one_snapshot() as view:
        found = family_counts(whole(view.entries, is_canonical=False), read_families())
    assert dict(found) == {str(pk): count for pk, count in expected.items()}
    for article in articles:
        article.delete()


def lineage(number: int, parents: list[int]) -> set[int]:
    """A firm and all above it; a parent has a lower number."""
    found = {number}
    while parents[number] < number:
        number = parents[number]
        found.add(number)
    return found
