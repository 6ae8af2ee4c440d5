"""The archive's own window that saves a page as a person sees it, and the bookmarklet that opens it.

The bookmarklet carries no token. It opens this window, which says that it is ready; the page hands itself over by
postMessage, to the archive's origin alone; the person sees what came and saves it by a click, under the session that
is open here. A page can hand over nothing but itself: the window compares its address with the origin that the browser
vouches for (static/articles/js/capture.js).
"""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from articles.desk.gate import curators_only, person
from articles.desk.receiving import BadCaptureError, checked, receive, refuse_too_large
from articles.models import Sighting
from articles.rules import warm_rules
from articles.store.captures import note_sender

ADD: Final = "articles.add_capture"
_BOOKMARKLET: Final = """
(() => {
  const archive = ORIGIN, opened = window.open(archive + PATH, "_blank", "width=640,height=720");
  if (!opened) return alert("The browser did not let the archive's window open.");
  const answer = (event) => {
    if (event.source !== opened || event.origin !== archive || event.data !== "newsarchive: ready") return;
    removeEventListener("message", answer);
    const page = document.documentElement.outerHTML;
    opened.postMessage({ newsarchive: "page", url: location.href, title: document.title, html: page }, archive);
  };
  addEventListener("message", answer);
})()
"""


@require_safe
@login_not_required  # signing in elsewhere would cut the tie to the page; the window says so itself
@never_cache
def window(request: HttpRequest) -> HttpResponse:
    """The window that the bookmarklet opens. Who may not add captures is told so."""
    user = request.user
    may_save = user.is_authenticated and user.is_active and user.is_staff and user.has_perm(ADD)
    if may_save:
        warm_rules()
    context = {"may_save": may_save, "limit": settings.CAPTURE_SIZE_LIMIT}
    response = render(request, "articles/capture_window.html", context, status=200 if may_save else 403)
    # Under Django's `same-origin` the browser would cut this window off from the page that opened it. The window gives
    # its opener nothing: it reads one message and posts the word that it is ready.
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response


@require_POST
@curators_only(ADD)
def save(request: HttpRequest) -> HttpResponse:
    """Take in the page that the window shows, by a person's click."""
    try:
        refuse_too_large(request)
        html = request.FILES.get("html")
        sent = checked(url=request.POST.get("url"), html=html.read() if html else b"")
    except BadCaptureError as error:
        return JsonResponse({"error": str(error)}, status=error.status)
    except (RequestDataTooBig, MultiPartParserError):
        return JsonResponse({"error": "The page could not be read."}, status=400)
    response = receive(sent, how=Sighting.How.PAGE, by=person(request))
    told = json.loads(response.content)
    if told["capture"] and told["outcome"] != "duplicate":
        note_sender(capture_id=told["capture"], by=person(request), message=f"Sent from {sent.url[:200]}")
    return response


@require_safe
@curators_only(ADD)
def about(request: HttpRequest) -> HttpResponse:
    """What the bookmarklet is, and the bookmarklet."""
    return render(request, "articles/bookmarklet.html", {"bookmarklet": bookmarklet(request)})


def bookmarklet(request: HttpRequest) -> str:
    """The address that a bookmark keeps, for the archive as the person reaches it."""
    origin = request.build_absolute_uri("/").rstrip("/")
    code = " ".join(line.strip() for line in _BOOKMARKLET.strip().splitlines())
    code = code.replace("ORIGIN", json.dumps(origin)).replace("PATH", json.dumps(reverse("articles:capture_window")))
    return "javascript:" + quote(code, safe="~()*!'.-_,;:=&+/{}[]")
