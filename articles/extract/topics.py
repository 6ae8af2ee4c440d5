"""What an article is about: the topics whose rules carry it, each with a score and the sentences that earned it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

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
from articles.extract.topic_facts import Named
from articles.extract.topic_matching import LeafTable
from articles.extract.topic_rules import parse_rule
from articles.extract.topic_scoring import RuledArticle, make_plan
from articles.query.postings import A
from articles.query.tree import Everything, Name, every_text_leaf, named_leaves
from articles.query.words import find_surfaces

MOST_SENTENCES = 5
RULE = "topic-rule"
_NAMES = (Name.COMPANY, Name.PERSON, Name.PLACE)


class TopicFinder:
    """The rules of some topics, ready to be tried on articles."""

    def __init__(self, topics: Sequence[TopicEntry]) -> None:
        """Read the rules, which takes a moment; each article after that is quick."""
        trees = [(topic, parse_rule(topic.rule).tree) for topic in topics]
        trees = [(topic, tree) for topic, tree in trees if not isinstance(tree, Everything)]
        self.asks_for_names = any(leaf.name in _NAMES for _, tree in trees for leaf in named_leaves(tree))
        self._table = LeafTable(tree for _, tree in trees)
        self._plans = [(topic, make_plan(tree, self._table.numbers)) for topic, tree in trees]
        self._plans_of: dict[int, list[int]] = {}
        for number, (_, tree) in enumerate(trees):
            for leaf in dict.fromkeys(every_text_leaf(tree)):
                self._plans_of.setdefault(self._table.numbers[leaf], []).append(number)

    def find(self, draft: ArticleDraft, named: Named | None = None) -> tuple[TopicFinding, ...]:
        """The topics of an article, strongest first, each with its score and the sentences that carry it.

        `named` is what was found in it, for rules that ask for companies, people or places (`asks_for_names`).
        The 'About' tail of a press release and a title derived from the text carry nothing.
        """
        title = "" if draft.title_is_derived else draft.title
        text = _told_text(draft)
        postings, words = self._table.scan(title=title, text=text)
        found = self._table.find(postings)
        article = RuledArticle(draft, found, named or {})
        earned: list[tuple[TopicEntry, float, frozenset[int]]] = []
        for number in sorted({number for leaf in found for number in self._plans_of[leaf]}):
            topic, plan = self._plans[number]
            support = article.support(plan)
            if support.postings and support.score >= topic.threshold:
                earned.append((topic, support.score, support.postings))
        if not earned:
            return ()
        sentences = _Sentences(title, text, words)
        findings = [
            TopicFinding(
                slug=topic.slug,
                name=topic.name,
                score=round(score, 3),
                mentions=sentences.mentions(why, score),
                version=topic.version,
            )
            for topic, score, why in earned
        ]
        return tuple(sorted(findings, key=lambda finding: (-finding.score, finding.slug)))


class _Sentences:
    """The sentences of an article; `words` gives the number of the word at each position that a rule met."""

    def __init__(self, title: str, text: str, words: dict[int, int]) -> None:
        self._title = title
        self._text = text
        self._words = words
        self._offsets = [match.start() for match in find_surfaces(text)]
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
                number = max(bisect_right(self._starts, self._offsets[self._words[posting >> 2]]) - 1, 0)
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
    """`TopicFinder.find`, its rules made ready on first use and kept: `topics` should be the same from call to call."""
    return _finder_of(tuple(topics)).find(draft)


def asks_for_names(topic: TopicEntry) -> bool:
    """Whether a topic's rule asks for companies, people or places, which have to be looked for first."""
    return _finder_of((topic,)).asks_for_names


@lru_cache(maxsize=4)
def _finder_of(topics: tuple[TopicEntry, ...]) -> TopicFinder:
    return TopicFinder(topics)


def _told_text(draft: ArticleDraft) -> str:
    """The text with 'About' tails blanked, so that characters keep their places."""
    if all(block.kind is not BlockKind.ABOUT for block in draft.paragraphs):
        return draft.text
    return PARAGRAPH_BREAK.join(
        " " * len(block.text) if block.kind is BlockKind.ABOUT else block.text for block in draft.paragraphs
    )
