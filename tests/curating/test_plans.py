"""What waits is found by an index of its own: no list or count of the queue goes through a whole table."""

from __future__ import annotations

import pytest
from django.db import connection

from articles.curating.queue import COUNTED_TO, KINDS, _free
from tests.curating.test_queue import NOW
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
INDEXES = {
    "candidates": "candidate_most_named",
    "suggested": "tagging_suggested",
    "doubted": "tagging_doubted",
    "uncertain": "tagging_uncertain",
    "undated": "article_undated",
    "dates": "article_date_doubted",
    "titles": "article_title_derived",
    "damaged": "article_damaged",
    "review": "article_to_review",
    "copies": "copy_pair_doubtful",
    "stories": "story_link_doubtful",
    "captures": "capture_rejection_open",
}


def plan(rows) -> str:
    """The plan where PostgreSQL uses an index if one serves; in an empty table it would not."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
    return str(rows.explain())


def test_every_kind_has_its_index():
    assert INDEXES.keys() == KINDS.keys()


@pytest.mark.parametrize("name", INDEXES)
def test_the_next_item_and_the_count_are_read_from_the_index(name):
    kind = KINDS[name]
    for rows in (_free(kind, UserFactory(), NOW)[:1], kind.waiting().order_by()[: COUNTED_TO + 1]):
        told = plan(rows)
        assert INDEXES[name] in told, told
    assert "Sort" not in plan(kind.waiting()[:1])
