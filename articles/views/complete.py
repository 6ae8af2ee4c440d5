"""What the search box offers while someone types."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from articles.search.completion import Completion, completions


@require_safe
def complete(request: HttpRequest) -> JsonResponse:
    """Companies, topics, people and titles for `q`, each with the address of its page."""
    found = completions(request.GET.get("q", ""))
    response = JsonResponse(
        {"completions": [{"kind": one.kind, "label": one.label, "address": _address(one)} for one in found]}
    )
    patch_cache_control(response, private=True, max_age=60)
    return response


def _address(one: Completion) -> str:
    if one.kind == "title":
        return reverse("articles:article", args=[one.article_id, one.slug])
    return reverse(f"articles:{one.kind}", args=[one.slug])
