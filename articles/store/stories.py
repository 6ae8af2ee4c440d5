"""Stories: articles that tell of one event, joined as they are stored and anew when anything about them changes."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from articles.models import Article, Fingerprint, Story, StoryLink, StoryMember, StoryPin, StoryTerms
from articles.similar.story_groups import JOINED_FROM, Link, Member, StoryGroup, group_tellings
from articles.store.history import machine_write
from articles.store.slugs import article_slug
from articles.store.story_links import drop_links, has_other_standing, keep_links, keep_terms

LARGEST_COMPONENT: Final = 1_000  # articles that hang together by links; what lies beyond is grouped for itself
LOCK: Final = 0x6E61_7374  # one joiner at a time, or two new articles of one event would not see each other
LOCKED: Final = "SELECT pg_advisory_xact_lock(%s)"
_REFRESHED: Final = ("title", "slug", "starts_at", "ends_at", "article_count")
_REFRESH: Final = """
    UPDATE articles_story AS story
    SET title = told.title, slug = told.slug, starts_at = told.starts_at, ends_at = told.ends_at,
        article_count = told.article_count
    FROM unnest(%s::int[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::int[])
      AS told (id, title, slug, starts_at, ends_at, article_count)
    WHERE story.id = told.id
"""

logger = logging.getLogger(__name__)


@transaction.atomic
def join_stories(*, article_ids: Iterable[int], regrouped: Collection[int] = ()) -> None:
    """Find what tells of the same events as these articles, and bring the stories of everyone concerned in line.

    To be called in the transaction that stored them, after their search entries; `regrouped` are the articles whose
    copies were folded anew. Hidden articles, folded copies and, unless a curator put them there, those without a day
    leave their stories.
    """
    given = set(article_ids) | has_other_standing(regrouped)
    if not given:
        return
    with machine_write(), connection.cursor() as cursor:
        cursor.execute(LOCKED, [LOCK])
        linked = {pk for pair in _links_of(given).values_list("first", "second") for pk in pair}
        with_terms = keep_terms(given)
        concerned = given | linked | keep_links(given) | _fellows(given)
        if gone := given - with_terms:
            drop_links(gone)
        regroup(concerned)


@transaction.atomic
def forget_stories(*, article_ids: Collection[int]) -> tuple[int, ...]:
    """Take articles out of their stories for good, as before a takedown; returns the stories they were in."""
    gone = set(article_ids)
    with machine_write():
        stories = set(StoryMember.objects.filter(pk__in=gone).values_list("story", flat=True))
        stories |= set(StoryPin.objects.filter(article__in=gone).values_list("story", flat=True))
        stories |= set(Story.objects.filter(merged_into__in=stories).values_list("pk", flat=True))
        concerned = drop_links(gone) | _fellows(gone)
        StoryPin.objects.filter(article__in=gone).delete()
        StoryMember.objects.filter(pk__in=gone).delete()
        regroup(concerned - gone)
        refresh_stories(stories)
    return tuple(sorted(stories))


def regroup(article_ids: Collection[int]) -> None:
    """Make anew the stories of everything that hangs together with these articles."""
    seen = _component(set(article_ids))
    members = _members(seen)
    links = [
        Link(first, second, score)
        for first, second, score in StoryLink.objects.filter(first__in=seen, second__in=seen).values_list(
            "first", "second", "score"
        )
    ]
    _save(seen, group_tellings(members, links))


@transaction.atomic
def refresh_stories(story_ids: Iterable[int]) -> None:
    """Bring title, span and count of stories in line with their articles; one that nothing speaks for is deleted."""
    ids = set(story_ids)
    told: dict[int, list[Article]] = defaultdict(list)
    rows = Article.objects.filter(story_member__story__in=ids).annotate(told_in=F("story_member__story"))
    for article in rows.only("title", "published_at").order_by(F("published_at").asc(nulls_last=True), "pk"):
        told[article.told_in].append(article)  # type: ignore[attr-defined]  # the annotation above
    changed = []
    for story in Story.objects.filter(pk__in=ids).select_for_update():
        articles = told[story.pk]
        dated = [article.published_at for article in articles if article.published_at]
        if articles and not story.title_is_pinned:
            story.title = articles[0].title
            story.slug = article_slug(story.title)
        story.starts_at, story.ends_at = (dated[0], dated[-1]) if dated else (None, None)
        story.article_count = len(articles)
        changed.append(story)
    _write(changed)
    _delete_empty(story.pk for story in changed if not story.article_count)


def _write(stories: Sequence[Story]) -> None:
    columns = [[getattr(story, name) for story in stories] for name in ("pk", *_REFRESHED)]
    with connection.cursor() as cursor:
        cursor.execute(_REFRESH, columns)


def _delete_empty(story_ids: Iterable[int]) -> None:
    """Delete stories without articles, those apart that lead to another or that a curator spoke of."""
    empty = Story.objects.filter(pk__in=list(story_ids), merged_into__isnull=True, title_is_pinned=False)
    empty.filter(pins__isnull=True).delete()


def _links_of(article_ids: Collection[int]) -> QuerySet[StoryLink]:
    return StoryLink.objects.filter(Q(first__in=article_ids) | Q(second__in=article_ids))


def _fellows(article_ids: Collection[int]) -> set[int]:
    """The other articles of these articles' stories, and those that curators put into the same ones."""
    stories = set(StoryMember.objects.filter(pk__in=article_ids).values_list("story", flat=True))
    stories |= set(StoryPin.objects.filter(article__in=_copies(article_ids)).values_list("story", flat=True))
    members = StoryMember.objects.filter(story__in=stories).values_list("pk", flat=True)
    pinned = StoryPin.objects.filter(story__in=stories).values_list("article", flat=True)
    return {*members, *_canonical(pinned).values()}


def _copies(article_ids: Collection[int]) -> set[int]:
    """These articles and every copy of them."""
    groups = Fingerprint.objects.filter(pk__in=article_ids, group__isnull=False).values("group")
    return {*article_ids, *Fingerprint.objects.filter(group__in=groups).values_list("pk", flat=True)}


def _canonical(article_ids: Iterable[int]) -> dict[int, int]:
    """`{article id: the id of the one that is counted for it}`."""
    ids = list(article_ids)
    folded = Fingerprint.objects.filter(pk__in=ids, group__isnull=False).values_list("pk", "group__canonical")
    return {**{pk: pk for pk in ids}, **dict(folded)}


def _component(article_ids: set[int]) -> set[int]:
    """These articles and all that hang together with them by strong links, stories and curators' words."""
    seen = latest = article_ids
    while latest and len(seen) < LARGEST_COMPONENT:
        strong = _links_of(latest).filter(score__gte=JOINED_FROM).values_list("first", "second")
        latest = {pk for pair in strong for pk in pair}.union(_fellows(latest)) - seen
        seen = seen | latest
    return seen


def _members(article_ids: set[int]) -> list[Member]:
    """The articles as grouping knows them; the hidden, the folded and those that no curator dated are none."""
    pins = _pins(article_ids)
    rows = StoryTerms.objects.filter(pk__in=article_ids).values_list("pk", "published_at", "article__title")
    return [
        Member(id=pk, published_at=published_at, order=title, story=story, never=never)
        for pk, published_at, title in rows.order_by("pk")
        for story, never in [pins.get(pk, (None, frozenset()))]
        if published_at is not None or story is not None
    ]


def _pins(article_ids: set[int]) -> dict[int, tuple[int | None, frozenset[int]]]:
    """`{article id: (story it was put in, stories it was taken out of)}`; a copy's pins count for the counted one."""
    rows = StoryPin.objects.filter(article__in=_copies(article_ids)).order_by("pk")
    pins = list(rows.values_list("article", "story", "decision"))
    counted = _canonical({article for article, _, _ in pins})
    inside: dict[int, int] = {}
    outside: dict[int, set[int]] = defaultdict(set)
    for article, story, decision in sorted(pins, key=lambda pin: pin[0] != counted[pin[0]]):
        if decision == StoryPin.Decision.IN:
            inside.setdefault(counted[article], story)
        else:
            outside[counted[article]].add(story)
    return {pk: (inside.get(pk), frozenset(outside[pk] - {inside.get(pk, 0)})) for pk in inside.keys() | outside.keys()}


def _save(article_ids: set[int], groups: Sequence[StoryGroup]) -> None:
    """Write the stories; a group goes on as the story that most of its articles were in."""
    before = dict(StoryMember.objects.filter(pk__in=article_ids).values_list("pk", "story"))
    homes = _assign(groups, before)
    after = {pk: home for group, home in zip(groups, homes, strict=True) for pk in group.members}
    StoryMember.objects.filter(pk__in=before.keys() - after.keys()).delete()
    moved = {pk: story for pk, story in after.items() if before.get(pk) != story}
    StoryMember.objects.bulk_create(
        [StoryMember(article_id=pk, story_id=story) for pk, story in moved.items()],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["story"],
    )
    _merge(set(before.values()) - set(homes), before, after)
    refresh_stories({*before.values(), *homes})
    if moved:
        logger.debug("%s articles moved among %s stories", len(moved), len(groups))


def _assign(groups: Sequence[StoryGroup], before: Mapping[int, int]) -> list[int]:
    """The story of each group: a curator's, else the one it shares the most articles with, else a new one."""
    homes: dict[int, int] = {number: group.story for number, group in enumerate(groups) if group.story is not None}
    pinned = set(
        StoryPin.objects.filter(story__in=set(before.values()), decision=StoryPin.Decision.IN).values_list(
            "story", flat=True
        )
    )
    taken = {*homes.values(), *pinned}
    claims = sorted(
        (-shared, story, number)
        for number, group in enumerate(groups)
        if number not in homes
        for story, shared in Counter(before[pk] for pk in group.members if pk in before).items()
    )
    for _, story, number in claims:
        if story not in taken and number not in homes:
            homes[number] = story
            taken.add(story)
    homeless = [number for number in range(len(groups)) if number not in homes]
    new = Story.objects.bulk_create(Story(title="", slug="story") for _ in homeless)
    homes |= {number: story.pk for number, story in zip(homeless, new, strict=True)}
    return [homes[number] for number in range(len(groups))]


def _merge(left: Collection[int], before: Mapping[int, int], after: Mapping[int, int]) -> None:
    """Let the addresses of stories that lost all their articles lead to where most of these are now."""
    still = set(StoryMember.objects.filter(story__in=left).values_list("story", flat=True))
    for story in set(left) - still:
        heirs = Counter(after[pk] for pk, home in before.items() if home == story and pk in after)
        if heirs:
            heir = min(heirs, key=lambda pk: (-heirs[pk], pk))
            lead_to(story, heir)


def lead_to(story_id: int, heir_id: int) -> None:
    """Let a story's address, and those that led to it, lead to another story."""
    Story.objects.filter(Q(pk=story_id) | Q(merged_into=story_id)).exclude(pk=heir_id).update(
        merged_into=heir_id, article_count=0, starts_at=None, ends_at=None
    )
