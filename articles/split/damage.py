"""Whether words were lost from a text: scrapers that delete links leave sentences that do not hold together."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from articles.documents import Block

_DATA: Final = tomllib.loads((Path(__file__).parent / "data" / "kinds.toml").read_text("utf-8"))["damage"]
_BROKEN: Final = re.compile("|".join(f"(?:{pattern})" for pattern in _DATA["patterns"]))
_NEEDED: Final[int] = _DATA["needed"]
_PER_WORDS: Final = 400  # words of text for which the needed signs are counted; a long text has more slips of its own
_LONGEST: Final = 100_000  # characters of a block that are looked through


def is_damaged(blocks: Sequence[Block]) -> bool:
    """Whether words were visibly lost in the capture. Nothing is put in their place."""
    signs = sum(1 for block in blocks for _ in _BROKEN.finditer(block.text[:_LONGEST]))
    words = sum(block.text.count(" ") + 1 for block in blocks)
    return signs >= max(_NEEDED, words / _PER_WORDS)
