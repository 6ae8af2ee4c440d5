"""What is left among an article's paragraphs and is none of its text, taken out by rules, and why.

The rules about wording stand in data/html_boilerplate.toml; those here are about where and how often a line stands.
Every removal is recorded with its rule, and so are the blocks within the article that the model did not keep, so that
a curator can put a piece back.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from articles.clean.html_blocks import PageBlock, text_key
from articles.clean.normalise import normalise_text
from articles.documents import Block, BlockKind, PageMetadata, Removed

MAX_REMOVED = 200  # pieces recorded of one page
MAX_REMOVED_CHARACTERS = 2_000  # of one piece
BESIDE_ARTICLE = 3  # blocks before the first and after the last kept one that are still worth recording
THRICE_WORDS = 6
HEADLINE_WORDS = 5  # a line of fewer that is all link can be an address or a name in a list
BIOGRAPHY_FROM = 0.8  # of the article's blocks
BIOGRAPHY_WORDS = 120

_SENTENCE_END = re.compile(r"[.!?…:。][\"'”’)\]]*$")
_BIOGRAPHY = re.compile(
    r"\b(?:is|was|are|has|have|covers?|covered|writes|reports?|worked|joined|leads|edits|studies|teaches|lives|serves)\b"
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TABULAR = ("tag-table", "tag-li")

# The first that a dropped block carries names why: from the most telling to the least.
_REASONS = (
    ("tag-figcaption", "caption"),
    ("tag-nav", "navigation"),
    ("tag-footer", "footer"),
    ("class-newsletter", "newsletter"),
    ("class-advertising", "advertisement"),
    ("class-comments", "comments"),
    ("class-social", "share"),
    ("class-caption", "caption"),
    ("class-related", "related"),
    ("class-byline", "byline"),
    ("class-navigation", "navigation"),
    ("tag-aside", "aside"),
    ("class-aside", "aside"),
    ("invisible", "invisible"),
    ("class-hidden", "invisible"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRule:
    """A rule about wording: a line it takes begins with `pattern`, or is it where `is_whole`."""

    name: str
    pattern: re.Pattern[str]
    max_words: int
    is_whole: bool
    link_share: float

    def takes(self, block: PageBlock) -> bool:
        """Whether the rule applies to the block."""
        if block.words > self.max_words or block.link_share < self.link_share:
            return False
        return bool(self.pattern.fullmatch(block.text) if self.is_whole else self.pattern.match(block.text))


def _load_rules() -> tuple[LineRule, ...]:
    path = Path(__file__).parent / "data" / "html_boilerplate.toml"
    return tuple(
        LineRule(
            name=row["name"],
            pattern=re.compile(row["pattern"], re.I),
            max_words=row["max_words"],
            is_whole=row.get("whole", False),
            link_share=row.get("link_share", 0.0),
        )
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["rule"]
    )


LINE_RULES = _load_rules()
LONGEST_LINE = max(rule.max_words for rule in LINE_RULES)


def strip_boilerplate(
    blocks: Sequence[PageBlock],
    kept: Sequence[bool],
    metadata: PageMetadata,
    furniture: Mapping[int, str] | None = None,
) -> tuple[tuple[Block, ...], tuple[Removed, ...]]:
    """The article's blocks, typed, and what was taken out of it.

    `kept` says which blocks of the page the model took, `furniture` which of them are known not to be text and by which
    rule ({position: rule}). Where the rules would leave nothing, they are not applied.
    """
    places = [position for position, is_kept in enumerate(kept) if is_kept]
    if not places:
        return (), ()
    known = furniture or {}
    repeats = Counter(block.key for block in blocks)
    authors = tuple(key for key in map(text_key, metadata.authors) if len(key) > 5)
    reasons = {
        position: rule
        for rank, position in enumerate(places)
        if (rule := known.get(position) or _rule_for(blocks[position], rank / len(places), repeats, metadata, authors))
    }
    if len(reasons) == len(places):
        reasons = {}
    result = tuple(typed_block(blocks[position]) for position in places if position not in reasons)
    low, high = max(0, places[0] - BESIDE_ARTICLE), places[-1] + BESIDE_ARTICLE + 1
    removed: list[Removed] = []
    for position in range(low, min(high, len(blocks))):
        rule = reasons.get(position) or ("" if kept[position] else drop_reason(blocks[position]))
        if rule and len(removed) < MAX_REMOVED:
            removed.append(Removed(text=blocks[position].text[:MAX_REMOVED_CHARACTERS], rule=rule))
    return result, tuple(removed)


def _rule_for(
    block: PageBlock, share: float, repeats: Counter[str], metadata: PageMetadata, authors: tuple[str, ...]
) -> str:
    """The rule that takes the block out, empty for none. `share` tells how far down the article it stands, 0 to 1."""
    if block.words <= LONGEST_LINE:
        for rule in LINE_RULES:
            if rule.takes(block):
                return rule.name
    if _is_linked_headline(block):
        return "linked headline"
    if block.words <= THRICE_WORDS and repeats[block.key] > 2 and not any(map(block.has, _TABULAR)):
        return "said three times"
    if share == 0 and metadata.title and block.key == text_key(metadata.title):
        return "title repeated"
    is_biography = share >= BIOGRAPHY_FROM and block.key.startswith(authors) and _BIOGRAPHY.search(block.text[:200])
    return "about the author" if is_biography and block.words < BIOGRAPHY_WORDS else ""


def _is_linked_headline(block: PageBlock) -> bool:
    """A paragraph that is one link and no sentence: another story's headline between two paragraphs of this one."""
    if block.link_share < 0.97 or block.tag not in ("p", "div") or block.words < HEADLINE_WORDS:
        return False
    return block.text.isupper() or not _SENTENCE_END.search(block.text)


def drop_reason(block: PageBlock) -> str:
    """Why the model most likely dropped the block, in one word, for whoever reads what was removed."""
    for rule in LINE_RULES:
        if rule.takes(block):
            return rule.name
    return next((f"model: {reason}" for flag, reason in _REASONS if block.has(flag)), "model: not part of the article")


def typed_block(block: PageBlock) -> Block:
    """The block's text, repaired, with the part it plays."""
    text = " ".join(normalise_text(block.text).split())
    if block.tag in _HEADINGS:
        return Block(text=text, kind=BlockKind.HEADING)
    if block.has("tag-blockquote"):
        return Block(text=text, kind=BlockKind.QUOTE)
    return Block(text=text, kind=BlockKind.LIST_ITEM if block.has("tag-li") else BlockKind.PARAGRAPH)
