"""A database beside the archive's own, for measurements: made, migrated, used and dropped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def own_database(suffix: str) -> Iterator[None]:
    """Have the block work on an empty database of the same server; one left over from before is replaced."""
    settings: dict[str, Any] = connection.settings_dict
    name, test = settings["NAME"], dict(settings.get("TEST") or {})
    settings["TEST"] = {**test, "NAME": f"{name}_{suffix}"}
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)
    finally:
        settings["TEST"] = test
