"""What can be measured of a line of a scraped page: alone, beside its neighbours, and in its place on the page."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, compress
from pathlib import Path
from typing import Final

import numpy as np

from articles.clean.text_windows import Matrix, betweens, put_neighbours, window_sums

_WORDS: Final = tomllib.loads((Path(__file__).parent / "data" / "line_words.toml").read_text("utf-8"))
_STOP: Final = frozenset(_WORDS["stop"].split() + _WORDS["other_stop"].split())
_REPORTING: Final = frozenset(_WORDS["reporting"].split())
FURNITURE_WORDS: Final = frozenset(_WORDS["furniture"].split())
MENU_WORDS: Final = frozenset(_WORDS["menu"].split())
_ZONE: Final = frozenset(_WORDS["zone"].split())
_YOU: Final = frozenset(("you", "your", "you'll", "you’ll", "you're", "you’re"))
_STORY_PRONOUNS: Final = frozenset(("he", "she", "his", "her", "they", "their", "it", "its", "was", "were", "had"))
_EDGES: Final = " .,:;!?()[]\"'“”‘’|»›>-–—…"
_SENTENCE_MARKS: Final = (".", "!", "?", "…", "。", "！", "？")
_INNER_END: Final = re.compile(r"[.?!][”’\"]? ")
_CAPITAL: Final = re.compile(r"[A-ZÀ-ÖØ-ÞА-ЯΑ-Ω](?<!\S.)")  # the letter first, which is found three times as fast
_TAIL: Final = 140  # characters at a line's end, where a caption names the picture's maker
_CREDIT_WORDS: Final = frozenset(_WORDS["credit"].split())
_MARK: Final = re.compile(r"[|›»•·→▶©@#]")
_CAPTION_HINTS: Final = frozenset(_WORDS["caption_hints"].split())
_AUTHOR_HINTS: Final = frozenset(_WORDS["author_hints"].split())
_CAPTION: Final = re.compile(_WORDS["patterns"]["caption"])
_CREDIT_END: Final = re.compile(_WORDS["patterns"]["credit_end"], re.I)
_AUTHOR: Final = re.compile(_WORDS["patterns"]["author"])
_DATED: Final = re.compile(_WORDS["patterns"]["dated"])
_GLUED: Final = re.compile(r"[A-Z](?<=[a-z]{3}.)[a-z]{2}")  # a headline run together with its teaser
_DIGITS: Final = b"0123456789"
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_BEFORE_YEAR: Final = 20  # characters of a day with its year that may stand before the year
_TIME: Final = re.compile(
    r"\bago\b|\b\d{1,2}:\d\d\b|\b(?:19|20)\d\d\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d",
    re.I,
)
# What comment tools write around every comment: who says it when, and buttons.
_COMMENT_LINE: Final = re.compile(
    r"(?:reply|report|like|upvote|downvote|permalink|log in to reply|quote|flag|link)\W{0,3}"
    r"|\(?(?:rating: )?\d{1,4} (?:votes?|likes?|points?|replies|upvotes?)\)?"
    r"|\d{1,2} (?:second|minute|hour|day|week|month|year)s? ago\W{0,3}(?:edited)?",
    re.I,
)
_COMMENT_END: Final = re.compile(r"\b(?:sa(?:ys|id):?|at \d{1,2}[:.]\d\d ?(?:[ap]\.?m\.?)?(?: said:?)?\W{0,3})$", re.I)
_COMMENTS_BEGIN: Final = re.compile(
    r"^(?:\d{1,5} |all |view |reader |top |leave a |post a |add a |join the |show )?"
    r"(?:comments?|replies|responses|thoughts|reply|discussion|conversation)"
    r"(?: on\b| to\b| \(\d|:|\s?\d{0,4}$).{0,160}$",
    re.I,
)
_PROMOTES: Final = re.compile(
    r"^(?:read(?: more| also| next| this)?|also read|see (?:also|more)|related|watch|listen|more|click here|must read|"
    r"don['’]t miss|trending|follow|subscribe|sign up|get (?:the|our|more|breaking|live)|download|join|support|"
    r"stay up to date|for more|like us)\b",
    re.I,
)
BASE_NAMES: Final = (
    "length", "short", "long", "sentence_end", "colon_end", "question_end", "open_end_long", "stop_share", "stop_many",
    "capital_share", "title_case", "digit_share", "starts_lower", "starts_quote", "all_capitals", "comma", "sentences",
    "furniture_share", "furniture_first", "furniture_only", "credit", "you", "reporting", "story_pronouns",
    "mark", "time", "comment_mark", "comments_begin", "cut_off", "promotes", "caption", "credit_end", "author", "dated",
    "link", "at_sign", "glued", "words_1", "words_2_3", "words_4_7", "sentence",
)  # fmt: skip
_LONG_WORD: Final = re.compile(r"[^\W\d_]{5,30}")
_LONG_ASCII_WORD: Final = re.compile(r"[a-z]{5,30}")  # the same in ASCII, in half the time
_MASS_LIMIT: Final = 2000  # characters of a line that count as text
_CUT_OFF: Final = ("...", "…", "[…]", "[...]", "... more", "Read more", "read more", "Read More")
_CLOSERS: Final = "\"'”’)]"
LINE_LIMIT: Final = 600  # characters of a line that are measured


@lru_cache(maxsize=8192)
def measure_line(line: str) -> tuple[float, ...]:
    """The features of one line by itself, named in BASE_NAMES, each about 0 to 1."""
    length = len(line)
    line = line[:LINE_LIMIT]
    lower = line.lower()
    tokens = lower.split()
    count = len(tokens) or 1
    every = [token.strip(_EDGES) for token in tokens]
    digits = _digits(line[:100])
    stop = sum(map(_STOP.__contains__, tokens))
    sentence_end = ends_as_sentence(line) if length <= LINE_LIMIT else True
    return (
        *_shape(line, length, count, stop, digits, sentence_end),
        *_words(line, tokens, every, count),
        *_marks(line, lower, every, length, digits > 0 or "ago" in tokens),
        count == 1,
        2 <= count <= 3,
        4 <= count <= 7,
        sentence_end and length >= 50 and stop > 0.2 * count,
    )


def _shape(
    line: str,
    length: int,
    count: int,
    stop: int,
    digits: int,
    sentence_end: bool,
) -> tuple[float, ...]:
    capitals = len(_CAPITAL.findall(line))
    return (
        min(length, 1000) ** 0.5 / 32,
        min(length, 80) / 80,
        min(length, 300) / 300,
        sentence_end,
        line.endswith(":"),
        line.endswith("?"),
        length > 80 and not sentence_end,
        stop / count,
        min(stop, 10) / 10,
        capitals / count,
        capitals > count * 0.6 and not sentence_end and count > 2,
        digits / (min(length, 100) or 1),
        line[:1].islower(),
        line[:1] in "\"'“‘",
        line.isupper(),
        min(line.count(","), 4) / 4,
        min(len(_INNER_END.findall(line)), 4) / 4,
    )


def _words(line: str, tokens: Sequence[str], every: Sequence[str], count: int) -> tuple[float, ...]:
    bare = every[:30]
    furniture = sum(map(FURNITURE_WORDS.__contains__, bare))
    is_long = len(line) >= 40
    return (
        furniture / min(count, 30),
        bool(bare) and bare[0] in FURNITURE_WORDS,
        bool(bare) and furniture == len(bare),
        len(line) < 400 and (not _CREDIT_WORDS.isdisjoint(every) or ("/" in line and has_credit(line))),
        0.0 if _YOU.isdisjoint(tokens) else min(sum(map(_YOU.__contains__, tokens)) / count * 5, 1.0),
        is_long and not _REPORTING.isdisjoint(bare),
        min(sum(map(_STORY_PRONOUNS.__contains__, tokens)) / count * 8, 1.0),
    )


def _marks(line: str, lower: str, every: Sequence[str], length: int, may_be_time: bool) -> tuple[float, ...]:
    is_brief, is_long = length < 120, length >= 30
    tail = line[-_TAIL:]
    has_year = length > 50 and ("20" in line or "19" in line)
    return (
        "http" in line or "www." in line or _MARK.search(line) is not None,
        is_brief and may_be_time and _TIME.search(line) is not None,
        is_brief and is_comment_mark(line),
        begins_comments(line),
        line.endswith(_CUT_OFF),
        length < 300 and _PROMOTES.match(line) is not None,
        is_long and not _CAPTION_HINTS.isdisjoint(every) and _CAPTION.search(lower) is not None,
        any(map(tail.__contains__, "()/:")) and _CREDIT_END.search(tail) is not None,
        is_long and not _AUTHOR_HINTS.isdisjoint(every) and _AUTHOR.search(lower) is not None,
        has_year and _is_dated(lower),
        "http" in lower or "www." in lower,
        "@" in line,
        _GLUED.search(line[:300]) is not None,
    )


def _digits(text: str) -> int:
    """How many ASCII digits a text has."""
    content = text.encode("utf-8", "surrogatepass")
    return len(content) - len(content.translate(None, _DIGITS))


def _is_dated(lower: str) -> bool:
    """Whether a day with its year is named. Years are rare: they are looked for."""
    return any(_DATED.search(lower, max(0, year.start() - _BEFORE_YEAR), year.end()) for year in _YEAR.finditer(lower))


def ends_as_sentence(line: str) -> bool:
    """Whether the last character but closing quotes and brackets is a sentence's end."""
    return line.rstrip(_CLOSERS).endswith(_SENTENCE_MARKS)


def is_comment_mark(line: str) -> bool:
    """Whether a short line is what comment tools write around a comment."""
    return _COMMENT_LINE.fullmatch(line) is not None or is_comment_credit(line)


def is_comment_credit(line: str) -> bool:
    """Whether a short line ends as those do that tell who comments, and when to the minute."""
    return _COMMENT_END.search(line, max(0, len(line) - 30)) is not None


def begins_comments(line: str) -> bool:
    """Whether a line is the heading or the counter above readers' comments."""
    return len(line) < 200 and _COMMENTS_BEGIN.match(line) is not None


_CAPTION_MARK: Final = BASE_NAMES.index("caption")
_CREDIT_MARK: Final = BASE_NAMES.index("credit_end")
_SENTENCE: Final = BASE_NAMES.index("sentence")
_LENGTH: Final = BASE_NAMES.index("length")
_FURNITURE_SHARE: Final = BASE_NAMES.index("furniture_share")
_COMMENT_MARK: Final = BASE_NAMES.index("comment_mark")
_COMMENTS_BEGIN_MARK: Final = BASE_NAMES.index("comments_begin")
_TITLE_CASE: Final = BASE_NAMES.index("title_case")
_NEIGHBOURS: Final = [_SENTENCE, _LENGTH, _FURNITURE_SHARE, _TITLE_CASE]
_REACH: Final = 3  # lines on either side of which these are told
_NEAR: Final = np.array([[11.0], [1.0]])  # sentences are counted in lines, running text in shares of the page's
_WIDE: Final = np.array([[25.0], [1.0]])
_NEAR_MARKS: Final = [_CAPTION_MARK, _CREDIT_MARK]
CONTEXT_NAMES: Final = (
    *(f"{BASE_NAMES[column]}_{offset:+d}" for column in _NEIGHBOURS for offset in (-3, -2, -1, 1, 2, 3)),
    *(f"{BASE_NAMES[column]}_{offset:+d}" for column in _NEAR_MARKS for offset in (-1, 1)),
    "sentences_around_5", "mass_around_5", "sentences_around_12", "mass_around_12", "mass_before", "mass_after",
    "mass_before_little", "mass_after_little", "position", "position_squared",
    "comments_around", "comments_before", "comments_begun", "sandwiched_4", "sandwiched_10", "repeated", "since_zone",
    "zone_near", "first_sentence_ahead",
)  # fmt: skip
FEATURE_NAMES: Final = ("bias", *BASE_NAMES, *CONTEXT_NAMES)


def has_credit(line: str) -> bool:
    """Whether a line speaks of a picture's maker, as captions do."""
    if len(line) >= 400:
        return False
    return not _CREDIT_WORDS.isdisjoint([token.strip(_EDGES) for token in line.lower().replace("/", " ").split()])


def measure_lines(lines: Sequence[str]) -> Matrix:
    """One row of FEATURE_NAMES a line."""
    count, alone = len(lines), len(BASE_NAMES)
    rows: Matrix = np.empty((count, len(FEATURE_NAMES)))
    rows[:, 0] = 1.0
    if count:
        told = np.fromiter(chain.from_iterable(map(measure_line, lines)), np.float64, count * alone)
        rows[:, 1 : alone + 1] = told.reshape(count, alone)
        _measure_context(lines, rows[:, 1 : alone + 1], rows[:, alone + 1 :])
    return rows


def _measure_context(lines: Sequence[str], base: Matrix, out: Matrix) -> None:
    """Fill the columns of CONTEXT_NAMES."""
    count = len(lines)
    beside = 2 * _REACH * len(_NEIGHBOURS)
    put_neighbours(base.take(_NEIGHBOURS, axis=1), _REACH, out[:, :beside])
    marks = beside + 2 * len(_NEAR_MARKS)
    put_neighbours(base.take(_NEAR_MARKS, axis=1), 1, out[:, beside:marks])
    sentence = base[:, _SENTENCE]
    mass = sentence * np.array([min(len(line), _MASS_LIMIT) for line in lines], dtype=np.float64)
    mass /= mass.sum() or 1.0
    running = mass.cumsum()
    columns = out[:, marks:].T
    near, wide = window_sums((sentence, mass), (5, 12))
    columns[0:2], columns[2:4] = near / _NEAR, wide / _WIDE
    columns[4], columns[5] = running - mass, 1.0 - running
    columns[6:8] = columns[4:6] < 0.02
    columns[8:10] = _positions(count)
    _measure_comments(base[:, _COMMENT_MARK], base[:, _COMMENTS_BEGIN_MARK], columns[4], columns[10:13])
    columns[13], columns[14] = betweens(sentence, (4, 10))
    columns[15] = 0.0
    if len(set(lines)) < count:
        seen = Counter(lines)
        columns[15] = [seen[line] > 1 for line in lines]
    since_zone = _since_zone(lines)
    columns[16], columns[17] = np.minimum(since_zone, 60) / 60, since_zone <= 4
    columns[18] = 0.0
    columns[18, :-1] = sentence[1:]
    columns[18, :-2] = np.minimum(columns[18, :-2] + sentence[2:], 1.0)


@lru_cache(maxsize=256)
def _positions(count: int) -> Matrix:
    """Where each line stands on a page of so many, 0 to 1, and its square."""
    position = np.arange(count) / count
    return np.array([position, position**2])


def _measure_comments(comment: Matrix, begins: Matrix, before: Matrix, out: Matrix) -> None:
    """How many marks of comments stand around and before each line, and whether their heading does. Few pages have one.

    `before` is the share of the page's running text above each line.
    """
    out[:] = 0.0
    if comment.any():
        out[0] = np.minimum(window_sums((comment,), (5,))[0][0], 4) / 4
        out[1] = np.minimum(comment.cumsum(), 6) / 6
    if begins.any():
        out[2] = np.minimum((begins * (before > 0.05)).cumsum(), 1.0)


def _since_zone(lines: Sequence[str]) -> Matrix:
    """How many lines ago a short line opened a zone of other matter ('Related articles', 'Comments'); 99 for never."""
    since, distances = 99, []
    for line in lines:
        if len(line) < 40 and not _ZONE.isdisjoint([word.strip(_EDGES) for word in line.lower().split()]):
            since = 0
        distances.append(since)
        since += 1
    return np.array(distances, dtype=np.float64)


def shared_words(lines: Sequence[str], story: Matrix) -> Matrix:
    """For each line the share of its longer words that several of the story's likely lines hold too; 0.3 if it has few.

    `story` is each line's likelihood to belong. Teasers of other stories speak of other things.
    """
    words = [
        set((_LONG_ASCII_WORD if line.isascii() else _LONG_WORD).findall(line[:LINE_LIMIT].lower())) for line in lines
    ]
    likely = (story > 0.5).tolist()
    spoken = Counter(chain.from_iterable(compress(words, likely)))
    repeated = {word: count for word, count in spoken.items() if count >= 2}
    common = repeated.keys()
    often = {word for word, count in repeated.items() if count >= 3}
    return np.array(
        [
            len(own & (often if is_likely else common)) / len(own) if len(own) >= 3 else 0.3
            for own, is_likely in zip(words, likely, strict=True)
        ]
    )
