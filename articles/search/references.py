"""The references of articles: three queries for any number of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from django.db.models import Min

from articles.citations.reference import Reference
from articles.models import Article, ArticleVersion, Sighting

_PARTS = {
    Article.Precision.YEAR.value: 1,
    Article.Precision.MONTH.value: 2,
    Article.Precision.DAY.value: 3,
    Article.Precision.SECOND.value: 3,
    Article.Precision.UNKNOWN.value: 0,
}
_WEB = ("https://", "http://")


def references(ids: Sequence[int], address: Callable[[str], str]) -> tuple[Reference, ...]:
    """The references of the public articles among `ids`, in that order.

    `address` makes a whole web address of a path within the archive.
    """
    articles = Article.objects.public().filter(pk__in=ids).select_related("source").defer("text").in_bulk()
    versions = {
        version.article_id: version
        for version in ArticleVersion.objects.filter(article__in=articles, is_current=True)
        .select_related("capture")
        .only("article_id", "capture__sha256")
    }
    captured = _captured([version.capture_id for version in versions.values()])
    return tuple(
        reference_of(
            articles[pk],
            archive_url=address(articles[pk].get_absolute_url()),
            sha256=versions[pk].capture.sha256 if pk in versions else "",
            captured_at=captured.get(versions[pk].capture_id) if pk in versions else None,
        )
        for pk in dict.fromkeys(ids)
        if pk in articles
    )


def reference_of(article: Article, *, archive_url: str, sha256: str, captured_at: datetime | None) -> Reference:
    """The reference of one article, its date no finer than it is known."""
    moment = article.published_at.astimezone(UTC) if article.published_at else None
    date = (moment.year, moment.month, moment.day) if moment else ()
    return Reference(
        number=article.pk,
        title=article.title,
        authors=tuple(article.authors),
        publisher=article.source.name if article.source else "",
        published=date[: _PARTS[article.published_precision]],
        is_inferred=article.published_is_inferred,
        url=article.canonical_url if article.canonical_url.startswith(_WEB) else "",
        archive_url=archive_url,
        captured=captured_at.astimezone(UTC).date() if captured_at else None,
        sha256=sha256,
        language=article.language,
    )


def _captured(captures: Iterable[int]) -> dict[int, datetime]:
    """When each capture was first made, where a sighting says so."""
    sightings = Sighting.objects.filter(capture__in=list(captures), captured_at__isnull=False)
    first = sightings.values("capture").annotate(first=Min("captured_at")).values_list("capture", "first")
    return dict(first)
