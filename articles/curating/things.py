"""Topics, companies, people and places by what a curator writes for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import Q

from articles.curating.items import Problem
from articles.models import Company, Person, Place, Topic
from articles.store.taggings import Thing

MODELS: Final[Mapping[str, type[Thing]]] = {"topic": Topic, "company": Company, "person": Person, "place": Place}
_SHOWN: Final = 5


def find_thing(sort: str, written: str) -> Thing | Problem:
    """The one thing of a sort that goes by what was written: the last part of its address, its name, an alias.

    The address decides where several share a name.
    """
    model = MODELS.get(sort)
    words = " ".join(written.replace("\x00", "").split())
    if model is None or not words:
        return Problem("Name the tag.")
    by_slug: Thing | None = model._default_manager.filter(slug=words.lower()).first()
    if by_slug is not None:
        return by_slug
    condition = Q(name__iexact=words)
    if sort == "company":
        condition |= Q(aliases__text__iexact=words)
    found: list[Thing] = list(model._default_manager.filter(condition).distinct().order_by("name", "pk")[: _SHOWN + 1])
    if len(found) == 1:
        return found[0]
    if not found:
        return Problem(f"No {sort} goes by that name.")
    slugs = ", ".join(one.slug for one in found[:_SHOWN])
    return Problem(f"Several go by that name. Write one of: {slugs}.")
