"""Pieces that cleaning took out and a curator put back, kept in a list so that they outlive every reprocessing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.contrib.auth.models import AbstractBaseUser

from articles.documents import PARAGRAPH_BREAK, Block, Removed
from articles.models import Article
from articles.store.copies import fold_copies
from articles.store.drafts import paragraphs_of
from articles.store.edits import drop_stale_mentions
from articles.store.history import personal_write
from articles.store.restored_text import insert_pieces, letters_of
from articles.store.search_entries import index_articles
from articles.store.storable import storable
from articles.store.stories import join_stories

_ANCHOR: Final = 200  # characters kept of the paragraph before


def removed_pieces(article: Article) -> tuple[Removed, ...]:
    """What cleaning took out of the article and nobody put back, each piece once, in the page's order."""
    version = article.versions.filter(is_current=True).only("removed").first()
    pieces = (Removed(text=one["text"], rule=one["rule"]) for one in (version.removed if version else ()))
    back = {letters_of(one["text"]) for one in article.restored}
    return tuple(dict.fromkeys(piece for piece in pieces if letters_of(piece.text) not in back))


def own_paragraphs(article: Article) -> tuple[str, ...]:
    """The article's paragraphs without those put back."""
    back = {letters_of(one["text"]) for one in article.restored}
    return tuple(block.text for block in paragraphs_of(article) if letters_of(block.text) not in back)


def restore_piece(*, article: Article, piece: Removed, after: str, place: int, by: AbstractBaseUser | None) -> Article:
    """Put a removed piece back into the article's text, behind the paragraph `after` (empty: in front of all).

    `place` orders the pieces behind one paragraph: where on the page each stands. Raises ValueError for a piece that
    cleaning did not take out of the article.
    """
    with personal_write(by):
        stored = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
        if any(letters_of(one["text"]) == letters_of(piece.text) for one in stored.restored):
            return stored
        if piece not in removed_pieces(stored):
            raise ValueError("cleaning took no such piece out of the article")
        text = storable(" ".join(piece.text.split()))
        entry = {"text": text, "rule": piece.rule, "after": storable(after[:_ANCHOR]), "place": place}
        stored.restored = [*stored.restored, entry]
        _set_blocks(stored, insert_pieces(paragraphs_of(stored), stored.restored))
    return stored


def withdraw_piece(*, article: Article, text: str, by: AbstractBaseUser | None) -> Article:
    """Take out again what was put back; nothing happens where nobody had put it back."""
    with personal_write(by):
        stored = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
        left = [one for one in stored.restored if letters_of(one["text"]) != letters_of(text)]
        if left != stored.restored:
            stored.restored = left
            _set_blocks(
                stored, [block for block in paragraphs_of(stored) if letters_of(block.text) != letters_of(text)]
            )
    return stored


def _set_blocks(article: Article, blocks: Sequence[Block]) -> None:
    """Give the article these paragraphs, whoever decides its text."""
    article.text = PARAGRAPH_BREAK.join(block.text for block in blocks)
    article.paragraph_kinds = [block.kind.value for block in blocks]
    article.word_count = sum(len(block.text.split()) for block in blocks)
    article.save(update_fields=["restored", "text", "paragraph_kinds", "word_count", "updated_at"])
    drop_stale_mentions(article)
    regrouped = fold_copies(article_ids=[article.pk])
    index_articles(article_ids=[article.pk])
    join_stories(article_ids=[article.pk], regrouped=regrouped)
