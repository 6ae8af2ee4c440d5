"""Searches compared over time: a page with chart and table, and the table as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from articles.search.trend_periods import DAY, MONTH, YEAR
from articles.search.trends import COUNT, HEIGHT, MOST_SERIES, SHARE, WIDTH, Trends, trends
from articles.views.export import BYTE_ORDER_MARK, Line, cell


def trends_page(request: HttpRequest) -> HttpResponse:
    """Up to five searches, companies or topics over time."""
    found = trends(request.GET)
    words = [series.words for series in found.series]
    context = {
        "section": "trends",
        "trends": found,
        "inputs": [*words, *[""] * (MOST_SERIES - len(words))],
        "measures": ((COUNT, "articles"), (SHARE, "share of all articles")),
        "units": ((YEAR, "by year"), (MONTH, "by month"), (DAY, "by day")),
        "since": request.GET.get("since", ""),
        "until": request.GET.get("until", ""),
        "width": WIDTH,
        "height": HEIGHT,
        "query": request.GET.urlencode(),
    }
    return render(request, "articles/trends.html", context)


def trends_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The table of a comparison: for each period the whole archive, then count and share of each search."""
    response = StreamingHttpResponse(_lines(trends(request.GET)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="newsarchive-trends.csv"'
    return response


def _lines(found: Trends) -> Iterator[str]:
    writer = csv.writer(Line())
    heads = [head for series in found.series for head in (series.words, f"{series.words}, per cent")]
    yield BYTE_ORDER_MARK + writer.writerow([cell(head) for head in (found.unit, "whole archive", *heads)])
    for period, total, points in found.table:
        values = [value for point in points for value in (point.count, f"{point.share:.3f}")]
        yield writer.writerow([period.name, total, *values])
