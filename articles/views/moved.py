"""Pages whose address changed when what they are about was merged into another."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from articles.search.moved import moved_to

KINDS = frozenset({"company", "person", "place", "topic", "source"})
View = Callable[..., HttpResponse]


def following_moves(view: View) -> View:
    """The view, its former addresses (`slug`, of the kind it is named for or given) sent on for good."""

    @wraps(view)
    def sent_on(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            match = request.resolver_match
            kind = kwargs.get("kind", match.url_name if match else "")
            found = moved_to(kind, [kwargs["slug"]]) if kind in KINDS else {}
            if match is None or not found:
                raise
            address = reverse(match.view_name, kwargs={**kwargs, "slug": found[kwargs["slug"]][1]})
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)

    return sent_on
