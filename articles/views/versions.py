"""What an article said each time its page was captured, and what changed in between."""

from __future__ import annotations

from itertools import pairwise

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from articles.models import Article
from articles.search.dates import known_date
from articles.search.numbered import numbered_pages
from articles.search.versions import text_of_version, versions_of
from articles.views.copies import difference

PER_PAGE = 60


def versions(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Every text of an article, the newest first, each with a link to what changed."""
    article = get_object_or_404(Article.objects.public().select_related("source"), pk=pk)
    if article.slug != slug:
        return redirect("articles:versions", pk=pk, slug=article.slug, permanent=True)
    found = versions_of(pk)
    steps = [(None, found[0]), *pairwise(found)] if found else []
    pages = numbered_pages(total=len(steps), per_page=PER_PAGE, asked=request.GET.get("page", ""))
    context = {
        "article": article,
        "date": known_date(article),
        "steps": steps[::-1][pages.start : pages.stop],
        "pages": pages,
        "first": found[0] if found else None,
    }
    return render(request, "articles/versions.html", context)


def changes(request: HttpRequest, pk: int, slug: str, older: int, newer: int) -> HttpResponse:
    """What changed from one version to another, word by word; versions are named by their captures."""
    article = get_object_or_404(Article.objects.public().select_related("source"), pk=pk)
    if article.slug != slug:
        return redirect("articles:changes", pk=pk, slug=article.slug, older=older, newer=newer, permanent=True)
    found = {version.capture_id: version for version in versions_of(pk)}
    texts = text_of_version(pk, older), text_of_version(pk, newer)
    if texts[0] is None or texts[1] is None or older not in found or newer not in found:
        raise Http404("No such version.")
    context = {"article": article, "older": found[older], "newer": found[newer], **difference(texts[0], texts[1])}
    return render(request, "articles/changes.html", context)
