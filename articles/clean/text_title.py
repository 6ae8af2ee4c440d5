"""The headline among the lines of a page, and the breadcrumb that may repeat it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np

from articles.clean.text_title_features import (
    LONGEST_TITLE,
    TITLE_NAMES,
    address_words,
    spelt_share,
    story_begin,
    title_features,
)
from articles.clean.text_weights import Vector, weights_of

_REACH_AFTER: Final = 2  # a headline may stand a line or two below what looks like the first paragraph (a summary)
_LOOKED_AT: Final = 150  # lines before the story; pictures, menus and a video's controls can stand between
_ENOUGH: Final = -1.0  # log-odds
_SPELT: Final = 0.6  # of the words of a line and of the address are the same where it can be nothing but the headline
_UNSPELT: Final = 0.3  # fewer, and the address spells another line
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
    chosen = _likeliest(lines, title_candidates(lines, allowed, story), about, story, weights, url=url)
    return _spelt_above(lines, allowed, story, chosen, address_words(url)) if url else chosen


def _likeliest(
    lines: Sequence[str],
    candidates: Sequence[int],
    about: Sequence[bool],
    story: Sequence[bool],
    weights: Vector,
    *,
    url: str,
) -> int | None:
    if not candidates:
        return None
    scores = title_features(lines, candidates, about, story, url=url) @ weights
    best = int(np.argmax(scores))
    return _barest(lines, candidates, candidates[best]) if scores[best] > _ENOUGH else None


def _spelt_above(
    lines: Sequence[str], allowed: Sequence[bool], story: Sequence[bool], chosen: int | None, address: set[str]
) -> int | None:
    """The line above the story's first that the address spells where it does not spell the one `chosen`; else that one.

    The greatest piece of a guide or a long interview can lie far below its headline, and the model looks above that.
    """
    if not address or (chosen is not None and spelt_share(lines[chosen], address) >= _UNSPELT):
        return chosen
    begin = next((index for index, kept in enumerate(story) if kept), 0)
    shares = {
        index: spelt_share(lines[index], address)
        for index in range(max(0, begin - _LOOKED_AT), begin)
        if allowed[index] and _could_be_title(lines[index])
    }
    best = max(shares, key=shares.__getitem__, default=None)
    return best if best is not None and shares[best] >= _SPELT else chosen


def _barest(lines: Sequence[str], candidates: Sequence[int], chosen: int) -> int:
    """Of lines that hold one another ('Home Cars <headline>', '<headline> | The Daily'), the one without the rest."""
    line = lines[chosen]
    inner = [
        index
        for index in candidates
        if len(lines[index]) < len(line) <= len(lines[index]) + 80
        and len(lines[index].split()) >= 4
        and (line.startswith(lines[index]) or _is_behind_crumbs(line, lines[index]))
    ]
    return inner[-1] if inner else chosen


def _is_behind_crumbs(line: str, inner: str) -> bool:
    """Whether `line` is `inner` with sections before it; before a colon stands a part of the headline."""
    return line.endswith(inner) and not line[: -len(inner)].rstrip().endswith(":")


def title_candidates(lines: Sequence[str], allowed: Sequence[bool], story: Sequence[bool]) -> list[int]:
    """The lines that may be the headline: before the story's begin, or a line or two below it."""
    begin = story_begin(lines, story)
    if begin is None:
        return []
    reach = range(max(0, begin - _LOOKED_AT), min(len(lines), begin + _REACH_AFTER + 1))
    return [index for index in reach if allowed[index] and _could_be_title(lines[index])]


def _could_be_title(line: str) -> bool:
    words = line.split()
    if _MENU.search(line) and len(words) <= _MENU_WORDS * len(_MENU.findall(line)):
        return False
    return (
        len(words) >= 3 and 12 <= len(line) <= LONGEST_TITLE and any(char.islower() or char.isupper() for char in line)
    )


def read_breadcrumb(line: str, title: str) -> str | None:
    """The section a breadcrumb names ('Home Motoring <title>', 'Home > Business > Cars'); None where it is none."""
    if len(line) > LONGEST_TITLE + 80:
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
