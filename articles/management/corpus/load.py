"""A corpus into the database by COPY, in one transaction: a run that breaks off leaves nothing behind.

Nothing here goes through the store's functions, whose care for single articles would take a day for a million. What it
writes is what they would have written.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from multiprocessing.pool import AsyncResult
from typing import Any, Final

from django.db import connection
from django.utils.text import slugify

from articles.management.corpus.counts import LexemeCounts
from articles.management.corpus.language import language_of
from articles.management.corpus.rows import (
    Made,
    RowMaker,
    Rows,
    block_count,
    common_lexemes,
    rows_of_blocks,
    start_process,
)
from articles.management.corpus.setting import Setting
from articles.management.corpus.tables import COLUMNS, END, HEAD
from articles.models import Article, Capture, Company, CompanyAlias, CopyGroup, Person, Place, Source, Topic
from articles.store.history import machine_write
from articles.store.lexemes import keep_lexemes, refresh_lexemes
from articles.store.positions import FEWEST_HOLDERS, PlacesKept, clear_marks, forget_positions, refresh_positions

_IS_SUPERUSER: Final = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
_INDEXES: Final = """
    SELECT indexname, indexdef FROM pg_indexes
    WHERE schemaname = current_schema() AND tablename = ANY(%s)
      AND indexname NOT IN (SELECT conname FROM pg_constraint)
    ORDER BY indexname
"""
# Tables made new in the transaction that fills them take rows as old ones; else VACUUM would write each page again.
_REFERRING: Final = """
    WITH RECURSIVE named (oid) AS (
        SELECT unnest(%s::text[])::regclass::oid
        UNION SELECT conrelid FROM pg_constraint JOIN named ON confrelid = named.oid WHERE contype = 'f'
    )
    SELECT oid::regclass::text FROM named ORDER BY 1
"""
_NEXT_ID: Final = "SELECT setval(pg_get_serial_sequence(%s, 'id'), greatest((SELECT max(id) FROM {}), 1))"
# The one key of random numbers, thirty rows an article: by far the slowest to fill row by row.
_DROP_KEY: Final = "ALTER TABLE articles_sketchhash DROP CONSTRAINT articles_sketchhash_pkey"
_ADD_KEY: Final = "ALTER TABLE articles_sketchhash ADD PRIMARY KEY (hash, article_id)"
# To write what the rows bring along would take the trigger half a minute for a million.
_FACETS_PUT: Final = "ALTER TABLE articles_searchentry {0} TRIGGER put_facets_in"
# Triggers that would name each article slept: the counts of running processes are made anew.
_ALL_CHANGED: Final = "INSERT INTO articles_searchchange (txid, article_ids) VALUES (pg_current_xact_id(), NULL)"
_BLOCKS_AT_ONCE: Final = 10  # some 6 MB of rows
_SAMPLED: Final = 30  # blocks, by which words are common or not: a second
_COMMONER: Final = 1.25  # so that not every other word is taken for common by accident
_COUNTED: Final = ("articles_capture", "articles_article", "articles_copygroup")


def load_corpus(*, articles: int, seed: int, processes: int, made_at: datetime, advance: Callable[[int], None]) -> None:
    """Load `articles` invented articles beside whatever is there; `advance` is told of blocks as they are stored."""
    is_empty = not Article.objects.exists()
    with machine_write(), connection.cursor() as cursor:
        cursor.execute(_IS_SUPERUSER)
        if cursor.fetchone()[0]:
            # The rows are consistent by their making; checking each reference again doubles the time.
            cursor.execute("SET LOCAL session_replication_role = replica")
        setting = _setting(articles=articles, seed=seed, made_at=made_at)
        if is_empty:
            forget_positions()
        if is_empty and articles >= FEWEST_HOLDERS:
            share, sample = _COMMONER * FEWEST_HOLDERS / articles, min(block_count(articles), _SAMPLED)
            setting = replace(setting, common_words=common_lexemes(seed, blocks=sample, share=share))
        is_fresh = is_empty and _truncate(cursor)
        with _without_indexes(cursor, is_wanted=is_empty):
            gathering, counts = PlacesKept(setting.common_words), LexemeCounts()
            for blocks, made in _made(setting, processes):
                _copy(cursor, made.rows, is_frozen=is_fresh)
                gathering.add(made.places)
                counts.add(made)
                advance(len(blocks))
            gathering.finish()
        cursor.execute(_ALL_CHANGED)
        for table in _COUNTED:
            cursor.execute(_NEXT_ID.format(table), [table])
        for table in COLUMNS:
            cursor.execute(f"ANALYZE {table}")
        if is_empty:
            keep_lexemes(counts=counts.counted(), articles=articles)
            clear_marks()
        else:
            refresh_lexemes()
            refresh_positions(if_many=True)


def tidy_up() -> None:
    """Let index-only scans of the new rows skip the tables, as autovacuum would some minutes later.

    They never read what stands apart from its row, which is most of it. Does nothing inside a transaction, where
    PostgreSQL has no VACUUM.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        for table in COLUMNS:
            cursor.execute(f"VACUUM (PROCESS_TOAST FALSE) {table}")


def _setting(*, articles: int, seed: int, made_at: datetime) -> Setting:
    """Create what the articles refer to and say under which ids it stands."""
    language = language_of(seed)
    companies = _ids_by_name(Company, language.companies, {})
    CompanyAlias.objects.bulk_create(
        [CompanyAlias(company_id=pk, text=name) for pk, name in zip(companies, language.companies, strict=True)],
        ignore_conflicts=True,
    )
    return Setting(
        seed=seed,
        total=articles,
        first_article=_next_id(Article),
        first_capture=_next_id(Capture),
        first_group=_next_id(CopyGroup),
        companies=companies,
        people=_ids_by_name(Person, language.people, {}),
        places=_ids_by_name(Place, language.places, {"kind": Place.Kind.CITY}),
        topics=_ids_by_name(Topic, language.topics, {}),
        sources=_ids_by_name(Source, language.sources, {"is_sample": True}),
        made_at=made_at,
    )


def _ids_by_name(model: Any, names: tuple[str, ...], values: dict[str, Any]) -> tuple[int, ...]:
    """Ids of rows with slugs of their own, created where there are none."""
    slugs = [f"corpus-{slugify(name)}" for name in names]
    model.objects.bulk_create(
        [model(name=name, slug=slug, **values) for name, slug in zip(names, slugs, strict=True)],
        ignore_conflicts=True,
    )
    found = dict(model.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    return tuple(found[slug] for slug in slugs)


def _next_id(model: Any) -> int:
    newest = model.objects.order_by("-pk").values_list("pk", flat=True).first()
    return (newest or 0) + 1


def _made(setting: Setting, processes: int) -> Iterator[tuple[range, Made]]:
    """The rows of every block, in order, some blocks at a time."""
    end = block_count(setting.total)
    parts = [range(first, min(first + _BLOCKS_AT_ONCE, end)) for first in range(0, end, _BLOCKS_AT_ONCE)]
    if processes <= 1:
        maker = RowMaker(setting)
        yield from ((blocks, maker.made(blocks)) for blocks in parts)
        return
    context = multiprocessing.get_context("spawn")  # a forked process would share the database's socket
    with context.Pool(processes, initializer=start_process, initargs=(setting,)) as pool:
        waiting: deque[tuple[range, AsyncResult[Made]]] = deque()
        for blocks in parts:
            waiting.append((blocks, pool.apply_async(rows_of_blocks, (blocks,))))
            if len(waiting) > 2 * processes:  # no more than the database keeps up with stands in memory
                done, made = waiting.popleft()
                yield done, made.get()
        yield from ((done, made.get()) for done, made in waiting)


def _truncate(cursor: Any) -> bool:
    """Make the empty tables new ones of this transaction; False where something refers to them already."""
    cursor.execute(_REFERRING, [list(COLUMNS)])
    tables = [table for (table,) in cursor.fetchall()]
    for table in tables:
        cursor.execute(f"TABLE {table} LIMIT 1")
        if cursor.fetchone():
            return False
    cursor.execute(f"TRUNCATE {', '.join(tables)}")
    return True


def _copy(cursor: Any, rows: Rows, *, is_frozen: bool) -> None:
    """The rows into their tables; `is_frozen` where this transaction made the tables new."""
    how = "BINARY, FREEZE" if is_frozen else "BINARY"
    for table, columns in COLUMNS.items():
        listed = ", ".join(f'"{column}"' for column in columns)
        with cursor.copy(f"COPY {table} ({listed}) FROM STDIN (FORMAT {how})") as copy:
            copy.write(HEAD)
            copy.write(rows[table])
            copy.write(END)


@contextmanager
def _without_indexes(cursor: Any, *, is_wanted: bool) -> Iterator[None]:
    """Drop the tables' indexes while they are filled, constraints apart; building them afterwards is far faster.

    The facet values in vectors are left to the rows meanwhile, which bring them along.
    """
    if not is_wanted:
        yield
        return
    cursor.execute(_INDEXES, [list(COLUMNS)])
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    cursor.execute(_DROP_KEY)
    cursor.execute(_FACETS_PUT.format("DISABLE"))
    yield
    cursor.execute(_FACETS_PUT.format("ENABLE ALWAYS"))
    cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
    cursor.execute(_ADD_KEY)
    for _, definition in indexes:
        cursor.execute(definition)
