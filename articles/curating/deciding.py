"""Decisions taken in the admin's forms and lists, each written down as an act that can be undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from articles.curating.candidate_items import CompanyCandidates
from articles.curating.items import ACCEPT, REJECT, Problem
from articles.curating.story_items import STORY
from articles.curating.tag_items import named, tag_row
from articles.curating.vocabulary import TagAgain, tag_at_once
from articles.documents import Removed
from articles.models import Article, CopyChoice, CurationAct, Tagging
from articles.models.tagging import TAG_FIELDS
from articles.store.acts import ChangedRow, record_act
from articles.store.copy_decisions import choose_canonical, decide_copies, verdicts_on, withdraw_choice
from articles.store.edits import update_articles
from articles.store.fields_at_once import FIELDS
from articles.store.snapshots import Snapshot, decide_thing, fields_state, tag_states
from articles.store.story_decisions import stories_of, story_state
from articles.store.taggings import Thing, decide_taggings

TAGS: Final = "tags"
TEXT: Final = "put_back"
COPY: Final = "copies_by_hand"
STATE: Final = "state"
STORIES: Final = "stories_by_hand"
CANDIDATES: Final = "candidates_by_hand"
PIECES: Final = "pieces"  # sorts of rows
CHOICE: Final = "choice"
COPIES: Final = "copies"


@transaction.atomic
def decide_tags(wanted: Iterable[tuple[int, Thing, str]], *, by: AbstractBaseUser | None) -> CurationAct | None:
    """A curator's word on tags of articles: (article id, what the tag names, decision); None where nothing changed.

    'open' gives a tag back to who made it.
    """
    groups: dict[tuple[Thing, str], list[int]] = defaultdict(list)
    for article_id, thing, decision in wanted:
        groups[thing, str(decision)].append(article_id)
    rows: list[ChangedRow] = []
    for (thing, decision), article_ids in groups.items():
        rows += [tag_row(thing, one) for one in _decide(thing, decision, article_ids, by)]
    if not rows:
        return None
    words = sorted({f"{Tagging.Decision(decision).label} {named(thing)}" for thing, decision in groups})
    subject = rows[0].article_id if len({row.article_id for row in rows}) == 1 else None
    return record_act(kind=TAGS, what=_few(words), rows=rows, by=by, subject=subject)


def decide_listed(tagging_ids: Iterable[int], decision: str, *, by: AbstractBaseUser | None) -> int:
    """`decide_tags` for rows of a list; returns how many there were."""
    tags = list(Tagging.objects.filter(pk__in=list(tagging_ids)).select_related(*TAG_FIELDS).order_by("pk"))
    decide_tags([(tag.article_id, tag.thing, decision) for tag in tags], by=by)
    return len(tags)


def _decide(
    thing: Thing, decision: str, article_ids: Collection[int], by: AbstractBaseUser | None
) -> Sequence[Snapshot]:
    if decision != Tagging.Decision.OPEN:
        return decide_thing(article_ids=article_ids, thing=thing, decision=decision, by=by)
    before = tag_states(article_ids=article_ids, thing=thing)
    column = f"{thing._meta.model_name}_id"
    tags = Tagging.objects.filter(article_id__in=list(before), **{column: thing.pk}).exclude(decision=decision)
    decide_taggings(tagging_ids=list(tags.values_list("pk", flat=True)), decision=decision, by=by)
    after = tag_states(article_ids=article_ids, thing=thing)
    return [
        Snapshot(article_id=pk, before=before[pk], after=after[pk]) for pk in sorted(after) if before[pk] != after[pk]
    ]


@transaction.atomic
def move_pieces(
    article: Article, *, back: Sequence[Removed], out: Sequence[str], by: AbstractBaseUser | None
) -> CurationAct | None:
    """Put pieces that cleaning took out back into the text, and take others out again."""
    if not back and not out:
        return None
    from articles import correcting  # with all the stages, which other acts never need

    before = restored_state(article.pk)
    correcting.take_out_again(article, out, by=by)
    correcting.put_back(article, back, by=by)
    after = restored_state(article.pk)
    row = ChangedRow(sort=PIECES, article_id=article.pk, before=before, after=after)
    parts = [f"put {len(back)} back into the text"] * bool(back) + [f"took {len(out)} out again"] * bool(out)
    return record_act(kind=TEXT, what=" and ".join(parts), rows=[row], by=by, subject=article.pk)


def restored_state(article_id: int) -> dict[str, Any]:
    """What of the pieces taken out was put back: {"restored": [[text, rule], ...]}."""
    restored = Article.objects.values_list("restored", flat=True).get(pk=article_id)
    return {"restored": sorted([one["text"], one["rule"]] for one in restored)}


@transaction.atomic
def decide_on_copies(
    article_id: int, verdicts: Mapping[int, bool | None], *, stands: bool | None, by: AbstractBaseUser | None
) -> str:
    """Say of other articles whether they are copies (None: the rules decide), and whether this one `stands` for them.

    `stands` None leaves that as it is. Returns what could not be done.
    """
    if not verdicts and stands is None:
        return ""
    problem, before, chosen = "", verdicts_on(article_id), chosen_among(article_id)
    for said in (None, False, True):
        if others := [pk for pk, verdict in verdicts.items() if verdict is said]:
            decide_copies(article_id=article_id, other_ids=others, is_copy=said, by=by)
    rows = [
        ChangedRow(
            sort=COPIES,
            article_id=article_id,
            subject=other,
            before={"is_copy": before.get(other)},
            after={"is_copy": said},
        )
        for other, said in sorted(verdicts.items())
        if before.get(other) is not said
    ]
    if stands and not choose_canonical(article_id=article_id, by=by):
        problem = "It has no copies to be counted for."
    elif stands is False:
        withdraw_choice(article_id=article_id, by=by)
    if stands is not None and not problem:
        after = article_id if stands else None
        rows.append(ChangedRow(sort=CHOICE, article_id=article_id, before={"chosen": chosen}, after={"chosen": after}))
    if rows:
        record_act(kind=COPY, what="decided on the copies of an article", rows=rows, by=by, subject=article_id)
    return problem


def chosen_among(article_id: int) -> int | None:
    """The article that a curator chose to stand for an article and its copies."""
    own = CopyChoice.objects.filter(article=article_id)
    of_group = CopyChoice.objects.filter(article__fingerprint__group__fingerprints__article=article_id)
    return (own | of_group).values_list("article", flat=True).order_by("article").first()


@transaction.atomic
def set_state(article_ids: Sequence[int], state: str, *, by: AbstractBaseUser | None) -> CurationAct | None:
    """Publish, hide or send to review the articles of a list."""
    articles = Article.objects.filter(pk__in=article_ids).order_by("pk").select_for_update(no_key=True)
    before = {article.pk: fields_state(article, ["state"]) for article in articles}
    stored = update_articles(article_ids=article_ids, changes={"state": state}, by=by)
    rows = [
        ChangedRow(sort=FIELDS, article_id=article.pk, before=before[article.pk], after=after)
        for article in stored
        for after in [fields_state(article, ["state"])]
        if after != before[article.pk]
    ]
    what = f"set the state to {Article.State(state).label}"
    return record_act(kind=STATE, what=what, rows=rows, by=by) if rows else None


@transaction.atomic
def decide_candidates(
    candidate_ids: Iterable[int],
    choice: str,
    given: Mapping[str, str],
    *,
    by: AbstractBaseUser | None,
    tag_again: TagAgain = tag_at_once,
) -> tuple[CurationAct | None, list[str]]:
    """Take one decision on the candidates of a list that are open; returns the act, and in words what came of it.

    `choice` and `given` are those of the queue. Nothing is decided where one of them cannot be.
    """
    kind, rows, said = CompanyCandidates(), list[ChangedRow](), list[str]()
    for pk in kind.waiting().filter(pk__in=list(candidate_ids)).order_by("pk").values_list("pk", flat=True):
        done = kind.decide(pk, choice, given, by=by)
        if isinstance(done, Problem):
            return None, [done.reason]
        rows += done.rows
        if done.thing is not None:
            said.append(tag_again(done.thing, done.names))
    if not rows:
        return None, []
    words = {ACCEPT: "made companies of", REJECT: "rejected"}.get(choice, "made names of a company of")
    act = record_act(kind=CANDIDATES, what=f"{words} {len(rows)} company candidates", rows=rows, by=by)
    return act, said


@contextmanager
def story_act(
    what: str, *, article_ids: Collection[int] = (), story_ids: Collection[int], by: AbstractBaseUser | None
) -> Iterator[None]:
    """Write down as an act what is decided within of stories and articles; nothing where nothing changed."""
    with transaction.atomic():
        concerned = stories_of(article_ids=article_ids, story_ids=story_ids)
        before = story_state(article_ids=concerned, story_ids=story_ids)
        yield
        after = story_state(article_ids=concerned, story_ids=story_ids)
        if before != after:
            rows = [ChangedRow(sort=STORY, subject=min(story_ids), before=before, after=after)]
            record_act(kind=STORIES, what=what, rows=rows, by=by, subject=min(story_ids))


def _few(words: Sequence[str]) -> str:
    return ", ".join(words[:3]) + (f" and {len(words) - 3} more" if len(words) > 3 else "")
