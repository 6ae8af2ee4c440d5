"""Who wrote the story of a text scrape where no line says 'by': a name with a job, or a name beside a date."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from articles.clean.text_features import FURNITURE_WORDS
from articles.prose.sentences import OPENERS, SMALL_WORDS
from articles.prose.sources import SourceBook

_DATA: Final = tomllib.loads((Path(__file__).parent / "data" / "html_author_words.toml").read_text("utf-8"))
_LABELS: Final = tomllib.loads((Path(__file__).parent / "data" / "promotions.toml").read_text("utf-8"))["labels"]
_NO_NAMES: Final = (frozenset(_DATA["desks"]) | frozenset(_DATA["roles"]) | FURNITURE_WORDS | SMALL_WORDS) | {
    word.lower() for text in (*OPENERS, *_LABELS) for word in text.split()
}
_JOBS: Final = frozenset(_DATA["jobs"])
_LONGEST: Final = 160  # characters
_NAME_WORDS: Final = 4
_NEAR_DATE: Final = 4  # lines from a date line in which a bare name is a byline
_NEAR_TITLE: Final = 3
_JOB_WORDS: Final = 7
_NAME: Final = re.compile(r"[^\W\d_][\w.'’-]{1,30}(?: (?:[^\W\d_][\w.'’-]{0,30}|de|van|von|der|la|bin|al)){1,3}")
_WORD: Final = re.compile(r"[^\W\d_]+")
_DIVIDERS: Final = (",", "and", "&")  # of which one must stand where _AND divides
_AND: Final = re.compile(r"\s*(?:,|\band\b|&)\s*")
_BAR: Final = re.compile(r"\s{0,2}[|·•]\s{0,2}|\s[-–—]\s")
_GLUED: Final = re.compile(r"(?<=[a-z])(?=[A-Z][a-z]+(?: [A-Za-z-]+){0,4}$)")  # 'Jane RoeCity Reporter'
_HANDLE: Final = re.compile(r"\s?@\w{1,30}$")
_BARS: Final = "|·•-–—"  # of which one must stand in a line that _BAR divides
_JOB_REACH: Final = 60  # characters; no job has as many
_EDGES: Final = " ,&·|•0123456789"


def find_signatures(
    lines: Sequence[str],
    open_lines: Sequence[bool],
    dates: Sequence[bool],
    head: range,
    end: int,
    sources: SourceBook,
) -> dict[int, tuple[str, ...]]:
    """The lines that sign the story, with the names in each: {line: names}.

    `head` are the lines from the headline to the story's begin, `end` is the line of the story up to which is looked,
    `open_lines` marks those that no rule knows, `dates` the date lines. A name with a reporter's job or its publisher
    signs wherever it stands among them; a bare name only beside a date, or else right below the headline or above the
    story.
    """
    reader = _NameReader(lines, sources)
    told = [index for index in range(head.start, end) if open_lines[index] and len(lines[index]) <= _LONGEST]
    signed = {index: names for index in told if (names := reader.signed(lines[index]))}
    if signed:
        return signed
    bare = {index: names for index in told if (names := reader.bare(lines[index]))}
    dated = {
        index: names for index, names in bare.items() if any(dates[max(0, index - _NEAR_DATE) : index + _NEAR_DATE + 1])
    }
    ends = (*head[:_NEAR_TITLE], *head[-1:])
    return dated or {index: names for index, names in bare.items() if index in ends}


class _NameReader:
    """Reads names on one page: what the page writes in lower case elsewhere is a word, and no part of a name."""

    def __init__(self, lines: Sequence[str], sources: SourceBook) -> None:
        self._sources = sources
        self._lines = lines
        self._words: set[str] = set()

    def signed(self, line: str) -> tuple[str, ...]:
        """The names in 'Jane Roe, City editor', 'Jane Roe | The Daily' or 'Jane RoeCity Reporter'."""
        may_be_job = self._ends_in_job(line)
        name, comma, job = line.partition(",")
        if comma and may_be_job and self._is_job(job):
            return self.bare(name)
        first, *rest = _BAR.split(line) if any(map(line.__contains__, _BARS)) else (line,)
        if rest and any(self._sources.by_name(part) for part in rest):
            return self.bare(first)
        glued = list(_GLUED.finditer(line)) if may_be_job else ()
        if glued and self._is_job(line[glued[-1].end() :]):
            return self.bare(line[: glued[-1].end()])
        return ()

    def bare(self, line: str) -> tuple[str, ...]:
        """The names of a line that holds nothing else; none where one of them is no person's."""
        if not line.lstrip(_EDGES)[:1].isupper():
            return ()
        bare = _HANDLE.sub("", line) if "@" in line else line
        bare = bare.strip(_EDGES)
        opening = bare.split(" ", _NAME_WORDS + 1)[: _NAME_WORDS + 1]
        if len(opening) > _NAME_WORDS and not any(map("".join(opening).__contains__, _DIVIDERS)):
            return ()  # running text: more words than a name has, and nothing that ends one
        names = tuple(filter(None, _AND.split(bare)))
        return names if all(map(self._is_name, names)) else ()

    def _ends_in_job(self, line: str) -> bool:
        """Whether the last word is a job: nearly no line's is, and all that tells one by its job asks for that."""
        return bool(line) and any(word.lower() in _JOBS for word in _WORD.findall(line[-_JOB_REACH:])[-1:])

    def _is_job(self, text: str) -> bool:
        words = [word.lower() for word in _WORD.findall(text)]
        return bool(words) and len(words) <= _JOB_WORDS and words[-1] in _JOBS and not text.endswith(".")

    def _is_name(self, name: str) -> bool:
        words = name.split()
        return (
            2 <= len(words) <= _NAME_WORDS
            and _NAME.fullmatch(name) is not None
            and words[0][0].isupper()
            and words[-1][0].isupper()
            and not name.isupper()
            and _NO_NAMES.isdisjoint(name.lower().split())
            and self._sources.by_name(name) is None
            and self._page_words().isdisjoint(word.lower() for word in words if len(word) > 3)
        )

    def _page_words(self) -> set[str]:
        if not self._words:
            self._words = {word.strip(".,:;!?()\"'“”‘’") for line in self._lines for word in line[:2000].split()}
        return self._words
