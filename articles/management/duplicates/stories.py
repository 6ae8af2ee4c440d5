"""The stories of Reuters-21578 that are long enough to be copied. The collection's own README describes the format."""

from __future__ import annotations

import gzip
import html
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.conf import settings

# Where the collection lies unless a command is told another folder: beside the checkout, not in it.
_REUTERS: Final = Path(settings.BASE_DIR).parent / "shared" / "evaluation" / "reuters"
FEWEST_WORDS: Final = 60  # shorter ones are one-line notices: a form with other figures filled in

_STORY = re.compile(r'<REUTERS\b[^>]{0,300}NEWID="(\d+)"[^>]{0,50}>(.*?)</REUTERS>', re.DOTALL)
_DATE = re.compile(r"<DATE>\s*(\d{1,2}-[A-Z]{3}-\d{4} \d\d:\d\d:\d\d)")
_BODY = re.compile(r"<BODY>(.*?)</BODY>", re.DOTALL)
_TITLE = re.compile(r"<TITLE>(.*?)</TITLE>", re.DOTALL)
_SIGN_OFF = re.compile(r"\s*\breuter\b\W*$", re.IGNORECASE)
_CONTROL = re.compile(r"&#\d{1,2};")
_PARAGRAPH = re.compile(r"\n {4,}")


@dataclass(frozen=True, slots=True)
class Story:
    """One story: its number in the collection, its title, its paragraphs joined by empty lines, when it was sent."""

    number: int
    title: str
    text: str
    published_at: datetime | None = None


def add_folder(parser: ArgumentParser) -> None:
    """The folder of the collection, as commands take it that read it."""
    parser.add_argument(
        "folder",
        metavar="DIR",
        type=Path,
        nargs="?",
        default=_REUTERS,
        help="the folder with the collection's SGML files (default: ../shared/evaluation/reuters)",
    )


def read_stories(folder: Path) -> Iterator[Story]:
    """The stories of the folder's SGML files (reut2-*.sgm or .sgm.gz), in their order."""
    for path in sorted(folder.glob("reut2-*.sgm*")):
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for match in _STORY.finditer(content.decode("latin-1")):
            body, title = _BODY.search(match[2]), _TITLE.search(match[2])
            text = _plain_text(body[1]) if body else ""
            if len(text.split()) >= FEWEST_WORDS:
                yield Story(int(match[1]), _on_one_line(title[1]) if title else "", text, _moment(match[2]))


def _moment(markup: str) -> datetime | None:
    date = _DATE.search(markup)
    return datetime.strptime(date[1], "%d-%b-%Y %H:%M:%S").replace(tzinfo=UTC) if date else None


def _plain_text(markup: str) -> str:
    bare = _SIGN_OFF.sub("", _CONTROL.sub("", markup))
    return "\n\n".join(plain for part in _PARAGRAPH.split(bare) if (plain := _on_one_line(part)))


def _on_one_line(markup: str) -> str:
    return " ".join(html.unescape(_CONTROL.sub("", markup)).split())
