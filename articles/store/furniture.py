"""What recurs on a site: learned from its captures as they are processed, and decided by curators."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Final, Protocol

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.utils import timezone

from articles.clean.furniture import WINDOW, SeenPage, counted_paragraphs, find_recurring, number_of
from articles.clean.html_blocks import text_key
from articles.documents import ArticleDraft
from articles.models import SiteFurniture, SitePage
from articles.store.history import personal_write
from articles.store.storable import storable

_SAMPLE: Final = 2_000  # characters
_STALE: Final = timedelta(days=1)
_TRIM: Final = """
    DELETE FROM articles_sitepage WHERE capture_id IN (
        SELECT capture_id FROM articles_sitepage WHERE capture_id IN (
            SELECT capture_id FROM (
                SELECT capture_id, row_number() OVER (PARTITION BY site ORDER BY capture_id DESC) AS place
                FROM articles_sitepage WHERE site = ANY(%s)
            ) AS ranked WHERE place > %s
        ) ORDER BY capture_id FOR UPDATE SKIP LOCKED
    )
"""  # reads the window of each site by its index

logger = logging.getLogger(__name__)


class Drafted(Protocol):
    """What there is to learn from of a capture that became articles."""

    @property
    def site(self) -> str:
        """What it shares its furniture with."""

    @property
    def drafts(self) -> Sequence[ArticleDraft]:
        """Its articles as the rules made them."""


def recurring_on(site: str) -> dict[int, int]:
    """`{paragraph: stories}` for what is to be taken out of a site's pages."""
    if not site:
        return {}
    rows = SiteFurniture.objects.filter(site=site).exclude(verdict=SiteFurniture.Verdict.KEEP)
    return dict(rows.values_list("number", "stories"))


@transaction.atomic
def learn_furniture(*, pages: Mapping[int, Drafted]) -> int:
    """Note what captures (`{id: its articles}`) hold and find what recurs on their sites; returns how much is new.

    A capture that comes again takes its own place. To be called in the transaction that stores their articles.
    """
    rows: list[SitePage] = []
    texts: dict[int, str] = {}
    for capture_id, page in pages.items():
        paragraphs = _paragraphs_of(page.drafts)
        if not page.site or not paragraphs:
            continue
        texts |= paragraphs
        rows.append(
            SitePage(
                capture_id=capture_id,
                site=page.site,
                title=number_of(text_key(page.drafts[0].title)),
                paragraphs=list(paragraphs),
                letters=[len(text) for text in paragraphs.values()],
            )
        )
    if not rows:
        return 0
    fields = ["site", "title", "paragraphs", "letters"]
    SitePage.objects.bulk_create(rows, update_conflicts=True, unique_fields=["capture"], update_fields=fields)
    sites = sorted({row.site for row in rows})
    with connection.cursor() as cursor:
        cursor.execute(_TRIM, [sites, WINDOW])
    return _find_new(sites, texts)


def decide_furniture(*, furniture_ids: Iterable[int], verdict: str, by: AbstractBaseUser | None) -> int:
    """A curator's word on what recurs: take it out, keep it, or leave it to the rules. Returns how many there were."""
    if verdict not in SiteFurniture.Verdict.values:
        raise ValueError(f"no such verdict: {verdict!r}")
    with personal_write(by):
        return SiteFurniture.objects.filter(pk__in=list(furniture_ids)).update(verdict=verdict)


def forget_pages(*, capture_ids: Collection[int]) -> None:
    """Forget what captures held, as before a takedown, and the furniture of sites of which nothing is left."""
    gone = SitePage.objects.filter(pk__in=capture_ids)
    sites = set(gone.values_list("site", flat=True))
    gone.delete()
    left = SitePage.objects.filter(site__in=sites).values("site")
    SiteFurniture.objects.filter(site__in=sites).exclude(site__in=left).delete()


def _find_new(sites: Sequence[str], texts: Mapping[int, str]) -> int:
    """Store what recurs on these sites and is new, and note that the rest was seen again."""
    pages: dict[str, list[SeenPage]] = defaultdict(list)
    for row in SitePage.objects.filter(site__in=sites).order_by("pk"):
        page = SeenPage(title=row.title, paragraphs=tuple(row.paragraphs), letters=tuple(row.letters))
        pages[row.site].append(page)
    present: dict[str, set[int]] = defaultdict(set)
    before = SiteFurniture.objects.filter(site__in=sites)
    for site, number in before.values_list("site", "number"):
        present[site].add(number)
    now = timezone.now()
    if any(numbers & texts.keys() for numbers in present.values()):
        before.filter(number__in=list(texts), last_seen__lt=now - _STALE).update(last_seen=now)
    new = [
        SiteFurniture(site=site, number=number, text=storable(texts[number], limit=_SAMPLE), stories=stories)
        for site in sites
        for number, stories in find_recurring(pages[site], known=present[site]).items()
        if number in texts
    ]
    SiteFurniture.objects.bulk_create(new, ignore_conflicts=True)
    if new:
        logger.info("%s paragraphs recur on %s sites", len(new), len({one.site for one in new}))
    return len(new)


def _paragraphs_of(drafts: Sequence[ArticleDraft]) -> dict[int, str]:
    """The counted paragraphs of a capture, `{number: text}`."""
    blocks = [block for draft in drafts for block in draft.paragraphs]
    return counted_paragraphs(blocks, [piece for draft in drafts for piece in draft.removed])
