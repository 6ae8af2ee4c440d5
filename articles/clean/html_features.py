"""What speaks for and against a block of a page being part of its article, as named features.

A block's features are names with values from 0 to 1, most of them 0 or 1. The model in html_model.py holds a weight for
each name. Nothing here depends on a site: features are trafilatura's opinion of the block and of the blocks around it
and of those built alike, its links, length and punctuation, the words in its class names, and what the head says.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from articles.clean.html_blocks import FLAG_NAMES, PageBlock, keys_inside, text_key

_LINES = tomllib.loads((Path(__file__).parent / "data" / "html_line_patterns.toml").read_text(encoding="utf-8"))
_LINE_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _LINES.items())
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]]*$")

MIN_STATED_BODY = 300  # characters of a JSON-LD articleBody worth comparing with
SENTENCE_WORDS = 8  # a vote for fewer words says little of where the article stands
NEIGHBOURS = 5
FAR_FROM_ARTICLE = 12  # blocks away from the nearest vote; words of a line that is not short
MOSTLY = 0.8  # of a block's characters
LINE_START = 200  # characters that line patterns look at

Features = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What the page says of itself, as keys (see text_key): its title, description, articleBody and authors."""

    title: str = ""
    description: str = ""
    body: str = ""
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Share:
    """How many characters of a group of blocks were voted for, of how many."""

    voted: dict[Hashable, int]
    total: dict[Hashable, int]

    def without(self, group: Hashable, size: int, is_voted: int) -> tuple[int, int]:
        return self.voted[group] - size * is_voted, self.total[group] - size


def is_worth_scoring(position: int, block: PageBlock, first: int, last: int, end: int) -> bool:
    """Whether a block that trafilatura left out can be article all the same.

    It is furniture where it is mostly links, or short and far from all that was taken, or below another's headline.
    """
    distance = max(first - position, position - last, 0)
    is_near = distance <= FAR_FROM_ARTICLE or block.words >= FAR_FROM_ARTICLE
    return position < end and is_near and block.link_share < MOSTLY


def article_end(blocks: Sequence[PageBlock], first: int, title: str) -> int:
    """Where another article begins: the next first-level heading below block `first` that is not the page's title."""
    return next(
        (i for i in range(first + 1, len(blocks)) if blocks[i].tag == "h1" and blocks[i].key != title), len(blocks)
    )


def voted_span(blocks: Sequence[PageBlock], votes: Sequence[int]) -> tuple[int, int]:
    """First and last block of a sentence's length that was voted for; the whole page where none was."""
    strong = [i for i, block in enumerate(blocks) if votes[i] and block.words >= SENTENCE_WORDS]
    return (strong[0], strong[-1]) if strong else (0, len(blocks) - 1)


def block_features(blocks: Sequence[PageBlock], votes: Sequence[int], hints: Hints) -> list[Features | None]:
    """The features of each block; None for those that are not worth scoring.

    `votes` holds 1 for each block whose text trafilatura took, else 0.
    """
    page = _Page(blocks, votes, hints)
    return [
        page.features(position)
        if votes[position] or is_worth_scoring(position, block, page.first, page.last, page.end)
        else None
        for position, block in enumerate(blocks)
    ]


class _Page:
    """What the features of one block need to know of the others."""

    def __init__(self, blocks: Sequence[PageBlock], votes: Sequence[int], hints: Hints) -> None:
        self.blocks = blocks
        self.votes = votes
        self.hints = hints
        self.first, self.last = voted_span(blocks, votes)
        self.end = article_end(blocks, self.first, hints.title)
        sizes = [len(block.key) for block in blocks]
        self.voted_before = [0]
        self.all_before = [0]
        for size, vote in zip(sizes, votes, strict=True):
            self.voted_before.append(self.voted_before[-1] + size * vote)
            self.all_before.append(self.all_before[-1] + size)
        self.voted = self.voted_before[-1] or 1
        self.shares = {
            "parent": self._share([block.parent for block in blocks], sizes),
            "grandparent": self._share([block.grandparent for block in blocks], sizes),
            "alike": self._share([block.signature for block in blocks], sizes),
        }
        self.repeats = Counter(block.key for block in blocks)
        self.seen: set[str] = set()
        self.title_at = self._title_position()
        is_long = len(hints.body) >= MIN_STATED_BODY
        self.in_body = keys_inside({block.key for block in blocks}, hints.body) if is_long else set()
        self.body, self.is_body_whole = self._usable_body()

    def _share(self, groups: Sequence[Hashable], sizes: Sequence[int]) -> _Share:
        voted: dict[Hashable, int] = defaultdict(int)
        total: dict[Hashable, int] = defaultdict(int)
        for group, size, vote in zip(groups, sizes, self.votes, strict=True):
            voted[group] += size * vote
            total[group] += size
        return _Share(voted, total)

    def _title_position(self) -> int:
        title = self.hints.title
        places = [i for i, block in enumerate(self.blocks) if title and block.key == title]
        headings = [i for i in places if self.blocks[i].tag in ("h1", "h2")]
        return (headings or places or [-1])[0]

    def _usable_body(self) -> tuple[str, bool]:
        """JSON-LD's articleBody where it is about this text, and whether it is the whole of it."""
        body = self.hints.body
        if len(body) < MIN_STATED_BODY:
            return "", False
        covered = sum(
            len(b.key) for b, vote in zip(self.blocks, self.votes, strict=True) if vote and b.key in self.in_body
        )
        return (body, len(body) >= self.voted / 2) if covered >= 0.4 * self.voted else ("", False)

    def features(self, position: int) -> Features:
        """The features of the block at `position`; blocks are asked for in page order."""
        block = self.blocks[position]
        vote = self.votes[position]
        prefix = "voted" if vote else "unvoted"
        features = dict.fromkeys(_flag_features(block.own, block.inherited | block.own), 1.0)
        features["bias"] = 1.0
        features[f"{prefix} {_length(block.words)}"] = 1.0
        features[f"{prefix} {_links(block.link_share)}"] = 1.0
        self._look_at_text(block, prefix, features)
        self._look_around(position, vote, features)
        self._look_at_groups(block, vote, features)
        self._look_at_hints(position, block, prefix, features)
        return features

    def _look_at_text(self, block: PageBlock, prefix: str, features: Features) -> None:
        text = block.text
        if _SENTENCE_END.search(text[-6:]):
            features["sentence"] = features[f"{prefix} sentence"] = 1.0
        elif text.endswith(":"):
            features["colon"] = 1.0
        if text[0].islower():
            features["starts lower"] = 1.0
        elif text[0] in "\"“‘'«":
            features["starts quoted"] = 1.0
        if block.words > 2 and text.isupper():
            features["capitals linked" if block.link_share > 0.9 else "capitals"] = 1.0
        if sum(map(str.isdigit, text[:LINE_START])) * 4 > len(text[:LINE_START]):
            features["digits"] = 1.0
        suffix = " long" if block.words > 25 else ""
        start = text[:LINE_START].lower()
        for name, pattern in _LINE_PATTERNS:
            if pattern.search(start):
                features[f"line {name}{suffix}"] = 1.0

    def _look_around(self, position: int, vote: int, features: Features) -> None:
        votes, count = self.votes, len(self.votes)
        before = votes[position - 1] if position else 0
        after = votes[position + 1] if position + 1 < count else 0
        features["vote before"], features["vote after"] = float(before), float(after)
        features["votes around"] = float(before and after)
        features["vote 2 before"] = float(position > 1 and votes[position - 2])
        features["vote 2 after"] = float(position + 2 < count and votes[position + 2])
        low, high = max(0, position - NEIGHBOURS), min(count, position + NEIGHBOURS + 1)
        size = len(self.blocks[position].key)
        around = self.all_before[high] - self.all_before[low] - size
        voted_around = self.voted_before[high] - self.voted_before[low] - size * vote
        features["votes near"] = voted_around / around if around else 0.0
        if position < self.first:
            features["ahead"], features["ahead by"] = 1.0, min(10, self.first - position) / 10
        elif position > self.last:
            features["behind"], features["behind by"] = 1.0, min(10, position - self.last) / 10
        if vote:
            features["first voted"] = float(self.voted_before[position] == 0)
            features["last voted"] = float(self.voted_before[position + 1] == self.voted_before[-1])
            features["voted end"] = float(self.voted_before[position] > 0.9 * self.voted)

    def _look_at_groups(self, block: PageBlock, vote: int, features: Features) -> None:
        size = len(block.key)
        is_styled = bool(block.signature[1] or block.signature[2])
        groups: dict[str, Hashable] = {"parent": block.parent, "grandparent": block.grandparent}
        if is_styled:
            groups["alike"] = block.signature
        for name, group in groups.items():
            voted, total = self.shares[name].without(group, size, vote)
            if total:
                features[f"{name} share"] = voted / total
                features[f"{name} mass"] = min(1.0, voted / self.voted)
            else:
                features[f"{name} alone"] = 1.0
        if is_styled and not vote and features.get("alike share", 0.0) > 0.3 and features["alike mass"] > 0.3:
            features["alike unvoted"] = 1.0
            if block.words >= 15 and block.link_share < 0.5:
                features["alike unvoted prose"] = 1.0

    def _look_at_hints(self, position: int, block: PageBlock, prefix: str, features: Features) -> None:
        key, hints = block.key, self.hints
        if self.body:
            is_in = key in self.in_body
            features["in stated body" if is_in else "not in stated body"] = float(is_in or self.is_body_whole)
        if matches_description(block, hints.description):
            features[f"{prefix} description"] = 1.0
        if key == hints.title:
            features["title"] = 1.0
        elif self.title_at >= 0:
            features["above title" if position < self.title_at else "below title"] = 1.0
        if any(author in key[:80] for author in hints.authors):
            features["names author" + (" at end" if features.get("voted end") or position > self.last else "")] = 1.0
        if block.words > 1 and self.repeats[key] > 2:
            features["thrice"] = 1.0
        if key in self.seen and block.words > 3:
            features["said before"] = 1.0
        self.seen.add(key)


def matches_description(block: PageBlock, description: str) -> bool:
    """Whether the block is what the head gives as the description, or its beginning."""
    key = block.key
    if not description or len(key) < 15:
        return False
    return key == description or key[:40] == description[:40] or (len(key) > 20 and key in description)


def hints_of(*, title: str, description: str, body: str, authors: Sequence[str]) -> Hints:
    """Bring what the page says of itself into the form that blocks are compared in."""
    return Hints(
        title=text_key(title),
        description=text_key(description),
        body=text_key(body),
        authors=tuple(key for key in map(text_key, authors) if len(key) > 5),
    )


def _length(words: int) -> str:
    for limit, name in ((4, "1 word"), (8, "4 words"), (15, "8 words"), (30, "15 words"), (60, "30 words")):
        if words < limit:
            return name
    return "60 words"


def _links(share: float) -> str:
    if share == 0:
        return "no links"
    for limit, name in ((0.3, "some links"), (0.7, "half links"), (0.97, "most links")):
        if share < limit:
            return name
    return "all links"


@lru_cache(maxsize=50_000)
def _flag_features(own: int, every: int) -> tuple[str, ...]:
    names = [f"within {name}" for position, name in enumerate(FLAG_NAMES) if every >> position & 1]
    return (*names, *(f"own {name}" for position, name in enumerate(FLAG_NAMES) if own >> position & 1))
