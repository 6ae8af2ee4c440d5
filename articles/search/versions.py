"""The texts that an article had each time its page was captured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Min, QuerySet, TextField, Value
from django.db.models.functions import MD5, Coalesce, Concat

from articles.models import ArticleVersion

_MOST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One text of an article. `number` counts from 1, the oldest; `captures` are those that say the same in a row.

    `capture_id` is the first of them and stands in addresses; `captured_at` is its time, None where nobody noted it.
    """

    number: int
    capture_id: int
    captured_at: datetime | None
    captures: int
    is_shown: bool


def versions_of(article_id: int) -> tuple[Version, ...]:
    """The different texts of an article, oldest capture first; only the first where it never changed. One query."""
    rows = (
        _latest(article_id)
        .annotate(
            said=MD5(Concat("title", Value("\n"), "text", output_field=TextField())),
            captured=Min("capture__sightings__captured_at"),
            moment=Coalesce(Min("capture__sightings__captured_at"), "capture__created_at"),
        )
        .order_by("moment", "capture_id")
        .values_list("capture_id", "captured", "said", "is_current")
    )
    found: list[Version] = []
    before = ""
    for capture_id, captured_at, said, is_shown in rows[:_MOST_SHOWN]:
        again = found.pop() if found and said == before else None
        found.append(
            Version(
                number=again.number if again else len(found) + 1,
                capture_id=again.capture_id if again else capture_id,
                captured_at=again.captured_at if again else captured_at,
                captures=again.captures + 1 if again else 1,
                is_shown=is_shown or bool(again and again.is_shown),
            )
        )
        before = said
    return tuple(found)


def text_of_version(article_id: int, capture_id: int) -> str | None:
    """Title and text as one capture has them, None where it has no part in the article."""
    row = _latest(article_id).filter(capture=capture_id).values_list("title", "text").first()
    return "\n\n".join(row) if row else None


def _latest(article_id: int) -> QuerySet[ArticleVersion]:
    return ArticleVersion.objects.filter(article=article_id, is_latest=True).order_by(F("pk"))
