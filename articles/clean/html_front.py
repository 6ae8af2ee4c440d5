"""Whether an HTML page only announces stories that are elsewhere: a section front, a list of teasers."""

from __future__ import annotations

from collections.abc import Sequence

from articles.clean.html_blocks import PageBlock

FEWEST_TEASERS = 5
TEASER_WORDS = 45  # below one headline: more is a story, if a short one
TEASER_SHARE = 0.8  # of the words that were taken for text
HEADLINE_WORDS = 4
LINKED = 0.9  # of a headline's characters
LINKS = 0.5  # of every line's characters: text is not made of links
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ELSEWHERE = ("tag-nav", "tag-aside", "tag-footer", "tag-form", "tag-figcaption", "invisible")


def is_section_front(blocks: Sequence[PageBlock], kept: Sequence[bool]) -> bool:
    """Whether what was taken for text is links, or one short paragraph below each of many headlines.

    To be asked only of a page that does not say that it is one article.
    """
    texts = [i for i, block in enumerate(blocks) if kept[i] and not _is_headline(block)]
    if not any(kept):
        return False
    if all(blocks[i].link_share >= LINKS for i in range(len(blocks)) if kept[i]):
        return True
    own = [
        i for i, block in enumerate(blocks) if (kept[i] or _is_headline(block)) and not any(map(block.has, _ELSEWHERE))
    ]
    teasers = [
        i
        for before, i, after in zip(own, own[1:], [*own[2:], -1], strict=False)
        if _is_headline(blocks[before]) and not _is_headline(blocks[i]) and (after < 0 or _is_headline(blocks[after]))
        if blocks[i].words <= TEASER_WORDS
    ]
    words = sum(blocks[i].words for i in texts)
    return len(teasers) >= FEWEST_TEASERS and sum(blocks[i].words for i in teasers) >= TEASER_SHARE * words


def _is_headline(block: PageBlock) -> bool:
    """A heading, or a line that is one link, of so many words that it can be a story's headline."""
    return block.words >= HEADLINE_WORDS and (block.tag in _HEADINGS or block.link_share >= LINKED)
