"""What can be done to many articles at once, and doing it to some of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser

from articles.curating.items import Problem
from articles.curating.reprocessed import MakeRules, process_again, process_captures
from articles.curating.tag_items import named
from articles.curating.things import MODELS, find_thing
from articles.models import Article, CurationAct, Source, Tagging
from articles.store.acts import add_rows
from articles.store.fields_at_once import set_at_once
from articles.store.storable import storable
from articles.store.taggings import Thing
from articles.store.tags_at_once import decide_at_once

ADD_TAG: Final = "add_tag"
REMOVE_TAG: Final = "remove_tag"
SET_SOURCE: Final = "set_source"
SET_KIND: Final = "set_kind"
SET_STATE: Final = "set_state"
REPROCESS: Final = "reprocess"
REPROCESS_CAPTURES: Final = "reprocess_captures"  # the act's ids are those of captures; asked for in lists alone
LABELS: Final = {
    ADD_TAG: "Add a tag",
    REMOVE_TAG: "Remove a tag",
    SET_SOURCE: "Set the source",
    SET_KIND: "Set the kind",
    SET_STATE: "Set the state",
    REPROCESS: "Process again with the present rules",
}
_LONGEST_REASON: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing to do. `sort` and `number` name the tag, the source's number is `number`; `value` is kind or state."""

    name: str
    sort: str = ""
    number: int = 0
    value: str = ""
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """As an act keeps it."""
        return {**asdict(self), "is_bulk": True}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Operation:
        """What an act kept."""
        return cls(**{name: kept[name] for name in ("name", "sort", "number", "value", "reason")})

    @property
    def field(self) -> str:
        """The field that it sets; empty where it sets none."""
        return {SET_SOURCE: "source", SET_KIND: "kind", SET_STATE: "state"}.get(self.name, "")

    def thing(self) -> Thing | None:
        """What the tag names; None where it is gone."""
        return MODELS[self.sort]._default_manager.filter(pk=self.number).first() if self.sort else None


def read_operation(given: Mapping[str, str]) -> Operation | Problem:
    """The operation that a form asks for."""
    name = given.get("operation", "")
    if name in (ADD_TAG, REMOVE_TAG):
        thing = find_thing(given.get("sort", ""), given.get("thing", ""))
        if isinstance(thing, Problem):
            return thing
        return Operation(name=name, sort=str(thing._meta.model_name), number=thing.pk)
    if name == SET_SOURCE:
        source = _find_source(given.get("source", ""))
        return source if isinstance(source, Problem) else Operation(name=name, number=source)
    if name == SET_KIND:
        kind = given.get("kind", "")
        return Operation(name=name, value=kind) if kind in Article.Kind.values else Problem("Choose a kind.")
    if name == SET_STATE:
        state, reason = given.get("state", ""), " ".join(given.get("reason", "").split())[:_LONGEST_REASON]
        is_known = state in Article.State.values
        return Operation(name=name, value=state, reason=reason) if is_known else Problem("Choose a state.")
    return Operation(name=name) if name == REPROCESS else Problem("Choose what to do.")


def in_words(operation: Operation) -> str:
    """What an operation does, without any captured text."""
    if operation.name in (ADD_TAG, REMOVE_TAG):
        thing = operation.thing()
        words = named(thing) if thing is not None else "a tag that is gone"
        return f"{'added' if operation.name == ADD_TAG else 'removed'} {words}"
    if operation.name == SET_SOURCE:
        source = Source.objects.filter(pk=operation.number).first()
        gone = "set a source that is gone" if operation.number else "took the source away"
        return f"set the source to {source}" if source else gone
    if operation.name == SET_KIND:
        return f"set the kind to {Article.Kind(operation.value).label}"
    if operation.name == SET_STATE:
        return f"set the state to {Article.State(operation.value).label}"
    return "processed again"


def carry_out(
    operation: Operation,
    article_ids: Sequence[int],
    *,
    act: CurationAct,
    by: AbstractBaseUser | None,
    rules: MakeRules | None = None,
) -> Problem | None:
    """Do it to these articles, and write down with the act what changed of which article."""
    if operation.name in (REPROCESS, REPROCESS_CAPTURES):
        again = process_again if operation.name == REPROCESS else process_captures
        add_rows(act=act, rows=again(article_ids, rules=rules))
        return None
    if not operation.field:
        thing = operation.thing()
        if thing is None:
            return Problem("What the tag names is gone.")
        is_added = operation.name == ADD_TAG
        decision = Tagging.Decision.ACCEPTED if is_added else Tagging.Decision.REJECTED
        decide_at_once(act=act, article_ids=article_ids, thing=thing, decision=decision, by=by)
        return None
    columns = _columns(operation)
    if isinstance(columns, Problem):
        return columns
    set_at_once(act=act, article_ids=article_ids, field=operation.field, columns=columns, by=by)
    return None


def _columns(operation: Operation) -> dict[str, Any] | Problem:
    """The columns that a setting gives each article."""
    if operation.name == SET_SOURCE:
        if operation.number and not Source.objects.filter(pk=operation.number).exists():
            return Problem("The source is gone.")
        return {"source_id": operation.number or None}
    if operation.name == SET_KIND:
        return {"kind": operation.value}
    return {"state": operation.value, "state_reason": storable(operation.reason)}


def _find_source(written: str) -> int | Problem:
    """The number of the one source that goes by what was written; 0 where nothing was: no source stated."""
    words = " ".join(written.replace("\x00", "").split())
    if not words:
        return 0
    found = Source.objects.named(words) | Source.objects.filter(slug=words.lower()).distinct()
    ids = list(found.order_by("pk").values_list("pk", flat=True)[:2])
    if len(ids) == 1:
        return ids[0]
    return Problem(f"{'Several sources go' if ids else 'No source goes'} by that name.")
