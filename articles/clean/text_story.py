"""One story among the lines around it: every line gets a role, and what is no part of the story a rule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from articles.clean.text_furniture import furniture_rule
from articles.clean.text_model import best_segments, line_weights, score_lines
from articles.clean.text_title import choose_title, read_breadcrumb
from articles.prose.bylines import read_byline
from articles.prose.dates import is_date_line
from articles.prose.sentences import ends_sentence, lower_share
from articles.prose.sources import SourceBook
from articles.prose.tweets import is_tweet_credit

_RULED_OUT: Final = -8.0  # log-odds of a line that a rule knows as furniture
_CERTAIN_WORDS: Final = 40  # a line of so many words, with sentences, is running text whatever is around it
_PROSE_SCORE: Final = 2.0
_HEAD_REACH: Final = 12  # lines around the headline in which byline and date stand
_TEASERS: Final = 3  # headlines in a row at the end of a story are other stories'


class Role(StrEnum):
    """What a line is to the story."""

    BODY = "body"
    TITLE = "title"
    ABOUT_IT = "about it"  # byline, date
    BREADCRUMB = "breadcrumb"
    FURNITURE = "furniture"
    BLANK = "blank"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLine:
    """A line with its role; `rule` says why it is furniture, `section` what a breadcrumb names."""

    text: str
    role: Role
    rule: str = ""
    section: str = ""


def read_story(lines: Sequence[str], sources: SourceBook, *, title: str = "") -> list[ReadLine]:
    """Give each line its role. `title` is the headline where the caller knows it; otherwise one is looked for."""
    filled = [line for line in lines if line]
    rules = [furniture_rule(line) for line in filled]
    scores = score_lines(filled)
    for index, line in enumerate(filled):
        if rules[index]:
            scores[index] = _RULED_OUT
        elif _is_running_text(line):
            scores[index] = max(scores[index], _PROSE_SCORE)
    story = best_segments(scores, line_weights(filled))
    _drop_teasers(filled, story)
    about = _lines_about(filled, story, sources)
    allowed = [not rule and not told for rule, told in zip(rules, about, strict=True)]
    chosen = None if title else choose_title(filled, allowed, story)
    headline = title or (filled[chosen] if chosen is not None else "")
    roles = iter(
        _role(line, rule=rule, is_story=kept, is_about=told, is_title=index == chosen, headline=headline)
        for index, (line, rule, kept, told) in enumerate(zip(filled, rules, story, about, strict=True))
    )
    return [next(roles) if line else ReadLine(text="", role=Role.BLANK) for line in lines]


def _role(line: str, *, rule: str, is_story: bool, is_about: bool, is_title: bool, headline: str) -> ReadLine:
    if is_title:
        return ReadLine(text=line, role=Role.TITLE)
    if headline and line == headline:
        return ReadLine(text=line, role=Role.FURNITURE, rule="headline repeated")
    section = read_breadcrumb(line, headline) if len(line) < 340 else None
    if section is not None and not ends_sentence(line):
        return ReadLine(text=line, role=Role.BREADCRUMB, rule="breadcrumb", section=section)
    if rule:
        return ReadLine(text=line, role=Role.FURNITURE, rule=rule)
    if is_about:
        return ReadLine(text=line, role=Role.ABOUT_IT)
    if is_story:
        return ReadLine(text=line, role=Role.BODY)
    return ReadLine(text=line, role=Role.FURNITURE, rule="not of the story")


def _is_running_text(line: str) -> bool:
    words = line.split()
    return len(words) >= _CERTAIN_WORDS and lower_share(words) > 0.5 and ends_sentence(line)


def _lines_about(lines: Sequence[str], story: Sequence[bool], sources: SourceBook) -> list[bool]:
    """Bylines and date lines shortly before the story's first line, or right in its head."""
    begin = next((index for index, kept in enumerate(story) if kept), None)
    told = [False] * len(lines)
    if begin is None:
        return told
    for index in range(max(0, begin - _HEAD_REACH), min(len(lines), begin + 3)):
        line = lines[index]
        if is_tweet_credit(line):
            continue
        told[index] = len(line) <= 160 and (read_byline(line, sources) is not None or is_date_line(line))
    return told


def _drop_teasers(lines: Sequence[str], story: list[bool]) -> None:
    """Take headlines of other stories off the end: lines in a row without a sentence's end."""
    last = max((index for index, kept in enumerate(story) if kept), default=-1)
    first = last
    while first >= 0 and _is_teaser(lines[first]):
        first -= 1
    if last - first >= _TEASERS:
        for index in range(first + 1, last + 1):
            story[index] = False


def _is_teaser(line: str) -> bool:
    words = line.split()
    return 4 <= len(words) <= 30 and not ends_sentence(line) and not _LIST_MARK.match(line)


_LIST_MARK: Final = re.compile(r"^(?:[-–—•*·]|\d{1,2}[.)])\s")
