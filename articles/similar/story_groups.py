"""Which articles make one story, from how likely pairs of them tell of one event.

Clusters grow by average linkage: the two that are on average likeliest to belong together are joined first, and only as
long as the average over all their pairs holds. A chain of articles of which each resembles the next does not become one
story that way. The outcome depends on the articles and their pairs alone, not on the order in which they came.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from itertools import chain
from typing import Final

from articles.similar.story_scores import WINDOW

# Average score of the pairs between two clusters: the highest with which the pairs for tuning keep a recall of .50;
# see `manage.py evaluate_stories`.
JOINED_FROM: Final = 0.78
LINKED_FROM: Final = 0.2  # score from which a pair is worth remembering
LONGEST: Final = timedelta(days=14)  # from the first to the last article that rules join


@dataclass(frozen=True, slots=True)
class Link:
    """Two articles and how likely they tell of one event."""

    first: int
    second: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An article as grouping knows it.

    `story` is the one that a curator put it in, `never` those that a curator took it out of. `order` tells articles of
    one moment apart.
    """

    id: int
    published_at: datetime | None
    order: str = ""
    story: int | None = None
    never: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryGroup:
    """Articles that tell of one event; `story` where a curator said which story it is."""

    members: frozenset[int]
    story: int | None = None


@dataclass(slots=True)
class _Cluster:
    key: tuple[str, str]
    members: list[int]
    moments: list[datetime]
    story: int | None
    never: frozenset[int]
    sums: dict[int, float] = field(default_factory=dict)  # by cluster number: the scores of all links to it

    @property
    def span(self) -> timedelta:
        return self.moments[-1] - self.moments[0] if self.moments else timedelta(0)


_Entry = tuple[float, tuple[str, str], tuple[str, str], int, int, float]


def group_tellings(members: Iterable[Member], links: Iterable[Link]) -> tuple[StoryGroup, ...]:
    """The stories of two and more articles, and those of one that a curator made; by their smallest member."""
    clusters = _start(members, links)
    heap: list[_Entry] = []
    for number, cluster in clusters.items():
        heap.extend(_entry(clusters, number, other) for other in cluster.sums if number < other)
    heapify(heap)
    next_number = len(clusters)
    while heap:
        cost, _, _, one, other, _ = heappop(heap)
        if -cost < JOINED_FROM:
            break
        if one not in clusters or other not in clusters or not _may_join(clusters[one], clusters[other]):
            continue
        _join(clusters, one, other, next_number)
        for third in clusters[next_number].sums:
            heappush(heap, _entry(clusters, next_number, third))
        next_number += 1
    found = (
        StoryGroup(members=frozenset(cluster.members), story=cluster.story)
        for cluster in clusters.values()
        if len(cluster.members) > 1 or cluster.story is not None
    )
    return tuple(sorted(found, key=lambda group: min(group.members)))


def _start(members: Iterable[Member], links: Iterable[Link]) -> dict[int, _Cluster]:
    """A cluster for each article, and one for all that a curator put into a story."""
    together: dict[tuple[str, int], list[Member]] = defaultdict(list)
    for member in members:
        together["article" if member.story is None else "story", member.story or member.id].append(member)
    clusters: dict[int, _Cluster] = {}
    home: dict[int, int] = {}
    for number, group in enumerate(together.values()):
        moments = sorted(member.published_at for member in group if member.published_at)
        clusters[number] = _Cluster(
            key=min((str(member.published_at), member.order) for member in group),
            members=[member.id for member in group],
            moments=moments,
            story=group[0].story,
            never=frozenset(chain.from_iterable(member.never for member in group)) - {group[0].story},
        )
        home.update(dict.fromkeys((member.id for member in group), number))
    for link in sorted(links, key=lambda link: (link.score, link.first, link.second)):
        one, other = home.get(link.first), home.get(link.second)
        if one is not None and other is not None and one != other:
            for here, there in ((one, other), (other, one)):
                clusters[here].sums[there] = clusters[here].sums.get(there, 0.0) + link.score
    return clusters


def _entry(clusters: Mapping[int, _Cluster], one: int, other: int) -> _Entry:
    """Two clusters in the heap: the highest average first, then the earliest, so that ids never decide."""
    first, second = clusters[one], clusters[other]
    average = round(first.sums[other] / max(1, _comparable(first.moments, second.moments)), 9)
    low, high = sorted((first.key, second.key))
    return -average, low, high, one, other, average


def _comparable(first: Collection[datetime], second: list[datetime]) -> int:
    """How many pairs between two sets of moments, ascending, lie close enough to have been compared."""
    return sum(bisect_right(second, moment + WINDOW) - bisect_left(second, moment - WINDOW) for moment in first)


def _may_join(first: _Cluster, second: _Cluster) -> bool:
    """Whether curators and the longest span leave two clusters free to become one."""
    if first.story is not None and second.story is not None:
        return False
    story = second.story if first.story is None else first.story
    if story is not None and story in first.never | second.never:
        return False
    if first.moments and second.moments:
        start, end = min(first.moments[0], second.moments[0]), max(first.moments[-1], second.moments[-1])
        return end - start <= max(LONGEST, first.span, second.span)
    return True


def _join(clusters: dict[int, _Cluster], one: int, other: int, number: int) -> None:
    first, second = clusters.pop(one), clusters.pop(other)
    sums: dict[int, float] = defaultdict(float)
    for old, gone in ((first, other), (second, one)):
        for third, score in old.sums.items():
            if third != gone:
                sums[third] += score
    clusters[number] = _Cluster(
        key=min(first.key, second.key),
        members=[*first.members, *second.members],
        moments=sorted((*first.moments, *second.moments)),
        story=second.story if first.story is None else first.story,
        never=first.never | second.never,
        sums=dict(sums),
    )
    for third, score in sums.items():
        theirs = clusters[third].sums
        theirs.pop(one, None)
        theirs.pop(other, None)
        theirs[number] = score
