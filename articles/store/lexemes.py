"""The counts of lexemes, kept up with the archive a batch at a time.

Counting with every article would have all writers wait for the row of 'the'. Articles are counted when a batch of them
is done instead: those that are newer than the last one counted. Edits and hidden articles show when everything is
counted again: each time the archive has doubled, and every night after a day on which anything was written.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Max

from articles.models import Lexeme, SearchEntry
from articles.query.postings import document_postings
from articles.store.state import recall, remember

STATE_KEY: Final = "lexemes"
SMALL: Final = 2_000  # articles; so few are counted anew each time, in a fraction of a second
FEW: Final = 1_000  # articles; whether a rarer lexeme stands anywhere is looked up, a commoner one surely does
_LOCK: Final = 0x6E61_6C65  # one counter at a time: an advisory lock of PostgreSQL, by a number of our own
_KEEP: Final = "COPY articles_lexeme (lexeme, articles) FROM STDIN"
_LOCKED: Final = "SELECT pg_advisory_xact_lock(%s)"
_COUNTS: Final = """
    SELECT found, count(*) AS articles
    FROM articles_searchentry, unnest(tsvector_to_array(ts_filter(vector, '{a,b,c,d}'))) AS found
    WHERE article_id > %(after)s AND article_id <= %(last)s GROUP BY found
    UNION ALL
    SELECT '', count(*) FROM articles_searchentry WHERE article_id > %(after)s AND article_id <= %(last)s
"""
# Reads every vector between two ids once, but for the facet values in it. PostgreSQL's own statistic keeps all lexemes
# in memory and one process at it: for few vectors that is half the time.
_COUNTS_OF_FEW: Final = """
    SELECT word AS found, ndoc AS articles FROM ts_stat(format(
        'SELECT ts_filter(vector, ''{a,b,c,d}'') FROM articles_searchentry WHERE article_id BETWEEN %%s AND %%s',
        %(after)s::int + 1, %(last)s::int
    ))
    UNION ALL
    SELECT '', count(*) FROM articles_searchentry WHERE article_id > %(after)s AND article_id <= %(last)s
"""
_ADD: Final = f"""
    INSERT INTO articles_lexeme AS known (lexeme, articles) {_COUNTS}
    ON CONFLICT (lexeme) DO UPDATE SET articles = known.articles + excluded.articles
"""
_ADD_FEW: Final = _ADD.replace(_COUNTS, _COUNTS_OF_FEW)
# PostgreSQL reads in several processes for a table made of a query, never for rows inserted by one: half the time, some
# twenty seconds for 500,000 articles.
_EMPTY: Final = "DELETE FROM articles_lexeme"
_COUNT_MANY: Final = (
    "DROP TABLE IF EXISTS pg_temp.counted_lexemes",
    f"CREATE TEMPORARY TABLE counted_lexemes ON COMMIT DROP AS {_COUNTS}",
    _EMPTY,
    "INSERT INTO articles_lexeme (lexeme, articles) SELECT found, articles FROM counted_lexemes",
)
# Into an emptied table none can be there already, and in the order of the index: six tenths of the time.
_COUNT_FEW: Final = (
    _EMPTY,
    f"""
    WITH counted AS ({_COUNTS_OF_FEW})
    INSERT INTO articles_lexeme (lexeme, articles) SELECT found, articles FROM counted ORDER BY found COLLATE "C"
    """,  # noqa: S608  # both parts are ours
)
# A probe of the GIN index for each lexeme.
_FORGET: Final = """
    DELETE FROM articles_lexeme AS known
    WHERE lexeme = ANY(%(lexemes)s) AND lexeme <> '' AND articles <= %(few)s AND NOT EXISTS (
        SELECT FROM articles_searchentry
        WHERE vector @@ (%(quote)s || replace(replace(known.lexeme, %(slash)s, %(slash)s || %(slash)s),
            %(quote)s, %(quote)s || %(quote)s) || %(quote)s)::tsquery
    )
"""

logger = logging.getLogger(__name__)


def refresh_lexemes(*, rebuild: bool = False, if_changed: bool = False) -> int:
    """Count the articles that came since the last time, or with `rebuild` all; returns how many were counted.

    With `if_changed`, all are counted where any search entry was written, edited or removed since that was done.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCKED, [_LOCK])
        last = SearchEntry.objects.aggregate(last=Max("pk"))["last"] or 0
        state = recall(STATE_KEY) or {"last": 0, "whole": 0}
        before = Lexeme.objects.frequencies(()).articles
        new = SearchEntry.objects.filter(pk__gt=state["last"]).count()
        changes = _changes(cursor)
        rebuild = rebuild or (if_changed and changes != state.get("changes"))
        if not new and not rebuild and before > SMALL:
            return 0
        is_whole = rebuild or before + new <= SMALL or before + new >= 2 * state["whole"]
        anew = _COUNT_MANY if before + new > SMALL else _COUNT_FEW
        added = _ADD if new > SMALL else _ADD_FEW
        for statement in anew if is_whole else (added,):
            cursor.execute(statement, {"after": 0 if is_whole else state["last"], "last": last})
        articles = Lexeme.objects.frequencies(()).articles
        whole = {"whole": articles, "changes": changes} if is_whole else {**state}
        remember(key=STATE_KEY, value={**whole, "last": last})
    counted = articles if is_whole else new
    logger.info("lexemes of %s articles counted", counted)
    return counted


def keep_lexemes(*, counts: Mapping[str, int], articles: int) -> None:
    """Keep `{lexeme: articles}`, counted by whoever wrote all the articles there are: as `rebuild` would find it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCKED, [_LOCK])
        cursor.execute(_EMPTY)
        with cursor.copy(_KEEP) as copy:
            for lexeme in sorted(counts):
                copy.write_row((lexeme, counts[lexeme]))
            copy.write_row((Lexeme.EVERY_ARTICLE, articles))
        last = SearchEntry.objects.aggregate(last=Max("pk"))["last"] or 0
        remember(key=STATE_KEY, value={"whole": articles, "changes": _changes(cursor), "last": last})


def _changes(cursor: CursorWrapper) -> int:
    """A number that grows whenever any search entry is written."""
    cursor.execute("SELECT last_value FROM articles_searchchange_id_seq")
    [number] = cursor.fetchone() or [0]
    return int(number)


def forget_lexemes(*, lexemes: Iterable[str]) -> None:
    """Delete those of `lexemes` that stand in no public article any more."""
    values: dict[str, Any] = {"lexemes": list(lexemes), "few": FEW, "quote": "'", "slash": "\\"}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCKED, [_LOCK])
        cursor.execute(_FORGET, values)


def lexemes_of(*, texts: Iterable[tuple[str, str]]) -> set[str]:
    """The lexemes of titles and texts."""
    return {lexeme for title, text in texts for lexeme in document_postings(title=title, text=text)}
