"""Companies, people, places, topics and sources: edited here, deleted only while nothing uses them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.models import Company, SearchEntry, Topic
from articles.store.search_entries import index_articles
from tests.admin.forms import form_data
from tests.factories import (
    ArticleFactory,
    CompanyAliasFactory,
    CompanyFactory,
    PersonFactory,
    PlaceFactory,
    SourceAliasFactory,
    SourceFactory,
    TaggingFactory,
    TopicFactory,
)


def address(thing, page: str = "change") -> str:
    return reverse(f"admin:articles_{thing._meta.model_name}_{page}", args=[thing.pk])


def list_of(name: str) -> str:
    return reverse(f"admin:articles_{name}_changelist")


def names(response) -> list[str]:
    return [str(row) for row in response.context["cl"].result_list]


def test_a_company_and_its_aliases_are_edited_on_one_page(desk, curator):
    company = CompanyAliasFactory(company__name="Lockwood Barges", text="Lockwood").company
    data = form_data(desk.get(address(company))) | {
        "ticker": "LKWD",
        "aliases-TOTAL_FORMS": "2",
        "aliases-1-text": "Lockwood plc",
        "aliases-1-kind": "name",
    }
    assert desk.post(address(company), data).status_code == 302
    company.refresh_from_db()
    assert company.ticker == "LKWD"
    assert {alias.text for alias in company.aliases.all()} == {"Lockwood", "Lockwood plc"}
    history = desk.get(address(company, "history")).content.decode()
    for words in ("LKWD", "‘Lockwood plc’ added", "curator"):
        assert words in history


def test_companies_are_found_by_alias_and_ticker_each_once(desk):
    company = CompanyFactory(name="Lockwood Barges", ticker="LKWD")
    for text in ("Lockies", "Lockwood"):
        CompanyAliasFactory(company=company, text=text)
    CompanyFactory(name="Other")
    for words in ("lockies", "lkwd", "barges lockwood", "Lockwood"):
        assert names(desk.get(list_of("company"), {"q": words})) == ["Lockwood Barges"], words


@pytest.mark.parametrize(
    ("factory", "argument"),
    [(CompanyFactory, "companies"), (PersonFactory, "people"), (PlaceFactory, "places"), (TopicFactory, "topics")],
)
def test_only_what_no_article_uses_can_be_deleted(desk, factory, argument):
    used, unused = factory(), factory()
    ArticleFactory(**{argument: [used]})
    assert desk.post(address(used, "delete"), {"post": "yes"}).status_code == 403
    assert desk.post(address(unused, "delete"), {"post": "yes"}).status_code == 302
    assert list(type(used)._default_manager.all()) == [used]
    page = desk.get(list_of(used._meta.model_name)).content.decode()
    assert "delete_selected" not in page


def test_a_source_with_articles_cannot_be_deleted(desk):
    source = ArticleFactory().source
    assert desk.post(address(source, "delete"), {"post": "yes"}).status_code == 403


def test_links_lead_to_the_articles_of_a_thing(desk):
    company = CompanyFactory()
    article = ArticleFactory(companies=[company])
    page = desk.get(list_of("company")).content.decode()
    link = f"{reverse('admin:articles_article_changelist')}?company={company.pk}"
    assert link in page
    assert list(desk.get(link).context["cl"].result_list) == [article]


@pytest.mark.parametrize("factory", [CompanyFactory, PersonFactory, PlaceFactory, TopicFactory, SourceFactory])
def test_pages_link_to_the_public_page(desk, factory):
    thing = factory()
    page = desk.get(address(thing)).content.decode()
    assert f"/{thing.slug}/" in page
    assert "View on site" in page


def test_a_topic_under_a_new_parent_is_found_by_that_parent(desk):
    child, parent = TopicFactory(), TopicFactory()
    article = ArticleFactory(topics=[child])
    assert SearchEntry.objects.get(article=article).topic_ids == [child.pk]
    data = form_data(desk.get(address(child))) | {"parent": parent.pk}
    assert desk.post(address(child), data).status_code == 302
    assert set(SearchEntry.objects.get(article=article).topic_ids) == {child.pk, parent.pk}


def test_a_topic_cannot_be_put_below_itself(desk):
    top = TopicFactory()
    below = TopicFactory(parent=TopicFactory(parent=top))
    data = form_data(desk.get(address(top))) | {"parent": below.pk}
    page = desk.post(address(top), data)
    assert "below itself" in page.content.decode()
    assert Topic.objects.get(pk=top.pk).parent is None


def test_a_rule_that_cannot_be_read_as_written_is_pointed_out(desk):
    topic = TopicFactory()
    data = form_data(desk.get(address(topic))) | {"rule": 'canal OR "barge'}
    page = desk.post(address(topic), data, follow=True).content.decode()
    assert "In the rule:" in page


def test_a_sources_aliases_are_edited_with_it(desk):
    source = SourceAliasFactory(name="Harbour Daily").source
    data = form_data(desk.get(address(source))) | {"aliases-0-DELETE": "on"}
    assert desk.post(address(source), data).status_code == 302
    assert not source.aliases.exists()
    assert "‘Harbour Daily’ removed" in desk.get(address(source, "history")).content.decode()


def test_children_of_a_company_are_listed_by_their_parent(desk):
    parent = CompanyFactory()
    child = CompanyFactory(parent=parent)
    assert names(desk.get(list_of("company"), {"company": parent.pk})) == [str(child)]
    assert Company.objects.count() == 2


def test_a_changed_rule_tags_the_articles_it_touches_and_says_how_many(desk):
    topic = TopicFactory(name="Waterways", rule="harbour")
    found = ArticleFactory(title="Canal freight rises", text="Canal freight rose.")
    lost = ArticleFactory(title="Harbour strike", text="The harbour is shut.", topics=[topic])
    page = desk.post(address(topic), form_data(desk.get(address(topic))) | {"rule": "canal"}, follow=True)
    assert "1 article gained the tag and 1 lost it, of 2 looked at again." in page.content.decode()
    assert SearchEntry.objects.get(pk=found.pk).topic_ids == [topic.pk]
    assert SearchEntry.objects.get(pk=lost.pk).topic_ids == []


def test_a_new_topic_tags_the_articles_its_rule_finds(desk):
    ArticleFactory(title="Canal freight rises", text="Canal freight rose.")
    form = form_data(desk.get(reverse("admin:articles_topic_add")))
    data = form | {"name": "Waterways", "slug": "waterways", "rule": "canal"}
    page = desk.post(reverse("admin:articles_topic_add"), data, follow=True)
    assert "1 article gained the tag and 0 lost it, of 1 looked at again." in page.content.decode()
    assert SearchEntry.objects.get().topic_ids == [Topic.objects.get().pk]


def test_a_change_of_the_description_tags_nothing_again(desk):
    topic = TopicFactory(name="Waterways", rule="canal")
    page = desk.post(address(topic), form_data(desk.get(address(topic))) | {"description": "Other."}, follow=True)
    assert "looked at again" not in page.content.decode()


def test_every_version_of_a_rule_is_kept_and_shown(desk):
    desk.post(
        reverse("admin:articles_topic_add"),
        form_data(desk.get(reverse("admin:articles_topic_add"))) | {"name": "W", "slug": "w", "rule": "canal"},
    )
    topic = Topic.objects.get()
    desk.post(address(topic), form_data(desk.get(address(topic))) | {"rule": "canal OR lock"})
    assert list(topic.rules.values_list("version", "rule", "made_by__username")) == [
        (2, "canal OR lock", "curator"),
        (1, "canal", "curator"),
    ]
    page = desk.get(address(topic)).content.decode()
    assert "versions of the rule" in page.lower()
    assert "canal OR lock" in page


def test_a_limit_for_suggestions_is_applied_at_once(desk):
    topic = TopicFactory(rule="")
    article = ArticleFactory()
    TaggingFactory(article=article, company=None, topic=topic, how="learned", decision="open", confidence=0.9)
    page = desk.post(address(topic), form_data(desk.get(address(topic))) | {"accept_above": "0.8"}, follow=True)
    assert "Suggestions accepted or opened by the new limit: 1." in page.content.decode()
    assert SearchEntry.objects.get(pk=article.pk).topic_ids == [topic.pk]


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def with_alias(desk, company, **fields) -> str:
    data = form_data(desk.get(address(company)))
    number = int(data["aliases-INITIAL_FORMS"])
    data |= {"aliases-TOTAL_FORMS": str(number + 1)}
    data |= {f"aliases-{number}-{name}": value for name, value in {"kind": "name", **fields}.items()}
    return said(desk.post(address(company), data, follow=True))


def test_adding_an_alias_tags_the_articles_that_hold_it_and_says_how_many(desk):
    company = CompanyAliasFactory(company__name="Lockwood Barges", text="Lockwood Barges").company
    named = ArticleFactory(title="A day", text="Narrow-Boat Holdings said profit rose.")
    other = ArticleFactory(title="A day", text="Nothing of the kind was said.")
    for article in (named, other):
        index_articles(article_ids=[article.pk])

    words = with_alias(desk, company, text="Narrow-Boat Holdings")

    assert "1 article gained the tag and 0 lost it, of 1 looked at again." in words
    assert list(named.taggings.values_list("company", flat=True)) == [company.pk]
    assert not other.taggings.exists()


def test_a_form_saved_without_new_names_tags_nothing_again(desk):
    company = CompanyAliasFactory(company__name="Lockwood Barges", text="Lockwood Barges").company
    data = form_data(desk.get(address(company))) | {"country": "GB"}

    assert "looked at again" not in said(desk.post(address(company), data, follow=True))


def test_removing_an_alias_takes_the_tag_from_the_articles_that_held_it(desk):
    alias = CompanyAliasFactory(company__name="Lockwood Barges", text="Lockwood Barges")
    article = ArticleFactory(title="A day", text="Lockwood Barges said profit rose.", companies=[alias.company])
    index_articles(article_ids=[article.pk])

    words = said(desk.post(address(alias, "delete"), {"post": "yes"}, follow=True))

    assert "0 articles gained the tag and 1 lost it, of 1 looked at again." in words
    assert not article.taggings.exists()


def test_a_new_name_of_a_place_tags_the_articles_that_hold_it(desk):
    place = PlaceFactory(name="Quillmouth", kind="city")
    article = ArticleFactory(title="A day", text="They met in Port Quill on the coast.")
    index_articles(article_ids=[article.pk])

    data = form_data(desk.get(address(place))) | {"aliases": '["Port Quill"]', "demonyms": "[]"}
    words = said(desk.post(address(place), data, follow=True))

    assert "1 article gained the tag" in words
    assert list(article.taggings.values_list("place", flat=True)) == [place.pk]


def test_a_rule_that_touches_too_much_for_a_page_is_applied_by_a_job(desk, monkeypatch):
    monkeypatch.setattr("articles.tasks.tagging.AT_ONCE", 0)
    topic = TopicFactory(slug="waterways", rule="harbour")
    ArticleFactory(title="Canal freight rises", text="Canal freight rose.")
    page = desk.post(address(topic), form_data(desk.get(address(topic))) | {"rule": "canal"}, follow=True)
    assert "Tagging them again: queued as job" in page.content.decode()
    topic.refresh_from_db()
    assert (topic.rule, topic.taggings.count()) == ("canal", 0)
