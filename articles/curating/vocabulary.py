"""Edits of companies, people, places, topics, sources, feeds and switches, each written down as an act with an undo.

What follows from an edit is worked out from the rows it changed, so that saving and undoing lead to the same: articles
are tagged again where a name or a rule came, changed or went, and indexed again under a topic's new parents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction

from articles.models import Company, CurationAct, CurationRow, Place, SiteFurniture, Tagging, Topic
from articles.store.acts import ChangedRow, record_act
from articles.store.furniture import decide_furniture
from articles.store.row_states import Key, RowChange, States, differences, put_rows_back, states_of, states_since
from articles.store.search_entries import index_articles
from articles.store.taggings import Thing
from articles.store.topics import note_rules

ROW: Final = "row"  # the sort of rows that say what became of a row
VOCABULARY: Final = "vocabulary"
FURNITURE: Final = "furniture"
TagAgain = Callable[[Thing, Iterable[str]], str]
_NAMING: Final = {
    "company": ("ticker", "exchange", "is_news_source"),
    "companyalias": ("text", "kind", "needs_evidence", "until", "company_id"),
    "place": ("name", "aliases", "demonyms"),
}  # the columns that decide which articles name something
_RULING: Final = ("rule", "threshold")
_INDEXED_AT_A_TIME: Final = 1_000
_SHOWN: Final = 80  # characters of a value


def tag_at_once(thing: Thing, names: Iterable[str]) -> str:
    """Tag the articles again that hold one of the names, or that a topic's rule touches; in words what came of it."""
    from articles import retagging  # with all its stages, which other acts never need

    if isinstance(thing, Topic):
        return str(retagging.retag_topic(topic_id=thing.pk))
    return str(retagging.retag_names(thing=thing, names=names))


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """The act of an edit, None where it changed nothing, and in words what followed from it."""

    act: CurationAct | None = None
    words: tuple[str, ...] = ()


@transaction.atomic
def record_edit(
    before: States,
    rows: Iterable[models.Model] = (),
    *,
    by: AbstractBaseUser | None,
    what: str = "",
    kind: str = VOCABULARY,
    tag_again: TagAgain = tag_at_once,
) -> Edited:
    """Write down what became of the rows of `before` (see `states_of`) and of `rows`, and do what follows from it.

    Call it in the transaction of the edit. `what` is said of it in words, where the first row does not say enough.
    """
    after = states_since(before, rows)
    changes = differences(before, after)
    if not changes:
        return Edited()
    kept = [_row(change, before.get(change.key), after.get(change.key)) for change in changes]
    first = changes[0]
    words = what or _in_words(first, (after if first.after is not None else before)[first.key])
    act = record_act(kind=kind, what=words, rows=kept, by=by, subject=first.key[1] if len(changes) == 1 else None)
    names = [((owner, number), told) for row in kept for owner, number, told in row.after["names"]]
    return Edited(act=act, words=tuple(_follow(changes, names, by=by, tag_again=tag_again)))


@transaction.atomic
def decide_on_furniture(ids: Iterable[int], verdict: str, *, by: AbstractBaseUser | None) -> int:
    """Keep what sites repeat in their articles, take it out, or leave it to the rules; returns how many there were."""
    before = states_of(SiteFurniture.objects.filter(pk__in=list(ids)).order_by("pk"))
    count = decide_furniture(furniture_ids=[pk for _, pk in before], verdict=verdict, by=by)
    record_edit(before, by=by, kind=FURNITURE, what=f"{SiteFurniture.Verdict(verdict).label}: what sites repeat")
    return count


def put_edits_back(
    rows: Sequence[CurationRow], *, by: AbstractBaseUser | None, tag_again: TagAgain = tag_at_once
) -> dict[int, str]:
    """Undo edits, and do what follows; returns `{id of the act's row: why it was left}`."""
    changes = {row.pk: _change(row) for row in rows}
    reasons = put_rows_back(changes=list(changes.values()), by=by)
    left = {pk: reasons[change.key] for pk, change in changes.items() if change.key in reasons}
    undone = [
        RowChange(key=change.key, before=change.after, after=change.before)
        for pk, change in changes.items()
        if pk not in left
    ]
    names = [((owner, number), told) for row in rows if row.pk not in left for owner, number, told in _kept_names(row)]
    _follow(undone, names, by=by, tag_again=tag_again)
    return left


def told(row: CurationRow) -> str:
    """One change of an edit in words: 'topic Ships: rule harbour → canal'."""
    change = _change(row)
    name = f"{row.after['of']} {row.after['called']}".strip()
    if change.before is None or change.after is None:
        return f"{name}: {'added' if change.before is None else 'removed'}"
    fields = (
        f"{column.removesuffix('_id').replace('_', ' ')} {_short(change.before[column])} → {_short(value)}"
        for column, value in change.after.items()
    )
    return f"{name}: {'; '.join(fields)}"


def _row(change: RowChange, old: dict[str, Any] | None, new: dict[str, Any] | None) -> ChangedRow:
    name, pk = change.key
    about = {"model": name, "of": _noun(name), "called": _called(new or old or {})}
    names = [[*key, told] for key, told in _names(change.key, old or {}, new or {})]
    return ChangedRow(
        sort=ROW,
        subject=pk,
        before={**about, "row": change.before},
        after={**about, "row": change.after, "names": names},
    )


def _follow(
    changes: Sequence[RowChange],
    names: Iterable[tuple[Key, Sequence[str]]],
    *,
    by: AbstractBaseUser | None,
    tag_again: TagAgain,
) -> list[str]:
    """Do what follows from rows that changed; returns in words what came of it.

    `names` are the written forms whose articles are to be looked at again, by what goes by them.
    """
    said = [one for change in changes if change.key[0] == "topic" for one in _follow_topic(change, by, tag_again)]
    wanted: dict[Key, set[str]] = defaultdict(set)
    for key, told in names:
        wanted[key] |= set(told)
    for (sort, number), forms in wanted.items():
        if forms:
            model = Company if sort == "company" else Place
            thing = model._default_manager.filter(pk=number).first() or model(pk=number, name=min(forms))
            said.append(tag_again(thing, sorted(forms)))
    return said


def _change(row: CurationRow) -> RowChange:
    key = (row.after["model"], row.subject or 0)
    return RowChange(key=key, before=row.before["row"], after=row.after["row"])


def _kept_names(row: CurationRow) -> list[tuple[str, int, list[str]]]:
    return [(owner, number, told) for owner, number, told in row.after["names"]]


def _names(key: Key, old: dict[str, Any], new: dict[str, Any]) -> Iterator[tuple[Key, list[str]]]:
    """The written forms that came, changed or went with a row, by what goes by them."""
    name, pk = key
    if name not in _NAMING or not any(old.get(column) != new.get(column) for column in _NAMING[name]):
        return
    match name:
        case "companyalias":
            yield ("company", (new or old)["company_id"]), sorted({one["text"] for one in (old, new) if one})
        case "company":
            yield ("company", pk), sorted({one["ticker"] for one in (old, new) if one and one["ticker"]})
        case "place":
            yield ("place", pk), sorted(_place_names(old) ^ _place_names(new))


def _place_names(state: dict[str, Any]) -> set[str]:
    return {state["name"], *state["aliases"], *state["demonyms"]} if state else set()


def _follow_topic(change: RowChange, by: AbstractBaseUser | None, tag_again: TagAgain) -> Iterator[str]:
    """Note the rule, tag what it touches, accept by a new limit, index what stands below under its new parents."""
    topic = Topic.objects.filter(pk=change.key[1]).first()
    if topic is None or change.after is None:
        return
    columns = set(change.after)
    note_rules(topic_ids=[topic.pk], by=by)
    if columns & set(_RULING):
        yield tag_again(topic, ())
    if change.before is None:
        return
    if "accept_above" in columns:
        from articles.store.learning import apply_acceptance  # with the libraries that learn

        yield f"Suggestions accepted or opened by the new limit: {apply_acceptance(topic_id=topic.pk):,}."
    if "parent_id" in columns:
        _index_articles_below(topic)


def _index_articles_below(topic: Topic) -> None:
    """Write the search entries of the articles under a topic again: they hold its ancestors."""
    below, level = {topic.pk}, {topic.pk}
    while level := set(Topic.objects.filter(parent__in=level).values_list("pk", flat=True)) - below:
        below |= level
    tagged = Tagging.objects.filter(topic__in=below, decision=Tagging.Decision.ACCEPTED)
    ids = sorted(set(tagged.order_by().values_list("article", flat=True)))
    for start in range(0, len(ids), _INDEXED_AT_A_TIME):
        index_articles(article_ids=ids[start : start + _INDEXED_AT_A_TIME])


def _in_words(change: RowChange, state: dict[str, Any]) -> str:
    """An edit in words; people are not named, whose names go with the articles."""
    verb = "added" if change.before is None else ("deleted" if change.after is None else "edited")
    noun = _noun(change.key[0])
    return f"{verb} a person" if change.key[0] == "person" else f"{verb} the {noun} {_called(state)}"


def _noun(name: str) -> str:
    return str(apps.get_model("articles", name)._meta.verbose_name)


def _called(state: dict[str, Any]) -> str:
    if "verdict" in state:
        return str(state["site"])  # and none of what its pages say
    return _short(
        next((state[name] for name in ("name", "text", "title", "url", "slug", "key") if state.get(name)), "")
    )


def _short(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else ("nothing" if value in (None, "") else str(value))
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
