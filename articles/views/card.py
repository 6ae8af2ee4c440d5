"""A card for what a text names: who it is, in how many articles, and when last."""

from __future__ import annotations

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode

from articles.models import Company, Person, Place
from articles.search import names
from articles.search.dates import full_day
from articles.search.facets import facet_counts
from articles.search.filters import EntryFilterSet
from articles.search.live.selection import Selection
from articles.search.parameters import NONE
from articles.search.selecting import selection
from articles.views.moved import following_moves

_NAMED_WITH = 2  # companies that the card of a person names
_THINGS: dict[str, type[Company] | type[Person] | type[Place]] = {"company": Company, "person": Person, "place": Place}


@following_moves
def card(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """The card of a company, person or place, a part of a page for the article's page to show."""
    if kind not in _THINGS:
        raise Http404
    thing = get_object_or_404(_THINGS[kind], slug=slug)
    selected = selection(EntryFilterSet(QueryDict(urlencode({kind: slug}))))
    if isinstance(thing, Person) and not selected.count:
        raise Http404("Only hidden articles name this person.")
    last = full_day(selected.last_day) if selected.last_day else ""
    facts = _named_with(selected) if isinstance(thing, Person) else _facts(thing)
    context = {"thing": thing, "facts": facts, "articles": selected.count, "last": last}
    return render(request, "articles/_card.html", context)


def _named_with(selected: Selection) -> list[str]:
    """The companies that stand most often in the same articles: of a person the archive knows no more than a name."""
    top = dict(facet_counts("company", selected).top(_NAMED_WITH + 1))
    named = names.by_keys("company", [key for key in top if key != NONE])
    found = [named[key].label for key in top if key in named][:_NAMED_WITH]
    return [f"named with {' and '.join(found)}"] if found else []


def _facts(thing: Model) -> list[str]:
    """What tells one thing from another of its name, in a few words each."""
    if isinstance(thing, Company):
        ticker = f"{thing.ticker} on {thing.exchange}" if thing.ticker and thing.exchange else thing.ticker
        return [fact for fact in (ticker, thing.sector, thing.country) if fact]
    if isinstance(thing, Place):
        return [fact for fact in (thing.get_kind_display().capitalize(), thing.country) if fact]
    return []
