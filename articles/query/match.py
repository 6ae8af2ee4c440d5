"""A tree matched against one document, in plain Python.

Means the same as the SQL of `articles.search.matching`; a property test compares the two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from articles.query.highlight import find_spans
from articles.query.postings import Postings, document_postings
from articles.query.terms import WEIGHTS_OF_SCOPE, Terms, alternatives, scope_of
from articles.query.tree import (
    And,
    Everything,
    Language,
    Length,
    Name,
    Named,
    Near,
    Node,
    Not,
    OfKind,
    Or,
    Phrase,
    Published,
    Scope,
    Undated,
    Unit,
    Widened,
    Word,
    text_leaves,
)
from articles.query.words import LEGAL_FORMS, fold, simple_forms

__all__ = [
    "QueryDocument",
    "Tag",
    "find_spans",
    "goes_by",
    "matches",
    "matches_postings",
    "slugs_of",
    "text_leaves",
    "without_legal_form",
]

_LONGEST = {Unit.YEAR: timedelta(days=366), Unit.MONTH: timedelta(days=31), Unit.DAY: timedelta(days=1)}
_EVERY_WEIGHT = WEIGHTS_OF_SCOPE[Scope.ANY]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """Something a document is tagged with, and every name it goes by."""

    slug: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryDocument:
    """What a query can ask of an article.

    `topics` includes the ancestors of its topics. It was published within `published_from` (inclusive) and
    `published_until` (exclusive), both aware and UTC; None where the date is not known.
    """

    title: str = ""
    text: str = ""
    authors: tuple[str, ...] = ()
    companies: tuple[Tag, ...] = ()
    topics: tuple[Tag, ...] = ()
    people: tuple[Tag, ...] = ()
    places: tuple[Tag, ...] = ()
    source: Tag | None = None
    language: str = ""
    kind: str = ""
    published_from: datetime | None = None
    published_until: datetime | None = None
    word_count: int = 0

    def postings(self) -> Postings:
        """Where each lexeme stands, as the stored search vector has it."""
        return document_postings(title=self.title, text=self.text, authors=self.authors)


def matches(tree: Node, document: QueryDocument) -> bool:
    """Whether `document` is among the articles that `tree` asks for."""
    return matches_postings(tree, document, document.postings())


def matches_postings(tree: Node, document: QueryDocument, postings: Postings) -> bool:
    """`matches`, for a document whose postings were made before."""
    match tree:
        case And(children):
            return all(matches_postings(child, document, postings) for child in children)
        case Or(children):
            return any(matches_postings(child, document, postings) for child in children)
        case Not(child):
            return not matches_postings(child, document, postings)
        case Widened(child, others):
            return any(matches_postings(one, document, postings) for one in (child, *others))
        case Word() | Phrase() | Near():
            weights = WEIGHTS_OF_SCOPE[scope_of(tree)]
            return any(_stands(terms, postings, weights) for terms in alternatives(tree))
        case Everything():
            return True
        case _:
            return _field_matches(tree, document)


def goes_by(name: Name, value: str, tag: Tag) -> bool:
    """Whether a tag goes by `value`: its slug, its name or an alias, case aside; a person also by part of the slug.

    A company also by its name with a legal form behind it.
    """
    slugs = slugs_of(value)
    if tag.slug in slugs:
        return True
    if name is Name.PERSON:
        return any(f"-{slug}-" in f"-{tag.slug}-" for slug in slugs)
    if name is Name.COMPANY and (bare := without_legal_form(value)) != value and goes_by(name, bare, tag):
        return True
    wanted = value.casefold()
    return any(known.casefold() == wanted for known in tag.names)


def without_legal_form(value: str) -> str:
    """A company's name without a legal form at its end: 'Tesla, Inc.' is Tesla. 'Inc.' alone stays what it is."""
    name, _, last = value.strip().rpartition(" ")
    return name.rstrip(" ,") if name.rstrip(" ,") and fold(last).replace(".", "") in LEGAL_FORMS else value


@lru_cache(maxsize=5_000)
def slugs_of(value: str) -> tuple[str, ...]:
    """The slugs `value` may stand for: made as Django makes them, and from its words ('at-and-t')."""
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain)).strip("-_")
    return tuple(dict.fromkeys(found for found in (slug, "-".join(simple_forms(value))) if found))


def _field_matches(tree: Node, document: QueryDocument) -> bool:
    match tree:
        case Named(name, value):
            return any(goes_by(name, value, tag) for tag in _tags(document, name))
        case Language(code):
            return document.language == code
        case OfKind(kind):
            return document.kind == kind
        case Undated():
            return document.published_from is None
        case Length(minimum, maximum):
            return (minimum is None or document.word_count >= minimum) and (
                maximum is None or document.word_count <= maximum
            )
        case Published():
            return _is_published_in(tree, document)
        case _:
            raise TypeError(f"not a node of a query: {tree!r}")


def _tags(document: QueryDocument, name: Name) -> tuple[Tag, ...]:
    if name is Name.SOURCE:
        return (document.source,) if document.source else ()
    return {
        Name.COMPANY: document.companies,
        Name.TOPIC: document.topics,
        Name.PERSON: document.people,
        Name.PLACE: document.places,
    }[name]


def _is_published_in(period: Published, document: QueryDocument) -> bool:
    start, end = document.published_from, document.published_until
    if start is None:
        return False
    if end is not None and end - start > _LONGEST[period.unit]:
        return False
    return (period.since is None or start >= period.since) and (period.until is None or start < period.until)


def _stands(terms: Terms, postings: Postings, weights: frozenset[int]) -> bool:
    if len(terms) == 1 and weights is _EVERY_WEIGHT and not terms[0].is_prefix:
        return terms[0].lexeme in postings
    ends: set[int] | None = None
    for term in terms:
        found: set[int] = set()
        for posted in _lists(term.lexeme, term.is_prefix, postings):
            found.update(posting >> 2 for posting in posted if posting & 3 in weights)
        ends = found if ends is None else {end + term.gap for end in ends} & found
        if not ends:
            return False
    return bool(ends)


def _lists(lexeme: str, is_prefix: bool, postings: Postings) -> Iterator[list[int]]:
    if is_prefix:
        for known, posted in postings.items():
            if known.startswith(lexeme):
                yield posted
    elif lexeme in postings:
        yield postings[lexeme]
