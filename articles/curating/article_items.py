"""Articles that wait for a person: without a date or with a doubtful one, without a headline, damaged, sent to review.

To accept makes the field the curator's as it stands; to edit gives it another value. Either holds whatever the rules
find later.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet

from articles.curating.dates_by_hand import read_date
from articles.curating.items import (
    ACCEPT,
    EDIT,
    Done,
    Entry,
    Problem,
    QueueKind,
    Shown,
    article_text,
    date_of,
    edit_address,
    spans_of,
)
from articles.models import Article, Sighting
from articles.store.acts import ChangedRow
from articles.store.edits import update_articles
from articles.store.fields_at_once import FIELDS
from articles.store.snapshots import fields_state

HIDDEN_AT_THE_DESK: Final = "A curator found nothing worth reading in it."
_LONGEST_TITLE: Final = 500


class _ArticleKind(QueueKind):
    """A field of an article to confirm or correct."""

    fields: ClassVar[tuple[str, ...]]
    accepted: ClassVar[str]
    rejected: ClassVar[str] = "hid the article"

    @abstractmethod
    def shown(self, article: Article) -> Shown:
        """The article with what is doubtful of it."""

    def show(self, subject: int) -> Shown | None:
        """The article, and the evidence for the field."""
        article = Article.objects.filter(pk=subject).select_related("source").first()
        return None if article is None else self.shown(article)

    def changes(self, article: Article, choice: str, given: Mapping[str, str]) -> dict[str, Any] | Problem:
        """The fields that a decision gives the article."""
        if choice == ACCEPT:
            return self.confirmed(article)
        return {"state": Article.State.HIDDEN.value, "state_reason": HIDDEN_AT_THE_DESK}

    def confirmed(self, article: Article) -> dict[str, Any]:
        """The fields as they stand, to become the curator's."""
        return {name: getattr(article, name) for name in self.fields}

    def decide(
        self, subject: int, choice: str, given: Mapping[str, str], *, by: AbstractBaseUser | None
    ) -> Done | Problem:
        """The curator's word on the field."""
        article = Article.objects.select_for_update(of=("self",), no_key=True).get(pk=subject)
        changes = self.changes(article, choice, given)
        if isinstance(changes, Problem):
            return changes
        done = {ACCEPT: self.accepted, EDIT: f"edited {', '.join(changes)}".replace("_", " ")}
        return Done(what=done.get(choice, self.rejected), rows=(change_fields(article, changes, by=by),))


class UndatedArticles(_ArticleKind):
    """No rule found a date."""

    name = "undated"
    label = "Undated articles"
    weight = 0.8
    fields = ("published_at", "published_precision")
    accepted = "confirmed that the article has no date"

    def waiting(self) -> QuerySet[Any]:
        """The newest first."""
        rows = Article.objects.filter(published_at__isnull=True, published_basis="")
        return rows.exclude(state=Article.State.HIDDEN).order_by("-pk")

    def shown(self, article: Article) -> Shown:
        """The text, and when its page was captured."""
        return Shown(
            question="When was this published?",
            texts=(article_text(article),),
            accept="Nobody can know: leave it undated",
            reject="Hide the article",
            edit="Give the date",
            facts=_captured(article),
            entries=(_date_entry(""),),
        )

    def changes(self, article: Article, choice: str, given: Mapping[str, str]) -> dict[str, Any] | Problem:
        """The date as written."""
        return _dated(given) if choice == EDIT else super().changes(article, choice, given)


class DoubtfulDates(_ArticleKind):
    """A date that no page states: worked out from something else."""

    name = "dates"
    label = "Doubtful dates"
    weight = 0.4
    fields = ("published_at", "published_precision")
    accepted = "confirmed the date"
    rejected = "took the date away"

    def waiting(self) -> QuerySet[Any]:
        """The newest first."""
        return Article.objects.filter(published_is_inferred=True).exclude(state=Article.State.HIDDEN).order_by("-pk")

    def shown(self, article: Article) -> Shown:
        """The words that gave the date, marked in the text."""
        return Shown(
            question=f"Was this published {date_of(article).removesuffix(', inferred')}?",
            texts=(article_text(article, spans_of(article.text, article.published_evidence)),),
            accept="Yes, that is the date",
            reject="No: leave it undated",
            edit="Give another date",
            facts=(("found by", article.published_basis.replace("-", " ")), *_captured(article)),
            quotes=(article.published_evidence,) if article.published_evidence else (),
            entries=(_date_entry(date_of(article).removesuffix(", inferred").removesuffix(" UTC")),),
        )

    def changes(self, article: Article, choice: str, given: Mapping[str, str]) -> dict[str, Any] | Problem:
        """The date confirmed, taken away or as written."""
        if choice == EDIT:
            return _dated(given)
        if choice == ACCEPT:
            return self.confirmed(article)
        return {"published_at": None, "published_precision": Article.Precision.UNKNOWN.value}


class DerivedTitles(_ArticleKind):
    """A capture without a headline: the title was made from the text."""

    name = "titles"
    label = "Derived titles"
    weight = 0.3
    fields = ("title",)
    accepted = "confirmed the derived title"

    def waiting(self) -> QuerySet[Any]:
        """The newest first."""
        return Article.objects.filter(title_is_derived=True).exclude(state=Article.State.HIDDEN).order_by("-pk")

    def shown(self, article: Article) -> Shown:
        """The title above the text it was made from."""
        return Shown(
            question="Is this a fair headline?",
            texts=(article_text(article, spans_of(article.text, article.title)),),
            accept="Yes, keep it",
            reject="Hide the article",
            edit="Write another",
            facts=_captured(article),
            entries=(Entry(name="title", label="Headline", value=article.title),),
        )

    def changes(self, article: Article, choice: str, given: Mapping[str, str]) -> dict[str, Any] | Problem:
        """The headline as written."""
        if choice != EDIT:
            return super().changes(article, choice, given)
        title = " ".join(given.get("title", "").split())[:_LONGEST_TITLE]
        return {"title": title} if title else Problem("A headline needs words.")


class DamagedTexts(_ArticleKind):
    """Words were lost in the capture."""

    name = "damaged"
    label = "Damaged texts"
    weight = 0.6
    fields = ("text",)
    accepted = "let the damaged text stand"

    def waiting(self) -> QuerySet[Any]:
        """The newest first."""
        return Article.objects.filter(is_damaged=True).exclude(state=Article.State.HIDDEN).order_by("-pk")

    def shown(self, article: Article) -> Shown:
        """The text, to be read for holes."""
        return Shown(
            question="Can this text stand although words are missing?",
            texts=(article_text(article),),
            accept="Yes, publish it as it is",
            reject="Hide the article",
            edit="Edit the text",
            facts=(("state", article.get_state_display()), *_captured(article)),
            edit_address=edit_address(article.pk),
        )

    def confirmed(self, article: Article) -> dict[str, Any]:
        """The text as it stands, published."""
        return super().confirmed(article) | _PUBLISHED


class ArticlesToReview(_ArticleKind):
    """Sent to review by a person."""

    name = "review"
    label = "Sent to review"
    weight = 1.2  # somebody asked for it
    fields = ("state",)
    accepted = "published the article"

    def waiting(self) -> QuerySet[Any]:
        """The newest first."""
        return Article.objects.filter(state=Article.State.NEEDS_REVIEW, is_damaged=False).order_by("-pk")

    def shown(self, article: Article) -> Shown:
        """The article with the reason given."""
        return Shown(
            question="Is this article fit to be read?",
            texts=(article_text(article),),
            accept="Yes, publish it",
            reject="Hide the article",
            edit="Edit the article",
            facts=(("reason", article.state_reason or "none given"), *_captured(article)),
            edit_address=edit_address(article.pk),
        )

    def confirmed(self, article: Article) -> dict[str, Any]:
        """Published."""
        return dict(_PUBLISHED)


_PUBLISHED: Final = {"state": Article.State.PUBLISHED.value, "state_reason": ""}


def change_fields(article: Article, changes: Mapping[str, Any], *, by: AbstractBaseUser | None) -> ChangedRow:
    """Give an article a curator's values, a value that stands already becoming the curator's; what it changed."""
    names = {"published_precision": "published_at", "state_reason": "state"}
    fields = {names.get(name, name) for name in changes}
    before = fields_state(article, fields)
    if fields & {"title", "text"} and any(
        changes[name] != getattr(article, name) for name in fields & {"title", "text"}
    ):
        from articles import correcting  # with all the stages, which other decisions never need

        stored = correcting.correct_article(article, changes, by=by)
    else:
        [stored] = update_articles(article_ids=[article.pk], changes=changes, by=by, confirm=True)
    return ChangedRow(sort=FIELDS, article_id=article.pk, before=before, after=fields_state(stored, fields))


def _dated(given: Mapping[str, str]) -> dict[str, Any] | Problem:
    found = read_date(given.get("date", ""))
    if found is None:
        return Problem(
            "Write the date as 2024-05-31, 2024-05 or 2024, with the time (UTC) behind the day if it is known."
        )
    moment, precision = found
    return {"published_at": moment, "published_precision": precision}


def _date_entry(value: str) -> Entry:
    return Entry(
        name="date", label="Published", value=value, help="2024-05-31 14:05 (UTC), 2024-05-31, 2024-05 or 2024"
    )


def _captured(article: Article) -> tuple[tuple[str, str], ...]:
    """When and where the article's present capture was taken."""
    sighting = (
        Sighting.objects.filter(capture__versions__article=article, capture__versions__is_current=True)
        .order_by("captured_at", "pk")
        .first()
    )
    if sighting is None:
        return ()
    when = f"{sighting.captured_at:%Y-%m-%d %H:%M}" if sighting.captured_at else "nobody noted when"
    return ("captured", when), ("from", sighting.url or sighting.file_name)
