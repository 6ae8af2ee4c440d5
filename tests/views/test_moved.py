"""Former addresses of what was merged."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.store.merging import merge
from tests.factories import ArticleFactory, CompanyFactory, PersonFactory, PlaceFactory, SourceFactory, TopicFactory

pytestmark = pytest.mark.django_db
FACTORIES = {
    "company": CompanyFactory,
    "person": PersonFactory,
    "place": PlaceFactory,
    "topic": TopicFactory,
    "source": SourceFactory,
}


@pytest.mark.parametrize("kind", FACTORIES)
def test_the_page_of_something_merged_leads_to_the_one_kept(client, kind):
    kept, gone = FACTORIES[kind](), FACTORIES[kind]()
    former = reverse(f"articles:{kind}", args=[gone.slug])
    merge(kept=kept, gone=gone, by=None)
    response = client.get(former + "?since=2024-01-01")
    assert response.status_code == 301
    assert response["Location"] == reverse(f"articles:{kind}", args=[kept.slug]) + "?since=2024-01-01"
    assert client.get(reverse(f"articles:{kind}", args=["never-heard-of"])).status_code == 404


@pytest.mark.parametrize("kind", FACTORIES)
def test_a_search_by_a_former_name_leads_to_the_same_search_by_the_present_one(client, kind):
    kept, gone = FACTORIES[kind](), FACTORIES[kind]()
    merge(kept=kept, gone=gone, by=None)
    response = client.get("/", {"q": "harbour", kind: gone.slug})
    assert (response.status_code, response["Location"]) == (301, f"?q=harbour&{kind}={kept.slug}")


def test_programs_feeds_and_cards_find_what_was_merged(client):
    kept, gone = CompanyFactory(), CompanyFactory()
    ArticleFactory(companies=[gone])
    merge(kept=kept, gone=gone, by=None)
    assert client.get("/api/articles/", {"company": gone.slug}).json()["count"] == 1
    assert b"<entry>" in client.get("/feed/", {"company": gone.slug}).content
    card = client.get(reverse("articles:card", args=["company", gone.slug]))
    assert (card.status_code, card["Location"]) == (301, reverse("articles:card", args=["company", kept.slug]))
