"""The headline among the lines of a page, and the breadcrumb that may repeat it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np

from articles.clean.text_features import has_credit
from articles.clean.text_weights import Vector, weights_of
from articles.clean.text_windows import Matrix
from articles.prose.calendar import find_date_mentions
from articles.prose.sentences import SMALL_WORDS, ends_sentence, sentence_starts

_LONGEST: Final = 260  # characters
_REACH_AFTER: Final = 2  # a headline may stand a line or two below what looks like the first paragraph (a summary)
_OFTEN: Final = 3  # times a story says a word it is about
_GAP: Final = 12  # lines
_LOOKED_AT: Final = 60  # candidate lines before the story
_CONTENT_WORD: Final = re.compile(r"[^\W\d_][\w’'-]{3,40}|\d{2,10}")
TITLE_NAMES: Final = (
    "bias", "shared_words", "shared_lead", "repeated", "within_other", "words_under_5", "words_5_to_20",
    "words_over_25",
    "full_stop", "open_end", "credit", "time", "distance", "just_before", "after_begin", "far_before", "below_short",
    "capitals", "all_capitals", "mark", "is_longest_near", "first_repeat", "starts_lower", "question", "byline_follows",
    "in_story", "sentences", "address", "no_address", "shared_count", "shared_often", "says_most",
)  # fmt: skip
_ENOUGH: Final = -1.0  # log-odds
_ADDRESS_WORD: Final = re.compile(r"[^\W\d_]{2,40}|\d{2,4}")
_MARK: Final = re.compile(r"[|›»•·→@/]|https?:")
_MENU: Final = re.compile(r"[|·•›»]")  # between the names of a menu's sections
_MENU_WORDS: Final = 3.5  # words a mark; a headline before '| The Daily' has more
_CRUMB_MARK: Final = re.compile(r"\s{0,2}(?:[>›»/|]|::)\s{0,2}")
_HOME: Final = re.compile(r"^(?:home|homepage|start|front page)\b\s{0,2}(?:[>›»/|:]{1,2}\s{0,2})?", re.I)


@cache
def load_title_weights() -> Vector:
    """The weights of regression t, in the order of TITLE_NAMES."""
    return weights_of("t", TITLE_NAMES)


def choose_title(
    lines: Sequence[str], allowed: Sequence[bool], about: Sequence[bool], story: Sequence[bool], *, url: str = ""
) -> int | None:
    """The line that is the story's headline; None where none is good enough.

    `allowed` marks lines that may be one (no furniture, no byline), `about` bylines and dates, `story` the lines taken
    for the body. A headline speaks of what the story speaks of, stands shortly before it, is often repeated, and has no
    full stop, and the page's address often spells it: how much each counts is learned (the weights of regression t).
    """
    return choose_title_with(lines, allowed, about, story, load_title_weights(), url=url)


def choose_title_with(
    lines: Sequence[str],
    allowed: Sequence[bool],
    about: Sequence[bool],
    story: Sequence[bool],
    weights: Vector,
    *,
    url: str = "",
) -> int | None:
    """The same by the weights given."""
    candidates = title_candidates(lines, allowed, story)
    if not candidates:
        return None
    scores = title_features(lines, candidates, about, story, url=url) @ weights
    best = int(np.argmax(scores))
    if scores[best] <= _ENOUGH:
        return None
    return _barest(lines, candidates, candidates[best])


def _barest(lines: Sequence[str], candidates: Sequence[int], chosen: int) -> int:
    """Of lines that hold one another ('Home Cars <headline>', '<headline> | The Daily'), the one without the rest."""
    line = lines[chosen]
    inner = [
        index
        for index in candidates
        if len(lines[index]) < len(line) <= len(lines[index]) + 80
        and len(lines[index].split()) >= 4
        and (line.startswith(lines[index]) or line.endswith(lines[index]))
    ]
    return inner[-1] if inner else chosen


def title_candidates(lines: Sequence[str], allowed: Sequence[bool], story: Sequence[bool]) -> list[int]:
    """The lines that may be the headline: before the story's begin, or a line or two below it."""
    begin = story_begin(lines, story)
    if begin is None:
        return []
    reach = range(max(0, begin - _LOOKED_AT), min(len(lines), begin + _REACH_AFTER + 1))
    return [index for index in reach if allowed[index] and _could_be_title(lines[index])]


def story_begin(lines: Sequence[str], story: Sequence[bool]) -> int | None:
    """The first line of the story's greatest piece: pieces lie further apart than a picture and an advertisement."""
    begin: int | None = None
    best, best_size, size, last = None, 0, 0, -_GAP
    for index, (line, kept) in enumerate(zip(lines, story, strict=True)):
        if not kept:
            continue
        if index - last > _GAP:
            begin, size = index, 0
        size += len(line)
        last = index
        if size > best_size:
            best, best_size = begin, size
    return best


def title_features(
    lines: Sequence[str], candidates: Sequence[int], about: Sequence[bool], story: Sequence[bool], *, url: str = ""
) -> Matrix:
    """One row of TITLE_NAMES for each candidate line."""
    kept = [line for line, is_kept in zip(lines, story, strict=True) if is_kept]
    begin = story_begin(lines, story) or 0
    said = Counter(word.lower() for word in _CONTENT_WORD.findall(" ".join(kept)[:8000]))
    spoken = set(said)
    often = {word for word, times in said.items() if times >= _OFTEN} - SMALL_WORDS
    most = max((len((_words(lines[index]) - SMALL_WORDS) & often) for index in candidates), default=0)
    lead = _words(" ".join(kept[:4])[:1500])
    address = address_words(url)
    seen = Counter(lines)
    first: dict[str, int] = {}
    for index in candidates:
        first.setdefault(lines[index], index)
    rows = [
        _title_row(
            lines,
            index,
            distance=begin - index,
            spoken=spoken,
            often=often,
            most=most,
            lead=lead,
            address=address,
            repeats=seen[lines[index]],
            is_first=first[lines[index]] == index,
            is_told=any(about[index + 1 : index + 5]),
            in_story=story[index],
        )
        for index in candidates
    ]
    return np.array(rows, dtype=np.float64)


def _title_row(
    lines: Sequence[str],
    index: int,
    *,
    distance: int,
    spoken: set[str],
    often: set[str],
    most: int,
    lead: set[str],
    address: set[str],
    repeats: int,
    is_first: bool,
    is_told: bool,
    in_story: bool,
) -> tuple[float, ...]:
    line = lines[index]
    words = line.split()
    content = _words(line) - SMALL_WORDS
    near = max((len(other) for other in lines[max(0, index - 3) : index + 4] if len(other) <= _LONGEST), default=0)
    return (
        1.0,
        len(content & spoken) / max(3, len(content)),
        len(content & lead) / max(3, len(content)),
        float(repeats > 1),
        float(_is_within_other(line, index, lines)),
        float(len(words) < 5),
        float(5 <= len(words) <= 20),
        float(len(words) > 25),
        float(ends_sentence(line) and not line.endswith(("?", "!"))),
        float(line.endswith((":", ",", ";", "-", "|"))),
        float(has_credit(line)),
        float(len(words) < 9 and bool(find_date_mentions(line))),
        min(abs(distance), 40) / 40,
        float(0 < distance <= 4),
        float(distance <= 0),
        float(distance > 20),
        float(index > 0 and len(lines[index - 1]) < 30),
        sum(word[0].isupper() for word in words) / len(words),
        float(line.isupper()),
        float(_MARK.search(line) is not None),
        float(len(line) == near),
        float(repeats > 1 and is_first),
        float(line[0].islower()),
        float(line.endswith("?")),
        float(is_told),
        float(in_story),
        float(len(sentence_starts(line)) > 1),
        *_subject(content, spoken, often, most, address),
    )


def _subject(
    content: set[str], spoken: set[str], often: set[str], most: int, address: set[str]
) -> tuple[float, float, float, float, float]:
    """How far a line speaks of what the address spells and of what the story says, once and often."""
    return (
        _overlap(content, address),
        float(not address),
        min(len(content & spoken), 8) / 8,
        min(len(content & often), 5) / 5,
        float(most > 1 and len(content & often) == most),
    )


def address_words(url: str) -> set[str]:
    """The words of the longest part of an address's path, where it spells a headline; otherwise none."""
    path = url.split("?")[0].split("#")[0].split("//")[-1].split("/")[1:]
    longest = max((_ADDRESS_WORD.findall(part.lower()) for part in path), key=len, default=[])
    return set(longest) - SMALL_WORDS if len(longest) >= 3 else set()


def _overlap(content: set[str], address: set[str]) -> float:
    """How far the words of a line and of the address are the same: shared over all."""
    if not address or not content:
        return 0.0
    return len(content & address) / max(3, len(content | {word for word in address if len(word) >= 4}))


def _words(text: str) -> set[str]:
    return {word.lower() for word in _CONTENT_WORD.findall(text)}


def _is_within_other(line: str, index: int, lines: Sequence[str]) -> bool:
    """Whether a breadcrumb or a window title repeats the line: 'Home Cars <line>', '<line> | The Daily'."""
    near = lines[max(0, index - 40) : index + 8]
    return any(
        len(line) < len(other) <= len(line) + 80 and (other.startswith(line) or other.endswith(line)) for other in near
    )


def _could_be_title(line: str) -> bool:
    words = line.split()
    if _MENU.search(line) and len(words) <= _MENU_WORDS * len(_MENU.findall(line)):
        return False
    return len(words) >= 3 and 12 <= len(line) <= _LONGEST and any(char.islower() or char.isupper() for char in line)


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
