"""Invented articles as rows for COPY, made in processes of their own: no Django, no database.

Each table's rows are bytes in COPY's binary format, columns as in `tables.COLUMNS`.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from articles.index.positions import Places
from articles.management.corpus.copies import Telling, fold_copies, profiles_of
from articles.management.corpus.fields import entry_row, facets_of, tag_rows, text_rows
from articles.management.corpus.language import language_of
from articles.management.corpus.lexicon import Array, Lexicon, Tables, Tokens
from articles.management.corpus.setting import Setting
from articles.management.corpus.stories import BLOCK, CorpusArticle, block_of_articles
from articles.management.corpus.tables import COLUMNS
from articles.management.corpus.vectors import Document, Vectors, vectors_of
from articles.query.postings import end_of_lead
from articles.query.words import CAPITAL, EXACT

Rows = dict[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a process made of some blocks.

    `new_lexemes` are those that it met first; each process numbers its own as they come. `held` is {number: articles}
    as two arrays.
    """

    rows: Rows
    places: Places
    process: int
    new_lexemes: Sequence[str]
    held: tuple[Array, Array]


class RowMaker:
    """Makes the rows of blocks; what is built once a process is kept here."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._language = language_of(setting.seed)
        self._lexicon = Lexicon()
        self._common = {lexeme: number for number, lexeme in enumerate(setting.common_words)}
        self._numbers_of_common: list[int] = []  # of each lexeme of the lexicon, -1 for others

    def made(self, blocks: range) -> Made:
        """The rows of every table for some blocks, articles past the corpus's total left out."""
        setting = self._setting
        articles = [
            article
            for block in blocks
            for article in block_of_articles(self._language, seed=setting.seed, block=block)
            if article.number < setting.total
        ]
        told = [article.text for article in articles]
        tokens = [self._lexicon.tokens(text) for text in told]
        documents = [
            document_of(self._lexicon, article.title, text, of_text, facets=facets_of(setting, article))
            for article, text, of_text in zip(articles, told, tokens, strict=True)
        ]
        tables = self._lexicon.tables()
        tellings = [
            Telling(article=article, profile=profile, words=len(of_text))
            for article, profile, of_text in zip(
                articles, profiles_of(tables, tokens, self._lexicon.figures), tokens, strict=True
            )
        ]
        folding = fold_copies(tellings, first_article=setting.first_article, first_group=setting.first_group)
        vectors = vectors_of(tables, documents)
        rows: dict[str, list[bytes]] = {table: [folding.rows.get(table, b"")] for table in COLUMNS}
        for telling, text, vector in zip(tellings, told, vectors.sent, strict=True):
            article, words = telling.article, telling.words
            for table, made in (
                *text_rows(setting, article, text, words).items(),
                *tag_rows(setting, self._language, article, text).items(),
            ):
                rows[table].append(made)
            is_canonical = article.number not in folding.folded
            entry = entry_row(setting, article, words, vector=vector, is_canonical=is_canonical)
            rows["articles_searchentry"].append(entry)
        return self._made(tables, vectors, articles, {table: b"".join(found) for table, found in rows.items()})

    def _made(self, tables: Tables, vectors: Vectors, articles: Sequence[CorpusArticle], rows: Rows) -> Made:
        """The rows, with what is counted and gathered over all of them."""
        new = self._lexicon.lexemes[len(self._numbers_of_common) :]
        self._numbers_of_common.extend(self._common.get(lexeme, -1) for lexeme in new)
        common = np.array(self._numbers_of_common, dtype=np.int64)[tables.order]
        return Made(
            rows=rows,
            places=vectors.places(common=common, first=self._setting.first_article + articles[0].number),
            process=os.getpid(),
            new_lexemes=new,
            held=_held(tables, vectors),
        )


def document_of(lexicon: Lexicon, title: str, text: str, tokens: Tokens, *, facets: Sequence[str] = ()) -> Document:
    """What a vector is made of, from a title, a text, the tokens of the text, and lexemes of facet values."""
    lead = len(text[: end_of_lead(text)].split())
    return Document(title=lexicon.tokens(title), lead=tokens[:lead], rest=tokens[lead:], facets=lexicon.facets(facets))


def _held(tables: Tables, vectors: Vectors) -> tuple[Array, Array]:
    """The lexemes of some vectors by their numbers, and in how many of them each is."""
    by_rank = np.bincount(vectors.ranks)
    [ranks] = np.nonzero(by_rank)
    return tables.order[ranks].astype(np.int32), by_rank[ranks].astype(np.int32)


_maker: RowMaker | None = None


def start_process(setting: Setting) -> None:
    """Make this process ready for `rows_of_blocks`."""
    global _maker  # noqa: PLW0603  # a pool's worker has no other place to keep what it builds once
    # Nothing made here refers to itself, and looking for what does among a hundred thousand words takes a fifth longer.
    gc.disable()
    _maker = RowMaker(setting)


def rows_of_blocks(blocks: range) -> Made:
    """What is made of some blocks in a process made ready by `start_process`."""
    assert _maker is not None
    return _maker.made(blocks)


def common_lexemes(seed: int, *, blocks: int, share: float) -> tuple[str, ...]:
    """The lexemes as texts have them that at least `share` of the articles of the first blocks hold."""
    language, lexicon = language_of(seed), Lexicon()
    articles = [one for block in range(blocks) for one in block_of_articles(language, seed=seed, block=block)]
    documents = [
        document_of(lexicon, article.title, article.text, lexicon.tokens(article.text)) for article in articles
    ]
    tables = lexicon.tables()
    numbers, counts = _held(tables, vectors_of(tables, documents))
    common = (lexicon.lexemes[number] for number in numbers[counts >= share * len(articles)].tolist())
    return tuple(sorted(lexeme for lexeme in common if lexeme.startswith((EXACT, CAPITAL))))


def block_count(total: int) -> int:
    """How many blocks hold `total` articles."""
    return -(-total // BLOCK)
