"""Stories as pages show them: the articles by day, who had it first, and what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from articles.models import Article, Company, Fingerprint, Story, StoryMember, Tagging, Topic
from articles.prose.sentences import split_sentences
from articles.search.dates import KnownDate, known_date, stated_day
from articles.search.numbered import NumberedPages, numbered_pages
from articles.search.rows import TagLink

MOST_SHOWN = 300  # articles of a story that its pages list
PER_PAGE = 40
EXCERPT_SHOWN = 5  # articles of it on the page of one of them
TAGS_SHOWN = 8
LEAD_LENGTH = 260  # characters
_COLUMNS = (
    "title", "slug", "state", "language", "published_at", "published_precision", "published_basis",
    "published_is_inferred", "published_evidence", "source__name", "source__slug", "source__is_sample",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An article of a story. `lead` is its first sentence; `more` counts the copies folded under it."""

    article: Article
    date: KnownDate
    lead: str = ""
    is_first: bool = False
    more: int = 0

    @property
    def number(self) -> str:
        """The number of its article, for ids on a page."""
        return str(self.article.pk)

    @property
    def time(self) -> str:
        """The time of day, UTC, where it is known."""
        moment = self.article.published_at
        return f"{moment:%H:%M}" if moment and self.article.published_precision == Article.Precision.SECOND else ""


@dataclass(frozen=True, slots=True)
class Day:
    """The articles of one day, or those without a date."""

    date: KnownDate
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A story with its articles, earliest first; `days` are those of one of its `pages`, `first` had it first."""

    story: Story
    first: Told
    days: tuple[Day, ...]
    pages: NumberedPages
    companies: tuple[TagLink, ...]
    topics: tuple[TagLink, ...]
    source_count: int
    is_cut: bool
    has_samples: bool

    @property
    def began(self) -> KnownDate:
        """The day of the first article."""
        return _day(self.first)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A story on the page of one of its articles: its articles around that one."""

    story: Story
    told: tuple[Told, ...]


def one_a_story(ids: Sequence[int]) -> list[int]:
    """`ids` without the articles of a story of which an earlier one is among them."""
    stories = dict(StoryMember.objects.filter(article__in=ids).values_list("article_id", "story_id"))
    seen: set[int] = set()
    kept = []
    for pk in ids:
        story = stories.get(pk)
        if story is None or story not in seen:
            kept.append(pk)
        if story is not None:
            seen.add(story)
    return kept


def timeline_of(story: Story, asked: str = "") -> Timeline:
    """Everything on the page `asked` for of a story that has public articles, in three queries."""
    rows = list(_articles(story).only(*_COLUMNS, "text").annotate(copies=_COPIES)[: MOST_SHOWN + 1])
    listed = rows[:MOST_SHOWN]
    pages = numbered_pages(total=len(listed), per_page=PER_PAGE, asked=asked)
    told = [
        _told(article, number == 0, _lead(article.text))
        for number, article in enumerate(listed[pages.start : pages.stop], start=pages.start)
    ]
    members = StoryMember.objects.filter(story=story).values("article")
    return Timeline(
        story=story,
        first=_told(listed[0], is_first=True),
        pages=pages,
        days=tuple(Day(day, tuple(group)) for day, group in groupby(told, key=_day)),
        companies=_tags(Company.objects.all(), members),
        topics=_tags(Topic.objects.all(), members),
        source_count=len({article.source_id for article in listed if article.source_id}),
        is_cut=len(rows) > MOST_SHOWN,
        has_samples=any(article.source and article.source.is_sample for article in listed),
    )


def story_of(article: Article) -> Excerpt | None:
    """The story that an article is in, itself or by the copy that is counted for it: two queries, one where in none."""
    counted = Fingerprint.objects.filter(pk=article.pk, group__isnull=False).values("group__canonical")
    member = (
        StoryMember.objects.filter(Q(pk=article.pk) | Q(pk__in=counted), story__article_count__gt=1)
        .select_related("story")
        .first()
    )
    if member is None:
        return None
    rows = list(_articles(member.story).only(*_COLUMNS)[:MOST_SHOWN])
    place = next((number for number, one in enumerate(rows) if one.pk == member.article_id), 0)
    start = max(0, min(place - EXCERPT_SHOWN // 2, len(rows) - EXCERPT_SHOWN))
    shown = enumerate(rows[start : start + EXCERPT_SHOWN], start=start)
    return Excerpt(member.story, tuple(_told(one, number == 0) for number, one in shown))


_COPIES = Count("canonical_of__fingerprints")


def _articles(story: Story) -> QuerySet[Article]:
    """The public articles of a story, earliest first."""
    rows = Article.objects.public().filter(story_member__story=story).select_related("source")
    return rows.order_by(F("published_at").asc(nulls_last=True), "pk")


def _told(article: Article, is_first: bool, lead: str = "") -> Told:
    copies: int = getattr(article, "copies", 0)
    return Told(
        article=article, date=known_date(article), lead=lead, is_first=is_first, more=copies - 1 if copies else 0
    )


def _day(told: Told) -> KnownDate:
    moment = told.article.published_at
    return stated_day(moment.date()) if moment else told.date


def _lead(text: str) -> str:
    """The first sentence of a text, cut at a word where it is long."""
    paragraph = text[: LEAD_LENGTH * 4].partition("\n")[0]
    sentence = (split_sentences(paragraph) or [""])[0]
    if len(sentence) <= LEAD_LENGTH:
        return sentence
    return f"{sentence[:LEAD_LENGTH].rpartition(' ')[0] or sentence[:LEAD_LENGTH]} …"


def _tags(things: QuerySet[Company] | QuerySet[Topic], members: QuerySet[StoryMember, Any]) -> tuple[TagLink, ...]:
    """The companies or topics that most of the articles have."""
    of_story = Q(taggings__article__in=members, taggings__decision=Tagging.Decision.ACCEPTED)
    rows: Sequence[tuple[str, str]] = list(
        things.filter(of_story)
        .annotate(told=Count("pk"))
        .order_by("-told", "name", "pk")
        .values_list("name", "slug")[:TAGS_SHOWN]
    )
    return tuple(TagLink(name, slug) for name, slug in rows)
