"""A page that a tool wrote on one line: the menu, headline, byline and date before its text, and what runs on after it.

Only where a menu's words open the line or a page's foot closes it; a text that is simply one paragraph stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from articles.clean.text_features import FURNITURE_WORDS, MENU_WORDS
from articles.prose.calendar import find_date_mentions
from articles.prose.sentences import ends_sentence, lower_share, sentence_starts

_FEWEST_SENTENCES: Final = 3
_MENU: Final = 3  # of a menu's words in a row
_HEAD: Final = 1_000  # characters in which headline, byline and date stand
_LONGEST_TAIL: Final = 1_500  # characters
_SENTENCE_WORDS: Final = 6
_LABEL: Final = re.compile(r"\s(?:Last )?(?:[Uu]pdated|[Pp]ublished|[Pp]osted)(?: on| at)?:?\s?$")
_BYLINE: Final = re.compile(r"\sBy(?: [A-Z][\w.'’-]{0,30}){1,4}(?: and(?: [A-Z][\w.'’-]{0,30}){1,4})?$")
_EDGES: Final = ".,:;|•·»›-–—"


def cut_run_on(lines: Sequence[str]) -> list[str]:
    """The lines of a page; of one that came on one line its menu, headline, byline, date, text and foot."""
    filled = [line for line in lines if line]
    if len(filled) != 1:
        return list(lines)
    line = filled[0]
    starts = sentence_starts(line)
    if len(starts) < _FEWEST_SENTENCES:
        return list(lines)
    tail = _tail(line, starts[-1])
    menu = _menu_end(line[:_HEAD])
    head, begin = _head(line[:_HEAD], menu) if menu else ([], 0)
    pieces = [*head, line[begin:tail].strip(), line[tail:].strip()]
    return [piece for piece in pieces if piece]


def _tail(line: str, last: int) -> int:
    """Where the page's foot begins: what follows the last full stop, opened by a word of menus and never ended."""
    rest = line[last:]
    is_foot = len(rest) <= _LONGEST_TAIL and not ends_sentence(rest) and _is_menu_word(rest.split(" ", 1)[0])
    return last if is_foot else len(line)


def _menu_end(text: str) -> int:
    """Where the menu ends that opens a line; 0 where none does."""
    end = count = 0
    for found in re.finditer(r"\S{1,80}", text):
        if not _is_menu_word(found.group()):
            break
        end, count = found.end(), count + 1
    return end if count >= _MENU else 0


def _is_menu_word(word: str) -> bool:
    bare = word.strip(_EDGES).lower()
    return bare in MENU_WORDS or bare in FURNITURE_WORDS


def _head(text: str, menu: int) -> tuple[list[str], int]:
    """Menu, headline, byline and date, and where the text begins; the menu alone where no date divides the two."""
    for mention in find_date_mentions(text[menu:]):
        start, end = menu + mention.start, menu + mention.end
        following = text[end:].split()[: 2 * _SENTENCE_WORDS]
        runs_on = len(following) >= _SENTENCE_WORDS and lower_share(following[1:]) > 0.5
        if not runs_on or not following[0][:1].isupper():
            continue
        above = _LABEL.sub("", text[menu:start]).rstrip()
        signed = _BYLINE.search(above)
        title = (above[: signed.start()] if signed else above).strip()
        byline = signed.group().strip() if signed else ""
        if len(title.split()) >= _MENU and not ends_sentence(title):
            label = text[menu + len(above) : start].strip()
            date = f"{label} {text[start:end]}".strip()
            return [text[:menu], title, byline, date], end
    return [text[:menu]], menu
