"""What curators decide about stories. Their word outlives every re-run of the rules.

Whoever changes who belongs to a story has looked at its articles: all that stay are pinned to it, so that the rules
may add to the story and never take from it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection

from articles.models import Story, StoryMember, StoryPin
from articles.store.history import machine_write, personal_write
from articles.store.slugs import article_slug
from articles.store.storable import storable
from articles.store.stories import LOCK, LOCKED, lead_to, refresh_stories, regroup

LONGEST_TITLE = 300


def rename_story(*, story_id: int, title: str, by: AbstractBaseUser | None) -> None:
    """Give a story a title that the rules leave alone; an empty one gives it back to them."""
    title = " ".join(storable(title).split())[:LONGEST_TITLE]
    with _deciding(by):
        story = Story.objects.select_for_update().get(pk=story_id)
        story.title_is_pinned = bool(title)
        if title:
            story.title, story.slug = title, article_slug(title)
        story.save(update_fields=["title", "slug", "title_is_pinned", "updated_at"])
        with machine_write():
            refresh_stories([story_id])


def put_in(*, article_id: int, story_id: int, by: AbstractBaseUser | None) -> None:
    """Put an article into a story, out of the one it is in."""
    with _deciding(by):
        left = _story_of(article_id)
        if left is not None and left != story_id:
            _pin(_members(left) - {article_id}, left, by)
            _pin([article_id], left, by, StoryPin.Decision.OUT)
        _pin({*_members(story_id), article_id}, story_id, by)
        _regroup({article_id, *_members(story_id), *_members(left)})


def take_out(*, article_ids: Collection[int], by: AbstractBaseUser | None) -> None:
    """Take articles out of their stories; each stays out of its own and may join another."""
    with _deciding(by):
        concerned = set(article_ids)
        for article_id in sorted(concerned):
            story = _story_of(article_id)
            if story is not None:
                members = _members(story)
                concerned |= members
                _pin(members - set(article_ids), story, by)
                _pin([article_id], story, by, StoryPin.Decision.OUT)
        _regroup(concerned)


def split_story(*, story_id: int, article_ids: Collection[int], by: AbstractBaseUser | None) -> int | None:
    """Make a story of some articles of another one; returns its id, None where that would leave either without any."""
    with _deciding(by):
        members = _members(story_id)
        chosen = members & set(article_ids)
        if not chosen or chosen == members:
            return None
        made = Story.objects.create(title="", slug="story").pk
        _pin(members - chosen, story_id, by)
        _pin(chosen, story_id, by, StoryPin.Decision.OUT)
        _pin(chosen, made, by)
        _regroup(members)
    return made


def merge_stories(*, story_ids: Collection[int], by: AbstractBaseUser | None) -> int:
    """Make one story of several; the oldest goes on, the addresses of the others lead to it. Returns its id."""
    heir, *others = sorted(set(story_ids))
    with _deciding(by):
        members = set().union(*(_members(story) for story in story_ids))
        StoryPin.objects.filter(story__in=others).delete()
        _pin(members, heir, by)
        with machine_write():
            StoryMember.objects.filter(story__in=others).update(story=heir)
            for story in others:
                lead_to(story, heir)
        _regroup(members)
    return heir


@contextmanager
def _deciding(by: AbstractBaseUser | None) -> Iterator[None]:
    """One transaction under the curator's name, while no other joins anything."""
    with personal_write(by), connection.cursor() as cursor:
        cursor.execute(LOCKED, [LOCK])
        yield


def _pin(
    article_ids: Iterable[int],
    story_id: int,
    by: AbstractBaseUser | None,
    decision: StoryPin.Decision = StoryPin.Decision.IN,
) -> None:
    """Note the decision for each article; who is in a story leaves the one he was put in before."""
    for article_id in sorted(set(article_ids)):
        if decision == StoryPin.Decision.IN:
            StoryPin.objects.filter(article=article_id, decision=decision).exclude(story=story_id).delete()
        StoryPin.objects.update_or_create(
            article_id=article_id,
            story_id=story_id,
            defaults={"decision": decision, "decided_by_id": by.pk if by else None},
        )


def _regroup(article_ids: Collection[int]) -> None:
    with machine_write():
        regroup(article_ids)


def _members(story_id: int | None) -> set[int]:
    return set(StoryMember.objects.filter(story=story_id).values_list("pk", flat=True)) if story_id else set()


def _story_of(article_id: int) -> int | None:
    return StoryMember.objects.filter(pk=article_id).values_list("story", flat=True).first()
