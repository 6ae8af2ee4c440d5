"""Why an article is among the results: which parts of the query stand where in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from articles.documents import MentionField
from articles.query.highlight import Hit, find_leaf_spans, marked_leaves
from articles.query.postings import end_of_lead
from articles.query.render import describe
from articles.query.synonyms import as_typed
from articles.query.tree import Node, TextLeaf, text_leaves

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


def reasons(tree: Node, *, title: str, text: str, hits: Sequence[Hit]) -> tuple[Reason, ...]:
    """The parts of the query that stand in an article, as it names them; `hits` are those in its text."""
    leaves = dict.fromkeys(text_leaves(tree))
    if not leaves:
        return ()
    typed = set(text_leaves(as_typed(tree)))
    lead = end_of_lead(text)
    in_title = _counts(tree, MentionField.TITLE, find_leaf_spans(tree, title, MentionField.TITLE))
    opening = _counts(tree, MentionField.TEXT, [hit for hit in hits if hit[0] < lead])
    rest = _counts(tree, MentionField.TEXT, [hit for hit in hits if hit[0] >= lead])
    found = (
        Reason(
            label=describe(leaf),
            title=in_title[leaf],
            opening=opening[leaf],
            rest=rest[leaf],
            is_synonym=leaf not in typed,
        )
        for leaf in leaves
    )
    return tuple(reason for reason in found if reason.places)[:MOST_REASONS]


def _counts(tree: Node, field: MentionField, hits: Sequence[Hit]) -> Counter[TextLeaf]:
    leaves = marked_leaves(tree, field)
    return Counter(leaves[number] for _, _, number in hits)
