"""Whether words were lost from a text: scrapers that delete links leave sentences that do not hold together."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from articles.documents import Block

_DATA: Final = tomllib.loads((Path(__file__).parent / "data" / "kinds.toml").read_text("utf-8"))["damage"]
_BEFORE_WORDS: Final = " [\"'“‘(]?"
# Each expression begins with a character that is found quickly; an alternation at every letter takes ten times as long.
_AT_WORDS: Final = re.compile(
    _BEFORE_WORDS + "(?:" + "|".join(f"(?:{one['pattern']})" for one in _DATA["at_words"]) + ")", re.MULTILINE
)
_ELSEWHERE: Final = tuple(
    re.compile("|".join(f"(?:{pattern})" for pattern in _DATA[key])) for key in ("at_marks", "at_spaces")
)
# Hardly any text holds what one of those that need a word finds: the others alone are tried in half the time.
_ALWAYS: Final = re.compile(
    _BEFORE_WORDS + "(?:" + "|".join(f"(?:{one['pattern']})" for one in _DATA["at_words"] if "needs" not in one) + ")",
    re.MULTILINE,
)
_NEEDING: Final = tuple(
    (tuple(one["needs"]), re.compile(f"{_BEFORE_WORDS}(?:{one['pattern']})", re.MULTILINE))
    for one in _DATA["at_words"]
    if "needs" in one
)
_NEEDED: Final[int] = _DATA["needed"]
_PER_WORDS: Final = 400  # words of text for which the needed signs are counted; a long text has more slips of its own
_LONGEST: Final = 100_000  # characters of a block that are looked through


def is_damaged(blocks: Sequence[Block]) -> bool:
    """Whether words were visibly lost in the capture. Nothing is put in their place."""
    whole = "\n".join([f" {block.text[:_LONGEST]}" for block in blocks])
    signs = sum(len(pattern.findall(whole)) for pattern in _ELSEWHERE)
    needing = (pattern for needs, pattern in _NEEDING if any(map(whole.__contains__, needs)))
    at_words = _AT_WORDS if any(pattern.search(whole) for pattern in needing) else _ALWAYS
    signs += len(at_words.findall(whole))
    words = sum(block.text.count(" ") + 1 for block in blocks)
    return signs >= max(_NEEDED, words / _PER_WORDS)
