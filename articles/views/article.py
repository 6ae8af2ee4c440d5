"""The page of an article and its original capture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from articles.models import Article
from articles.search.copies import Copy, spread_of
from articles.search.quotation import Quotation
from articles.search.related import related_to
from articles.search.stories import story_of
from articles.search.versions import versions_of
from articles.views.article_page import Asked, article_page, provenance_of, with_room
from articles.views.linked_data import STYLES, linked_data, reference_of_page
from articles.views.parts import fitting, parts_of

COPIES_SHOWN = 15  # copies of an article that its page shows at a time
MOST_SHOWN = 12_000  # characters of a capture that its page shows at a time
_ORIGINAL, _BESIDE, _REMOVED = 25_000, 17_000, 5_000  # bytes of HTML: of a capture, of the text beside it, of pieces
_BEGINNING = 40  # characters of a text by which it is looked for in its capture
_PLACE = re.compile(r"[0-9]{1,9}", re.ASCII)


def _public(pk: int) -> Article:
    return get_object_or_404(Article.objects.public().select_related("source"), pk=pk)


def article(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """An article; under another slug than its own the reader is sent to its address."""
    found = _public(pk)
    if found.slug != slug:
        return redirect(found, permanent=True)
    asked = Asked(
        part=request.GET.get("part", ""), why=request.GET.get("why", ""), quotation=(quotation := _quotation(request))
    )
    page = article_page(found, asked)
    reference = reference_of_page(page, request.build_absolute_uri)
    context = {
        "page": page,
        "spread": (spread := spread_of(found)),
        "copies": copies_shown(spread.copies, request.GET.get("copies", "")),
        "excerpt": story_of(found),
        "related": related_to(found),
        "versions": versions_of(found.pk),
        "reference": reference,
        "citations": [(name, style(reference)) for name, style in STYLES],
        "is_quoting": quotation is not None,
        "place": page.place,
        "linked_data": linked_data(page, reference),
    }
    return render(request, "articles/article.html", context)


def copies_shown(copies: Sequence[Copy], asked: str) -> dict[str, object]:
    """As many copies as the page has room for, from the one `asked` for, and the numbers of those before and behind."""
    start = min(max(int(asked) - 1, 0), max(len(copies) - 1, 0)) if _PLACE.fullmatch(asked) else 0
    stop = min(start + COPIES_SHOWN, len(copies))
    return {
        "shown": copies[start:stop],
        "first": start + 1,
        "last": stop,
        "total": len(copies),
        "earlier": max(start - COPIES_SHOWN, 0) + 1 if start else 0,
        "later": stop + 1 if stop < len(copies) else 0,
    }


def _quotation(request: HttpRequest) -> Quotation | None:
    """The passage that a permalink names, None where the address is that of the whole article."""
    exact, before, after = (request.GET.get(name, "").strip("\x00") for name in ("quote", "before", "after"))
    return Quotation(exact=exact, before=before, after=after) if exact.strip() else None


def capture(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The bytes an article was made from, as plain text beside what became of them."""
    found = _public(pk)
    if found.slug != slug:
        return redirect("articles:article_capture", pk=pk, slug=found.slug, permanent=True)
    page = article_page(found)
    if page.provenance is None or page.provenance.is_withheld:
        raise Http404("No original to show.")
    original = page.provenance.capture.source_text()
    asked = request.GET.get("from", "")
    start = min(int(asked), len(original)) if _PLACE.fullmatch(asked) else _beginning(original, found.text)
    stop = start + fitting(original[start : start + MOST_SHOWN], _ORIGINAL)
    beside = parts_of(page.whole, _BESIDE)
    context = {
        "page": replace(page, paragraphs=beside[0]),
        "hidden": sum(map(len, beside[1:])),
        "page_removed": with_room(page.provenance.page_removed, _REMOVED),
        "original": original[start:stop],
        "first": start + 1,
        "last": stop,
        "total": len(original),
        "earlier": max(start - fitting(original[max(start - MOST_SHOWN, 0) : start][::-1], _ORIGINAL), 0),
        "is_begun": start > 0,
        "later": stop if stop < len(original) else 0,
    }
    return render(request, "articles/capture.html", context)


def _beginning(original: str, text: str) -> int:
    """Where the article begins in its capture, at the start of a line near by; 0 where its words stand otherwise."""
    at = max(original.find(text[:_BEGINNING]), 0) if text else 0
    line = original.rfind("\n", max(at - _BEGINNING, 0), at)
    return line + 1 if line >= 0 else at


def capture_download(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The bytes as captured, for saving and never for showing."""
    provenance = provenance_of(_public(pk))
    if provenance is None or provenance.is_withheld:
        raise Http404("No original to download.")
    extension = "html" if "html" in provenance.capture.media_type else "txt"
    response = HttpResponse(provenance.capture.raw(), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="capture-{provenance.capture.sha256[:12]}.{extension}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
