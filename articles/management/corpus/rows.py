"""Invented articles as rows for COPY, made in processes of their own: no Django, no database.

Each table's rows are bytes in COPY's text format, columns as in `tables.COLUMNS`.
"""

from __future__ import annotations

import gc
import hashlib
import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Final

from articles.index.positions import Gatherer, Places
from articles.index.vector import render_vector
from articles.management.corpus.language import Language
from articles.management.corpus.stories import BLOCK, CorpusArticle, block_of_articles
from articles.management.corpus.tables import COLUMNS, NULL, escaped, line_of
from articles.query.postings import document_postings
from articles.query.words import CAPITAL, EXACT
from articles.similar.comparison import Overlap, Profile, compare_profiles, profile_text
from articles.similar.fingerprint import sketch_shingles
from articles.similar.groups import Pair, Standing, canonical_of, group_copies

_COMPRESSION: Final = 1

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
    people: tuple[int, ...]
    places: tuple[int, ...]
    topics: tuple[int, ...]
    sources: tuple[int, ...]
    made_at: datetime
    common_words: tuple[str, ...] = ()  # lexemes whose places are gathered


class RowMaker:
    """Makes the rows of blocks; the language is built once a process."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._language = Language(setting.seed)
        self._gatherer = Gatherer(setting.common_words)

    def rows_and_places(self, blocks: range) -> tuple[Rows, Places]:
        """The rows of every table for some blocks, and where the common words stand in their articles."""
        return self.rows(blocks), self._gatherer.taken()

    def rows(self, blocks: range) -> Rows:
        """The rows of every table for some blocks, articles past the corpus's total left out."""
        lines: Lines = {table: [] for table in COLUMNS}
        for block in blocks:
            made = block_of_articles(self._language, seed=self._setting.seed, block=block)
            articles = [article for article in made if article.number < self._setting.total]
            folded = self._add_copies(lines, articles)
            for article in articles:
                self._add(lines, article, is_canonical=article.number not in folded)
        return {table: "".join(found).encode() for table, found in lines.items()}

    def _add(self, lines: Lines, article: CorpusArticle, *, is_canonical: bool) -> None:
        setting, language, text = self._setting, self._language, article.text
        pk = setting.first_article + article.number
        named = {
            "company": {setting.companies[one]: language.companies[one] for one in article.companies},
            "person": {setting.people[one]: language.people[one] for one in article.people},
            "place": {setting.places[one]: language.places[one] for one in article.places},
        }
        topics = sorted(setting.topics[one] for one in article.topics)
        words = sum(len(paragraph.split()) for paragraph in article.paragraphs)
        self._add_texts(lines, article, pk, text, words)
        tags, mentions = lines["articles_tagging"], lines["articles_mention"]
        for column, (kind, names) in enumerate(named.items()):
            role = "subject" if kind == "company" else "mentioned"
            for thing, name in names.items():
                start = text.find(name)
                target = "\t".join(str(thing) if number == column else NULL for number in range(3))
                tags.append(f"{pk}\t{target}\t{NULL}\trule\taccepted\t{role}\t0.9\t\ttext\t{max(start, 0)}\n")
                if start >= 0:
                    end, surface = start + len(name), escaped(name)
                    mentions.append(f"{pk}\t{target}\ttext\t{start}\t{end}\t{surface}\tcorpus\t0.9\t{role}\n")
        nobody = f"{NULL}\t{NULL}\t{NULL}"
        tags.extend(f"{pk}\t{nobody}\t{topic}\trule\taccepted\tmentioned\t0.8\t\ttext\t{NULL}\n" for topic in topics)
        moment = article.published_at
        date = (moment.year, moment.month, moment.day) if moment else (None, None, None)
        postings = document_postings(title=article.title, text=text)
        self._gatherer.add(pk, postings)
        lines["articles_searchentry"].append(
            line_of(
                pk, moment, *date, setting.sources[article.source], article.kind, "en", words,
                *(sorted(things) for things in named.values()), topics,
                render_vector(postings), is_canonical,
            )
        )  # fmt: skip

    def _add_texts(self, lines: Lines, article: CorpusArticle, pk: int, text: str, words: int) -> None:
        """The capture, the article, and the version that joins them."""
        setting, content = self._setting, text.encode()
        capture, now = setting.first_capture + article.number, setting.made_at
        lines["articles_capture"].append(
            line_of(
                capture, hashlib.sha256(f"{setting.seed} {pk}".encode() + content).hexdigest(),
                "\\x" + zlib.compress(content, _COMPRESSION).hex(), len(content), "text/plain", "utf-8", "processed",
                "", "[]", "corpus", False, now, now,
            )
        )  # fmt: skip
        slug = article.title.lower().replace(" ", "-")[:100].strip("-")
        precision, basis = ("second", "corpus") if article.published_at else ("unknown", "")
        kinds = "{" + ",".join(["paragraph"] * len(article.paragraphs)) + "}"
        lines["articles_article"].append(
            line_of(
                pk, article.title, False, slug, "{}", setting.sources[article.source], "", article.kind,
                article.published_at, precision, basis, False, "", "en", "", text, kinds, words, False, "published",
                "", "{}", now, now,
            )
        )  # fmt: skip
        origin = {"story": setting.first_article + article.story}
        if article.copy_of is not None:
            origin["copy_of"] = setting.first_article + article.copy_of
        lines["articles_articleversion"].append(
            line_of(pk, capture, 0, article.title, text, "[]", json.dumps(origin), "corpus", True, now)
        )

    def _add_copies(self, lines: Lines, articles: Sequence[CorpusArticle]) -> set[int]:
        """The rows of fingerprints, pairs and groups; returns the numbers of the articles folded under another."""
        base = self._setting.first_article
        profiles = {article.number: profile_text(article.text) for article in articles}
        pairs = list(_pairs(articles, profiles))
        for first, second, overlap in pairs:
            lines["articles_copypair"].append(
                line_of(base + first, base + second, overlap.containment, overlap.coverage)
            )
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
            lines["articles_copygroup"].append(line_of(self._setting.first_group + canonical, base + canonical))
        for number, profile in profiles.items():
            sketch = sketch_shingles(profile.shingles)
            hashes: list[int] = sketch.hashes.tolist()
            lines["articles_fingerprint"].append(
                line_of(base + number, hashes, sketch.shingle_count, groups.get(number))
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
    """Make this process ready for `rows_of_blocks`."""
    global _maker  # noqa: PLW0603  # a pool's worker has no other place to keep what it builds once
    # Nothing made here refers to itself, and looking for what does among a hundred thousand words takes a fifth longer.
    gc.disable()
    _maker = RowMaker(setting)


def rows_of_blocks(blocks: range) -> tuple[Rows, Places]:
    """The rows of some blocks, and their places, in a process made ready by `start_process`."""
    assert _maker is not None
    return _maker.rows_and_places(blocks)


def common_lexemes(setting: Setting, *, blocks: int, share: float) -> tuple[str, ...]:
    """The lexemes as texts have them that at least `share` of the articles of the first blocks hold."""
    language = Language(setting.seed)
    holding: Counter[str] = Counter()
    count = 0
    for block in range(blocks):
        for article in block_of_articles(language, seed=setting.seed, block=block):
            holding.update(document_postings(title=article.title, text=article.text).keys())
            count += 1
    common = (lexeme for lexeme, found in holding.items() if found >= share * count)
    return tuple(sorted(lexeme for lexeme in common if lexeme.startswith((EXACT, CAPITAL))))


def block_count(total: int) -> int:
    """How many blocks hold `total` articles."""
    return -(-total // BLOCK)
