"""What an article is about: the topics whose rules carry it, each with a score and the sentences that earned it.

A rule is a query; that it matches is not enough, since a long story names much in passing. The score, from 0 to 1,
grows with where the rule's words stand and how thickly:

    strength = 1.2 in the title + 0.4 for each of two places in the lead
             + 0.3 x places / (0.7 + words / 600) + 0.12 for each further different term (three at most)
    score = 1 - exp(-strength)

Where a rule asks for several things at once (AND), the geometric mean of their strengths counts; alternatives add up.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, inf, prod
from typing import TypeAlias

from articles.documents import (
    PARAGRAPH_BREAK,
    ArticleDraft,
    BlockKind,
    Mention,
    MentionField,
    TopicEntry,
    TopicFinding,
)
from articles.extract.sentences import split_sentences
from articles.extract.topic_matching import Found, LeafTable, every_text_leaf
from articles.extract.topic_rules import parse_rule
from articles.query.match import QueryDocument, Tag, matches_postings, slugs_of
from articles.query.postings import A, B, D
from articles.query.tree import And, Everything, Near, Node, Not, Or, Phrase, TextLeaf, Word

IN_TITLE = 1.2
IN_LEAD = 0.4
PER_PLACE = 0.3
SPARSEST = 0.7
WORDS_A_PLACE = 600  # words; a text twice as long as another needs more places to be as much about something
PER_TERM = 0.12
MOST_SENTENCES = 5
RULE = "topic-rule"


@dataclass(frozen=True, slots=True)
class _Support:
    """How strongly a rule, or part of one, is borne out, and the postings that do it."""

    strength: float
    postings: frozenset[int] = frozenset()


_NO_SUPPORT = _Support(0.0)


@dataclass(frozen=True, slots=True)
class _Pool:
    """Alternatives that add up: leaves by number, and parts that are more than a leaf."""

    leaves: frozenset[int]
    parts: tuple[_Plan, ...] = ()


@dataclass(frozen=True, slots=True)
class _All:
    """What is asked for at once."""

    parts: tuple[_Plan, ...]


@dataclass(frozen=True, slots=True)
class _Without:
    """What must not be."""

    part: _Plan


@dataclass(frozen=True, slots=True)
class _Fact:
    """Something asked of what is known of the article beside its words."""

    node: Node


_Plan: TypeAlias = _Pool | _All | _Without | _Fact


class _Rules:
    """The rules of some topics, ready to be tried on articles."""

    def __init__(self, topics: Sequence[TopicEntry]) -> None:
        trees = [(topic, parse_rule(topic.rule).tree) for topic in topics]
        trees = [(topic, tree) for topic, tree in trees if not isinstance(tree, Everything)]
        self._table = LeafTable(tree for _, tree in trees)
        self._plans = [(topic, _plan(tree, self._table.numbers)) for topic, tree in trees]
        self._plans_of: dict[int, list[int]] = {}
        for number, (_, tree) in enumerate(trees):
            for leaf in dict.fromkeys(every_text_leaf(tree)):
                self._plans_of.setdefault(self._table.numbers[leaf], []).append(number)

    def find(self, draft: ArticleDraft) -> tuple[TopicFinding, ...]:
        """The topics that a draft earns, strongest first."""
        title = "" if draft.title_is_derived else draft.title
        text = _told_text(draft)
        postings, offsets = self._table.scan(title=title, text=text)
        found = self._table.find(postings)
        article = _Article(draft, found)
        earned: list[tuple[TopicEntry, float, frozenset[int]]] = []
        for number in sorted({number for leaf in found for number in self._plans_of[leaf]}):
            topic, plan = self._plans[number]
            support = article.support(plan)
            score = 1 - exp(-support.strength)
            if support.postings and score >= topic.threshold:
                earned.append((topic, score, support.postings))
        if not earned:
            return ()
        sentences = _Sentences(title, text, offsets)
        findings = [
            TopicFinding(
                slug=topic.slug, name=topic.name, score=round(score, 3), mentions=sentences.mentions(why, score)
            )
            for topic, score, why in earned
        ]
        return tuple(sorted(findings, key=lambda finding: (-finding.score, finding.slug)))


def _plan(tree: Node, numbers: dict[TextLeaf, int]) -> _Plan:
    match tree:
        case Word() | Phrase() | Near():
            return _Pool(frozenset((numbers[tree],)))
        case Or(children):
            leaves = frozenset(numbers[child] for child in children if isinstance(child, Word | Phrase | Near))
            rest = [child for child in children if not isinstance(child, Word | Phrase | Near)]
            return _Pool(leaves, tuple(_plan(child, numbers) for child in rest))
        case And(children):
            return _All(tuple(_plan(child, numbers) for child in children))
        case Not(child):
            return _Without(_plan(child, numbers))
        case _:
            return _Fact(tree)


class _Article:
    """One article while rules are tried on it."""

    def __init__(self, draft: ArticleDraft, found: Found) -> None:
        self._draft = draft
        self._found = found
        self._crowding = SPARSEST + max(1, draft.word_count) / WORDS_A_PLACE
        self._document: QueryDocument | None = None

    def support(self, plan: _Plan) -> _Support:
        """How strongly the article bears out a rule; none where it does not match it."""
        match plan:
            case _Pool(leaves, parts):
                pooled = self._pooled(leaves)
                found = [pooled, *(self.support(part) for part in parts)] if parts else [pooled]
                return _Support(
                    sum(part.strength for part in found), frozenset().union(*(part.postings for part in found))
                )
            case _All(parts):
                return self._all_of(parts)
            case _Without(part):
                return _NO_SUPPORT if self.support(part).strength else _Support(inf)
            case _Fact(node):
                return _Support(inf) if matches_postings(node, self._as_document(), {}) else _NO_SUPPORT

    def _all_of(self, plans: tuple[_Plan, ...]) -> _Support:
        parts = []
        for plan in plans:
            part = self.support(plan)
            if not part.strength:
                return _NO_SUPPORT
            parts.append(part)
        graded = [part.strength for part in parts if part.strength != inf]
        strength = prod(graded) ** (1 / len(graded)) if graded else inf
        return _Support(strength, frozenset().union(*(part.postings for part in parts)))

    def _pooled(self, leaves: frozenset[int]) -> _Support:
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
        return _Support(strength, places)

    def _as_document(self) -> QueryDocument:
        """What is known of the article beside its words, for rules that ask for it."""
        if self._document is None:
            draft = self._draft
            slug = (slugs_of(draft.source_name) or ("",))[0]
            self._document = QueryDocument(
                source=Tag(slug=slug, names=(draft.source_name,)) if slug else None,
                language=draft.language,
                kind=draft.kind.value,
                published_from=draft.published.moment if draft.published else None,
                word_count=draft.word_count,
            )
        return self._document


class _Sentences:
    """The sentences of an article; `offsets` gives the character of each position that a rule met."""

    def __init__(self, title: str, text: str, offsets: dict[int, int]) -> None:
        self._title = title
        self._text = text
        self._offsets = offsets
        self._sentences = split_sentences(text)
        self._starts = [start for start, _ in self._sentences]

    def mentions(self, postings: frozenset[int], score: float) -> tuple[Mention, ...]:
        """The title, where it has a part in it, and the sentences with most of the places, in reading order."""
        found = []
        if any(posting & 3 == A for posting in postings):
            found.append(self._mention(MentionField.TITLE, 0, len(self._title), score))
        counts: dict[int, int] = {}
        for posting in postings:
            if posting & 3 != A:
                number = max(bisect_right(self._starts, self._offsets[posting >> 2]) - 1, 0)
                counts[number] = counts.get(number, 0) + 1
        best = sorted(counts, key=lambda number: (-counts[number], number))[:MOST_SENTENCES]
        for number in sorted(best):
            start, end = self._sentences[number]
            share = min(1.0, 0.5 + 0.1 * counts[number])
            found.append(self._mention(MentionField.TEXT, start, end, score * share))
        return tuple(found)

    def _mention(self, field: MentionField, start: int, end: int, confidence: float) -> Mention:
        text = self._title if field is MentionField.TITLE else self._text
        surface = text[start:end]
        return Mention(
            start=start,
            end=end,
            surface=surface,
            rule=RULE,
            confidence=round(confidence, 3),
            field=field,
        )


def find_topics(draft: ArticleDraft, topics: Sequence[TopicEntry]) -> tuple[TopicFinding, ...]:
    """The topics of an article, strongest first, each with its score and the sentences that carry it.

    Rules are made ready on first use and kept, so that `topics` should be the same from call to call. The 'About' tail
    of a press release and a title derived from the text carry nothing.
    """
    return _rules_of(tuple(topics)).find(draft)


@lru_cache(maxsize=4)
def _rules_of(topics: tuple[TopicEntry, ...]) -> _Rules:
    return _Rules(topics)


def _told_text(draft: ArticleDraft) -> str:
    """The text with 'About' tails blanked, so that characters keep their places."""
    if all(block.kind is not BlockKind.ABOUT for block in draft.paragraphs):
        return draft.text
    return PARAGRAPH_BREAK.join(
        " " * len(block.text) if block.kind is BlockKind.ABOUT else block.text for block in draft.paragraphs
    )
