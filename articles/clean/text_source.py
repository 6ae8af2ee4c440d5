"""What tools write into a scrape beside the page's words, undone: Markdown, tags, numbers of links, broken lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from articles.clean.text_record import read_record

_MARKED: Final = 3  # lines with Markdown of its own that make a page Markdown
_MARKDOWN: Final = re.compile(r"#{1,6} \S|\*\*\S.{0,300}\*\*|!?\[[^\]]{0,300}\]\(\S")
_PICTURE: Final = re.compile(r"!\[[^\]]{0,300}\]\([^)\s]{1,500}(?: \"[^\"]{0,300}\")?\)")
_LINK: Final = re.compile(r"\[([^\]]{1,300})\]\([^)\s]{1,500}(?: \"[^\"]{0,300}\")?\)")
_HEADING_MARK: Final = re.compile(r"^#{1,6} ")
_STRONG: Final = re.compile(r"\*\*(\S.{0,300}?)\*\*|__(\S.{0,300}?)__")
_EMPHASIS: Final = re.compile(r"^([*_])(\S.{0,300}\S)\1$")
_QUOTE_MARK: Final = re.compile(r"^(?:> ?){1,3}(?=\S)")
# Text browsers write a link's number right before its words, and the addresses below the page.
_LINK_NUMBER: Final = re.compile(r"\[\d{1,4}\](?=[^\W\d_\"“‘'#(])")
_NUMBERED: Final = 3  # links with a number that make a page one of theirs
_REFERENCE: Final = re.compile(r"(?:\[\d{1,4}\]|\d{1,4}\.) ?(?:https?|ftp|file|mailto|javascript):\S{1,2000}")
_TAGGED: Final = re.compile(r"^<(?P<tag>[a-zA-Z]{1,20}(?::\w{1,20})?)>(?P<text>[^<>]{1,2000})</(?P=tag)>$")
_WIDEST: Final = 100  # characters of a line that a tool broke
_NARROWEST: Final = 40
_FEWEST_BREAKS: Final = 4
_BREAKS: Final = 0.25  # of the lines go on in lower case on the next
_SHORT: Final = 0.6  # of the width, under which a line was not broken but ended
_SLACK: Final = 12  # characters by which the width may be more than the longest line seen to be broken
_LONGER: Final = 0.1  # of the lines may be longer than the width: addresses, tables
_NARROW: Final = 60  # characters of a column so narrow that print breaks words in it
_BROKEN_WORDS: Final = 2
_BROKEN_WORD: Final = re.compile(r"([^\W\d_]{2,30})[-\xad]$")
_FIRST_WORD: Final = re.compile(r"[^\W\d_]{2,30}")


def plain_lines(lines: Sequence[str]) -> list[str]:
    """The lines of a scrape without the marks of Markdown and tags, those broken at a fixed width joined again."""
    if lines and lines[0].startswith(">") and all(line.startswith(">") for line in lines if line):
        lines = [_QUOTE_MARK.sub("", line).strip(" >") for line in lines]  # a letter quoted whole
    own = [_TAGGED.sub(r"\g<text>", line) if line.startswith("<") else line for line in lines]
    if sum(1 for line in own if ("[" in line or line[:1] in "#*") and _MARKDOWN.search(line[:1000])) >= _MARKED:
        own = [_without_marks(line) for line in own]
    is_numbered = sum(1 for line in own if "[" in line and _LINK_NUMBER.search(line[:1000])) >= _NUMBERED
    if is_numbered:
        own = [line for line in own if not _REFERENCE.fullmatch(line)]
    own = _joined(own)  # the numbers took part in where lines were broken
    return read_record([_LINK_NUMBER.sub("", line) for line in own] if is_numbered else own)


def _without_marks(line: str) -> str:
    if "](" in line:
        line = _LINK.sub(r"\1", _PICTURE.sub("", line))
    if line.startswith("#"):
        line = _HEADING_MARK.sub("", line)
    if "**" in line or "__" in line:
        line = _STRONG.sub(lambda found: found[1] or found[2], line)
    if line[:1] in ("*", "_"):
        line = _EMPHASIS.sub(r"\2", line)
    if line.startswith(">"):
        line = _QUOTE_MARK.sub("", line)
    return line.strip(" ")


def _joined(lines: list[str]) -> list[str]:
    """Paragraphs whose lines were broken where the next word no longer fitted, each in one line again."""
    filled = sum(1 for line in lines if len(line) >= _NARROWEST and any(map(str.isalpha, line)))
    broken = [
        len(line) for line, following in pairwise(lines) if following[:1].islower() and len(line) >= _NARROWEST / 2
    ]
    if len(broken) < max(_FEWEST_BREAKS, _BREAKS * filled) or not _NARROWEST <= max(broken) <= _WIDEST:
        return lines
    width = max(broken)
    longer = sum(1 for line in lines if len(line) > width + _SLACK)
    if min(broken) < width * _SHORT or longer > _LONGER * filled:
        return lines
    joined: list[str] = []
    goes_on = False
    whole = _words_of(lines) if width <= _NARROW else frozenset[str]()
    for index, line in enumerate(lines):
        if goes_on:
            joined[-1] = _put_together(joined[-1], line, whole)
        else:
            joined.append(line)
        following = lines[index + 1] if index + 1 < len(lines) else ""
        word = following.split(" ", 1)[0]
        is_full = len(line) + 1 + len(word) > width or (word[:1].islower() and len(line) >= width * _SHORT)
        goes_on = bool(line and word) and is_full and len(line) <= width + _SLACK
    return joined


def _words_of(lines: Sequence[str]) -> frozenset[str]:
    """The words of a page in narrow columns, in lower case; none where it does not break words at their syllables."""
    broken = sum(
        1
        for line, below in pairwise(lines)
        if line.endswith(("-", "\xad")) and below[:1].islower() and line[-2:-1].isalpha()
    )
    if broken < _BROKEN_WORDS:
        return frozenset()
    return frozenset(word.strip(".,:;!?()\"'“”‘’").lower() for line in lines for word in line.split())


def _put_together(line: str, below: str, words: frozenset[str]) -> str:
    """Two lines of a paragraph as one; a word parted between them is whole again, unless the page writes its hyphen."""
    first, rest = (_BROKEN_WORD.search(line), _FIRST_WORD.match(below)) if words else (None, None)
    if first is None or rest is None or not rest[0].islower():
        return f"{line} {below}"
    is_compound = f"{first[1]}-{rest[0]}".lower() in words
    return f"{line}{below}" if is_compound else f"{line[: first.end(1)]}{below}"
