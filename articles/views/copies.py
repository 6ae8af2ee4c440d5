"""Two copies of one text side by side, what differs marked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from articles.models import Article
from articles.prose.diff import Change, diff_texts
from articles.search.dates import known_date

COMPARED = 200_000  # characters of each text


def compare(request: HttpRequest, pk: int, slug: str, other: int) -> HttpResponse:
    """What differs between the texts of two articles, word by word."""
    articles = Article.objects.public().select_related("source")
    first, second = get_object_or_404(articles, pk=pk), get_object_or_404(articles, pk=other)
    if first.slug != slug:
        return redirect("articles:compare", pk=pk, slug=first.slug, other=other, permanent=True)
    context = {
        "first": first,
        "second": second,
        "first_date": known_date(first),
        "second_date": known_date(second),
        **difference(first.text, second.text),
    }
    return render(request, "articles/compare.html", context)


def difference(first: str, second: str) -> dict[str, Any]:
    """What `_difference.html` shows of two texts: spans, and how many words stand in both or in one."""
    spans = diff_texts(first[:COMPARED], second[:COMPARED])
    words = {change: sum(len(span.text.split()) for span in spans if span.change == change) for change in Change}
    return {
        "spans": [(span.change.value, span.text) for span in spans],
        "same_words": words[Change.SAME],
        "only_first": words[Change.REMOVED],
        "only_second": words[Change.ADDED],
        "is_same": all(span.change == Change.SAME for span in spans),
        "is_cut": max(len(first), len(second)) > COMPARED,
    }
