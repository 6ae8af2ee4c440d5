"""Drafts beside the articles of their address: found by indexes, whatever is known of the tables."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.documents import ArticleDraft, Block, BlockKind
from articles.models import Article, ArticleVersion, Capture, Sighting
from articles.store.placing import Page, place_drafts

pytestmark = pytest.mark.django_db
COUNT = 1_000
JULY = datetime(2025, 7, 1, tzinfo=UTC)


WHOLE = re.compile(r"Seq Scan on articles_(?:article|articleversion|capture|sighting)\b")


def text_of(number: int) -> str:
    """Long enough that a thousand of them are worth an index."""
    told = (f"boat {number * 7919 + n} came" for n in range(80))
    return f"The keeper of lock {number} wrote that {', '.join(told)}."


@pytest.fixture
def archive():
    """As many captures, two to an address, each with an article: in tables that PostgreSQL never looked through."""
    captures = Capture.objects.bulk_create(
        Capture(
            sha256=f"{number:064}",
            content=bytes(1_000),
            size=1,
            address_key=f"ledger.example/{number // 2}",
            status="processed",
        )
        for number in range(COUNT)
    )
    articles = Article.objects.bulk_create(
        Article(title=f"Canal {number}", slug=f"canal-{number}", text=text_of(number)) for number in range(COUNT)
    )
    Sighting.objects.bulk_create(
        Sighting(capture=capture, captured_at=JULY + timedelta(hours=number)) for number, capture in enumerate(captures)
    )
    ArticleVersion.objects.bulk_create(
        ArticleVersion(article=article, capture=capture, position=0, title=article.title, text=article.text)
        for article, capture in zip(articles, captures, strict=True)
    )
    return captures


def page(capture: Capture, text: str, *, is_first: bool) -> Page:
    draft = ArticleDraft(title="Canals", paragraphs=(Block(kind=BlockKind.PARAGRAPH, text=text),), position=0)
    return Page(capture_id=capture.pk, moment=JULY, drafts=(draft,), key=capture.address_key or "", is_first=is_first)


def test_no_table_is_read_as_a_whole_where_nothing_is_known_of_any(archive):
    """Every second capture of an address: its text is that of the first, or its own where it was processed before."""
    for is_first in (True, False):
        texts = [text_of(number - 1 if is_first else number) for number in range(12)]
        pages = [page(archive[number], texts[number], is_first=is_first) for number in range(1, 12, 2)]

        with CaptureQueriesContext(connection) as told:
            placed = place_drafts(pages=pages)

        assert all(one.placements[0].article is not None for one in placed)
        for query in told:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {query['sql']}")
                plan = "\n".join(line for (line,) in cursor.fetchall())
            assert not WHOLE.search(plan), f"{query['sql']}\n{plan}"
