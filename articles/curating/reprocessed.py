"""Processing the captures of articles again, with what that changed kept so that it can be put back.

What the rules made is put back as it stood, and stands until the captures are processed once more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from articles.models import ArticleVersion
from articles.rules import present_rules
from articles.store.acts import ChangedRow
from articles.store.capture_states import capture_states, has_turned
from articles.store.made_states import made_states, put_made_back, put_made_tags_back

if TYPE_CHECKING:
    from articles.pipeline import Rules

MakeRules = Callable[[], "Rules"]
PROCESSED: Final = "processed"
CREATED: Final = "created"
TURNED: Final = "processed capture"  # a capture that was rejected and is no more, or the other way round


def process_again(article_ids: Collection[int], *, rules: MakeRules | None = None) -> list[ChangedRow]:
    """Run the present rules over the captures that these articles show; what it changed, their siblings included."""
    shown = ArticleVersion.objects.filter(article__in=article_ids, is_current=True)
    return process_captures(set(shown.values_list("capture", flat=True)), article_ids, rules=rules)


def process_captures(
    capture_ids: Collection[int], article_ids: Collection[int] = (), *, rules: MakeRules | None = None
) -> list[ChangedRow]:
    """Run the present rules over captures; what it changed of their articles and of `article_ids`."""
    from articles import pipeline  # with all its stages, which other acts never need

    captures = sorted(capture_ids)
    siblings = ArticleVersion.objects.filter(capture__in=captures).values_list("article", flat=True)
    before = made_states(article_ids={*article_ids, *siblings})
    captured = capture_states(capture_ids=captures)
    if captures:
        pipeline.process_many(captures, rules=(rules or present_rules)())
    now = ArticleVersion.objects.filter(capture__in=captures).values_list("article", flat=True)
    after = made_states(article_ids={*before, *now})
    since = capture_states(capture_ids=captures)
    turned = [
        ChangedRow(sort=TURNED, subject=pk, before=captured[pk], after=since[pk])
        for pk in captures
        if pk in captured and pk in since and has_turned(captured[pk], since[pk])
    ]
    changed = [
        ChangedRow(sort=PROCESSED, article_id=pk, before=before[pk], after=after[pk])
        for pk in sorted(before)
        if pk in after and before[pk] != after[pk]
    ]
    created = [
        ChangedRow(sort=CREATED, article_id=pk, before={}, after=after[pk])
        for pk in sorted(after.keys() - before.keys())
    ]
    return [*turned, *changed, *created]


def put_back_processed(states: Sequence[tuple[int, Mapping[str, Any], Mapping[str, Any]]]) -> dict[int, str]:
    """Let articles be as they were before: (article, before, after); returns `{article id: why it was left}`."""
    left = put_made_back(states=states)
    said_else = {
        pk: before["tags"] for pk, before, after in states if pk not in left and _words(before) != _words(after)
    }
    if said_else:
        from articles.pipeline import retag  # with all its stages, which other acts never need

        retag(sorted(said_else), rules=present_rules())  # draws the mentions anew
        put_made_tags_back(tags=said_else)
    return left


def _words(state: Mapping[str, Any]) -> tuple[str, str]:
    return state["columns"]["title"], state["columns"]["text"]
