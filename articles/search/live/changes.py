"""What changed between two snapshots of the database, read from the log that triggers write.

A row of the log carries the id of its transaction. Transactions become visible in the order of their commits, not of
their numbers or of the rows' numbers, so what is new is not 'what has a higher number than the last one': it is what
the present snapshot sees and the last one did not, which PostgreSQL tells from a snapshot's text (see migration
0014_search_changes).
"""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import Cursor

_HERE = """
    (SELECT oid FROM pg_database WHERE datname = current_database())::text || ' '
    || 'articles_searchentry'::regclass::oid || ' ' || 'articles_searchchange'::regclass::oid || ' '
    || pg_postmaster_start_time()
"""
_NOW = f"SELECT pg_current_snapshot()::text, pg_current_xact_id_if_assigned() IS NOT NULL, {_HERE}"
# A row from the future came from another server, by way of a dump: it says nothing of this one. The index on txid
# leaves few rows to ask pg_visible_in_snapshot about.
_SINCE = f"""
    SELECT pg_current_snapshot()::text, pg_current_xact_id_if_assigned() IS NOT NULL, {_HERE},
           coalesce((SELECT txid FROM articles_searchchange WHERE id = 0)
                    >= pg_snapshot_xmin(%(snapshot)s::pg_snapshot), false),
           change.id, change.article_ids
    FROM (VALUES (1)) AS one
    LEFT JOIN articles_searchchange AS change
      ON change.txid >= pg_snapshot_xmin(%(snapshot)s::pg_snapshot)
     AND NOT pg_visible_in_snapshot(change.txid, %(snapshot)s::pg_snapshot)
     AND (change.txid < pg_snapshot_xmax(pg_current_snapshot()) OR change.txid = pg_current_xact_id_if_assigned())
     AND change.id > 0
"""  # noqa: S608  # constants of this module


@dataclass(frozen=True, slots=True)
class Position:
    """A snapshot of a database, as PostgreSQL writes it, and which database on which server's run that is.

    `is_own` where the transaction has changed something itself, which nobody else may see.
    """

    snapshot: str
    database: str
    is_own: bool

    def precedes(self, later: Position) -> bool:
        """Whether everything seen here is seen there too; False too where that cannot be told."""
        if self.database != later.database:
            return False
        _, end, _ = _parsed(self.snapshot)
        _, later_end, later_running = _parsed(later.snapshot)
        running = _parsed(self.snapshot)[2]
        return end <= later_end and all(txid >= end or txid in running for txid in later_running)


@dataclass(frozen=True, slots=True)
class Changes:
    """The articles that changed up to a position; None where all have to be read again."""

    position: Position
    article_ids: frozenset[int] | None


def position_now(cursor: Cursor) -> Position:
    """Where the cursor's transaction stands."""
    found = cursor.execute(_NOW).fetchone()
    assert found is not None
    return Position(snapshot=found[0], is_own=found[1], database=found[2])


def changes_since(cursor: Cursor, position: Position) -> Changes:
    """What the cursor's transaction sees that `position` did not."""
    found = cursor.execute(_SINCE, {"snapshot": position.snapshot}).fetchall()
    snapshot, is_own, database, is_pruned, _, _ = found[0]
    now = Position(snapshot=snapshot, database=database, is_own=is_own)
    lists = [article_ids for *_, number, article_ids in found if number is not None]
    if is_pruned or not position.precedes(now) or any(article_ids is None for article_ids in lists):
        return Changes(now, None)
    return Changes(now, frozenset(pk for article_ids in lists for pk in article_ids))


def _parsed(snapshot: str) -> tuple[int, int, frozenset[int]]:
    """(first running, first not begun, running) transactions of a snapshot such as '10:14:10,12'."""
    first, end, running = snapshot.split(":")
    return int(first), int(end), frozenset(int(txid) for txid in running.split(",") if txid)
