"""The searches a signed-in person keeps."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from articles.models import SavedSearch
from articles.search.filters import EntryFilterSet
from articles.search.saved import filterset_of, kept, seen_now
from articles.store.saved_searches import TooManySavedSearchesError, note_look, remove_search, save_search

_LONGEST_QUERY = 4_000  # characters


@require_safe
@login_required
def saved_searches(request: HttpRequest) -> HttpResponse:
    """The person's saved searches, each with how many results are new since they looked."""
    own = SavedSearch.objects.filter(user=request.user.pk)
    return render(request, "articles/saved.html", {"section": "saved", "kept": kept(own)})


@require_POST
@login_required
def add(request: HttpRequest) -> HttpResponse:
    """Keep the search that the form names; what means nothing in its address is left out."""
    query = request.POST.get("query", "").removeprefix("?")[:_LONGEST_QUERY]
    name = " ".join(request.POST.get("name", "").replace("\x00", "").split())[:120]
    state = EntryFilterSet(QueryDict(query)).state
    if not name:
        messages.error(request, "A saved search needs a name.")
        return redirect(reverse("articles:home") + state.query)
    try:
        saved = save_search(user=request.user, name=name, query=state.query.removeprefix("?"))  # type: ignore[arg-type]  # signed in
    except TooManySavedSearchesError as error:
        messages.error(request, f"Not saved: {error}.")
        return redirect("articles:saved_searches")
    _look(saved)
    messages.success(request, f"Saved as “{name}”.")
    return redirect("articles:saved_searches")


@require_POST
@login_required
def remove(request: HttpRequest, token: UUID) -> HttpResponse:
    """Forget a saved search of one's own."""
    saved = get_object_or_404(SavedSearch, user=request.user.pk, token=token)
    remove_search(saved=saved)
    messages.success(request, f"Removed “{saved.name}”.")
    return redirect("articles:saved_searches")


@require_safe
def saved_search(request: HttpRequest, token: UUID) -> HttpResponse:
    """Run a saved search: for its owner, who thereby has looked, and for whoever was given the address."""
    saved = get_object_or_404(SavedSearch, token=token)
    if request.method == "GET" and saved.user_id == request.user.pk:
        _look(saved)
    return redirect(reverse("articles:home") + filterset_of(saved).state.query)


def _look(saved: SavedSearch) -> None:
    up_to, lately = seen_now(saved)
    note_look(saved=saved, up_to=up_to, lately=lately)
