"""Memory stays flat however many pages go through the stages."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

import pytest

from articles.documents import RawCapture
from articles.pipeline import file_rules, try_to_extract
from tests.test_hostile_pages import page, prose

WARM = 500  # pages after which tables, models and caches are full
COUNT = 10_000
MOST_GROWTH = 60  # megabytes


def resident() -> float:
    """Megabytes that the process holds now; at most, where the system does not tell."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize() / 1024 / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 / (1024 if sys.platform == "darwin" else 1)


@pytest.mark.long
def test_memory_is_flat_over_ten_thousand_pages():
    rules = file_rules()
    before = 0.0
    for number in range(COUNT):
        if number == WARM:
            before = resident()
        body = "".join(f"<p>{prose(400, seed)}</p>" for seed in range(number, number + 2 + number % 7))
        name = f"story-{number}"
        raw = RawCapture(content=page(body, f"<meta name=author content='{name}'>").encode(), media_type="text/html")
        try_to_extract(raw, rules)
    grown = resident() - before
    print(f"{before:.0f} MB after {WARM} pages, {grown:+.0f} MB after {COUNT}")
    assert grown < MOST_GROWTH
