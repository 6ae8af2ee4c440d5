"""How often one address may ask (NEWSARCHIVE_API_RATE): so many requests in each minute of the clock."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from newsarchive.client_address import client_address
from newsarchive.rate_limits import seconds_to_wait

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def limited(view: View[P]) -> View[P]:
    """Answer 429 with Retry-After once an address has asked too often within the minute, whichever worker it asked."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        most: int = settings.NEWSARCHIVE_API_RATE
        wait = seconds_to_wait(f"api {client_address(request)}", most=most)
        if wait:
            message = f"More than {most} requests in a minute. Ask again in {wait} seconds."
            return JsonResponse({"error": message}, status=429, headers={"Retry-After": str(wait)})
        return view(request, *args, **kwargs)

    return answer
