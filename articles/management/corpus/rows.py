"""Invented articles as rows for COPY, made in processes of their own: no Django, no database.

Each table's rows are bytes in COPY's text format, columns as in COLUMNS.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Final

from articles.index.vector import build_vector
from articles.management.corpus.language import Language
from articles.management.corpus.stories import BLOCK, CorpusArticle, block_of_articles
from articles.similar.comparison import Overlap, Profile, compare_profiles, profile_text
from articles.similar.fingerprint import sketch_shingles
from articles.similar.groups import Pair, Standing, canonical_of, group_copies

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "articles_capture": (
        "id", "sha256", "content", "size", "media_type", "encoding", "status", "reason", "removed",
        "pipeline_version", "is_sample", "created_at", "processed_at",
    ),
    "articles_article": (
        "id", "title", "title_is_derived", "slug", "authors", "source_id", "section", "kind", "published_at",
        "published_precision", "published_basis", "published_is_inferred", "published_evidence", "language",
        "canonical_url", "text", "paragraph_kinds", "word_count", "is_damaged", "state", "state_reason",
        "curated_fields", "created_at", "updated_at",
    ),
    "articles_articleversion": (
        "article_id", "capture_id", "position", "title", "text", "removed", "found", "pipeline_version", "is_current",
        "created_at",
    ),
    "articles_tagging": (
        "article_id", "company_id", "topic_id", "how", "decision", "role", "confidence", "evidence", "evidence_field",
        "evidence_start",
    ),
    "articles_mention": (
        "article_id", "company_id", "field", "start", "end", "surface", "rule", "confidence", "role",
    ),
    "articles_searchentry": (
        "article_id", "published_at", "year", "month", "day", "source_id", "kind", "language", "word_count",
        "company_ids", "person_ids", "place_ids", "topic_ids", "vector", "is_canonical",
    ),
    "articles_copygroup": ("id", "canonical_id"),
    "articles_copypair": ("shorter_id", "longer_id", "containment", "coverage"),
    "articles_fingerprint": ("article_id", "hashes", "shingle_count", "group_id", "is_chosen"),
    "articles_sketchhash": ("hash", "article_id"),
}  # fmt: skip

_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_COMPRESSION: Final = 1
_NULL: Final = None

Value = str | int | float | bool | datetime | list[int] | None
Rows = dict[str, bytes]
Lines = dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a corpus stands in: ids of what it refers to, in the order of the language's names, and its first ones."""

    seed: int
    total: int
    first_article: int
    first_capture: int
    first_group: int
    companies: tuple[int, ...]
    topics: tuple[int, ...]
    sources: tuple[int, ...]
    made_at: datetime


class RowMaker:
    """Makes the rows of blocks; the language is built once a process."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._language = Language(setting.seed)

    def rows(self, block: int) -> Rows:
        """The rows of every table for one block, articles past the corpus's total left out."""
        lines: Lines = {table: [] for table in COLUMNS}
        made = block_of_articles(self._language, seed=self._setting.seed, block=block)
        articles = [article for article in made if article.number < self._setting.total]
        folded = self._add_copies(lines, articles)
        for article in articles:
            self._add(lines, article, is_canonical=article.number not in folded)
        return {table: "".join(found).encode() for table, found in lines.items()}

    def _add(self, lines: Lines, article: CorpusArticle, *, is_canonical: bool) -> None:
        setting, text = self._setting, article.text
        pk, capture = setting.first_article + article.number, setting.first_capture + article.number
        source = setting.sources[article.source]
        companies = {setting.companies[one]: self._language.companies[one] for one in article.companies}
        topics = [setting.topics[one] for one in article.topics]
        words = sum(len(paragraph.split()) for paragraph in article.paragraphs)
        content, moment, now = text.encode(), article.published_at, setting.made_at
        precision = "second" if moment else "unknown"
        origin = json.dumps({"copy_of": setting.first_article + article.copy_of} if article.copy_of is not None else {})
        lines["articles_capture"].append(
            _line(
                capture, hashlib.sha256(f"{setting.seed} {pk}".encode() + content).hexdigest(),
                "\\x" + zlib.compress(content, _COMPRESSION).hex(), len(content), "text/plain", "utf-8", "processed",
                "", "[]", "corpus", False, now, now,
            )
        )  # fmt: skip
        lines["articles_article"].append(
            _line(
                pk, article.title, False, article.title.lower().replace(" ", "-")[:100].strip("-"), "{}", source, "",
                "news", moment, precision, "corpus" if moment else "", False, "", "en", "", text,
                "{" + ",".join(["paragraph"] * len(article.paragraphs)) + "}", words, False, "published", "", "{}",
                now, now,
            )
        )  # fmt: skip
        lines["articles_articleversion"].append(
            _line(pk, capture, 0, article.title, text, "[]", origin, "corpus", True, now)
        )
        for company, name in companies.items():
            start = text.find(name)
            lines["articles_tagging"].append(
                _line(pk, company, _NULL, "rule", "accepted", "subject", 0.9, "", "text", max(start, 0))
            )
            if start >= 0:
                lines["articles_mention"].append(
                    _line(pk, company, "text", start, start + len(name), name, "corpus", 0.9, "subject")
                )
        for topic in topics:
            lines["articles_tagging"].append(
                _line(pk, _NULL, topic, "rule", "accepted", "mentioned", 0.8, "", "text", _NULL)
            )
        lines["articles_searchentry"].append(
            _line(
                pk, moment, moment.year if moment else _NULL, moment.month if moment else _NULL,
                moment.day if moment else _NULL, source, "news", "en",
                words, sorted(companies), [], [], sorted(topics), build_vector(title=article.title, text=text),
                is_canonical,
            )
        )  # fmt: skip

    def _add_copies(self, lines: Lines, articles: Sequence[CorpusArticle]) -> set[int]:
        """The rows of fingerprints, pairs and groups; returns the numbers of the articles folded under another."""
        base = self._setting.first_article
        profiles = {article.number: profile_text(article.text) for article in articles}
        pairs = list(_pairs(articles, profiles))
        for first, second, overlap in pairs:
            lines["articles_copypair"].append(_line(base + first, base + second, overlap.containment, overlap.coverage))
        standings = {
            article.number: Standing(stated_at=article.published_at, words=len(article.text.split()))
            for article in articles
        }
        groups: dict[int, int] = {}
        folded: set[int] = set()
        for group in group_copies(Pair(first, second, overlap.coverage) for first, second, overlap in pairs):
            canonical = canonical_of(group, standings)
            groups |= dict.fromkeys(group.members, self._setting.first_group + canonical)
            folded |= group.members - {canonical}
            lines["articles_copygroup"].append(_line(self._setting.first_group + canonical, base + canonical))
        for number, profile in profiles.items():
            sketch = sketch_shingles(profile.shingles)
            hashes: list[int] = sketch.hashes.tolist()
            lines["articles_fingerprint"].append(
                _line(base + number, hashes, sketch.shingle_count, groups.get(number), False)
            )
            lines["articles_sketchhash"].extend(f"{one}\t{base + number}\n" for one in hashes)
        return folded


def _pairs(articles: Sequence[CorpusArticle], profiles: Mapping[int, Profile]) -> Iterator[tuple[int, int, Overlap]]:
    """(shorter, longer, overlap) of the copies; only those of one first telling can be."""
    families: dict[int, list[int]] = defaultdict(list)
    for article in articles:
        families[article.number if article.copy_of is None else article.copy_of].append(article.number)
    for members in families.values():
        ordered = sorted(members, key=lambda one: (len(profiles[one].shingles), one))
        for first, second in combinations(ordered, 2):
            overlap = compare_profiles(profiles[first], profiles[second])
            if overlap.is_copy:
                yield first, second, overlap


_maker: RowMaker | None = None


def start_process(setting: Setting) -> None:
    """Make this process ready for `rows_of_block`."""
    global _maker  # noqa: PLW0603  # a pool's worker has no other place to keep what it builds once
    _maker = RowMaker(setting)


def rows_of_block(block: int) -> Rows:
    """The rows of one block, in a process made ready by `start_process`."""
    assert _maker is not None
    return _maker.rows(block)


def block_count(total: int) -> int:
    """How many blocks hold `total` articles."""
    return -(-total // BLOCK)


def _line(*values: Value) -> str:
    return "\t".join(map(_field, values)) + "\n"


def _field(value: Value) -> str:
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, list):
        return "{" + ",".join(map(str, value)) + "}"
    return value.isoformat() if isinstance(value, datetime) else str(value)
