"""What the line model kept wrongly: far pieces, headlines of other stories at the end, the story's own headline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from articles.clean.text_weights import Vector
from articles.prose.sentences import ends_sentence
from articles.prose.tweets import has_tweet_tail, is_tweet_credit

_HEADING: Final = 100  # characters
_TEASERS: Final = 3  # headlines in a row at the end of a story are other stories'
_SENTENCE_WORDS: Final = 8
_REPEATED: Final = 60  # characters of a line that a story does not say twice
_RELATED: Final = "related heading"  # rules of the data file that announce what follows
_AUTHORS_BOX: Final = "author's box"
_RELATED_LINE: Final = "related headline"
_TWEET_LINES: Final = 3  # lines of a tweet above the one that credits it
_FAR: Final = 12  # lines between two pieces that need not be of one story
_WORSE: Final = 2.5  # log-odds a line by which a far piece may be less of a story than the main one
_CLIP: Final = 9.0
_NUMBER: Final = re.compile(r"[+−–-]?\d[\d.,]{0,9}[%km]?", re.I)
_LIST_MARK: Final = re.compile(r"^(?:[-–—•*·]|\d{1,2}[.)])\s")


def trim_story(lines: Sequence[str], story: list[bool], scores: Vector, words: Vector) -> None:
    """Take out of `story`, which marks the lines kept, what stands there by mistake. `scores` are log-odds."""
    _drop_far_pieces(story, scores, words)
    _drop_teasers(lines, story)
    _drop_last_heading(lines, story)
    _drop_headline(lines, story)
    _drop_counts(lines, story)


def drop_announced(lines: Sequence[str], story: list[bool], rules: list[str]) -> None:
    """Take out of `story` what a heading inside or below it announces: other stories' headlines, a word on the author.

    Above the story's first line such a heading announces nothing that the story could lose, but perhaps its headline.
    """
    first = next((index for index, kept in enumerate(story) if kept and ends_sentence(lines[index])), len(lines))
    for heading in range(first + 1, len(lines) - 1):
        if rules[heading] == _AUTHORS_BOX:
            story[heading + 1], rules[heading + 1] = False, _AUTHORS_BOX
        if rules[heading] != _RELATED:
            continue
        index = heading + 1
        while index < len(lines) and not rules[index] and is_teaser(lines[index]):
            story[index], rules[index] = False, _RELATED_LINE
            index += 1


def keep_tweets(lines: Sequence[str], story: list[bool], open_lines: Sequence[bool]) -> None:
    """Put into `story` what stands beside its lines as a tweet: the tweet's own lines and the one that credits them.

    A story quotes a tweet between its paragraphs or right below one. What only stands above a paragraph is taken with
    the line above it: the ones before may be anything.
    """
    for credit, line in enumerate(lines):
        if open_lines[credit] and not story[credit] and has_tweet_tail(line):
            story[credit] = any(story[max(0, credit - 1) : credit + 2])
        if not (open_lines[credit] and is_tweet_credit(line)):
            continue
        first = credit
        while first > max(0, credit - _TWEET_LINES) and open_lines[first - 1] and not story[first - 1]:
            first -= 1
        is_below = first > 0 and story[first - 1]
        if is_below or any(story[credit + 1 : credit + 3]):
            for index in range(first if is_below else max(first, credit - 1), credit + 1):
                story[index] = True


def repeated_lines(lines: Sequence[str]) -> NDArray[np.bool_]:
    """Long lines that stand on the page before: captions of a gallery, teasers, pull quotes. A story says them once."""
    seen: set[str] = set()
    repeated = np.zeros(len(lines), dtype=bool)
    for index, line in enumerate(lines):
        if len(line) > _REPEATED:
            repeated[index] = line in seen
            seen.add(line)
    return repeated


def _drop_far_pieces(story: list[bool], scores: Vector, words: Vector) -> None:
    """Of pieces that lie far apart, those much less like a story than the main one are comments or other teasers."""
    kept = [index for index, is_kept in enumerate(story) if is_kept]
    borders = [place for place in range(1, len(kept)) if kept[place] - kept[place - 1] > _FAR]
    if not borders:
        return
    pieces = [kept[start:end] for start, end in pairwise([0, *borders, len(kept)])]
    weights = np.sqrt(words)
    weighed = np.clip(scores, -_CLIP, _CLIP) * weights
    totals = [float(weighed[piece].sum()) for piece in pieces]
    means = [total / float(weights[piece].sum()) for total, piece in zip(totals, pieces, strict=True)]
    main = totals.index(max(totals))
    for piece, mean in zip(pieces, means, strict=True):
        if mean < means[main] - _WORSE:
            for index in piece:
                story[index] = False


def _drop_teasers(lines: Sequence[str], story: list[bool]) -> None:
    """Take headlines of other stories off the end: lines in a row without a sentence's end, kept or not."""
    last = max((index for index, kept in enumerate(story) if kept), default=-1)
    first, beyond = last, last + 1
    while first >= 0 and is_teaser(lines[first]):
        first -= 1
    while beyond < len(lines) and is_teaser(lines[beyond]):
        beyond += 1
    if first < last and beyond - first - 1 >= _TEASERS:
        for index in range(first + 1, last + 1):
            story[index] = False


def _drop_last_heading(lines: Sequence[str], story: list[bool]) -> None:
    """A heading at the very end heads nothing of the story."""
    kept = [index for index, is_kept in enumerate(story) if is_kept]
    while len(kept) > 1 and _heads_nothing(lines[kept[-1]]):
        story[kept.pop()] = False


def _drop_counts(lines: Sequence[str], story: list[bool]) -> None:
    """A story does not begin or end with a number alone: those are counts of readers and comments, and page numbers."""
    kept = [index for index, is_kept in enumerate(story) if is_kept]
    for way in (kept, kept[::-1]):
        for index in way:
            if not _NUMBER.fullmatch(lines[index]):
                break
            story[index] = False


def _heads_nothing(line: str) -> bool:
    is_marked = _LIST_MARK.match(line) or is_tweet_credit(line) or line.endswith(('"', "”", "'", "’", ")"))
    return len(line) <= _HEADING and not ends_sentence(line) and not is_marked and line[0].isupper()


def _drop_headline(lines: Sequence[str], story: list[bool]) -> None:
    """A line without a sentence's end right above the first sentence is the headline, not the story's first line."""
    begin = next((index for index, kept in enumerate(story) if kept), None)
    if begin is None or begin + 1 >= len(lines) or not story[begin + 1]:
        return
    line, following = lines[begin], lines[begin + 1]
    if is_teaser(line) and ends_sentence(following) and len(following.split()) >= _SENTENCE_WORDS:
        story[begin] = False


def is_teaser(line: str) -> bool:
    """Whether a line is written as a headline: several words without a sentence's end."""
    words = line.split()
    return 4 <= len(words) <= 30 and not ends_sentence(line) and not _LIST_MARK.match(line)
