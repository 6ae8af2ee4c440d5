"""The list of stories, and the page of one: its articles by day."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from articles.models import Story
from articles.search.numbered import numbered_pages
from articles.search.stories import timeline_of

PER_PAGE = 50


def stories(request: HttpRequest) -> HttpResponse:
    """Every story, the one with the latest article first."""
    told = Story.objects.told()
    total = told.count()
    pages = numbered_pages(total=total, per_page=PER_PAGE, asked=request.GET.get("page", ""))
    context = {"section": "stories", "total": total, "stories": told[pages.start : pages.stop], "pages": pages}
    return render(request, "articles/stories.html", context)


def story(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """A story; an old address, also that of a story joined to another, leads to the present one."""
    found = get_object_or_404(Story.objects.select_related("merged_into"), pk=pk)
    present = found.merged_into or found
    if not present.article_count:
        raise Http404("No article tells of it any more.")
    if present.pk != pk or present.slug != slug:
        return redirect(present, permanent=present.pk == pk)
    return render(
        request,
        "articles/story.html",
        {"section": "stories", "timeline": timeline_of(present, request.GET.get("page", ""))},
    )
