"""Pages that a person added by hand, written down as an act: undone, their articles are hidden or show what they did.

The captures themselves stay, as all that ever came in does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from articles.models import Article, ArticleVersion, CurationAct, CurationRow
from articles.rules import present_rules
from articles.store.acts import ChangedRow, record_act
from articles.store.captures import Outcome
from articles.store.earlier import show_version
from articles.store.made_states import hide_made
from articles.store.receipts import Receipt
from articles.store.tags_at_once import CHANGED_SINCE

ADDED: Final = "added"  # the kind of the act, and the sort of its rows
UNDONE: Final = "The adding of its page was undone."
_MADE_SOMETHING: Final = (Outcome.NEW, Outcome.UPDATED, Outcome.COMPLETED)


def record_added(results: Iterable[object], *, by: AbstractBaseUser | None) -> CurationAct | None:
    """Write down what receipts among `results` say was made of pages; None where nothing was."""
    receipts = [one for one in results if isinstance(one, Receipt) and one.outcome in _MADE_SOMETHING]
    made_of = {pk: receipt.capture_id for receipt in receipts for pk in receipt.article_ids}
    versions = ArticleVersion.objects.filter(article__in=made_of, is_latest=True).order_by("pk")
    known: dict[int, list[ArticleVersion]] = {}
    for version in versions.only("article", "capture", "is_current"):
        known.setdefault(version.article_id, []).append(version)
    rows = [row for pk, capture_id in made_of.items() if (row := _row(pk, capture_id, known.get(pk, ()))) is not None]
    if not rows:
        return None
    pages = len({row.subject for row in rows})
    what = "added a page by hand" if pages == 1 else f"added {pages:,} pages by hand"
    return record_act(kind=ADDED, what=what, rows=rows, by=by)


def take_out_added(rows: Sequence[CurationRow], by: AbstractBaseUser | None) -> dict[int, str]:
    """Undo an adding; returns `{row id: why it was left}`."""
    from articles import pipeline  # with all its stages, which other acts never need

    left: dict[int, str] = {}
    said_else: list[int] = []
    made = [row.article_id for row in rows if row.before["version"] is None and row.article_id is not None]
    if made:
        hide_made(article_ids=made, reason=UNDONE)
    for row in rows:
        before, after = row.before["version"], row.after["version"]
        if before is not None and row.article_id is not None:
            with transaction.atomic():
                words = _words(row.article_id)
                if not show_version(article_id=row.article_id, version_id=before, instead_of=after):
                    left[row.pk] = CHANGED_SINCE
                elif _words(row.article_id) != words:
                    said_else.append(row.article_id)
    if said_else:
        pipeline.retag(said_else, rules=present_rules())
    return left


def _row(article_id: int, capture_id: int | None, versions: Sequence[ArticleVersion]) -> ChangedRow | None:
    """What the capture made of one article; None where the article shows another capture all the same."""
    shown = [one for one in versions if one.capture_id == capture_id and one.is_current]
    if not shown:
        return None
    others = [one.pk for one in versions if one.capture_id != capture_id]
    return ChangedRow(
        sort=ADDED,
        article_id=article_id,
        subject=capture_id,
        before={"version": others[-1] if others else None},
        after={"version": shown[0].pk},
    )


def _words(article_id: int) -> Any:
    return Article.objects.values_list("title", "text").get(pk=article_id)
