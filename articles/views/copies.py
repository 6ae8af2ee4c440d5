"""Two copies of one text side by side, what differs marked."""

from __future__ import annotations

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
    spans = diff_texts(first.text[:COMPARED], second.text[:COMPARED])
    same = sum(len(span.text.split()) for span in spans if span.change == Change.SAME)
    context = {
        "first": first,
        "second": second,
        "first_date": known_date(first),
        "second_date": known_date(second),
        "spans": [(span.change.value, span.text) for span in spans],
        "same_words": same,
        "only_first": first.word_count - same if first.word_count > same else 0,
        "only_second": second.word_count - same if second.word_count > same else 0,
        "is_same": all(span.change == Change.SAME for span in spans),
        "is_cut": max(len(first.text), len(second.text)) > COMPARED,
    }
    return render(request, "articles/compare.html", context)
