"""Whether what rules are made of has changed, told without reading it."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.db import connection

from articles.models import Company, CompanyAlias, LearnedModel, Place, Source, SourceAlias, Topic

_PUBLISHERS: Final = (Source, SourceAlias)
_NAMES: Final = (Company, CompanyAlias, LearnedModel, Place, Topic)
# Any change of a row writes it anew, at another place or by another transaction. Some 10 ms for 75,000 rows.
_STATE: Final = "SELECT count(*) || ':' || coalesce(sum(hashtid(ctid)::bigint # xmin::text::bigint), 0) FROM {table}"


class RulesState(NamedTuple):
    """Words that differ where a table has changed: those of publishers, and all others that rules are made of."""

    publishers: tuple[str, ...]
    names: tuple[str, ...]


def rules_state() -> RulesState:
    """The state of every table that `pipeline.stored_rules` reads, whoever changed it."""
    quoted = (connection.ops.quote_name(model._meta.db_table) for model in (*_PUBLISHERS, *_NAMES))
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"({_STATE.format(table=table)})" for table in quoted))
        row = cursor.fetchone()
    assert row is not None
    return RulesState(publishers=tuple(row[: len(_PUBLISHERS)]), names=tuple(row[len(_PUBLISHERS) :]))
