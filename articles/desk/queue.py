"""The queue: one page that shows what needs a person next, decided by a key or a button, one request a decision."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from articles.curating import queue
from articles.curating.items import CHOICES, QueueKind
from articles.curating.queue import COUNTED_TO, KINDS, Item, count_waiting, kinds_for
from articles.desk.gate import CURATE, curators_only, person
from articles.store.candidates import refresh_candidates
from articles.tasks import tagging
from articles.tasks.curation import undo_by_job

SKIP = "skip"
_FRAGMENT = "X-Desk-Fragment"  # sent by the page's script, which puts the answer in the place of the item


@require_safe
@curators_only(CURATE)
def queue_page(request: HttpRequest) -> HttpResponse:
    """The next item of all kinds, or of the one chosen, with how many of each kind wait."""
    kinds = kinds_for(request.user)
    chosen = _chosen(request.GET.get("kind", ""), kinds)
    refresh_candidates()
    asked = _asked(request, chosen)
    item = asked or queue.next_item([chosen] if chosen else kinds, by=person(request), now=timezone.now())
    context = {
        **admin.site.each_context(request),
        "title": "Queue",
        "kinds": [
            {"kind": kind, "count": min(count, COUNTED_TO), "is_more": count > COUNTED_TO, "is_chosen": kind is chosen}
            for kind in kinds
            for count in [count_waiting(kind)]
        ],
        "item": item,
        "chosen": chosen,
    }
    return render(request, "admin/desk/queue.html", context)


@require_POST
@curators_only(CURATE)
def decide(request: HttpRequest) -> HttpResponse:
    """Take a decision or skip; the answer carries the next item."""
    kind = KINDS.get(request.POST.get("kind", ""))
    subject = request.POST.get("subject", "")
    choice = request.POST.get("choice", "")
    if kind is None or not _is_number(subject) or choice not in (*CHOICES, SKIP):
        raise Http404("no such item")
    if not kind.is_open_to(request.user):
        return HttpResponse("Not yours to decide.", status=403)
    by, now = person(request), timezone.now()
    if choice == SKIP:
        queue.skip(kind, int(subject), by=by, now=now)
        return _answer(request, "Skipped: it comes last now.")
    given = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    decided = queue.decide(kind, int(subject), choice, given, by=by, tag_again=tagging.tagging_again(by))
    if decided.act is not None:
        return _answer(request, f"{decided.act.what[:1].upper()}{decided.act.what[1:]}.", fewer=(kind.name, 1))
    if decided.is_late:
        return _answer(request, decided.problem, is_warning=True)
    return _answer(request, decided.problem, is_warning=True, again=(kind, int(subject)))


@require_POST
@curators_only(CURATE)
def undo(request: HttpRequest) -> HttpResponse:
    """Take the person's last decision back and show its item again."""
    act = queue.last_act(by=person(request))
    if act is None:
        return _answer(request, "There is no decision of yours to take back.", is_warning=True)
    if queue.takes_long_to_undo(act, most=tagging.AT_ONCE):
        undo_by_job(act, by=person(request))
        return _answer(request, f"Being taken back by a job, since many articles change: {act.what}.")
    left = queue.undo(act, by=person(request), tag_again=tagging.tagging_again(person(request)))
    if left:
        return _answer(request, f"Not taken back ({act.what}): {left}.", is_warning=True)
    again = (KINDS[act.kind], act.subject) if act.subject is not None else None
    return _answer(request, f"Taken back: {act.what}.", again=again, fewer=(act.kind, -1))


def _answer(
    request: HttpRequest,
    words: str,
    *,
    is_warning: bool = False,
    fewer: tuple[str, int] = ("", 0),
    again: tuple[QueueKind, int] | None = None,
) -> HttpResponse:
    """The next item with what came of the last: by itself for the page's script, else by way of the page.

    `fewer` is the kind of which a decision leaves that many fewer.
    """
    kinds = kinds_for(request.user)
    chosen = _chosen(request.POST.get("only", ""), kinds)
    if request.headers.get(_FRAGMENT) != "1":
        return _page_with(request, words, chosen, again, is_warning=is_warning)
    by, now = person(request), timezone.now()
    item = queue.this_item(again[0], again[1], by=by, now=now) if again else None
    item = item or queue.next_item([chosen] if chosen else kinds, by=by, now=now)
    notice = {"words": words, "is_warning": is_warning, "kind": fewer[0], "fewer": fewer[1]}
    return render(request, "admin/desk/_item.html", {"item": item, "chosen": chosen, "notice": notice})


def _page_with(
    request: HttpRequest, words: str, chosen: QueueKind | None, again: tuple[QueueKind, int] | None, *, is_warning: bool
) -> HttpResponse:
    messages.add_message(request, messages.WARNING if is_warning else messages.SUCCESS, words)
    asked = {"kind": chosen.name} if chosen else {}
    if again:
        asked |= {"item": f"{again[0].name}:{again[1]}"}
    return redirect(reverse("desk:queue") + (f"?{urlencode(asked)}" if asked else ""))


def _asked(request: HttpRequest, chosen: QueueKind | None) -> Item | None:
    """The item named in the address, if it still waits and the person may decide on it."""
    name, _, subject = request.GET.get("item", "").partition(":")
    kind = KINDS.get(name)
    if kind is None or not _is_number(subject) or not kind.is_open_to(request.user):
        return None
    return queue.this_item(kind, int(subject), by=person(request), now=timezone.now())


def _chosen(name: str, kinds: list[QueueKind]) -> QueueKind | None:
    return next((kind for kind in kinds if kind.name == name), None)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 18
