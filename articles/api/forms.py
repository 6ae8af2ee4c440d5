"""Results in the form in which the API gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias
from urllib.parse import urlencode

from django.urls import reverse

from articles.query.render import describe, to_text
from articles.query.synonyms import widened_parts
from articles.search.filters import EntryFilterSet
from articles.search.histogram import Histogram
from articles.search.panels import Panel
from articles.search.results import Results
from articles.search.rows import Pieces, Row

Json: TypeAlias = dict[str, Any]
Address = Callable[[str], str]


def results_form(results: Results, address: Address) -> Json:
    """A page of results with all that the page for people shows beside it."""
    pages = results.pages
    return {
        "count": results.count,
        "instead": _instead_form(results),
        "query": query_form(results.asked),
        "sort": results.filterset.order,
        "page": pages.number,
        "pages": pages.last,
        "next": _page_address(results, pages.following, address),
        "previous": _page_address(results, pages.previous, address),
        "results": [row_form(row, address) for row in results.rows],
        "facets": {panel.facet.name: _facet_form(panel) for panel in results.panels},
        "histogram": _histogram_form(results.histogram),
        "suggestions": [{"q": one.text, "count": one.count} for one in results.suggestions],
        "ways_out": [{"without": one.label, "count": one.count, "parameters": one.query} for one in results.ways_out],
    }


def query_form(filterset: EntryFilterSet) -> Json:
    """The words of a search as they were understood."""
    tree = filterset.parsed.tree
    return {
        "q": filterset.chosen["q"],
        "understood": describe(tree),
        "normalised": to_text(tree),
        "synonyms": {describe(part.child): [other.text for other in part.others] for part in widened_parts(tree)},
        "hints": list(filterset.hints),
        "parameters": filterset.state.query,
    }


def row_form(row: Row, address: Address) -> Json:
    """An article among results; `marks` are the spans of the snippet and the title that matched, in characters."""
    article = row.article
    source = article.source
    return {
        "id": article.pk,
        "title": article.title,
        "title_marks": _marks(row.title),
        "address": address(article.get_absolute_url()),
        "api_address": address(reverse("articles:api_article", args=[article.pk])),
        "source": {"slug": source.slug, "name": source.name} if source else None,
        "authors": article.authors,
        "published": row.date.machine,
        "published_as": row.date.phrase,
        "is_inferred": article.published_is_inferred,
        "kind": article.kind,
        "language": article.language,
        "words": article.word_count,
        "needs_review": article.state == article.State.NEEDS_REVIEW,
        "is_sample": row.is_sample,
        "companies": [{"slug": tag.slug, "name": tag.name} for tag in row.companies],
        "topics": [{"slug": tag.slug, "name": tag.name} for tag in row.topics],
        "snippet": "".join(text for text, _ in row.snippet),
        "snippet_marks": _marks(row.snippet),
        "why": [
            {
                "part": one.label,
                "title": one.title,
                "opening": one.opening,
                "rest": one.rest,
                "is_synonym": one.is_synonym,
            }
            for one in row.reasons
        ],
        "copies": [copy.article.pk for copy in row.copies],
    }


def _instead_form(results: Results) -> Json | None:
    other = results.instead
    return {"how": other.how, "q": other.text, "count": other.count} if other else None


def _marks(pieces: Pieces) -> list[list[int]]:
    spans, at = [], 0
    for text, is_marked in pieces:
        if is_marked:
            spans.append([at, at + len(text)])
        at += len(text)
    return spans


def _facet_form(panel: Panel) -> Json:
    return {
        "values": [
            {
                "value": one.slug,
                "label": one.label,
                "count": one.count,
                "is_chosen": one.is_on,
                "is_left_out": one.is_out,
            }
            for one in panel.values
        ],
        "more": panel.hidden,
    }


def _histogram_form(chart: Histogram | None) -> Json | None:
    if chart is None:
        return None
    bars: Iterable[Json] = ({"period": bar.name, "count": bar.count, "total": bar.total} for bar in chart.bars)
    return {"unit": chart.unit, "bars": list(bars)}


def _page_address(results: Results, number: int | None, address: Address) -> str | None:
    if number is None:
        return None
    pairs = (*results.asked.state.pairs, ("page", str(number)))
    return address(reverse("articles:api_articles") + "?" + urlencode(pairs))
