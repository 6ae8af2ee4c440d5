"""What an article must hold at least to be tagged by a rule: a query weak enough for stored vectors to answer.

Rules look at an article's words otherwise than the index does: 'About' tails and derived titles count for nothing, and
no position is ever forgotten. What is negated or asked of anything but words is therefore left out here, and of words
near one another only their presence is asked, which costs the database less. Whatever a rule finds is among what this
query finds.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from articles.query.build import alternative, conjunction
from articles.query.terms import Term, alternatives
from articles.query.tree import And, Near, Node, Or, Phrase, Word, text_leaves


def necessary_words(tree: Node) -> Node | None:
    """The words without which a rule finds nothing; None where it can never find anything."""
    leaves = alternative([part for leaf in dict.fromkeys(text_leaves(tree)) if (part := _weakened(leaf)) is not None])
    return (_weakened(tree) or leaves) if leaves is not None else None


def _weakened(tree: Node) -> Node | None:
    """`tree` without what asks for no words; None where it may match without any."""
    match tree:
        case Word() | Phrase():
            return tree
        case Near(left, right):
            return conjunction((left, right))
        case And(children):
            return conjunction(_known(children))
        case Or(children):
            parts = _known(children)
            return alternative(parts) if len(parts) == len(children) else None
        case _:
            return None


def _known(children: Sequence[Node]) -> list[Node]:
    return [part for child in children if (part := _weakened(child)) is not None]


def holds(needed: Node, lexemes: Collection[str]) -> bool:
    """Whether the words that `necessary_words` gave are among the lexemes of a document, wherever they stand."""
    match needed:
        case And(children):
            return all(holds(child, lexemes) for child in children)
        case Or(children):
            return any(holds(child, lexemes) for child in children)
    assert isinstance(needed, Word | Phrase)
    return any(all(_is_among(term, lexemes) for term in terms) for terms in alternatives(needed))


def _is_among(term: Term, lexemes: Collection[str]) -> bool:
    if term.is_prefix:
        return any(lexeme.startswith(term.lexeme) for lexeme in lexemes)
    return term.lexeme in lexemes
