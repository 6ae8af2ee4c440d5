"""What tools write into a scrape beside the page's words, undone: Markdown, tags, lines broken at a fixed width."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

_MARKED: Final = 3  # lines with Markdown of its own that make a page Markdown
_MARKDOWN: Final = re.compile(r"#{1,6} \S|\*\*\S.{0,300}\*\*|!?\[[^\]]{0,300}\]\(\S")
_PICTURE: Final = re.compile(r"!\[[^\]]{0,300}\]\([^)\s]{1,500}(?: \"[^\"]{0,300}\")?\)")
_LINK: Final = re.compile(r"\[([^\]]{1,300})\]\([^)\s]{1,500}(?: \"[^\"]{0,300}\")?\)")
_HEADING_MARK: Final = re.compile(r"^#{1,6} ")
_STRONG: Final = re.compile(r"\*\*(\S.{0,300}?)\*\*|__(\S.{0,300}?)__")
_TAGGED: Final = re.compile(r"^<(?P<tag>[a-zA-Z]{1,20}(?::\w{1,20})?)>(?P<text>[^<>]{1,2000})</(?P=tag)>$")
_WIDEST: Final = 100  # characters of a line that a tool broke
_NARROWEST: Final = 40
_FEWEST_BREAKS: Final = 4
_BREAKS: Final = 0.25  # of the lines go on in lower case on the next
_SHORT: Final = 0.6  # of the width, under which a line was not broken but ended


def plain_lines(lines: Sequence[str]) -> list[str]:
    """The lines of a scrape without the marks of Markdown and tags, those broken at a fixed width joined again."""
    own = [_TAGGED.sub(r"\g<text>", line) if line.startswith("<") else line for line in lines]
    if sum(1 for line in own if ("[" in line or line[:1] in "#*") and _MARKDOWN.search(line[:1000])) >= _MARKED:
        own = [_without_marks(line) for line in own]
    return _joined(own)


def _without_marks(line: str) -> str:
    if "](" in line:
        line = _LINK.sub(r"\1", _PICTURE.sub("", line))
    if line.startswith("#"):
        line = _HEADING_MARK.sub("", line)
    if "**" in line or "__" in line:
        line = _STRONG.sub(lambda found: found[1] or found[2], line)
    return line.strip(" ")


def _joined(lines: list[str]) -> list[str]:
    """Paragraphs whose lines were broken where the next word no longer fitted, each in one line again."""
    filled = sum(1 for line in lines if line)
    broken = [
        len(line) for line, following in pairwise(lines) if following[:1].islower() and len(line) >= _NARROWEST / 2
    ]
    if len(broken) < max(_FEWEST_BREAKS, _BREAKS * filled) or not _NARROWEST <= max(broken) <= _WIDEST:
        return lines
    width = max(broken)
    if min(broken) < width * _SHORT:
        return lines
    joined: list[str] = []
    goes_on = False
    for index, line in enumerate(lines):
        if goes_on:
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
        following = lines[index + 1] if index + 1 < len(lines) else ""
        word = following.split(" ", 1)[0]
        is_full = len(line) + 1 + len(word) > width or (word[:1].islower() and len(line) >= width * _SHORT)
        goes_on = bool(line and word) and is_full and len(line) <= width
    return joined
