"""Merging companies, people, places, topics and sources, and taking it back."""

from __future__ import annotations

import pytest

from articles.documents import CompanyEntry, Vocabulary
from articles.models import (
    Article,
    Company,
    CompanyAlias,
    Mention,
    MovedAddress,
    Person,
    Place,
    SearchEntry,
    Source,
    SourceAlias,
    Tagging,
    Topic,
)
from articles.regrouping import merge_things, undo
from articles.store.companies import merge_companies
from articles.store.company_lists import ListedCompany
from articles.store.merging import RegroupingError, merge, undo_merge
from articles.store.sources import source_book, source_ids
from articles.store.taggings import add_tag, reject_tag
from articles.store.vocabulary import load_vocabulary
from tests.factories import (
    ArticleFactory,
    CompanyAliasFactory,
    CompanyCandidateFactory,
    CompanyFactory,
    LearnedTopicFactory,
    MentionFactory,
    PersonFactory,
    PlaceFactory,
    SourceAliasFactory,
    SourceFactory,
    TopicFactory,
    TopicRuleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TEXT = "Harbour Works Limited said it will close. Shares of Quayside Holdings rose in London on Monday."


@pytest.fixture
def kept():
    company = CompanyFactory(name="Harbour Works", slug="harbour-works", country="")
    CompanyAliasFactory(company=company, text="Harbour Works Limited")
    return company


@pytest.fixture
def gone():
    company = CompanyFactory(
        name="Quayside Holdings", slug="quayside-holdings", country="GB", ticker="QSH", exchange="LSE"
    )
    CompanyAliasFactory(company=company, text="Quayside Holdings")
    return company


def state_of_everything() -> list[object]:
    """Every row that a merge may touch, as it stands."""
    models = (Company, CompanyAlias, Person, Place, Topic, Source, SourceAlias, Tagging, Mention, MovedAddress)
    counters = {"rule_version"}  # it only grows
    columns = {
        model: [one.attname for one in model._meta.concrete_fields if one.name not in counters] for model in models
    }
    rows = [sorted(map(repr, model.objects.order_by("pk").values_list(*columns[model]))) for model in models]
    articles = list(Article.objects.order_by("pk").values_list("pk", "source_id"))
    facets = ("source_id", "company_ids", "person_ids", "place_ids", "topic_ids")
    return [*rows, articles, list(SearchEntry.objects.order_by("pk").values_list("pk", *facets))]


def test_names_mentions_tags_children_and_candidates_move(kept, gone):
    article = ArticleFactory(companies=[gone])
    mention = MentionFactory(article=article, company=gone)
    child = CompanyFactory(parent=gone)
    candidate = CompanyCandidateFactory(company=gone)
    act = merge(kept=kept, gone=gone, by=UserFactory())
    for row in (mention, child, candidate, kept):
        row.refresh_from_db()
    assert (mention.company, child.parent, candidate.company) == (kept, kept, kept)
    assert set(kept.aliases.values_list("text", flat=True)) == {"Harbour Works Limited", "Quayside Holdings"}
    assert (kept.country, kept.ticker, kept.exchange) == ("GB", "QSH", "LSE")
    assert article.taggings.get().company == kept
    assert not Company.objects.filter(pk=gone.pk).exists()
    assert act.articles == 1


def test_search_follows_in_the_same_transaction(kept, gone):
    only_gone, both = ArticleFactory(companies=[gone]), ArticleFactory(companies=[gone, kept])
    merge(kept=kept, gone=gone, by=None)
    for article in (only_gone, both):
        assert SearchEntry.objects.get(pk=article.pk).company_ids == [kept.pk]
        assert article.taggings.count() == 1


@pytest.mark.parametrize("of_gone", ["accepted", "rejected", "rule", None])
@pytest.mark.parametrize("of_kept", ["accepted", "rejected", "rule", None])
def test_what_curators_decided_outlives_a_merge(kept, gone, of_kept, of_gone):
    article, user = ArticleFactory(), UserFactory()
    for company, word in ((kept, of_kept), (gone, of_gone)):
        if word == "accepted":
            add_tag(article_id=article.pk, thing=company, by=user)
        elif word == "rejected":
            reject_tag(article_id=article.pk, thing=company, by=user)
        elif word == "rule":
            Tagging.objects.create(article=article, company=company)
    merge(kept=kept, gone=gone, by=user)
    tags = list(article.taggings.values_list("company", "how", "decision"))
    words = {of_kept, of_gone} - {None}
    if not words:
        assert tags == []
    elif "accepted" in words:
        assert tags == [(kept.pk, "curator", "accepted")]
    elif of_kept == "rejected" or words == {"rejected"}:
        assert tags == [(kept.pk, "curator", "rejected")]
    else:
        assert tags == [(kept.pk, "rule", "accepted")]


def _companies(kept, gone):
    CompanyFactory(parent=gone)
    return kept, gone


def _people(*_):
    return PersonFactory(name="Ann Lee"), PersonFactory(name="Anne Lee")


def _places(*_):
    return PlaceFactory(name="Kyiv", aliases=["Kyev"]), PlaceFactory(name="Kiev", aliases=["Kyev"], demonyms=["Kievan"])


def _topics(*_):
    gone = TopicFactory(name="Ports", slug="ports", rule="harbour", threshold=0.1)
    ArticleFactory(topics=[TopicFactory(parent=gone)])
    TopicRuleFactory(topic=gone)
    LearnedTopicFactory(topic=gone)
    return TopicFactory(name="Shipping", slug="shipping", rule="ships", threshold=0.1), gone


def _sources(*_):
    gone = SourceFactory(name="Time of Harbours")
    SourceAliasFactory(source=gone, name="TOH")
    return SourceFactory(name="Times of Harbours"), gone


@pytest.mark.parametrize("pair", [_companies, _people, _places, _topics, _sources])
def test_a_merge_taken_back_leaves_everything_as_it_was(kept, gone, pair):
    kept, gone = pair(kept, gone)
    if isinstance(kept, Source):
        ArticleFactory(source=gone), ArticleFactory(source=kept), ArticleFactory()
    else:
        names = {Person: "people", Company: "companies", Place: "places", Topic: "topics"}
        for things in ([kept], [gone], [kept, gone]):
            article = ArticleFactory(**{names[type(kept)]: things})
            if not isinstance(kept, Topic):
                kind = kept._meta.model_name
                MentionFactory(article=article, **{"company": None, kind: things[-1]})
    before = state_of_everything()
    act = merge(kept=kept, gone=gone, by=UserFactory())
    assert state_of_everything() != before
    undo_merge(regrouping=act, by=UserFactory())
    assert state_of_everything() == before


def test_a_merge_is_taken_back_once_and_the_later_one_first(kept, gone):
    third = CompanyFactory(name="Pier Group")
    first, second = merge(kept=kept, gone=gone, by=None), merge(kept=third, gone=kept, by=None)
    assert MovedAddress.objects.get(slug=gone.slug).company == third
    with pytest.raises(RegroupingError, match="Undo that first"):
        undo(regrouping=first, by=None)
    undo(regrouping=second, by=None)
    assert MovedAddress.objects.get(slug=gone.slug).company == kept
    undo(regrouping=first, by=None)
    with pytest.raises(RegroupingError, match="already"):
        undo(regrouping=first, by=None)
    assert Company.objects.filter(pk=gone.pk, slug="quayside-holdings", ticker="QSH").exists()


def test_what_was_decided_since_a_merge_stays_when_it_is_taken_back(kept, gone):
    article = ArticleFactory(companies=[gone])
    act = merge(kept=kept, gone=gone, by=None)
    Company.objects.filter(pk=kept.pk).update(country="DE")
    later = ArticleFactory(companies=[kept])
    undo(regrouping=act, by=None)
    kept.refresh_from_db()
    assert kept.country == "DE"
    assert later.taggings.get().company == kept
    assert article.taggings.count() == 0 or article.taggings.get().company == gone


def test_a_merge_is_refused_with_itself_and_with_another_sort(kept):
    for other in (kept, PersonFactory()):
        with pytest.raises(RegroupingError):
            merge(kept=kept, gone=other, by=None)


def test_trees_stay_trees(kept, gone):
    above = CompanyFactory(name="Above")
    Company.objects.filter(pk=gone.pk).update(parent=above)
    between = CompanyFactory(name="Between", parent=gone)
    Company.objects.filter(pk=kept.pk).update(parent=between)
    kept.refresh_from_db()
    merge(kept=kept, gone=gone, by=None)
    between.refresh_from_db()
    kept.refresh_from_db()
    assert (between.parent, kept.parent) == (above, between)


def test_rules_that_run_again_find_the_one_kept(kept, gone):
    article = ArticleFactory(title="Quayside Holdings to close", text=TEXT)
    merge_things(kept=kept, gone=gone, by=None)
    assert {tag.company for tag in article.taggings.filter(company__isnull=False)} == {kept}
    assert set(article.mentions.filter(company__isnull=False).values_list("company", flat=True)) == {kept.pk}


def test_a_merged_person_is_not_made_again():
    kept, gone = (
        PersonFactory(name="Janet Maple", slug="janet-maple"),
        PersonFactory(name="Jan Maple", slug="jan-maple"),
    )
    merge(kept=kept, gone=gone, by=None)
    article = ArticleFactory(text="Chief executive Jan Maple said so. Jan Maple left.")
    from articles.pipeline import retag, stored_rules

    retag([article.pk], rules=stored_rules())
    assert list(article.taggings.filter(person__isnull=False).values_list("person", flat=True)) == [kept.pk]
    assert not Person.objects.filter(slug="jan-maple").exists()


def test_the_shipped_list_brings_nothing_back_and_its_new_names_go_to_the_one_kept():
    def shipped(*aliases):
        from articles.documents import Alias

        names = tuple(Alias(text=text) for text in aliases)
        entries = (
            CompanyEntry(slug="a", name="Alder", aliases=()),
            CompanyEntry(slug="b", name="Birch", aliases=names),
        )
        return Vocabulary(companies=entries, places=(), topics=())

    load_vocabulary(vocabulary=shipped("Birch"))
    kept, gone = Company.objects.get(slug="a"), Company.objects.get(slug="b")
    merge(kept=kept, gone=gone, by=None)
    assert load_vocabulary(vocabulary=shipped("Birch", "Birch & Sons"))
    assert list(Company.objects.all()) == [kept]
    assert set(kept.aliases.values_list("text", flat=True)) == {"Birch", "Birch & Sons"}


def test_a_list_of_companies_knows_the_merged_by_slug_ticker_and_name(kept, gone):
    Company.objects.filter(pk=kept.pk).update(ticker="HBW", exchange="LSE")
    kept.refresh_from_db()
    merge(kept=kept, gone=gone, by=None)
    rows = [
        ListedCompany(names=("Quay",), slug="quayside-holdings"),
        ListedCompany(names=("Quayside plc",), ticker="QSH", exchange="LSE"),
        ListedCompany(names=("Quayside Holdings",)),
    ]
    assert merge_companies(listed=rows).added == 0
    assert Company.objects.count() == 1


def test_articles_of_a_merged_source_come_to_the_one_kept():
    kept, gone = SourceFactory(name="Times of Harbours"), SourceFactory(name="Time of Harbours", slug="toh")
    article = ArticleFactory(source=gone)
    merge(kept=kept, gone=gone, by=None)
    article.refresh_from_db()
    assert article.source == kept
    assert SearchEntry.objects.get(pk=article.pk).source_id == kept.pk
    assert set(source_ids(names=["Time of Harbours"], book=source_book()).values()) == {kept.pk}
    assert Source.objects.count() == 1


def test_a_topic_takes_the_other_rule_along():
    kept = TopicFactory(name="Shipping", rule="ships", threshold=0.1)
    gone = TopicFactory(name="Ports", rule="harbour", threshold=0.1)
    article = ArticleFactory(title="A harbour", text="The harbour grows. The harbour is deep.")
    merge_things(kept=kept, gone=gone, by=None)
    kept.refresh_from_db()
    assert kept.rule == "(ships) OR (harbour)"
    assert article.taggings.get().topic == kept
    assert kept.rules.count() == 1
