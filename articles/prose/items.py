"""The heads of a page's items: where an aggregator writes source, time and headline above each of several stories."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from articles.documents import Removed
from articles.prose.bylines import read_byline
from articles.prose.calendar import Age, DateMention, find_age, find_date_mentions
from articles.prose.sentences import count_words, ends_sentence, lower_share
from articles.prose.sources import SourceBook

# Stands among the removed pieces of a cleaned text page where the pieces of its next story begin.
NEXT_STORY: Final = Removed(text="", rule="next story")
CUT_SHORT: Final = "cut short by the feed"  # the rule by which '[+2317 chars]' goes; words are missing after it
SECTION_FRONT: Final = "Not an article: a section front or a list of teasers."
RECURS: Final = "recurs on this site"  # how the rule begins by which a site's repeated paragraphs are taken out
HEAD_LINE: Final = 140  # characters: a longer line is no part of a head but the headline
HEADLINE: Final = 300  # characters
STORY_WORDS: Final = 45  # fewer make a teaser, not a story
_LINES_OF_A_HEAD: Final = 5
_SEPARATOR: Final = re.compile(r"\s{0,2}[|·•‧∙⋅●]\s{0,2}|\s[-–—]{1,2}\s|^[-–—]{1,2}\s|\s[-–—]{1,2}$")
# What may tell a time. The digit first, which is found quickly; a month before its day is looked for behind a space.
_TIME_BY_DIGIT: Final = re.compile(
    r"\d(?:(?<!\w\d)\d{0,2}\s?(?:h|hrs?|m|mins?|d|w)\b|(?<=1)9\d\d|(?<=2)0\d\d|"
    r" (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))",
    re.I,
)
_TIME_BY_WORD: Final = re.compile(r"\bago\b|yesterday|just now", re.I)
_BEFORE_DAY: Final = re.compile(r" \d")
_MONTH_BEFORE: Final = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?$", re.I)
_MONTH_REACH: Final = 12  # characters of a month's name with what stands before it
_RULE_LINE: Final = re.compile(r"[-=*_~—–#•· ]{3,200}")
_RULE_MARKS: Final = frozenset("-=*_~—–#•· ")
# What newspapers are called by: a name with one of these is an outlet's, though no list knows it.
_MASTHEADS: Final = frozenset(
    tomllib.loads((Path(__file__).parent / "data" / "prose.toml").read_text("utf-8"))["mastheads"].split()
)
_CREDIT: Final = re.compile(r"[.!?”\"’]\s?\((?:with )?(?P<name>[A-Z][\w.&’' -]{1,40})\)$")
_CREDIT_TAIL: Final = re.compile(r"\s?\([^()]{2,50}\)$")
_CREDIT_REACH: Final = 60  # characters
_CREDITED_WORDS: Final = 25  # of a story of a digest that names its publisher so; briefs are short
_OPENING_WORDS: Final = 8
_TIMELESS: Final = ("ago", "yesterday", "just now")
_TIME_WORDS: Final = re.compile(
    r"\b(?:published|updated|posted|last|first|on|at|am|pm|ago|edt|est|et|pt|gmt|utc|bst|ist|cet|local|time|modified|date)\b"
    r"|\d{1,2}[:.]\d\d|[^\w]",
    re.I,
)
_BYLINE: Final = re.compile(r"^by:?\s(?P<names>[^\d|]{3,80})$", re.I)
_LABELLED: Final = re.compile(
    r"^(?:source|publisher|publication|newspaper|outlet)\s?:\s{0,2}(?P<name>\S.{1,60})$", re.I
)
_READING_TIME: Final = re.compile(
    r"^(?:\d{1,2}[ -]min(?:ute)?s?(?: read)?|\d{1,5} (?:comments?|views|shares|likes))$", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadLine:
    """What one short line tells of an item: publisher, time, author; `unknown` holds the parts that tell none of it."""

    source_name: str = ""
    age: Age | None = None
    date: DateMention | None = None
    authors: str = ""
    unknown: tuple[str, ...] = ()

    @property
    def has_time(self) -> bool:
        """Whether it tells when."""
        return self.age is not None or self.date is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemHead:
    """The head of one item, as line numbers: its lines from `start` to `end`, `headline` among them, the body after."""

    start: int
    end: int
    headline: int
    source_name: str
    age: Age | None = None
    date_line: str = ""
    authors: str = ""
    foot: int | None = None  # the line below the story that names publisher and date, where not the head does
    is_known: bool = True  # the publisher is on the list, or written twice as aggregators do


def read_head_line(line: str, sources: SourceBook) -> HeadLine | None:
    """What a short line tells as part of an item's head; None where it has neither a known publisher nor a time."""
    return _read_head_line(line, sources) if line and len(line) <= HEAD_LINE else None


@lru_cache(maxsize=1024)  # a line is asked for by cleaning and splitting, some three times by each
def _read_head_line(line: str, sources: SourceBook) -> HeadLine | None:
    source, authors, age, date = "", "", None, None
    unknown: list[str] = []
    for part in (piece.strip(" ,()") for piece in _SEPARATOR.split(line)):
        if not part or _READING_TIME.match(part):
            continue
        found_age, found_date, rest = _time_in(part)
        age, date = age or found_age, date or found_date
        if not rest:
            continue
        labelled = _LABELLED.match(rest)
        name = labelled["name"].rstrip(" ,") if labelled else rest
        known = sources.by_name(name)
        byline = _BYLINE.match(rest)
        if known is not None or (labelled and _is_name(name)):
            source = source or (known.name if known is not None else name)
        elif byline is not None:
            authors = authors or byline["names"]
        else:
            unknown.append(rest)
    if not (source or age or date):
        return None
    return HeadLine(source_name=source, age=age, date=date, authors=authors, unknown=tuple(unknown))


def names_source(line: str) -> bool:
    """Whether a line says by a label who published ('Source: The Courier')."""
    labelled = _LABELLED.match(line[:HEAD_LINE]) if ":" in line else None
    return labelled is not None and _is_name(labelled["name"])


def find_item_heads(lines: Sequence[str], sources: SourceBook) -> tuple[ItemHead, ...]:
    """The heads of the stories on a page, in order; none where the page holds a single story.

    A head is a run of short lines that name publisher and time, with a headline below (or above) and a story after it.
    """
    heads: list[ItemHead] = []
    position = 0
    while position < len(lines):
        head = _head_at(lines, position, sources) if _may_open(lines, position, sources) else None
        if head is None:
            position += 1
        else:
            heads.append(head)
            position = head.end
    return (
        _with_stories(lines, heads)
        or _heads_by_feet(lines, sources)
        or _heads_by_credits(lines, sources)
        or _heads_by_rules(lines, sources)
    )


def story_words(lines: Sequence[str]) -> int:
    """How many words of running text lines hold: short lines and headlines do not count."""
    counts = ((line, count_words(line)) for line in lines)
    return sum(count for line, count in counts if count >= 8 and (count > 40 or ends_sentence(line)))


def _may_open(lines: Sequence[str], position: int, sources: SourceBook) -> bool:
    line = lines[position]
    if not line or len(line) > HEAD_LINE:
        return False
    following = lines[position + 1] if position + 1 < len(lines) else ""
    return _hints_at_time(line) or (0 < len(following) <= 40 and _hints_at_time(following))


@lru_cache(maxsize=8192)
def _hints_at_time(line: str) -> bool:
    """Whether a line may tell a time: cheaply, since every line of a page is asked."""
    if any(map(line.lower().__contains__, _TIMELESS)) and _TIME_BY_WORD.search(line):
        return True
    return _TIME_BY_DIGIT.search(line) is not None or any(
        _MONTH_BEFORE.search(line[max(0, day.start() - _MONTH_REACH) : day.start()])
        for day in _BEFORE_DAY.finditer(line)
    )


def _head_at(lines: Sequence[str], start: int, sources: SourceBook) -> ItemHead | None:
    """The item head whose lines begin at `start`."""
    told: list[HeadLine] = []
    position = start
    while position < len(lines) and position - start < _LINES_OF_A_HEAD and lines[position]:
        line = read_head_line(lines[position], sources)
        if line is None:
            line = _unknown_source(lines, position, start)
        if line is None or (line.unknown and (len(line.unknown) > 1 or not _is_name(line.unknown[0]))):
            break
        told.append(line)
        position += 1
    times = [line for line in told if line.has_time]
    known = next((line.source_name for line in told if line.source_name), "")
    names = [line.unknown[0] for line in told if line.unknown]
    is_known = bool(known) or len(names) > len(set(names))
    # A name above a time is how comments begin too: an outlet nobody knows must be named as newspapers are, or stand on
    # one line with its time.
    is_outlet = is_known or any(map(_is_masthead, names)) or any(line.has_time and line.unknown for line in told)
    if not times or not (known or names) or not is_outlet:
        return None
    headline = _headline_near(lines, start, position)
    if headline is None:
        return None
    dated = next((lines[start + index] for index, line in enumerate(told) if line.date is not None), "")
    return ItemHead(
        start=min(start, headline),
        end=max(position, headline + 1),
        headline=headline,
        source_name=known or names[0],
        is_known=is_known,
        age=next((line.age for line in told if line.age is not None), None),
        date_line=dated,
        authors=next((line.authors for line in told if line.authors), ""),
    )


def _unknown_source(lines: Sequence[str], position: int, start: int) -> HeadLine | None:
    """A publisher that no list knows: a name that opens a head right above its time, or is repeated behind a dash."""
    name = lines[position].lstrip("-–— ").strip()
    if not _is_name(name):
        return None
    if position == start:
        following = lines[position + 1] if position + 1 < len(lines) else ""
        return HeadLine(unknown=(name,)) if _time_in(following)[2] == "" and following else None
    return HeadLine(unknown=(name,)) if name == lines[start].strip() else None


def _headline_near(lines: Sequence[str], start: int, end: int) -> int | None:
    """The headline of the head in lines `start` to `end`: the line below, or, where text is below, the line above."""
    below = _next_filled(lines, end, 1)
    if below is not None and is_headline(lines[below]):
        body = _next_filled(lines, below + 1, 1)
        if body is not None and len(lines[body].split()) >= 8:
            return below
    above = _next_filled(lines, start - 1, -1)
    if above is not None and start - above <= 2 and is_headline(lines[above]) and below is not None:
        return above
    return None


def _next_filled(lines: Sequence[str], position: int, step: int) -> int | None:
    """The nearest line that is not blank, at most three away."""
    for _ in range(3):
        if not 0 <= position < len(lines):
            return None
        if lines[position]:
            return position
        position += step
    return None


def is_headline(line: str) -> bool:
    """Whether a line could be a headline: a few words, and no full stop after them."""
    words = line.split()
    return len(words) >= 3 and len(line) <= HEADLINE and not line.endswith((".", ",", ";", ":", "…"))


def _is_name(part: str) -> bool:
    words = part.split()
    if not words:
        return False
    is_plain = part[0].isalnum() and not any(char in "@0123456789" for char in part)
    return is_plain and len(words) <= 5 and lower_share(words) <= 0.4 and not ends_sentence(part)


@lru_cache(maxsize=4096)
def _time_in(part: str) -> tuple[Age | None, DateMention | None, str]:
    """The age or date in one part of a head line, and what else the part says."""
    if len(part) > HEAD_LINE or not _hints_at_time(part):
        return None, None, part
    age = find_age(part, short=True)
    if age is not None:
        rest = part.replace(age.text, " ", 1)
        return age, None, _beside_time(rest)
    mentions = find_date_mentions(part)
    if not mentions:
        return None, None, part
    rest = part
    for mention in mentions:
        rest = rest.replace(mention.text, " ", 1)
    return None, mentions[0], _beside_time(rest)


def _beside_time(rest: str) -> str:
    bare = _TIME_WORDS.sub(" ", rest).strip()
    return " ".join(rest.strip(" ,:()-–—").split()) if bare else ""


def _heads_by_feet(lines: Sequence[str], sources: SourceBook) -> tuple[ItemHead, ...]:
    """The items of a digest that names publisher and date below each story ('Source: The Courier, 8 July 2025')."""
    heads: list[ItemHead] = []
    start = 0
    for foot, line in enumerate(lines):
        told = read_head_line(line, sources) if len(line) <= HEAD_LINE and _hints_at_time(line) else None
        if told is None or not told.source_name or told.date is None or told.unknown:
            continue
        filled = [index for index in range(start, foot) if lines[index] and not _RULE_LINE.fullmatch(lines[index])]
        start = foot + 1
        headline = next((at for at, below in pairwise(filled) if _opens(lines[at], lines[below])), None)
        if headline is None or story_words(lines[headline + 1 : foot]) < STORY_WORDS:
            continue
        found = ItemHead(
            start=headline,
            end=headline + 1,
            headline=headline,
            source_name=told.source_name,
            date_line=line,
            authors=told.authors,
            foot=foot,
        )
        heads.append(found)
    return tuple(heads) if len(heads) > 1 else ()


def _heads_by_credits(lines: Sequence[str], sources: SourceBook) -> tuple[ItemHead, ...]:
    """The items of a digest whose stories each end with a known publisher in brackets: '... said on Monday. (Reuters)'.

    Every story but the first must begin right below such an end, with its headline.
    """
    feet = [index for index, line in enumerate(lines) if line.endswith(")") and _credited(line, sources)]
    if len(feet) < 2:
        return ()
    heads: list[ItemHead] = []
    start = 0
    for foot in feet:
        filled = [index for index in range(start, foot + 1) if lines[index] and not _RULE_LINE.fullmatch(lines[index])]
        openings = [at for at, below in pairwise(filled) if _opens(lines[at], lines[below])]
        headline = openings[0] if openings else None
        if headline is None or (heads and headline != filled[0]):
            return ()
        if story_words([*lines[headline + 1 : foot], _CREDIT_TAIL.sub("", lines[foot])]) < _CREDITED_WORDS:
            return ()
        known = sources.by_name(_credited(lines[foot], sources))
        heads.append(
            ItemHead(
                start=headline,
                end=headline + 1,
                headline=headline,
                source_name=known.name if known else "",
                date_line="",
            )
        )
        start = foot + 1
    return tuple(heads)


def _heads_by_rules(lines: Sequence[str], sources: SourceBook) -> tuple[ItemHead, ...]:
    """The items of a digest that draws a line between its stories, each with its headline and byline below the line."""
    rules = [index for index, line in enumerate(lines) if line[-1:] in _RULE_MARKS and _RULE_LINE.fullmatch(line)]
    heads: list[ItemHead] = []
    for rule, end in pairwise([*rules, len(lines)]):
        filled = [index for index in range(rule + 1, end) if lines[index]]
        if len(filled) < 3 or not is_headline(lines[filled[0]]):
            continue
        headline, signed = filled[:2]
        if read_byline(lines[signed], sources) and story_words(lines[signed + 1 : end]) >= STORY_WORDS:
            told = ItemHead(
                start=headline, end=signed + 1, headline=headline, source_name="", authors=_bare_names(lines[signed])
            )
            heads.append(told)
    return tuple(heads) if len(heads) > 1 else ()


def _bare_names(byline: str) -> str:
    match = _BYLINE.match(byline)
    return match["names"] if match else ""


def _is_masthead(name: str) -> bool:
    words = name.lower().split()
    return len(words) > 1 and words[-1] in _MASTHEADS


def _credited(line: str, sources: SourceBook) -> str:
    """The known publisher in brackets at a line's end; '' where none is."""
    found = _CREDIT.search(line[-_CREDIT_REACH:])
    return found["name"] if found and sources.by_name(found["name"]) is not None else ""


def _opens(line: str, below: str) -> bool:
    return is_headline(line) and count_words(below) >= _OPENING_WORDS


def _with_stories(lines: Sequence[str], heads: list[ItemHead]) -> tuple[ItemHead, ...]:
    """The heads that a story follows, where the page holds more than one story."""
    kept = []
    for index, head in enumerate(heads):
        end = heads[index + 1].start if index + 1 < len(heads) else len(lines)
        if story_words(lines[head.end : end]) >= STORY_WORDS:
            kept.append(head)
    # One head alone is an article's own byline and date, unless it is written as only aggregators write them.
    leads = bool(kept) and story_words(lines[: kept[0].start]) >= STORY_WORDS
    if len(kept) == 1 and not (leads and kept[0].is_known and kept[0].age is not None):
        return ()
    return tuple(kept)
