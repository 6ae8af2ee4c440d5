"""A query's tree as a condition on `SearchEntry`: the same meaning as `articles.query.match`, in SQL.

Words and the names of facet values become one `vector @@ tsquery` (a parameter, never part of the statement's text),
which the GIN index answers; the other leaves become conditions on the entry's columns. Names are resolved to ids first,
one query for each vocabulary that the tree names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import BooleanField, F, Func, Q, QuerySet, Value

from articles.index.vector import facet_lexeme, quote_lexeme
from articles.models import SearchEntry
from articles.models.search_entry import TitleVector
from articles.query.postings import WEIGHTS
from articles.query.terms import WEIGHTS_OF_SCOPE, Term, alternatives, scope_of
from articles.query.tree import (
    And,
    Everything,
    Language,
    Length,
    Named,
    Near,
    Node,
    Not,
    OfKind,
    Or,
    Phrase,
    Published,
    Scope,
    TextLeaf,
    Undated,
    Unit,
    Widened,
    Word,
    text_leaves,
)
from articles.search.matching_names import Ids, resolve_names

_NOTHING = Q(pk__in=[])
_NO_ID = 0  # of what nothing goes by; sequences begin with 1


class TextQuery(Func):
    """A tsquery from its literal, which travels as a parameter."""

    template = "%(expressions)s::tsquery"


class VectorMatches(Func):
    """`vector @@ tsquery`, usable as a condition."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()

    def __init__(self, literal: str) -> None:
        super().__init__(F("vector"), TextQuery(Value(literal)))
        self.literal = literal


class TitleMatches(Func):
    """Whether the title by itself matches a tsquery without weights, which would have every row read again."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()

    def __init__(self, literal: str) -> None:
        super().__init__(TitleVector("vector"), TextQuery(Value(literal)))
        self.literal = literal


def matching(tree: Node) -> QuerySet[SearchEntry]:
    """The search entries that `tree` asks for, in no order."""
    return (
        SearchEntry.objects.filter(condition(tree)) if not isinstance(tree, Everything) else SearchEntry.objects.all()
    )


def in_titles(leaves: Sequence[TextLeaf]) -> Q | None:
    """Articles whose title has every one of `leaves`; None where there are none."""
    literals = [_leaf_literal(leaf, weights="") for leaf in leaves]
    return Q(TitleMatches(" & ".join(literals))) if literals else None


def words_in_titles(leaves: Sequence[TextLeaf]) -> Q | None:
    """Articles whose title has every word of `leaves`, wherever in it; None where there are none.

    For choosing what to rank. Where the words stand, the index does not know: asked for phrases, it would have the
    vector of every title with the words read.
    """
    literals = [_words_literal(leaf) for leaf in leaves]
    return Q(TitleMatches(" & ".join(f"({literal})" for literal in literals))) if literals else None


def words_anywhere(leaf: TextLeaf) -> Q:
    """Articles that have every word of `leaf`, wherever; the index knows them without a look at a vector."""
    return Q(VectorMatches(_words_literal(leaf)))


def tagged(facet: str, value: int | str) -> Q:
    """Articles that have a facet's value: of a company, person, place, topic or source its id."""
    return Q(VectorMatches(_any_value(facet, [value])))


def words_query(leaves: Sequence[TextLeaf]) -> str:
    """The tsquery literal that asks the whole vector for every word of `leaves` in the title, wherever in it."""
    return " & ".join(f"({_words_literal(leaf, weights='A')})" for leaf in leaves)


def _words_literal(leaf: TextLeaf, *, weights: str = "") -> str:
    return " | ".join(
        "(" + " & ".join(_term_literal(term, weights) for term in terms) + ")" for terms in alternatives(leaf)
    )


def _term_literal(term: Term, weights: str) -> str:
    flags = "*" * term.is_prefix + weights
    return f"{quote_lexeme(term.lexeme)}{':' * bool(flags)}{flags}"


def condition(tree: Node) -> Q:
    """`tree` as a condition on SearchEntry. Reads the vocabularies that the tree names, at most one query for each."""
    return condition_of(tree, resolve_names(tree))


def text_query(tree: Node) -> str | None:
    """The tsquery literal of the words a match can be owed to (alternatives of all of them); None where there are none.

    For ranking: what is negated has no part in it.
    """
    parts = list(
        dict.fromkeys(_leaf_literal(leaf, weights=_weight_letters(scope_of(leaf))) for leaf in text_leaves(tree))
    )
    return " | ".join(parts) or None


def condition_of(tree: Node, ids: Ids) -> Q:
    """`condition`, with the ids that the tree's names stand for read before."""
    if _is_of_titles(tree):
        return Q(TitleMatches(_literal(tree, ids, of_titles=True) or ""))
    match tree:
        case And(children) | Or(children):
            is_all = isinstance(tree, And)
            titled = [child for child in children if _is_of_titles(child)]
            others = [child for child in children if child not in titled]
            texts, rest = [], [condition_of(child, ids) for child in titled]
            for child in others:
                literal = _literal(child, ids)
                if literal is None:
                    rest.append(condition_of(child, ids))
                else:
                    texts.append(literal)
            if texts:
                rest.insert(0, Q(VectorMatches((" & " if is_all else " | ").join(texts))))
            return Q(*rest, _connector=Q.AND if is_all else Q.OR)
        case _ if (literal := _literal(tree, ids)) is not None:
            return Q(VectorMatches(literal))
        case Not(child):
            return ~condition_of(child, ids)
        case Everything():
            return ~_NOTHING
        case _:
            return _column_condition(tree)


def _column_condition(tree: Node) -> Q:
    match tree:
        case Undated():
            return Q(published_at__isnull=True)
        case Length(minimum, maximum):
            return _between("word_count", minimum, None if maximum is None else maximum + 1)
        case Published(since, until, unit):
            dated = Q(published_at__isnull=False) & _between("published_at", since, until)
            return dated if unit is Unit.YEAR else dated & Q(**{f"{unit}__isnull": False})
        case _:
            raise TypeError(f"not a node of a query: {tree!r}")


def _between(column: str, start: Any, end: Any) -> Q:
    found = Q()
    if start is not None:
        found &= Q(**{f"{column}__gte": start})
    if end is not None:
        found &= Q(**{f"{column}__lt": end})
    return found


def _is_of_titles(tree: Node) -> bool:
    """Whether a tree asks for words in titles only."""
    match tree:
        case Word() | Phrase() | Near():
            return scope_of(tree) is Scope.TITLE
        case Widened(child, others):
            return all(_is_of_titles(one) for one in (child, *others))
        case Not(child):
            return _is_of_titles(child)
        case And(children) | Or(children):
            return all(_is_of_titles(child) for child in children)
        case _:
            return False


def _literal(tree: Node, ids: Ids, *, of_titles: bool = False) -> str | None:
    """The tsquery of a tree of words and facet values, in parentheses where it needs them; None of any other.

    With `of_titles` it is meant for the vector of the title and carries no weights.
    """
    match tree:
        case Word() | Phrase() | Near():
            return _leaf_literal(tree, weights="" if of_titles else _weight_letters(scope_of(tree)))
        case Widened(child, others):
            parts = [_literal(one, ids, of_titles=of_titles) for one in (child, *others)]
            return f"({' | '.join(filter(None, parts))})"
        case Not(child):
            inner = _literal(child, ids, of_titles=of_titles)
            return None if inner is None else f"!{inner}"
        case And(children) | Or(children):
            parts = [_literal(child, ids, of_titles=of_titles) for child in children]
            if any(part is None for part in parts):
                return None
            return f"({(' & ' if isinstance(tree, And) else ' | ').join(part for part in parts if part)})"
        case Named(name):
            return _any_value(name, ids[tree] or [_NO_ID])
        case Language(code):
            return _any_value("language", [code])
        case OfKind(kind):
            return _any_value("kind", [kind])
        case _:
            return None


def _any_value(facet: str, values: Sequence[int | str]) -> str:
    return f"({' | '.join(quote_lexeme(facet_lexeme(facet, value)) for value in values)})"


def _leaf_literal(leaf: TextLeaf, *, weights: str) -> str:
    found = []
    for terms in alternatives(leaf):
        parts = []
        for number, term in enumerate(terms):
            operator = "" if number == 0 else " <-> " if term.gap == 1 else f" <{term.gap}> "
            parts.append(operator + _term_literal(term, weights))
        found.append("".join(parts) if len(parts) == 1 else f"({''.join(parts)})")
    return found[0] if len(found) == 1 else f"({' | '.join(found)})"


def _weight_letters(scope: Scope) -> str:
    return "" if scope is Scope.ANY else "".join(sorted(WEIGHTS[weight] for weight in WEIGHTS_OF_SCOPE[scope]))
