"""How to search, and how to read what the archive shows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def help_page(request: HttpRequest) -> HttpResponse:
    """The query language and the archive, explained."""
    return render(request, "articles/help.html", {"section": "help"})
