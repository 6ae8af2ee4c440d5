"""Synonym groups between the data file and the database.

The file fills a new archive and brings new groups later. A group that a curator changed stays as it is; one that nobody
touched follows the file; one that was deleted stays away.
"""

from __future__ import annotations

from typing import Final

from articles.models import SynonymGroup
from articles.query.synonyms import load_groups
from articles.store.history import machine_write
from articles.store.state import recall, remember

STATE_KEY: Final = "synonyms"


def load_synonyms() -> None:
    """Bring the data file's groups into the database; nothing is asked of it where it has them all already."""
    told = {name: list(terms) for name, terms in load_groups().items()}
    known: dict[str, list[str]] = recall(STATE_KEY) or {}
    if told == known:
        return
    with machine_write():
        rows = {group.name: group for group in SynonymGroup.objects.select_for_update()}
        SynonymGroup.objects.bulk_create(
            [
                SynonymGroup(name=name, terms=terms)
                for name, terms in told.items()
                if name not in rows and name not in known
            ],
            ignore_conflicts=True,
        )
        for name, terms in told.items():
            if name in rows and rows[name].terms == known.get(name) and terms != known[name]:
                SynonymGroup.objects.filter(name=name).update(terms=terms)
        remember(key=STATE_KEY, value=told)
