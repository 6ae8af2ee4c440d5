"""Whether words were lost from a text: scrapers that delete links leave sentences that do not hold together."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from articles.documents import Block

_DATA: Final = tomllib.loads((Path(__file__).parent / "data" / "kinds.toml").read_text("utf-8"))["damage"]
# Each expression begins with a character that is found quickly; an alternation at every letter takes ten times as long.
_BROKEN: Final = tuple(
    re.compile(begin + "(?:" + "|".join(f"(?:{pattern})" for pattern in _DATA[key]) + ")")
    for begin, key in ((" [\"'“‘(]?", "at_words"), ("", "at_marks"), ("", "at_spaces"))
)
_NEEDED: Final[int] = _DATA["needed"]
_PER_WORDS: Final = 400  # words of text for which the needed signs are counted; a long text has more slips of its own
_LONGEST: Final = 100_000  # characters of a block that are looked through


def is_damaged(blocks: Sequence[Block]) -> bool:
    """Whether words were visibly lost in the capture. Nothing is put in their place."""
    texts = [f" {block.text[:_LONGEST]}" for block in blocks]
    signs = sum(1 for text in texts for pattern in _BROKEN for _ in pattern.finditer(text))
    words = sum(block.text.count(" ") + 1 for block in blocks)
    return signs >= max(_NEEDED, words / _PER_WORDS)
