"""The page of a story: its articles by day."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from articles.models import Story
from articles.search.stories import timeline_of


def story(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """A story; an old address, also that of a story joined to another, leads to the present one."""
    found = get_object_or_404(Story.objects.select_related("merged_into"), pk=pk)
    present = found.merged_into or found
    if not present.article_count:
        raise Http404("No article tells of it any more.")
    if present.pk != pk or present.slug != slug:
        return redirect(present, permanent=present.pk == pk)
    return render(request, "articles/story.html", {"timeline": timeline_of(present)})
