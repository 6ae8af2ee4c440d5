"""The whole way round: a capture in, a curator's word on its article, the present rules over it again."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles import pipeline
from articles.documents import RawCapture
from articles.models import Article, SearchEntry, Sighting
from tests.admin.forms import form_data, row_of
from tests.factories import CompanyFactory

PAGE = """Harbour Gazette

Tesla opens a workshop in the old harbour

By Nora Field

7 July 2025

Tesla opened a workshop for electric cars in the old harbour on Monday, the first in the region. Tesla said that forty
people would work there and that electric vehicles of other makers would be welcome too.

Volkswagen has run a workshop for its own electric cars on the other bank of the river since last year. Volkswagen
declined to comment on the new neighbour. The harbour authority hopes that more firms will follow, since a third of
the old warehouses stand empty and the electric cars of the city have to be taken to the next town for repairs.
"""


@pytest.fixture
def article(db) -> Article:
    lines = "\n\n".join(" ".join(block.split()) for block in PAGE.split("\n\n"))
    raw = RawCapture(content=lines.encode(), media_type="text/plain", name="harbour.txt")
    outcome = pipeline.ingest_capture(raw, rules=pipeline.archive_rules(), how=Sighting.How.FILE)
    assert len(outcome.article_ids) == 1, outcome
    return Article.objects.get(pk=outcome.article_ids[0])


def test_what_a_curator_decided_survives_processing_again(desk, article):
    address = reverse("admin:articles_article_change", args=[article.pk])
    tagging = article.taggings.get(company__name__startswith="Tesla")
    added = CompanyFactory(name="Harbour Authority Holdings")
    page = desk.get(address)
    data = form_data(page) | {
        f"{row_of(page, tagging.company.name)}-DELETE": "on",
        "add_companies": [added.pk],
        "title": "A workshop for electric cars opens",
        "kind": "opinion",
    }
    assert desk.post(address, data).status_code == 302

    listing = reverse("admin:articles_article_changelist")
    page = desk.post(listing, {"action": "reprocess", "_selected_action": [article.pk]}, follow=True)
    assert "Captures processed: 1" in page.content.decode()

    again = Article.objects.get()
    assert (again.pk, again.title, again.kind) == (article.pk, "A workshop for electric cars opens", "opinion")
    tagging = again.taggings.get(company=tagging.company_id)
    assert (tagging.decision, tagging.how) == ("rejected", "curator")
    company_ids = SearchEntry.objects.get(article=again).company_ids
    assert tagging.company_id not in company_ids
    assert added.pk in company_ids
    assert again.taggings.get(company__name__startswith="Volkswagen").decision == "accepted"


def test_an_edited_text_is_looked_through_again(desk, article):
    address = reverse("admin:articles_article_change", args=[article.pk])
    data = form_data(desk.get(address))
    data["text"] = str(data["text"]) + "\r\n\r\nToyota, the carmaker, is said to look at a warehouse too."
    assert desk.post(address, data).status_code == 302
    assert article.taggings.filter(company__name__startswith="Toyota").exists()
