"""The headline among the lines of a page, and the breadcrumb that may repeat it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from articles.clean.text_features import has_credit
from articles.prose.calendar import find_date_mentions
from articles.prose.sentences import SMALL_WORDS, ends_sentence

_LONGEST: Final = 260  # characters
_REACH_AFTER: Final = 2  # a headline may stand a line or two below what looks like the first paragraph (a summary)
_LOOKED_AT: Final = 60  # candidate lines before the story
_CONTENT_WORD: Final = re.compile(r"[^\W\d_][\w’'-]{3,40}|\d{2,10}")
_ENOUGH: Final = 1.6
_CRUMB_MARK: Final = re.compile(r"\s{0,2}(?:[>›»/|]|::)\s{0,2}")
_HOME: Final = re.compile(r"^(?:home|homepage|start|front page)\b\s{0,2}(?:[>›»/|:]{1,2}\s{0,2})?", re.I)


def choose_title(lines: Sequence[str], allowed: Sequence[bool], story: Sequence[bool]) -> int | None:
    """The line that is the story's headline; None where none is good enough.

    `allowed` marks lines that may be one (no furniture, no byline), `story` those taken for the body. A headline speaks
    of what the story speaks of, stands shortly before it, is often repeated, and has no full stop.
    """
    begin = next((index for index, kept in enumerate(story) if kept), None)
    if begin is None:
        return None
    body = " ".join(line for line, kept in zip(lines, story, strict=True) if kept)[:6000]
    spoken = {word.lower() for word in _CONTENT_WORD.findall(body)}
    seen: dict[str, int] = {}
    for line in lines:
        seen[line] = seen.get(line, 0) + 1
    best, best_score = None, _ENOUGH
    for index in range(max(0, begin - _LOOKED_AT), min(len(lines), begin + _REACH_AFTER + 1)):
        if not allowed[index] or not _could_be_title(lines[index]):
            continue
        line = lines[index]
        score = _score(line, begin - index, spoken, seen[line] > 1 or _is_within_other(line, index, lines))
        if score > best_score:
            best, best_score = index, score
    return best


def _is_within_other(line: str, index: int, lines: Sequence[str]) -> bool:
    """Whether a breadcrumb or a window title repeats the line: 'Home Cars <line>', '<line> | The Daily'."""
    near = lines[max(0, index - 40) : index + 8]
    return any(
        len(line) < len(other) <= len(line) + 80 and (other.startswith(line) or other.endswith(line)) for other in near
    )


def _could_be_title(line: str) -> bool:
    words = line.split()
    return len(words) >= 3 and 12 <= len(line) <= _LONGEST and any(char.islower() or char.isupper() for char in line)


def _score(line: str, distance: int, spoken: set[str], is_repeated: bool) -> float:
    """How good a headline a line would be, `distance` lines before the story."""
    words = line.split()
    content = {word.lower() for word in _CONTENT_WORD.findall(line)} - SMALL_WORDS
    shared = len([word for word in content if word in spoken]) / max(3, len(content))
    score = 3.0 * shared + (0.8 if is_repeated else 0.0) + (0.6 if 5 <= len(words) <= 20 else 0.0)
    score -= 0.03 * abs(distance) + (1.0 if distance < 0 else 0.0)
    if ends_sentence(line) and not line.endswith(("?", "!")):
        score -= 1.2
    if line.endswith((":", ",", ";")):
        score -= 1.0
    if len(words) > 28:
        score -= 1.0
    if has_credit(line):
        score -= 1.5
    if find_date_mentions(line) and len(words) < 8:
        score -= 1.0
    return score


def read_breadcrumb(line: str, title: str) -> str | None:
    """The section a breadcrumb names ('Home Motoring <title>', 'Home > Business > Cars'); None where it is none."""
    if len(line) > _LONGEST + 80:
        return None
    home = _HOME.match(line)
    if title and line != title and line.endswith(title):
        rest = line[: -len(title)].strip(" >›»/|:-")
        inner = _HOME.sub("", rest).strip(" >›»/|:-")
        is_crumb = home is not None or _CRUMB_MARK.search(rest + ">") is not None
        return _last_crumb(inner) if is_crumb and len(inner.split()) <= 8 else None
    if home is not None and home.end() < len(line) and _CRUMB_MARK.search(line):
        crumbs = [crumb for crumb in _CRUMB_MARK.split(line[home.end() :]) if crumb]
        short = [crumb for crumb in crumbs if len(crumb.split()) <= 4]
        return short[-1] if short and len(short) >= len(crumbs) - 1 else None
    return None


def _last_crumb(text: str) -> str:
    crumbs = [crumb for crumb in _CRUMB_MARK.split(text) if crumb]
    return crumbs[-1] if crumbs else ""
