"""How many articles a second one core takes through extraction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import process_time

from articles.documents import ArticleDraft
from articles.extract.article import Extractor
from articles.extract.topics import TopicFinder
from articles.extract.vocabulary import load_vocabulary

ROUNDS = 3  # the best counts, since others use the machine too


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """What one core does in a second of its own time: for companies, people, places and topics, and for topics alone.

    Classifiers and models of other libraries have no part in it.
    """

    articles: int
    words: int
    articles_for_topics: int
    words_an_article: float


def measure_speed(drafts: Sequence[ArticleDraft]) -> Speed:
    """Extract from `drafts`, which must be some, with the vocabulary of the data files, made ready beforehand."""
    vocabulary = load_vocabulary()
    articles = _best(Extractor(vocabulary).extract, drafts)
    mean = sum(draft.word_count for draft in drafts) / len(drafts)
    return Speed(
        articles=round(articles),
        words=round(articles * mean),
        articles_for_topics=round(_best(TopicFinder(vocabulary.topics).find, drafts)),
        words_an_article=round(mean, 1),
    )


def _best(work: Callable[[ArticleDraft], object], drafts: Sequence[ArticleDraft]) -> float:
    """Drafts a second in the best of some rounds, after one that fills the caches."""
    fastest = float("inf")
    for number in range(ROUNDS + 1):
        started = process_time()
        for draft in drafts:
            work(draft)
        if number:
            fastest = min(fastest, process_time() - started)
    return len(drafts) / max(fastest, 1e-9)
