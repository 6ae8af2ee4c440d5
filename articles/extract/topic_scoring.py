"""How strongly an article bears out a topic's rule.

That a rule matches is not enough, since a long story names much in passing. The score, from 0 to 1, grows with
where the rule's words stand and how thickly:

    strength = 1.2 in the title + 0.4 for each of two places in the lead
             + 0.3 x places / (0.7 + words / 600) + 0.12 for each further different term (three at most)
    score = 1 - exp(-strength)

Where a rule asks for several things at once (AND), the geometric mean of their strengths counts; alternatives add up.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import exp, inf, prod
from typing import TypeAlias

from articles.documents import ArticleDraft
from articles.extract.topic_facts import Named, document_of
from articles.extract.topic_matching import Found
from articles.query.match import QueryDocument, matches_postings
from articles.query.postings import A, B, D, Postings
from articles.query.terms import scope_of
from articles.query.tree import And, Near, Node, Not, Or, Phrase, Scope, TextLeaf, Word

IN_TITLE = 1.2
IN_LEAD = 0.4
PER_PLACE = 0.3
SPARSEST = 0.7
WORDS_A_PLACE = 600  # words; a text twice as long as another needs more places to be as much about something
PER_TERM = 0.12


@dataclass(frozen=True, slots=True)
class Support:
    """How strongly a rule, or part of one, is borne out, and the postings that do it."""

    strength: float
    postings: frozenset[int] = frozenset()

    @property
    def score(self) -> float:
        """The strength on a scale from 0 to 1."""
        return 1 - exp(-self.strength)


_NO_SUPPORT = Support(0.0)


@dataclass(frozen=True, slots=True)
class _Pool:
    """Alternatives that add up: leaves by number, and parts that are more than a leaf."""

    leaves: frozenset[int]
    parts: tuple[Plan, ...] = ()


@dataclass(frozen=True, slots=True)
class _All:
    """What is asked for at once."""

    parts: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class _Without:
    """What must not be."""

    part: Plan


@dataclass(frozen=True, slots=True)
class _Fact:
    """Something asked of what is known of the article beside its words."""

    node: Node


Plan: TypeAlias = _Pool | _All | _Without | _Fact


def make_plan(tree: Node, numbers: dict[TextLeaf, int]) -> Plan:
    """A rule's tree made ready for scoring; `numbers` are those of the table that finds its leaves."""
    match tree:
        case Word() | Phrase() | Near() if _is_told(tree):
            return _Pool(frozenset((numbers[tree],)))
        case Or(children):
            told = [child for child in children if isinstance(child, Word | Phrase | Near) and _is_told(child)]
            leaves = frozenset(numbers[child] for child in told)
            rest = [child for child in children if child not in told]
            return _Pool(leaves, tuple(make_plan(child, numbers) for child in rest))
        case And(children):
            return _All(tuple(make_plan(child, numbers) for child in children))
        case Not(child):
            return _Without(make_plan(child, numbers))
        case _:
            return _Fact(tree)


def _is_told(leaf: TextLeaf) -> bool:
    """Whether words are asked for in title or text, and not among the authors."""
    return scope_of(leaf) is not Scope.AUTHOR


class RuledArticle:
    """One article while rules are tried on it."""

    def __init__(self, draft: ArticleDraft, found: Found, named: Named) -> None:
        self._draft = draft
        self._named = named
        self._found = found
        self._crowding = SPARSEST + max(1, draft.word_count) / WORDS_A_PLACE
        self._facts: tuple[QueryDocument, Postings] | None = None

    def support(self, plan: Plan) -> Support:
        """How strongly the article bears out a rule; none where it does not match it."""
        match plan:
            case _Pool(leaves, parts):
                pooled = self._pooled(leaves)
                found = [pooled, *(self.support(part) for part in parts)] if parts else [pooled]
                return Support(
                    sum(part.strength for part in found), frozenset().union(*(part.postings for part in found))
                )
            case _All(parts):
                return self._all_of(parts)
            case _Without(part):
                return _NO_SUPPORT if self.support(part).strength else Support(inf)
            case _Fact(node):
                return Support(inf) if matches_postings(node, *self._known_facts()) else _NO_SUPPORT

    def _all_of(self, plans: tuple[Plan, ...]) -> Support:
        parts = []
        for plan in plans:
            part = self.support(plan)
            if not part.strength:
                return _NO_SUPPORT
            parts.append(part)
        graded = [part.strength for part in parts if part.strength != inf]
        strength = prod(graded) ** (1 / len(graded)) if graded else inf
        return Support(strength, frozenset().union(*(part.postings for part in parts)))

    def _pooled(self, leaves: frozenset[int]) -> Support:
        standing = leaves & self._found.keys()
        if not standing:
            return _NO_SUPPORT
        places = frozenset().union(*(self._found[leaf] for leaf in standing))
        by_weight = Counter(place & 3 for place in places)
        strength = (
            (IN_TITLE if by_weight[A] else 0)
            + IN_LEAD * min(by_weight[B], 2)
            + PER_PLACE * (by_weight[B] + by_weight[D]) / self._crowding
            + PER_TERM * min(len(standing) - 1, 3)
        )
        return Support(strength, places)

    def _known_facts(self) -> tuple[QueryDocument, Postings]:
        """What is known of the article beside its words, and where its authors' names are, for rules that ask."""
        if self._facts is None:
            document = document_of(self._draft, self._named)
            self._facts = document, document.postings()
        return self._facts
