"""What can be measured of a line that may be a story's headline: its words, its place, and what stands around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from articles.clean.text_features import has_credit
from articles.clean.text_windows import Matrix
from articles.prose.calendar import find_date_mentions
from articles.prose.sentences import SMALL_WORDS, ends_sentence, sentence_starts

LONGEST_TITLE: Final = 260  # characters
_OFTEN: Final = 3  # times a story says a word it is about
_GAP: Final = 12  # lines
_STORY_READ: Final = 8_000  # characters
_BELOW: Final = 6  # lines below a headline in which byline and date stand
_AROUND: Final = 4  # lines around a headline among which other stories' headlines can stand
_SHORT_LINE: Final = 90  # characters
_SPELT: Final = 0.4  # of the words of a line and of the address are the same where the address spells the line
_FEWEST_WORDS: Final = 5  # of a line that is written as a headline
_MOST_WORDS: Final = 22
_NAME_WORDS: Final = 4
_BYLINE: Final = re.compile(r"(?:by|von|par|por|di|written by|posted by|authors?:?)\s", re.I)
_WORD: Final = re.compile(r"\w{1,60}")
# For ASCII: letters in lower case, digits and '_', and, in the second, what may stand inside a word; all else is space.
_WORD_BYTES: Final = bytes(code if chr(code).isalnum() or code == 95 else 32 for code in range(128)).lower().ljust(256)
_CONTENT_BYTES: Final = bytes(code if code in b"'-" else byte for code, byte in enumerate(_WORD_BYTES))
_CONTENT_WORD: Final = re.compile(r"[^\W\d_][\w’'-]{3,40}|\d{2,10}")
_ASCII_CONTENT_WORD: Final = re.compile(r"[a-z][\w'-]{3,40}|\d{2,10}", re.ASCII)  # of lower case
_ADDRESS_WORD: Final = re.compile(r"[^\W\d_]{2,40}|\d{2,4}")
_MARK: Final = re.compile(r"[|›»•·→@/]|https?:")
TITLE_NAMES: Final = (
    "bias", "shared_words", "shared_lead", "repeated", "within_other", "words_under_5", "words_5_to_20",
    "words_over_25",
    "full_stop", "open_end", "credit", "time", "distance", "just_before", "after_begin", "far_before", "below_short",
    "capitals", "all_capitals", "mark", "is_longest_near", "first_repeat", "starts_lower", "question", "byline_follows",
    "in_story", "sentences", "address", "no_address", "shared_count", "shared_often", "says_most",
    "headlines_near", "name_below", "date_below", "name_alone", "most_phrases", "most_address",
)  # fmt: skip


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
    text = " ".join(kept)[:_STORY_READ]
    lead_text = " ".join(kept[:4])[:1500]
    lead = _spoken_words(lead_text)
    rest = text[len(lead_text) :]
    said = Counter(lead + _spoken_words(rest) if rest[:1] in ("", " ") else _spoken_words(text))
    contents = [_words(lines[index]) - SMALL_WORDS for index in candidates]
    often = [len([word for word in content if said.get(word, 0) >= _OFTEN]) for content in contents]
    most = max(often, default=0)
    told = set(lead)
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
            content=content,
            spoken=len(content & said.keys()),
            often=told_often,
            is_most=most > 1 and told_often == most,
            lead=told,
            address=address,
            repeats=seen[lines[index]],
            is_first=first[lines[index]] == index,
            is_told=any(about[index + 1 : index + 5]),
            in_story=story[index],
        )
        for index, content, told_often in zip(candidates, contents, often, strict=True)
    ]
    around = _surroundings(lines, candidates, text)
    spelt = [_overlap(content, address) for content in contents]
    most_spelt = max((share for share in spelt if share >= _SPELT), default=2.0)
    return np.array(
        [(*row, *more, float(own == most_spelt)) for row, more, own in zip(rows, around, spelt, strict=True)],
        dtype=np.float64,
    )


def _surroundings(
    lines: Sequence[str], candidates: Sequence[int], story: str
) -> list[tuple[float, float, float, float, float]]:
    """For each candidate: headlines around it (a list has many), byline and date below, and the story's own phrases."""
    told = f" {' '.join(_plain_words(story))} "
    phrases = [sum(map(told.__contains__, _phrases(lines[index]))) for index in candidates]
    most = max(phrases, default=0)
    kinds = {
        place: _kind_of(lines[place])
        for index in candidates
        for place in range(max(0, index - _AROUND), min(len(lines), index + 1 + _BELOW))
    }
    rows = []
    for index, said in zip(candidates, phrases, strict=True):
        near = [kinds[place] for place in range(index - _AROUND, index + _AROUND + 1) if place in kinds]
        below = [kinds[place] for place in range(index + 1, index + 1 + _BELOW) if place in kinds]
        headlines = sum([kind.is_headline for kind in near]) - kinds[index].is_headline
        rows.append(
            (
                headlines / (2 * _AROUND),
                float(any(kind.is_byline for kind in below)),
                float(any(kind.is_dated for kind in below)),
                float(lines[index].count(" ") < _NAME_WORDS and lines[index].istitle()),
                float(most > 0 and said == most),
            )
        )
    return rows


class _Kind(NamedTuple):
    """Whether a line is written as a headline, as a byline, and is short with a date in it."""

    is_headline: bool
    is_byline: bool
    is_dated: bool


@lru_cache(maxsize=4096)
def _kind_of(line: str) -> _Kind:
    is_short = len(line) < _SHORT_LINE
    words = line.count(" ") + 1
    return _Kind(
        is_headline=_FEWEST_WORDS <= words <= _MOST_WORDS and len(line) <= LONGEST_TITLE and not ends_sentence(line),
        is_byline=is_short and _BYLINE.match(line) is not None,
        is_dated=is_short and bool(find_date_mentions(line)),
    )


def _phrases(line: str) -> list[str]:
    """Pairs of neighbouring words between spaces, but those of small words only."""
    return [
        f" {first} {second} "
        for first, second in pairwise(_plain_words(line))
        if first not in SMALL_WORDS or second not in SMALL_WORDS
    ]


def _title_row(
    lines: Sequence[str],
    index: int,
    *,
    distance: int,
    content: set[str],
    spoken: int,
    often: int,
    is_most: bool,
    lead: set[str],
    address: set[str],
    repeats: int,
    is_first: bool,
    is_told: bool,
    in_story: bool,
) -> tuple[float, ...]:
    line = lines[index]
    words = line.split()
    around = map(len, lines[max(0, index - 3) : index + 4])
    near = max([length for length in around if length <= LONGEST_TITLE], default=0)
    return (
        1.0,
        spoken / max(3, len(content)),
        len(content & lead) / max(3, len(content)),
        repeats > 1,
        _is_within_other(line, index, lines),
        *_looks(line, len(words)),
        min(abs(distance), 40) / 40,
        0 < distance <= 4,
        distance <= 0,
        distance > 20,
        index > 0 and len(lines[index - 1]) < 30,
        sum(map(str.isupper, [word[0] for word in words])) / len(words),
        line.isupper(),
        _MARK.search(line) is not None,
        len(line) == near,
        repeats > 1 and is_first,
        line[0].islower(),
        line.endswith("?"),
        is_told,
        in_story,
        len(sentence_starts(line)) > 1,
        _overlap(content, address),
        not address,
        min(spoken, 8) / 8,
        min(often, 5) / 5,
        is_most,
    )


def _looks(line: str, words: int) -> tuple[bool, ...]:
    """What a line of so many words looks like by itself."""
    return (
        words < 5,
        5 <= words <= 20,
        words > 25,
        ends_sentence(line) and not line.endswith(("?", "!")),
        line.endswith((":", ",", ";", "-", "|")),
        has_credit(line),
        words < 9 and bool(find_date_mentions(line)),
    )


def address_words(url: str) -> set[str]:
    """The words of the longest part of an address's path, where it spells a headline; otherwise none."""
    path = url.split("?")[0].split("#")[0].split("//")[-1].split("/")[1:]
    longest = max((_ADDRESS_WORD.findall(part.lower()) for part in path), key=len, default=[])
    return set(longest) - SMALL_WORDS if len(longest) >= 3 else set()


def spelt_share(line: str, address: set[str]) -> float:
    """How far the words of a line are those of an address (see address_words), 0 to 1."""
    return _overlap(_words(line) - SMALL_WORDS, address)


def _overlap(content: set[str], address: set[str]) -> float:
    """How far the words of a line and of the address are the same: shared over all."""
    if not address or not content:
        return 0.0
    return len(content & address) / max(3, len(content | {word for word in address if len(word) >= 4}))


def _plain_words(text: str) -> list[str]:
    """Every word in lower case, in order."""
    if text.isascii():
        return text.encode().translate(_WORD_BYTES).decode().split()
    return _WORD.findall(text.lower())


def _words(text: str) -> set[str]:
    return set(_lower_words(text))


def _lower_words(text: str) -> list[str]:
    if text.isascii():  # lower case has the same letters and as many of them
        return _ASCII_CONTENT_WORD.findall(text.lower())
    return [word.lower() for word in _CONTENT_WORD.findall(text)]


def _spoken_words(text: str) -> list[str]:
    """The same of a long text and sooner: in any order, and with words among them that are too short to count."""
    if not text.isascii():
        return _lower_words(text)
    words = text.encode().translate(_CONTENT_BYTES).decode().split()
    plain = list(filter(str.isalpha, words))
    odd = " ".join([word for word in words if not word.isalpha()])  # numbers, and words that hold a mark: few
    return plain + _ASCII_CONTENT_WORD.findall(odd)


def _is_within_other(line: str, index: int, lines: Sequence[str]) -> bool:
    """Whether a breadcrumb or a window title repeats the line: 'Home Cars <line>', '<line> | The Daily'."""
    shortest, longest = len(line), len(line) + 80
    for other in lines[max(0, index - 40) : index + 8]:
        if shortest < len(other) <= longest and (other.startswith(line) or other.endswith(line)):
            return True
    return False
