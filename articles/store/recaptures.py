"""Captures of one page at several times: which of their texts are one article, and which of them it shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from articles.documents import ArticleDraft, Precision, PublishedDate
from articles.models import ArticleVersion
from articles.store.matching_texts import KnownText, NewText, containment, count_words, match_texts, shingles

_PART_AT_MOST: Final = 0.5  # words of a part, as a share of the whole
_PART_FROM: Final = 0.9  # share of a part's shingles that the whole has
_FINENESS: Final = (Precision.YEAR, Precision.MONTH, Precision.DAY, Precision.SECOND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one capture makes of an article. `moment` is when it was captured or, where unknown, came in."""

    capture_id: int
    moment: datetime
    title: str
    text: str
    published: PublishedDate | None = None
    version: ArticleVersion | None = None  # as stored, None for what is being stored now

    def says(self, other: Taken) -> bool:
        """Whether the other has the same title and text, however they are spaced."""
        return self.title.split() == other.title.split() and self.text.split() == other.text.split()


def match_recaptures(drafts: Sequence[ArticleDraft], known: Sequence[Taken]) -> dict[int, int]:
    """`{position of a draft: id of the article that it is a new version of}`, among articles of the same address.

    An address may come to hold another story: a live page, the front of a section, an address used again. So a draft
    is the same article only where

    - half of the shorter text stands in the longer, or a fifth under the same title (`match_texts`); or else
    - both state the same moment of publication; or
    - both have the same headline and state the same day.
    """
    by_article = {one.version.article_id: one for one in known if one.version is not None}
    matched = match_texts(
        new=[NewText(position=draft.position, title=draft.title, text=draft.text) for draft in drafts],
        known=[
            KnownText(article_id=pk, position=one.version.position, title=one.title, text=one.text)
            for pk, one in by_article.items()
            if one.version is not None
        ],
    )
    taken = set(matched.values())
    for draft in drafts:
        if draft.position in matched:
            continue
        for pk, one in by_article.items():
            if pk not in taken and _states_the_same(draft, one):
                matched[draft.position] = pk
                taken.add(pk)
                break
    return matched


def shown_of(takes: Sequence[Taken]) -> Taken:
    """Which of an article's captures it shows: the newest that has it whole.

    A later capture that holds only the beginning (behind a paywall, broken off) does not displace the whole text.
    """
    newest_first = sorted(takes, key=lambda one: (one.moment, one.capture_id), reverse=True)
    texts = {one.text for one in takes}
    return next(one for one in newest_first if not _is_part_of_one(one.text, texts))


def _is_part_of_one(text: str, texts: Collection[str]) -> bool:
    """Whether a text is but a part of one of others. Of a page that was captured thousands of times few are as long."""
    if len(texts) == 1:
        return False
    part = shingles(text)
    enough = len(part) / _PART_AT_MOST  # shingles, of which a text has no more than words
    for other in texts:
        if len(other) >= enough and count_words(other) >= enough:
            whole = shingles(other)
            if len(whole) >= enough and containment(part, whole) >= _PART_FROM:
                return True
    return False


def first_published(dates: Iterable[PublishedDate | None]) -> PublishedDate | None:
    """When a text came out first, of what its captures say: what is stated before what is inferred, then the earliest.

    Of dates that agree the finest: 9:30 on the day rather than the day.
    """
    known = [date for date in dates if date is not None and date.precision in _FINENESS]
    stated = [date for date in known if not date.is_inferred] or known
    if not stated:
        return None
    earliest = min(stated, key=lambda date: date.moment)
    agreeing = [date for date in stated if _agrees(date, earliest)]
    return min(agreeing, key=lambda date: (-_FINENESS.index(date.precision), date.moment))


def _states_the_same(draft: ArticleDraft, known: Taken) -> bool:
    one, other = draft.published, known.published
    if one is None or other is None or one.is_inferred or other.is_inferred:
        return False
    if one.precision == other.precision == Precision.SECOND and one.moment == other.moment:
        return True
    has_same_title = draft.title.casefold().split() == known.title.casefold().split()
    is_to_the_day = {one.precision, other.precision} <= {Precision.DAY, Precision.SECOND}
    return has_same_title and is_to_the_day and one.moment.date() == other.moment.date()


def _agrees(date: PublishedDate, earliest: PublishedDate) -> bool:
    """Whether a date lies in the period of the earliest one, so that it may only be a finer word for it."""
    parts = {Precision.YEAR: 1, Precision.MONTH: 2, Precision.DAY: 3}.get(earliest.precision, 6)
    return date.moment.timetuple()[:parts] == earliest.moment.timetuple()[:parts]
