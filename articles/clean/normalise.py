"""Typographic repair that never changes a word: mojibake, entities, invisible characters, spaces."""

from __future__ import annotations

import html
import re
from typing import Final

import ftfy
from ftfy import TextFixerConfig

_CONFIG: Final = TextFixerConfig(
    unescape_html=False,  # done here, for entities that end in ';' only
    uncurl_quotes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    remove_terminal_escapes=True,
    max_decode_length=1_000_000,
    explain=False,
)
# Pairs that UTF-8 read as windows-1252 leaves behind, and C1 controls: only then is ftfy (slow) asked.
_MOJIBAKE: Final = re.compile(
    "[\x80-\x9f\x1b]|[\xc2\xc3\xe2\xd0\xd1\xce\xcf\xc5\xc4][^\x00-\x7f]|\xef\xbf|\xf0\u0178|\u0413[^\x00-\x7f\u0400-\u04ff]|Ã."
)
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31}[0-9]{0,2});")
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_LINE_BREAK: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_OTHER_SPACES: Final = "\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_SPACES: Final = re.compile(f" [ {_OTHER_SPACES}]+|[{_OTHER_SPACES}][ {_OTHER_SPACES}]*")  # all but a single space
_SPACE_AT_BREAK: Final = re.compile(" \n ?|\n ")
_UNESCAPE_ROUNDS: Final = 3  # scrapers escape what was escaped already: '&amp;#39;'


def normalise_text(text: str) -> str:
    """Repair typography in `text` without changing its words.

    Entities become the characters they stand for; UTF-8 that was read as another encoding is read again; soft hyphens,
    zero-width marks, direction marks, controls, NUL and lone surrogates go; any run of spaces becomes one, none stays
    at the ends of a line. Line breaks become '\\n' and stay.
    """
    if text.isascii() and "&" not in text and "  " not in text and text.isprintable():
        return text.strip(" ")
    if "&" in text:
        text = _unescape(text)
    if not text.replace("\n", "").isprintable():
        text = _LINE_BREAK.sub("\n", text)
    if not text.isascii() or "\x1b" in text:
        text = _read_again(text)
    if not text.replace("\n", "").isprintable():  # as every character is that the next two look for
        text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    elif "  " in text:
        text = _SPACES.sub(" ", text)
    if " \n" in text or "\n " in text:
        text = _SPACE_AT_BREAK.sub("\n", text)
    return text.strip(" ")


def _read_again(text: str) -> str:
    """The lines with mojibake in them as ftfy reads them again."""
    if _MOJIBAKE.search(text):
        lines = (ftfy.fix_text(line, _CONFIG) if _MOJIBAKE.search(line) else line for line in text.split("\n"))
        text = _LINE_BREAK.sub("\n", "\n".join(lines))
    return text


def _unescape(text: str) -> str:
    for _ in range(_UNESCAPE_ROUNDS):
        plain = _ENTITY.sub(_character, text)
        if plain == text:
            break
        text = plain
    return text


def _character(match: re.Match[str]) -> str:
    """The character an entity stands for; unknown names stay as they are."""
    return html.unescape(match.group(0))
