"""What an item of the queue is: what kinds there are is said by the modules beside this one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.urls import reverse

from articles.models import Article
from articles.store.acts import ChangedRow
from articles.store.taggings import Thing

ACCEPT: Final = "accept"
REJECT: Final = "reject"
EDIT: Final = "edit"
CHOICES: Final = (ACCEPT, REJECT, EDIT)
_LONGEST_TEXT: Final = 60_000  # characters of an article shown beside a decision


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, marked where it is the evidence."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One field of the form that 'edit' opens."""

    name: str
    label: str
    value: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text in view: an article with its evidence marked, or what a capture holds."""

    title: str
    pieces: tuple[Piece, ...]
    facts: tuple[tuple[str, str], ...] = ()
    address: str = ""  # of the public page
    admin_address: str = ""
    is_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An item as the curator sees it. `edit_address` leads to the form where editing takes more than a field."""

    question: str
    texts: tuple[Text, ...]
    accept: str
    reject: str
    edit: str = "Edit"
    facts: tuple[tuple[str, str], ...] = ()
    quotes: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    edit_address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a decision changed, and in words without any captured text.

    Where it gave `thing` other `names`, the articles that hold one of them are to be tagged again.
    """

    what: str
    rows: tuple[ChangedRow, ...]
    thing: Thing | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a decision could not be taken."""

    reason: str


class QueueKind(ABC):
    """One kind of thing that needs a person.

    `weight` is how many articles one decision is expected to put right; items of all kinds are ordered by it.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    weight: ClassVar[float] = 1.0
    permissions: ClassVar[tuple[str, ...]] = ("articles.change_article",)

    @abstractmethod
    def waiting(self) -> QuerySet[Any]:
        """The rows that wait for a decision, most valuable first, in the order of a partial index."""

    @abstractmethod
    def show(self, subject: int) -> Shown | None:
        """One item for reading; None where its row is gone."""

    @abstractmethod
    def decide(
        self, subject: int, choice: str, given: Mapping[str, str], *, by: AbstractBaseUser | None
    ) -> Done | Problem:
        """Take the decision on a row that waits; `given` are the fields of the form."""

    def value(self, row: Any) -> float:
        """How many articles the decision on this row is expected to put right."""
        return self.weight

    def is_open_to(self, user: Any) -> bool:
        """Whether a person may decide on items of this kind."""
        return bool(user.has_perms(self.permissions))


def marked(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """A text in pieces, the characters of `spans` marked; spans that lie outside or overlap are left out."""
    pieces: list[Piece] = []
    at = 0
    for start, end in sorted(spans):
        if at <= start < end <= len(text):
            pieces.append(Piece(text[at:start]))
            pieces.append(Piece(text[start:end], is_marked=True))
            at = end
    pieces.append(Piece(text[at:]))
    return tuple(piece for piece in pieces if piece.text)


def spans_of(text: str, words: str) -> list[tuple[int, int]]:
    """Where `words` stand in a text first; nowhere where they are empty or not there."""
    start = text.find(words) if words else -1
    return [(start, start + len(words))] if start >= 0 else []


def article_text(article: Article, spans: Sequence[tuple[int, int]] = (), *facts: tuple[str, str]) -> Text:
    """An article beside a decision."""
    is_public = article.state != Article.State.HIDDEN
    return Text(
        title=article.title,
        pieces=marked(article.text[:_LONGEST_TEXT], spans),
        is_cut=len(article.text) > _LONGEST_TEXT,
        facts=(
            ("source", article.source.name if article.source else "no source stated"),
            ("published", date_of(article)),
            ("kind", article.get_kind_display()),
            *facts,
        ),
        address=article.get_absolute_url() if is_public else "",
        admin_address=edit_address(article.pk),
    )


def date_of(article: Article) -> str:
    """An article's date as finely as it is known."""
    if article.published_at is None:
        return "undated"
    formats = {"second": "%Y-%m-%d %H:%M UTC", "month": "%Y-%m", "year": "%Y"}
    shown = article.published_at.strftime(formats.get(article.published_precision, "%Y-%m-%d"))
    return f"{shown}, inferred" if article.published_is_inferred else shown


def edit_address(article_id: int) -> str:
    """The article's form in the admin."""
    return reverse("admin:articles_article_change", args=[article_id])
