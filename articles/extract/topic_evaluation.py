"""How well rules and classifiers give topics on Reuters-21578: its stories, its truth, precision and recall against it.

The collection's own README describes the format. The split is ModApte: stories that carry TOPICS="YES", training and
test by LEWISSPLIT.
"""

from __future__ import annotations

import gzip
import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from articles.documents import ArticleDraft, Block, TopicEntry
from articles.extract.topic_learning import learn
from articles.extract.topic_model import LearnedText
from articles.extract.topics import TopicFinder

CATEGORIES = {
    "acq": "mergers-and-acquisitions",
    "earn": "earnings",
    "crude": "crude-oil",
    "trade": "tariffs",
    "interest": "interest-rates",
    "gold": "gold",
    "ship": "shipping",
    "jobs": "jobs-market",
}
"""Categories of the collection and the topics that mean the same."""

LARGEST = 10  # categories that the literature measures apart from all

_STORY = re.compile(r"<REUTERS\b([^>]{0,300})>(.*?)</REUTERS>", re.DOTALL)
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_TOPICS = re.compile(r"<TOPICS>(.*?)</TOPICS>", re.DOTALL)
_VALUE = re.compile(r"<D>([^<]*)</D>")
_TITLE = re.compile(r"<TITLE>(.*?)</TITLE>", re.DOTALL)
_BODY = re.compile(r"<BODY>(.*?)</BODY>", re.DOTALL)
_TEXT = re.compile(r"<TEXT[^>]*>(.*?)</TEXT>", re.DOTALL)
_TAG = re.compile(r"<[^>]{1,100}>")
_SIGN_OFF = re.compile(r"\s*\breuter\b\W*$", re.IGNORECASE)
_CONTROL = re.compile(r"&#\d{1,2};")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One story of the collection with the categories its editors gave it."""

    number: str
    draft: ArticleDraft
    categories: frozenset[str]


@dataclass(slots=True)
class Tally:
    """Right, wrong and missed tags of one category; errors as (score, story's number, title), worst first."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    false_tags: list[tuple[float, str, str]] = field(default_factory=list)
    missed_stories: list[tuple[str, str]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Of the tags given, how many are right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        """Of the tags due, how many were given."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def read_stories(folder: Path, *, split: str) -> Iterator[Story]:
    """The stories of one side ('train' or 'test') of the ModApte split, in the order of the files."""
    for path in sorted(folder.glob("reut2-*.sgm*")):
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for match in _STORY.finditer(content.decode("latin-1")):
            attributes = dict(_ATTRIBUTE.findall(match[1]))
            if attributes.get("TOPICS") == "YES" and attributes.get("LEWISSPLIT") == split.upper():
                yield _story(attributes["NEWID"], match[2])


def evaluate(stories: Sequence[Story], topics: Sequence[TopicEntry]) -> dict[str, Tally]:
    """Tallies by category, and 'all' for the sums of the eight (micro-averages)."""
    tallies = {category: Tally() for category in CATEGORIES}
    finder = TopicFinder(topics)
    for story in stories:
        scores = {finding.slug: finding.score for finding in finder.find(story.draft)}
        for category, tally in tallies.items():
            score = scores.get(CATEGORIES[category])
            _count(tally, story, score, is_due=category in story.categories)
    total = sum_of(tallies.values())
    for tally in tallies.values():
        tally.false_tags.sort(reverse=True)
    return {**tallies, "all": total}


def evaluate_learned(training: Sequence[Story], stories: Sequence[Story]) -> dict[str, Tally]:
    """Tallies of classifiers that learned from `training`, by category, those with most training stories first.

    Every category that a training story carries is learned, whether or not a story measured carries it too.
    """
    examples = Counter(category for story in training for category in story.categories)
    order = sorted(
        (category for category, count in examples.items() if count < len(training)),
        key=lambda category: (-examples[category], category),
    )
    model = learn(
        [_learned_text(story) for story in training],
        {category: [category in story.categories for story in training] for category in order},
    )
    tallies = {category: Tally() for category in order}
    for story, suggestions in zip(stories, model.suggest([_learned_text(story) for story in stories]), strict=True):
        confidences = {one.slug: one.confidence for one in suggestions}
        for category, tally in tallies.items():
            _count(tally, story, confidences.get(category), is_due=category in story.categories)
    for tally in tallies.values():
        tally.false_tags.sort(reverse=True)
    return tallies


def learned_groups(tallies: Mapping[str, Tally]) -> dict[str, list[Tally]]:
    """The tallies of `evaluate_learned` in the groups that are averaged.

    'largest' are the ten with most training stories, 'both' those with a story on either side (the 90 of the
    literature), 'learned' all that have a training story, where what has none to be found can only be given wrongly.
    """
    due = [tally for tally in tallies.values() if tally.right + tally.missed]
    return {"largest": list(tallies.values())[:LARGEST], "both": due, "learned": list(tallies.values())}


def sum_of(tallies: Iterable[Tally]) -> Tally:
    """The counts of all together, whose precision, recall and F1 are the micro-averages."""
    counts = [(tally.right, tally.wrong, tally.missed) for tally in tallies]
    right, wrong, missed = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0, 0)
    return Tally(right=right, wrong=wrong, missed=missed)


def macro_f1(tallies: Sequence[Tally]) -> float:
    """The mean F1 of the categories, each counting alike."""
    return sum(tally.f1 for tally in tallies) / len(tallies) if tallies else 0.0


def _learned_text(story: Story) -> LearnedText:
    return LearnedText(title=story.draft.title, text=story.draft.text)


def _count(tally: Tally, story: Story, score: float | None, *, is_due: bool) -> None:
    if score is not None and is_due:
        tally.right += 1
    elif score is not None:
        tally.wrong += 1
        tally.false_tags.append((score, story.number, story.draft.title))
    elif is_due:
        tally.missed += 1
        tally.missed_stories.append((story.number, story.draft.title))


def _story(number: str, markup: str) -> Story:
    topics = _TOPICS.search(markup)
    title, body = _TITLE.search(markup), _BODY.search(markup)
    text = body or _TEXT.search(markup)
    return Story(
        number=number,
        draft=ArticleDraft(
            position=0,
            title=_plain(title[1]) if title else "",
            paragraphs=tuple(Block(text=paragraph) for paragraph in _paragraphs(text[1] if text else "")),
            language="en",
        ),
        categories=frozenset(_VALUE.findall(topics[1])) if topics else frozenset(),
    )


def _paragraphs(markup: str) -> list[str]:
    text = _SIGN_OFF.sub("", _CONTROL.sub("", _TITLE.sub("", markup)))
    return [plain for part in re.split(r"\n {4,}", text) if (plain := _plain(part))]


def _plain(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", _CONTROL.sub("", markup))).split())
