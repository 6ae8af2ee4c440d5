"""Who wrote it: bylines as news pages write them."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Final

from articles.prose.calendar import find_date_mentions
from articles.prose.sources import SourceBook

_LONGEST: Final = 160  # characters of a byline
# Before 'by': what was done, or who published it or when, parted by a bar.
_BY: Final = re.compile(
    r"^(?:(?:[^\W\d_][\w.&’' ]{1,40}\s?[|•·]"
    r"|(?:[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4}|\d{1,2} [A-Z][a-z]{2,8}\.? \d{4})(?:\s?[|•·,–-])?"
    r"|written|reported|reporting|edited|compiled|story|article|words|posted|published|text|author)\s)?"
    r"by:?\s{1,3}(?P<names>\S.{1,150})$",
    re.I,
)
_POSTED: Final = re.compile(r"^(?:posted|published|written) (?:on )?\S.{4,50}? by:? (?P<names>\S.{1,80})$", re.I)
_AUTHOR: Final = re.compile(r"^(?:author|writer|reporter|byline)s?\s?:\s?(?P<names>\S.{1,120})$", re.I)
# Magazines' label, behind which only a name of two or three words is one: 'Text: Jane Roe'.
_TEXT: Final = re.compile(
    r"^(?:text|words)\s?: (?P<names>(?-i:[A-Z][^\W\d_]{1,20}(?:[ -][A-Z][^\W\d_]{1,20}){1,2}))$", re.I
)
_TAIL: Final = re.compile(
    r"\s?(?:[|·•/(]|[-–—]\s|,?\s(?:for|in|at|with)\s(?=[A-Z])|\b(?:published|updated|posted|last|on)\b|\d).*$", re.I
)
_BETWEEN: Final = re.compile(r"\s*(?:,|;|\band\b|&|\bwith\b)\s*", re.I)
_NAME: Final = re.compile(r"^[^\W\d_][\w.'’\-]{0,30}(?:\s(?:[^\W\d_][\w.'’\-]{0,30}|de|van|von|der|la|bin|al)){1,4}$")
_ONE_NAME: Final = re.compile(r"[A-Z][^\W\d_]{2,20}")  # a writer who goes by one name
_ONE_NAME_LINE: Final = 40  # characters of the byline
_NOBODY: Final = frozenset(
    tomllib.loads((Path(__file__).parent / "data" / "prose.toml").read_text("utf-8"))["nobody"].split()
)
_JOB: Final = re.compile(
    r"\b(?:staff|reporter|editor|correspondent|writer|columnist|contributor|bureau|chief|producer|analyst|press|news|agency)\b",
    re.I,
)


def read_byline(line: str, sources: SourceBook) -> tuple[str, ...] | None:
    """The names in a byline ('By Jane Roe and John Doe | Reuters'); None where the line is none.

    An outlet or a desk in the place of a name gives an empty tuple: a byline that names nobody.
    """
    written = _signature(line) if len(line) <= _LONGEST else None
    if written is None:
        return None
    mentions = find_date_mentions(written)
    if mentions:
        written = written[: mentions[0].start]
    written = _TAIL.sub("", written).strip(" ,;:|")
    names: list[str] = []
    for part in _BETWEEN.split(written):
        name = part.strip(" .")
        if _is_person(name) and sources.by_name(name) is None:
            names.append(name.title() if name.isupper() else name)
        elif name == written and len(line) <= _ONE_NAME_LINE and _is_one_name(name) and sources.by_name(name) is None:
            names.append(name.title())
        elif name and not (_JOB.search(name) or sources.by_name(name)) and not names:
            return None if name[:1].islower() else ()
    return tuple(dict.fromkeys(names))


@lru_cache(maxsize=4096)
def _signature(line: str) -> str | None:
    """What a byline says behind its label; kept, since several stages ask the same lines."""
    match = _BY.match(line) or _AUTHOR.match(line) or _POSTED.match(line) or _TEXT.match(line)
    return match["names"] if match else None


def _is_one_name(word: str) -> bool:
    return _ONE_NAME.fullmatch(word) is not None and word.lower() not in _NOBODY and not _JOB.search(word)


def _is_person(name: str) -> bool:
    if not _NAME.match(name) or _JOB.search(name):
        return False
    return all(word[0].isupper() or word in ("de", "van", "von", "der", "la", "bin", "al") for word in name.split())
