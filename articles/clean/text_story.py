"""One story among the lines around it: every line gets a role, and what is no part of the story a rule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from articles.clean import text_cards as cards
from articles.clean.html_kind import names_kind
from articles.clean.text_byline import find_signatures
from articles.clean.text_furniture import furniture_rule
from articles.clean.text_model import best_segments, line_weights, load_weights, score_with
from articles.clean.text_title import choose_title, read_breadcrumb
from articles.clean.text_trim import drop_announced, is_teaser, keep_tweets, repeated_lines, trim_story
from articles.clean.text_weights import Vector
from articles.prose.bylines import read_byline
from articles.prose.calendar import read_month_line
from articles.prose.dates import is_date_line
from articles.prose.items import names_source
from articles.prose.sentences import ends_sentence, lower_share, sentence_starts
from articles.prose.sources import SourceBook
from articles.prose.tweets import is_tweet_credit

_CRUMB_STARTS: Final = ("home", "star", "fron")
_KICKER_REACH: Final = 2  # lines above the headline in which its section's name stands
_MENU_WORDS: Final = 3  # spaces in a line that is no menu's entry
_CERTAIN_WORDS: Final = 40  # a line of so many words, with sentences, is running text whatever is around it
_CERTAIN_SENTENCES: Final = 3  # a long line of more is running text even where the last one breaks off
_PROSE_SCORE: Final = 2.0
_SENTENCE_BONUS: Final = 1.0
_SHORT_PAGE: Final = 40  # lines: beside so few, comments and other stories' teasers are not to be feared
_TOO_LITTLE: Final = 40  # words: where less is found, the measure is taken more leniently
_LENIENT: Final = 1.5
_SIGNED_REACH: Final = 3  # lines before the story's first one, where no headline is found
_FAR_HEAD: Final = 60  # lines from the headline to the story, among which menus and pictures can stand
_ABOVE_HEAD: Final = 4  # lines above the headline in which a date can stand
_INTO_STORY: Final = 6  # lines of the story among which a date can stand, where a summary comes first
_ABOUT_LINE: Final = 160  # characters
_HEAD_REACH: Final = 12  # lines around the headline in which byline and date stand
_SENTENCE_WORDS: Final = 8
_AGENCY: Final = re.compile(r"(?<=[.!?”\"’'])\s?\([A-Z][\w.&’' -]{1,40}\)$")
_TAIL: Final = 60  # characters


class Role(StrEnum):
    """What a line is to the story."""

    BODY = "body"
    TITLE = "title"
    ABOUT_IT = "about it"  # byline, date
    BREADCRUMB = "breadcrumb"
    FURNITURE = "furniture"
    BLANK = "blank"


class ReadLine(NamedTuple):
    """A line with its role; `rule` says why it is furniture, `section` what a breadcrumb names, `names` who signs."""

    text: str
    role: Role
    rule: str = ""
    section: str = ""
    names: tuple[str, ...] = ()


def read_story(lines: Sequence[str], sources: SourceBook, *, title: str = "", url: str = "") -> list[ReadLine]:
    """Give each line its role. `title` is the headline where the caller knows it; otherwise one is looked for."""
    filled = [line for line in lines if line]
    found = find_story(filled, sources)
    story = list(found.story)
    chosen = None if title else choose_title(filled, found.allowed, found.about, story, url=url)
    if chosen is None and not title:
        chosen = _headline_above(filled, found)
    if chosen is not None:
        _drop_before_title(filled, story, chosen)
    headline = title or (filled[chosen] if chosen is not None else "")
    kicker = None if chosen is None else _kicker_above(filled, chosen)
    about = list(found.about)
    signed = _tell_of_head(filled, found, about, _head(filled, story, chosen), sources)
    roles = iter(
        ReadLine(text=line, role=Role.ABOUT_IT if told else Role.FURNITURE, rule="byline", names=signed[index])
        if index in signed
        else ReadLine(text=line, role=Role.BREADCRUMB, rule="section label", section=line)
        if index == kicker
        else _role(
            line,
            rule="" if told and names_source(line) else rule,
            is_story=kept,
            is_about=told,
            is_title=index == chosen,
            headline=headline,
        )
        for index, (line, rule, kept, told) in enumerate(zip(filled, found.rules, story, about, strict=True))
    )
    return [next(roles) if line else ReadLine(text="", role=Role.BLANK) for line in lines]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStory:
    """For each line: the furniture rule that knows it, whether it is of the story, whether it is a byline or date."""

    rules: tuple[str, ...]
    story: tuple[bool, ...]
    about: tuple[bool, ...]

    @property
    def allowed(self) -> list[bool]:
        """Which lines may be the headline."""
        return [not rule and not told for rule, told in zip(self.rules, self.about, strict=True)]


def _decoded(scores: Vector, words: Vector, is_open: NDArray[np.bool_]) -> list[bool]:
    """The best segments of the lines that no rule has taken out: an advertisement's label does not end a story."""
    story = np.zeros(len(scores), dtype=bool)
    story[is_open] = best_segments(scores[is_open], words[is_open])
    return [bool(kept) for kept in story]


def _headline_above(lines: Sequence[str], found: FoundStory) -> int | None:
    """The line right above the story, bylines and furniture between them aside, where it is written as a headline."""
    begin = next((index for index, kept in enumerate(found.story) if kept), 0)
    for index in range(begin - 1, max(-1, begin - _HEAD_REACH), -1):
        if found.allowed[index]:
            return index if is_teaser(lines[index]) else None
    return None


def find_story(filled: Sequence[str], sources: SourceBook) -> FoundStory:
    """Which of a page's lines, none of them blank, are its story."""
    return find_story_with(filled, sources, *load_weights())


def find_story_with(filled: Sequence[str], sources: SourceBook, first: Vector, second: Vector) -> FoundStory:
    """The same by the weights given."""
    listed = cards.list_rules(filled)
    rules = [furniture_rule(line) or rule for line, rule in zip(filled, listed, strict=True)]
    bare = [_without_agency(line) for line in filled]
    scores = score_with(bare, first, second)
    is_short_page = len(filled) <= _SHORT_PAGE
    for index, line in enumerate(bare if is_short_page else ()):
        if _is_running_text(line):
            scores[index] = max(scores[index], _PROSE_SCORE)
        elif ends_sentence(line) and line.count(" ") >= _SENTENCE_WORDS - 1:
            scores[index] += _SENTENCE_BONUS
    for index in cards.entry_texts(listed):
        scores[index] = max(scores[index], _PROSE_SCORE)
    words = line_weights(filled)
    is_open = ~(np.array([bool(rule) for rule in rules], dtype=bool) | repeated_lines(filled))
    story = _decoded(scores, words, is_open)
    if words[story].sum() < _TOO_LITTLE:
        story = _decoded(scores + _LENIENT, words, is_open)
    trim_story(filled, story, scores, words)
    drop_announced(filled, story, rules)
    keep_tweets(filled, story, is_open.tolist())
    return FoundStory(rules=tuple(rules), story=tuple(story), about=tuple(_lines_about(filled, story, sources)))


def _without_agency(line: str) -> str:
    """A paragraph of several sentences without the agency in brackets behind it, which is no caption's credit there."""
    tail = _AGENCY.search(line, max(0, len(line) - _TAIL)) if line.endswith(")") else None
    return line[: tail.start()] if tail and len(sentence_starts(line[: tail.start()])) > 1 else line


def _head(lines: Sequence[str], story: Sequence[bool], title: int | None) -> range:
    """The lines from the headline to the story's begin, and the first of the story; without a headline the last few."""
    begin = next((index for index, kept in enumerate(story) if kept and lines[index].count(" ") >= _SENTENCE_WORDS), 0)
    start = begin - _SIGNED_REACH if title is None else max(title + 1, begin - _FAR_HEAD)
    return range(max(0, start), max(0, start, begin))


def _tell_of_head(
    lines: Sequence[str], found: FoundStory, about: list[bool], head: range, sources: SourceBook
) -> dict[int, tuple[str, ...]]:
    """Mark bylines and dates between headline and story, however much stands between; return who signs there."""
    reach = range(max(0, head.start - _ABOVE_HEAD), min(len(lines), head.stop + _INTO_STORY))
    dates = [False] * len(lines)
    for index in reach:
        line = lines[index]
        if names_source(line):
            about[index] = True
        if found.rules[index] or len(line) > _ABOUT_LINE or is_tweet_credit(line):
            continue
        dates[index] = is_date_line(line) or read_month_line(line) is not None
        about[index] = about[index] or dates[index] or read_byline(line, sources) is not None
    unknown = [not rule for rule in found.rules]
    return find_signatures(lines, unknown, dates, head, reach.stop, sources)


def _kicker_above(lines: Sequence[str], title: int) -> int | None:
    """The label that names the kind of text right above its headline; among short lines it would be a menu's."""
    for index in range(title - 1, max(-1, title - _KICKER_REACH - 1), -1):
        if names_kind(lines[index]):
            return index if index == 0 or lines[index - 1].count(" ") >= _MENU_WORDS else None
    return None


def _drop_before_title(lines: Sequence[str], story: list[bool], title: int) -> None:
    """What stands above the headline is no part of the story, unless it is most of it."""
    before = sum(len(line) for line, kept in zip(lines[:title], story[:title], strict=True) if kept)
    after = sum(len(line) for line, kept in zip(lines[title:], story[title:], strict=True) if kept)
    if before < after / 3:
        story[:title] = [False] * title


def _role(line: str, *, rule: str, is_story: bool, is_about: bool, is_title: bool, headline: str) -> ReadLine:
    if is_title:
        return ReadLine(text=line, role=Role.TITLE)
    if headline and line == headline:
        return ReadLine(text=line, role=Role.FURNITURE, rule="headline repeated")
    is_crumb = len(line) < 340 and ((headline and line.endswith(headline)) or line[:4].lower() in _CRUMB_STARTS)
    section = read_breadcrumb(line, headline) if is_crumb else None
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
    if len(words) < _CERTAIN_WORDS or lower_share(words) <= 0.5:
        return False
    return ends_sentence(line) or len(sentence_starts(line)) > _CERTAIN_SENTENCES


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
