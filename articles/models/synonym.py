"""Words that mean the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models

from articles.models.history import tracked
from articles.query.synonyms import Group, load_groups


class SynonymGroupQuerySet(models.QuerySet["SynonymGroup"]):
    """Reads of synonym groups."""

    def in_use(self) -> tuple[Group, ...]:
        """The terms of each group that searches are widened by.

        Those of the data file in an archive that has not loaded it yet; one that wants none has groups not in use.
        """
        return groups_in_use(self.order_by("name").values_list("terms", "is_active"))


def groups_in_use(rows: Iterable[tuple[Sequence[str], bool]]) -> tuple[Group, ...]:
    """What `in_use` says of rows of (terms, whether they are in use), by name."""
    known = [(tuple(terms), is_active) for terms, is_active in rows]
    return tuple(terms for terms, is_active in known if is_active) if known else tuple(load_groups().values())


@pghistory.track(*tracked(inserts=True))
class SynonymGroup(models.Model):
    """Terms that a search takes for one another: a query for one finds the others too, unless it is quoted."""

    name = models.SlugField(max_length=80, unique=True)
    terms: ArrayField[list[str], list[str]] = ArrayField(
        models.CharField(max_length=120), help_text="Words, or a few words side by side, in any of their forms."
    )
    is_active = models.BooleanField("in use", default=True)

    objects = SynonymGroupQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
