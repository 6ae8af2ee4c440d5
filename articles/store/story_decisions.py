"""What curators decide about stories. Their word outlives every re-run of the rules.

Whoever changes who belongs to a story has looked at its articles: all that stay are pinned to it, so that the rules
may add to the story and never take from it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.contrib.auth import get_user_model
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
        story_id = _present(story_id)
        left = _story_of(article_id)
        if left is not None and left != story_id:
            _pin(_members(left) - {article_id}, left, by)
            _pin([article_id], left, by, StoryPin.Decision.OUT)
        _pin({*_members(story_id), article_id}, story_id, by)
        _regroup({article_id, *_members(story_id), *_members(left)})


def keep_out(*, article_id: int, story_id: int, by: AbstractBaseUser | None) -> None:
    """Say that an article does not belong to a story, whether it is in it or not."""
    with _deciding(by):
        story_id = _present(story_id)
        _pin([article_id], story_id, by, StoryPin.Decision.OUT)
        _regroup({article_id, *_members(story_id)})


def stories_of(*, article_ids: Collection[int], story_ids: Collection[int]) -> set[int]:
    """These articles with the members of their stories and of the stories named: whom a decision on them concerns."""
    stories = {*story_ids, *StoryMember.objects.filter(pk__in=article_ids).values_list("story", flat=True)}
    return {*article_ids, *StoryMember.objects.filter(story__in=stories).values_list("pk", flat=True)}


def story_state(*, article_ids: Collection[int], story_ids: Collection[int] = ()) -> dict[str, Any]:
    """What curators said of articles and stories, which story each is in, and the names they gave, as JSON.

    `pins`: [article, story, decision, account, moment]; `homes`: [article, story]; `titles`: [story, title by hand].
    """
    pins = StoryPin.objects.filter(article__in=article_ids).order_by("article_id", "story_id")
    homes = StoryMember.objects.filter(pk__in=article_ids).order_by("pk").values_list("pk", "story")
    stories = Story.objects.filter(pk__in=story_ids).order_by("pk")
    return {
        "pins": [
            [pin.article_id, pin.story_id, str(pin.decision), pin.decided_by_id, pin.decided_at.isoformat()]
            for pin in pins
        ],
        "homes": [list(home) for home in homes],
        "titles": [[story.pk, story.title if story.title_is_pinned else ""] for story in stories],
    }


def put_stories_back(*, before: Mapping[str, Any], after: Mapping[str, Any], by: AbstractBaseUser | None) -> bool:
    """Let curators' words on articles and stories be what they were; False, and nothing done, if they changed since.

    `before` and `after` are what `story_state` said of the same articles and stories.
    """
    concerned = {row[0] for kind in ("pins", "homes") for row in (*before.get(kind, ()), *after.get(kind, ()))}
    stories = {row[0] for row in after.get("titles", ())}
    with _deciding(by):
        now = story_state(article_ids=concerned, story_ids=stories)
        if any(now[kind] != after.get(kind, now[kind]) for kind in ("pins", "titles")):
            return False
        wanted = {row[1] for row in (*before["pins"], *before.get("homes", ()))}
        if wanted - set(Story.objects.filter(pk__in=wanted).values_list("pk", flat=True)):
            return False
        left = set(StoryMember.objects.filter(pk__in=concerned).values_list("story", flat=True))
        _restore_pins(concerned, before["pins"])
        with machine_write():
            for article, story in before.get("homes", ()):
                StoryMember.objects.filter(pk=article).update(story=story)
                Story.objects.filter(pk=story).update(merged_into=None)
        _regroup({*concerned, *(pk for story in left for pk in _members(story))})
        with machine_write():
            refresh_stories(left)
        for story, title in before.get("titles", ()):
            if [story, title] not in now["titles"]:
                rename_story(story_id=story, title=title, by=by)
    return True


def _restore_pins(article_ids: Collection[int], pins: Sequence[Sequence[Any]]) -> None:
    said = {(pin[0], pin[1]) for pin in pins}
    for pin in StoryPin.objects.filter(article__in=article_ids):
        if (pin.article_id, pin.story_id) not in said:
            pin.delete()
    named = {account for _, _, _, account, _ in pins}
    accounts = set(get_user_model()._default_manager.filter(pk__in=named - {None}).values_list("pk", flat=True))
    for article, story, decision, account, moment in pins:
        by_id = account if account in accounts else None
        StoryPin.objects.update_or_create(
            article_id=article, story_id=story, defaults={"decision": decision, "decided_by_id": by_id}
        )
        StoryPin.objects.filter(article=article, story=story).update(decided_at=moment)


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
    """Make one story of several; the oldest goes on, the addresses of the others lead to it. Returns its id.

    A title that a curator gave to one of them is the title of all, unless the oldest has one too.
    """
    heir, *others = sorted(set(story_ids))
    given = Story.objects.filter(pk__in=story_ids, title_is_pinned=True).order_by("pk").first()
    with _deciding(by):
        members = set().union(*(_members(story) for story in story_ids))
        StoryPin.objects.filter(story__in=others).delete()
        _pin(members, heir, by)
        with machine_write():
            StoryMember.objects.filter(story__in=others).update(story=heir)
            for story in others:
                lead_to(story, heir)
        _regroup(members)
        if given is not None and given.pk != heir:
            rename_story(story_id=heir, title=given.title, by=by)
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


def _present(story_id: int) -> int:
    """The story that this one is part of by now, itself where it was not merged."""
    heir = Story.objects.filter(pk=story_id).values_list("merged_into", flat=True).first()
    return story_id if heir is None else heir


def _members(story_id: int | None) -> set[int]:
    return set(StoryMember.objects.filter(story=story_id).values_list("pk", flat=True)) if story_id else set()


def _story_of(article_id: int) -> int | None:
    return StoryMember.objects.filter(pk=article_id).values_list("story", flat=True).first()
