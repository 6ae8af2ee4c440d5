"""The rows of one invented article: its capture, text and version, its tags, and its search entry."""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import Final

from articles.index.vector import Facets, facet_lexeme
from articles.management.corpus.language import Language
from articles.management.corpus.setting import Setting
from articles.management.corpus.stories import CorpusArticle
from articles.management.corpus.tables import (
    NULL,
    TEXT_OID,
    VARCHAR_OID,
    document,
    fields_of,
    flag,
    integer,
    integers,
    moment,
    number,
    raw,
    row,
    small,
    texts,
    words,
)

_COMPRESSION: Final = 1
_EMPTY: Final = words("")
_YES, _NO = flag(True), flag(False)
_CORPUS: Final = words("corpus")
_ENGLISH: Final = words("en")
_NOTHING: Final = document("[]")
_NONE: Final = texts((), oid=TEXT_OID)
_NO_NAMES: Final = texts((), oid=VARCHAR_OID)
_DATED: Final = words("second"), _CORPUS  # precision and basis
_UNDATED: Final = words("unknown"), _EMPTY
_PLAIN, _UTF8, _PROCESSED, _PUBLISHED = words("text/plain"), words("utf-8"), words("processed"), words("published")
_TAG, _MENTION = fields_of("articles_tagging"), fields_of("articles_mention")
_BY_RULE: Final = words("rule") + words("accepted")
_SUBJECT, _MENTIONED = words("subject"), words("mentioned")
_TEXT: Final = words("text")
_SURE: Final = number(0.9)
_OF_TOPIC: Final = _BY_RULE + _MENTIONED + number(0.8) + _EMPTY + _TEXT + NULL


def text_rows(setting: Setting, article: CorpusArticle, text: str, length: int) -> dict[str, bytes]:
    """The capture, the article of `length` words, and the version that joins them."""
    content, made_at = text.encode(), moment(setting.made_at)
    pk, capture = setting.first_article + article.number, setting.first_capture + article.number
    title, kept = words(article.title), raw(content)
    sha256 = hashlib.sha256(f"{setting.seed} {pk}".encode() + content).hexdigest()
    slug = article.title.lower().replace(" ", "-")[:100].strip("-")
    origin = {"story": setting.first_article + article.story}
    if article.copy_of is not None:
        origin["copy_of"] = setting.first_article + article.copy_of
    return {
        "articles_capture": row(
            integer(capture), words(sha256), raw(zlib.compress(content, _COMPRESSION)), integer(len(content)),
            _PLAIN, _UTF8, _PROCESSED, _EMPTY, _NOTHING, _CORPUS, _NO, made_at, made_at,
        ),
        "articles_article": row(
            integer(pk), title, _NO, words(slug), _NONE, integer(setting.sources[article.source]), _EMPTY,
            words(article.kind), moment(article.published_at), *(_DATED if article.published_at else _UNDATED), _NO,
            _EMPTY, _ENGLISH, _EMPTY, kept, texts(["paragraph"] * len(article.paragraphs), oid=VARCHAR_OID),
            integer(length), _NO, _PUBLISHED, _EMPTY, _NO_NAMES, made_at, made_at,
        ),
        "articles_articleversion": row(
            integer(pk), integer(capture), integer(0), title, kept, _NOTHING, document(json.dumps(origin)), _CORPUS,
            _YES, made_at,
        ),
    }  # fmt: skip


def tag_rows(setting: Setting, language: Language, article: CorpusArticle, text: str) -> dict[str, bytes]:
    """Tags of what the article is about, and where each name stands first."""
    pk = integer(setting.first_article + article.number)
    tags, mentions = [], []
    for column, (ids, names, numbers, role) in enumerate(
        (
            (setting.companies, language.companies, article.companies, _SUBJECT),
            (setting.people, language.people, article.people, _MENTIONED),
            (setting.places, language.places, article.places, _MENTIONED),
        )
    ):
        for one in numbers:
            name = names[one]
            start = text.find(name)
            target = column * NULL + integer(ids[one]) + (2 - column) * NULL
            tags.append(_TAG + pk + target + NULL + _BY_RULE + role + _SURE + _EMPTY + _TEXT + integer(max(start, 0)))
            if start >= 0:
                span = integer(start) + integer(start + len(name))
                mentions.append(_MENTION + pk + target + _TEXT + span + words(name) + _CORPUS + _SURE + role)
    tags.extend(_TAG + pk + 3 * NULL + integer(topic) + _OF_TOPIC for topic in topics_of(setting, article))
    return {"articles_tagging": b"".join(tags), "articles_mention": b"".join(mentions)}


def entry_row(setting: Setting, article: CorpusArticle, length: int, *, vector: bytes, is_canonical: bool) -> bytes:
    """What search reads of the article of `length` words."""
    date = article.published_at
    return row(
        integer(setting.first_article + article.number), moment(date),
        *((small(date.year), small(date.month), small(date.day)) if date else (NULL, NULL, NULL)),
        integer(setting.sources[article.source]), words(article.kind), _ENGLISH, integer(length),
        integers(sorted(setting.companies[one] for one in article.companies)),
        integers(sorted(setting.people[one] for one in article.people)),
        integers(sorted(setting.places[one] for one in article.places)),
        integers(topics_of(setting, article)), raw(vector), flag(is_canonical),
    )  # fmt: skip


def facets_of(setting: Setting, article: CorpusArticle) -> list[str]:
    """The lexemes of the article's facet values."""
    values: Facets = {
        "company": [setting.companies[one] for one in article.companies],
        "person": [setting.people[one] for one in article.people],
        "place": [setting.places[one] for one in article.places],
        "topic": topics_of(setting, article),
        "source": [setting.sources[article.source]],
        "kind": [article.kind],
        "language": ["en"],
    }
    return [facet_lexeme(facet, value) for facet, found in values.items() for value in found]


def topics_of(setting: Setting, article: CorpusArticle) -> list[int]:
    """The ids of the article's topics, ascending."""
    return sorted(setting.topics[one] for one in article.topics)
