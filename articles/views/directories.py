"""The lists: companies, people, places, sources, topics."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.search.directory import directory, holds_samples
from articles.search.topic_tree import topic_tree


def _directory(request: HttpRequest, *, facet: str, section: str, about: str) -> HttpResponse:
    listing = directory(
        facet,
        order=request.GET.get("order", ""),
        letter=request.GET.get("letter", ""),
        page=request.GET.get("page", ""),
    )
    context = {
        "listing": listing,
        "section": section,
        "about": about,
        "url_name": f"articles:{facet}",
        "has_samples": holds_samples(),
    }
    return render(request, "articles/directory.html", context)


def companies(request: HttpRequest) -> HttpResponse:
    """Every company with an article, by count or by name."""
    about = "Companies that articles in the archive are tagged with."
    return _directory(request, facet="company", section="companies", about=about)


def people(request: HttpRequest) -> HttpResponse:
    """Every person with an article, by count or by name."""
    about = "People whom articles in the archive name."
    return _directory(request, facet="person", section="people", about=about)


def places(request: HttpRequest) -> HttpResponse:
    """Every country and city with an article, by count or by name."""
    about = "Countries and large cities that articles in the archive name."
    return _directory(request, facet="place", section="places", about=about)


def sources(request: HttpRequest) -> HttpResponse:
    """Every publisher with an article, by count or by name."""
    about = "Publishers, as the captured pages state them."
    return _directory(request, facet="source", section="sources", about=about)


def topics(request: HttpRequest) -> HttpResponse:
    """The tree of topics with the number of articles of each, or those with an article by count or by name."""
    if request.GET.keys() & {"order", "letter", "page"}:
        return _directory(request, facet="topic", section="topics", about="What the archive's stories are about.")
    return render(
        request, "articles/topics.html", {"tree": topic_tree(), "section": "topics", "has_samples": holds_samples()}
    )
