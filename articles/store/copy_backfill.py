"""What archives from before copies and versions lack: fingerprints of articles, and the addresses of captures.

Each batch is a transaction of its own, and what is done is no longer missing: a run that breaks off goes on next time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db import connection, transaction
from django.db.models import QuerySet

from articles.models import Article, ArticleVersion, Capture
from articles.prose.addresses import page_key
from articles.store.copies import fold_copies
from articles.store.history import machine_write

BATCH: Final = 200
_SET_KEYS: Final = """
    UPDATE articles_capture AS capture SET address_key = told.address_key
    FROM unnest(%s::int[], %s::text[]) AS told (id, address_key)
    WHERE capture.id = told.id AND capture.address_key IS NULL
"""


def unfolded_articles() -> QuerySet[Article]:
    """The public articles that were never compared with the others."""
    return Article.objects.public().filter(fingerprint__isnull=True).order_by("pk")


def unplaced_captures() -> QuerySet[Capture]:
    """The captures whose address was never looked for."""
    return Capture.objects.filter(address_key__isnull=True).order_by("pk")


def fold_missing(*, batch: int = BATCH) -> Iterator[int]:
    """Find the copies of every article that was never compared; gives how many each batch had."""
    after = 0
    while ids := list(unfolded_articles().filter(pk__gt=after).values_list("pk", flat=True)[:batch]):
        with machine_write():
            fold_copies(article_ids=ids)
        yield len(ids)
        after = ids[-1]


def place_missing(*, batch: int = BATCH) -> Iterator[int]:
    """Work out the address of every capture that has none yet; gives how many each batch had."""
    after = 0
    while ids := list(unplaced_captures().filter(pk__gt=after).values_list("pk", flat=True)[:batch]):
        with transaction.atomic(), connection.cursor() as cursor:
            keys = _keys_of(ids)
            cursor.execute(_SET_KEYS, [ids, [keys[pk] for pk in ids]])
        yield len(ids)
        after = ids[-1]


def _keys_of(capture_ids: list[int]) -> dict[int, str]:
    """`{capture id: key}` from where each capture was seen and what its page called its own address."""
    captures = Capture.objects.filter(pk__in=capture_ids).only("pk").prefetch_related("sightings")
    seen = {one.pk: next((sighting.url for sighting in one.sightings.all() if sighting.url), "") for one in captures}
    versions = ArticleVersion.objects.filter(capture__in=capture_ids, is_latest=True).order_by("position")
    canonical: dict[int, str] = {}
    for capture_id, address in versions.values_list("capture", "found__canonical_url"):
        if address:
            canonical.setdefault(capture_id, address)
    return {pk: page_key(seen[pk], canonical.get(pk, "")) for pk in capture_ids}
