"""Captures that programs send, by a token that is good for nothing else."""

from __future__ import annotations

import json
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.datastructures import MultiValueDictKeyError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from articles.api.rate import limited
from articles.desk.receiving import BadCaptureError, Sent, checked, receive, refuse_too_large
from articles.models import CaptureToken, Sighting
from articles.store.capture_tokens import token_of
from newsarchive.rate_limits import seconds_to_wait

_SCHEME: Final = "Bearer "
_FIELDS: Final = frozenset({"url", "html", "captured_at", "source"})


@csrf_exempt  # no cookie counts here: a token in a header is nothing that another site can have a browser send
@login_not_required  # the token is what lets in, in a closed archive too
@require_POST
@limited
def captures(request: HttpRequest) -> HttpResponse:
    """Take one page in: JSON, or a form with `html` as a file or a field."""
    given = request.headers.get("Authorization", "")
    token = token_of(given.removeprefix(_SCHEME).strip()) if given.startswith(_SCHEME) else None
    if token is None:
        headers = {"WWW-Authenticate": 'Bearer realm="captures"'}
        return JsonResponse({"error": "This needs a token for captures."}, status=401, headers=headers)
    if wait := _wait(token):
        message = f"More than {settings.NEWSARCHIVE_CAPTURE_RATE} captures in a minute. Send it in {wait} seconds."
        return JsonResponse({"error": message}, status=429, headers={"Retry-After": str(wait)})
    try:
        refuse_too_large(request)
        sent = _sent(request)
    except BadCaptureError as error:
        return JsonResponse({"error": str(error)}, status=error.status)
    except RequestDataTooBig:
        return JsonResponse({"error": "The request is too large."}, status=413)
    return receive(sent, how=Sighting.How.PROGRAM)


def _sent(request: HttpRequest) -> Sent:
    if request.content_type == "application/json":
        try:
            told = json.loads(request.body)
        except (ValueError, RecursionError):
            raise BadCaptureError("The body is no JSON.") from None
        if not isinstance(told, dict) or not {"url", "html"} <= told.keys() <= _FIELDS:
            raise BadCaptureError("The body must be an object with url and html, and captured_at and source if known.")
        return checked(**told)
    if request.content_type != "multipart/form-data":
        raise BadCaptureError("Send application/json or multipart/form-data.", 415)
    try:
        form, files = request.POST, request.FILES
        html = files["html"].read() if "html" in files else form["html"]  # type: ignore[union-attr]  # one file
    except (MultiPartParserError, MultiValueDictKeyError):
        raise BadCaptureError("The form must have url and html.") from None
    return checked(
        url=form.get("url"), html=html, captured_at=form.get("captured_at", ""), source=form.get("source", "")
    )


def _wait(token: CaptureToken) -> int:
    """Seconds until the token may be used again, 0 where it may be now."""
    return seconds_to_wait(f"captures {token.pk}", most=settings.NEWSARCHIVE_CAPTURE_RATE)
