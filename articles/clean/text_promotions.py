"""Promotions of other matter inside a paragraph, cut out where they begin and end.

Scrapers write a whole story on one line, and with it what stood between its paragraphs: 'READ: <headline>', an
invitation to subscribe. The hard part is the end: such a headline stops without a mark, and the next sentence begins.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Final

from articles.documents import Removed
from articles.prose.items import CUT_SHORT
from articles.prose.sentences import OPENERS, SMALL_WORDS

_DATA: Final = tomllib.loads((Path(__file__).parent / "data" / "promotions.toml").read_text("utf-8"))
_LONGEST: Final = 260  # characters of a promoted headline
_FEWEST_WORDS: Final = 3
_LOOKED_AT: Final = 200_000  # characters of a paragraph; no story is longer
_MOST: Final = 60  # promotions in a paragraph; more are no page's, and each costs time
_GUARD: Final = (":", "|", ">", "»", "you can", "subscribe", "sign up")


def _either(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_MARK = r"\s?(?:[:|»>]|[-–—](?=\s))\s{0,2}"
_OPENER: Final = re.compile(
    rf"(?:^|(?<=[\s.!?)\"'”’]))(?:(?:{_either(_DATA['capitals'])})(?: (?:ALSO|MORE|NOW|NEXT|THIS|ON|HERE))?"
    rf"|(?=[A-Z])(?i:{_either(_DATA['marked'])})){_MARK}$"
)
_BRACKETED: Final = re.compile(
    rf"\s?\((?i:{_either(_DATA['marked'])}|{_either(_DATA['capitals'])})\s?:[^()]{{5,240}}\)"
)
_POSSIBLE_MARK: Final = re.compile(r"\s?(?:[:|»>]|[-–—](?=\s))\s{0,2}")
_OPENER_REACH: Final = 40  # characters before the mark in which the opener stands
_REST_COUNT: Final = re.compile(
    r"\s?\[(?:\+\d{1,7} (?:chars|characters|words)|…|\.{3})\]$"
)  # what news interfaces and feeds leave of a text
_WORD: Final = re.compile(r"\S{1,80}")
_STATING: Final = frozenset(_DATA["stating"].split())
_CLOSERS: Final = "\"'”’)]"
_SUBSCRIBE: Final = re.compile(
    r"\(?\s?(?:you can (?:now |also )?|please |to stay updated,? |for more (?:such )?(?:news|updates|stories),? )?"
    r"(?:subscribe|sign up|follow us|join us)\b(?! \w{1,20} (?:users|customers|viewers))[^.!?()]{0,30}"
    r"\b(?:to|for|on) (?:our|the|us)\b"
    rf"[^.!?]{{0,160}}?\b(?:{_either(_DATA['offers'])})\b"
    r"(?: (?:for|to (?:get|receive|read|stay)|with|and (?:never|get|receive|stay)|so) [^.!?()]{3,100}[.!])?"
    r"\s?[.)]{0,2}",
    re.I,
)


def cut_promotions(text: str) -> tuple[str, tuple[Removed, ...]]:
    """Return a paragraph without the promotions inside it, and the pieces taken out, in reading order."""
    removed: list[Removed] = []
    if text.endswith("]") and (tail := _REST_COUNT.search(text, max(0, len(text) - 40))):
        removed.append(Removed(text=tail[0].strip(), rule=CUT_SHORT))
        text = text[: tail.start()]
    if not any(map(text.lower().__contains__, _GUARD)):
        return text, tuple(removed)
    looked_at, beyond = text[:_LOOKED_AT], text[_LOOKED_AT:]
    looked_at = _cut_subscriptions(_cut_headlines(looked_at, removed), removed)
    return (looked_at + beyond if removed else text), tuple(removed)


def _cut_headlines(text: str, removed: list[Removed]) -> str:
    for found in _BRACKETED.finditer(text) if "(" in text else ():
        removed.append(Removed(text=found[0].strip(), rule="promotion in paragraph"))
        text = text.replace(found[0], "", 1)
    kept: list[str] = []
    position = 0
    for begin, finish in _openers(text):
        if begin < position:
            continue
        end = headline_end(text, finish)
        if end is not None:
            kept.append(text[position:begin])
            removed.append(Removed(text=text[begin:end].strip(), rule="promotion in paragraph"))
            position = end
    return _joined([*kept, text[position:]])


def _openers(text: str) -> list[tuple[int, int]]:
    """Where promotions open: the start of the opener and the end of its mark. Marks are rare: they are looked for."""
    found: list[tuple[int, int]] = []
    for mark in _POSSIBLE_MARK.finditer(text):
        first = max(0, mark.start() - _OPENER_REACH)
        opener = _OPENER.search(text[first : mark.end()])
        if opener is not None and (first == 0 or opener.start() > 0):
            found.append((first + opener.start(), mark.end()))
            if len(found) == _MOST:
                break
    return found


def headline_end(text: str, start: int) -> int | None:
    """Where a promoted headline that begins at `start` ends; None where that cannot be told.

    It ends at its own question or exclamation mark or full stop, or before a word that opens a sentence and is
    followed by lower case, or with the paragraph.
    """
    limit = start + _LONGEST
    words = [(match.group(0), match.start(), match.end()) for match in _WORD.finditer(text, start, limit)]
    for index, (word, begin, finish) in enumerate(words):
        if index + 1 >= _FEWEST_WORDS and word.rstrip(_CLOSERS).endswith(("?", "!", ".")) and _is_end(words, index):
            return finish
        if index >= _FEWEST_WORDS and (_opens_sentence(words, index) or _opens_statement(words, index)):
            return begin
    return len(text) if len(text) <= limit else None


def _is_end(words: list[tuple[str, int, int]], index: int) -> bool:
    """Whether a mark at the end of a word closes the headline: a capital follows, and the word is no short form."""
    bare = words[index][0].rstrip(_CLOSERS)
    if bare.endswith(".") and (len(bare) <= 3 or bare[:-1].count(".") or bare.lower() in ("inc.", "corp.", "ltd.")):
        return False
    following = words[index + 1][0].lstrip("\"'“‘(") if index + 1 < len(words) else ""
    return not following or not following[:1].islower()


def _opens_sentence(words: list[tuple[str, int, int]], index: int) -> bool:
    """Whether the word at `index` begins a sentence: an opener, after no mark, with lower case after it."""
    word = words[index][0].lstrip("\"'“‘(")
    before = words[index - 1][0]
    if word.rstrip(",") not in OPENERS or before[-1] in ":,;-–—|" or before.lower() in SMALL_WORDS:
        return False
    following = [other[0].lstrip("\"'“‘(") for other in words[index + 1 : index + 5]]
    lower = [other for other in following if other[:1].islower()]
    if before[:1].islower() or before[-1].isdigit():
        return bool(following) and (len(lower) >= len(following) / 2 or word == "According")
    # In a headline in title case only small words stand in lower case.
    return any(other not in SMALL_WORDS for other in lower if other in following[:2]) or len(lower) >= 3


def _opens_statement(words: list[tuple[str, int, int]], index: int) -> bool:
    """Whether a name at `index`, after a word in lower case or a number, is followed by a verb headlines leave out."""
    before = words[index - 1][0]
    if before.lower() in SMALL_WORDS or not (before[0].islower() or before[0].isdigit()) or before[-1] in ":,;-–—|":
        return False
    run = index
    while run < len(words) and words[run][0][:1].isupper() and run - index < 4:
        run += 1
    if not index < run < len(words):
        return False
    if words[run - 1][0].endswith(",") and run - index > 1:  # 'Jane Roe, 22, ...', 'Jane Roe, who ...'
        return words[run][0][0].isdigit() or words[run][0] in ("who", "whose", "a", "an", "the")
    return words[run][0] in _STATING


def _cut_subscriptions(text: str, removed: list[Removed]) -> str:
    lower = text.lower()
    if not any(verb in lower for verb in ("subscribe", "sign up", "follow us", "join us")):
        return text
    kept: list[str] = []
    position = 0
    for match in _SUBSCRIBE.finditer(text):
        kept.append(text[position : match.start()])
        removed.append(Removed(text=match.group(0).strip(), rule="subscription in paragraph"))
        position = match.end()
    return _joined([*kept, text[position:]]) if position else text


def _joined(pieces: list[str]) -> str:
    return " ".join(part for piece in pieces if (part := piece.strip()))
