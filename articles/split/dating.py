"""When each story of a page appeared: what it states itself, then what the page's stories tell of one another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from articles.documents import PublishedDate
from articles.prose.calendar import find_date_mentions
from articles.prose.dates import (
    date_from_age,
    date_from_dateline,
    date_from_line,
    date_from_mentions,
    date_from_page,
    infer_page_time,
)
from articles.split.story import Story

_LONGEST = 50_000  # characters of a paragraph in which dates are looked for


def date_stories(
    stories: Sequence[Story], *, captured_at: datetime | None, day_first: bool | None
) -> tuple[PublishedDate | None, ...]:
    """A date for each story, None where nothing tells it.

    A story's own lines come first: a date line, a dateline, its age at the capture. Where no capture time is known, a
    story with both a date and an age tells when the page was taken, and that dates the others by their ages. Last, what
    a story tells of itself: a quoted tweet, a weekday with its date.
    """
    texts = [[block.text[:_LONGEST] for block in story.paragraphs] for story in stories]
    mentions = [
        [mention for text in paragraphs for mention in find_date_mentions(text, day_first=day_first)]
        for paragraphs in texts
    ]
    page = [mention for each in mentions for mention in each]
    stated: list[PublishedDate | None] = []
    for story, paragraphs, own in zip(stories, texts, mentions, strict=True):
        context = own if any(mention.year is not None for mention in own) else page
        lines = (date_from_line(line, captured_at=captured_at, day_first=day_first) for line in story.date_lines)
        found = next((line for line in lines if line is not None), None)
        stated.append(found or date_from_dateline(paragraphs, captured_at=captured_at, context=context))
    page_time = captured_at or infer_page_time((date, story.age) for date, story in zip(stated, stories, strict=True))
    return tuple(
        date
        or _from_age(story, captured_at, page_time)
        or date_from_mentions(paragraphs, captured_at=captured_at, context=own)
        for date, story, paragraphs, own in zip(stated, stories, texts, mentions, strict=True)
    )


def _from_age(story: Story, captured_at: datetime | None, page_time: datetime | None) -> PublishedDate | None:
    if story.age is None or page_time is None:
        return None
    return date_from_age(story.age, captured_at) if captured_at else date_from_page(story.age, page_time)
