"""What the archive's own search is measured against: tantivy, over the same texts, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import tantivy

from articles.management.duplicates.stories import Story

TITLE_BOOST: Final = 2.0
_WRITER_BYTES: Final = 50_000_000


class Peer:
    """BM25 over title (boosted) and text, words OR-ed, English stems."""

    def __init__(self, stories: Sequence[Story]) -> None:
        schema = (
            tantivy.SchemaBuilder()
            .add_text_field("title", tokenizer_name="en_stem")
            .add_text_field("text", tokenizer_name="en_stem")
            .add_integer_field("number", stored=True)
            .build()
        )
        self._index = tantivy.Index(schema)
        writer = self._index.writer(_WRITER_BYTES, 1)
        for story in stories:
            writer.add_document(tantivy.Document(title=story.title, text=story.text, number=story.number))
        writer.commit()
        self._index.reload()
        self._searcher: Any = self._index.searcher()

    def search(self, words: str, *, limit: int) -> list[int]:
        """The numbers of the best stories for some words (no operators)."""
        query, _ = self._index.parse_query_lenient(words, ["title", "text"], field_boosts={"title": TITLE_BOOST})
        hits = self._searcher.search(query, limit).hits
        return [self._searcher.doc(address)["number"][0] for _, address in hits]
