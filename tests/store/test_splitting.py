"""Names of a company, place or source that become one of their own."""

from __future__ import annotations

import pytest

from articles.models import Company, MovedAddress, Regrouping, SearchEntry, Source
from articles.regrouping import split_thing, undo
from articles.store.merging import RegroupingError
from articles.store.splitting import split
from articles.store.taggings import add_tag
from tests.factories import (
    ArticleFactory,
    ArticleVersionFactory,
    CompanyAliasFactory,
    CompanyFactory,
    MentionFactory,
    PlaceFactory,
    SourceAliasFactory,
    SourceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    company = CompanyFactory(name="Harbour Works")
    for text in ("Harbour Works", "Quayside Holdings"):
        CompanyAliasFactory(company=company, text=text)
    return company


def naming(company, *names):
    """An article that names a company by these names, tagged with it."""
    text = " and ".join(names) + " said so on Monday."
    article = ArticleFactory(text=text, companies=[company])
    for name in names:
        start = text.index(name)
        MentionFactory(article=article, company=company, start=start, end=start + len(name))
    return article


def test_mentions_go_with_their_names_and_tags_with_their_last_mention(company):
    own, other, both = (
        naming(company, "Harbour Works"),
        naming(company, "Quayside Holdings"),
        naming(company, "Harbour Works", "Quayside Holdings"),
    )
    act = split(thing=company, names=["Quayside Holdings"], name="Quayside Holdings", by=UserFactory())
    new = Company.objects.get(pk=act.other_id)
    assert list(new.aliases.values_list("text", flat=True)) == ["Quayside Holdings"]
    assert [article.taggings.get().company for article in (own, other, both)] == [company, new, company]
    assert [mention.company for mention in both.mentions.order_by("start")] == [company, new]
    assert SearchEntry.objects.get(pk=other.pk).company_ids == [new.pk]


def test_an_article_that_names_both_is_given_both_by_the_rules(company):
    both = naming(company, "Harbour Works", "Quayside Holdings")
    act, looked_at = split_thing(thing=company, names=["Quayside Holdings"], name="Quayside Holdings", by=None)
    assert looked_at == 1
    assert set(both.taggings.values_list("company", flat=True)) == {company.pk, act.other_id}


def test_a_curators_tag_goes_along_where_only_the_split_name_stands(company):
    article = naming(company, "Quayside Holdings")
    add_tag(article_id=article.pk, thing=company, by=UserFactory())
    act = split(thing=company, names=["Quayside Holdings"], name="Quayside", by=None)
    assert (article.taggings.get().company_id, article.taggings.get().how) == (act.other_id, "curator")


def test_a_split_taken_back_joins_both_and_the_new_address_leads_on(company):
    articles = [naming(company, "Harbour Works"), naming(company, "Quayside Holdings")]
    act = split(thing=company, names=["Quayside Holdings"], name="Quayside Holdings", by=None)
    undo(regrouping=act, by=None)
    assert {article.taggings.get().company for article in articles} == {company}
    assert set(company.aliases.values_list("text", flat=True)) == {"Harbour Works", "Quayside Holdings"}
    assert MovedAddress.objects.get(slug=act.other_slug).company == company
    assert Regrouping.objects.get(pk=act.pk).undone_at is not None


def test_a_place_parts_with_names_and_adjectives():
    place = PlaceFactory(name="Congo", aliases=["Kinshasa side", "Brazzaville side"], demonyms=["Congolese"])
    act = split(thing=place, names=["Brazzaville side"], name="Republic of the Congo", by=None)
    new = type(place).objects.get(pk=act.other_id)
    place.refresh_from_db()
    assert (new.aliases, new.demonyms, new.kind) == (["Brazzaville side"], [], place.kind)
    assert (place.aliases, place.demonyms) == (["Kinshasa side"], ["Congolese"])


def test_articles_of_a_source_go_by_the_name_their_pages_give_or_the_host_they_come_from():
    source = SourceFactory(name="Ledger Group")
    SourceAliasFactory(source=source, name="Evening Ledger")
    SourceAliasFactory(source=source, name="evening.example")
    by_name, by_host, lookalike, own = (
        ArticleFactory(source=source, canonical_url=url)
        for url in ("", "https://www.evening.example/a", "https://evening-example.example/a", "")
    )
    for article, name in ((by_name, "Evening Ledger"), (by_host, ""), (lookalike, ""), (own, "Ledger Group")):
        ArticleVersionFactory(article=article, found={"source": name})
    act = split(thing=source, names=["Evening Ledger", "evening.example"], name="Evening Ledger News", by=None)
    new = Source.objects.get(pk=act.other_id)
    assert set(new.articles.all()) == {by_name, by_host}
    assert set(SearchEntry.objects.filter(source_id=new.pk).values_list("pk", flat=True)) == {by_name.pk, by_host.pk}
    undo(regrouping=act, by=None)
    assert source.articles.count() == 4


def test_a_split_needs_a_name_and_one_of_the_names(company):
    for names, name in (([], "New"), (["Never heard of"], "New"), (["Harbour Works"], "  ")):
        with pytest.raises(RegroupingError):
            split(thing=company, names=names, name=name, by=None)
