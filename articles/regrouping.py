"""Merging, splitting and taking either back, with the articles tagged again that it touches.

The rows move in one transaction; in the same one the rules look again at the articles that hold the names concerned,
so that what is found stays as it is whenever the pipeline runs again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from articles.models import Person, Regrouping, Source, Topic
from articles.pipeline import retag
from articles.retagging import articles_naming, names_of, retag_topic, takes_long_to_look
from articles.rules import present_rules
from articles.store.journal import in_chunks
from articles.store.merging import MODELS, Groupable, RegroupingError, articles_of, mark_undone, merge, undo_merge
from articles.store.splitting import Splittable, split

_BATCH: Final = 500  # articles


def merge_things(
    *, kept: Groupable, gone: Groupable, by: AbstractBaseUser | None, most: int | None = None
) -> tuple[Regrouping, int | None]:
    """`merge`, and tag again what holds a name of the one merged away.

    Returns the act and how many articles were looked at again: None, with their tags only moved, for more than `most`.
    """
    with transaction.atomic():
        names = [] if isinstance(gone, Source) else names_of(gone)
        act = merge(kept=kept, gone=gone, by=by)
        kept.refresh_from_db()
        return act, _look_again(kept, names, (), most)


def undo(
    *, regrouping: Regrouping, by: AbstractBaseUser | None, most: int | None = None
) -> tuple[Groupable, int | None]:
    """Take a merge back, or join again what was split; returns what came back, or what was joined again, and the count.

    Joining again is a merge, so that the address which the split gave out leads on.
    """
    with transaction.atomic():
        if regrouping.act == Regrouping.Act.SPLIT:
            return _join_again(regrouping, by, most)
        thing = undo_merge(regrouping=regrouping, by=by)
        kept = MODELS[regrouping.kind]._default_manager.get(pk=regrouping.kept_id)
        looked_at = _look_again(thing, () if isinstance(thing, Source) else names_of(thing), articles_of(thing), most)
        if isinstance(kept, Topic) and _look_again(kept, (), (), most) is None:
            looked_at = None
        return thing, looked_at


def split_thing(
    *, thing: Splittable, names: Collection[str], name: str, by: AbstractBaseUser | None, most: int | None = None
) -> tuple[Regrouping, int | None]:
    """`split`, and tag again what holds one of the names."""
    with transaction.atomic():
        act = split(thing=thing, names=names, name=name, by=by)
        return act, _look_again(thing, (*names, name), (), most)


def _join_again(regrouping: Regrouping, by: AbstractBaseUser | None, most: int | None) -> tuple[Groupable, int | None]:
    pair = MODELS[regrouping.kind]._default_manager.in_bulk([regrouping.kept_id, regrouping.other_id])
    if len(pair) < 2:
        raise RegroupingError("One of the two was merged since. Undo that first.")
    kept = pair[regrouping.kept_id]
    _, looked_at = merge_things(kept=kept, gone=pair[regrouping.other_id], by=by, most=most)
    mark_undone(regrouping=regrouping, by=by)
    return kept, looked_at


def _look_again(thing: Groupable, names: Iterable[str], also: Collection[int], most: int | None) -> int | None:
    """Tag again the articles that hold one of the names, and those `also` named; a topic's by its rule."""
    if isinstance(thing, Topic):
        done = retag_topic(topic_id=thing.pk, most=most)
        return None if done is None else done.looked_at
    if isinstance(thing, Source):
        return 0
    if most is not None and takes_long_to_look():
        return None
    ids = articles_naming(name for name in names if name) | (set(also) if isinstance(thing, Person) else set())
    if most is not None and len(ids) > most:
        return None
    if ids:
        rules = present_rules()
        for batch in in_chunks(ids, _BATCH):
            retag(batch, rules=rules)
    return len(ids)
