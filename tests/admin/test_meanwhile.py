"""Two people with the same form open: neither undoes what the other did, and whoever comes second is told."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from articles.models import CompanyAlias
from articles.store.stories import join_stories
from tests.admin.forms import form_data
from tests.factories import (
    ArticleFactory,
    CompanyAliasFactory,
    CompanyFactory,
    PersonFactory,
    PlaceFactory,
    SourceAliasFactory,
    SourceFactory,
    StoryFactory,
    SynonymGroupFactory,
    TopicFactory,
)

# What is made, and two fields of it with other values: as the form sends them, and as the row then has them.
FORMS = {
    "company": (CompanyFactory, ("sector", "Barges", "Barges"), ("country", "NL", "NL")),
    "companyalias": (CompanyAliasFactory, ("text", "Lockwood", "Lockwood"), ("until", "2019", 2019)),
    "person": (PersonFactory, ("name", "Ada Penn", "Ada Penn"), ("slug", "ada-penn", "ada-penn")),
    "place": (PlaceFactory, ("name", "Larkmouth", "Larkmouth"), ("country", "IE", "IE")),
    "source": (SourceFactory, ("name", "The Ledger", "The Ledger"), ("home_page", "https://a.example/", None)),
    "sourcealias": (SourceAliasFactory, ("name", "Ledger", "Ledger"), None),
    "synonymgroup": (SynonymGroupFactory, ("name", "boats", "boats"), ("terms", "boat\r\nship", ["boat", "ship"])),
    "topic": (TopicFactory, ("description", "Ditches.", "Ditches."), ("threshold", "0.9", 0.9)),
}
PAIRS = [name for name, (_, _, other) in FORMS.items() if other]


def opened(desk, row):
    """The address of a row's form, and what the form sends back as it is."""
    address = reverse(f"admin:articles_{row._meta.model_name}_change", args=[row.pk])
    return address, form_data(desk.get(address))


def saved(desk, address, data):
    response = desk.post(address, data)
    assert response.status_code == 302, response.context["errors"]


@pytest.mark.parametrize("name", PAIRS)
def test_what_somebody_else_changed_stays_where_it_was_not_touched(desk, name):
    factory, (first, typed, stored), (second, typed_too, stored_too) = FORMS[name]
    row = factory()
    address, data = opened(desk, row)
    saved(desk, address, data | {first: typed})
    saved(desk, address, data | {second: typed_too})
    row.refresh_from_db()
    assert getattr(row, first) == stored
    assert getattr(row, second) == (stored_too or typed_too)


@pytest.mark.parametrize("name", FORMS)
def test_what_two_changed_is_refused_once_and_then_the_later_ones(desk, name):
    factory, (field, typed, stored), _ = FORMS[name]
    row = factory()
    address, data = opened(desk, row)
    theirs = f"{typed}-and-Sons"
    saved(desk, address, data | {field: theirs})
    refused = desk.post(address, data | {field: typed})
    assert f"changed meanwhile, to: {theirs}" in str(refused.context["errors"])
    row.refresh_from_db()
    assert getattr(row, field) == theirs

    again = form_data(refused)
    assert again[field] == typed
    saved(desk, address, again)
    row.refresh_from_db()
    assert getattr(row, field) == stored


def test_a_name_in_a_companys_form_is_as_safe_as_its_own_fields(desk):
    company = CompanyFactory()
    alias = CompanyAliasFactory(company=company, text="Lockwood")
    address, data = opened(desk, company)
    CompanyAlias.objects.filter(pk=alias.pk).update(until=2019)
    saved(desk, address, data | {"aliases-0-kind": "brand"})
    alias.refresh_from_db()
    assert (alias.kind, alias.until) == ("brand", 2019)

    refused = desk.post(address, data | {"aliases-0-until": "2021"})
    assert "changed meanwhile, to: 2019" in str(refused.context["errors"])
    alias.refresh_from_db()
    assert alias.until == 2019


def test_a_storys_title_is_not_taken_back_by_whoever_moves_an_article(desk):
    story = StoryFactory(articles=ArticleFactory.create_batch(3))
    one_more = ArticleFactory()
    join_stories(article_ids=[one_more.pk])
    address, data = opened(desk, story)
    saved(desk, address, data | {"title": "The long strike"})
    saved(desk, address, data | {"added": one_more.pk})
    story.refresh_from_db()
    assert (story.title, story.article_count) == ("The long strike", 4)
    refused = desk.post(address, data | {"title": "The short strike"})
    assert "changed meanwhile, to: The long strike" in str(refused.context["errors"])


def test_who_may_only_look_is_sent_no_digests(desk, staff_client):
    for row in (CompanyFactory(), StoryFactory(articles=ArticleFactory.create_batch(2))):
        name = row._meta.model_name
        address = reverse(f"admin:articles_{name}_change", args=[row.pk])
        looking = staff_client(f"view_{name}").get(address)
        assert "seen" not in BeautifulSoup(looking.content, "lxml").select_one("#content-main").get_text().lower()
        assert desk.get(address).content.count(b'name="seen"') == 1
