"""The API's addresses. Whatever is asked for in error, the answer is JSON that says so."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.api.cursor import MOST, portion, read_cursor
from articles.api.forms import Json, query_form, results_form, row_form
from articles.api.openapi import description
from articles.api.rate import limited
from articles.models import Article
from articles.search.directory import directory
from articles.search.filters import EntryFilterSet
from articles.search.live.snapshot import one_snapshot
from articles.search.panels import MOST_UNFOLDS
from articles.search.parameters import FACET_NAMES
from articles.search.records import records
from articles.search.results import PER_PAGE, search
from articles.search.rows import rows

LAST_PAGE = 500


@require_safe
@limited
def articles(request: HttpRequest) -> HttpResponse:
    """A search: a page of it with facets and histogram or, with `after`, the next portion of all it finds."""
    if "after" in request.GET:
        return _portion(request)
    asked = request.GET.get("page", "")
    if asked.isascii() and asked.isdigit() and int(asked[:9]) > LAST_PAGE:
        return _refused(f"Pages end at {LAST_PAGE}; read on with after= (see {reverse('articles:api_description')}).")
    return JsonResponse(
        results_form(search(request.GET, unfolds=MOST_UNFOLDS * len(FACET_NAMES)), request.build_absolute_uri)
    )


@require_safe
@limited
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """One article with its text."""
    found = next(iter(records([pk], request.build_absolute_uri, with_text=True)), None)
    if found is None or not Article.objects.public().filter(pk=pk).exists():
        return JsonResponse({"error": f"There is no article {pk}."}, status=404)
    return JsonResponse(found)


@require_safe
@limited
def companies(request: HttpRequest) -> HttpResponse:
    """The companies that articles are tagged with."""
    return _listed(request, "company")


@require_safe
@limited
def topics(request: HttpRequest) -> HttpResponse:
    """The topics that articles are tagged with, each count with the topics below it."""
    return _listed(request, "topic")


@require_safe
@limited
def api_description(request: HttpRequest) -> HttpResponse:
    """What the API offers, as OpenAPI 3.1."""
    return JsonResponse(description(request.build_absolute_uri("/")))


@require_safe
@limited
def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address under the API's own."""
    message = f"There is nothing at this address; {reverse('articles:api_description')} says what there is."
    return JsonResponse({"error": message}, status=404)


def _portion(request: HttpRequest) -> HttpResponse:
    given = request.GET["after"]
    cursor = read_cursor(given) if given else None
    if given and cursor is None:
        return _refused("after= takes what the answer before gave as its cursor, or nothing to begin.")
    limit = request.GET.get("limit", "")
    most = min(max(int(limit[:6]), 1), MOST) if limit.isascii() and limit.isdigit() else PER_PAGE
    filterset = EntryFilterSet(request.GET)
    with one_snapshot():
        ids, last = portion(filterset, after=cursor, most=most)
        found = rows(ids, filterset.parsed.tree)
    pairs = (*filterset.state.pairs, ("limit", str(most)), ("after", str(last)))
    answer: Json = {
        "query": query_form(filterset),
        "results": [row_form(row, request.build_absolute_uri) for row in found],
        "after": str(last) if last else None,
        "next": request.build_absolute_uri(f"{request.path}?{urlencode(pairs)}") if last else None,
    }
    return JsonResponse(answer)


def _listed(request: HttpRequest, facet: str) -> HttpResponse:
    found = directory(
        facet,
        order=request.GET.get("order", ""),
        letter=request.GET.get("letter", "")[:3],
        page=request.GET.get("page", ""),
    )
    build = request.build_absolute_uri
    answer: Json = {
        "count": found.total,
        "page": found.pages.number,
        "pages": found.pages.last,
        "results": [
            {
                "slug": item.slug,
                "name": item.label,
                "articles": item.count,
                "address": build(reverse(f"articles:{facet}", args=[item.slug])),
                "api_address": build(f"{reverse('articles:api_articles')}?{urlencode({facet: item.slug})}"),
            }
            for item in found.items
        ],
    }
    return JsonResponse(answer)


def _refused(message: str) -> JsonResponse:
    return JsonResponse({"error": message}, status=400)
