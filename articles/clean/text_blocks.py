"""The lines of a story -> typed blocks: promotions cut, tweets joined with their credit, lists and subheads marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from articles.clean.text_lead import cut_lead
from articles.clean.text_promotions import cut_promotions
from articles.clean.text_story import ReadLine, Role
from articles.documents import Block, BlockKind, Removed
from articles.prose.sentences import ends_sentence, sentence_starts
from articles.prose.tweets import has_tweet_tail, is_tweet_credit

_LIST_MARK: Final = re.compile(r"^(?:[-–•*·▪◦]|\d{1,2}[.)])\s")
_SUBHEAD: Final = 100  # characters


def blocks_of(lines: Sequence[ReadLine]) -> tuple[list[Block], list[Removed]]:
    """The blocks of one story in reading order, blank lines as empty blocks, and what was taken out."""
    blocks: list[Block] = []
    removed: list[Removed] = []
    is_lead = True
    first: int | None = None  # the story's first block, above which byline and date belong
    for line in lines:
        if line.role is Role.BLANK:
            blocks.append(Block(text=""))
        elif line.role is Role.TITLE:
            blocks.append(Block(text=line.text, kind=BlockKind.HEADING))
        elif line.role is Role.ABOUT_IT:
            blocks.insert(len(blocks) if first is None else first, Block(text=line.text))
        elif line.role is Role.BODY:
            text, pieces = cut_promotions(line.text)
            removed.extend(pieces)
            if is_lead and text:
                text, pieces = cut_lead(text)
                removed.extend(pieces)
            if text:
                is_lead = False
                first = len(blocks) if first is None else first
                _append_body(blocks, text)
        else:
            removed.append(Removed(text=line.text, rule=line.rule))
    return blocks, removed


def _append_body(blocks: list[Block], text: str) -> None:
    if is_tweet_credit(text):
        last = next((index for index in range(len(blocks) - 1, -1, -1) if blocks[index].text), None)
        if last is not None and blocks[last].kind is not BlockKind.HEADING:
            blocks[last] = Block(text=f"{blocks[last].text} {text}", kind=BlockKind.QUOTE)
            return
    blocks.append(Block(text=text, kind=_kind(text)))


def _kind(text: str) -> BlockKind:
    if is_tweet_credit(text) or (has_tweet_tail(text) and len(sentence_starts(text)) <= 8):
        return BlockKind.QUOTE
    if _LIST_MARK.match(text):
        return BlockKind.LIST_ITEM
    if len(text) <= _SUBHEAD and not ends_sentence(text) and not text.endswith((":", ",", ";", '"', "”", "'", "’")):
        return BlockKind.HEADING
    return BlockKind.PARAGRAPH
