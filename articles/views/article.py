"""The page of an article and its original capture."""

from __future__ import annotations

import re
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from articles.models import Article
from articles.search.copies import spread_of
from articles.search.quotation import Quotation, find_quotation
from articles.search.related import related_to
from articles.search.stories import story_of
from articles.search.versions import versions_of
from articles.views.article_page import article_page, provenance_of
from articles.views.linked_data import STYLES, linked_data, reference_of_page
from articles.views.linking import opening_of, quoting

PART = 12_000  # characters of a capture that its page shows at a time
_BEGINNING = 40  # characters of a text by which it is looked for in its capture
_PART = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)


def _public(pk: int) -> Article:
    return get_object_or_404(Article.objects.public().select_related("source"), pk=pk)


def article(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """An article; under another slug than its own the reader is sent to its address."""
    found = _public(pk)
    if found.slug != slug:
        return redirect(found, permanent=True)
    page = article_page(found)
    quotation = _quotation(request)
    place = find_quotation(found.text, quotation) if quotation else None
    if place:
        page = replace(page, paragraphs=quoting(page.paragraphs, place.start, place.end))
    elif "text" not in request.GET and not quotation:
        page = replace(page, paragraphs=opening_of(page.paragraphs))
    reference = reference_of_page(page, request.build_absolute_uri)
    context = {
        "page": page,
        "spread": spread_of(found),
        "excerpt": story_of(found),
        "related": related_to(found),
        "versions": versions_of(found.pk),
        "reference": reference,
        "citations": [(name, style(reference)) for name, style in STYLES],
        "is_quoting": quotation is not None,
        "place": place,
        "linked_data": linked_data(page, reference),
    }
    return render(request, "articles/article.html", context)


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
    parts = max(-(-len(original) // PART), 1)
    asked = request.GET.get("part", "")
    part = min(int(asked), parts) if _PART.fullmatch(asked) else _part_with(original, found.text)
    context = {
        "page": replace(page, paragraphs=opening_of(page.paragraphs, PART)),
        "original": original[(part - 1) * PART : part * PART],
        "part": part,
        "parts": parts,
        "earlier": part - 1,
        "later": part + 1 if part < parts else 0,
    }
    return render(request, "articles/capture.html", context)


def _part_with(original: str, text: str) -> int:
    """The part of a capture in which the article begins; the first where its words stand otherwise in the source."""
    return max(original.find(text[:_BEGINNING]), 0) // PART + 1 if text else 1


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
