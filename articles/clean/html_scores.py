"""How well cleaning did on pages whose truth is known: the figures of the public benchmarks.

Body: four-word shingles, words being runs of word characters with their case, counted as a multiset. Precision and
recall are means over the pages of a set and its F1 is made of the two means, as the article-extraction benchmark's
own script does it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from articles.documents import Precision, PublishedDate

SHINGLE_WORDS = 4
_WORD = re.compile(r"\w+")
_HONORIFIC = re.compile(r"^(?:dr|prof|professor|mr|mrs|ms|sir|dame)\.?\s+")

Shingles = Counter[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What should come out of a page. Empty or None: not known, and not scored."""

    body: str
    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What came out of a page; all empty where it was rejected."""

    body: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: PublishedDate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageScore:
    """One page's figures. `title`, `authors` and `date` are None where the truth does not know them."""

    file: str
    precision: float
    recall: float
    is_empty: bool
    title: bool | None = None
    authors: bool | None = None
    date: bool | None = None
    is_wrongly_certain: bool = False

    @property
    def f1(self) -> float:
        """The page's own F1, by which the worst pages are found."""
        return harmonic_mean(self.precision, self.recall)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetScore:
    """The figures of a set of pages; None where no page of it has the truth."""

    name: str
    pages: int
    f1: float
    precision: float
    recall: float
    empty: int
    title: float | None
    authors: float | None
    date: float | None
    wrongly_certain_dates: int


def score_page(file: str, prediction: Prediction, truth: Truth) -> PageScore:
    """Compare one page with its truth."""
    precision, recall = body_scores(prediction.body, truth.body)
    date = _is_date_right(prediction.published, truth.published)
    found = prediction.published
    is_certain = found is not None and not found.is_inferred and found.precision in (Precision.SECOND, Precision.DAY)
    return PageScore(
        file=file,
        precision=precision,
        recall=recall,
        is_empty=not prediction.body.strip(),
        title=_title_key(prediction.title) == _title_key(truth.title) if truth.title else None,
        authors=_author_keys(prediction.authors) == _author_keys(truth.authors) if truth.authors else None,
        date=date,
        is_wrongly_certain=date is False and is_certain,
    )


def score_set(name: str, pages: Sequence[PageScore]) -> SetScore:
    """The figures of `pages` together; `pages` holds at least one."""
    precision = sum(page.precision for page in pages) / len(pages)
    recall = sum(page.recall for page in pages) / len(pages)
    return SetScore(
        name=name,
        pages=len(pages),
        f1=harmonic_mean(precision, recall),
        precision=precision,
        recall=recall,
        empty=sum(page.is_empty for page in pages),
        title=_share(page.title for page in pages),
        authors=_share(page.authors for page in pages),
        date=_share(page.date for page in pages),
        wrongly_certain_dates=sum(page.is_wrongly_certain for page in pages),
    )


def body_scores(predicted: str, true: str) -> tuple[float, float]:
    """Precision and recall of the predicted shingles."""
    found, wanted = shingles(predicted), shingles(true)
    common = sum((found & wanted).values())
    precision = common / found.total() if found else 0.0
    recall = common / wanted.total() if wanted else 1.0
    return precision, recall


def shingles(text: str) -> Shingles:
    """Every run of four words with how often it occurs; a shorter text is one shingle."""
    words = _WORD.findall(text)
    if len(words) < SHINGLE_WORDS:
        return Counter([tuple(words)] if words else [])
    return Counter(zip(*(words[start:] for start in range(SHINGLE_WORDS)), strict=False))


def unmatched(text: str, other: str) -> list[str]:
    """The lines of `text` most of whose shingles `other` lacks, longest first: what was missed or added."""
    known = shingles(other)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    strange = []
    for line in lines:
        own = shingles(line)
        if own and sum((own & known).values()) * 2 < own.total():
            strange.append(line)
    return sorted(strange, key=len, reverse=True)


def harmonic_mean(first: float, second: float) -> float:
    """F1 of precision and recall; 0 where both are."""
    return 2 * first * second / (first + second) if first + second else 0.0


def _share(values: Iterable[bool | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _title_key(title: str) -> list[str]:
    return _WORD.findall(title.casefold())


def _author_keys(authors: Iterable[str]) -> set[str]:
    return {_HONORIFIC.sub("", " ".join(author.casefold().split())) for author in authors}


def _is_date_right(found: PublishedDate | None, true: datetime | None) -> bool | None:
    if true is None:
        return None
    if found is None or found.precision not in (Precision.SECOND, Precision.DAY):
        return False
    return found.moment.date() == true.astimezone(UTC).date()
