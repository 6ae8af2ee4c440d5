"""Two articles that may be copies, or an article that may belong to a story: what the rules are nearly sure of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest, Least
from django.urls import reverse

from articles.curating.items import ACCEPT, EDIT, Done, Problem, QueueKind, Shown, article_text, edit_address
from articles.models import CopyPair, CopyVerdict, StoryLink, StoryPin
from articles.store.acts import ChangedRow
from articles.store.copy_decisions import decide_copies
from articles.store.story_decisions import keep_out, pins_of, put_in, story_company

COPIES: Final = "copies"
STORY: Final = "story"
_ARTICLES: Final = ("shorter__source", "longer__source")


class SuspectedCopies(QueueKind):
    """Pairs whose texts are alike in about as much as the rules ask for."""

    name = "copies"
    label = "Suspected copies"
    weight = 0.5

    def waiting(self) -> QuerySet[Any]:
        """The likest first; see the index copy_pair_doubtful."""
        verdicts = CopyVerdict.objects.filter(
            lower=Least(OuterRef("shorter"), OuterRef("longer")),
            higher=Greatest(OuterRef("shorter"), OuterRef("longer")),
        )
        return CopyPair.objects.filter(Q(coverage__gte=0.5, coverage__lt=0.7), ~Exists(verdicts)).order_by(
            "-coverage", "-pk"
        )

    def show(self, subject: int) -> Shown | None:
        """Both texts side by side."""
        pair = CopyPair.objects.filter(pk=subject).select_related(*_ARTICLES).first()
        if pair is None:
            return None
        return Shown(
            question="Do these tell one text?",
            texts=(article_text(pair.shorter), article_text(pair.longer)),
            accept="Yes, they are copies",
            reject="No, never fold them",
            edit="Edit the first",
            facts=(
                ("of the shorter in the longer", f"{pair.containment:.0%}"),
                ("of the longer in the shorter", f"{pair.coverage:.0%}"),
            ),
            edit_address=edit_address(pair.shorter_id),
        )

    def decide(
        self, subject: int, choice: str, given: Mapping[str, str], *, by: AbstractBaseUser | None
    ) -> Done | Problem:
        """The curator's word on the pair."""
        if choice == EDIT:
            return Problem("Edit the articles on their own pages.")
        pair = CopyPair.objects.get(pk=subject)
        is_copy = choice == ACCEPT
        decide_copies(article_id=pair.shorter_id, other_ids=[pair.longer_id], is_copy=is_copy, by=by)
        row = ChangedRow(
            sort=COPIES,
            article_id=pair.shorter_id,
            subject=pair.longer_id,
            before={"is_copy": None},
            after={"is_copy": is_copy},
        )
        return Done(what="called two articles copies" if is_copy else "called two articles no copies", rows=(row,))


class SuspectedStories(QueueKind):
    """An article in no story, nearly close enough to one that is."""

    name = "stories"
    label = "Suspected stories"
    weight = 0.45

    def waiting(self) -> QuerySet[Any]:
        """The closest first; see the index story_link_doubtful."""
        one = Q(first__story_member__isnull=True, second__story_member__isnull=False)
        other = Q(first__story_member__isnull=False, second__story_member__isnull=True)
        decided = StoryPin.objects.filter(
            Q(article=OuterRef("first"), story=OuterRef("second__story_member__story"))
            | Q(article=OuterRef("second"), story=OuterRef("first__story_member__story"))
        )
        return StoryLink.objects.filter(Q(score__gte=0.6, score__lt=0.75), one | other, ~Exists(decided)).order_by(
            "-score", "-pk"
        )

    def show(self, subject: int) -> Shown | None:
        """The article, and the one of the story that it is close to."""
        link = _link(subject)
        if link is None or link.story is None:
            return None
        loner, member = (link.first, link.second) if link.loner == link.first_id else (link.second, link.first)
        return Shown(
            question=f"Does the first article tell of the same event as the story “{link.story_title}”?",
            texts=(article_text(loner), article_text(member)),
            accept="Yes, put it in the story",
            reject="No, keep it out",
            edit="Edit the story",
            facts=(("likeness", f"{link.score:.2f}"),),
            edit_address=_story_address(link.story),
        )

    def decide(
        self, subject: int, choice: str, given: Mapping[str, str], *, by: AbstractBaseUser | None
    ) -> Done | Problem:
        """The curator's word on the article and the story."""
        link = _link(subject)
        if choice == EDIT or link is None or link.story is None:
            return Problem("Edit the story on its own page.")
        concerned = story_company(article_id=link.loner, story_id=link.story)
        before = pins_of(concerned)
        if choice == ACCEPT:
            put_in(article_id=link.loner, story_id=link.story, by=by)
        else:
            keep_out(article_id=link.loner, story_id=link.story, by=by)
        row = ChangedRow(
            sort=STORY,
            article_id=link.loner,
            subject=link.story,
            before={"pins": before},
            after={"pins": pins_of(concerned)},
        )
        return Done(
            what="put an article in a story" if choice == ACCEPT else "kept an article out of a story", rows=(row,)
        )


def _link(subject: int) -> Any:
    """A link with `loner`, the article in no story, and the number and title of the other's `story`."""
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
    if link is not None:
        is_first = link.story_of_first is None
        link.loner = link.first_id if is_first else link.second_id
        link.story = link.story_of_second if is_first else link.story_of_first
        link.story_title = link.title_of_second if is_first else link.title_of_first
    return link


def _story_address(story_id: int) -> str:
    return reverse("admin:articles_story_change", args=[story_id])
