"""Articles and their versions, as the pipeline makes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from articles.clean.sources import SourceBook
from articles.documents import ArticleDraft, ExtractedArticle, Precision, PublishedDate, Removed
from articles.models import Article, ArticleVersion, Capture
from articles.store.captures import removed_as_json
from articles.store.copies import fold_copies
from articles.store.drafts import draft_of_version
from articles.store.matching_texts import containment, shingles
from articles.store.placing import Leftover, Page, Placed, Placement, own_versions, place_drafts
from articles.store.restored_text import with_restored
from articles.store.rows import insert_rows
from articles.store.search_entries import index_articles
from articles.store.slugs import article_slug
from articles.store.sources import source_ids
from articles.store.storable import storable
from articles.store.stories import join_stories
from articles.store.taggings import sync_taggings

# What one decision of a curator covers: a field of the form, and every column that goes with it.
CURATED_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("title", "title_is_derived"),
    "text": ("text", "paragraph_kinds", "word_count", "is_damaged"),
    "authors": ("authors",),
    "source": ("source_id",),
    "section": ("section",),
    "kind": ("kind",),
    "published_at": (
        "published_at",
        "published_precision",
        "published_basis",
        "published_is_inferred",
        "published_evidence",
    ),
    "language": ("language",),
    "state": ("state", "state_reason"),
}
DAMAGED: Final = "Words were lost in the capture."
_MOVED_FROM: Final = 0.5


Position = tuple[int, int]  # (capture id, position of the draft)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What the stages made of one capture: an extracted article for each placement that is shown, in their order."""

    capture: Capture
    placed: Placed
    extracted: tuple[ExtractedArticle, ...]
    address_key: str = ""
    encoding: str = "utf-8"
    removed: tuple[Removed, ...] = ()

    @property
    def placements(self) -> tuple[Placement, ...]:
        """The capture's drafts beside their articles."""
        return self.placed.placements


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """Ids of the articles of one capture, by what happened to them.

    Of those kept, `repeated` say nothing that another capture of theirs does not say, and `recaptured` stood on other
    captures alone before. `fallen_back` show another capture again, since this one no longer yields them; they are to
    be looked through again. `is_done_elsewhere` where another process had made them meanwhile.
    """

    created: tuple[int, ...] = ()
    kept: tuple[int, ...] = ()
    hidden: tuple[int, ...] = ()
    repeated: tuple[int, ...] = ()
    recaptured: tuple[int, ...] = ()
    fallen_back: tuple[int, ...] = ()
    is_done_elsewhere: bool = False

    @property
    def article_ids(self) -> tuple[int, ...]:
        """The articles that the capture stands for now."""
        return (*self.created, *self.kept)


def save_articles(*, works: Sequence[Work], book: SourceBook, pipeline_version: str) -> dict[int, Saved]:
    """Store what captures became: `{capture id: its articles}`.

    An article keeps its id and slug. Articles that no draft carries on are hidden with the reason, unless a curator
    decided their state; one that comes back is shown again. Search entries are written too.
    """
    if not works:
        return {}
    sources: dict[str, int] = {}
    for is_sample in (False, True):
        names = [
            one.draft.source_name for work in works if work.capture.is_sample == is_sample for one in work.placements
        ]
        sources |= source_ids(names=names, book=book, is_sample=is_sample)
    created = _create(works, sources)
    articles = {work.capture.pk: _articles_of(work, created, sources) for work in works}
    _save_versions(works, articles, pipeline_version)
    settled = {work.capture.pk: _settle(work.placed, articles[work.capture.pk]) for work in works}
    sync_taggings(found=_extracted(works, articles), new_ids={article.pk for article in created.values()})
    touched = {article.pk for found in articles.values() for article in found}
    touched.update(pk for one in settled.values() for pk in (*one.hidden, *one.fallen_back))
    regrouped = fold_copies(article_ids=touched)
    index_articles(article_ids=touched)
    join_stories(article_ids=touched, regrouped=regrouped)
    return {
        work.capture.pk: replace(
            settled[work.capture.pk],
            created=tuple(one.pk for key, one in created.items() if key[0] == work.capture.pk),
            kept=tuple(one.article.pk for one in work.placements if one.article),
            repeated=tuple(one.article.pk for one in work.placements if one.article and one.is_repeat),
            recaptured=tuple(one.article.pk for one in work.placements if one.article and one.version is None),
        )
        for work in works
    }


def release_articles(*, rejected: Mapping[int, str]) -> list[int]:
    """Note that captures, `{id: reason}`, yield nothing any more: their articles show another capture, or are hidden.

    Returns the ids of the articles that show another, which are to be looked through again.
    """
    fallen_back: set[int] = set()
    for capture_id in own_versions(list(rejected)):  # a capture that was never processed has none
        fallen_back.update(_release(capture_id, f"Its capture is rejected now: {rejected[capture_id]}"))
    return sorted(fallen_back)


def _release(capture_id: int, reason: str) -> tuple[int, ...]:
    moment = Capture.objects.values_list("created_at", flat=True).get(pk=capture_id)
    [placed] = place_drafts(pages=[Page(capture_id=capture_id, moment=moment)])
    versions = [one.version.pk for one in placed.leftover]
    ArticleVersion.objects.filter(pk__in=versions).update(is_current=False, is_latest=False)
    saved = _settle(placed, (), reason=reason)
    touched = [*saved.hidden, *saved.fallen_back]
    regrouped = fold_copies(article_ids=touched)
    index_articles(article_ids=touched)
    join_stories(article_ids=touched, regrouped=regrouped)
    return saved.fallen_back


def _create(works: Sequence[Work], sources: Mapping[str, int]) -> dict[Position, Article]:
    """New articles for the drafts that carry on none, all in one insert."""
    new = {
        (work.capture.pk, placement.draft.position): Article(
            slug=article_slug(placement.draft.title), **made_values(placement.draft, sources)
        )
        for work in works
        for placement in work.placements
        if placement.article is None
    }
    insert_rows(list(new.values()))
    return new


def _articles_of(work: Work, created: Mapping[Position, Article], sources: Mapping[str, int]) -> list[Article]:
    """The articles of a capture in the order of its drafts, those there before brought up to date."""
    articles: list[Article] = []
    for placement in work.placements:
        if placement.article is not None:
            whole = with_restored(placement.draft, placement.article.restored)
            shown = made_values(replace(whole, published=placement.published), sources)
            _update(placement.article, shown if placement.is_shown else _date_values(placement.published))
        articles.append(placement.article or created[work.capture.pk, placement.draft.position])
    return articles


def _extracted(works: Sequence[Work], articles: Mapping[int, Sequence[Article]]) -> dict[int, ExtractedArticle]:
    """`{article id: what was found in it}` for the articles that show the capture processed."""
    return {
        article.pk: extracted
        for work in works
        for article, extracted in zip(
            (
                article
                for article, placement in zip(articles[work.capture.pk], work.placements, strict=True)
                if placement.is_shown
            ),
            work.extracted,
            strict=True,
        )
    }


def _update(article: Article, values: Mapping[str, Any]) -> None:
    """Give an article what the rules found now, curated fields apart."""
    curated = {column for name in article.curated_fields for column in CURATED_COLUMNS.get(name, (name,))}
    changed = [name for name, value in values.items() if name not in curated and getattr(article, name) != value]
    for name in changed:
        setattr(article, name, values[name])
    if changed:
        article.save(update_fields=[*changed, "updated_at"])


def made_values(draft: ArticleDraft, sources: Mapping[str, int]) -> dict[str, Any]:
    """The columns of an article as a draft fills them."""
    return {
        "title": draft.title,
        "title_is_derived": draft.title_is_derived,
        "authors": [storable(author) for author in draft.authors],
        "source_id": sources.get(draft.source_name),
        "section": storable(draft.section, limit=200),
        "kind": draft.kind.value,
        **_date_values(draft.published),
        "language": storable(draft.language, limit=8),
        "canonical_url": storable(draft.canonical_url),
        "text": draft.text,
        "paragraph_kinds": [block.kind.value for block in draft.paragraphs],
        "word_count": draft.word_count,
        "is_damaged": draft.is_damaged,
        "state": (Article.State.NEEDS_REVIEW if draft.is_damaged else Article.State.PUBLISHED).value,
        "state_reason": DAMAGED if draft.is_damaged else "",
    }


def _date_values(published: PublishedDate | None) -> dict[str, Any]:
    """The columns that say when an article came out."""
    published = published if published and published.precision != Precision.UNKNOWN else None
    return {
        "published_at": published.moment if published else None,
        "published_precision": (published.precision if published else Precision.UNKNOWN).value,
        "published_basis": storable(published.basis, limit=40) if published else "",
        "published_is_inferred": published.is_inferred if published else False,
        "published_evidence": storable(published.evidence) if published else "",
    }


def _found(draft: ArticleDraft) -> dict[str, Any]:
    """What a version keeps of a draft beside its title and text."""
    published = draft.published
    return {
        "title_is_derived": draft.title_is_derived,
        "authors": [storable(author) for author in draft.authors],
        "source": storable(draft.source_name),
        "section": storable(draft.section),
        "kind": draft.kind.value,
        "kind_evidence": storable(draft.kind_evidence),
        "published_at": published.moment.isoformat() if published else None,
        "published_precision": (published.precision if published else Precision.UNKNOWN).value,
        "published_basis": storable(published.basis) if published else "",
        "published_is_inferred": published.is_inferred if published else False,
        "published_evidence": storable(published.evidence) if published else "",
        "language": storable(draft.language),
        "canonical_url": storable(draft.canonical_url),
        "paragraph_kinds": [block.kind.value for block in draft.paragraphs],
        "is_damaged": draft.is_damaged,
    }


def _save_versions(works: Sequence[Work], articles: Mapping[int, Sequence[Article]], pipeline_version: str) -> None:
    """Add a version where the rules now make something else of a capture; the same again adds none."""
    new: list[ArticleVersion] = []
    outdated = [leftover.version.pk for work in works for leftover in work.placed.leftover]
    shown: list[int] = []
    turned: list[int] = []  # articles that show another version from now on
    pairs = (
        (work.capture, placement, article)
        for work in works
        for placement, article in zip(work.placements, articles[work.capture.pk], strict=True)
    )
    for capture, placement, article in pairs:
        version = _version(capture, placement, article, pipeline_version)
        before = placement.version
        if before is None or not before.is_latest or _content(before) != _content(version):
            new.append(version)
            outdated.extend([before.pk] if before else [])
        elif placement.is_shown:
            shown.append(before.pk)
        if placement.is_shown and placement.article is not None:
            turned.append(article.pk)
    ArticleVersion.objects.filter(pk__in=outdated).update(is_current=False, is_latest=False)
    others = ArticleVersion.objects.filter(article__in=turned, is_current=True).exclude(pk__in=shown)
    others.update(is_current=False)
    ArticleVersion.objects.filter(pk__in=shown, is_current=False).update(is_current=True)
    insert_rows(new)


def _version(capture: Capture, placement: Placement, article: Article, pipeline_version: str) -> ArticleVersion:
    return ArticleVersion(
        article=article,
        capture=capture,
        position=placement.draft.position,
        title=placement.draft.title,
        text=placement.draft.text,
        removed=removed_as_json(placement.draft.removed),
        found=_found(placement.draft),
        pipeline_version=pipeline_version,
        is_current=placement.is_shown,
    )


def _content(version: ArticleVersion) -> tuple[object, ...]:
    return version.position, version.title, version.text, version.removed, version.found


def _settle(placed: Placed, articles: Sequence[Article], *, reason: str = "") -> Saved:
    """Bring what shows this capture no longer to another one, and hide what has no other.

    Returns the articles `hidden` and those `fallen_back`.
    """
    hidden: list[int] = []
    fallen_back: list[int] = []
    for placement in placed.placements:
        if placement.article and placement.heir and not placement.heir.is_current:
            _show(placement.article, placement.heir, placement.published)
            fallen_back.append(placement.article.pk)
    for leftover in placed.leftover:
        article = leftover.version.article
        if leftover.heir is None:
            if _hide(article, reason or _reason_to_hide(leftover, placed, articles)):
                hidden.append(article.pk)
        elif leftover.heir.is_current:
            _update(article, _date_values(leftover.published))
        else:
            _show(article, leftover.heir, leftover.published)
            fallen_back.append(article.pk)
    return Saved(hidden=tuple(hidden), fallen_back=tuple(fallen_back))


def _show(article: Article, version: ArticleVersion, published: PublishedDate | None) -> None:
    """Give an article what another of its captures says, curated fields apart; its publisher stays."""
    article.versions.filter(is_current=True).update(is_current=False)
    ArticleVersion.objects.filter(pk=version.pk).update(is_current=True)
    draft = replace(with_restored(draft_of_version(version), article.restored), published=published)
    values = made_values(draft, {})
    del values["source_id"]
    _update(article, values)


def _reason_to_hide(leftover: Leftover, placed: Placed, articles: Sequence[Article]) -> str:
    words = shingles(leftover.version.text)
    for placement, article in zip(placed.placements, articles, strict=True):
        if containment(words, shingles(placement.draft.text)) >= _MOVED_FROM:
            return f"Its text is part of article {article.pk} now."
    return "Its capture no longer yields it."


def _hide(article: Article, reason: str) -> bool:
    """Hide an article for a reason of the rules'. Returns whether that changed anything."""
    if "state" in article.curated_fields or article.state == Article.State.HIDDEN:
        return False
    article.state = Article.State.HIDDEN
    article.state_reason = storable(reason)
    article.save(update_fields=["state", "state_reason", "updated_at"])
    return True
