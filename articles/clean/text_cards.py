"""Lists on a page, told by their rhythm: teasers and comments that each carry a date, a live blog's dated entries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from articles.clean.text_features import ends_as_sentence
from articles.prose.dates import is_date_line
from articles.prose.sentences import count_words

RULE: Final = "list of dated items"
ENTRY_RULE: Final = "time of a live entry"
_FEWEST: Final = 3  # dated items that make a list
_APART: Final = 6  # lines from one item's date to the next one's
_TEXTS: Final = 2  # paragraphs an item may have; a live blog's entries have more
_SENTENCE_WORDS: Final = 8
_LONGEST: Final = 60  # characters of a date line
_HINT: Final = re.compile(r"\d|\bago\b|yesterday", re.I)
_FEWEST_TEASERS: Final = 4
_TEASER_WORDS: Final = 40
_ENTRY_REACH: Final = 2  # lines below its time in which an entry's text begins
# A clock time, alone or with who wrote the entry, as tools run the two together.
_ENTRY_TIME: Final = re.compile(
    r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[ap]\.?m\.?)?(?: ?(?:[A-Z]{2,4}|[Uu]hr))?"
    r"(?: ?(?:by )?[A-Z][^\W\d_]{1,20}(?:[ \-'’.]{1,2}(?:and )?[A-Z][^\W\d_]{0,20}){1,5})?"
)
_STORY: Final = 800  # characters of text that must stand outside, or the dated items are the page


def dated_items(lines: Sequence[str]) -> list[bool]:
    """Which lines belong to a list of dated items: from the headline or name above the first date to the last text."""
    inside = [False] * len(lines)
    dates = [index for index, line in enumerate(lines) if _is_date(line)]
    texts = [len(line) if _is_text(line) else 0 for line in lines]
    run: list[int] = []
    for index in [*dates, len(lines) + 2 * _APART]:
        if run and (index - run[-1] > _APART or sum(map(bool, texts[run[-1] : index])) > _TEXTS):
            _mark(run, texts, inside)
            run = []
        run.append(index)
    outside = sum(size for size, is_inside in zip(texts, inside, strict=True) if not is_inside)
    return inside if outside >= _STORY else [False] * len(lines)


def entry_times(lines: Sequence[str]) -> list[bool]:
    """Which lines are the times above a live blog's entries: several, each with running text right below."""
    stamps = [
        index
        for index, line in enumerate(lines)
        if len(line) <= _LONGEST
        and _ENTRY_TIME.fullmatch(line)
        and any(map(_is_text, lines[index + 1 : index + 1 + _ENTRY_REACH]))
    ]
    marked = [False] * len(lines)
    for index in stamps if len(stamps) >= _FEWEST else ():
        marked[index] = True
    return marked


def is_teaser_list(lines: Sequence[str]) -> bool:
    """Whether a page is nothing but teasers: headlines with a date and a sentence at most each, and no story."""
    filled = [line for line in lines if line]
    dates = [index for index, line in enumerate(filled) if _is_date(line)]
    if len(dates) < _FEWEST_TEASERS:
        return False
    between = [filled[start + 1 : end] for start, end in pairwise(dates)]
    outside = [line for line in (*filled[: dates[0]], *filled[dates[-1] + 1 :]) if _is_text(line)]
    return all(_is_teaser(item) for item in between) and sum(map(count_words, outside)) < 2 * _TEASER_WORDS


def _is_teaser(item: Sequence[str]) -> bool:
    texts = [line for line in item if _is_text(line)]
    headlines = sum(line.count(" ") >= 2 for line in item) - len(texts)
    return headlines > 0 and len(texts) <= 1 and sum(map(count_words, texts)) <= _TEASER_WORDS


def _mark(run: Sequence[int], texts: Sequence[int], inside: list[bool]) -> None:
    if len(run) < _FEWEST or not any(texts[run[0] : run[-1] + 2]):
        return
    begin = run[0]
    while begin > 0 and run[0] - begin < 2 and not texts[begin - 1]:
        begin -= 1
    for index in range(begin, min(len(inside), run[-1] + 2)):
        inside[index] = True


def _is_date(line: str) -> bool:
    return len(line) <= _LONGEST and _HINT.search(line) is not None and is_date_line(line)


def _is_text(line: str) -> bool:
    return line.count(" ") >= _SENTENCE_WORDS - 1 and ends_as_sentence(line)
