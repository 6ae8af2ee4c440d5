"""The story that a search is narrowed to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from articles.models import Fingerprint, Story, StoryMember


@dataclass(frozen=True, slots=True)
class ChosenStory:
    """A story as a filter: its name, and the articles that are in it."""

    label: str
    article_ids: tuple[int, ...]


def chosen_story(number: int, *, with_copies: bool) -> ChosenStory:
    """The story of this number, or the one it was joined to; `with_copies` the copies of its articles too."""
    story = Story.objects.select_related("merged_into").filter(pk=number).first()
    present = (story.merged_into or story) if story else None
    if present is None or not present.article_count:
        return ChosenStory(f"{number} (unknown)", ())
    members = StoryMember.objects.filter(story=present).values_list("article_id", flat=True)
    found: Iterable[int] = members
    if with_copies:
        copies = Fingerprint.objects.filter(group__canonical__in=list(members)).values_list("article_id", flat=True)
        found = {*members, *copies}
    return ChosenStory(present.title, tuple(sorted(found)))
