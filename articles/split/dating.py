"""When each story of a page appeared: what it states itself, then what the page's stories tell of one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, partial

from articles.documents import PublishedDate
from articles.prose.calendar import DateMention, find_date_mentions
from articles.prose.dates import (
    date_from_age,
    date_from_dateline,
    date_from_line,
    date_from_mentions,
    date_from_page,
    find_dateline,
    infer_page_time,
)
from articles.split.story import Story

_LONGEST = 50_000  # characters of a paragraph in which dates are looked for


def date_stories(
    stories: Sequence[Story],
    *,
    captured_at: datetime | None,
    day_first: bool | None,
    page_lines: Sequence[str] = (),
) -> tuple[PublishedDate | None, ...]:
    """A date for each story, None where nothing tells it.

    A story's own lines come first: a date line, a dateline, its age at the capture. Where no capture time is known, a
    story with both a date and an age tells when the page was taken, and that dates the others by their ages. Then what
    a story tells of itself: a quoted tweet, a weekday with its date. Last, `page_lines`, the date lines above them all:
    a digest's day is at most a guess at its stories' own.
    """
    texts = [[block.text[:_LONGEST] for block in story.paragraphs] for story in stories]

    @cache
    def mentions_in(index: int) -> tuple[DateMention, ...]:
        return tuple(mention for text in texts[index] for mention in find_date_mentions(text, day_first=day_first))

    def context_of(index: int) -> tuple[DateMention, ...]:
        """The dates of the story itself, or, where it has none with a year, those of the whole page."""
        own = mentions_in(index)
        if any(mention.year is not None for mention in own):
            return own
        return tuple(mention for other in range(len(stories)) for mention in mentions_in(other))

    stated = [
        _from_lines(story.date_lines, captured_at, day_first)
        or _from_dateline(paragraphs, captured_at, partial(context_of, index))
        for index, (story, paragraphs) in enumerate(zip(stories, texts, strict=True))
    ]
    page_time = captured_at or infer_page_time((date, story.age) for date, story in zip(stated, stories, strict=True))
    of_page = _from_lines(page_lines, captured_at, day_first)
    return tuple(
        date
        or _from_age(story, captured_at, page_time)
        or date_from_mentions(texts[index], captured_at=captured_at, context=mentions_in(index))
        or (replace(of_page, is_inferred=True) if of_page is not None else None)
        for index, (date, story) in enumerate(zip(stated, stories, strict=True))
    )


def _from_lines(lines: Sequence[str], captured_at: datetime | None, day_first: bool | None) -> PublishedDate | None:
    dates = (date_from_line(line, captured_at=captured_at, day_first=day_first) for line in lines)
    return next((found for found in dates if found is not None), None)


def _from_dateline(
    paragraphs: Sequence[str], captured_at: datetime | None, context: Callable[[], Sequence[DateMention]]
) -> PublishedDate | None:
    """The date of a dateline; `context` is asked only where one is there, since finding all dates takes time."""
    if not any(find_dateline(paragraph) for paragraph in paragraphs[:3]):
        return None
    return date_from_dateline(paragraphs, captured_at=captured_at, context=context())


def _from_age(story: Story, captured_at: datetime | None, page_time: datetime | None) -> PublishedDate | None:
    if story.age is None or page_time is None:
        return None
    return date_from_age(story.age, captured_at) if captured_at else date_from_page(story.age, page_time)
