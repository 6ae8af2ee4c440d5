"""The tree a query becomes. Text leaves look at an article's words, the others at what is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias


class Scope(StrEnum):
    """Which words of an article a text leaf looks at."""

    ANY = ""
    TITLE = "title"
    TEXT = "text"
    AUTHOR = "author"


class Name(StrEnum):
    """The closed vocabularies a query can ask for, by slug, name or alias."""

    COMPANY = "company"
    TOPIC = "topic"
    PERSON = "person"
    PLACE = "place"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Word:
    """A word outside quotes, found by its stem; with `is_prefix`, by how its exact form begins.

    A joined word (AT&T, e-commerce) is one leaf too; its parts then have to follow one another.
    """

    text: str
    is_prefix: bool = False
    scope: Scope = Scope.ANY


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in quotes: these very words in this order, case and accents aside; `is_prefix` widens the last."""

    text: str
    is_prefix: bool = False
    scope: Scope = Scope.ANY


@dataclass(frozen=True, slots=True)
class Near:
    """Two leaves, in either order, with at most `distance` steps from the end of one to the start of the other."""

    left: Word | Phrase
    right: Word | Phrase
    distance: int


@dataclass(frozen=True, slots=True)
class Named:
    """Articles tagged with what goes by `value`: its slug, its name or an alias, case aside."""

    name: Name
    value: str


@dataclass(frozen=True, slots=True)
class Language:
    """Articles in a language (ISO 639-1)."""

    code: str


@dataclass(frozen=True, slots=True)
class OfKind:
    """Articles of a kind (a value of `documents.Kind`)."""

    kind: str


class Unit(StrEnum):
    """How finely a period is given."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Published:
    """Articles published from `since` (inclusive) until `until` (exclusive), both aware and UTC, None being open.

    Articles whose date is known less finely than `unit` do not count.
    """

    since: datetime | None = None
    until: datetime | None = None
    unit: Unit = Unit.YEAR


@dataclass(frozen=True, slots=True)
class Undated:
    """Articles whose date is not known."""


@dataclass(frozen=True, slots=True)
class Length:
    """Articles of at least `minimum` and at most `maximum` words; None is open."""

    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Not:
    """Articles that `child` does not match."""

    child: Node


@dataclass(frozen=True, slots=True)
class And:
    """Articles that every child matches; two children or more."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Articles that some child matches; two children or more."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Widened:
    """Articles that `child` matches, a word or a run of words as typed, or one of its synonyms."""

    child: Node
    others: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Everything:
    """The empty query: every article."""


TextLeaf: TypeAlias = Word | Phrase | Near
FieldLeaf: TypeAlias = Named | Language | OfKind | Published | Undated | Length
Node: TypeAlias = TextLeaf | FieldLeaf | Not | And | Or | Widened | Everything


def text_leaves(tree: Node) -> Iterator[TextLeaf]:
    """The text leaves that a match can be owed to: all but those under a NOT."""
    match tree:
        case Word() | Phrase() | Near():
            yield tree
        case Widened(child, others):
            yield from text_leaves(child)
            yield from others
        case And(children) | Or(children):
            for child in children:
                yield from text_leaves(child)


def every_text_leaf(tree: Node) -> Iterator[TextLeaf]:
    """All text leaves of a tree, those under a NOT too."""
    match tree:
        case Word() | Phrase() | Near():
            yield tree
        case Not(child):
            yield from every_text_leaf(child)
        case Widened(child, others):
            yield from every_text_leaf(child)
            yield from others
        case And(children) | Or(children):
            for child in children:
                yield from every_text_leaf(child)


def named_leaves(tree: Node) -> Iterator[Named]:
    """All names of tags that a tree asks for, those under a NOT too."""
    match tree:
        case Named():
            yield tree
        case Not(child):
            yield from named_leaves(child)
        case And(children) | Or(children):
            for child in children:
                yield from named_leaves(child)


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query as understood; each hint is a sentence for people about what could not be read as it was written."""

    tree: Node
    hints: tuple[str, ...] = ()
