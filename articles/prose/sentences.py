"""Sentences and headlines: where one ends and the next begins, and which of the two a piece of text is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Final

_DATA: Final = tomllib.loads((Path(__file__).parent / "data" / "prose.toml").read_text("utf-8"))
OPENERS: Final = frozenset(_DATA["openers"].split())
SMALL_WORDS: Final = frozenset(_DATA["small_words"].split())
_ABBREVIATIONS: Final = frozenset(_DATA["abbreviations"].split())
_BOUNDARY: Final = re.compile(r"[.!?…](?<=[^\s.].)[.!?…]{0,2}[\"'”’)\]]{0,2}\s{1,3}(?=[\"'“‘(\[*-]{0,3}\s?[A-Z0-9])")
_SENTENCE_END: Final = re.compile(r"[.!?…。！？][\"'”’)\]」』]{0,3}\s{0,3}$")
_MARKS: Final = frozenset(".!?…。！？")
_EDGES: Final = ".,:;!?()[]\"'“”‘’|»›-–—…*"
_LAST_WORD: Final = re.compile(r"[\w.&'’]{1,30}$")


def sentence_starts(text: str) -> list[int]:
    """The positions at which the sentences of `text` begin, the first among them."""
    starts = [0]
    for match in _BOUNDARY.finditer(text):
        if text[match.start()] == "." and _ends_abbreviation(text, match.start()):
            continue
        starts.append(match.end())
    return starts


def split_sentences(text: str) -> list[str]:
    """The sentences of one paragraph, in order, without spaces at their ends."""
    starts = sentence_starts(text)
    ends = [*starts[1:], len(text)]
    return [sentence for start, end in zip(starts, ends, strict=True) if (sentence := text[start:end].strip())]


def ends_sentence(text: str) -> bool:
    """Whether `text` ends as a sentence does."""
    last = text[-1:]
    if last in _MARKS or last.isalnum():
        return last in _MARKS
    return _SENTENCE_END.search(text, max(0, len(text) - 6)) is not None


def count_words(text: str) -> int:
    """Words split at spaces; in scripts that use none, two characters are taken for a word."""
    words = text.count(" ") + 1 if text else 0
    return words if len(text) < words * 20 or text.isascii() else len(text) // 2


def is_title_case(words: list[str]) -> bool:
    """Whether words are written as a headline: every word capitalised but small ones, numbers aside."""
    bare = [word.strip(_EDGES) for word in words]
    lower = [word for word in bare if word[:1].islower() and word.lower() not in SMALL_WORDS]
    capitals = [word for word in bare if word[:1].isupper()]
    return not lower and bool(capitals)


def lower_share(words: list[str]) -> float:
    """The share of words that begin in lower case."""
    firsts = "".join([word[:1] for word in words])
    if not firsts.isalpha():  # most words need no strip
        stripped = [first if (first := word[:1]).isalpha() else word.strip(_EDGES)[:1] for word in words]
        firsts = "".join(filter(str.isalpha, stripped))
    return sum(map(str.islower, firsts)) / len(firsts) if firsts else 0.0


def _ends_abbreviation(text: str, point: int) -> bool:
    """Whether the point at `point` belongs to a short form or an initial."""
    found = _LAST_WORD.search(text, max(0, point - 30), point)
    if found is None:
        return False
    word = found.group(0)
    return word.lower().strip("'’") in _ABBREVIATIONS or (len(word) == 1 and word.isupper())
