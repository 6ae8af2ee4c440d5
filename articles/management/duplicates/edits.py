"""Copies as editors make them: each edit takes a story and gives a text that repeats all or a good part of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from articles.management.duplicates.stories import Story

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_WORDS_CHANGED: Final = 0.08
_BYLINES: Final = (
    "By our staff reporter",
    "LONDON - From our correspondents",
    "Compiled by the business desk",
    "NEW YORK (Wire) -",
)


@dataclass(frozen=True, slots=True)
class EditedCopy:
    """A copy, the edit that made it, and the numbers of every story whose text it repeats."""

    edit: str
    text: str
    sources: tuple[int, ...]


Edit = Callable[[Story, Sequence[Story], Random], tuple[str, tuple[int, ...]]]


def edited_copies(stories: Sequence[Story], *, count: int, random: Random) -> list[EditedCopy]:
    """`count` copies of as many different stories, each edit as often as any other."""
    names = list(_EDITS)
    copies = []
    for number, story in enumerate(random.sample(stories, count)):
        name = names[number % len(names)]
        text, others = _EDITS[name](story, stories, random)
        copies.append(EditedCopy(name, text, (story.number, *others)))
    return copies


def _cut(story: Story, stories: Sequence[Story], random: Random) -> tuple[str, tuple[int, ...]]:
    """The end cut off: an editor with less room."""
    sentences = _sentences(story.text)
    kept = max(1, round(len(sentences) * random.uniform(0.5, 0.9)))
    return " ".join(sentences[:kept]), ()


def _other_byline(story: Story, stories: Sequence[Story], random: Random) -> tuple[str, tuple[int, ...]]:
    """Another byline, and a line about the publisher at the end."""
    return f"{random.choice(_BYLINES)}\n\n{story.text}\n\nAll rights reserved by the publisher.", ()


def _sentences_dropped(story: Story, stories: Sequence[Story], random: Random) -> tuple[str, tuple[int, ...]]:
    """A third of the sentences left out, here and there."""
    sentences = _sentences(story.text)
    dropped = set(random.sample(range(len(sentences)), len(sentences) // 3))
    return " ".join(sentence for number, sentence in enumerate(sentences) if number not in dropped), ()


def _words_changed(story: Story, stories: Sequence[Story], random: Random) -> tuple[str, tuple[int, ...]]:
    """Eight words in a hundred replaced by words of another story."""
    words = story.text.split(" ")
    strange = random.choice(stories).text.split()
    for place in random.sample(range(len(words)), round(len(words) * _WORDS_CHANGED)):
        words[place] = random.choice(strange)
    return " ".join(words), ()


def _story_appended(story: Story, stories: Sequence[Story], random: Random) -> tuple[str, tuple[int, ...]]:
    """Another story below."""
    [other] = _others(story, stories, random, 1)
    return f"{story.text}\n\n{other.text}", (other.number,)


def _excerpt(story: Story, stories: Sequence[Story], random: Random) -> tuple[str, tuple[int, ...]]:
    """A passage of it, a third or more and 40 words at least, and nothing else."""
    words = story.text.split(" ")
    length = max(40, round(len(words) * random.uniform(0.33, 0.6)))
    start = random.randrange(max(1, len(words) - length))
    return " ".join(words[start : start + length]), ()


def _in_digest(story: Story, stories: Sequence[Story], random: Random) -> tuple[str, tuple[int, ...]]:
    """One of six to twelve stories on one page."""
    others = _others(story, stories, random, random.randint(5, 11))
    parts = [story.text, *(other.text for other in others)]
    random.shuffle(parts)
    return "\n\n".join(parts), tuple(other.number for other in others)


_EDITS: Final[dict[str, Edit]] = {
    "cut": _cut,
    "other byline": _other_byline,
    "sentences dropped": _sentences_dropped,
    "words changed": _words_changed,
    "story appended": _story_appended,
    "excerpt": _excerpt,
    "in a digest": _in_digest,
}
EDITS: Final = tuple(_EDITS)


def _sentences(text: str) -> list[str]:
    return _SENTENCE_END.split(text)


def _others(story: Story, stories: Sequence[Story], random: Random, count: int) -> list[Story]:
    return [other for other in random.sample(stories, count + 1) if other is not story][:count]
