"""Invented stories: some told once, some told by several publishers, some copied with small edits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from articles.management.corpus.language import Language

BLOCK: Final = 50  # articles that are made together; a story never spans two blocks
FIRST_DAY: Final = datetime(2016, 1, 1, tzinfo=UTC)
DAYS: Final = 3_652
_UNDATED: Final = 0.03
_COPIED: Final = 0.5  # of the further articles of a story, how many repeat its first
_STORY_SIZES: Final = (1, 1, 1, 1, 1, 1, 2, 2, 3, 5, 9)
_KINDS: Final = (*("news",) * 17, "press_release", "press_release", "opinion")


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusArticle:
    """One invented article. `number` counts from 0.

    `story` is the number of the first article about the same event, `copy_of` that of the article it repeats, or None.
    """

    number: int
    title: str
    paragraphs: tuple[str, ...]
    source: int
    companies: tuple[int, ...]
    people: tuple[int, ...]
    places: tuple[int, ...]
    topics: tuple[int, ...]
    kind: str
    published_at: datetime | None
    story: int
    copy_of: int | None = None

    @property
    def text(self) -> str:
        """The paragraphs, separated by one empty line."""
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Story:
    first: int
    companies: tuple[int, ...]
    people: tuple[int, ...]
    places: tuple[int, ...]
    topics: tuple[int, ...]
    rare_words: tuple[str, ...]
    broke_at: datetime


def block_of_articles(language: Language, *, seed: int, block: int) -> Iterator[CorpusArticle]:
    """The articles of one block, the same for the same seed whatever was made before."""
    generator = np.random.default_rng([seed, block])
    number, end = block * BLOCK, (block + 1) * BLOCK
    while number < end:
        size = min(int(generator.choice(_STORY_SIZES)), end - number)
        story = _story(language, generator, number)
        first = _telling(language, generator, story, number)
        yield first
        for further in range(number + 1, number + size):
            if generator.random() < _COPIED:
                yield _copy(language, generator, first, further)
            else:
                yield _telling(language, generator, story, further)
        number += size


def _story(language: Language, generator: np.random.Generator, first: int) -> _Story:
    day = DAYS * float(generator.random()) ** 0.7  # the archive grows from year to year
    return _Story(
        first=first,
        companies=tuple(language.company_numbers(generator, int(generator.integers(1, 4)))),
        people=tuple(language.person_numbers(generator, int(generator.integers(0, 3)))),
        places=tuple(language.place_numbers(generator, int(generator.integers(1, 3)))),
        topics=tuple(language.topic_numbers(generator, int(generator.integers(1, 3)))),
        rare_words=tuple(language.rare_words(generator, 6)),
        broke_at=FIRST_DAY + timedelta(days=min(day, DAYS - 3), seconds=int(generator.integers(86_400))),
    )


def _telling(language: Language, generator: np.random.Generator, story: _Story, number: int) -> CorpusArticle:
    """The story in words of its own."""
    length = int(np.clip(generator.lognormal(5.2, 0.5), 60, 1_500))
    words = language.words_in_use(generator, length)
    names = [language.companies[company] for company in story.companies]
    names += [language.people[person] for person in story.people]
    names += [language.places[place] for place in story.places]
    for place, special in zip(
        generator.integers(0, length, len(story.rare_words) * 2), story.rare_words * 2, strict=True
    ):
        words[int(place)] = special
    for name in names:
        words[int(generator.integers(1, length))] = name
    paragraphs = _paragraphs([*names[:1], *words], generator)
    title = " ".join([names[0], *language.words_in_use(generator, 4), *story.rare_words[:2]])
    return CorpusArticle(
        number=number,
        title=title,
        paragraphs=paragraphs,
        source=language.source_number(generator),
        companies=story.companies,
        people=story.people,
        places=story.places,
        topics=story.topics,
        kind=_KINDS[int(generator.integers(len(_KINDS)))],
        published_at=_moment(story.broke_at, generator),
        story=story.first,
    )


def _copy(language: Language, generator: np.random.Generator, first: CorpusArticle, number: int) -> CorpusArticle:
    """The first telling again: cut, with another beginning, or with some words changed."""
    paragraphs = first.paragraphs
    edit = int(generator.integers(3))
    if edit == 0:
        paragraphs = paragraphs[: max(1, round(len(paragraphs) * 0.7))]
    elif edit == 1:
        paragraphs = (f"{' '.join(language.words_in_use(generator, 12)).capitalize()}.", *paragraphs)
    else:
        paragraphs = tuple(_reworded(language, generator, paragraph) for paragraph in paragraphs)
    moment = first.published_at
    return replace(
        first,
        number=number,
        paragraphs=paragraphs,
        source=language.source_number(generator),
        published_at=moment + timedelta(minutes=int(generator.integers(1, 2_000))) if moment else None,
        copy_of=first.number,
    )


def _reworded(language: Language, generator: np.random.Generator, paragraph: str) -> str:
    words = paragraph.split(" ")
    for place in generator.integers(0, len(words), max(1, len(words) // 20)):
        words[int(place)] = language.words_in_use(generator, 1)[0]
    return " ".join(words)


def _paragraphs(words: list[str], generator: np.random.Generator) -> tuple[str, ...]:
    """Sentences of six to twenty words, three to a paragraph."""
    sentences = []
    start = 0
    for length in generator.integers(6, 21, len(words) // 6 + 1):
        sentence = " ".join(words[start : start + int(length)])
        if sentence:
            sentences.append(f"{sentence[0].upper()}{sentence[1:]}.")
        start += int(length)
    return tuple(" ".join(sentences[first : first + 3]) for first in range(0, len(sentences), 3))


def _moment(broke_at: datetime, generator: np.random.Generator) -> datetime | None:
    if generator.random() < _UNDATED:
        return None
    return broke_at + timedelta(minutes=int(generator.integers(0, 2_880)))
