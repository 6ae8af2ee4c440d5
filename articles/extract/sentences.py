"""Where sentences begin and end, looked up around one position or for a whole text."""

from __future__ import annotations

import re

from articles.extract.data_files import read_rules

_RULES = read_rules("sentences")
_ABBREVIATIONS = frozenset(_RULES["abbreviations"])
_TITLES = frozenset(_RULES["titles"])
_OPENING_WORDS = frozenset(_RULES["openers"])
_OPENERS = " \t\"'“”‘’([{*«»"
_CLOSERS = "\"'”’)]»"
_LAST_WORD = re.compile(r"[^\s(\"'“”‘’\[]{1,20}$")
_BOUNDARY = re.compile(r"(?:[.!?…]{1,3}[\"'”’)\]»]{0,3}(?=\s|[\"'“‘(]?[A-Z][a-z])|\n\n)")
_NEXT_WORD = re.compile(r"[\s\"'“‘(]{0,4}(\w{1,20})")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)*[A-Za-z]$")


def starts_sentence(text: str, position: int) -> bool:
    """Whether the word at `position` is the first of a sentence, a quotation or a paragraph.

    After an abbreviation such as 'Inc.' both readings are possible; this says no for those that stand before names
    ('Mr.') and for initials, and yes for the rest.
    """
    index = position - 1
    while index >= 0 and text[index] in _OPENERS:
        index -= 1
    if index < 0:
        return True
    char = text[index]
    if char in "\n!?…•|" or (char in ":–—" and index + 1 < position):
        return True
    if index + 1 < position and text[index + 1 : position].strip(" \t") and char == ",":
        return True  # the first word of a quotation: , 'Apple
    if char != ".":
        return False
    word = _LAST_WORD.search(text, max(0, index - 20), index)
    if word is None:
        return True
    last = word.group().lower()
    return not (last in _TITLES or _INITIALS.match(last))


def is_boundary(text: str, end: int) -> bool:
    """Whether the full stop before `end` closes a sentence rather than an abbreviation or an initial."""
    stop = end - 1
    while stop > 0 and text[stop] in _CLOSERS:
        stop -= 1
    if text[stop] != ".":
        return True
    word = _LAST_WORD.search(text, max(0, stop - 20), stop)
    if word is None:
        return True
    last = word.group().lower()
    if last in _TITLES or (_INITIALS.match(last) and len(last) < 2):
        return False
    if last in _ABBREVIATIONS or _INITIALS.match(last):
        following = _NEXT_WORD.match(text, end)
        return following is not None and following[1][0].isupper() and following[1].lower() in _OPENING_WORDS
    return True


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The (start, end) of each sentence, in order, without the white space around it."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _BOUNDARY.finditer(text):
        if match.group() == "\n\n" or is_boundary(text, match.end()):
            _append(spans, text, start, match.end())
            start = match.end()
    _append(spans, text, start, len(text))
    return tuple(spans)


def sentence_around(text: str, start: int, end: int, *, limit: int = 600) -> tuple[int, int]:
    """The (start, end) of the sentence that holds the span, at most about `limit` characters to either side."""
    low = max(0, start - limit)
    high = min(len(text), end + limit)
    for left, right in split_sentences(text[low:high]):
        if low + left <= start < low + right:
            return low + left, low + right
    return start, end


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append((start, end))
