"""The order of the stages, from bytes to a tagged, searchable article.

    capture -> clean -> split -> extract -> store

The upper half needs no database and serves `manage.py clean` and `extract` too; the lower half stores.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Final, TypeVar

from django.conf import settings
from psycopg.errors import DeadlockDetected, ForeignKeyViolation

from articles.capture.files import in_batches
from articles.capture.found import Found
from articles.capture.unpack import too_large
from articles.clean.furniture import drop_recurring, site_of
from articles.clean.page import clean_capture
from articles.clean.sources import SourceBook, load_sources
from articles.documents import ArticleDraft, ExtractedArticle, RawCapture, Rejection, Removed
from articles.extract.article import Extractor
from articles.extract.vocabulary import load_vocabulary as read_vocabulary_files
from articles.models import Article, Capture, Sighting
from articles.prose import addresses
from articles.split.page import split_page
from articles.store import captures, taggings
from articles.store.address_locks import lock_addresses
from articles.store.articles import Saved, Work, release_articles, save_articles
from articles.store.captures import Outcome, Recorded
from articles.store.drafts import draft_of, storable_draft
from articles.store.furniture import learn_furniture, recurring_on
from articles.store.history import machine_write
from articles.store.intake import handed_through
from articles.store.learning import archive_model
from articles.store.lexemes import refresh_lexemes
from articles.store.outages import is_outage
from articles.store.placing import Page, Placed, place_drafts
from articles.store.positions import refresh_positions
from articles.store.receipts import Receipt, Result, receipt_of
from articles.store.search_entries import index_articles
from articles.store.sources import source_book
from articles.store.stories import join_stories
from articles.store.synonyms import load_synonyms
from articles.store.vocabulary import archive_vocabulary, load_vocabulary
from newsarchive.ner import load_recogniser

PIPELINE_VERSION: Final = "8"  # raised whenever rules change what comes out; stored with every capture and version

# Another writer stood in the way: two waited for each other, or what was found here was merged or deleted meanwhile.
_MET_ANOTHER: Final = (DeadlockDetected, ForeignKeyViolation)
_LOOKED_THROUGH_AT: Final = 20_000  # objects more than there were, some megabytes, for the collector of garbage
_TRIES: Final = 3  # of a capture that met another writer

logger = logging.getLogger(__name__)
T = TypeVar("T")
Recurring = Callable[[str], Mapping[int, int]]  # site -> {paragraph: stories}


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
    site: str = ""  # what it shares its furniture with
    url: str = ""  # as whoever saved it told, or the bytes themselves
    captured_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure(Rejection):
    """A rejection that is no fault of the capture: the articles that earlier rules made of it stay.

    It `met_another` where a writer at the same moment stood in the way, who is gone when it is tried again.
    """

    met_another: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drafted:
    """A stored capture as drafts, and what tells the address of its page, empty where that is unknown."""

    capture: Capture
    page: DraftedPage
    key: str


# Without a database


def file_rules() -> Rules:
    """The rules as the data files give them."""
    return Rules(
        sources=SourceBook(load_sources()),
        extractor=Extractor(read_vocabulary_files(), recogniser=load_recogniser(settings.NER_MODEL)),
    )


def draft_articles(
    raw: RawCapture, sources: SourceBook, recurring: Recurring = lambda site: {}
) -> DraftedPage | Rejection:
    """Clean a capture and divide it into articles; `recurring` tells what to take out of a site's pages."""
    page = clean_capture(raw, sources=sources)
    if isinstance(page, Rejection):
        return page
    site = site_of(page)
    page = drop_recurring(page, recurring(site))
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
        removed=tuple(piece for piece in page.removed if piece.text.strip() and piece not in taken),
        site=site,
        url=page.url,
        captured_at=page.captured_at,
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
    """The rules with the archive's own companies, places, topics and publishers, loaded from the files where new;
    the classifiers of the newest training suggest topics beside them.
    """
    bring_files_in()
    return stored_rules()


def bring_files_in() -> None:
    """Load the files' companies, places, topics and synonyms where they are newer than what was loaded last."""
    load_vocabulary()
    load_synonyms()


def stored_rules() -> Rules:
    """The rules as the archive holds them now, nothing loaded first."""
    rules = Rules(
        sources=source_book(),
        extractor=Extractor(archive_vocabulary(), archive_model(), load_recogniser(settings.NER_MODEL)),
    )
    # Hundreds of thousands of lasting objects: walked at every full collection of garbage, they cost an ingest a tenth.
    # What is garbage already goes first, since nothing frees it once it is frozen.
    gc.collect()
    gc.freeze()
    # What a batch makes lives until the batch is done, so that looking through it every 700 objects finds little.
    gc.set_threshold(_LOOKED_THROUGH_AT, *gc.get_threshold()[1:])
    return rules


def ingest(found: Iterable[Found], *, rules: Rules, how: str = Sighting.How.FILE) -> Iterator[Result]:
    """Take in what was found, in its order. What is no capture is handed through as it came.

    The bytes of a batch are committed before any of it is cleaned, so that a killed run loses nothing; the next run
    takes up what it left. How far a file was read is noted once all before that place is done.
    """
    for batch in in_batches(found):
        raws = [one for one in batch if isinstance(one, RawCapture)]
        receipts = _take_in(captures.record_many(raws=raws, how=how), rules)
        yield from handed_through(batch, receipts)
    refresh_lexemes()
    refresh_positions(if_many=True)


def ingest_capture(raw: RawCapture, *, rules: Rules, how: str = Sighting.How.FILE) -> Receipt:
    """Take in one capture."""
    return next(_take_in([captures.record(raw=raw, how=how)], rules))


def process(capture_id: int, *, rules: Rules) -> Saved | Rejection:
    """Make articles of a stored capture, from its bytes and all that is known of them."""
    return process_many([capture_id], rules=rules)[capture_id]


def process_many(
    capture_ids: Sequence[int], *, rules: Rules, if_waiting: Collection[int] = ()
) -> dict[int, Saved | Rejection]:
    """Process captures in one transaction: `{capture id: what became of it}`.

    Those in `if_waiting` are left alone where another process has finished them meanwhile. Where the database refuses
    what came of one capture, the batch is halved until that one stands in a transaction of its own; there it is tried
    again where only another writer stood in its way.
    """
    is_alone = len(capture_ids) == 1
    name = f"capture {capture_ids[0]}" if is_alone else f"{len(capture_ids)} captures"
    tries = _TRIES if is_alone else 1
    while True:
        outcomes = _guarded(name, lambda: _process(capture_ids, rules, if_waiting))
        if not isinstance(outcomes, Rejection):
            return outcomes
        tries -= 1
        if not tries or not (isinstance(outcomes, Failure) and outcomes.met_another):
            break
    if not is_alone:
        half = len(capture_ids) // 2
        first = process_many(capture_ids[:half], rules=rules, if_waiting=if_waiting)
        return first | process_many(capture_ids[half:], rules=rules, if_waiting=if_waiting)
    _reject({capture_ids[0]: outcomes}, rules)
    return {capture_ids[0]: outcomes}


def give_up(capture_id: int, *, rules: Rules) -> None:
    """Set a stored capture aside that ends every worker which processes it, so that those behind it have their turn."""
    if Capture.objects.filter(pk=capture_id, status=Capture.Status.STORED).exists():
        reason = "failed: every worker that processed it ended in the middle, for want of memory perhaps"
        _reject({capture_id: Failure(name=f"capture {capture_id}", reason=reason)}, rules)


def retag(article_ids: Sequence[int], *, rules: Rules) -> None:
    """Look again for entities and topics in what articles say now; curators' decisions stay."""
    if not article_ids:
        return
    with machine_write():
        rows = Article.objects.filter(pk__in=article_ids).select_related("source").order_by("pk")
        articles = list(rows.select_for_update(of=("self",), no_key=True))
        extracted = extract_articles((draft_of(article) for article in articles), rules.extractor)
        taggings.sync_taggings(found={one.pk: found for one, found in zip(articles, extracted, strict=True)})
        index_articles(article_ids=[article.pk for article in articles])
        join_stories(article_ids=[article.pk for article in articles])


def _take_in(recorded: Sequence[Recorded], rules: Rules) -> Iterator[Receipt]:
    """Process the recorded captures of which there is anything new to make, and give each its receipt."""
    due = {one.capture_id: one for one in reversed(recorded) if one.capture_id is not None and is_due(one)}
    if_waiting = [pk for pk, one in due.items() if one.outcome == Outcome.NEW]
    made = process_many([*reversed(due)], rules=rules, if_waiting=if_waiting) if due else {}
    return (receipt_of(one, made.get(one.capture_id or 0) if is_due(one) else None) for one in recorded)


def is_due(recorded: Recorded) -> bool:
    """Whether processing may make anything new of it: a new capture, one more is known of, or one of failed rules."""
    is_outdated = recorded.pipeline_version not in ("", PIPELINE_VERSION) and recorded.outcome == Outcome.REJECTED
    return is_outdated or recorded.outcome in (Outcome.NEW, Outcome.COMPLETED)


def _process(capture_ids: Sequence[int], rules: Rules, if_waiting: Collection[int]) -> dict[int, Saved | Rejection]:
    """Load, draft, place, extract, save: one transaction for all of them."""
    outcomes: dict[int, Saved | Rejection] = {}
    drafted: list[_Drafted] = []
    recurring = cache(recurring_on)
    with machine_write():
        for capture, raw in captures.load_raws(capture_ids=capture_ids):
            made = _draft(capture, raw, rules, recurring, only_if_waiting=capture.pk in if_waiting)
            if isinstance(made, _Drafted):
                drafted.append(made)
            else:
                outcomes[capture.pk] = made
        drafted.sort(key=lambda one: capture_ids.index(one.capture.pk))  # locked by their ids, made as they came
        lock_addresses(one.key for one in drafted)
        for batch in _one_of_each_address(drafted):
            made_of = _extract(batch, rules)
            works = [work for work in made_of.values() if isinstance(work, Work)]
            outcomes |= {pk: work for pk, work in made_of.items() if isinstance(work, Rejection)}
            outcomes |= save_articles(works=works, book=rules.sources, pipeline_version=PIPELINE_VERSION)
            captures.mark_processed(works=works, pipeline_version=PIPELINE_VERSION)
        _reject({pk: outcome for pk, outcome in outcomes.items() if isinstance(outcome, Rejection)}, rules)
        saved = [outcome for outcome in outcomes.values() if isinstance(outcome, Saved)]
        retag(sorted({pk for one in saved for pk in one.fallen_back}), rules=rules)
        learn_furniture(pages={one.capture.pk: one.page for one in drafted})
    for pk in capture_ids:
        outcomes.setdefault(pk, Failure(name=f"capture {pk}", reason="it was taken down meanwhile"))
    return outcomes


def _draft(
    capture: Capture, raw: RawCapture, rules: Rules, recurring: Recurring, *, only_if_waiting: bool
) -> _Drafted | Saved | Rejection:
    """The drafts of one capture, ready to be placed."""
    if capture.status == Capture.Status.EMPTIED:
        return Failure(name=raw.name, reason="its bytes were taken down")
    if capture.size > settings.CAPTURE_SIZE_LIMIT:
        return Rejection(name=raw.name, reason=too_large(settings.CAPTURE_SIZE_LIMIT))
    if only_if_waiting and capture.status == Capture.Status.REJECTED:
        return Rejection(name=raw.name, reason=capture.reason)
    if only_if_waiting and capture.status != Capture.Status.STORED:
        return Saved(kept=captures.article_ids_of(capture), is_done_elsewhere=True)
    page = _guarded(f"capture {capture.pk}", lambda: draft_articles(raw, rules.sources, recurring))
    if isinstance(page, Rejection):
        return page
    canonical = next((draft.canonical_url for draft in page.drafts if draft.canonical_url), "")
    return _Drafted(capture=capture, page=page, key=addresses.page_key(page.url, canonical))


def _one_of_each_address(drafted: Sequence[_Drafted]) -> Iterator[list[_Drafted]]:
    """Captures in batches without two of one page, so that the second finds what became of the first."""
    rest = list(drafted)
    while rest:
        seen: set[str] = set()
        batch: list[_Drafted] = []
        later: list[_Drafted] = []
        for one in rest:
            (later if one.key and one.key in seen else batch).append(one)
            seen.add(one.key)
        yield batch
        rest = later


def _extract(batch: Sequence[_Drafted], rules: Rules) -> dict[int, Work | Rejection]:
    """`{capture id: its drafts beside their articles, and what was found in those that are shown}`."""
    pages = [
        Page(
            capture_id=one.capture.pk,
            moment=one.page.captured_at or one.capture.created_at,
            drafts=one.page.drafts,
            key=one.key,
            is_first=one.capture.processed_at is None,
        )
        for one in batch
    ]

    def work(one: _Drafted, placed: Placed) -> Work:
        shown = (placement.effective for placement in placed.placements if placement.is_shown)
        return Work(
            capture=one.capture,
            address_key=one.key,
            encoding=one.page.encoding,
            removed=one.page.removed,
            placed=placed,
            extracted=extract_articles(shown, rules.extractor),
        )

    return {
        one.capture.pk: _guarded(f"capture {one.capture.pk}", partial(work, one, placed))
        for one, placed in zip(batch, place_drafts(pages=pages), strict=True)
    }


def _reject(rejections: Mapping[int, Rejection], rules: Rules) -> None:
    """Note why captures became nothing; what stood on them stands on others or nothing, unless the rules failed."""
    if not rejections:
        return
    with machine_write():
        right = {pk: one.reason for pk, one in rejections.items() if not isinstance(one, Failure)}
        retag(release_articles(rejected=right), rules=rules)
        captures.mark_rejected(reasons={pk: one.reason for pk, one in rejections.items()}, version=PIPELINE_VERSION)
    for pk, one in rejections.items():
        logger.info("capture %s rejected: %s", pk, one.reason[:200])


def _guarded(name: str, work: Callable[[], T | Rejection]) -> T | Rejection:
    """The one place that catches what no rule foresaw: one bad page never stops the rest.

    A database that is gone or full is no page's fault and stops the run; a deadlock is nobody's, and comes to an end.
    """
    try:
        return work()
    except Exception as error:
        met_another = isinstance(error.__cause__, _MET_ANOTHER)
        if is_outage(error) and not met_another:
            raise
        logger.exception("%s failed", name)
        reason = f"failed: {type(error).__name__}: {str(error)[:300]}"
        return Failure(name=name, reason=reason, met_another=met_another)
