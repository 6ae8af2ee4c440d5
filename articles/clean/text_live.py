"""Whether a text scrape is a live blog: entries under their times, and a word that says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from articles.clean.html_kind import find_kind
from articles.clean.text_cards import ENTRY_RULE
from articles.clean.text_story import ReadLine, Role
from articles.documents import Kind

_FEWEST: Final = 3  # entries, where the page calls itself live
_ENOUGH: Final = 5  # entries that tell by themselves: an article's own times are fewer
_SAYS_SO: Final = re.compile(
    r"live(?: (?:updates?|blog|coverage|reporting|reports?|now))?|as it happened"
    r"|(?:newest|latest|oldest) (?:updates? )?first",
    re.I,
)
_LABEL: Final = 40  # characters
_EDGES: Final = " •●·|:*-–—()[]"


def find_live_blog(lines: Sequence[ReadLine]) -> str:
    """The words or the entries that tell it, as evidence; '' where the page is none."""
    entries = sum(line.rule == ENTRY_RULE for line in lines)
    if entries < _FEWEST:
        return ""
    title = next((line.text for line in lines if line.role is Role.TITLE), "")
    named = find_kind(types=(), url="", section="", title=title)
    if named is not None and named[0] is Kind.LIVE_BLOG:
        return named[1]
    labels = (line.text.strip(_EDGES) for line in lines if len(line.text) <= _LABEL)
    said = next((label for label in labels if _SAYS_SO.fullmatch(label)), "")
    if said:
        return f"live blog: label ‘{said}’"
    return f"live blog: {entries} entries with their times" if entries >= _ENOUGH else ""
