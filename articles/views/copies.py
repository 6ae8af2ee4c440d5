"""Two copies of one text side by side, what differs marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from articles.models import Article
from articles.prose.diff import Change, Span, diff_texts
from articles.search.dates import known_date
from articles.views.parts import fitting, weight_of

COMPARED = 200_000  # characters of each text
SHOWN = 45_000  # bytes of HTML, so that the page stays light; beyond them what is alike is folded, then the rest cut
_MARK, _PARAGRAPH = 11, 8  # bytes of a piece that differs, and of a paragraph, beside their words
_BREAK = re.compile(r"\n\s*")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in pieces, each with what became of it; or, without pieces, as many paragraphs as are `alike`."""

    pieces: tuple[tuple[str, str], ...] = ()
    alike: int = 0

    @property
    def is_same(self) -> bool:
        """Whether both texts have it."""
        return all(change == Change.SAME for change, _ in self.pieces)

    @property
    def weight(self) -> int:
        """Bytes of HTML."""
        return _PARAGRAPH + sum(_MARK + weight_of(text) for _, text in self.pieces)


def compare(request: HttpRequest, pk: int, slug: str, other: int) -> HttpResponse:
    """What differs between the texts of two articles, word by word."""
    articles = Article.objects.public().select_related("source")
    first, second = get_object_or_404(articles, pk=pk), get_object_or_404(articles, pk=other)
    if first.slug != slug:
        return redirect("articles:compare", pk=pk, slug=first.slug, other=other, permanent=True)
    context = {
        "first": first,
        "second": second,
        "first_date": known_date(first),
        "second_date": known_date(second),
        **difference(first.text, second.text),
    }
    return render(request, "articles/compare.html", context)


def difference(first: str, second: str) -> dict[str, Any]:
    """What `_difference.html` shows of two texts: paragraphs, and how many words stand in both or in one."""
    spans = diff_texts(first[:COMPARED], second[:COMPARED])
    words = {change: sum(len(span.text.split()) for span in spans if span.change == change) for change in Change}
    paragraphs = _paragraphs(spans)
    if sum(paragraph.weight for paragraph in paragraphs) > SHOWN:
        paragraphs = _folded(paragraphs)
    shown = _beginning(paragraphs)
    return {
        "paragraphs": shown,
        "same_words": words[Change.SAME],
        "only_first": words[Change.REMOVED],
        "only_second": words[Change.ADDED],
        "is_same": all(span.change == Change.SAME for span in spans),
        "is_cut": max(len(first), len(second)) > COMPARED or shown != paragraphs,
    }


def _paragraphs(spans: Sequence[Span]) -> list[Paragraph]:
    """The spans broken at the ends of lines."""
    lines: list[list[tuple[str, str]]] = [[]]
    for span in spans:
        for number, text in enumerate(_BREAK.split(span.text)):
            if number:
                lines.append([])
            if text:
                lines[-1].append((span.change.value, text))
    return [Paragraph(tuple(line)) for line in lines if line]


def _folded(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Only what differs, with how many paragraphs between are alike."""
    folded: list[Paragraph] = []
    for is_same, run in groupby(paragraphs, key=lambda paragraph: paragraph.is_same):
        several = list(run)
        folded += [Paragraph(alike=len(several))] if is_same and len(several) > 1 else several
    return folded


def _beginning(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """As many as a page has room for, the last of them cut."""
    shown: list[Paragraph] = []
    room = SHOWN
    for paragraph in paragraphs:
        shown.append(_cut(paragraph, room) if paragraph.weight > room else paragraph)
        room -= paragraph.weight
        if room <= 0:
            break
    return shown


def _cut(paragraph: Paragraph, room: int) -> Paragraph:
    pieces: list[tuple[str, str]] = []
    for change, text in paragraph.pieces:
        pieces.append((change, text[: fitting(text, room)]))
        room -= _MARK + weight_of(text)
        if room <= 0:
            break
    return Paragraph(tuple(pieces))
