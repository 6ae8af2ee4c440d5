"""How often one address may ask (NEWSARCHIVE_API_RATE): so many requests in each minute of the clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse

from newsarchive.client_address import client_address

WINDOW = 60  # seconds

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def limited(view: View[P]) -> View[P]:
    """Answer 429 with Retry-After once an address has asked too often within the window.

    Each process that answers requests counts for itself, in memory: nothing is written for a request that only reads.
    """

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        most: int = settings.NEWSARCHIVE_API_RATE
        if most:
            now = time.time()
            key = f"api-rate:{client_address(request)}:{int(now // WINDOW)}"
            cache.add(key, 0, WINDOW)
            if cache.incr(key) > most:
                wait = int(WINDOW - now % WINDOW) + 1
                message = f"More than {most} requests in a minute. Ask again in {wait} seconds."
                return JsonResponse({"error": message}, status=429, headers={"Retry-After": str(wait)})
        return view(request, *args, **kwargs)

    return answer
