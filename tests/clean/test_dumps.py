"""Text dumps of real pages: a floor under the body figures. The weights have seen these pages; `train_lines --measure`
gives the figures across sites, which are lower.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from statistics import mean

import pytest

from articles.clean.plain_text import clean_plain_text
from articles.clean.sources import SourceBook, load_sources
from articles.clean.text_dump import dump_lines
from articles.clean.text_training import shingles
from articles.documents import RawCapture, Rejection
from articles.split.page import split_page

PAGES = Path(__file__).parents[3] / "shared" / "evaluation" / "pages"
LEAST_F1 = 0.945
LEAST_TITLES = 0.74  # six of the 29 headlines of the truth stand nowhere on their page
LEAST_AUTHORS = 0.57
LEAST_DATES = 0.74  # without the capture time; the rest state none that is visible, or only an age

pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="the real pages are not at hand (../shared/evaluation)")


def test_what_is_read_of_dumped_publisher_pages():
    sources = SourceBook(load_sources())
    precisions, recalls, titles, authors, dates = [], [], [], [], []
    for line in (PAGES / "truth.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if not row["file"].startswith("publishers/"):
            continue
        html = gzip.decompress((PAGES / row["file"]).read_bytes()).decode("utf-8", "replace")
        content = "\n".join(dump_lines(html)).encode()
        page = clean_plain_text(RawCapture(content=content, media_type="text/plain", url=row["url"]), sources=sources)
        assert not isinstance(page, Rejection)
        drafts = split_page(page, sources=sources)
        assert not isinstance(drafts, Rejection)
        found, true = shingles("\n".join(draft.text for draft in drafts)), shingles(row["body"])
        shared = sum((found & true).values())
        precisions.append(shared / max(1, sum(found.values())))
        recalls.append(shared / max(1, sum(true.values())))
        titles.append(drafts[0].title.lower().split() == row["title"].lower().split())
        authors.append({name.lower() for name in drafts[0].authors} == {name.lower() for name in row["authors"]})
        published = drafts[0].published
        dates.append(published is not None and published.moment.date().isoformat() == row["published"][:10])
    precision, recall = mean(precisions), mean(recalls)
    assert 2 * precision * recall / (precision + recall) >= LEAST_F1
    assert mean(titles) >= LEAST_TITLES
    assert mean(authors) >= LEAST_AUTHORS
    assert mean(dates) >= LEAST_DATES
