"""Taking acts back: each sort of changed row knows how."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from django.contrib.auth.models import AbstractBaseUser

from articles.curating.added import ADDED, take_out_added
from articles.curating.candidate_items import CANDIDATE
from articles.curating.capture_items import CAPTURE
from articles.curating.deciding import CHOICE, PIECES, chosen_among, restored_state
from articles.curating.pair_items import COPIES
from articles.curating.reprocessed import CREATED, PROCESSED, TURNED, put_back_processed
from articles.curating.story_items import STORY
from articles.curating.things import MODELS
from articles.curating.vocabulary import ROW, TagAgain, put_edits_back, tag_at_once
from articles.documents import Removed
from articles.models import Capture, Company, CompanyCandidate, CurationRow
from articles.rules import present_rules
from articles.store.candidates import candidate_state, reopen_candidate
from articles.store.capture_states import put_captures_back
from articles.store.captures import judge_rejection
from articles.store.copy_decisions import choose_canonical, decide_copies, verdicts_on, withdraw_choice
from articles.store.fields_at_once import FIELDS, SET_AT_ONCE, put_field_back
from articles.store.history import personal_write
from articles.store.made_states import hide_made
from articles.store.row_states import remove_made
from articles.store.snapshots import Snapshot, put_fields_back
from articles.store.story_decisions import put_stories_back
from articles.store.tags_at_once import CHANGED_SINCE, GONE, TAG, put_tag_back

UNDONE: Final = "The processing of its capture was undone."
Left = dict[int, str]  # {row id: why it was left as it is}


def put_back(rows: Sequence[CurationRow], *, by: AbstractBaseUser | None, tag_again: TagAgain = tag_at_once) -> Left:
    """Undo what rows of one act say; returns those that were left alone.

    `tag_again` has the articles tagged again that hold a name or meet a rule which came or went by it.
    """
    sorts: dict[str, list[CurationRow]] = defaultdict(list)
    for row in rows:
        sorts[row.sort].append(row)
    left = put_edits_back(sorts.pop(ROW), by=by, tag_again=tag_again) if ROW in sorts else {}
    if CANDIDATE in sorts:
        left |= _candidates(sorts.pop(CANDIDATE), by, tag_again)
    for sort, way in _WAYS.items():
        if sort in sorts:
            left |= way(sorts[sort], by)
    return left


def _fields(rows: Sequence[CurationRow], by: AbstractBaseUser | None) -> Left:
    """One field that many can be given by one statement is put back so; the others article by article."""
    sorts: dict[str, list[CurationRow]] = defaultdict(list)
    for row in rows:
        [first, *more] = row.after["curated"]
        sorts["" if more or first not in SET_AT_ONCE else first].append(row)
    left = _fields_one_by_one(sorts.pop(""), by) if "" in sorts else {}
    for field, of_field in sorts.items():
        left |= put_field_back(field=field, row_ids=[row.pk for row in of_field], by=by)
    return left


def _fields_one_by_one(rows: Sequence[CurationRow], by: AbstractBaseUser | None) -> Left:
    snapshots = [_snapshot(row, row.before, row.after) for row in rows]
    left = put_fields_back(snapshots=snapshots, by=by)
    said_else = [
        one.article_id for one in snapshots if one.article_id not in left and _words(one.before) != _words(one.after)
    ]
    if said_else:
        from articles.pipeline import retag  # with all the stages, which other acts never need

        retag(said_else, rules=present_rules())
    return _by_row(rows, left)


def _tags(rows: Sequence[CurationRow], by: AbstractBaseUser | None) -> Left:
    things: dict[tuple[str, int], list[CurationRow]] = defaultdict(list)
    for row in rows:
        kind, pk = row.after["thing"]
        things[kind, pk].append(row)
    left: Left = {}
    for (kind, pk), of_thing in things.items():
        thing = MODELS[kind]._default_manager.filter(pk=pk).first()
        if thing is None:
            left |= {row.pk: GONE for row in of_thing}
        else:
            left |= put_tag_back(thing=thing, row_ids=[row.pk for row in of_thing], by=by)
    return left


def _candidates(rows: Sequence[CurationRow], by: AbstractBaseUser | None, tag_again: TagAgain) -> Left:
    left: Left = {}
    for row in rows:
        candidate = CompanyCandidate.objects.filter(pk=row.subject or 0).select_related("company").first()
        if candidate is None or candidate_state(candidate) != row.after:
            left[row.pk] = CHANGED_SINCE
            continue
        company, number = candidate.company, candidate.company_id
        names = reopen_candidate(candidate=candidate, aliases=row.after["aliases"], by=by)
        if company is not None:
            if row.after["decision"] == CompanyCandidate.Decision.ACCEPTED:
                with personal_write(by):
                    remove_made(company)
            # Its name and number say which articles: the company may be gone by now.
            tag_again(Company(pk=number, name=company.name), names)
    return left


def _copies(rows: Sequence[CurationRow], by: AbstractBaseUser | None) -> Left:
    left: Left = {}
    for row in rows:
        assert row.article_id is not None
        assert row.subject is not None
        if verdicts_on(row.article_id).get(row.subject) != row.after["is_copy"]:
            left[row.pk] = CHANGED_SINCE
        else:
            decide_copies(article_id=row.article_id, other_ids=[row.subject], is_copy=row.before["is_copy"], by=by)
    return left


def _pieces(rows: Sequence[CurationRow], by: AbstractBaseUser | None) -> Left:
    from articles import correcting  # with all the stages, which other acts never need

    left: Left = {}
    for row in rows:
        article = row.article
        assert article is not None
        if restored_state(article.pk) != row.after:
            left[row.pk] = CHANGED_SINCE
            continue
        now, before = (list(map(tuple, state["restored"])) for state in (row.after, row.before))
        correcting.take_out_again(article, [text for text, rule in now if (text, rule) not in before], by=by)
        try:
            correcting.put_back(
                article, [Removed(text=text, rule=rule) for text, rule in before if (text, rule) not in now], by=by
            )
        except ValueError:
            left[row.pk] = GONE  # newer rules take no such piece out
    return left


def _choices(rows: Sequence[CurationRow], by: AbstractBaseUser | None) -> Left:
    left: Left = {}
    for row in rows:
        assert row.article_id is not None
        if chosen_among(row.article_id) != row.after["chosen"]:
            left[row.pk] = CHANGED_SINCE
        elif row.before["chosen"] is None:
            withdraw_choice(article_id=row.article_id, by=by)
        elif not choose_canonical(article_id=row.before["chosen"], by=by):
            left[row.pk] = GONE
    return left


def _stories(rows: Sequence[CurationRow], by: AbstractBaseUser | None) -> Left:
    return {row.pk: CHANGED_SINCE for row in rows if not put_stories_back(before=row.before, after=row.after, by=by)}


def _turned(rows: Sequence[CurationRow], by: AbstractBaseUser | None) -> Left:
    left = put_captures_back(states=[(row.subject or 0, row.before, row.after) for row in rows])
    return {row.pk: left[row.subject or 0] for row in rows if row.subject in left}


def _captures(rows: Sequence[CurationRow], by: AbstractBaseUser | None) -> Left:
    left: Left = {}
    for row in rows:
        if made := row.after.get("made"):  # of acts written down before a capture's own state was
            hide_made(article_ids=made, reason=UNDONE)
        elif Capture.objects.filter(pk=row.subject or 0, is_rejection_right=True).exists():
            judge_rejection(capture_id=row.subject or 0, is_right=False)
        else:
            left[row.pk] = CHANGED_SINCE
    return left


def _processed(rows: Sequence[CurationRow], by: AbstractBaseUser | None) -> Left:
    states = [(row.article_id, row.before, row.after) for row in rows if row.article_id is not None]
    return _by_row(rows, put_back_processed(states))


def _created(rows: Sequence[CurationRow], by: AbstractBaseUser | None) -> Left:
    hide_made(article_ids=[row.article_id for row in rows if row.article_id is not None], reason=UNDONE)
    return {}


_WAYS: Final[Mapping[str, Callable[[Sequence[CurationRow], AbstractBaseUser | None], Left]]] = {
    TURNED: _turned,  # first, as captures are locked before their articles
    CREATED: _created,  # then: what was made stands where another article stood before
    PROCESSED: _processed,
    FIELDS: _fields,
    TAG: _tags,
    PIECES: _pieces,
    CHOICE: _choices,
    COPIES: _copies,
    STORY: _stories,
    CAPTURE: _captures,
    ADDED: take_out_added,
}


def _snapshot(row: CurationRow, before: Mapping[str, object] | None, after: Mapping[str, object] | None) -> Snapshot:
    assert row.article_id is not None
    return Snapshot(
        article_id=row.article_id,
        before=None if before is None else dict(before),
        after=None if after is None else dict(after),
    )


def _by_row(rows: Sequence[CurationRow], left: Mapping[int, str]) -> Left:
    return {row.pk: left[row.article_id or 0] for row in rows if row.article_id in left}


def _words(state: Mapping[str, object] | None) -> tuple[object, ...]:
    columns = (state or {}).get("columns")
    return tuple(columns.get(name) for name in ("title", "text")) if isinstance(columns, dict) else ()
