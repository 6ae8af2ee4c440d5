"""References to articles: a page of them in three styles, and downloads for reference managers."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from articles.citations import formats
from articles.citations.reference import Reference
from articles.search.references import references
from articles.views.linked_data import STYLES

MOST = 500  # articles of one request; an export has any number
SHOWN = 20  # of them in each style on the page; the files have all
_DOWNLOADS: dict[str, tuple[Callable[[Iterable[Reference]], str], str]] = {
    "bib": (formats.bibtex, "application/x-bibtex"),
    "ris": (formats.ris, "application/x-research-info-systems"),
    "json": (formats.csl_json, "application/vnd.citationstyles.csl+json"),
}


def cite(request: HttpRequest) -> HttpResponse:
    """The ticked articles' references in APA, MLA and Chicago."""
    found = _asked(request)
    written = [(name, [style(reference) for reference in found[:SHOWN]]) for name, style in STYLES]
    context = {
        "count": len(found),
        "styles": written,
        "chosen": [reference.number for reference in found],
        "most": MOST,
        "shown": SHOWN,
    }
    return render(request, "articles/cite.html", context)


def cite_file(request: HttpRequest, form: str) -> HttpResponse:
    """The ticked articles' references as a file: `form` is bib, ris or json."""
    if form not in _DOWNLOADS:
        raise Http404
    found = _asked(request)
    if not found:
        raise Http404("No article was named.")
    write, media_type = _DOWNLOADS[form]
    response = HttpResponse(write(found), content_type=f"{media_type}; charset=utf-8")
    name = found[0].key if len(found) == 1 else f"newsarchive-{len(found)}-references"
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def asked_articles(request: HttpRequest) -> list[int]:
    """The ids of the ticked articles; what is no id is left out."""
    given = (value for value in request.GET.getlist("article") if value.isascii() and value.isdecimal())
    return [int(value) for value in dict.fromkeys(given) if len(value) < 16]


def _asked(request: HttpRequest) -> tuple[Reference, ...]:
    return references(asked_articles(request)[:MOST], request.build_absolute_uri)
