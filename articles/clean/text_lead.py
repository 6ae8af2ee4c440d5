"""What scrapers run together before a story's first sentence: subheads, labels, a slogan.

A subhead has no full stop, so a paragraph can begin 'The Cost of Division Who Is Next? FAQs The world may be entering
...'. The lead ends where the first real sentence begins.
"""

from __future__ import annotations

import re
import tomllib
from itertools import islice
from pathlib import Path
from typing import Final

from articles.documents import Removed
from articles.prose.sentences import OPENERS, SMALL_WORDS, lower_share

_DATA: Final = tomllib.loads((Path(__file__).parent / "data" / "promotions.toml").read_text("utf-8"))
_VERBS: Final = frozenset(_DATA["slogan_verbs"].split())
_LABEL_WORDS: Final = frozenset(word for label in _DATA["labels"] for word in label.split() if len(word) > 3)
_LOOKED_AT: Final = 1200  # characters
_LONGEST_LEAD: Final = 80  # words
_LONGEST_SLOGAN: Final = 16  # words
_SENTENCE_WORDS: Final = 10  # looked at, to tell a sentence from a fragment
_WORD: Final = re.compile(rf"\S{{1,{_LOOKED_AT}}}")
_EDGES: Final = ".,:;!?()[]\"'“”‘’-–—…*"


def cut_lead(text: str) -> tuple[str, tuple[Removed, ...]]:
    """Return a story's first paragraph from its first real sentence on, and what ran before it."""
    words = text[:_LOOKED_AT].split()
    index = _after_slogan(words)
    rule = "slogan before the first sentence"
    if index is None:
        index = _after_subheads(words)
        rule = "subheads before the first sentence"
    if index is None:
        return text, ()
    position = next(islice(_WORD.finditer(text), index, None)).start()
    return text[position:], (Removed(text=text[:position].strip(), rule=rule),)


def _after_subheads(words: list[str]) -> int | None:
    """The index of the first sentence's first word, where only title-case fragments and questions stand before it.

    A sentence may open with a name only where a question or a label shows the fragments to be subheads: 'South Korean
    Prime Minister Han said' is one sentence.
    """
    if not words or _is_sentence(words, 0):
        return None
    shown = False
    for index in range(1, min(len(words), _LONGEST_LEAD)):
        before = words[index - 1]
        shown = shown or before.endswith("?") or before.strip(_EDGES) in _LABEL_WORDS
        if not _is_fragment_end(before) or index < 2 or words[index].strip(_EDGES) in _LABEL_WORDS:
            continue
        opens = words[index].lstrip("\"'“‘(") in OPENERS or (shown and _runs_on(words[index + 1 : index + 10]))
        if opens and _is_sentence(words, index) and _are_fragments(words[:index]):
            return index
    return None


def _runs_on(following: list[str]) -> bool:
    """Whether the words after a name run on as one sentence: no label, no opener, hardly a capital among them."""
    is_broken = any(word.strip(_EDGES) in _LABEL_WORDS or word in OPENERS for word in following)
    return not is_broken and lower_share(following) >= 0.75


def _are_fragments(words: list[str]) -> bool:
    """Whether words are headings strung together: capitals but for small words and single stray ones, no full stop."""
    bare = [word.strip(_EDGES) for word in words]
    letters = [word for word in bare if word[:1].isalpha()]
    stray = [word for word in letters if word[0].islower() and word not in SMALL_WORDS]
    ends = [word for word in words if word.endswith(".") and len(word) > 3 and not word[:-1].count(".")]
    return not ends and len(letters) >= 3 and len(stray) <= len(letters) * 0.15


def _is_fragment_end(word: str) -> bool:
    """Whether a fragment could end with a word: any but one that asks for more ('of', 'the') or a comma."""
    return not (word[-1] in ",;:-–—(" or word.lower().strip(_EDGES) in SMALL_WORDS)


def _is_sentence(words: list[str], index: int) -> bool:
    """Whether running text begins at `index`: a capital, then mostly words in lower case."""
    first = words[index].lstrip("\"'“‘(")
    following = words[index + 1 : index + _SENTENCE_WORDS]
    if not first[:1].isupper() or len(following) < 5:
        return False
    near = following[:4]
    return lower_share(following) >= 0.6 and lower_share(near) >= 0.5


def _after_slogan(words: list[str]) -> int | None:
    """The index after a slogan: a command to the reader that says 'your' and stops without a mark before a capital."""
    bare = [word.strip(_EDGES).lower() for word in words[:_LONGEST_SLOGAN]]
    said = next((index for index, word in enumerate(bare) if word in ("your", "yours")), None)
    if said is None or not any(word in _VERBS for word in bare[: min(said, 3)]):
        return None
    for index in range(said + 1, min(len(words) - 6, _LONGEST_SLOGAN)):
        before = words[index - 1]
        if before.endswith((".", "!", "?")):
            return None
        if words[index][:1].isupper() and before[0].islower() and before[-1].isalpha() and before not in SMALL_WORDS:
            return index
    return None
