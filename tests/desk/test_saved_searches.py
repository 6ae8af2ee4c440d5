"""Searches that people keep, and what is new in them."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import SavedSearch
from articles.search.saved import unseen
from articles.store.saved_searches import MOST
from articles.store.search_entries import index_articles
from tests.factories import ArticleFactory, CompanyFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    user = UserFactory()
    client.force_login(user)
    return user


def shown(client) -> str:
    return " ".join(BeautifulSoup(client.get("/saved/").content, "html.parser").select_one("main").text.split())


def save(client, name="Quokkas", query="?q=quokka&sort=oldest"):
    return client.post("/saved/add/", {"name": name, "query": query})


def test_a_search_is_saved_run_again_and_removed(client, reader):
    assert save(client)["Location"] == "/saved/"
    saved = SavedSearch.objects.get()
    assert client.get(saved.get_absolute_url())["Location"] == "/?q=quokka&sort=oldest"
    assert "Quokkas" in shown(client)
    client.post(f"/saved/{saved.token}/remove/")
    assert "Nothing is saved yet" in shown(client)


def test_counts_what_is_new_since_one_looked(client, reader):
    ArticleFactory(title="Quokka before")
    save(client)
    assert "nothing new since" in shown(client)
    ArticleFactory(title="Quokka after")
    ArticleFactory(title="Quokka hidden", state="hidden")
    ArticleFactory(title="Wombat")
    assert "1 new since" in shown(client)
    client.get(SavedSearch.objects.get().get_absolute_url())
    assert "nothing new since" in shown(client)


def test_an_article_committed_after_one_with_a_higher_id_is_new_all_the_same(client, reader):
    late = ArticleFactory(title="Quokka late", state="hidden")
    ArticleFactory(title="Quokka first to be committed")
    save(client)
    late.state = "published"
    late.save()
    index_articles(article_ids=[late.pk])
    assert unseen(SavedSearch.objects.get()) == [late.pk]


def test_another_persons_search_can_be_run_by_its_address_and_stays_theirs(client, reader):
    save(client)
    saved = SavedSearch.objects.get()
    ArticleFactory(title="Quokka after")
    client.force_login(UserFactory())
    assert client.get(saved.get_absolute_url()).status_code == 302
    assert "Quokkas" not in shown(client)
    assert client.post(f"/saved/{saved.token}/remove/").status_code == 404
    saved.refresh_from_db()
    assert len(unseen(saved)) == 1


def test_whoever_is_not_signed_in_is_asked_to(client):
    for response in (client.get("/saved/"), save(client)):
        assert response["Location"].startswith("/accounts/login/")
    assert 'action="/saved/add/"' not in client.get("/?q=quokka").content.decode()


def test_the_same_name_again_replaces_the_search_and_no_name_saves_nothing(client, reader):
    save(client)
    save(client, query="?q=wombat")
    save(client, name=" \x00 ")
    assert [(saved.name, saved.query) for saved in SavedSearch.objects.all()] == [("Quokkas", "q=wombat")]


def test_there_is_a_most_of_them_and_it_is_said(client, reader):
    SavedSearch.objects.bulk_create(SavedSearch(user=reader, name=f"s{n}", query="q=a") for n in range(MOST))
    save(client)
    assert SavedSearch.objects.count() == MOST
    assert f"{MOST} searches are saved already" in client.get("/").content.decode()


def test_what_means_nothing_is_not_saved(client, reader):
    save(client, query="?q=quokka&page=3&nonsense=1&sort=sideways")
    assert SavedSearch.objects.get().query == "q=quokka"


def test_the_list_asks_a_fixed_number_of_times_for_each_search(client, reader):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get("/saved/")
        return len(caught)

    CompanyFactory(slug="quokka")
    before = queries()
    for number in range(3):
        save(client, name=f"s{number}", query="?q=quokka&company=quokka")
    assert queries() <= before + 3 * 4
