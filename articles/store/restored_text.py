"""A text with the pieces that a curator put back into it (`Article.restored`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from articles.documents import ArticleDraft, Block

_OPENING: Final = 60  # letters of the paragraph before by which it is found again
_TELLING: Final = 15  # letters: a shorter piece stands in the text only as a paragraph of its own


def with_restored(draft: ArticleDraft, restored: Sequence[Mapping[str, Any]]) -> ArticleDraft:
    """A draft of the rules with the pieces that a curator put back into its article, where it lacks them."""
    return replace(draft, paragraphs=tuple(insert_pieces(draft.paragraphs, restored))) if restored else draft


def insert_pieces(blocks: Iterable[Block], restored: Sequence[Mapping[str, Any]]) -> list[Block]:
    """`blocks` with every restored piece they lack, each behind its paragraph, in the page's order.

    Where that paragraph is gone, the piece stands at the end.
    """
    result = list(blocks)
    places = {letters_of(one["text"]): one["place"] for one in restored}
    for one in sorted(restored, key=lambda entry: entry["place"]):
        key = letters_of(one["text"])
        if not key or _holds(result, key):
            continue
        at = _behind(result, one["after"])
        while at < len(result) and places.get(letters_of(result[at].text), one["place"]) < one["place"]:
            at += 1
        result.insert(at, Block(text=one["text"]))
    return result


def _behind(blocks: Sequence[Block], after: str) -> int:
    anchor = letters_of(after)[:_OPENING]
    if not anchor:
        return 0
    return next((i + 1 for i, block in enumerate(blocks) if letters_of(block.text).startswith(anchor)), len(blocks))


def _holds(blocks: Sequence[Block], key: str) -> bool:
    keys = [letters_of(block.text) for block in blocks]
    return key in keys or (len(key) >= _TELLING and any(key in other for other in keys))


def letters_of(text: str) -> str:
    """The letters and digits of a text in lower case: how pieces and paragraphs are compared."""
    return "".join(character for character in text.lower() if character.isalnum())
