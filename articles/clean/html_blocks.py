"""A page's tree -> its visible text in blocks, each with where it stands on the page."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import ahocorasick
from lxml.html import HtmlElement

_WORDS = tomllib.loads((Path(__file__).parent / "data" / "html_class_words.toml").read_text(encoding="utf-8"))
_CLASS_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _WORDS.items())

_TAGS = tomllib.loads((Path(__file__).parent / "data" / "html_tags.toml").read_text(encoding="utf-8"))
_SKIPPED = frozenset(_TAGS["skipped"])
_INLINE = frozenset(_TAGS["inline"])

FLAG_NAMES = (
    *(f"class-{name}" for name, _ in _CLASS_PATTERNS),
    *(f"tag-{name}" for name in _TAGS["telling"]),
    "invisible",
)
FLAGS = {name: 1 << position for position, name in enumerate(FLAG_NAMES)}
_TAG_FLAGS = {tag: FLAGS[f"tag-{name}"] for name, tags in _TAGS["telling"].items() for tag in tags}

SOUGHT_ONE_BY_ONE = 50_000_000  # letters that are passed over at most
CHARACTERS_A_WORD = 12  # a script without spaces counts as words of this length, long for any other

Signature = tuple[str, str, str]


@dataclass(slots=True, kw_only=True)
class PageBlock:
    """One run of text between block boundaries.

    `key` is its letters and digits in lower case: how blocks are compared. `own` holds the flags (see FLAGS) of the
    element and the inline elements in it, `inherited` those of every element above. `signature` is the element's tag
    and class and its parent's class: blocks that look alike on the page share it. `parent` and `grandparent` number
    elements of this page. `article` numbers the article element it stands in from 1, 0 for none: of nested ones, the
    outermost.
    """

    text: str
    key: str
    words: int
    tag: str
    link_share: float
    own: int
    inherited: int
    signature: Signature
    parent: int
    grandparent: int
    article: int = 0

    def has(self, flag: str) -> bool:
        """Whether the block or anything above it carries the flag of that name."""
        return bool((self.own | self.inherited) & FLAGS[flag])


def segment(tree: HtmlElement) -> list[PageBlock]:
    """Every block of visible text of the page, in its order. The tree is not changed."""
    body = tree.find("body")
    walker = _Walker()
    walker.walk(tree if body is None else body, 0, 0, is_in_link=False)
    return walker.blocks


def text_key(text: str) -> str:
    """The letters and digits of `text` in lower case."""
    lower = text.lower()
    return lower.translate(_NOT_IN_WORDS) if lower.isascii() else _NOT_WORD.sub("", lower)


def keys_inside(keys: Collection[str], whole: str) -> set[str]:
    """Those of the keys of blocks that stand in a longer key.

    On pages made to hurt they are sought all at once, in a pass over it: one by one would take the square of the page.
    """
    if len(keys) * len(whole) <= SOUGHT_ONE_BY_ONE:
        return {key for key in keys if key in whole}
    automaton = ahocorasick.Automaton()
    for key in keys:
        if key:
            automaton.add_word(key, key)
    automaton.make_automaton()
    return {key for _, key in automaton.iter(whole)} | ({""} & set(keys))


_NOT_WORD = re.compile(r"[\W_]+")
_NOT_IN_WORDS = {number: None for number in range(128) if not chr(number).isalnum()}  # the same, of ASCII


class _Walker:
    """Walks the tree once, gathering inline text until a block boundary. The tree's depth is bounded by html_parse."""

    def __init__(self) -> None:
        self.blocks: list[PageBlock] = []
        self._pieces: list[str] = []
        self._link_characters = 0
        self._inline_flags = 0
        self._numbers: dict[HtmlElement, int] = {}
        self._article = 0
        self._articles = 0

    def walk(self, element: HtmlElement, inherited: int, above: int, *, is_in_link: bool) -> None:
        """Read `element` and all below it; `inherited` and `above` are flags of the blocks and inlines around."""
        own = _own_flags(element)
        tag = element.tag
        is_inline = tag in _INLINE
        if is_inline:
            self._inline_flags |= own
            own = above | own
        else:
            parent = element.getparent()
            if self._pieces and parent is not None:
                self._flush(parent, inherited, above)
            inherited |= own
        opens_article = tag == "article" and not self._article
        if opens_article:
            self._articles += 1
            self._article = self._articles
        is_in_link = is_in_link or tag == "a"
        self._take(element.text, is_in_link)
        for child in element:
            child_tag = child.tag
            if child_tag.__class__ is str and child_tag not in _SKIPPED:
                if child_tag == "br":
                    self._break(element, child, inherited, own)
                else:
                    self.walk(child, inherited, own, is_in_link=is_in_link)
            self._take(child.tail, is_in_link)
        if not is_inline:
            self._flush(element, inherited, own)
        if opens_article:
            self._article = 0

    def _take(self, text: str | None, is_in_link: bool) -> None:
        if text:
            self._pieces.append(text)
            if is_in_link:
                self._link_characters += len(text.strip())

    def _break(self, element: HtmlElement, child: HtmlElement, inherited: int, own: int) -> None:
        """Two line breaks in a row are how older pages write a paragraph's end; one is a space."""
        following = child.getnext()
        if following is not None and following.tag == "br" and not (child.tail and child.tail.strip()):
            block = element
            while block.tag in _INLINE and (parent := block.getparent()) is not None:
                block = parent
            self._flush(block, inherited, own)
        else:
            self._pieces.append(" ")

    def _flush(self, element: HtmlElement, inherited: int, own: int) -> None:
        if not self._pieces:
            return
        text = " ".join("".join(self._pieces).split())
        self._pieces.clear()
        link_characters, self._link_characters = self._link_characters, 0
        flags, self._inline_flags = own | self._inline_flags, 0
        key = text_key(text) if text else ""
        if not key:
            return
        parent = element.getparent()
        grandparent = None if parent is None else parent.getparent()
        tag = element.tag
        self.blocks.append(
            PageBlock(
                text=text,
                key=key,
                words=max(text.count(" ") + 1, len(text) // CHARACTERS_A_WORD),
                tag=tag,
                link_share=min(1.0, link_characters / len(text)),
                own=flags,
                inherited=inherited,
                signature=(tag, element.get("class") or "", "" if parent is None else parent.get("class") or ""),
                parent=self._number(parent),
                grandparent=self._number(grandparent),
                article=self._article,
            )
        )

    def _number(self, element: HtmlElement | None) -> int:
        return -1 if element is None else self._numbers.setdefault(element, len(self._numbers))


def _own_flags(element: HtmlElement) -> int:
    tag = element.tag
    flags = _TAG_FLAGS.get(tag, 0)
    if tag not in ("body", "html"):
        attributes = element.get("class"), element.get("id")
        if attributes != (None, None):
            flags |= _class_flags(f"{attributes[0] or ''} {attributes[1] or ''}"[:500])
    style = element.get("style")
    is_unseen = (style and "display" in style and "none" in style) or element.get("aria-hidden") == "true"
    return flags | FLAGS["invisible"] if is_unseen or element.get("hidden") is not None else flags


@lru_cache(maxsize=20_000)
def _class_flags(names: str) -> int:
    flags = 0
    for name in names.split():
        flags |= _name_flags(name.lower())
    return flags


@lru_cache(maxsize=50_000)
def _name_flags(name: str) -> int:
    flags = 0
    for position, (_, pattern) in enumerate(_CLASS_PATTERNS):
        if pattern.search(name):
            flags |= 1 << position
    return flags
