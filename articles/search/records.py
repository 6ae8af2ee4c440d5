"""Articles as records for export, read in portions so that a set of any size takes the same memory."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from articles.models import Article, Tagging
from articles.search.dates import known_date
from articles.search.filters import OLDEST, EntryFilterSet
from articles.search.live.snapshot import one_snapshot
from articles.search.references import references
from articles.search.selecting import selection

Record = dict[str, Any]
PORTION = 200
_KINDS = ("company", "topic", "person", "place")
_PLURALS = {"company": "companies", "topic": "topics", "person": "people", "place": "places"}


def found_ids(filterset: EntryFilterSet) -> Sequence[int]:
    """The ids of every article of a search, the newest first or, where the search asks for it, the oldest."""
    with one_snapshot():
        selected = selection(filterset)
        slots = selected.by_date(0, selected.count, is_oldest_first=filterset.order == OLDEST)
        return array("q", selected.ids(slots))


def records(ids: Sequence[int], address: Callable[[str], str], *, with_text: bool) -> Iterator[Record]:
    """The public articles of `ids`, in that order, one record each.

    `address` makes a whole web address of a path within the archive.
    """
    for start in range(0, len(ids), PORTION):
        yield from _portion(list(ids[start : start + PORTION]), address, with_text=with_text)


def _portion(ids: list[int], address: Callable[[str], str], *, with_text: bool) -> Iterator[Record]:
    tags = _tags(ids)
    texts = Article.objects.filter(pk__in=ids).only(*_columns(with_text=with_text)).in_bulk()
    for reference in references(ids, address):
        article = texts.get(reference.number)
        if article is None:  # purged since
            continue
        known = known_date(article)
        yield {
            "id": reference.number,
            "address": reference.archive_url,
            "title": reference.title,
            "source": reference.publisher,
            "authors": list(reference.authors),
            "published": known.machine,
            "published_as": known.phrase,
            "kind": article.kind,
            "language": reference.language,
            "words": article.word_count,
            **{_PLURALS[kind]: tags[reference.number][kind] for kind in _KINDS},
            "url": reference.url,
            "captured": reference.captured.isoformat() if reference.captured else "",
            "sha256": reference.sha256,
            **({"text": article.text} if with_text else {}),
        }


def _columns(*, with_text: bool) -> tuple[str, ...]:
    return (
        "kind", "word_count", "published_at", "published_precision", "published_basis",
        "published_is_inferred", "published_evidence", *(("text",) if with_text else ()),
    )  # fmt: skip


def _tags(ids: list[int]) -> dict[int, dict[str, list[str]]]:
    """The names of the accepted tags of articles, by kind."""
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: {kind: [] for kind in _KINDS})
    taggings = Tagging.objects.filter(article__in=ids, decision=Tagging.Decision.ACCEPTED).order_by("-confidence", "pk")
    for article, *names in taggings.values_list("article_id", *(f"{kind}__name" for kind in _KINDS)):
        for kind, name in zip(_KINDS, names, strict=True):
            if name:
                found[article][kind].append(name)
    return found
