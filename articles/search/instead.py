"""What is shown where nothing matches: the query with its spelling corrected, else articles with some of its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from articles.query.build import alternative, conjunction
from articles.query.render import to_text
from articles.query.synonyms import as_typed
from articles.query.tree import And, Near, Node, Not, Phrase, TextLeaf, Word, text_leaves
from articles.search.filters import EntryFilterSet
from articles.search.parameters import HOW_SHOWN
from articles.search.selecting import selection
from articles.search.suggest import Suggestion, spell, unknown_words, with_text

CORRECTED, SOME_WORDS = "corrected", "some words"
_SPELLINGS_ADDED = 2


@dataclass(frozen=True, slots=True)
class Instead:
    """Another search that stands in for one that found nothing: which of the two it is, its words, what it finds."""

    how: str
    filterset: EntryFilterSet
    count: int

    @property
    def text(self) -> str:
        """The words searched for."""
        return str(self.filterset.chosen["q"])


def search_instead(filterset: EntryFilterSet, suggestions: Sequence[Suggestion]) -> Instead | None:
    """The search to show in place of one that found nothing; None where a filter blocks, or nothing else helps.

    A word that the archive does not know is corrected without being asked; words that it knows are not.
    """
    if not filterset.has_words or _is_blocked_by_filters(filterset):
        return None
    unknown = unknown_words(filterset)
    if suggestions and unknown:
        best = suggestions[0]
        return Instead(CORRECTED, with_text(filterset, best.text), best.count)
    tree = _with_any_word(as_typed(filterset.parsed.tree), unknown)
    if tree is None:
        return None
    widened = with_text(filterset, to_text(tree))
    count = selection(widened).count
    return Instead(SOME_WORDS, widened, count) if count else None


def _is_blocked_by_filters(filterset: EntryFilterSet) -> bool:
    """Whether the words by themselves find something, so that a filter is what stands in the way."""
    others = filterset.state.dropping_all("q", *HOW_SHOWN).pairs
    return bool(others) and selection(filterset, lifting={name for name, _ in others}).count > 0


def _with_any_word(tree: Node, unknown: Sequence[str]) -> Node | None:
    """`tree` asking for some of its words instead of all, unknown ones as they may have been meant.

    None where there is only one. What is no word (a company, a date, what is left out) stays asked for.
    """
    parts = tree.children if isinstance(tree, And) else (tree,)
    asked = [part for part in parts if not isinstance(part, Not)]
    wordy = [part for part in asked if any(text_leaves(part))]
    leaves = [leaf for part in wordy for leaf in text_leaves(part)]
    if len(dict.fromkeys(leaves)) < 2:
        return None
    choices: list[Node] = [choice for leaf in dict.fromkeys(leaves) for choice in _choices(leaf, unknown)]
    return conjunction([part for part in (alternative(choices), *(p for p in parts if p not in wordy)) if part])


def _choices(leaf: TextLeaf, unknown: Sequence[str]) -> list[Word | Phrase | Near]:
    if isinstance(leaf, Word) and leaf.text in unknown:
        return [Word(meant, scope=leaf.scope) for meant in spell(leaf.text)[:_SPELLINGS_ADDED]] or [leaf]
    return [leaf]
