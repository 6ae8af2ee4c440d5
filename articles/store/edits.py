"""What curators change of an article: theirs from then on, whatever the rules find later."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser

from articles.documents import PARAGRAPH_BREAK, BlockKind, Precision
from articles.models import Article, Mention
from articles.store.articles import CURATED_COLUMNS
from articles.store.copies import fold_copies
from articles.store.history import personal_write
from articles.store.search_entries import index_articles
from articles.store.storable import storable
from articles.store.stories import join_stories

BY_CURATOR: Final = "curator"
EDITABLE: Final = frozenset((*CURATED_COLUMNS, "published_precision", "state_reason"))
_FOLDED_BY: Final = frozenset(("text", "state", "published_at", "published_precision"))
_COMPANIONS: Final = {"published_precision": "published_at", "state_reason": "state"}


def update_article(*, article: Article, changes: Mapping[str, Any], by: AbstractBaseUser | None) -> Article:
    """Give an article a curator's values and remember which fields are the curator's now.

    `changes` maps the names in EDITABLE to values; a value equal to the present one decides nothing. A date needs
    `published_at` (aware, or None for undated) and, unless it is a whole day, `published_precision`. Mentions whose
    words are gone from a changed text go with them; `correcting.correct_article` looks for new ones too.
    Raises ValueError for other names.
    """
    [stored] = update_articles(article_ids=[article.pk], changes=changes, by=by)
    return stored


def update_articles(
    *, article_ids: Collection[int], changes: Mapping[str, Any], by: AbstractBaseUser | None, confirm: bool = False
) -> list[Article]:
    """`update_article` for several articles in one transaction; returns them as stored, in the order of their ids.

    With `confirm` a value that the rules found already becomes the curator's too.
    """
    unknown = set(changes) - EDITABLE
    if unknown:
        raise ValueError(f"not a curator's to edit: {', '.join(sorted(unknown))}")
    wanted = {name: _clean(value) for name, value in changes.items()}
    with personal_write(by):
        rows = Article.objects.filter(pk__in=article_ids).select_related("source").order_by("pk")
        articles = list(rows.select_for_update(of=("self",), no_key=True))
        touched: list[int] = []
        for stored in articles:
            changed = {name: value for name, value in wanted.items() if getattr(stored, name) != value}
            if confirm:
                changed |= {name: value for name, value in wanted.items() if not _is_curated(stored, name)}
            if changed:
                _apply(stored, changed)
                touched.append(stored.pk)
                if "title" in changed or "text" in changed:
                    drop_stale_mentions(stored)
        bring_in_line(article_ids=touched, changed=wanted.keys())
    return articles


def bring_in_line(*, article_ids: Collection[int], changed: Collection[str]) -> None:
    """Fold, index and join articles whose named fields changed."""
    if not article_ids:
        return
    regrouped = fold_copies(article_ids=article_ids) if _FOLDED_BY & set(changed) else set()
    index_articles(article_ids=article_ids)
    join_stories(article_ids=article_ids, regrouped=regrouped)


def _is_curated(article: Article, name: str) -> bool:
    return _COMPANIONS.get(name, name) in article.curated_fields


def _apply(article: Article, changed: Mapping[str, Any]) -> None:
    """Set the changed fields, what goes with each, and note them as curated."""
    for name, value in changed.items():
        setattr(article, name, value)
    columns = {"curated_fields", "updated_at"}
    for name in changed:
        field = _COMPANIONS.get(name, name)
        columns.update(CURATED_COLUMNS[field])
        if field not in article.curated_fields:
            article.curated_fields = [*article.curated_fields, field]
    if "title" in changed:
        article.title_is_derived = False
    if "text" in changed:
        _fit_to_text(article)
    if changed.keys() & {"published_at", "published_precision"}:
        _fit_to_date(article, is_precision_given="published_precision" in changed)
    article.save(update_fields=[name.removesuffix("_id") for name in columns])


def _fit_to_text(article: Article) -> None:
    """Bring paragraphs, their kinds and the word count in line with an edited text."""
    blocks = [" ".join(block.split()) for block in article.text.replace("\r\n", "\n").split(PARAGRAPH_BREAK)]
    blocks = [block for block in blocks if block]
    article.text = PARAGRAPH_BREAK.join(blocks)
    if len(blocks) != len(article.paragraph_kinds):
        article.paragraph_kinds = [BlockKind.PARAGRAPH.value] * len(blocks)
    article.word_count = sum(len(block.split()) for block in blocks)
    article.is_damaged = False


def _fit_to_date(article: Article, *, is_precision_given: bool) -> None:
    """Bring the columns of a date in line with one that a curator set."""
    if article.published_at is None:
        article.published_precision = Precision.UNKNOWN.value
    elif article.published_precision == Precision.UNKNOWN.value or not is_precision_given:
        is_midnight = article.published_at.timetuple()[3:6] == (0, 0, 0)
        article.published_precision = (Precision.DAY if is_midnight else Precision.SECOND).value
    article.published_basis = BY_CURATOR
    article.published_is_inferred = False
    article.published_evidence = ""


def drop_stale_mentions(article: Article) -> None:
    """Delete the mentions whose words no longer stand at their place."""
    texts = {Mention.Field.TITLE.value: article.title, Mention.Field.TEXT.value: article.text}
    stale = [
        mention.pk
        for mention in article.mentions.all()
        if texts[mention.field][mention.start : mention.end] != mention.surface
    ]
    Mention.objects.filter(pk__in=stale).delete()


def _clean(value: Any) -> Any:
    """A value without what PostgreSQL refuses."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list | tuple):
        return [_clean(one) for one in value]
    return value
