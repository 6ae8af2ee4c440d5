"""The pages of single things: a company, a person, a place, a topic, a source."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from articles.models import Company, Person, Place, Source, Topic
from articles.search.parameters import CHILDREN, WITH_CHILDREN
from articles.search.profile import profile
from articles.views.moved import following_moves


@following_moves
def company(request: HttpRequest, slug: str) -> HttpResponse:
    """A company: who it is, and its articles; with `children=1` those of the companies below it too."""
    found = get_object_or_404(Company.objects.with_aliases().select_related("parent"), slug=slug)
    children = list(found.children.order_by("name", "pk"))
    with_children = bool(children) and request.GET.get(CHILDREN) == WITH_CHILDREN
    more = {
        "company": found,
        "children": children,
        "with_children": with_children,
        "country": _country(found.country),
    }
    return _profile(request, "company", "companies", found, more, with_children=with_children)


@following_moves
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """A person and the articles that name them; without a public one there is no page."""
    return _profile(request, "person", "people", get_object_or_404(Person, slug=slug), {})


@following_moves
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """A country or city and the articles that name it."""
    found = get_object_or_404(Place, slug=slug)
    return _profile(request, "place", "places", found, {"place": found, "country": _country(found.country)})


@following_moves
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic, the topics around it in the tree, and its articles."""
    found = get_object_or_404(Topic.objects.select_related("parent"), slug=slug)
    children = found.children.order_by("name", "pk")
    return _profile(request, "topic", "topics", found, {"topic": found, "children": list(children)})


@following_moves
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """A publisher and its articles."""
    found = get_object_or_404(Source.objects.prefetch_related("aliases"), slug=slug)
    return _profile(request, "source", "sources", found, {"source": found})


def _country(code: str) -> Place | None:
    """The country of an ISO 3166-1 code, where the archive has it."""
    return Place.objects.filter(kind=Place.Kind.COUNTRY, country=code).order_by("pk").first() if code else None


def _profile(
    request: HttpRequest,
    facet: str,
    section: str,
    thing: Company | Person | Place | Topic | Source,
    more: dict[str, Any],
    *,
    with_children: bool = False,
) -> HttpResponse:
    found = profile(facet, thing.slug, with_children=with_children)
    if isinstance(thing, Person) and not found.count:
        raise Http404("Only hidden articles name this person.")  # no vocabulary gave the name; their text did
    context = {"thing": thing, "facet": facet, "section": section, "profile": found, **more}
    return render(request, "articles/profile.html", context)
