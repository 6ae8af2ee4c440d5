"""What search reads, against the articles; and what processes hold of it in memory, against the tables."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np

from articles.models import Article, SearchEntry
from articles.search.live.entries import FACETS, Entries, loaded
from articles.search.live.rows import LISTS, all_rows
from articles.search.live.snapshot import binary_cursor, reader
from articles.store.mending import announce_changes, log_changes
from articles.store.search_entries import WRITTEN_FIELDS, index_articles, made_entries
from articles.verifying.check import Batch, Finding, RowCheck, WholeCheck, one_moment
from articles.verifying.check import all_rows as rows_of

_TRIGGERS: Final = (
    "log_deletes", "log_inserts", "log_truncates", "log_updates", "mark_inserts", "mark_updates",
    "put_facets", "put_facets_in",
)  # fmt: skip
_ENABLED: Final = """
    SELECT tgname FROM pg_trigger WHERE tgrelid = 'articles_searchentry'::regclass AND tgenabled = 'A'
"""
_COMPARED: Final = tuple(name for name in WRITTEN_FIELDS if name != "vector")
_OTHER_VECTORS: Final = """
    SELECT entry.article_id
    FROM unnest(%s::int[], %s::text[]) AS wanted (article_id, vector)
    JOIN articles_searchentry AS entry USING (article_id)
    WHERE entry.vector <> wanted.vector::tsvector
"""
_COUNTED: Final = {
    **{
        facet: f"SELECT unnest({column}), count(*) FROM articles_searchentry {{}} GROUP BY 1"  # noqa: S608  # column names of the code's own
        for facet, column in LISTS.items()
    },
    "source": "SELECT coalesce(source_id, 0), count(*) FROM articles_searchentry {} GROUP BY 1",
    "month": "SELECT coalesce(year * 13 + coalesce(month, 0), 0), count(*) FROM articles_searchentry {} GROUP BY 1",
    "kind": "SELECT kind, count(*) FROM articles_searchentry {} GROUP BY 1",
    "language": "SELECT language, count(*) FROM articles_searchentry {} GROUP BY 1",
}


def _look_at_entries(batch: Batch) -> list[Finding]:
    articles = list(Article.objects.filter(pk__range=(batch.first, batch.last)).order_by("pk"))
    have = SearchEntry.objects.filter(pk__gte=batch.first, pk__lte=batch.last).defer("vector").in_bulk()
    public = [article for article in articles if article.state != Article.State.HIDDEN]
    wanted = {entry.pk: entry for entry in made_entries(public)}
    found: dict[int, str] = {}
    for article in articles:
        entry, right = have.get(article.pk), wanted.get(article.pk)
        if entry and not right:
            found[article.pk] = "it is hidden and can be found"
        elif right and not entry:
            found[article.pk] = "it is public and cannot be found"
        elif entry and right:
            wrong = [name for name in _COMPARED if getattr(entry, name) != getattr(right, name)]
            if wrong:
                found[article.pk] = f"its search entry has other values: {', '.join(wrong)}"
    same = [pk for pk in wanted if pk in have and pk not in found]
    for (pk,) in rows_of(_OTHER_VECTORS, [same, [str(wanted[pk].vector) for pk in same]]):
        found[pk] = "its search entry has other words than the article"
    return [Finding(subject=f"article {pk}", problem=problem, pk=pk) for pk, problem in sorted(found.items())]


def _index(ids: Collection[int]) -> None:
    index_articles(article_ids=ids)


def _look_at_memory() -> list[Finding]:
    """Compare what this process holds, brought up to date by the log of changes, with the table; and the counts."""
    enabled = {name for (name,) in rows_of(_ENABLED)}
    found = [
        Finding(subject=f"trigger {name}", problem="it does not write changes down", pk=number)
        for number, name in enumerate(_TRIGGERS)
        if name not in enabled
    ]
    with one_moment(), binary_cursor() as cursor:
        held = reader.view(cursor).entries
        fresh = loaded(all_rows(cursor))
        if _columns(held) != _columns(fresh):
            found.append(Finding(subject="columns in memory", problem="they are not what the table says", pk=-1))
        for facet, statement in _COUNTED.items():
            for only, where in ((False, ""), (True, "WHERE is_canonical")):
                if _by_value(fresh, facet, only) != {key: n for key, n in rows_of(statement.format(where)) if n}:
                    found.append(Finding(subject=f"counts of {facet}", problem="they are not those of the table"))
    return found


def _columns(entries: Entries) -> tuple[bytes, ...]:
    """The living entries' columns in the order of their ids, whatever slots they stand in."""
    slots = np.flatnonzero(entries.alive)
    slots = slots[np.argsort(entries.ids.first(entries.length)[slots], kind="stable")]
    plain = [column.first(entries.length)[slots].tobytes() for column in (entries.ids, entries.moments)]
    flags = [entries.knows_day.first(entries.length)[slots].tobytes(), entries.canonical[slots].tobytes()]
    numbers = [entries.numbers[name].first(entries.length)[slots].tobytes() for name in ("source", "month")]
    texts = [
        "\n".join(entries.texts[name][number] for number in entries.numbers[name].first(entries.length)[slots]).encode()
        for name in ("kind", "language")
    ]
    lists = [entries.values_of(name, slots).tobytes() for name in LISTS]
    return (*plain, *flags, *numbers, *texts, *lists)


def _by_value(entries: Entries, facet: str, is_canonical: bool) -> dict[int | str, int]:
    totals = entries.totals[facet, is_canonical]
    texts = entries.texts.get(facet)
    return {texts[value] if texts else int(value): int(totals[value]) for value in np.flatnonzero(totals)}


def _announce(ids: Collection[int]) -> None:
    if names := [_TRIGGERS[number] for number in ids if number >= 0]:
        log_changes(triggers=names)
    announce_changes()


ENTRIES: Final = RowCheck(
    name="entries",
    tells="every public article is found by its words and tags, no hidden one by anything",
    table="articles_article",
    finds=_look_at_entries,
    mends=_index,
    size=500,
)
MEMORY: Final = WholeCheck(
    name="memory",
    tells="what is counted in memory is what the tables say, and every change of them is written down",
    finds=_look_at_memory,
    mends=_announce,
    counts=SearchEntry.objects.count,
)
assert set(_COUNTED) == set(FACETS)
