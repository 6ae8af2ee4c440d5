"""Precision and recall of joining, on pairs of Reuters-21578 judged by hand.

A pair counts as joined where both articles are in one story after the whole collection was joined, as the archive does
it: candidates by key terms within the window, scores, clusters. The pairs held out were drawn and judged when features
and weights were settled.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from articles.documents import ArticleDraft, Block, Vocabulary
from articles.extract.article import Extractor
from articles.management.duplicates.stories import Story
from articles.similar.comparison import compare_profiles, profile_text
from articles.similar.key_terms import count_terms, key_terms
from articles.similar.story_groups import LINKED_FROM, Link, Member, group_tellings
from articles.similar.story_scores import FEWEST_SHARED, WINDOW, Telling, score_pair

TUNING, HELD_OUT = "tuning", "held out"


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """Two stories of the collection, by number, and whether they tell of one event."""

    lower: int
    higher: int
    is_same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was found among the pairs of one half."""

    pairs: int
    right: int
    wrong: int
    missed: int
    wrong_pairs: tuple[JudgedPair, ...] = ()
    missed_pairs: tuple[JudgedPair, ...] = ()

    @property
    def precision(self) -> float:
        """Of the pairs joined, the share that tells of one event."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Of the pairs that tell of one event, the share joined."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def read_judged(path: Path) -> dict[str, tuple[JudgedPair, ...]]:
    """The pairs of a CSV file (lower, higher, same, half; `#` lines left out), by half."""
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    halves: dict[str, list[JudgedPair]] = {TUNING: [], HELD_OUT: []}
    for row in csv.DictReader(lines):
        halves[row["half"]].append(JudgedPair(int(row["lower"]), int(row["higher"]), row["same"] == "yes"))
    return {half: tuple(pairs) for half, pairs in halves.items()}


def tellings_of(
    stories: Iterable[Story], vocabulary: Vocabulary, advance: Callable[[], None] = lambda: None
) -> dict[int, Telling]:
    """`{number: what the story is compared by}`, companies and topics as the rules find them; the undated left out."""
    extractor = Extractor(vocabulary)
    parents = {topic.slug: topic.parent for topic in vocabulary.topics}
    found: dict[int, Telling] = {}
    for story in stories:
        advance()
        if story.published_at is None:
            continue
        paragraphs = tuple(Block(text=text) for text in story.text.split("\n\n"))
        extracted = extractor.extract(ArticleDraft(position=0, title=story.title, language="en", paragraphs=paragraphs))
        found[story.number] = Telling(
            published_at=story.published_at,
            terms=key_terms(count_terms(story.title, story.text)),
            companies=frozenset(company.slug for company in extracted.companies),
            topics=frozenset(_with_ancestors((topic.slug for topic in extracted.topics), parents)),
            people=frozenset(person.slug for person in extracted.people),
        )
    return found


def find_links(tellings: Mapping[int, Telling], texts: Mapping[int, str]) -> list[Link]:
    """The links among all, found by key terms; pairs of which one repeats the other's text are none."""
    holders: dict[str, list[int]] = defaultdict(list)
    links: list[Link] = []
    for number in sorted(tellings, key=lambda number: tellings[number].published_at):
        telling = tellings[number]
        shared: Counter[int] = Counter()
        for stem in telling.rarities:
            for other in reversed(holders[stem]):
                if telling.published_at - tellings[other].published_at > WINDOW:
                    break
                shared[other] += 1
            holders[stem].append(number)
        for other, count in shared.items():
            if count >= FEWEST_SHARED:
                score = score_pair(telling, tellings[other])
                if score >= LINKED_FROM and not _is_copy(texts[number], texts[other]):
                    links.append(Link(other, number, score))
    return links


def join_all(tellings: Mapping[int, Telling], links: Sequence[Link]) -> dict[int, int]:
    """`{number: its story}` for those that are in one."""
    members = [Member(id=number, published_at=telling.published_at) for number, telling in tellings.items()]
    groups = group_tellings(members, links)
    return {number: min(group.members) for group in groups for number in group.members}


def measure(pairs: Iterable[JudgedPair], home: Mapping[int, int]) -> Measured:
    """How the pairs compare with the stories found."""
    pairs = list(pairs)
    right: list[JudgedPair] = []
    wrong: list[JudgedPair] = []
    missed: list[JudgedPair] = []
    for pair in pairs:
        is_joined = home.get(pair.lower, -1) == home.get(pair.higher, -2)
        if is_joined:
            (right if pair.is_same else wrong).append(pair)
        elif pair.is_same:
            missed.append(pair)
    return Measured(
        pairs=len(pairs),
        right=len(right),
        wrong=len(wrong),
        missed=len(missed),
        wrong_pairs=tuple(wrong),
        missed_pairs=tuple(missed),
    )


def _with_ancestors(topics: Iterable[str], parents: Mapping[str, str]) -> set[str]:
    """The topics and all above them, as search entries hold them."""
    found: set[str] = set()
    waiting = list(topics)
    while waiting:
        topic = waiting.pop()
        if topic and topic not in found:
            found.add(topic)
            waiting.append(parents[topic])
    return found


def _is_copy(first: str, second: str) -> bool:
    return compare_profiles(profile_text(first), profile_text(second)).is_copy
