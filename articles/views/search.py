"""The search page."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from articles.query.render import describe, to_text
from articles.query.synonyms import widened_parts
from articles.search.filters import NEWEST, OLDEST, RELEVANCE, EntryFilterSet
from articles.search.parameters import CHILDREN, COPIES, DENSE, EVERY_COPY, FACET_NAMES, HOW_SHOWN, ROWS, STORY
from articles.search.results import facet_panels, search, shown_facets


def home(request: HttpRequest) -> HttpResponse:
    """The search box, what it found, and every way to narrow it."""
    results = search(request.GET)
    filterset = results.filterset
    if moved := filterset.moved_state():
        return HttpResponsePermanentRedirect(moved.query)
    is_dense = bool(filterset.chosen[ROWS])
    context = {
        "results": results,
        "search_text": results.asked.chosen["q"],
        "kept_for_search": filterset.state.dropping_all("q").pairs,
        "kept_for_filters": _kept_for_filters(filterset),
        "excluded": [pair for pair in filterset.state.pairs if pair[0].startswith("not_")],
        "unfolded": [name for name in request.GET.getlist("more") if name in FACET_NAMES],
        "sorts": _sorts(filterset),
        "clear_query": filterset.state.keeping("q", *HOW_SHOWN).query,
        "copies_query": filterset.state.replacing(COPIES, "" if filterset.counts_copies else EVERY_COPY).query,
        "rows_query": filterset.state.replacing(ROWS, "" if is_dense else DENSE).query,
        "is_dense": is_dense,
        "pages_query": filterset.state.query,
        "hints": results.asked.hints,
        "understood": describe(results.asked.parsed.tree),
        "synonyms": _synonyms(filterset),
        "has_samples": any(row.is_sample for row in results.rows),
    }
    return render(request, "articles/home.html", context)


def facet(request: HttpRequest, name: str) -> HttpResponse:
    """One facet of a search by itself, for the page to put in the place of its own."""
    if name not in FACET_NAMES:
        raise Http404
    [panel] = facet_panels(EntryFilterSet(request.GET), (name,), shown_facets(request.GET))
    return render(request, "articles/_panel.html", {"panel": panel})


def _kept_for_filters(filterset: EntryFilterSet) -> Sequence[tuple[str, str]]:
    """What the form of the filters sends along without showing it."""
    return filterset.state.keeping("q", STORY, *(name for name in HOW_SHOWN if name != CHILDREN)).pairs


def _synonyms(filterset: EntryFilterSet) -> list[tuple[str, tuple[str, ...]]]:
    """What was searched for beside the words as typed; words with the same synonyms stand together."""
    typed: dict[tuple[str, ...], list[str]] = {}
    for part in widened_parts(filterset.parsed.tree):
        typed.setdefault(tuple(other.text for other in part.others), []).append(to_text(part.child))
    return [("”, “".join(words), others) for others, words in typed.items()]


def _sorts(filterset: EntryFilterSet) -> list[dict[str, object]]:
    """The orders to choose from; the one that holds without being asked for stands in no address."""
    default = RELEVANCE if filterset.has_words else NEWEST
    return [
        {
            "name": name,
            "is_current": name == filterset.order,
            "is_default": name == default,
            "query": filterset.state.replacing("sort", "" if name == default else name).query,
        }
        for name in ((RELEVANCE, NEWEST, OLDEST) if filterset.has_words else (NEWEST, OLDEST))
    ]
