"""Articles that nearly tell of one event: one in no story beside one that is in a story, or two of two stories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from articles.curating.items import ACCEPT, EDIT, Done, Problem, QueueKind, Shown, article_text
from articles.models import StoryLink, StoryMember, StoryPin
from articles.store.acts import ChangedRow
from articles.store.story_decisions import keep_out, merge_stories, put_in, stories_of, story_state

STORY: Final = "story"


class SuspectedStories(QueueKind):
    """An article nearly close enough to one of a story that it is not in."""

    name = "stories"
    label = "Suspected stories"
    weight = 0.45

    def waiting(self) -> QuerySet[Any]:
        """The closest first; see the index story_link_doubtful."""
        homes = {
            f"story_of_{side}": Subquery(StoryMember.objects.filter(pk=OuterRef(side)).values("story")[:1])
            for side in ("first", "second")
        }
        rows = StoryLink.objects.filter(score__gte=0.6, score__lt=0.75).annotate(**homes)
        decided = StoryPin.objects.filter(
            Q(article=OuterRef("first"), story=OuterRef("story_of_second"))
            | Q(article=OuterRef("second"), story=OuterRef("story_of_first"))
        )
        one = Q(story_of_first__isnull=True, story_of_second__isnull=False)
        other = Q(story_of_first__isnull=False, story_of_second__isnull=True)
        both = Q(story_of_first__lt=F("story_of_second")) | Q(story_of_first__gt=F("story_of_second"))
        return rows.filter(one | other | both, ~Exists(decided)).order_by("-score", "-pk")

    def show(self, subject: int) -> Shown | None:
        """The article that may move beside the one of the story; of two stories, what each tells."""
        link = _link(subject)
        if link is None:
            return None
        if link.other is None:
            question = f"Does the first article tell of the same event as the story “{link.story_title}”?"
            accept, reject = "Yes, put it in the story", "No, keep it out"
        else:
            question = f"Do the stories “{link.other_title}” and “{link.story_title}” tell of one event?"
            accept, reject = "Yes, make them one story", "No, keep them apart"
        return Shown(
            question=question,
            texts=(article_text(link.mover), article_text(link.member)),
            accept=accept,
            reject=reject,
            edit="Edit the story",
            facts=(("likeness", f"{link.score:.2f}"),),
            edit_address=reverse("admin:articles_story_change", args=[link.story]),
        )

    def decide(
        self, subject: int, choice: str, given: Mapping[str, str], *, by: AbstractBaseUser | None
    ) -> Done | Problem:
        """The curator's word on the article and the story, or on the two stories."""
        link = _link(subject)
        if choice == EDIT or link is None:
            return Problem("Edit the story on its own page.")
        stories = [one for one in (link.story, link.other) if one is not None]
        concerned = {link.first_id, link.second_id, *stories_of(article_ids=[link.mover.pk], story_ids=stories)}
        before = story_state(article_ids=concerned, story_ids=stories)
        if choice == ACCEPT and link.other is None:
            put_in(article_id=link.mover.pk, story_id=link.story, by=by)
            what = "put an article in a story"
        elif choice == ACCEPT:
            merge_stories(story_ids=stories, by=by)
            what = "made one story of two"
        else:
            keep_out(article_id=link.mover.pk, story_id=link.story, by=by)
            if link.other is not None:
                keep_out(article_id=link.member.pk, story_id=link.other, by=by)
            what = "kept an article out of a story" if link.other is None else "kept two stories apart"
        after = story_state(article_ids=concerned, story_ids=stories)
        row = ChangedRow(sort=STORY, article_id=link.mover.pk, subject=link.story, before=before, after=after)
        return Done(what=what, rows=(row,))


def _link(subject: int) -> Any:
    """A link with its `mover`, the article that may join the `story` of the `member`, and the mover's own (`other`).

    None where it is gone or neither article is in a story.
    """
    link: Any = (
        StoryLink.objects.filter(pk=subject)
        .select_related("first__source", "second__source")
        .annotate(
            story_of_first=F("first__story_member__story"),
            story_of_second=F("second__story_member__story"),
            title_of_first=F("first__story_member__story__title"),
            title_of_second=F("second__story_member__story__title"),
        )
        .first()
    )
    if link is None or (link.story_of_first is None and link.story_of_second is None):
        return None
    first = (link.first, link.story_of_first, link.title_of_first)
    second = (link.second, link.story_of_second, link.title_of_second)
    mover, member = (first, second) if second[1] is not None else (second, first)
    link.mover, link.other, link.other_title = mover
    link.member, link.story, link.story_title = member
    return link
