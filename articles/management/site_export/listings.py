"""What articles are listed under, and the lists, streamed from the rows that search reads."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, QuerySet

from articles.models import Company, SearchEntry, Topic
from articles.search.dates import KnownDate, known_date
from articles.search.matching import tagged
from articles.verifying.check import all_rows

PER_PAGE: Final = 200
UNDATED: Final = "undated"
_SAFE_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,150}")
_RESERVED: Final = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]")  # devices on Windows, whatever ending follows
_COUNTS: Final = """
    SELECT named, count(*) FROM articles_searchentry, unnest({column}) AS named WHERE is_canonical GROUP BY named
"""
_MONTHS: Final = """
    SELECT year, month, count(*) FROM articles_searchentry WHERE is_canonical
    GROUP BY year, month ORDER BY year DESC NULLS LAST, month DESC NULLS LAST
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A company, topic or month with articles: its name, the file that lists them, and which ones they are."""

    name: str
    folder: str
    stem: str
    count: int
    entries: QuerySet[SearchEntry]
    depth: int = 0  # of a topic, in the tree
    about: str = ""

    def page_name(self, number: int) -> str:
        """The file of one page of the list, from 1, seen from the copy's folder."""
        return f"{self.folder}/{self.stem}.html" if number == 1 else f"{self.folder}/{self.stem}.{number}.html"

    @property
    def page_count(self) -> int:
        """Pages that the list takes."""
        return max(1, -(-self.count // PER_PAGE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One article in a list."""

    title: str
    file: str
    source: str
    date: KnownDate
    language: str


def article_file(pk: int) -> str:
    """The file of an article, seen from the copy's folder; no folder gets more than a thousand."""
    return f"articles/{pk // 1000}/{pk}.html"


def file_stem(slug: str, pk: int) -> str:
    """A slug as a file name that any system takes, or the id, with a sign that begins no slug, where it is none."""
    return slug if _SAFE_SLUG.fullmatch(slug) and not _RESERVED.fullmatch(slug) else f"_{pk}"


def companies() -> list[Listing]:
    """Every company with articles, by name."""
    counts = _counts("company_ids")
    rows = Company.objects.filter(pk__in=counts).order_by("name", "pk").values_list("pk", "name", "slug")
    return [
        Listing(
            name=name,
            folder="companies",
            stem=file_stem(slug, pk),
            count=counts[pk],
            entries=_entries().filter(tagged("company", pk)),
        )
        for pk, name, slug in rows
    ]


def topics() -> list[Listing]:
    """Every topic with articles, each below its parent."""
    counts = _counts("topic_ids")
    below: dict[int | None, list[Topic]] = {}
    for topic in Topic.objects.filter(pk__in=counts).order_by("name", "pk"):
        parent_id = topic.parent_id if topic.parent_id in counts else None
        below.setdefault(parent_id, []).append(topic)

    def walk(parent: int | None, depth: int) -> Iterator[Listing]:
        for topic in below.pop(parent, ()):
            yield Listing(
                name=topic.name,
                folder="topics",
                stem=file_stem(topic.slug, topic.pk),
                count=counts[topic.pk],
                entries=_entries().filter(tagged("topic", topic.pk)),
                depth=depth,
                about=topic.description,
            )
            yield from walk(topic.pk, depth + 1)

    return list(walk(None, 0))


def months() -> list[Listing]:
    """Every month with articles, the newest first; years of which no month is known, and the undated last."""
    listings = []
    for year, month, count in all_rows(_MONTHS):
        if year is None:
            name, stem = "Undated", UNDATED
        elif month is None:
            name, stem = f"{year}, month unknown", f"{year}"
        else:
            name, stem = f"{calendar.month_name[month]} {year}", f"{year}-{month:02}"
        entries = _entries().filter(year=year, month=month)
        listings.append(Listing(name=name, folder="months", stem=stem, count=count, entries=entries))
    return listings


def newest() -> QuerySet[SearchEntry]:
    """Every article that is counted, the newest first."""
    return _entries()


def lines_of(entries: QuerySet[SearchEntry]) -> Iterator[Line]:
    """The articles of a list, read as they are wanted."""
    sources: dict[int | None, str] = {None: ""}
    for entry in entries.select_related("article", "article__source").iterator(chunk_size=500):
        article = entry.article
        if article.source_id not in sources:
            sources[article.source_id] = article.source.name if article.source else ""
        yield Line(
            title=article.title,
            file=article_file(article.pk),
            source=sources[article.source_id],
            date=known_date(article),
            language=article.language,
        )


def _entries() -> QuerySet[SearchEntry]:
    return (
        SearchEntry.objects.canonical()
        .defer("vector", "article__text", "article__restored")
        .order_by(F("published_at").desc(nulls_last=True), "-article_id")
    )


def _counts(column: str) -> dict[Any, int]:
    return {pk: count for pk, count in all_rows(_COUNTS.format(column=column))}  # noqa: C416  # rows of any width
