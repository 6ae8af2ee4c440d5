"""The order of the stages, from bytes to a tagged, searchable article.

    capture -> clean -> split -> extract -> store

The upper half needs no database and serves `manage.py clean` and `extract` too; the lower half stores.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from django.contrib.auth.models import AbstractBaseUser
from django.db import InterfaceError, OperationalError, transaction

from articles.capture.files import Found, Skipped
from articles.clean.page import clean_capture
from articles.clean.sources import SourceBook, load_sources
from articles.documents import ArticleDraft, ExtractedArticle, RawCapture, Rejection, Removed
from articles.extract.article import Extractor
from articles.extract.vocabulary import load_vocabulary as read_vocabulary_files
from articles.models import Article, Capture, Sighting
from articles.split.page import split_page
from articles.store import captures, edits, taggings
from articles.store.articles import Saved, hide_articles_of, save_articles
from articles.store.captures import Outcome, Recorded
from articles.store.history import machine_write
from articles.store.placing import draft_of, place_drafts, storable_draft
from articles.store.search_entries import index_articles
from articles.store.sources import source_book
from articles.store.vocabulary import archive_vocabulary, load_vocabulary

PIPELINE_VERSION: Final = "1"  # raised whenever rules change what comes out; stored with every capture and version

_BATCH_CAPTURES: Final = 50
_BATCH_BYTES: Final = 16 * 1024 * 1024

logger = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the stages look things up in. Making it takes a moment, so make it once for many captures."""

    sources: SourceBook
    extractor: Extractor


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftedPage:
    """The articles of one page, and what of the page belongs to none of them."""

    drafts: tuple[ArticleDraft, ...]
    encoding: str = "utf-8"
    removed: tuple[Removed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of one capture. `name` is the path as given; `articles` are ids, or counted only in a dry run."""

    name: str
    outcome: Outcome
    sha256: str
    capture_id: int | None = None
    article_ids: tuple[int, ...] = ()
    article_count: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure(Rejection):
    """A rejection that is no fault of the capture: the articles that earlier rules made of it stay."""


# Without a database


def file_rules() -> Rules:
    """The rules as the data files give them."""
    return Rules(sources=SourceBook(load_sources()), extractor=Extractor(read_vocabulary_files()))


def draft_articles(raw: RawCapture, sources: SourceBook) -> DraftedPage | Rejection:
    """Clean a capture and divide it into articles."""
    page = clean_capture(raw, sources=sources)
    if isinstance(page, Rejection):
        return page
    drafts = split_page(page, sources=sources)
    if isinstance(drafts, Rejection):
        return drafts
    if not drafts:
        return Rejection(name=raw.name, reason="no article was found in it")
    clean = tuple(storable_draft(draft) for draft in drafts)
    taken = {piece for draft in clean for piece in draft.removed}
    return DraftedPage(
        drafts=clean,
        encoding=page.encoding,
        removed=tuple(piece for piece in page.removed if piece not in taken),
    )


def extract_articles(drafts: Iterable[ArticleDraft], extractor: Extractor) -> tuple[ExtractedArticle, ...]:
    """Find companies, people, places and topics in each draft."""
    return tuple(extractor.extract(draft) for draft in drafts)


def try_to_draft(raw: RawCapture, sources: SourceBook) -> DraftedPage | Rejection:
    """`draft_articles`, a failure of the rules being a rejection."""
    return _guarded(raw.name, lambda: draft_articles(raw, sources))


def try_to_extract(raw: RawCapture, rules: Rules) -> tuple[DraftedPage, tuple[ExtractedArticle, ...]] | Rejection:
    """All stages before the store, a failure of the rules being a rejection."""

    def work() -> tuple[DraftedPage, tuple[ExtractedArticle, ...]] | Rejection:
        page = draft_articles(raw, rules.sources)
        return page if isinstance(page, Rejection) else (page, extract_articles(page.drafts, rules.extractor))

    return _guarded(raw.name, work)


# With the database


def archive_rules() -> Rules:
    """The rules with the archive's own companies, places, topics and publishers, loaded from the files where new."""
    load_vocabulary()
    return Rules(sources=source_book(), extractor=Extractor(archive_vocabulary()))


def ingest(
    found: Iterable[Found], *, rules: Rules, how: str = Sighting.How.FILE
) -> Iterator[Receipt | Rejection | Skipped]:
    """Take in what was found, in its order. What is no capture is handed through as it came.

    The bytes of a batch are committed before any of it is cleaned, so that a killed run loses nothing; the next run
    takes up what it left.
    """
    for batch in _batches(found):
        raws = [one for one in batch if isinstance(one, RawCapture)]
        recorded = iter(captures.record_many(raws=raws, how=how))
        for one in batch:
            yield _take_in(next(recorded), rules) if isinstance(one, RawCapture) else one


def ingest_capture(raw: RawCapture, *, rules: Rules, how: str = Sighting.How.FILE) -> Receipt:
    """Take in one capture."""
    return _take_in(captures.record(raw=raw, how=how), rules)


def preview(found: Iterable[Found]) -> Iterator[Receipt | Rejection | Skipped]:
    """What `ingest` would say of each, in one transaction that is rolled back."""
    with transaction.atomic():
        rules = archive_rules()
        for one in found:
            if isinstance(one, RawCapture):
                yield replace(ingest_capture(one, rules=rules), capture_id=None, article_ids=())
            else:
                yield one
        transaction.set_rollback(True)


def process(capture_id: int, *, rules: Rules, only_if_waiting: bool = False) -> Saved | Rejection:
    """Make articles of a stored capture, from its bytes and all that is known of them.

    One transaction: a capture is processed as a whole or not at all. `only_if_waiting` leaves alone what another
    process has finished meanwhile.
    """
    outcome = _guarded(f"capture {capture_id}", lambda: _process(capture_id, rules, only_if_waiting))
    if isinstance(outcome, Rejection):
        _reject(capture_id, outcome)
        logger.info("capture %s rejected: %s", capture_id, outcome.reason[:200])
    else:
        logger.info("capture %s processed: %s articles", capture_id, len(outcome.article_ids))
    return outcome


def retag(article_ids: Sequence[int], *, rules: Rules) -> None:
    """Look again for entities and topics in what articles say now; curators' decisions stay."""
    with machine_write():
        rows = Article.objects.filter(pk__in=article_ids).select_related("source").order_by("pk")
        articles = list(rows.select_for_update(of=("self",), no_key=True))
        extracted = extract_articles((draft_of(article) for article in articles), rules.extractor)
        taggings.sync_taggings(found={one.pk: found for one, found in zip(articles, extracted, strict=True)})
        index_articles(article_ids=[article.pk for article in articles])


def correct_article(
    article: Article, changes: Mapping[str, Any], *, by: AbstractBaseUser | None, rules: Rules | None = None
) -> Article:
    """A curator's edit: the fields become the curator's, and a changed title or text is looked through again."""
    with transaction.atomic():
        corrected = edits.update_article(article=article, changes=changes, by=by)
        if corrected.title != article.title or corrected.text != article.text or {"title", "text"} & changes.keys():
            retag([corrected.pk], rules=rules or archive_rules())
    return corrected


def _take_in(recorded: Recorded, rules: Rules) -> Receipt:
    """Process a recorded capture where there is anything new to make of it."""
    outcome, reason = recorded.outcome, recorded.reason
    has_failed_before = outcome == Outcome.REJECTED and recorded.pipeline_version not in ("", PIPELINE_VERSION)
    article_ids: tuple[int, ...] = ()
    if recorded.capture_id is not None and (outcome in (Outcome.NEW, Outcome.COMPLETED) or has_failed_before):
        made = process(recorded.capture_id, rules=rules, only_if_waiting=outcome == Outcome.NEW)
        if isinstance(made, Rejection):
            outcome, reason = Outcome.REJECTED, made.reason
        else:
            outcome, reason = Outcome.COMPLETED if has_failed_before else outcome, ""
            article_ids = made.article_ids
    return Receipt(
        name=recorded.name,
        outcome=outcome,
        sha256=recorded.sha256,
        capture_id=recorded.capture_id,
        article_ids=article_ids,
        article_count=len(article_ids),
        reason=reason,
    )


def _process(capture_id: int, rules: Rules, only_if_waiting: bool) -> Saved | Rejection:
    with machine_write():
        capture, raw = captures.load_raw(capture_id=capture_id)
        if capture.status == Capture.Status.EMPTIED:
            return Failure(name=raw.name, reason="its bytes were taken down")
        if only_if_waiting and capture.status != Capture.Status.STORED:
            return Saved(kept=captures.article_ids_of(capture))
        page = draft_articles(raw, rules.sources)
        if isinstance(page, Rejection):
            return page
        placed = place_drafts(capture_id=capture_id, drafts=page.drafts, is_first=capture.processed_at is None)
        extracted = extract_articles((placement.effective for placement in placed.placements), rules.extractor)
        saved = save_articles(
            capture_id=capture_id,
            placed=placed,
            extracted=extracted,
            book=rules.sources,
            pipeline_version=PIPELINE_VERSION,
            is_sample=capture.is_sample,
        )
        captures.mark_processed(
            capture_id=capture_id,
            encoding=page.encoding,
            removed=page.removed,
            pipeline_version=PIPELINE_VERSION,
        )
    return saved


def _reject(capture_id: int, rejection: Rejection) -> None:
    """Note why a capture became nothing; what stood on it stands on nothing now, unless the rules failed."""
    with machine_write():
        if not isinstance(rejection, Failure):
            hide_articles_of(capture_id=capture_id, reason=f"Its capture is rejected now: {rejection.reason}")
        captures.mark_rejected(capture_id=capture_id, reason=rejection.reason, pipeline_version=PIPELINE_VERSION)


def _guarded(name: str, work: Callable[[], T | Rejection]) -> T | Rejection:
    """The one place that catches what no rule foresaw: one bad page never stops the rest.

    A database that is gone or full is no page's fault and stops the run.
    """
    try:
        return work()
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.exception("%s failed", name)
        return Failure(name=name, reason=f"failed: {type(error).__name__}: {str(error)[:300]}")


def _batches(found: Iterable[Found]) -> Iterator[list[Found]]:
    """`found` in lists of a size whose bytes are held in memory and committed together."""
    batch: list[Found] = []
    size = 0
    for one in found:
        batch.append(one)
        size += len(one.content) if isinstance(one, RawCapture) else 0
        if len(batch) >= _BATCH_CAPTURES or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
