"""Pages without the indentation of their templates, which a browser would only read past."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

_INDENTATION: Final = re.compile(rb"\n\s+")  # from the end of a line on: a run of spaces is walked through once
_KEEPS_SPACE: Final = re.compile(rb"<(?:pre|textarea)\b", re.IGNORECASE)  # elements in which white space is text


class CompactMiddleware:
    """Takes blank lines and leading spaces out of HTML, but for pages that hold text as it was typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, a page made compact."""
        response = self.get_response(request)
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return response
        if not _KEEPS_SPACE.search(response.content):
            response.content = _INDENTATION.sub(b"\n", response.content)
            if response.has_header("Content-Length"):
                response["Content-Length"] = str(len(response.content))
        return response
