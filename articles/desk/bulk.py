"""One act on many articles: what to do, what it will change, then its own page with its progress and its undoing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.curating import bulk, forecast, queue
from articles.curating.items import Problem
from articles.curating.operations import LABELS, in_words, read_operation
from articles.curating.vocabulary import ROW, told
from articles.desk.gate import CURATE, curators_only, person
from articles.models import Article, CurationAct, CurationRow, Topic
from articles.rules import present_rules
from articles.search.chips import chips
from articles.search.filters import EntryFilterSet
from articles.search.found import every_id
from articles.store.jobs import has_worker
from articles.tasks.curation import queue_act, undo_by_job
from articles.tasks.tagging import AT_ONCE, tagging_again

STEP: Final = 2.0  # seconds of work in one request, where no worker lives
ROWS_SHOWN: Final = 50
_ASKED: Final = ("operation", "sort", "thing", "source", "kind", "state", "reason")
_LONGEST_SEARCH: Final = 4_000  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The articles to act on: those of a search, or those ticked."""

    ids: list[int]
    search: str = ""
    words: str = ""
    is_ticked: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
@curators_only(CURATE)
def bulk_page(request: HttpRequest) -> HttpResponse:
    """Ask what to do, show what it would change, and on confirmation begin."""
    chosen = _chosen(request)
    if isinstance(chosen, Problem):
        return _asking(request, None, problem=chosen.reason)
    if request.method != "POST" or "operation" not in request.POST:
        return _asking(request, chosen)
    given = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    operation = read_operation(given)
    if isinstance(operation, Problem):
        return _asking(request, chosen, problem=operation.reason)
    seen = request.POST.get("seen", "")
    if seen and seen == forecast.digest_of(operation, chosen.ids):
        with transaction.atomic():
            act = bulk.begin(operation, chosen.ids, search=chosen.search, by=person(request))
            queue_act(act, by=person(request))
        return redirect("desk:act", pk=act.pk)
    shown = forecast.preview(operation, chosen.ids, by=person(request))
    if isinstance(shown, Problem):
        return _asking(request, chosen, problem=shown.reason)
    problem = "The search finds other articles than a moment ago. Look again." if seen else ""
    return _asking(request, chosen, preview=shown, words=in_words(operation), problem=problem)


@require_safe
@curators_only(CURATE)
def act_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One act: what it did to which articles, its progress, and the way to undo it."""
    act = get_object_or_404(CurationAct.objects.without_ids().select_related("by", "undone_by"), pk=pk)
    left = act.rows.filter(state=CurationRow.State.LEFT).order_by("pk")
    context = {
        **admin.site.each_context(request),
        "title": f"Act {act.pk}",
        "act": act,
        "has_worker": has_worker(),
        "changed": _named(act.rows.exclude(state=CurationRow.State.LEFT).order_by("pk")),
        "left": _named(left),
        "most": ROWS_SHOWN,
    }
    return render(request, "admin/desk/act.html", context)


@require_POST
@curators_only(CURATE)
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with an act for a moment, unless a worker does; the answer says how far it is."""
    act = get_object_or_404(CurationAct.objects.without_ids(), pk=pk)
    if act.is_under_way and not (has_worker() and request.POST.get("here") != "1"):
        act = bulk.advance_for(act_id=pk, seconds=STEP, rules=present_rules)
    if request.headers.get("X-Desk-Fragment") == "1":
        return render(request, "admin/desk/_progress.html", {"act": act, "has_worker": has_worker()})
    return redirect("desk:act", pk=pk)


@require_POST
@curators_only(CURATE)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an act: at once where it was one decision, batch by batch where it was many."""
    act = get_object_or_404(CurationAct.objects.without_ids(), pk=pk)
    if not act.is_bulk and not queue.takes_long_to_undo(act, most=AT_ONCE):
        left = queue.undo(act, by=person(request), tag_again=tagging_again(person(request)))
        messages.add_message(request, messages.WARNING if left else messages.SUCCESS, left or "Undone.")
        return redirect("desk:act", pk=pk)
    if not undo_by_job(act, by=person(request)):
        messages.warning(request, "That cannot be undone now.")
    return redirect("desk:act", pk=pk)


@require_POST
@curators_only(CURATE)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an act rest where it is."""
    bulk.stop(act_id=pk)
    return redirect("desk:act", pk=pk)


def asked_about(request: HttpRequest, article_ids: list[int]) -> HttpResponse:
    """The page that asks what to do with articles ticked in a list."""
    ids = sorted(Article.objects.filter(pk__in=article_ids).values_list("pk", flat=True))
    return _asking(request, Chosen(ids=ids, is_ticked=True))


def _asking(
    request: HttpRequest,
    chosen: Chosen | None,
    *,
    problem: str = "",
    preview: forecast.Preview | None = None,
    words: str = "",
) -> HttpResponse:
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "Curate many articles",
        "chosen": chosen,
        "ids": ",".join(map(str, chosen.ids)) if chosen and chosen.is_ticked else "",
        "problem": problem,
        "preview": preview,
        "words": words,
        "given": request.POST,
        "asked": [(name, request.POST[name]) for name in _ASKED if name in request.POST],
        "operations": list(LABELS.items()),
        "kinds": Article.Kind.choices,
        "states": Article.State.choices,
        "topics": Topic.objects.order_by("name").values_list("name", flat=True)[:500],
    }
    return render(request, "admin/desk/bulk.html", context)


def _chosen(request: HttpRequest) -> Chosen | Problem:
    """The articles that the address or the form names, as they are at this moment."""
    ticked = request.POST.get("ids", "") or ",".join(request.GET.getlist("article"))
    if ticked:
        numbers = {int(one) for one in ticked.split(",") if one.isascii() and one.isdecimal() and len(one) < 10}
        ids = sorted(Article.objects.filter(pk__in=numbers).values_list("pk", flat=True))
        return Chosen(ids=ids, is_ticked=True) if ids else Problem("No article was chosen.")
    query = request.POST.get("search", request.GET.urlencode())[:_LONGEST_SEARCH]
    filterset = EntryFilterSet(QueryDict(query))
    found = every_id(filterset, at_most=bulk.MOST)
    if found is None:
        return Problem(f"That is more than {bulk.MOST:,} articles. Narrow the search first.")
    if not found:
        return Problem("The search finds no article.")
    words = ", ".join(filter(None, (filterset.chosen["q"], *(chip.label for chip in chips(filterset)))))
    return Chosen(ids=found, search=filterset.state.query.removeprefix("?"), words=words)


def _named(rows: Any) -> list[CurationRow]:
    """The first rows; those that tell of no article with what changed, in words."""
    found = list(rows.select_related("article").defer("before", "after", "article__text")[:ROWS_SHOWN])
    own = CurationRow.objects.in_bulk([row.pk for row in found if row.sort == ROW])
    for row in found:
        row.words = told(own[row.pk]) if row.pk in own else f"{row.sort} {row.subject or ''}"
    return found
