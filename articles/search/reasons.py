"""Why an article is among the results: which parts of the query stand where in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from articles.query.highlight import Hit, Marker
from articles.query.postings import end_of_lead
from articles.query.render import describe
from articles.query.synonyms import as_typed
from articles.query.tree import Node, text_leaves

MOST_REASONS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A part of the query and how often it stands in the title, in the opening of the text, and further down."""

    label: str
    title: int
    opening: int
    rest: int
    is_synonym: bool

    @property
    def places(self) -> str:
        """'title, opening, further down (5 times)'."""
        counted = ((self.title, "title"), (self.opening, "opening"), (self.rest, "further down"))
        return ", ".join(f"{where} ({count:,} times)" if count > 1 else where for count, where in counted if count)


class ReasonFinder:
    """The parts of a query as it names them, made once for all rows of a page."""

    def __init__(self, tree: Node, in_titles: Marker, in_texts: Marker) -> None:
        typed = frozenset(text_leaves(as_typed(tree)))
        titles = {leaf: number for number, leaf in enumerate(in_titles.leaves)}
        texts = {leaf: number for number, leaf in enumerate(in_texts.leaves)}
        self._parts = [
            (describe(leaf), titles.get(leaf, -1), texts.get(leaf, -1), leaf not in typed)
            for leaf in dict.fromkeys(text_leaves(tree))
        ]

    def reasons(self, *, text: str, title_hits: Sequence[Hit], hits: Sequence[Hit]) -> tuple[Reason, ...]:
        """The parts that stand in an article; `hits` are those in its text."""
        if not self._parts or not (title_hits or hits):
            return ()
        lead = end_of_lead(text)
        in_title = [number for _, _, number in title_hits]
        opening = [number for start, _, number in hits if start < lead]
        rest = [number for start, _, number in hits if start >= lead]
        found = []
        for label, of_title, of_text, is_synonym in self._parts:
            counts = in_title.count(of_title), opening.count(of_text), rest.count(of_text)
            if any(counts):
                title, first, later = counts
                found.append(Reason(label=label, title=title, opening=first, rest=later, is_synonym=is_synonym))
        return tuple(found[:MOST_REASONS])
