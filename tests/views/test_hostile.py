"""Captured text is text on every page, whatever it holds."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from bs4 import BeautifulSoup

from articles.models import Article, ArticleVersion, Mention, Sighting, Tagging
from articles.store.search_entries import index_articles
from tests.views.conftest import page_addresses

pytestmark = pytest.mark.django_db

EVIL = (
    "quokka <script>alert(1)</script><img src=x onerror=alert(1)>\"'>"
    '<a href="javascript:alert(1)">x</a> {{ 7|add:7 }} \x0b\u202e'
)
EVIL_URL = "javascript:alert(1)//quokka"


@pytest.fixture
def hostile(make_article, things):
    """An article of which every captured field attacks."""
    article = make_article(
        title=EVIL, slug="evil", text=f"{EVIL}\n\n{EVIL}", authors=[EVIL], section=EVIL[:200], canonical_url=EVIL_URL,
        raw_content=EVIL.encode(), published_evidence=EVIL, published_basis="<b>basis</b>", published_is_inferred=True,
        language="<x>",
    )  # fmt: skip
    for thing in things.values():
        thing.name = EVIL[:120]
        thing.save()
    things["source"].home_page = EVIL_URL
    things["source"].save()
    Tagging.objects.update(evidence=EVIL, evidence_start=3)
    Mention.objects.create(
        article=article, company=things["company"], start=7, end=30, surface=EVIL[7:30], rule="<i>", confidence=1
    )
    ArticleVersion.objects.update(removed=[{"text": EVIL, "rule": "<script>"}])
    Sighting.objects.update(url=EVIL_URL, file_name=EVIL)
    index_articles(article_ids=[article.pk])
    return Article.objects.get(pk=article.pk)


def test_no_page_lets_captured_text_become_markup(client, hostile, things):
    for address in page_addresses(hostile, **things):
        response = client.get(address)
        assert response.status_code == 200, address
        if address.endswith("/download/"):
            continue
        if "/feed/" in address:
            for element in ET.fromstring(response.content).iter():
                assert not element.get("href", "").startswith("javascript:")
            continue
        soup = BeautifulSoup(response.content, "html.parser")
        scripts = [tag for tag in soup.find_all("script") if tag.get("type") != "application/ld+json"]
        assert not [tag for tag in scripts if tag.string or not tag.get("src", "").startswith("/static/")]
        assert soup.find("img") is None, address
        assert not [tag for tag in soup.find_all(True) if any(name.startswith("on") for name in tag.attrs)], address
        links = [tag.get("href", "") for tag in soup.find_all(["a", "link"])]
        assert not [link for link in links if link.strip().lower().startswith(("javascript:", "data:"))], address
        assert "14 \x0b" not in soup.get_text()


def test_hostile_words_come_back_as_text(client, hostile):
    response = client.get(
        "/", {"q": '<script>alert(1)</script> "><img src=x> quokka', "company": "<b>", "find_topic": "<i>"}
    )
    assert response.status_code == 200
    assert b"<script>alert" not in response.content
    assert b"<img" not in response.content
    assert b"<b>&lt;b&gt;" not in response.content


def test_the_download_is_an_attachment_that_nothing_sniffs(client, hostile):
    response = client.get(f"/articles/{hostile.pk}/{hostile.slug}/capture/download/")
    assert response.content == EVIL.encode()
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith('attachment; filename="capture-')
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_long_capture_is_shown_in_part(client, make_article):
    article = make_article(raw_content=b"quokka " * 100_000)
    address = f"{article.get_absolute_url()}capture/"
    first, last = client.get(address), client.get(f"{address}?from=690000")
    assert "Characters 1 to 12,000 of 700,000" in first.content.decode()
    assert "Characters 690,001 to 700,000 of 700,000" in last.content.decode()
    assert len(first.content) < 60_000
    assert client.get(f"{address}?from=1000000000000000000000").status_code in (200, 404)
