"""What curators correct of an article's text: edited, put back or taken out again, and looked through anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from articles.clean.page_places import find_place, page_key
from articles.documents import Removed
from articles.models import Article
from articles.pipeline import Rules, retag
from articles.rules import present_rules
from articles.store import captures, earlier, edits
from articles.store.restoring import own_paragraphs, restore_piece, withdraw_piece


def correct_article(
    article: Article, changes: Mapping[str, Any], *, by: AbstractBaseUser | None, rules: Rules | None = None
) -> Article:
    """A curator's edit: the fields become the curator's, and a changed title or text is looked through again."""
    with transaction.atomic():
        corrected = edits.update_article(article=article, changes=changes, by=by)
        if corrected.title != article.title or corrected.text != article.text or {"title", "text"} & changes.keys():
            retag([corrected.pk], rules=rules or present_rules())
    return corrected


def put_back(
    article: Article, pieces: Sequence[Removed], *, by: AbstractBaseUser | None, rules: Rules | None = None
) -> Article:
    """Put pieces that cleaning took out back to where they stood on the page; every later processing does it again.

    Raises ValueError for a piece that cleaning did not take out of this article.
    """
    with transaction.atomic():
        capture = captures.present_capture(article.pk)
        page = page_key(capture.raw(), capture.media_type) if capture else ""
        for piece in pieces:
            paragraphs = own_paragraphs(article)
            place = find_place(page, paragraphs, piece.text)
            after = paragraphs[place.paragraph] if place.paragraph >= 0 else ""
            article = restore_piece(article=article, piece=piece, after=after, place=place.position, by=by)
        if pieces:
            retag([article.pk], rules=rules or present_rules())
    return article


def take_out_again(
    article: Article, texts: Sequence[str], *, by: AbstractBaseUser | None, rules: Rules | None = None
) -> Article:
    """Undo `put_back` for the pieces of these texts."""
    with transaction.atomic():
        for text in texts:
            article = withdraw_piece(article=article, text=text, by=by)
        if texts:
            retag([article.pk], rules=rules or present_rules())
    return article


def give_back(
    article: Article, fields: Collection[str], *, by: AbstractBaseUser | None, rules: Rules | None = None
) -> Article:
    """Give fields back to the rules at once; a title or text that changes thereby is looked through again."""
    with transaction.atomic():
        stored = earlier.return_to_rules(article=article, fields=fields, by=by)
        return _looked_through(stored, article, rules)


def restore(
    article: Article, *, event_id: int, field: str, by: AbstractBaseUser | None, rules: Rules | None = None
) -> Article | None:
    """Let a field be as it stood before a change in the history; None where there is no such change."""
    with transaction.atomic():
        stored = earlier.restore_earlier(article=article, event_id=event_id, field=field, by=by)
        return None if stored is None else _looked_through(stored, article, rules)


def _looked_through(stored: Article, before: Article, rules: Rules | None) -> Article:
    if (stored.title, stored.text) != (before.title, before.text):
        retag([stored.pk], rules=rules or present_rules())
    return stored
