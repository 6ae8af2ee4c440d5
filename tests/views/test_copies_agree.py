"""Whatever is folded, results, counts, facets, histogram and feed say the same as the list, with copies and without."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from random import Random

import pytest

from articles.models import Article, CopyGroup
from articles.store.copies import fold_copies
from articles.store.copy_decisions import choose_canonical, decide_copies, take_out
from articles.store.edits import update_article
from tests.factories import ArticleFactory, CompanyFactory, SourceFactory

pytestmark = pytest.mark.django_db
ADDRESSES = ("/?", "/?q=quokka", "/?q=quokka+OR+heron", "/?company=quokka-1", "/?source=paper-2&source=paper-3")


def _text(random, number):
    words = Random(number)
    told = ["quokka" if number % 3 else "heron", *(f"word{words.randrange(30_000)}" for _ in range(90))]
    for place in random.sample(range(1, len(told)), 3):
        told[place] = f"changed{random.randrange(1_000)}"
    return " ".join(told)


def _archive(random):
    """Twelve texts, each with copies by chance, and curators at work on them."""
    companies = [CompanyFactory(name=f"Quokka {number}") for number in range(3)]
    sources = [SourceFactory(name=f"Paper {number}") for number in range(5)]
    articles = [
        ArticleFactory(
            title=f"Telling {number} of the quokka",
            text=_text(random, number),
            published_at=datetime(
                random.choice((2024, 2025)), random.randint(1, 12), random.randint(1, 28), tzinfo=UTC
            ),
            source=random.choice(sources),
            companies=random.sample(companies, random.randint(0, 2)),
        )
        for number in range(12)
        for _ in range(random.choice((1, 1, 2, 3)))
    ]
    fold_copies(article_ids=[article.pk for article in articles])
    for article in random.sample(articles, 6):
        deed = random.randrange(4)
        if deed == 0:
            update_article(article=article, changes={"state": Article.State.HIDDEN}, by=None)
        elif deed == 1:
            choose_canonical(article_id=article.pk, by=None)
        elif deed == 2:
            take_out(article_id=article.pk, by=None)
        else:
            other = random.choice([one for one in articles if one != article])
            decide_copies(article_id=article.pk, other_ids=[other.pk], is_copy=True, by=None)


def _listed(client, address):
    """Ids of the articles on every page of a list."""
    found = []
    for number in range(1, 10):
        rows = client.get(f"{address}&page={number}").context["results"].rows
        ids = [row.article.pk for row in rows]
        if not ids or ids[0] in found:
            break
        found += ids
    return found


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("mode", ["", "&copies=all"])
def test_everything_agrees_with_the_list(client, seed, mode):
    _archive(Random(seed))
    folded = {
        pk
        for group in CopyGroup.objects.all()
        for pk in group.fingerprints.exclude(pk=group.canonical_id).values_list("pk", flat=True)
    }
    for address in ADDRESSES:
        results = client.get(f"{address}{mode}").context["results"]
        listed = _listed(client, f"{address}{mode}")
        assert len(listed) == len(set(listed)) == results.count
        assert not folded & set(listed) or mode
        assert Article.objects.hidden().filter(pk__in=listed).count() == 0
        assert sum(bar.count for bar in results.histogram.bars) == len(listed)
        _assert_facets_agree(results, address, listed)
        feed = client.get(f"/feed/{address[1:]}{mode}").content.decode()
        assert feed.count("<entry>") == min(len(listed), 50)


@pytest.mark.parametrize("seed", range(4))
def test_with_copies_the_list_has_what_is_folded_too(client, seed):
    _archive(Random(seed))
    public = set(Article.objects.public().values_list("pk", flat=True))
    canonical, every = set(_listed(client, "/?")), set(_listed(client, "/?copies=all"))
    assert every == public
    groups = [set(group.fingerprints.values_list("pk", flat=True)) for group in CopyGroup.objects.all()]
    assert canonical == public - {pk for members in groups for pk in members - canonical}
    assert all(len(members & canonical) == 1 for members in groups)


def _assert_facets_agree(results, address, listed):
    """The counts of the facets that the address does not filter by are those of the articles listed."""
    articles = Article.objects.filter(pk__in=listed).select_related("source")
    expected = {
        "source": Counter(article.source.name for article in articles),
        "company": Counter(
            tagging.company.name for article in articles for tagging in article.taggings.filter(company__isnull=False)
        ),
    }
    for panel in results.panels:
        name = panel.facet.name
        if name in expected and f"{name}=" not in address:
            counted = {value.label: value.count for value in panel.values if value.count}
            assert counted == dict(expected[name])
