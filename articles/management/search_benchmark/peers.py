"""What others need for the same words over the same texts: matching, counting and the twenty best; no facets."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from articles.management.search_benchmark.queries import Searches
from articles.management.search_benchmark.timing import percentile
from articles.models import Article

_BEST = 20
_WRITER_BYTES = 200_000_000
_QUOTED = re.compile(r'"[^"]+"|\S+')

Search = Callable[[str], int]


def peers_measured(classes: Mapping[str, Searches], *, rounds: int) -> dict[str, dict[str, dict[str, float]]]:
    """`{peer: {class: {"hits", "p50", "p95"}}}` for the classes that are words alone, times in milliseconds."""
    worded = {name: searches for name, searches in classes.items() if all(set(one) == {"q"} for one in searches)}
    with TemporaryDirectory() as folder:
        return {
            name: {of_class: _measured(search, searches, rounds) for of_class, searches in worded.items()}
            for name, search in (("tantivy", _tantivy(Path(folder))), ("SQLite FTS5", _sqlite(Path(folder) / "fts.db")))
        }


def _measured(search: Search, searches: Searches, rounds: int) -> dict[str, float]:
    times: list[float] = []
    hits: list[float] = []
    for _ in range(rounds):
        for one in searches:
            started = perf_counter()
            hits.append(search(one["q"]))
            times.append((perf_counter() - started) * 1000)
    return {"hits": percentile(hits, 50), "p50": percentile(times, 50), "p95": percentile(times, 95)}


def _documents() -> Iterator[tuple[int, str, str]]:
    return Article.objects.public().order_by("pk").values_list("pk", "title", "text").iterator(chunk_size=2_000)


def _tantivy(folder: Path) -> Search:
    import tantivy  # a package of the tests, not of the archive

    schema = (
        tantivy.SchemaBuilder()
        .add_text_field("title", tokenizer_name="en_stem")
        .add_text_field("text", tokenizer_name="en_stem")
        .add_integer_field("number", stored=True)
        .build()
    )
    index = tantivy.Index(schema, path=str(folder))
    writer = index.writer(_WRITER_BYTES, 1)
    for number, title, text in _documents():
        writer.add_document(tantivy.Document(number=number, title=title, text=text))
    writer.commit()
    index.reload()
    searcher: Any = index.searcher()

    def search(words: str) -> int:
        required = " ".join(f"+{part}" for part in _QUOTED.findall(words))
        query = index.parse_query(required, ["title", "text"], field_boosts={"title": 2.0})
        found = searcher.search(query, _BEST, count=True)
        for _, address in found.hits:
            searcher.doc(address)
        return int(found.count)

    return search


def _sqlite(file: Path) -> Search:
    database = sqlite3.connect(file)
    database.execute("CREATE VIRTUAL TABLE found USING fts5(title, text, tokenize = 'porter unicode61')")
    with database:
        database.executemany("INSERT INTO found (rowid, title, text) VALUES (?, ?, ?)", _documents())

    def search(words: str) -> int:
        with closing(database.cursor()) as cursor:
            asked = " ".join(part if part.startswith('"') else f'"{part}"' for part in _QUOTED.findall(words))
            count = cursor.execute("SELECT count(*) FROM found WHERE found MATCH ?", [asked]).fetchone()[0]
            cursor.execute(
                "SELECT rowid FROM found WHERE found MATCH ? ORDER BY bm25(found, 2.0, 1.0) LIMIT ?", [asked, _BEST]
            ).fetchall()
            return int(count)

    return search
