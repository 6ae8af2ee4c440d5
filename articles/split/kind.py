"""What sort of text an article is, and the 'About the company' tail of a press release."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from articles.documents import Block, BlockKind, Kind, Removed

_DATA: Final[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "data" / "kinds.toml").read_text("utf-8"))
_RELEASE: Final[dict[str, list[str]]] = _DATA["press_release"]
_OPINION: Final[dict[str, list[str]]] = _DATA["opinion"]


def _any_of(patterns: Sequence[str], flags: int = 0) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), flags)


_SERVICES: Final = frozenset(_RELEASE["services"])
_RELEASE_HEAD: Final = _any_of(_RELEASE["head"])
_RELEASE_LINE: Final = _any_of(_RELEASE["line"], re.I)
_RELEASE_BODY: Final = _any_of(_RELEASE["body"], re.I)
_RELEASE_SECTION: Final = _any_of(_RELEASE["section"], re.I)
_OPINION_TITLE: Final = _any_of(_OPINION["title"], re.I)
_OPINION_SECTION: Final = _any_of(_OPINION["section"], re.I)
_OPINION_BODY: Final = _any_of(_OPINION["body"], re.I)
_OPINION_NEEDS: Final = tuple(_OPINION["needs"])
_OPINION_URL: Final = _any_of(_OPINION["url"], re.I)
_DISCLAIMER: Final = "disclaimer"  # the rule by which cleaning takes out what lawyers put under a release
# A site's footer disclaims all its contributors; only a word on this text or its author tells what it is.
_OF_THIS_TEXT: Final = re.compile(r"\b(?:the (?:author|writer|columnist)|this (?:article|column|piece|essay))\b", re.I)
_LINE: Final = 140  # characters
_HEAD: Final = 300  # characters of the text in which a wire service names itself
_BODY: Final = 100_000  # characters of the text that are looked through
_SHOWN: Final = 80  # characters of the words that tell a kind
_SAMPLE: Final = 4000  # characters of a block in which disclaimers are looked for
# 'About Acme Corp. Acme is a maker of ...': the heading names the company, and so does the sentence after it.
_ABOUT: Final = re.compile(
    r"(?:(?<=^)|(?<=[\s.!?\"”)]))About:? (?:the )?(?P<name>[A-Z0-9][\w&’'\-]{1,30})[\w&.,’'() \-]{0,70}?[.:]?\s"
    r"(?:The )?(?P=name)\b"
)
_ABOUT_LINE: Final = re.compile(r"^About:? (?:the )?[A-Z0-9][\w&.,'’ \-]{1,80}:?$")


def find_kind(
    *,
    title: str,
    section: str,
    source_name: str,
    url: str,
    blocks: Sequence[Block],
    has_about: bool,
    removed: Sequence[Removed] = (),
) -> tuple[Kind, str]:
    """Press release, opinion or news, by what the text says of itself, and the words that tell it (none for news).

    An 'About' tail counts beside a second sign; a release may also name itself in a line that was `removed` beside it.
    """
    texts = [block.text for block in blocks]
    head = " ".join(texts[:2])[:_HEAD]
    if source_name in _SERVICES:
        return Kind.PRESS_RELEASE, f"press release: source {source_name}"
    disclaimers = [piece.text for piece in removed if piece.rule == _DISCLAIMER]
    said = texts + disclaimers if has_about else ()
    found = _release_line(removed) or _RELEASE_HEAD.search(head) or _first(_RELEASE_BODY, said)
    if found:
        return Kind.PRESS_RELEASE, f"press release: text {_quoted(found)}"
    if stated := _RELEASE_SECTION.fullmatch(section.strip()):
        return Kind.PRESS_RELEASE, f"press release: section {_quoted(stated)}"
    disclaimed = filter(_OF_THIS_TEXT.search, disclaimers)
    for part, match in (
        ("title", _OPINION_TITLE.search(title)),
        ("section", _OPINION_SECTION.fullmatch(section.strip())),
        ("path", _OPINION_URL.search(url)),
        ("text", _first(_OPINION_BODY, filter(_may_be_opinion, (*texts[-3:], *texts[:2], *disclaimed)))),
    ):
        if match:
            return Kind.OPINION, f"opinion: {part} {_quoted(match)}"
    return Kind.NEWS, ""


def _may_be_opinion(text: str) -> bool:
    """Whether a text holds one of the words of which all that says so holds one: quick to see, and nearly none does."""
    return any(map(text.lower().__contains__, _OPINION_NEEDS))


def _first(pattern: re.Pattern[str], texts: Iterable[str]) -> re.Match[str] | None:
    return next((found for text in texts if (found := pattern.search(text[-_SAMPLE:]))), None)


def _release_line(removed: Sequence[Removed]) -> re.Match[str] | None:
    """The line beside the story by which a release says what it is."""
    short = (piece.text for piece in removed if len(piece.text) <= _LINE)
    return next((found for text in short if (found := _RELEASE_LINE.fullmatch(text))), None)


def _quoted(found: re.Match[str]) -> str:
    return f"‘{' '.join(found[0].split())[:_SHOWN]}’"


def mark_about(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with the 'About the company' tail marked as such, cut off the paragraph it was run into."""
    for index, block in enumerate(blocks):
        if index and _ABOUT_LINE.match(block.text) and index + 1 < len(blocks) and index >= len(blocks) // 2:
            return (*blocks[:index], *(Block(text=each.text, kind=BlockKind.ABOUT) for each in blocks[index:]))
    if not blocks:
        return ()
    for index in range(len(blocks) - 1, max(-1, len(blocks) - 4), -1):
        text = blocks[index].text
        begin = _about_in(text)
        if begin is not None:
            before = (Block(text=text[:begin].strip(), kind=blocks[index].kind),) if begin else ()
            tail = (Block(text=text[begin:], kind=BlockKind.ABOUT), *blocks[index + 1 :])
            return (*blocks[:index], *before, *(Block(text=each.text, kind=BlockKind.ABOUT) for each in tail))
    return tuple(blocks)


def _about_in(text: str) -> int | None:
    """Where in a paragraph the tail about the company begins: in its second half, or at its start."""
    found = None
    for match in _ABOUT.finditer(text[:_BODY]) if "About" in text else ():
        if match.start() == 0 or match.start() > len(text) * 0.4:
            found = match.start()
    return found
