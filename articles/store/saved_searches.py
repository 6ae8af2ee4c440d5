"""Writes of saved searches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from articles.models import SavedSearch

MOST: Final = 50  # saved searches of one person


class TooManySavedSearchesError(Exception):
    """A person has MOST saved searches already."""


def save_search(*, user: AbstractBaseUser, name: str, query: str) -> SavedSearch:
    """Keep a search under a name; the same name again replaces what it meant.

    Raises TooManySavedSearchesError where the person has MOST others.
    """
    with transaction.atomic():
        own = SavedSearch.objects.select_for_update().filter(user=user.pk)
        if own.exclude(name=name).count() >= MOST:
            raise TooManySavedSearchesError(f"{MOST} searches are saved already; remove one first")
        saved, _ = SavedSearch.objects.update_or_create(user_id=user.pk, name=name, defaults={"query": query})
    return saved


def remove_search(*, saved: SavedSearch) -> None:
    """Forget a saved search."""
    saved.delete()


def note_look(*, saved: SavedSearch, up_to: int, lately: Sequence[int]) -> None:
    """Remember what the owner has been shown: results up to the id `up_to`, `lately` the last of them."""
    SavedSearch.objects.filter(pk=saved.pk).update(seen_up_to=up_to, seen_lately=list(lately), looked_at=timezone.now())
